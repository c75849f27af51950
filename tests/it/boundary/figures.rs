//! Figures over changes of boundaries: nothing is lost, counted twice or invented, on today's tree and on that of a day.

use std::collections::HashMap;

use harness::{TestHub, Who, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{before_the_merge, changed, clerk, merge, zhongshan};

on_both_engines!(
    a_merged_town_has_what_both_had,
    a_split_invents_nothing,
    random_histories_add_up,
);

const FIGURE: &str = "query ($region: RegionCode!, $code: String!, $period: Period!, $tree: Date) {
    figure(region: $region, indicator: $code, period: $period, basis: SUBMITTED, on: { tree: $tree }) {
        value origin noValueReason region { code } coverage { expected reported } } }";

async fn figure(
    hub: &TestHub,
    who: &Who,
    region: &str,
    (code, year): (&str, i32),
    tree: Option<&str>,
) -> Value {
    let ask = json!({ "region": region, "code": code, "period": year.to_string(), "tree": tree });
    hub.gql(who, FIGURE, ask).await.at("/figure").clone()
}

async fn record(hub: &TestHub, town: &Who, region: &str, year: i32, value: &str) {
    let row = json!({ "region": region, "indicator": "TECH_TRANSFERS", "period": year.to_string(), "value": value });
    let answer = hub
        .gql(town, harness::RECORD, json!({ "input": { "rows": [row] } }))
        .await;
    assert_eq!(answer.at("/recordObservations/written"), 1, "{}", answer.body);
}

async fn breaks(hub: &TestHub, who: &Who, region: &str) -> Value {
    let query = "query ($region: RegionCode!) { series(input: { region: $region, indicator: \"TECH_TRANSFERS\",
        from: \"2013\", to: \"2026\", basis: SUBMITTED }) { breaks { date kind } figures { period value } } }";
    let answer = hub.gql(who, query, json!({ "region": region })).await;
    answer.at("/series").clone()
}

async fn a_merged_town_has_what_both_had(hub: TestHub) {
    before_the_merge(&hub).await;
    let viewer = who("4420", Role::Viewer);
    let share = |town: &'static str, part: &'static str, whole: &'static str| {
        let row = json!({ "region": town, "indicator": "NO_RD_INSTITUTION_SHARE", "period": "2025",
            "numerator": part, "denominator": whole });
        let hub = &hub;
        async move {
            let answer = hub
                .gql(
                    &clerk(town),
                    harness::RECORD,
                    json!({ "input": { "rows": [row] } }),
                )
                .await;
            assert_eq!(answer.at("/recordObservations/written"), 1, "{}", answer.body);
        }
    };
    for (town, value) in [("442000100", "3"), ("442000104", "4")] {
        record(&hub, &clerk(town), town, 2025, value).await;
    }
    share("442000100", "1", "2").await;
    share("442000104", "3", "6").await;
    let city = figure(&hub, &viewer, "4420", ("TECH_TRANSFERS", 2025), None).await;
    changed(&hub, &zhongshan(), merge("2026-02-01")).await;

    let town = figure(&hub, &viewer, "442000118", ("TECH_TRANSFERS", 2025), None).await;
    assert_eq!(
        (&town["value"], &town["origin"]),
        (&json!("7"), &json!("ROLLED_UP"))
    );
    assert_eq!(town["coverage"], json!({ "expected": 2, "reported": 2 }));
    let rate = figure(
        &hub,
        &viewer,
        "442000118",
        ("NO_RD_INSTITUTION_SHARE", 2025),
        None,
    )
    .await;
    assert_eq!(
        rate["value"], "50",
        "4 of 8: the parts add up, and are divided then"
    );
    let after = figure(&hub, &viewer, "4420", ("TECH_TRANSFERS", 2025), None).await;
    assert_eq!(after, city, "what merges inside changes nothing above");

    // On the tree of a day the old towns have their own.
    for (old, value) in [("442000100", "3"), ("442000104", "4")] {
        let then = figure(&hub, &viewer, old, ("TECH_TRANSFERS", 2025), Some("2025-12-31")).await;
        assert_eq!(
            (&then["value"], &then["origin"]),
            (&json!(value), &json!("DECLARED"))
        );
    }
    // The new town reports the new year itself.
    record(&hub, &clerk("442000118"), "442000118", 2026, "9").await;
    let new = figure(&hub, &viewer, "442000118", ("TECH_TRANSFERS", 2026), None).await;
    assert_eq!((&new["value"], &new["origin"]), (&json!("9"), &json!("DECLARED")));

    let series = breaks(&hub, &viewer, "442000118").await;
    assert_eq!(
        series["breaks"],
        json!([{ "date": "2015-01-01", "kind": "SPLIT" }, { "date": "2026-02-01", "kind": "MERGE" }])
    );
    assert_eq!(breaks(&hub, &viewer, "4420").await["breaks"], json!([]));
    // Where it comes from: the old towns, as they were.
    let lineage =
        "{ figure(region: \"442000118\", indicator: \"TECH_TRANSFERS\", period: \"2025\", basis: SUBMITTED) {
        lineage { nodes { region { code } value share sources { reportedBy } } } } }";
    let answer = hub.gql(&viewer, lineage, json!({})).await;
    let nodes = answer.at("/figure/lineage/nodes").as_array().unwrap();
    let told: Vec<_> = nodes
        .iter()
        .map(|node| (&node["region"]["code"], &node["value"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("442000100000"), &json!("3")),
            (&json!("442000104000"), &json!("4"))
        ]
    );
}

