//! What an entry in a programme is, and its rules. Pure.

use std::collections::HashMap;

use chrono::{Days, Months, NaiveDate};
use entities::ids::{RecognitionId, RegionId};
use serde::{Deserialize, Serialize, Serializer};

use super::programme::model::{Programme, SubjectKind};
use crate::{
    code::to_text,
    issue::{Issue, check_name},
    region::tree::{Place, Tier},
    register::model::{Stored, check_come, check_length},
    vocabulary::model::unknown,
};

/// State of an entry as it is stored; that it expired is told by its days alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// 已申报.
    Nominated,
    /// 评审中.
    UnderReview,
    /// 已认定.
    Recognised,
    /// 未通过.
    Rejected,
    /// 已撤销.
    Revoked,
}

/// State of an entry on a day, as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Shown {
    /// 已申报.
    Nominated,
    /// 评审中.
    UnderReview,
    /// 已认定, and valid or not valid yet.
    Recognised,
    /// 已到期.
    Expired,
    /// 未通过.
    Rejected,
    /// 已撤销.
    Revoked,
}

/// What speaks for an entry 佐证材料.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Title.
    pub title: String,
    /// Number, address or place of the document.
    pub reference: Option<String>,
}

/// Who took an entry a step further, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Region of the token.
    pub region: RegionId,
    /// Subject of the token.
    pub by: String,
    /// Day.
    pub on: NaiveDate,
    /// Reason or note.
    pub reason: Option<String>,
}

/// What belongs to an entry alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Number of the certificate.
    pub certificate: Option<String>,
    /// Evidence.
    pub evidence: Vec<Evidence>,
    /// The nomination; none for what was recorded from a published list.
    pub nominated: Option<Step>,
    /// The beginning of the review.
    pub reviewed: Option<Step>,
    /// The recognition or rejection.
    pub decided: Option<Step>,
    /// The revocation.
    pub revoked: Option<Step>,
}

/// The content of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Name of the subject when it was entered.
    pub name: String,
    /// Code of the programme.
    pub programme: String,
    /// Kind of the subject.
    pub subject_kind: SubjectKind,
    /// Key of the subject.
    #[serde(serialize_with = "text")]
    pub subject_id: i64,
    /// State.
    pub state: State,
    /// The first day of validity.
    pub valid_from: Option<NaiveDate>,
    /// The last day of validity.
    pub valid_to: Option<NaiveDate>,
    /// All that is not a column.
    #[serde(flatten)]
    pub details: Details,
}

/// Readers of JSON round integers above 2^53.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn text<S: Serializer>(key: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(key)
}

/// A stored entry.
pub type Entry = Stored<RecognitionId, Content>;

/// In the last months of its validity a subject may be nominated again, so that a renewal 重新认定 leaves no gap.
const RENEWAL: Months = Months::new(3);

impl Content {
    /// The kind and key of its subject.
    #[must_use]
    pub fn subject(&self) -> (SubjectKind, i64) {
        (self.subject_kind, self.subject_id)
    }

