use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{INDICATORS, expr, formula};
use crate::{
    indicator::{
        formula::{Exact, Expr, Operand, Operator, Shift, evaluate, evaluate::exact},
        unit::Unit,
    },
    rollup::fold::NoValue,
};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn of(text: &str, values: &[(&str, &str)]) -> Result<Decimal, NoValue> {
    evaluate(&formula(text), &mut |operand: &Operand| {
        let found = values.iter().find(|(name, _)| *name == operand.to_string());
        found
            .map(|(_, value)| decimal(value))
            .ok_or(NoValue::NothingReported)
    })
}

#[test]
fn a_formula_divides_once_at_its_end() {
    let values = [
        ("A", "1"),
        ("B", "3"),
        ("prev(A)", "2"),
        ("year_ago(A)", "4"),
        ("ytd(A)", "5"),
        ("Z", "0"),
    ];
    for (text, value) in [
        ("A + B * 2", "7"),
        ("(A + B) * 2", "8"),
        ("A - B - 1", "-3"),
        ("A - (B - 1)", "-1"),
        ("A / B * B", "1"),
        ("A / B + A / B + A / B", "1"),
        ("A / B / B * 9", "1"),
        ("A / (B / B)", "1"),
        ("-A * -B", "3"),
        ("A / prev(A)", "0.5"),
        ("growth(A)", "-0.75"),
        ("ytd(A) * 0.1", "0.5"),
        ("A / B", "0.3333333333333333333333333333"),
        ("2 / B", "0.6666666666666666666666666667"),
        ("-2 / B", "-0.6666666666666666666666666667"),
        ("2000 / B", "666.6666666666666666666666667"),
        ("Z / A", "0"),
    ] {
        assert_eq!(of(text, &values), Ok(decimal(value)), "{text}");
    }
}

#[test]
fn where_there_is_no_value_there_is_a_reason() {
    let values = [("A", "1"), ("Z", "0"), ("BIG", "79228162514264337593543950335")];
    for (text, reason) in [
        ("A / Z", NoValue::ZeroDenominator),
        ("Z / Z", NoValue::ZeroDenominator),
        ("A / (A - A)", NoValue::ZeroDenominator),
        ("A / 0", NoValue::ZeroDenominator),
        ("A + MISSING", NoValue::NothingReported),
        ("0 * MISSING", NoValue::NothingReported),
        ("growth(A)", NoValue::NothingReported),
        ("BIG + A", NoValue::OutOfRange),
        ("-BIG * BIG", NoValue::OutOfRange),
    ] {
        assert_eq!(of(text, &values), Err(reason), "{text}");
    }
    // What only lies out of range in between has a value.
    assert_eq!(of("BIG * BIG / BIG", &values), Ok(Decimal::MAX));
    assert_eq!(of("BIG", &values), Ok(Decimal::MAX));
    assert_eq!(of("A / BIG / BIG", &values), Ok(Decimal::ZERO));
}

#[test]
fn thirty_long_operands_have_a_value() {
    // An index of fifteen shares whose denominators have nothing in common.
    let text = (0..15)
        .map(|n| format!("A{n} / B{n}"))
        .collect::<Vec<_>>()
        .join(" + ");
    let value = evaluate(&formula(&text), &mut |operand: &Operand| {
        let n: i128 = operand.code[1..].parse().unwrap();
        let long = 7_000_000_000_000_000_000_000_000_001 + n * 2;
        Ok(Decimal::from_i128_with_scale(
            long,
            if operand.code.starts_with('A') { 28 } else { 27 },
        ))
    });
    assert_eq!(value, Ok(decimal("1.5")));
}

#[test]
fn a_result_is_turned_into_its_unit_without_rounding_twice() {
    let unit = |symbol| Unit::of(symbol).unwrap();
    // 7 人 in 3 平方公里: 2.33… people by 平方公里, and 2.5 in 2.
    for (land, density) in [("3", "2.333333333333333333333333333"), ("2", "3.5"), ("7", "1")] {
        let people = exact(
            &formula("P / L"),
            &mut |operand: &Operand| match operand.code.as_str() {
                "P" => Ok(Exact::from(Decimal::from(7))),
                _ => Exact::from(decimal(land)).of_unit(unit("平方公里")),
            },
        );
        assert_eq!(people.unwrap().in_unit(unit("人/平方公里")), Ok(decimal(density)));
    }
    let tenth = Exact::ratio(1, 10).unwrap();
    assert_eq!(tenth.in_unit(unit("%")), Ok(decimal("10")));
    assert_eq!(tenth.in_unit(unit("‰")), Ok(decimal("100")));
    assert_eq!(
        Exact::scaled(1_234, 2).in_unit(unit("万元")),
        Ok(decimal("0.001234"))
    );
}