async fn a_split_invents_nothing(hub: TestHub) {
    let viewer = who("4420", Role::Viewer);
    record(&hub, &clerk("442000118"), "442000118", 2014, "8").await;
    before_the_merge(&hub).await;
    for part in ["442000100", "442000104"] {
        let none = figure(&hub, &viewer, part, ("TECH_TRANSFERS", 2014), None).await;
        assert_eq!(
            (&none["value"], &none["noValueReason"]),
            (&Value::Null, &json!("BELOW_COLLECTION"))
        );
        assert_eq!(breaks(&hub, &viewer, part).await["breaks"][0]["kind"], "SPLIT");
    }
    let city = figure(&hub, &viewer, "4420", ("TECH_TRANSFERS", 2014), None).await;
    assert_eq!(
        (&city["value"], &city["coverage"]["reported"]),
        (&json!("8"), &json!(1))
    );
    let whole = figure(
        &hub,
        &viewer,
        "442000118",
        ("TECH_TRANSFERS", 2014),
        Some("2014-12-31"),
    )
    .await;
    assert_eq!(whole["value"], "8");
    let county = who("441625", Role::Viewer);
    let ask =
        json!({ "region": "442000118", "code": "TECH_TRANSFERS", "period": "2014", "tree": "2014-12-31" });
    assert_eq!(hub.gql(&county, FIGURE, ask).await.error_codes(), ["FORBIDDEN"]);
}

/// A town in the test's own book: what it was from and until, and what it continues as.
#[derive(Debug)]
struct Town {
    code: String,
    county: &'static str,
    /// First and last year at whose end it was there.
    years: (i32, i32),
    next: Vec<usize>,
}

#[derive(Default)]
struct Book {
    towns: Vec<Town>,
    values: HashMap<(usize, i32), i64>,
}

const COUNTIES: [&str; 2] = ["441621", "441625"];

impl Book {
    fn alive(&self, year: i32) -> Vec<usize> {
        let alive = |town: &Town| town.years.0 <= year && year <= town.years.1;
        (0..self.towns.len())
            .filter(|town| alive(&self.towns[*town]))
            .collect()
    }

    fn end(&mut self, town: usize, year: i32, next: Vec<usize>) {
        self.towns[town].years.1 = year - 1;
        self.towns[town].next = next;
    }

    fn begin(&mut self, code: String, county: &'static str, year: i32) -> usize {
        self.towns.push(Town {
            code,
            county,
            years: (year, 9999),
            next: Vec::new(),
        });
        self.towns.len() - 1
    }

    /// The places that hold what a town has, as seen from a year: itself or what it continues as, its county, its city.
    fn places(&self, town: usize, year: i32) -> Vec<String> {
        let here = &self.towns[town];
        let city = "4416".to_owned();
        if year <= here.years.1 {
            return vec![here.code.clone(), here.county.to_owned(), city];
        }
        match here.next.as_slice() {
            [next] => self.places(*next, year),
            several => {
                let all: Vec<Vec<String>> = several.iter().map(|next| self.places(*next, year)).collect();
                let common = |place: &String| all.iter().all(|places| places.contains(place));
                all[0].iter().filter(|place| common(place)).cloned().collect()
            }
        }
    }

