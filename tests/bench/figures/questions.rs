//! What is asked.

use harness::{TestHub, who};
use serde_json::{Value, json};
use tributary::{
    region::tree::{Place, Tier},
    scope::policy::Role,
};

use super::{clients::Call, oracle::Check};
use crate::data::{Filled, LAST, MONTHLY, TARGETED};

/// A question with the way to judge its answers.
pub(crate) struct Question {
    /// What is asked.
    pub(crate) name: String,
    /// The requests of which it consists.
    pub(crate) calls: Vec<Call>,
    /// How the answers are judged.
    pub(crate) check: Check,
}

const FIGURES: &str = "query ($region: RegionCode!, $tier: Tier!, $codes: [String!]!, $period: Period!) {
    figures(region: $region, tier: $tier, indicators: $codes, periods: [$period]) {
        region { code } indicator { code } value coverage { expected reported } } }";
const RANKING: &str = "query ($region: RegionCode!, $code: String!, $period: Period!) {
    ranking(input: { region: $region, tier: COUNTY, indicator: $code, period: $period, by: ATTAINMENT }, first: 500) {
        totalCount nodes { rank display figure { region { code name } value } } } }";
const SERIES: &str = "query ($region: RegionCode!, $code: String!, $reading: Reading!) {
    series(input: { region: $region, indicator: $code, from: \"2023-01\", to: \"2025-12\", on: { reading: $reading } }) {
        figures { period value coverage { expected included } } breaks { date } } }";
const RECONCILIATION: &str = "query ($region: RegionCode!, $codes: [String!]!, $period: Period!) {
    reconciliation(input: { region: $region, indicators: $codes, periods: [$period] }, first: 50) {
        totalCount nodes { figure { region { code } indicator { code } }
            comparison { first firstValue second secondValue difference percent verdict } } } }";

/// All questions.
pub(crate) fn all(hub: &TestHub, filled: &Filled) -> Vec<Question> {
    let home = filled.home();
    let (one, all) = (&filled.codes[..1], &filled.codes[..]);
    let tree = hub.hub.tree();
    let place = tree.by_code(home).unwrap();
    let cities = place.of_tier(Tier::City).count();
    let mut questions = vec![
        figures(
            hub,
            home,
            "one indicator, the province".to_owned(),
            Tier::Province,
            one,
        ),
        figures(hub, home, name(one, cities), Tier::City, one),
        figures(hub, home, name(all, cities), Tier::City, all),
        ranking(hub, "counties of the province by attainment", &[home]),
    ];
    if filled.provinces.len() > 1 {
        let name = format!("the same, {} provinces one by one", filled.provinces.len());
        questions.push(ranking(hub, &name, &filled.provinces));
    }
    if filled.months {
        for reading in ["PERIOD", "YEAR_TO_DATE"] {
            questions.push(Question {
                name: format!("series of 36 months of the province, {reading}"),
                calls: vec![call(
                    hub,
                    home,
                    SERIES,
                    &json!({ "region": home, "code": MONTHLY, "reading": reading }),
                )],
                check: Check::Series(reading),
            });
        }
    }
    questions.push(reconciliation(hub, place, home, all));
    questions
}

/// The name of a question that is also asked by SQL.
pub(crate) fn name(codes: &[String], cities: usize) -> String {
    match codes.len() {
        1 => format!("one indicator × {cities} cities"),
        more => format!("{more} indicators × {cities} cities"),
    }
}

fn call(hub: &TestHub, region: &'static str, query: &str, variables: &Value) -> Call {
    Call {
        token: hub.token(&who(region, Role::Viewer)),
        body: json!({ "query": query, "variables": variables }).to_string(),
    }
}

fn figures(hub: &TestHub, home: &'static str, name: String, tier: Tier, codes: &[String]) -> Question {
    let wanted = match tier {
        Tier::Province => "PROVINCE",
        _ => "CITY",
    };
    let variables = json!({ "region": home, "tier": wanted, "codes": codes, "period": LAST.to_string() });
    Question {
        name,
        calls: vec![call(hub, home, FIGURES, &variables)],
        check: Check::Figures(tier, codes.to_vec()),
    }
}

/// No token sees more than one province.
fn ranking(hub: &TestHub, name: &str, provinces: &[&'static str]) -> Question {
    let of = |province: &&'static str| {
        let variables = json!({ "region": province, "code": TARGETED, "period": LAST.to_string() });
        call(hub, province, RANKING, &variables)
    };
    Question {
        name: name.to_owned(),
        calls: provinces.iter().map(of).collect(),
        check: Check::Ranking(provinces.to_vec()),
    }
}

/// Of as many indicators as one request may compare for all regions of the province.
fn reconciliation(hub: &TestHub, place: Place<'_>, home: &'static str, codes: &[String]) -> Question {
    let most = hub.hub.config.graphql.max_figures / place.subtree().count();
    let codes = &codes[..most.min(codes.len())];
    let variables = json!({ "region": home, "codes": codes, "period": LAST.to_string() });
    Question {
        name: format!("reconciliation of the province, {} indicators", codes.len()),
        calls: vec![call(hub, home, RECONCILIATION, &variables)],
        check: Check::Reconciliation(codes.to_vec()),
    }
}
