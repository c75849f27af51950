//! `WRONG_PERCENT`: growth is the difference by the base.

use rust_decimal::Decimal;

use super::{
    Finding, Grade,
    book::{Book, claim_figure},
    conflict::agree,
    shown,
};
use crate::plan::model::{
    claim::{Claim, ClaimKind},
    target::Operator,
};

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

/// Growth in percent.
fn growth(base: Decimal, end: Decimal) -> Option<Decimal> {
    end.checked_sub(base)?.checked_mul(HUNDRED)?.checked_div(base)
}

/// Half of the last printed place.
fn half_place(printed: Decimal) -> Decimal {
    Decimal::new(5, printed.scale() + 1)
}

/// Whether a printed percentage is the computed one, rounded as it is printed.
fn right(claim: &Claim, computed: Decimal) -> bool {
    let off = computed.saturating_sub(claim.value).abs();
    match claim.operator {
        Operator::Eq => off <= half_place(claim.value),
        operator => agree(
            (operator, claim.value, claim.upper),
            (Operator::Eq, computed.round_dp(claim.value.scale()), None),
        ),
    }
}

/// Growth over the base year that is not that of the stated values.
pub(super) fn wrong_percents(book: &Book<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, claim) in book.claims(ClaimKind::GrowthPercent) {
        let base_year = claim.base_year.or(book.details().baseline_year);
        let Some((year, base_year)) = claim.year.zip(base_year) else {
            continue;
        };
        let Some((base, end)) = book.levels(&claim.series, base_year, year) else {
            continue;
        };
        let Some(computed) = growth(base.value, end.value).filter(|computed| !right(claim, *computed)) else {
            continue;
        };
        let cause = cause(claim.value, (base.printed, base.value), (end.printed, end.value));
        let finding = Finding::new(
            "WRONG_PERCENT",
            Grade::MustBeZero,
            &claim.series,
            format!(
                "{}% is printed, and the values grow by {}%",
                claim.value,
                shown(computed)
            ),
            format!("所列增幅{}%与数值计算的{}%不符", claim.value, shown(computed)),
        );
        let figures = [
            claim_figure(index, claim),
            base.figure.clone(),
            end.figure.clone(),
        ];
        found.push(
            finding
                .in_year(year)
                .with(figures)
                .expecting(format!("{}%", shown(computed)))
                .because(cause),
        );
    }
    found
}

/// Which slip gives the printed number, to the last printed place.
fn cause(
    printed: Decimal,
    (base_shown, base): (Decimal, Decimal),
    (end_shown, end): (Decimal, Decimal),
) -> Option<(String, String)> {
    let place = Decimal::new(1, printed.scale());
    let near = |computed: Option<Decimal>| {
        computed.filter(|computed| computed.saturating_sub(printed).abs() < place)
    };
    let share = |part: Decimal, whole: Decimal| part.checked_mul(HUNDRED)?.checked_div(whole);
    if let Some(by_end) = near(share(end.saturating_sub(base), end)) {
        let formula = format!("({end_shown}-{base_shown})/{end_shown}={}%", shown(by_end));
        return Some((
            format!("divided by the end value: {formula}"),
            format!("误以期末值为分母：{formula}"),
        ));
    }
    if let Some(ratio) = near(share(end, base)) {
        let formula = format!("{end_shown}/{base_shown}={}%", shown(ratio));
        return Some((
            format!("the ratio instead of the growth: {formula}"),
            format!("误将比值作为增幅：{formula}"),
        ));
    }
    None
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn the_usual_slip_is_named() {
        let number = |value: i64| (Decimal::from(value), Decimal::from(value));
        let of = |printed: i64, base, end| {
            cause(Decimal::from(printed), number(base), number(end)).map(|(text, _)| text)
        };
        let by_end = |formula: &str| Some(format!("divided by the end value: {formula}"));
        assert_eq!(of(42, 4, 7), by_end("(7-4)/7=42.86%"));
        assert_eq!(of(33, 4, 6), by_end("(6-4)/6=33.33%"));
        assert_eq!(of(38, 8, 13), by_end("(13-8)/13=38.46%"));
        assert_eq!(of(24, 6, 9), None);
        assert_eq!(
            of(150, 6, 9).as_deref(),
            Some("the ratio instead of the growth: 9/6=150%")
        );
        assert_eq!(growth(Decimal::ZERO, Decimal::ONE), None);
    }
}
