//! What an enterprise is, and its rules. Pure.

use serde::{Deserialize, Serialize};

use super::credit_code::{self, Verdict};
use crate::issue::{Issue, check_name, check_note};

/// The content of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Registered name.
    pub name: String,
    /// 统一社会信用代码, normalised.
    pub credit_code: Option<String>,
    /// Class of GB/T 4754: a section letter, or 2 to 4 digits.
    pub industry: Option<String>,
    /// Note.
    pub note: Option<String>,
}

impl Content {
    /// Every issue of the content.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        check_note(&["note"], self.note.as_deref(), &mut issues);
        match &self.credit_code {
            None => issues.push(Issue::warning(
                &["creditCode"],
                "CREDIT_CODE_MISSING",
                "without its credit code the enterprise cannot be told from another record of it",
                "缺少统一社会信用代码，无法识别重复登记",
            )),
            Some(code) => match credit_code::check(code) {
                Verdict::Good => {}
                Verdict::EarlyPilot => issues.push(
                    Issue::warning(
                        &["creditCode"],
                        "CREDIT_CODE_PILOT",
                        "the last check character fails: legal for a few early pilot codes only, look again",
                        "末位校验码不符：仅少数早期试点代码合法，请核实",
                    )
                    .with([code]),
                ),
                Verdict::Bad => issues.push(
                    Issue::error(
                        &["creditCode"],
                        "BAD_CREDIT_CODE",
                        "not a unified social credit code of GB 32100-2015",
                        "不是有效的统一社会信用代码",
                    )
                    .with([code]),
                ),
            },
        }
        if let Some(industry) = &self.industry
            && !is_industry(industry)
        {
            issues.push(
                Issue::error(
                    &["industry"],
                    "BAD_INDUSTRY",
                    "a section letter A to T, or 2 to 4 digits of GB/T 4754",
                    "须为GB/T 4754门类字母A至T或2至4位数字代码",
                )
                .with([industry]),
            );
        }
        issues
    }
}

fn is_industry(code: &str) -> bool {
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    match code.as_bytes() {
        [section] => (b'A'..=b'T').contains(section),
        _ => digits && (2..=4).contains(&code.len()),
    }
}
