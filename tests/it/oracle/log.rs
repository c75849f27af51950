//! What the test did: every version that the hub acknowledged.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use harness::{RECORD, TestHub, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{
    plan::{INDICATORS, Made, REGIONS, REPORTED, Space, Span},
    random::Random,
};

/// Indexes of the region and the indicator, and the period.
pub(crate) type Key = (usize, usize, Span);

/// Numerator and denominator, or the value and nothing.
pub(crate) type Parts = (i128, i128);

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Draft,
    Submitted,
    Accepted,
    Returned,
}

/// A version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Version {
    at: DateTime<Utc>,
    status: Status,
    parts: Parts,
}

/// All that was written, and moments to ask about.
#[derive(Debug, Default)]
pub(crate) struct Log {
    versions: HashMap<Key, Vec<Version>>,
    /// In the order in which they were first written.
    pub(crate) keys: Vec<Key>,
    pub(crate) moments: Vec<DateTime<Utc>>,
}

impl Log {
    /// What counts as submitted, or as accepted, as far as it was known at a moment.
    pub(crate) fn counts(
        &self,
        key: Key,
        accepted_only: bool,
        as_of: Option<DateTime<Utc>>,
    ) -> Option<Parts> {
        let (mut submitted, mut accepted) = (None, None);
        for version in self.versions.get(&key)? {
            if as_of.is_some_and(|as_of| version.at > as_of) {
                break;
            }
            match version.status {
                Status::Draft => {}
                Status::Submitted => submitted = Some(version.parts),
                Status::Accepted => {
                    accepted = Some(version.parts);
                    submitted = accepted;
                }
                Status::Returned => submitted = accepted,
            }
        }
        if accepted_only { accepted } else { submitted }
    }

    /// Remembers this moment now and then, and moves the clock on.
    pub(crate) fn remember(&mut self, hub: &TestHub, random: &mut Random) {
        if random.one_in(6) {
            self.moments.push(hub.clock.now());
        }
        hub.clock.advance(TimeDelta::milliseconds(700));
    }

    /// One write: a batch, an acceptance or a return.
    pub(crate) async fn write(&mut self, hub: &TestHub, random: &mut Random) {
        if self.keys.is_empty() || !random.one_in(3) {
            self.record(hub, random).await;
        } else {
            self.decide(hub, random).await;
        }
    }

    async fn record(&mut self, hub: &TestHub, random: &mut Random) {
        let region = random.below(REGIONS.len());
        let (submit, broken) = (!random.one_in(5), random.one_in(9));
        let mut rows: Vec<(Key, Parts)> = Vec::new();
        let some: Vec<_> = if random.one_in(2) {
            Self::year(region, random)
        } else {
            (0..=random.below(5)).map(|_| self.row(region, random)).collect()
        };
        for row in some {
            if rows.iter().all(|(key, _)| *key != row.0) {
                rows.push(row);
            }
        }
        let mut texts: Vec<Value> = rows.iter().map(|(key, parts)| text(*key, *parts)).collect();
        if broken {
            // A batch is all or nothing: of this one nothing is written.
            texts.push(json!({ "region": REGIONS[region].code, "indicator": "NO_SUCH", "period": "2025", "value": "1" }));
        }
        let input = json!({ "input": { "rows": texts, "submit": submit } });
        let answer = hub
            .gql(&who(REGIONS[region].code, Role::Reporter), RECORD, input)
            .await;
        let status = match (submit, region) {
            (false, _) => Status::Draft,
            // No tier stands above a province.
            (true, 0) => Status::Accepted,
            (true, _) => Status::Submitted,
        };
        let at = hub.clock.now();
        for (index, (key, parts)) in rows.into_iter().enumerate() {
            let row = answer.at(&format!("/recordObservations/rows/{index}"));
            match (row["outcome"].as_str().unwrap(), broken) {
                ("WRITTEN", false) => self.acknowledged(key, Version { at, status, parts }, &row["version"]),
                ("UNCHANGED", _) => {
                    let last = self.versions[&key].last().unwrap();
                    assert_eq!(last.parts, parts, "{key:?}");
                }
                ("WITHHELD", true) => {}
                _ => panic!("{}", answer.body),
            }
        }
    }

    /// Rows of an indicator for a year, of which some lack: so that coarser periods have values.
    fn year(region: usize, random: &mut Random) -> Vec<(Key, Parts)> {
        let indicator = random.below(REPORTED);
        let year = 2024 + u32::try_from(random.below(2)).unwrap();
        let months = INDICATORS[indicator].months;
        let mut spans: Vec<Span> = (0..12 / months)
            .map(|part| Span::new(year, part * months, months))
            .collect();
        if months == 1 && random.one_in(2) {
            spans.splice(0..2, [Span::new(year, 0, 2)]);
        }
        spans.retain(|_| !random.one_in(24));
        spans
            .into_iter()
            .map(|span| ((region, indicator, span), parts(indicator, random)))
            .collect()
    }