    /// The value of a place for a year, seen from the tree of another; how many of the book's towns report in it.
    fn figure(&self, place: &str, year: i32, seen: i32) -> (Option<i64>, usize) {
        let inside: Vec<usize> = self
            .alive(year)
            .into_iter()
            .filter(|town| self.places(*town, seen).iter().any(|at| at == place))
            .collect();
        let values: Vec<i64> = inside
            .iter()
            .filter_map(|town| self.values.get(&(*town, year)).copied())
            .collect();
        (values.first().map(|_| values.iter().sum()), values.len())
    }
}

/// A little generator of its own, so that a failure is the same again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

async fn random_histories_add_up(hub: TestHub) {
    let (steward, mut dice, mut book) = (who("4416", Role::Steward), Dice(20_261_121), Book::default());
    for code in ["441625100", "441625101", "441625102", "441621100", "441621102"] {
        let county = COUNTIES
            .into_iter()
            .find(|county| code.starts_with(county))
            .unwrap();
        book.begin(code.to_owned(), county, 0);
    }
    let mut fresh = 0;
    for year in 2016..=2025 {
        let date = format!("{year}-{:02}-01", 2 + dice.below(10));
        let alive = book.alive(year);
        let town = alive[dice.below(alive.len())];
        let county = book.towns[town].county;
        let mut code = |county: &str| {
            fresh += 1;
            format!("{county}{}", 700 + fresh)
        };
        let partner = alive
            .iter()
            .copied()
            .find(|other| *other != town && book.towns[*other].county == county);
        let (kind, regions, successors, homes) = match (dice.below(4), partner) {
            (0, Some(partner)) => ("MERGE", vec![town, partner], vec![code(county)], vec![county]),
            (1, _) => (
                "SPLIT",
                vec![town],
                vec![code(county), code(county)],
                vec![county, county],
            ),
            (2, _) => {
                let other = COUNTIES.into_iter().find(|other| *other != county).unwrap();
                ("TRANSFER", vec![town], vec![code(other)], vec![other])
            }
            _ => ("RECODE", vec![town], vec![code(county)], vec![county]),
        };
        let named: Vec<Value> = successors
            .iter()
            .zip(&homes)
            .map(|(code, home)| match kind {
                "TRANSFER" => json!({ "code": code, "parent": home }),
                "RECODE" => json!({ "code": code }),
                _ => json!({ "code": code, "name": format!("新镇{code}") }),
            })
            .collect();
        let ended: Vec<&str> = regions
            .iter()
            .map(|town| book.towns[*town].code.as_str())
            .collect();
        let input =
            json!({ "kind": kind, "date": date, "basis": "粤府函", "regions": ended, "successors": named });
        changed(&hub, &steward, input).await;
        let next: Vec<usize> = successors
            .into_iter()
            .zip(homes)
            .map(|(code, home)| book.begin(code, home, year))
            .collect();
        for town in regions {
            book.end(town, year, next.clone());
        }
        for town in book.alive(year) {
            if dice.below(4) > 0 {
                let (code, value) = (
                    book.towns[town].code.clone(),
                    i64::try_from(dice.below(1_000)).unwrap(),
                );
                let clerk = Who {
                    region: code.clone().leak(),
                    ..who("441625100", Role::Reporter)
                };
                record(&hub, &clerk, &code, year, &value.to_string()).await;
                book.values.insert((town, year), value);
            }
        }
        // Looked at from this year and all before it, on the tree of each.
        for seen in 2016..=year {
            for then in 2016..=seen {
                let places: Vec<String> = book
                    .alive(seen)
                    .iter()
                    .map(|town| book.towns[*town].code.clone())
                    .collect();
                let places = places.iter().map(String::as_str).chain(COUNTIES).chain(["4416"]);
                if (seen, then) != (year, year) && dice.below(6) > 0 {
                    continue;
                }
                let tree = format!("{seen}-12-31");
                let day = (seen != year).then_some(tree.as_str());
                for place in places {
                    let found = figure(&hub, &steward, place, ("TECH_TRANSFERS", then), day).await;
                    let (value, reported) = book.figure(place, then, seen);
                    let value = value.map_or(Value::Null, |value| json!(value.to_string()));
                    assert_eq!(
                        (&found["value"], &found["coverage"]["reported"]),
                        (&value, &json!(reported)),
                        "{place} in {then}, seen from {seen}: {:?}",
                        book.towns
                    );
                }
            }
        }
    }
    let report = tributary::rollup::verify::verify(&hub.hub, |_, _| {})
        .await
        .unwrap();
    assert_eq!((report.faults, report.told.as_slice()), (0, [].as_slice()));
    assert!(report.observations >= book.values.len(), "{report:?}");
}