    /// Whether it waits for a decision.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Nominated | State::UnderReview)
    }

    /// Whether it was recognised and not revoked.
    #[must_use]
    pub fn is_recognised(&self) -> bool {
        self.state == State::Recognised
    }

    /// Whether two entries of one subject cannot stand beside each other.
    #[must_use]
    pub fn clashes(&self, other: &Self) -> bool {
        let open = self.is_open() && other.is_open();
        self.programme == other.programme && (open || self.overlaps(other))
    }

    /// Its span of validity, first and last day; none where it never was valid.
    fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        let granted = matches!(self.state, State::Recognised | State::Revoked);
        let from = self.valid_from.filter(|_| granted)?;
        let to = self.valid_to.unwrap_or(NaiveDate::MAX);
        (from <= to).then_some((from, to))
    }

    /// Whether it is valid on a day.
    #[must_use]
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.span().is_some_and(|(from, to)| (from..=to).contains(&day))
    }

    fn overlaps(&self, other: &Self) -> bool {
        let spans = self.span().zip(other.span());
        spans.is_some_and(|(own, other)| own.0 <= other.1 && other.0 <= own.1)
    }

    /// Its state as it is shown on a day.
    #[must_use]
    pub fn shown(&self, today: NaiveDate) -> Shown {
        match self.state {
            State::Nominated => Shown::Nominated,
            State::UnderReview => Shown::UnderReview,
            State::Recognised if self.valid_to.is_some_and(|to| to < today) => Shown::Expired,
            State::Recognised => Shown::Recognised,
            State::Rejected => Shown::Rejected,
            State::Revoked => Shown::Revoked,
        }
    }

    /// The issue of an entry that is in none of the states from which a step can be taken.
    #[must_use]
    pub fn unless_in(&self, states: &[State], today: NaiveDate) -> Option<Issue> {
        if states.contains(&self.state) {
            return None;
        }
        let from: Vec<String> = states.iter().map(name).collect();
        let is = name(&self.shown(today));
        let message = format!("the entry is {is}; this step begins at {}", from.join(" or "));
        let message_zh = format!("当前状态为{is}，该操作仅适用于{}", from.join("、"));
        let issue = Issue::error(&["id"], "WRONG_STATE", message, message_zh);
        Some(issue.with([is].into_iter().chain(from)))
    }

    /// Every issue of the content on the day `today`, but for those that other entries cause.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_length(&["evidence"], &self.details.evidence, &mut issues);
        for (index, evidence) in self.details.evidence.iter().enumerate() {
            let at = index.to_string();
            check_name(&["evidence", &at, "title"], &evidence.title, &mut issues);
            if let Some(reference) = &evidence.reference {
                check_name(&["evidence", &at, "reference"], reference, &mut issues);
            }
        }
        if let Some(certificate) = &self.details.certificate {
            check_name(&["certificate"], certificate, &mut issues);
        }
        check_come(&["recognisedOn"], self.valid_from, today, &mut issues);
        if let (State::Recognised, Some(from), Some(to)) = (self.state, self.valid_from, self.valid_to)
            && to < from
        {
            let message = "the last day of validity lies before the recognition";
            let message_zh = "有效期截止日早于认定日期";
            let issue = Issue::error(&["validTo"], "ENDS_BEFORE_IT_BEGINS", message, message_zh);
            issues.push(issue.with([from, to]));
        }
        issues
    }

    /// Takes a revocation on a day into the days of validity.
    pub fn revoke(&mut self, on: NaiveDate, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_come(&["on"], Some(on), today, &mut issues);
        if let Some((from, to)) = self.span().filter(|(from, to)| !(*from..=*to).contains(&on)) {
            let message = "a recognition is revoked on a day on which it is valid";
            let message_zh = "撤销日期须在有效期内";
            let issue = Issue::error(&["on"], "NOT_VALID_THEN", message, message_zh);
            let to = (to != NaiveDate::MAX).then(|| to.to_string());
            issues.push(
                issue.with(
                    [Some(on.to_string()), Some(from.to_string()), to]
                        .into_iter()
                        .flatten(),
                ),
            );
        }
        self.state = State::Revoked;
        self.valid_to = on.checked_sub_days(Days::new(1));
        issues
    }
}

/// The text of a code, for a message.
fn name<T: Serialize>(code: &T) -> String {
    to_text(code).unwrap_or_default()
}

/// The last day of a validity of so many months that begins on a day.
#[must_use]
pub fn last_day(from: NaiveDate, months: u32) -> Option<NaiveDate> {
    from.checked_add_months(Months::new(months))?
        .checked_sub_days(Days::new(1))
}

/// The region that recognises what `place` nominates: the one of the programme's tier above it; where the branch has
/// none of it, the nearest one above. Nobody recognises its own.
#[must_use]
pub fn recogniser(place: Place<'_>, tier: Tier) -> Option<Place<'_>> {
    let mut above = std::iter::successors(place.parent(), |place| place.parent());
    above.find(|place| place.tier <= tier)
}

/// What an entry is compared with.
#[derive(Debug)]
pub struct Beside<'a> {
    /// The standing entries of its subject, itself left out.
    pub siblings: Vec<&'a Content>,
    /// The programmes that the scope knows.
    pub programmes: &'a HashMap<String, Programme>,
    /// Today.
    pub today: NaiveDate,
}

