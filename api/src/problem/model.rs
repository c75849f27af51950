//! What a problem is, its states, and its rules. Pure.

use chrono::NaiveDate;
use entities::ids::{BureauId, EnterpriseId, PlatformId, ProjectId, RegionId};
use serde::{Deserialize, Serialize};

use crate::{
    issue::{Issue, check_name, check_note},
    register::model::{Draft, check_come, check_reason},
};

/// State 状态 of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// 待交办: raised, and nobody has it in hand.
    Open,
    /// 办理中: a bureau has it in hand.
    Assigned,
    /// 已办结: resolved; the raiser has not confirmed it.
    Resolved,
    /// 已销号: closed by the raiser.
    Closed,
}

impl State {
    /// As the table has it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Assigned => "ASSIGNED",
            Self::Resolved => "RESOLVED",
            Self::Closed => "CLOSED",
        }
    }
}

/// What a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "kind", content = "id")]
pub enum About {
    /// An enterprise.
    Enterprise(EnterpriseId),
    /// A project.
    Project(ProjectId),
    /// An innovation platform.
    Platform(PlatformId),
    /// A region.
    Region(RegionId),
}

/// That a problem went one tier up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// When.
    pub on: NaiveDate,
    /// Where it stood.
    pub from: RegionId,
    /// Where it stands since.
    pub to: RegionId,
    /// Why.
    pub reason: String,
}

/// That the raiser did not take a problem for resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// When.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// The content of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Title.
    pub title: String,
    /// State.
    pub state: State,
    /// The last day for it.
    pub due: Option<NaiveDate>,
    /// The bureau that has it in hand.
    pub owner_bureau: Option<BureauId>,
    /// The region where it stands.
    pub stands_at: RegionId,
    /// What it is about.
    pub about: About,
    /// All that is not a column.
    #[serde(flatten)]
    pub details: Details,
}

/// What belongs to a problem alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Description.
    pub description: Option<String>,
    /// The day on which it was raised.
    pub raised_on: NaiveDate,
    /// How it went up.
    pub escalations: Vec<Escalation>,
    /// How it came back.
    pub reopenings: Vec<Reopening>,
    /// How it was resolved.
    pub resolution: Option<String>,
    /// When.
    pub resolved_on: Option<NaiveDate>,
    /// When it was closed.
    pub closed_on: Option<NaiveDate>,
}

/// What is told of a problem when it is raised.
#[derive(Clone, Debug)]
pub struct Raised {
    /// Title.
    pub title: String,
    /// Description.
    pub description: Option<String>,
    /// What it is about; the region that raises it where nothing is named.
    pub about: Option<About>,
    /// The day; today where none is named.
    pub on: Option<NaiveDate>,
    /// The last day for it.
    pub due: Option<NaiveDate>,
}

impl Raised {
    /// The problem, raised by a region.
    #[must_use]
    pub fn by(self, region: RegionId, today: NaiveDate) -> Content {
        Content {
            title: self.title,
            state: State::Open,
            due: self.due,
            owner_bureau: None,
            stands_at: region,
            about: self.about.unwrap_or(About::Region(region)),
            details: Details {
                description: self.description,
                raised_on: self.on.unwrap_or(today),
                escalations: Vec::new(),
                reopenings: Vec::new(),
                resolution: None,
                resolved_on: None,
                closed_on: None,
            },
        }
    }
}

impl Content {
    /// Whether its last day has gone and it is not done.
    #[must_use]
    pub fn overdue(&self, today: NaiveDate) -> bool {
        matches!(self.state, State::Open | State::Assigned) && self.due.is_some_and(|due| due < today)
    }

