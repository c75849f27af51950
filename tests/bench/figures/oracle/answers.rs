//! Answers beside what the rows say.

use harness::TestHub;
use serde_json::{Value, json};
use tributary::region::tree::Tier;

use super::{
    Kept, Oracle,
    rows::{Values, indicators, targets},
};
use crate::data::{LAST, MONTHLY, TARGETED};

/// What is added up of some regions, of those that have it.
fn sum(values: impl Iterator<Item = Option<i128>>) -> (i128, usize) {
    values
        .flatten()
        .fold((0, 0), |(sum, number), value| (sum + value, number + 1))
}

/// The value of a sum; none of nothing.
fn shown(kept: &Kept, (sum, included): (i128, usize)) -> Value {
    if included == 0 {
        Value::Null
    } else {
        json!(kept.show(sum))
    }
}

impl Oracle {
    fn of_tier(&self, province: i64, tier: Tier) -> Vec<i64> {
        let mut all = self.atlas.subtree(province);
        all.retain(|id| self.atlas.region(*id).tier == tier.number());
        all
    }

    /// What is accepted of a region's reporters.
    fn rolled_up(&self, values: &Values, kept: &Kept, period: &str, region: i64) -> (i128, usize) {
        let reporters = self.atlas.reporters(region).into_iter();
        sum(reporters.map(|reporter| values.accepted(kept.id, period, reporter)))
    }

    pub(super) async fn figures(&self, hub: &TestHub, tier: Tier, codes: &[String], found: &Value) {
        let (kept, year) = (indicators(hub, codes).await, LAST.to_string());
        let values = self.values(hub, self.home, &kept, &year).await;
        let mut expected = Vec::new();
        for region in self.of_tier(self.atlas.by_code(self.home), tier) {
            let reporters = self.atlas.reporters(region);
            for kept in &kept {
                let reported = |reporter: &&i64| values.reported(kept.id, &year, **reporter);
                expected.push(json!({
                    "region": { "code": self.atlas.region(region).code },
                    "indicator": { "code": kept.code },
                    "value": shown(kept, self.rolled_up(&values, kept, &year, region)),
                    "coverage": { "expected": reporters.len(), "reported": reporters.iter().filter(reported).count() },
                }));
            }
        }
        same(found, &expected);
    }

