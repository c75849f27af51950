use proptest::prelude::*;

use super::{expr, formula};
use crate::indicator::formula::{Expr, MOST_OPERANDS, Operand, Shift, parse};

#[test]
fn a_formula_is_printed_in_one_way() {
    for (text, canonical) in [
        ("A", "A"),
        ("A+B*C", "A + B * C"),
        ("(A+B)*C", "(A + B) * C"),
        ("((A))", "A"),
        ("A-(B-C)", "A - (B - C)"),
        ("A-B-C", "A - B - C"),
        ("A/(B*C)", "A / (B * C)"),
        ("A/B*C", "A / B * C"),
        ("-(A+B)", "-(A + B)"),
        ("-A*B", "-A * B"),
        ("-(A*B)", "-(A * B)"),
        ("A - -B", "A - -B"),
        ("007.50 * A", "7.5 * A"),
        ("0.00", "0"),
        ("prev(A)+prev(A, 2)+prev(A,1)", "prev(A) + prev(A, 2) + prev(A)"),
        ("year_ago( A )/year_ago(A,3)", "year_ago(A) / year_ago(A, 3)"),
        ("ytd(A_1)", "ytd(A_1)"),
        ("B / per_capita(A, POP)", "B / (A / POP)"),
        ("growth(A)", "growth(A)"),
        (" （Ａ＋Ｂ）×Ｃ÷２　－１．５", "(A + B) * C / 2 - 1.5"),
        ("A−prev（A，12）", "A - prev(A, 12)"),
    ] {
        assert_eq!(formula(text).to_string(), canonical, "{text}");
    }
}

#[test]
fn operands_are_told_once_each() {
    let expr = formula("(A + prev(B)) / A + growth(B) + year_ago(B) + ytd(C) * 2");
    assert_eq!(
        expr.operands(),
        [
            Operand::new("A", Shift::None),
            Operand::new("B", Shift::Previous(1)),
            Operand::new("B", Shift::None),
            Operand::new("B", Shift::YearAgo(1)),
            Operand::new("C", Shift::YearToDate),
        ]
    );
    assert_eq!(expr.codes(), ["A", "B", "C"]);
}

#[test]
fn every_place_is_told() {
    for (text, places) in [
        ("", vec![1]),
        ("   ", vec![4]),
        ("A +", vec![4]),
        ("* A", vec![1]),
        ("A B", vec![3]),
        ("A B C", vec![3, 5]),
        ("A + * B / / C", vec![5, 11]),
        ("(A", vec![1]),
        ("((A + B) * (C", vec![1, 12]),
        ("A)", vec![2]),
        ("A) + B)", vec![2, 7]),
        ("()", vec![2]),
        ("A, B", vec![2]),
        ("(A, B)", vec![3, 6]),
        ("gdp / POP", vec![1]),
        ("gdp / pop", vec![1, 7]),
        ("工业产值 / POP", vec![1]),
        ("A $ B", vec![3, 3, 5]),
        ("1.2.3 + 1. + A", vec![1, 9]),
        (".5", vec![1, 2]),
        ("2A", vec![2]),
        ("12345678901234567890123456789012", vec![1]),
        ("prev", vec![1]),
        ("prev A", vec![1, 6]),
        ("prev()", vec![1]),
        ("prev(A", vec![5]),
        ("prev(A + B)", vec![1]),
        ("prev(A, 0) + prev(A, 100) + prev(A, 1.5)", vec![1, 14, 29]),
        ("prev(A, B)", vec![1]),
        ("prev(prev(A))", vec![1]),
        ("ytd(A, 2) + growth(A, B)", vec![1, 13]),
        ("per_capita(A)", vec![1]),
        ("sum(A)", vec![1, 4]),
        ("_A", vec![1]),
    ] {
        let issues = parse(text).expect_err(text);
        let mut found: Vec<usize> = issues
            .iter()
            .map(|issue| issue.figures[0].parse().unwrap())
            .collect();
        found.sort_unstable();
        assert_eq!(found, places, "{text}: {issues:#?}");
        assert!(
            issues
                .iter()
                .all(|issue| issue.code == "FORMULA_SYNTAX" && issue.path == ["formula"])
        );
    }
    let issue = parse("A +").unwrap_err().remove(0);
    assert!(issue.message.starts_with("at character 4: "), "{}", issue.message);
    assert!(
        issue.message_zh.starts_with("第4个字符："),
        "{}",
        issue.message_zh
    );
}

