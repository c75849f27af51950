//! What an institution is, and its rules. Pure.

use serde::{Deserialize, Serialize};

use crate::{
    issue::{Issue, check_name, check_note},
    register::model::check_names,
};

/// The content of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Name, unique in its region.
    pub name: String,
    /// Code of its kind.
    pub kind: String,
    /// Note.
    pub note: Option<String>,
    /// All that is not a column.
    #[serde(flatten)]
    pub details: Details,
}

/// What belongs to an institution alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Other names.
    pub other_names: Vec<String>,
}

impl Content {
    /// Every issue of the content, but for those that only the vocabularies and registers can tell.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        check_names("otherNames", &self.details.other_names, &mut issues);
        check_note(&["note"], self.note.as_deref(), &mut issues);
        issues
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_the_content_exactly() {
        let content = Content {
            name: "东莞理工学院".to_owned(),
            kind: "UNIVERSITY".to_owned(),
            note: None,
            details: Details {
                other_names: vec!["莞工".to_owned()],
            },
        };
        let json = serde_json::to_value(&content).unwrap();
        assert_eq!(json["otherNames"][0], "莞工");
        assert_eq!(serde_json::from_value::<Content>(json).unwrap(), content);
        assert_eq!(content.check(), []);
    }

    #[test]
    fn every_name_is_looked_at() {
        let mut content = Content {
            name: String::new(),
            ..Content::default()
        };
        content.details.other_names = vec!["莞工".to_owned(), " 莞工".to_owned(), "莞工".to_owned()];
        let paths: Vec<_> = content
            .check()
            .into_iter()
            .map(|issue| issue.path.join("."))
            .collect();
        assert_eq!(paths, ["name", "otherNames.1", "otherNames.2"]);
    }
}
