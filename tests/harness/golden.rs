//! Golden files: what was decided once and must not change unnoticed.

use std::{fs, path::Path};

/// Compares `text` with a golden file of `tests/it/golden`, or writes it there if `UPDATE_GOLDEN=1` is set.
pub fn golden(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("it/golden").join(file);
    if std::env::var("UPDATE_GOLDEN").is_ok_and(|set| set == "1") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let changes = differences(&expected, text);
    assert!(
        changes.is_empty() && expected == text,
        "tests/it/golden/{file} says otherwise:\n{}\n\
         If the change is meant, run this test with UPDATE_GOLDEN=1, read the difference and commit it.",
        changes.join("\n")
    );
}

/// The lines that only one of the texts has.
fn differences(expected: &str, found: &str) -> Vec<String> {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let only = |sign: &str, these: &[&str], those: &[&str]| -> Vec<String> {
        let missing = these.iter().filter(|line| !those.contains(line));
        missing.map(|line| format!("{sign} {line}")).collect()
    };
    [only("-", &old, &new), only("+", &new, &old)].concat()
}