    pub(super) async fn ranking(&self, hub: &TestHub, province: &str, found: &Value) {
        let (kept, year) = (indicators(hub, &[TARGETED.to_owned()]).await, LAST.to_string());
        let values = self.values(hub, province, &kept, &year).await;
        let targets = targets(hub, kept[0].id, LAST).await;
        let counties = self.of_tier(self.atlas.by_code(province), Tier::County);
        assert_eq!(found["totalCount"], counties.len());
        let mut measured = Vec::new();
        let mut without = Vec::new();
        for county in counties {
            let code = &self.atlas.region(county).code;
            match self.rolled_up(&values, &kept[0], &year, county) {
                (_, 0) => without.push(code),
                (value, _) => measured.push((value, targets[&county], code)),
            }
        }
        // Value a of target b comes before c of d where a / b is greater than c / d. Stable: then in the order of codes.
        measured.sort_by(|(a, b, _), (c, d, _)| (c * b).cmp(&(a * d)));
        let mut expected: Vec<(Value, Value, &str, Value)> = Vec::new();
        for (index, (value, target, code)) in measured.iter().enumerate() {
            let rank = match index.checked_sub(1).map(|before| measured[before]) {
                Some((before, of, _)) if before * target == value * of => expected[index - 1].0.clone(),
                _ => json!(index + 1),
            };
            // Half away from zero, in hundredths of a percent.
            let percent = (value * 20_000 + target) / (target * 2);
            let display = json!(format!("{}.{:02}", percent / 100, percent % 100));
            expected.push((rank, display, code, json!(kept[0].show(*value))));
        }
        let nothing = without
            .into_iter()
            .map(|code| (Value::Null, Value::Null, code.as_str(), Value::Null));
        expected.extend(nothing);
        let nodes = found["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), expected.len());
        for (node, (rank, display, code, value)) in nodes.iter().zip(&expected) {
            let figure = &node["figure"];
            let found = (&node["rank"], &node["display"], figure["region"]["code"].as_str());
            assert_eq!(found, (rank, display, Some(*code)), "{node}");
            assert_eq!(&figure["value"], value, "{node}");
        }
    }

    pub(super) async fn series(&self, hub: &TestHub, reading: &str, found: &Value) {
        let kept = indicators(hub, &[MONTHLY.to_owned()]).await;
        let values = self.values(hub, self.home, &kept, "").await;
        let reporters = self.atlas.reporters(self.atlas.by_code(self.home));
        let mut expected = Vec::new();
        for year in LAST - 2..=LAST {
            for month in 1..=12 {
                let of = |reporter: &i64| {
                    let on = |period: &str| values.accepted(kept[0].id, period, *reporter);
                    if reading == "PERIOD" {
                        on(&format!("{year}-{month:02}"))
                    } else {
                        year_to_date(year, month, on)
                    }
                };
                let total = sum(reporters.iter().map(of));
                expected.push(json!({
                    "period": format!("{year}-{month:02}"),
                    "value": shown(&kept[0], total),
                    "coverage": { "expected": reporters.len(), "included": total.1 },
                }));
            }
        }
        same(found, &expected);
    }

    pub(super) async fn reconciliation(&self, hub: &TestHub, codes: &[String], found: &Value) {
        let (kept, year) = (indicators(hub, codes).await, LAST.to_string());
        let values = self.values(hub, self.home, &kept, &year).await;
        let mut pairs = Vec::new();
        for region in self.atlas.subtree(self.atlas.by_code(self.home)) {
            if self.atlas.reporters(region) == [region] {
                continue;
            }
            for kept in &kept {
                let declared = values.accepted(kept.id, &year, region);
                let (total, included) = self.rolled_up(&values, kept, &year, region);
                if let Some(declared) = declared.filter(|declared| included > 0 && *declared != total) {
                    pairs.push((declared, total, region, kept));
                }
            }
        }
        // Values are above zero. Stable: then in the order of codes, and as the indicators are named.
        let off = |declared: i128, total: i128| (declared - total).abs();
        pairs.sort_by_key(|(_, _, region, _)| &self.atlas.region(*region).code);
        pairs.sort_by(|(a, b, ..), (c, d, ..)| (off(*c, *d) * b).cmp(&(off(*a, *b) * d)));
        assert!(!pairs.is_empty());
        assert_eq!(found["totalCount"], pairs.len());
        let nodes = found["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), pairs.len().min(50));
        for (node, (declared, total, region, kept)) in nodes.iter().zip(&pairs) {
            let (figure, comparison) = (&node["figure"], &node["comparison"]);
            assert_eq!(
                figure["region"]["code"],
                self.atlas.region(*region).code,
                "{node}"
            );
            assert_eq!(figure["indicator"]["code"], kept.code, "{node}");
            let expected = [
                ("first", "DECLARED".to_owned()),
                ("firstValue", kept.show(*declared)),
                ("second", "ROLLED_UP".to_owned()),
                ("secondValue", kept.show(*total)),
                ("difference", kept.show(declared - total)),
                ("verdict", "DIFFERS".to_owned()),
            ];
            for (field, value) in expected {
                assert_eq!(comparison[field], value, "{node}");
            }
        }
    }
}

/// From January on, which comes alone or with February; none where one month is missing.
fn year_to_date(year: i32, month: u32, on: impl Fn(&str) -> Option<i128>) -> Option<i128> {
    let one = |month: u32| on(&format!("{year}-{month:02}"));
    if month == 1 {
        return one(1);
    }
    let apart = || Some(one(1)? + one(2)?);
    let beginning = on(&format!("{year}-01/P2M")).or_else(apart)?;
    (3..=month).try_fold(beginning, |sum, month| Some(sum + one(month)?))
}

fn same(found: &Value, expected: &[Value]) {
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected);
    }
}
