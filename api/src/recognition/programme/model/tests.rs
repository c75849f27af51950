//! The rules of programmes, and that the shipped ones keep them.

use entities::ids::TermId;
use serde_json::json;

use super::*;
use crate::vocabulary::{
    install::terms,
    model::{Term, Vocabulary},
};

fn stored(term: Term) -> Stored {
    Stored {
        id: TermId(1),
        owner: None,
        version: 1,
        term,
    }
}

fn programme(code: &str, subject: &str, prerequisites: &[&str]) -> Programme {
    let attributes = json!({
        "subject": subject, "nature": "DESIGNATION", "level": "CITY", "recognisedBy": "CITY", "function": "SCI_TECH",
        "months": null, "prerequisites": prerequisites, "aliases": [], "note": null,
        "gradients": [{ "code": format!("CHAIN_{subject}"), "name": "链", "order": 1 }],
    });
    let term = Term {
        vocabulary: Vocabulary::Programme,
        code: code.to_owned(),
        name_zh: code.to_owned(),
        name_en: code.to_owned(),
        family: None,
        position: 0,
        attributes,
        retired_on: None,
    };
    Programme::read(stored(term)).unwrap()
}

fn shipped() -> Vec<Programme> {
    let programmes = terms()
        .unwrap()
        .into_iter()
        .filter(|term| term.vocabulary == Vocabulary::Programme);
    programmes
        .map(|term| Programme::read(stored(term)).unwrap())
        .collect()
}

fn codes(issues: &[Issue]) -> Vec<(String, String)> {
    let code = |issue: &Issue| (issue.code.clone(), issue.path.join("."));
    issues.iter().map(code).collect()
}

#[test]
fn the_shipped_ones_are_sound() {
    let all = shipped();
    assert!(all.len() > 30, "{}", all.len());
    for programme in &all {
        let issues = programme.attributes.check(programme.code(), Tier::Province, &all);
        assert_eq!(issues, [], "{}", programme.code());
    }
    let months = |code: &str| {
        let found = all.iter().find(|programme| programme.code() == code);
        found.unwrap().attributes.months
    };
    assert_eq!((months("HIGH_TECH"), months("TECH_SME")), (Some(36), Some(12)));
    assert_eq!(months("GAZELLE"), None);
}

#[test]
fn a_step_of_one_gradient_bears_one_name() {
    let mut names = HashMap::new();
    for programme in shipped() {
        for step in programme.attributes.gradients {
            let name = names.entry(step.code).or_insert_with(|| step.name.clone());
            assert_eq!(*name, step.name);
        }
    }
    assert_eq!(names.len(), 9);
}

#[test]
fn prerequisites_are_known_of_one_kind_and_never_in_a_circle() {
    let known = [
        programme("A", "REGION", &[]),
        programme("B", "REGION", &["A"]),
        programme("C", "REGION", &["B"]),
        programme("P", "PROJECT", &[]),
    ];
    let check = |code: &str, prerequisites: &[&str]| {
        let changed = programme(code, "REGION", prerequisites);
        codes(&changed.attributes.check(code, Tier::City, &known))
    };
    let one = |code: &str, path: &str| vec![(code.to_owned(), path.to_owned())];
    assert_eq!(check("D", &["C", "A"]), []);
    assert_eq!(check("A", &["C"]), one("CYCLE", "prerequisites.0"));
    assert_eq!(check("D", &["D"]), one("CYCLE", "prerequisites.0"));
    assert_eq!(check("D", &["A", "X"]), one("UNKNOWN_TERM", "prerequisites.1"));
    assert_eq!(check("D", &["P"]), one("WRONG_SUBJECT_KIND", "prerequisites.0"));
    assert_eq!(check("D", &["A", "A"]), one("TWICE", "prerequisites.1"));
}

#[test]
fn numbers_tiers_and_gradients_are_in_their_bounds() {
    let known = [programme("P", "PROJECT", &[])];
    let mut changed = programme("D", "REGION", &[]).attributes;
    changed.months = Some(0);
    changed.recognised_by = Tier::Town;
    changed.gradients.push(Step {
        code: "CHAIN_PROJECT".to_owned(),
        name: "链".to_owned(),
        order: 0,
    });
    let expected = [
        ("BAD_TIER", "recognisedBy"),
        ("BAD_MONTHS", "months"),
        ("BAD_ORDER", "gradients.1.order"),
        ("WRONG_SUBJECT_KIND", "gradients.1"),
    ];
    let expected = expected.map(|(code, path)| (code.to_owned(), path.to_owned()));
    assert_eq!(codes(&changed.check("D", Tier::City, &known)), expected);
    changed.recognised_by = Tier::Province;
    assert_eq!(codes(&changed.check("D", Tier::City, &known))[0], expected[0]);
}