    /// A row of a region: now and then one that it wrote before, so that values are revised.
    fn row(&self, region: usize, random: &mut Random) -> (Key, Parts) {
        let own: Vec<Key> = self
            .keys
            .iter()
            .copied()
            .filter(|(of, ..)| *of == region)
            .collect();
        let key = if !own.is_empty() && random.one_in(2) {
            *random.of(&own)
        } else {
            let indicator = random.below(REPORTED);
            (region, indicator, reported(indicator, random))
        };
        (key, parts(key.1, random))
    }

    /// Decides on all that a region has of an indicator, or on one value of it.
    async fn decide(&mut self, hub: &TestHub, random: &mut Random) {
        let one = *random.of(&self.keys);
        let Some(parent) = REGIONS[one.0].parent else {
            return;
        };
        let keys: Vec<Key> = if random.one_in(3) {
            vec![one]
        } else {
            let alike = |key: &Key| (key.0, key.1) == (one.0, one.1);
            self.keys.iter().copied().filter(alike).collect()
        };
        let name = |(region, indicator, span): &Key| {
            json!({ "region": REGIONS[*region].code, "indicator": INDICATORS[*indicator].code,
                    "period": span.text() })
        };
        let mut input = json!({ "keys": keys.iter().map(name).collect::<Vec<_>>() });
        let accepts = !random.one_in(4);
        if !accepts {
            input["reason"] = json!("请核实");
        }
        let (field, of) = if accepts {
            ("accept", "Accept")
        } else {
            ("return", "Return")
        };
        let query = format!(
            "mutation ($input: {of}ObservationsInput!) {{ decided: {field}Observations(input: $input) {{
                observations {{ version }} issues {{ code path }} }} }}"
        );
        let reviewer = who(REGIONS[parent].code, Role::Reviewer);
        let answer = hub.gql(&reviewer, &query, json!({ "input": input })).await;
        let (mut decided, mut refused) = (0, Vec::new());
        for (index, key) in keys.into_iter().enumerate() {
            let last = *self.versions[&key].last().unwrap();
            if last.status != Status::Submitted {
                refused.push(("NOT_SUBMITTED".to_owned(), format!("keys.{index}")));
                continue;
            }
            let version = Version {
                at: hub.clock.now(),
                status: if accepts {
                    Status::Accepted
                } else {
                    Status::Returned
                },
                ..last
            };
            self.acknowledged(
                key,
                version,
                answer.at(&format!("/decided/observations/{decided}/version")),
            );
            decided += 1;
        }
        refused.sort();
        assert_eq!(answer.issues(), refused);
        assert_eq!(
            answer.at("/decided/observations").as_array().unwrap().len(),
            decided
        );
    }

    fn acknowledged(&mut self, key: Key, version: Version, number: &Value) {
        let versions = self.versions.entry(key).or_default();
        if versions.is_empty() {
            self.keys.push(key);
        }
        versions.push(version);
        assert_eq!(number, versions.len(), "{key:?}");
    }
}

/// A period in which an indicator is reported: of few, so that they add up.
fn reported(indicator: usize, random: &mut Random) -> Span {
    let year = 2024 + u32::try_from(random.below(2)).unwrap();
    let at = |n: usize| u32::try_from(n).unwrap();
    match INDICATORS[indicator].months {
        1 if random.one_in(4) => Span::new(year, 0, 2),
        1 => Span::new(year, at(random.below(12)), 1),
        months => Span::new(year, months * at(random.below(4)), months),
    }
}

fn parts(indicator: usize, random: &mut Random) -> Parts {
    let value = random.below(60) as i128 - 9;
    match INDICATORS[indicator].made {
        Made::Values {
            space: Space::Ratio, ..
        } => (value, random.below(9) as i128),
        _ => (value, 0),
    }
}

fn text((region, indicator, span): Key, (value, denominator): Parts) -> Value {
    let ratio = matches!(
        INDICATORS[indicator].made,
        Made::Values {
            space: Space::Ratio,
            ..
        }
    );
    let mut row = json!({ "region": REGIONS[region].code, "indicator": INDICATORS[indicator].code,
                          "period": span.text() });
    let more = if ratio {
        json!({ "numerator": value.to_string(), "denominator": denominator.to_string() })
    } else {
        json!({ "value": value.to_string() })
    };
    crate::figures::kit::extend(&mut row, more);
    row
}
