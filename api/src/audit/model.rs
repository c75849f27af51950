//! What changed between two versions of a record, field by field. Pure.

use serde_json::{Map, Value};

/// One field of a record before and after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The field: names from the record down, joined by dots. The entries of a list bear the list's name.
    pub field: String,
    /// Before; none where it was not there or empty.
    pub before: Option<Value>,
    /// After; none where it is not there or empty.
    pub after: Option<Value>,
}

/// Every field that differs, in the order of their names. Lists are compared as bags: an entry that only
/// moved has not changed.
#[must_use]
pub fn diff(before: Option<&Value>, after: Option<&Value>) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let nothing = Value::Object(Map::new());
    compare(
        "",
        before.unwrap_or(&nothing),
        after.unwrap_or(&nothing),
        &mut changes,
    );
    changes
}

fn compare(path: &str, before: &Value, after: &Value, changes: &mut Vec<FieldChange>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                let of = |object: &Map<String, Value>| object.get(name).cloned().unwrap_or_default();
                compare(&path, &of(old), &of(new), changes);
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            let (gone, come) = (without(old, new), without(new, old));
            for at in 0..gone.len().max(come.len()) {
                changes.push(FieldChange {
                    field: path.to_owned(),
                    before: gone.get(at).cloned(),
                    after: come.get(at).cloned(),
                });
            }
        }
        (Value::Array(_), Value::Null) => compare(path, before, &Value::Array(Vec::new()), changes),
        (Value::Null, Value::Array(_)) => compare(path, &Value::Array(Vec::new()), after, changes),
        _ => {
            let some = |value: &Value| (!value.is_null()).then(|| value.clone());
            changes.push(FieldChange {
                field: path.to_owned(),
                before: some(before),
                after: some(after),
            });
        }
    }
}

/// The entries of a list that another does not have, as often as it lacks them.
fn without(list: &[Value], other: &[Value]) -> Vec<Value> {
    let mut rest: Vec<&Value> = other.iter().collect();
    let missing = list.iter().filter(|entry| {
        let found = rest.iter().position(|known| known == entry);
        found.map(|at| rest.swap_remove(at)).is_none()
    });
    missing.cloned().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn fields(before: &Value, after: &Value) -> Vec<(String, Option<Value>, Option<Value>)> {
        let changes = diff(Some(before), Some(after));
        changes
            .into_iter()
            .map(|change| (change.field, change.before, change.after))
            .collect()
    }

    #[test]
    fn what_differs_is_told_and_nothing_else() {
        let before =
            json!({ "name": "甲", "note": null, "years": [{ "year": 2024, "output": 1 }], "a": { "b": 1 } });
        let after = json!({ "name": "甲", "note": "乙", "a": { "b": 2 },
                            "years": [{ "year": 2025 }, { "year": 2024, "output": 1 }] });
        assert_eq!(
            fields(&before, &after),
            [
                ("a.b".to_owned(), Some(json!(1)), Some(json!(2))),
                ("note".to_owned(), None, Some(json!("乙"))),
                ("years".to_owned(), None, Some(json!({ "year": 2025 }))),
            ]
        );
        assert_eq!(fields(&after, &after), []);
        assert_eq!(diff(None, Some(&json!({ "name": "甲" }))).len(), 1);
    }

    proptest! {
        /// A change backwards tells the same fields with before and after exchanged.
        #[test]
        fn backwards_it_is_the_same(old in prop::collection::vec(0_u8..4, 0..6), new in prop::collection::vec(0_u8..4, 0..6)) {
            let (old, new) = (json!({ "list": old }), json!({ "list": new }));
            let there: Vec<_> = fields(&old, &new).into_iter().map(|(field, before, after)| (field, after, before)).collect();
            prop_assert_eq!(there, fields(&new, &old));
        }
    }
}