    /// Every issue of the content on the day `today`, but for those that only the registers can tell.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        let details = &self.details;
        check_name(&["title"], &self.title, &mut issues);
        check_note(&["description"], details.description.as_deref(), &mut issues);
        check_come(&["raisedOn"], Some(details.raised_on), today, &mut issues);
        if let Some(due) = self.due.filter(|due| *due < details.raised_on) {
            let message = "it cannot be due before it was raised";
            issues.push(
                Issue::error(&["due"], "DUE_BEFORE_RAISED", message, "办理期限不得早于提出日期")
                    .with([due, details.raised_on]),
            );
        }
        issues
    }

    /// With what the raiser changes, while nobody has it in hand.
    #[must_use]
    pub fn changed(&self, change: impl FnOnce(&mut Self)) -> Draft<Self> {
        self.step(&[State::Open], |content, _| change(content))
    }

    /// In the hands of a bureau, until a day.
    #[must_use]
    pub fn assigned(&self, owner: BureauId, due: Option<NaiveDate>) -> Draft<Self> {
        self.step(&[State::Open, State::Assigned], |content, issues| {
            content.state = State::Assigned;
            content.owner_bureau = Some(owner);
            content.due = due.or(content.due);
            if content.due.is_none() {
                let message = "an assigned problem has a last day";
                issues.push(Issue::error(
                    &["due"],
                    "DUE_MISSING",
                    message,
                    "交办时须确定办理期限",
                ));
            }
        })
    }

    /// Resolved.
    #[must_use]
    pub fn resolved(&self, resolution: String, today: NaiveDate) -> Draft<Self> {
        self.step(&[State::Assigned], |content, issues| {
            if resolution.trim().is_empty() || resolution.chars().count() > 2000 {
                let (message, message_zh) = ("1 to 2,000 characters", "须填写1至2000字的办理结果");
                issues.push(Issue::error(
                    &["resolution"],
                    "RESOLUTION_MISSING",
                    message,
                    message_zh,
                ));
            }
            content.state = State::Resolved;
            content.details.resolution = Some(resolution);
            content.details.resolved_on = Some(today);
        })
    }

    /// Closed.
    #[must_use]
    pub fn closed(&self, today: NaiveDate) -> Draft<Self> {
        self.step(&[State::Resolved], |content, _| {
            content.state = State::Closed;
            content.details.closed_on = Some(today);
        })
    }

    /// Back in the hands of the bureau that had it.
    #[must_use]
    pub fn reopened(&self, reason: String, today: NaiveDate) -> Draft<Self> {
        self.step(&[State::Resolved], |content, issues| {
            check_reason(&["reason"], &reason, issues);
            content.state = State::Assigned;
            content.details.resolution = None;
            content.details.resolved_on = None;
            content.details.reopenings.push(Reopening { on: today, reason });
        })
    }

    /// One tier up: the region there assigns it anew. It stays due when it was.
    #[must_use]
    pub fn escalated(&self, above: Option<RegionId>, reason: String, today: NaiveDate) -> Draft<Self> {
        self.step(&[State::Open, State::Assigned], |content, issues| {
            check_reason(&["reason"], &reason, issues);
            let Some(to) = above else {
                let (message, message_zh) = (
                    "it stands at a province: the hub knows none above",
                    "已在省级，无法继续上报",
                );
                issues.push(Issue::error(&["id"], "NOTHING_ABOVE", message, message_zh));
                return;
            };
            content.details.escalations.push(Escalation {
                on: today,
                from: content.stands_at,
                to,
                reason,
            });
            content.state = State::Open;
            content.owner_bureau = None;
            content.stands_at = to;
        })
    }

    /// A step that may be taken in some states alone.
    fn step(&self, allowed: &[State], take: impl FnOnce(&mut Self, &mut Vec<Issue>)) -> Draft<Self> {
        let (mut content, mut issues) = (self.clone(), Vec::new());
        if !allowed.contains(&self.state) {
            let codes: Vec<&str> = allowed.iter().map(|state| state.code()).collect();
            let (now, needed) = (self.state.code(), codes.join(", "));
            let message = format!("the problem is {now}; this needs {needed}");
            let message_zh = format!("问题状态为{now}，此操作要求{needed}");
            issues.push(Issue::error(&["id"], "WRONG_STATE", message, message_zh).with([now, &needed]));
        }
        take(&mut content, &mut issues);
        Draft { content, issues }
    }
}

/// The issue of a subject that is not inside the scope.
#[must_use]
pub fn about_unknown() -> Issue {
    let message = "nothing of this id inside the scope of the token";
    Issue::error(&["about"], "ABOUT_UNKNOWN", message, "权限范围内没有该对象")
}

/// The issue of a bureau that is not inside the scope.
#[must_use]
pub fn bureau_unknown(path: &str) -> Issue {
    let message = "no such bureau is registered inside the scope of the token";
    Issue::error(&[path], "BUREAU_UNKNOWN", message, "权限范围内没有登记该部门")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 6, day).unwrap()
    }

    fn raised() -> Content {
        let raised = Raised {
            title: "用电不足".to_owned(),
            description: None,
            about: None,
            on: None,
            due: Some(day(10)),
        };
        raised.by(RegionId(4), day(1))
    }

    #[test]
    fn it_is_overdue_from_the_day_after_until_it_is_resolved() {
        let raised = raised();
        assert!(!raised.overdue(day(10)));
        assert!(raised.overdue(day(11)));
        let assigned = raised.assigned(BureauId(1), None).content;
        assert!(assigned.overdue(day(11)));
        let resolved = assigned.resolved("已增容".to_owned(), day(12)).content;
        assert!(!resolved.overdue(day(30)));
        assert!(
            resolved
                .reopened("仍断电".to_owned(), day(13))
                .content
                .overdue(day(13))
        );
    }

    #[test]
    fn each_step_has_its_states() {
        let open = raised();
        let assigned = open.assigned(BureauId(1), None).content;
        let resolved = assigned.resolved("好".to_owned(), day(2)).content;
        let closed = resolved.closed(day(3)).content;
        type Step = fn(&Content) -> Draft<Content>;
        let steps: [(&str, Step); 6] = [
            ("OA", |content| content.assigned(BureauId(2), None)),
            ("A", |content| content.resolved("好".to_owned(), day(2))),
            ("R", |content| content.closed(day(3))),
            ("R", |content| content.reopened("否".to_owned(), day(3))),
            ("OA", |content| {
                content.escalated(Some(RegionId(3)), "急".to_owned(), day(3))
            }),
            ("O", |content| content.changed(|_| {})),
        ];
        for (index, (allowed, step)) in steps.into_iter().enumerate() {
            for (state, content) in [("O", &open), ("A", &assigned), ("R", &resolved), ("C", &closed)] {
                let issues = step(content).issues;
                assert_eq!(issues.is_empty(), allowed.contains(state), "{index} {state}");
                assert!(issues.iter().all(|issue| issue.code == "WRONG_STATE"));
            }
        }
    }
}
