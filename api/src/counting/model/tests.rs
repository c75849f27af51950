use super::*;
use crate::issue::Issue;

fn rule(json: &str) -> CountRule {
    serde_json::from_str(json).unwrap()
}

fn codes(issues: &[Issue]) -> Vec<(&str, String)> {
    let code = |issue: &'_ Issue| issue.path.join(".");
    issues
        .iter()
        .map(|issue| (issue.code.as_str(), code(issue)))
        .collect()
}

#[test]
fn json_keeps_a_rule_exactly_and_short() {
    let short = r#"{"register":"ENTERPRISE","date":"AT_END","of":"SUBJECT","enterprise":{"aboveScale":true,"hosts":{"families":["RD"]}}}"#;
    assert_eq!(serde_json::to_string(&rule(short)).unwrap(), short);
    let unknown = r#"{"register":"BRAND","date":"AT_END","brand":{"type":["AWARD"]}}"#;
    assert!(
        serde_json::from_str::<CountRule>(unknown).is_err(),
        "a slip is no condition that is forgotten"
    );
}

#[test]
fn every_issue_is_told() {
    let bad = rule(
        r#"{"register":"RECOGNITION","date":"AT_END","of":"HOST","brand":{},
            "enterprise":{"industries":["9999"],"recognised":["HIGH_TECH","HIGH_TECH"],"chain":{"chain":""}}}"#,
    );
    let issues = bad.check();
    let expected = [
        ("OTHER_REGISTER", "enterprise"),
        ("OTHER_REGISTER", "brand"),
        ("NO_HOST", "of"),
        ("TWICE", "enterprise.recognised.1"),
        ("BAD_INDUSTRY", "enterprise.industries.0"),
        ("BAD_NAME", "enterprise.chain.chain"),
        ("VALUE_MISSING", "recognition.programmes"),
    ];
    assert_eq!(
        codes(&issues),
        expected.map(|(code, path)| (code, path.to_owned()))
    );
}

#[test]
fn each_register_has_its_days() {
    let issue = |json: &str| {
        codes(&rule(json).check())
            .pop()
            .map(|(code, path)| format!("{code} {path}"))
    };
    let bad = Some("BAD_DATE_RULE date".to_owned());
    assert_eq!(issue(r#"{"register":"INSTITUTION","date":"DURING"}"#), bad);
    assert_eq!(issue(r#"{"register":"ENTERPRISE","date":"UNTIL_END"}"#), bad);
    assert_eq!(issue(r#"{"register":"ENTERPRISE","date":"DURING"}"#), bad);
    assert_eq!(
        issue(r#"{"register":"ENTERPRISE","date":"DURING","enterprise":{"aboveScale":true}}"#),
        None
    );
    assert_eq!(issue(r#"{"register":"PROJECT","date":"AT_END"}"#), bad);
    assert_eq!(
        issue(r#"{"register":"PROJECT","date":"DURING"}"#),
        Some("VALUE_MISSING project.stages".to_owned())
    );
    for register in ["PLATFORM", "BRAND", "CONTRACT"] {
        for date in ["AT_END", "DURING", "UNTIL_END"] {
            assert_eq!(
                issue(&format!(r#"{{"register":"{register}","date":"{date}"}}"#)),
                None
            );
        }
    }
}

#[test]
fn a_rule_names_what_it_depends_on() {
    let hosting = rule(
        r#"{"register":"ENTERPRISE","date":"AT_END","enterprise":{"recognised":["HIGH_TECH"],"lacks":{"families":["RD"]}}}"#,
    );
    assert_eq!(hosting.kinds(), ["enterprise", "recognition", "platform", "term"]);
    assert_eq!(
        hosting.resources(),
        [Resource::Enterprise, Resource::Recognition, Resource::Platform]
    );
    let named: Vec<_> = hosting
        .named()
        .into_iter()
        .map(|named| (named.path.join("."), named.code, named.family))
        .collect();
    assert_eq!(
        named,
        [
            ("enterprise.recognised.0".to_owned(), "HIGH_TECH", false),
            ("enterprise.lacks.families.0".to_owned(), "RD", true),
        ]
    );
}
