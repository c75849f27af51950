//! The versions of an observation, and which of them counts. Pure.

use chrono::{DateTime, Utc};
use entities::ids::ObservationId;

use super::model::{Status, Value};

/// One version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Version, from 1.
    pub version: i64,
    /// The status that it brought.
    pub status: Status,
    /// The value.
    pub value: Value,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Subject who made it.
    pub by: String,
}

/// All versions of an observation, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// Key of the observation.
    pub id: ObservationId,
    /// The versions.
    pub steps: Vec<Step>,
}

/// The version that counts, who reported it and who accepted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted<'a> {
    /// The version that counts.
    pub step: &'a Step,
    /// The version by which its value was put before the tier above.
    pub reported: &'a Step,
    /// The version by which it was accepted.
    pub accepted: Option<&'a Step>,
}

impl Trail {
    /// What counted as submitted, or as accepted, when `version` was the newest: a draft leaves it alone, a return takes
    /// the submitted value back to the accepted one.
    #[must_use]
    pub fn counted(&self, version: i64, accepted_only: bool) -> Option<Counted<'_>> {
        let (mut put, mut submitted, mut accepted) = (None, None, None);
        for step in self.steps.iter().take_while(|step| step.version <= version) {
            match step.status {
                Status::Draft => {}
                Status::Submitted => {
                    put = Some(step);
                    submitted = Some((step, step));
                }
                Status::Accepted => {
                    accepted = Some((step, put.filter(|put| put.value == step.value).unwrap_or(step)));
                    submitted = accepted;
                }
                Status::Returned => submitted = accepted,
            }
        }
        let counts = if accepted_only { accepted } else { submitted };
        counts.map(|(step, reported)| Counted {
            step,
            reported,
            accepted: (step.status == Status::Accepted).then_some(step),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trail(statuses: &[(Status, i64)]) -> Trail {
        let steps = statuses.iter().zip(1..).map(|((status, num), version)| Step {
            version,
            status: *status,
            value: Value {
                num: *num,
                den: None,
                unit: "项".to_owned(),
                note: None,
            },
            at: DateTime::default(),
            by: format!("subject {version}"),
        });
        Trail {
            id: ObservationId(1),
            steps: steps.collect(),
        }
    }

    fn versions(trail: &Trail, accepted_only: bool) -> Option<(i64, i64, Option<i64>)> {
        let counted = trail.counted(i64::MAX, accepted_only)?;
        Some((
            counted.step.version,
            counted.reported.version,
            counted.accepted.map(|step| step.version),
        ))
    }

    #[test]
    fn a_draft_counts_for_nothing_and_a_return_goes_back() {
        use Status::{Accepted, Draft, Returned, Submitted};
        assert_eq!(versions(&trail(&[(Draft, 1)]), false), None);
        let submitted = trail(&[(Draft, 1), (Submitted, 1)]);
        assert_eq!(versions(&submitted, false), Some((2, 2, None)));
        assert_eq!(versions(&submitted, true), None);
        let returned = trail(&[
            (Submitted, 1),
            (Accepted, 1),
            (Submitted, 5),
            (Returned, 5),
            (Draft, 6),
        ]);
        assert_eq!(versions(&returned, false), Some((2, 1, Some(2))));
        assert_eq!(versions(&returned, true), Some((2, 1, Some(2))));
        // A province's own values are accepted as it submits them.
        assert_eq!(versions(&trail(&[(Accepted, 3)]), true), Some((1, 1, Some(1))));
    }
}
