use proptest::prelude::*;

use super::formula;
use crate::indicator::formula::{
    Expr,
    references::{check, cycle, height},
};

fn among<'a>(formulas: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<Expr> + 'a {
    |code| {
        let found = formulas.iter().find(|(known, _)| *known == code);
        found.map(|(_, text)| formula(text))
    }
}

#[test]
fn a_cycle_is_told_with_its_way() {
    let others = [
        ("B", "C + D"),
        ("C", "D * A"),
        ("D", "X / Y"),
        ("E", "prev(F)"),
        ("F", "year_ago(E)"),
    ];
    let of = |text: &str| cycle("A", &formula(text), among(&others));
    let way = |codes: &[&str]| Some(codes.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(of("D + D"), None);
    assert_eq!(of("D + A"), way(&["A", "A"]));
    assert_eq!(of("prev(A)"), way(&["A", "A"]));
    assert_eq!(of("growth(A)"), way(&["A", "A"]));
    assert_eq!(of("D / B"), way(&["A", "B", "C", "A"]));
    // One that is there already and does not lead here.
    assert_eq!(of("E"), way(&["E", "F", "E"]));
    let issues = check("A", &formula("B"), among(&others));
    assert_eq!(issues[0].code, "FORMULA_CYCLE");
    assert_eq!(issues[0].figures, ["A", "B", "C", "A"]);
}

#[test]
fn formulas_stand_on_each_other_eight_deep() {
    let names: Vec<_> = (0..20).map(|n| format!("F{n}")).collect();
    let chain = |code: &str| {
        let n = names.iter().position(|name| name == code)?;
        // Each is named twice, and all below it: no matter in how many ways they are reached.
        Some(formula(&match n {
            0 => "X".to_owned(),
            1 => "F0 + F0".to_owned(),
            n => format!("F{} + F{}", n - 1, n - 2),
        }))
    };
    assert_eq!(height(&formula("X + Y"), chain), 1);
    assert_eq!(height(&formula("F0"), chain), 2);
    assert_eq!(height(&formula("X + F6"), chain), 8);
    assert_eq!(height(&formula("F7 + F0"), chain), 9);
    assert_eq!(height(&formula("F19"), chain), 9);
    assert_eq!(check("A", &formula("F6"), chain), []);
    assert_eq!(
        check("A", &formula("F7"), chain)[0].code,
        "FORMULA_CHAIN_TOO_LONG"
    );
    assert_eq!(cycle("A", &formula("F19"), chain), None);
}

#[test]
fn a_long_chain_is_followed_to_its_end() {
    let chain = |code: &str| {
        let n: usize = code[1..].parse().ok()?;
        (n < 1_000).then(|| formula(&format!("F{}", n + 1)))
    };
    assert_eq!(cycle("A", &formula("F0"), chain), None);
    let around = |code: &str| chain(code).or_else(|| Some(formula("F0")));
    assert_eq!(cycle("A", &formula("F0"), around).unwrap().len(), 1_002);
}

proptest! {
    /// Formulas that name only later ones have no cycle; one that also names the first has.
    #[test]
    fn a_cycle_is_found_where_there_is_one(links in prop::collection::vec((1_usize..9, 1_usize..9), 8), back in 0_usize..8) {
        let text = |n: usize, back: Option<usize>| {
            let later = |step: usize| format!("F{}", n + step);
            let closing = if back == Some(n) { " + F0" } else { "" };
            links.get(n).map(|(a, b)| format!("{} + {}{closing}", later(*a), later(*b)))
        };
        let number = |code: &str| code[1..].parse::<usize>().unwrap();
        let open = |code: &str| text(number(code), None).map(|text| formula(&text));
        prop_assert_eq!(cycle("F0", &open("F0").unwrap(), open), None);
        let mut reached = vec![0];
        let mut at = 0;
        while let Some(&n) = reached.get(at) {
            if let Some((a, b)) = links.get(n) {
                reached.extend([n + a, n + b]);
            }
            at += 1;
        }
        let closed = |code: &str| text(number(code), Some(back)).map(|text| formula(&text));
        let way = cycle("F0", &closed("F0").unwrap(), closed);
        prop_assert_eq!(way.is_some(), reached.contains(&back));
        if let Some(way) = way {
            prop_assert_eq!(way.first(), way.last());
            for pair in way.windows(2) {
                prop_assert!(closed(&pair[0]).unwrap().codes().contains(&pair[1]));
            }
        }
    }
}