#[test]
fn there_are_limits() {
    let codes = |text: &str| -> Vec<String> {
        let issues = parse(text).err().unwrap_or_default();
        issues.into_iter().map(|issue| issue.code).collect()
    };
    let sum = |operands: usize| vec!["A"; operands].join(" + ");
    assert_eq!(codes(&sum(30)), [""; 0]);
    assert_eq!(codes(&sum(31)), ["FORMULA_TOO_MANY_OPERANDS"]);
    assert_eq!(
        codes(&format!("{} + growth(B)", sum(29))),
        ["FORMULA_TOO_MANY_OPERANDS"]
    );
    assert_eq!(
        codes(&format!("{}2", "1 + ".repeat(30))),
        ["FORMULA_TOO_MANY_OPERANDS"]
    );
    let nested = |levels: usize| format!("{}A{}", "(".repeat(levels), ")".repeat(levels));
    assert_eq!(codes(&nested(20)), [""; 0]);
    assert_eq!(codes(&nested(21)), ["FORMULA_TOO_DEEP"]);
    assert_eq!(codes(&format!("{}A", "-".repeat(21))), ["FORMULA_TOO_DEEP"]);
    assert_eq!(codes(&format!("{}prev(A)", "-".repeat(19))), [""; 0]);
    assert_eq!(codes(&format!("{}prev(A)", "-".repeat(20))), ["FORMULA_TOO_DEEP"]);
    assert_eq!(codes(&format!("A{}", " ".repeat(600))), [""; 0]);
    assert_eq!(codes(&"A".repeat(501)), ["FORMULA_TOO_LONG"]);
    assert_eq!(codes(&"产".repeat(501)), ["FORMULA_TOO_LONG"]);
    assert_eq!(codes(&" ".repeat(100_000)), ["FORMULA_TOO_LONG"]);
    assert_eq!(codes(&"A".repeat(64)), [""; 0]);
    assert_eq!(codes(&"A".repeat(65)), ["FORMULA_SYNTAX"]);
    assert_eq!(codes(&"A ".repeat(250)).len(), 20);
}

/// Numbers and values of an expression, as the limit counts them.
fn operands(expr: &Expr) -> usize {
    match expr {
        Expr::Number(_) | Expr::Value(_) => 1,
        Expr::Growth(_) => 2,
        Expr::Negative(inner) => operands(inner),
        Expr::Binary(_, left, right) => operands(left) + operands(right),
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(expr in expr()) {
        if operands(&expr) <= MOST_OPERANDS {
            prop_assert_eq!(parse(&expr.to_string()), Ok(expr));
        }
    }

    #[test]
    fn any_text_has_a_formula_or_issues(text in "\\PC{0,60}") {
        if let Err(issues) = parse(&text) {
            prop_assert!(!issues.is_empty());
        }
    }

    #[test]
    fn what_is_read_is_read_again_when_printed(
        text in "(A|B_1|7|0\\.50|\\(|\\(|\\)|\\)|\\+|-|\\*|/|,| |（|×|prev\\(A\\)|prev\\(A, 3\\)|growth\\(|per_capita\\(A, B\\)|x){0,24}",
    ) {
        match parse(&text) {
            Ok(expr) => {
                let canonical = expr.to_string();
                prop_assert_eq!(parse(&canonical), Ok(expr), "{}", text);
            }
            Err(issues) => prop_assert!(!issues.is_empty() && issues.iter().all(|issue| issue.path == ["formula"])),
        }
    }
}