#[test]
fn formulas_on_formulas_stay_exact() {
    let third = exact(&formula("A / B"), &mut |operand: &Operand| {
        Ok(Decimal::from(if operand.code == "A" { 1 } else { 3 }))
    });
    let whole = evaluate(&formula("T * 3"), &mut |_: &Operand| third.clone());
    assert_eq!(whole, Ok(Decimal::ONE));
}

/// Another way to the same value: reduced fractions of small integers.
fn naive(expr: &Expr, value: &impl Fn(&Operand) -> (i128, i128)) -> Result<(i128, i128), NoValue> {
    let ok = |n: Option<i128>| n.ok_or(NoValue::OutOfRange);
    let reduced = |n: i128, d: i128| {
        let (mut a, mut b) = (n.abs(), d.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        (n / a * d.signum(), d.abs() / a)
    };
    let join = |operator, (a, b): (i128, i128), (c, d): (i128, i128)| {
        let sign = if operator == Operator::Subtract { -1 } else { 1 };
        Ok(match operator {
            Operator::Add | Operator::Subtract => {
                let (left, right) = (ok(a.checked_mul(d))?, ok(c.checked_mul(b))?);
                reduced(ok(left.checked_add(sign * right))?, ok(b.checked_mul(d))?)
            }
            Operator::Multiply => reduced(ok(a.checked_mul(c))?, ok(b.checked_mul(d))?),
            Operator::Divide if c == 0 => return Err(NoValue::ZeroDenominator),
            Operator::Divide => reduced(ok(a.checked_mul(d))?, ok(b.checked_mul(c))?),
        })
    };
    match expr {
        Expr::Number(number) => Ok(reduced(number.mantissa(), 10_i128.pow(number.scale()))),
        Expr::Value(operand) => Ok(value(operand)),
        Expr::Growth(code) => {
            let (now, then) = (
                value(&Operand::new(code, Shift::None)),
                value(&Operand::new(code, Shift::YearAgo(1))),
            );
            join(Operator::Divide, join(Operator::Subtract, now, then)?, then)
        }
        Expr::Negative(inner) => naive(inner, value).map(|(n, d)| (-n, d)),
        Expr::Binary(operator, left, right) => join(*operator, naive(left, value)?, naive(right, value)?),
    }
}

proptest! {
    #[test]
    fn it_computes_what_a_naive_evaluator_computes(expr in expr(), values in prop::collection::vec(-40_i64..40, 7), scale in 0_u32..3) {
        let value = |operand: &Operand| {
            let which = INDICATORS.iter().position(|(code, _)| *code == operand.code).unwrap();
            let shift = match operand.shift {
                Shift::None => 0,
                Shift::Previous(n) => i64::from(n),
                Shift::YearAgo(n) => -i64::from(n),
                Shift::YearToDate => 7,
            };
            values[which] + shift
        };
        let wanted = naive(&expr, &|operand| (i128::from(value(operand)), 10_i128.pow(scale)));
        let found = exact(&expr, &mut |operand: &Operand| Ok(Decimal::new(value(operand), scale)));
        match wanted {
            // The naive one is narrower.
            Err(NoValue::OutOfRange) => {}
            Err(reason) => prop_assert_eq!(found, Err(reason)),
            Ok((num, den)) => {
                let fraction = Exact::ratio(num, den).unwrap();
                prop_assert_eq!(found, Ok(fraction.clone()));
                let rounded = evaluate(&expr, &mut |operand: &Operand| Ok(Decimal::new(value(operand), scale)));
                prop_assert_eq!(rounded, fraction.decimal());
            }
        }
    }

    #[test]
    fn a_fraction_is_rounded_once_to_28_digits(num in any::<i64>(), den in 1_i128..1_000_000_000_000, up in 0_u32..19) {
        let num = i128::from(num) * 10_i128.pow(up);
        if let Ok(rounded) = Exact::ratio(num, den).unwrap().decimal() {
            // What the rounding took away is at most half of the last of 28 digits.
            let digits = if rounded.trunc().is_zero() { 0 } else { rounded.trunc().abs().mantissa().to_string().len() };
            let away = Exact::ratio(num, den).unwrap().minus(&rounded.into()).unwrap();
            let places = 28_u32.saturating_sub(u32::try_from(digits).unwrap());
            let unit = Exact::scaled(2, 0).times(&Exact::scaled(10_i128.pow(places), 0)).unwrap();
            let halves = away.times(&unit).unwrap().decimal().unwrap();
            prop_assert!(halves.abs() <= Decimal::ONE, "{num}/{den} = {rounded}");
        } else {
            prop_assert!(num / den > 10_i128.pow(27) || num / den < -(10_i128.pow(27)));
        }
    }
}
