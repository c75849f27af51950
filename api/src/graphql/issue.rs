//! Issues as the API shows them.

use async_graphql::{Enum, Object};

use crate::issue;

/// How grave an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::issue::Severity")]
pub enum Severity {
    /// Blocks the write (强制性).
    Error,
    /// Does not block, but is worth a look (核实性).
    Warning,
}

/// An issue.
#[derive(Debug)]
pub struct Issue(pub issue::Issue);

/// One thing that is wrong, or worth a look, in the input of a mutation. All are reported, not just the first.
#[Object]
impl Issue {
    /// Where in the input: names and indexes from the input down, such as `["rows", "3", "unit"]`.
    async fn path(&self) -> &[String] {
        &self.0.path
    }

    /// Stable code for programs, such as `UNIT_MISMATCH`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// How grave it is.
    async fn severity(&self) -> Severity {
        self.0.severity.into()
    }

    /// What is wrong, in English.
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// What is wrong, in Chinese (中文说明).
    async fn message_zh(&self) -> &str {
        &self.0.message_zh
    }

    /// The figures or texts concerned, as given or as found.
    async fn figures(&self) -> &[String] {
        &self.0.figures
    }
}

/// Wraps a list.
#[must_use]
pub fn wrap(issues: Vec<issue::Issue>) -> Vec<Issue> {
    issues.into_iter().map(Issue).collect()
}
