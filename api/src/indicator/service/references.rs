//! What is wrong with the indicators that a definition names.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{
    audit::write::Write,
    counting,
    error::Result,
    hub::Hub,
    indicator::{
        formula::{self, Expr, Operand, Shift, references, typing},
        model::{AcrossSpace, Definition, Indicator, Source},
        observation::model::unknown_indicator,
        period::{Cadence, Period},
        repo,
    },
    issue::Issue,
    rollup::time::{self, Reading},
    scope::Scope,
};

type Known = HashMap<String, Indicator>;

/// Every issue of the rule of counting, the weight and the formula of a definition.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn check(
    scope: &Scope,
    hub: &Hub,
    write: &Write<'_>,
    definition: &Definition,
) -> Result<Vec<Issue>> {
    let mut issues = Vec::new();
    if let Some(rule) = &definition.counting {
        let found = counting::service::check(scope, hub, rule).await?;
        issues.extend(found.into_iter().map(|issue| issue.below(&["counting"])));
    }
    if let Some(code) = &definition.weight {
        let known = known(scope, write, vec![code.clone()]).await?;
        issues.extend(weight(code, known.get(code), definition));
    }
    if let Some(text) = &definition.formula {
        match formula::parse(text) {
            Ok(expr) => {
                let known = known(scope, write, expr.codes()).await?;
                issues.extend(formula_issues(definition, &expr, &known));
            }
            Err(found) => issues.extend(found),
        }
    }
    Ok(issues)
}

/// The definitions of these codes, and of those that their formulas name, down to as many formulas on each other as
/// there may be.
async fn known(scope: &Scope, write: &Write<'_>, codes: Vec<String>) -> Result<Known> {
    let (mut known, mut wanted) = (Known::new(), codes);
    for _ in 0..=references::MOST_FORMULAS {
        wanted.retain(|code| !known.contains_key(code));
        if wanted.is_empty() {
            break;
        }
        let mut next = Vec::new();
        for found in repo::by_codes(scope, write.connection(), &wanted).await? {
            next.extend(expression(&found).map(|expr| expr.codes()).unwrap_or_default());
            known.insert(found.definition.code.clone(), found);
        }
        wanted = next;
    }
    Ok(known)
}

fn expression(indicator: &Indicator) -> Option<Expr> {
    formula::parse(indicator.definition.formula.as_deref()?).ok()
}

fn weight(code: &str, found: Option<&Indicator>, definition: &Definition) -> Option<Issue> {
    let Some(found) = found else {
        return Some(unknown_indicator(code).below(&["weight"]));
    };
    let rules = &found.definition;
    let weighs = rules.source == Source::Declared
        && rules.across_space == AcrossSpace::Sum
        && rules.cadence == definition.cadence
        && rules.collected_at == definition.collected_at;
    (!weighs).then(|| {
        Issue::error(
            &["weight"],
            "BAD_WEIGHT",
            "weights are reported values that add up, of the same cadence and the same tier of collection",
            "权重须为填报且可加总的指标，报送周期和采集层级相同",
        )
        .with([code])
    })
}

fn formula_issues(definition: &Definition, expr: &Expr, known: &Known) -> Vec<Issue> {
    let dimension = |code: &str| known.get(code).map(|known| known.measure.unit.dimension);
    let mut issues = match definition.measure() {
        Some(measure) => typing::check(expr, measure.unit, dimension),
        None => Vec::new(),
    };
    let formula_of = |code: &str| known.get(code).and_then(expression);
    issues.extend(references::check(&definition.code, expr, formula_of));
    for operand in expr.operands() {
        if let Some(found) = known.get(&operand.code)
            && !has_period(found, &operand, definition.cadence)
        {
            let issue = Issue::error(
                &["formula"],
                "FORMULA_CADENCE",
                "the periods of the formula are not made of periods of this operand by its rule across time",
                "公式的统计期不能由该指标的统计期按其时间规则汇总而成",
            );
            issues.push(issue.with([operand.to_string()]));
        }
    }
    issues
}

/// Whether an operand has a figure for a period of a cadence: of the same one, or rolled up over time.
fn has_period(found: &Indicator, operand: &Operand, cadence: Cadence) -> bool {
    let rules = &found.definition;
    let reading = match operand.shift {
        Shift::YearToDate => Reading::YearToDate,
        _ => time::natural(rules.across_time),
    };
    let same = rules.cadence == cadence;
    match rules.source {
        // Its own operands were checked when it was defined, for its own cadence.
        Source::Formula => same,
        Source::Counted => true,
        Source::Declared => {
            time::recipe(rules.across_time, rules.cadence, sample(cadence), reading).is_some()
        }
    }
}

/// Some period of a cadence that does not begin a year.
fn sample(cadence: Cadence) -> Period {
    let day = NaiveDate::from_ymd_opt(2024, 5, 6).unwrap_or_default();
    match cadence {
        Cadence::Year => Period::Year(2024),
        Cadence::Half => Period::Half(2024, 2),
        Cadence::Quarter => Period::Quarter(2024, 2),
        Cadence::Month => Period::Month(2024, 5),
        Cadence::Fortnight => Period::Fortnight(day),
        Cadence::Week => Period::Week(2024, 19),
        Cadence::Day => Period::Day(day),
    }
}
