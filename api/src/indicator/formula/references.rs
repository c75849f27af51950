//! Formulas on formulas: none needs itself, and they stand on each other a few deep.

use std::collections::{HashMap, HashSet};

use super::Expr;
use crate::issue::Issue;

/// How many formulas stand on each other, this one counted.
pub const MOST_FORMULAS: usize = 8;

/// The way around, where the formula `expr` of `code` needs a value that needs itself: A → B → A.
///
/// A value of an earlier period counts, too: `prev(A)` in the formula of A would need one figure for each period since
/// the first. `formula_of` is asked once for each code.
#[must_use]
pub fn cycle(code: &str, expr: &Expr, formula_of: impl Fn(&str) -> Option<Expr>) -> Option<Vec<String>> {
    // The way down, with what each still has to visit: a chain of formulas may be long before it is refused.
    let mut way = vec![(code.to_owned(), expr.codes().into_iter())];
    let mut done = HashSet::new();
    loop {
        let (_, rest) = way.last_mut()?;
        let Some(next) = rest.next() else {
            done.extend(way.pop().map(|(code, _)| code));
            continue;
        };
        if let Some(start) = way.iter().position(|(code, _)| *code == next) {
            let around = way.split_off(start).into_iter().map(|(code, _)| code);
            return Some(around.chain([next]).collect());
        }
        if !done.contains(&next) {
            let codes = formula_of(&next).map(|expr| expr.codes()).unwrap_or_default();
            way.push((next, codes.into_iter()));
        }
    }
}

/// How many formulas stand on each other below and with `expr`, which has no cycle; it counts no further than one
/// more than [`MOST_FORMULAS`].
#[must_use]
pub fn height(expr: &Expr, formula_of: impl Fn(&str) -> Option<Expr>) -> usize {
    let mut formulas = HashMap::new();
    let mut level = expr.codes();
    // The formulas reached by 1, 2, … steps: without a cycle the last level that has any is the height.
    for height in 1..=MOST_FORMULAS {
        let mut next = Vec::new();
        let mut found = false;
        for code in level {
            let codes = formulas
                .entry(code)
                .or_insert_with_key(|code| formula_of(code).map(|expr: Expr| expr.codes()));
            if let Some(codes) = codes {
                found = true;
                next.extend(codes.iter().cloned());
            }
        }
        if !found {
            return height;
        }
        next.sort_unstable();
        next.dedup();
        level = next;
    }
    MOST_FORMULAS + 1
}

/// Every issue of a formula among the others: `FORMULA_CYCLE` (the figures are the way around) and
/// `FORMULA_CHAIN_TOO_LONG`, at `["formula"]`.
#[must_use]
pub fn check(code: &str, expr: &Expr, formula_of: impl Fn(&str) -> Option<Expr>) -> Vec<Issue> {
    if let Some(way) = cycle(code, expr, &formula_of) {
        let message = format!("the formula needs itself: {}", way.join(" → "));
        let message_zh = format!("公式循环引用：{}", way.join(" → "));
        return vec![Issue::error(&["formula"], "FORMULA_CYCLE", message, message_zh).with(way)];
    }
    if height(expr, &formula_of) > MOST_FORMULAS {
        let (message, message_zh) = (
            "at most 8 formulas stand on each other",
            "公式引用公式不得超过8层",
        );
        return vec![
            Issue::error(&["formula"], "FORMULA_CHAIN_TOO_LONG", message, message_zh).with([MOST_FORMULAS]),
        ];
    }
    Vec::new()
}