impl Beside<'_> {
    fn same<'s>(&'s self, entry: &'s Content) -> impl Iterator<Item = &'s Content> {
        let siblings = self.siblings.iter().copied();
        siblings.filter(|sibling| sibling.programme == entry.programme)
    }

    /// Every issue of an entry that is nominated, or restored.
    #[must_use]
    pub fn check_nominated(&self, entry: &Content) -> Vec<Issue> {
        let mut issues = Vec::new();
        self.check_programme(entry, self.today, &mut issues);
        if self.same(entry).any(Content::is_open) {
            let message = "the subject is nominated in this programme already";
            let message_zh = "该对象已申报此类别，尚未办结";
            issues.push(Issue::error(&["subject"], "ALREADY_OPEN", message, message_zh).with([&entry.name]));
        }
        let last = self.same(entry).filter_map(Content::span).map(|(_, to)| to).max();
        if let Some(to) = last.filter(|to| *to > self.today + RENEWAL) {
            let message = "the subject is recognised in this programme; it is renewed in the last 3 months";
            let message_zh = "该对象在有效期内，有效期最后3个月内方可重新申报";
            let until = (to != NaiveDate::MAX).then_some(to);
            let issue = Issue::error(&["subject"], "ALREADY_VALID", message, message_zh);
            issues.push(issue.with(until));
        }
        self.check_prerequisites(entry, self.today, &mut issues);
        issues
    }

    /// Every issue of an entry that is recognised, or whose days change.
    #[must_use]
    pub fn check_granted(&self, entry: &Content, new: bool) -> Vec<Issue> {
        let mut issues = Vec::new();
        let day = entry.valid_from.unwrap_or(self.today);
        if new {
            self.check_programme(entry, day, &mut issues);
        }
        if let Some(other) = self.same(entry).find(|other| entry.overlaps(other)) {
            let message =
                "the days overlap with those of another recognition of the subject in this programme";
            let message_zh = "与该对象在此类别的另一项认定有效期重叠";
            let days = [other.valid_from, other.valid_to].into_iter().flatten();
            issues.push(Issue::error(&["recognisedOn"], "OVERLAP", message, message_zh).with(days));
        }
        self.check_prerequisites(entry, day, &mut issues);
        issues
    }

    /// A programme in use on the day, and of the subject's kind.
    fn check_programme(&self, entry: &Content, day: NaiveDate, issues: &mut Vec<Issue>) {
        let path = ["programme"];
        let programme = self.programmes.get(&entry.programme);
        let Some(programme) = programme.filter(|programme| {
            let retired = programme.stored.term.retired_on;
            retired.is_none_or(|retired| day < retired)
        }) else {
            issues.push(unknown(&path, &entry.programme));
            return;
        };
        if programme.attributes.subject != entry.subject_kind {
            let (message, message_zh) = (
                "the programme takes subjects of another kind",
                "该认定类别的对象类型不同",
            );
            let kinds = [&programme.attributes.subject, &entry.subject_kind].map(name);
            issues.push(Issue::error(&path, "WRONG_SUBJECT_KIND", message, message_zh).with(kinds));
        }
    }

    /// What the subject must be on the day.
    fn check_prerequisites(&self, entry: &Content, day: NaiveDate, issues: &mut Vec<Issue>) {
        let Some(programme) = self.programmes.get(&entry.programme) else {
            return;
        };
        for wanted in &programme.attributes.prerequisites {
            let mut siblings = self.siblings.iter();
            if !siblings.any(|sibling| sibling.programme == *wanted && sibling.valid_on(day)) {
                let message = "the subject is not recognised in the programme that must come before";
                let message_zh = "该对象不具备前置认定";
                let issue = Issue::error(&["subject"], "PREREQUISITE_MISSING", message, message_zh);
                issues.push(issue.with([wanted.clone(), day.to_string()]));
            }
        }
    }
}

#[cfg(test)]
mod tests;
