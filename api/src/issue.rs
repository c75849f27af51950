//! What is wrong with an input, said in full: every issue, not just the first.

/// How grave an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Severity {
    /// Blocks the write (强制性).
    Error,
    /// Written, but worth a look (核实性).
    Warning,
}

/// One issue found in an input.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Issue {
    /// Where: names and indexes from the input down, such as `["rows", "3", "unit"]`.
    pub path: Vec<String>,
    /// Stable code, such as `UNIT_MISMATCH`.
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// In English.
    pub message: String,
    /// In Chinese.
    pub message_zh: String,
    /// The figures concerned, as given or as found.
    pub figures: Vec<String>,
}

impl Issue {
    /// An issue that blocks.
    pub fn error(
        path: &[&str],
        code: &str,
        message: impl Into<String>,
        message_zh: impl Into<String>,
    ) -> Self {
        Self {
            path: path.iter().map(ToString::to_string).collect(),
            code: code.to_owned(),
            severity: Severity::Error,
            message: message.into(),
            message_zh: message_zh.into(),
            figures: Vec::new(),
        }
    }

    /// An issue that does not block.
    pub fn warning(
        path: &[&str],
        code: &str,
        message: impl Into<String>,
        message_zh: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(path, code, message, message_zh)
        }
    }

    /// With the figures concerned.
    #[must_use]
    pub fn with(mut self, figures: impl IntoIterator<Item = impl ToString>) -> Self {
        self.figures = figures.into_iter().map(|figure| figure.to_string()).collect();
        self
    }

    /// The same issue below an outer path.
    #[must_use]
    pub fn below(mut self, outer: &[&str]) -> Self {
        self.path.splice(0..0, outer.iter().map(ToString::to_string));
        self
    }

    /// The record changed since the caller read it.
    #[must_use]
    pub fn version_conflict(expected: i64, actual: i64) -> Self {
        Self::error(
            &["expectedVersion"],
            "VERSION_CONFLICT",
            format!("the record is at version {actual}, not {expected}: read it again"),
            format!("记录已是第{actual}版，不是第{expected}版，请重新读取"),
        )
        .with([expected, actual])
    }
}

/// Whether any of the issues blocks.
#[must_use]
pub fn blocks(issues: &[Issue]) -> bool {
    issues.iter().any(|issue| issue.severity == Severity::Error)
}

/// A name of 1 to 200 characters without leading or trailing space.
pub fn check_name(path: &[&str], name: &str, issues: &mut Vec<Issue>) {
    let length = name.chars().count();
    if name.trim() != name || !(1..=200).contains(&length) || name.chars().any(char::is_control) {
        issues.push(Issue::error(
            path,
            "BAD_NAME",
            "must have 1 to 200 characters, no space at its ends and no control characters",
            "须为1至200个字符，首尾无空格，不含控制字符",
        ));
    }
}

/// A note of at most 2,000 characters.
pub fn check_note(path: &[&str], note: Option<&str>, issues: &mut Vec<Issue>) {
    if note.is_some_and(|note| note.chars().count() > 2000) {
        issues.push(Issue::error(
            path,
            "TOO_LONG",
            "at most 2,000 characters",
            "不得超过2000个字符",
        ));
    }
}
