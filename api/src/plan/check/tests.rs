//! A plan that is consistent gives no finding, and any single corruption of it is found; and each rule by itself.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::{
    plan::model::{
        Details,
        action::{Action, Party, Step},
        claim::{Body, Claim, ClaimKind, NamedEntity, NamedSet, Source, TableRow},
        state::Seal,
        target::{Baseline, Nature, Operator, Target, YearTarget},
    },
    region::tree::Tier,
};

fn number(value: i64) -> Decimal {
    Decimal::from(value)
}

fn target(name: &str, unit: &str, levels: &[i64]) -> Target {
    let years = levels
        .iter()
        .enumerate()
        .skip(1)
        .map(|(index, level)| YearTarget {
            year: Some(2024 + i32::try_from(index).unwrap()),
            operator: Operator::Eq,
            value: Some(number(*level)),
            upper: None,
        });
    Target {
        number: None,
        name: name.to_owned(),
        indicator_code: None,
        series: None,
        part_of: None,
        scope: None,
        category: None,
        printed_unit: Some(unit.to_owned()),
        unit: Some(unit.to_owned()),
        nature: Some(Nature::Stock),
        direction: None,
        baseline: Some(Baseline {
            year: 2024,
            operator: Operator::Eq,
            value: number(levels[0]),
            evidence: Some("台账".to_owned()),
        }),
        years: years.collect(),
        table: Some("目标量化表".to_owned()),
        section: None,
        anchor: None,
        note: None,
    }
}

fn claim(kind: ClaimKind, series: &str, year: i32, value: Decimal, unit: &str) -> Claim {
    Claim {
        number: None,
        kind,
        source: Source::Text,
        section: None,
        quotation: None,
        name: None,
        series: series.to_owned(),
        of: None,
        counted: None,
        complement: false,
        operator: Operator::Eq,
        value,
        upper: None,
        unit: (unit != "%").then(|| unit.to_owned()),
        count: None,
        year: Some(year),
        base_year: None,
        nature: None,
        scope: None,
    }
}

fn plan(targets: Vec<Target>, claims: Vec<Claim>) -> Content {
    Content {
        name: "规划".to_owned(),
        issued: Some("2024-12".to_owned()),
        details: Details {
            baseline_year: Some(2024),
            targets,
            claims,
            ..Details::default()
        },
        ..Content::default()
    }
}

fn codes(content: &Content) -> Vec<&'static str> {
    findings(content).iter().map(|finding| finding.code).collect()
}

/// A series: whether it is money, and its levels.
fn series() -> impl Strategy<Value = (bool, Vec<i64>)> {
    let steps = prop::collection::vec(1..500_i64, 3);
    (any::<bool>(), 1..1_000_i64, steps).prop_map(|(money, base, steps)| {
        let levels = steps.iter().fold(vec![base], |mut levels, step| {
            levels.push(levels[levels.len() - 1] + step);
            levels
        });
        (money, levels)
    })
}

/// All that can be said of series, in mixed units.
fn consistent(series: &[(bool, Vec<i64>)]) -> Content {
    let (mut targets, mut claims) = (Vec::new(), Vec::new());
    for (index, (money, levels)) in series.iter().enumerate() {
        let name = format!("序列{}", ["甲", "乙", "丙", "丁"][index]);
        let unit = if *money { "万元" } else { "家" };
        targets.push(target(&name, unit, levels));
        for (year, pair) in (2025..).zip(levels.windows(2)) {
            let mut added = claim(ClaimKind::Increment, &name, year, number(pair[1] - pair[0]), unit);
            added.source = Source::Schedule;
            claims.push(added);
            let (value, unit) = match money {
                // 1 亿元 is 10,000 万元.
                true => (Decimal::new(pair[1], 4), "亿元"),
                false => (number(pair[1]), "个"),
            };
            claims.push(claim(ClaimKind::Level, &name, year, value, unit));
        }
        let (base, end) = (levels[0], levels[3]);
        claims.push(claim(
            ClaimKind::TotalIncrement,
            &name,
            2027,
            number(end - base),
            unit,
        ));
        let growth = (number(end - base) * Decimal::ONE_HUNDRED / number(base)).round_dp(1);
        claims.push(claim(ClaimKind::GrowthPercent, &name, 2027, growth, "%"));
    }
    plan(targets, claims)
}

proptest! {
    #[test]
    fn a_consistent_plan_gives_no_finding(series in prop::collection::vec(series(), 1..4)) {
        let content = consistent(&series);
        prop_assert_eq!(findings(&content), vec![]);
    }

    #[test]
    fn any_corruption_is_found(
        series in prop::collection::vec(series(), 1..4),
        which in any::<prop::sample::Index>(),
        off in prop_oneof![-20..-1_i64, 1..20_i64],
    ) {
        let mut content = consistent(&series);
        let details = &mut content.details;
        let claims = details.claims.len();
        let place = which.index(claims + details.targets.len() * 3);
        if place < claims {
            let claim = &mut details.claims[place];
            claim.value += number(off);
        } else {
            let place = place - claims;
            let year = &mut details.targets[place / 3].years[place % 3];
            year.value = year.value.map(|value| value + number(off));
        }
        prop_assert!(!findings(&content).is_empty());
    }
}

#[test]
fn units_are_asked_for() {
    let mut bare = target("接待", "万人次", &[50, 100]);
    bare.printed_unit = None;
    let mut said = claim(ClaimKind::Level, "接待", 2025, number(100), "万人次");
    said.operator = Operator::Gt;
    let mut content = plan(vec![bare], vec![said]);
    let found = findings(&content);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].code, found[0].grade),
        ("UNIT_MISSING", Grade::MustBeExplained)
    );
    assert_eq!(found[0].expected.as_deref(), Some("500000, 1000000"));
    assert!(
        found[0]
            .cause
            .as_ref()
            .unwrap()
            .0
            .contains("10000 times too small")
    );
    content.details.targets[0].unit = None;
    assert_eq!(findings(&content)[0].grade, Grade::MustBeZero);
}

#[test]
fn a_series_is_flow_or_stock() {
    let levels = target("接待", "万人次", &[50, 100]);
    let mut annual = claim(ClaimKind::Level, "接待", 2025, number(100), "万人次");
    annual.nature = Some(Nature::FlowAnnual);
    assert_eq!(codes(&plan(vec![levels], vec![annual])), ["FLOW_VS_STOCK"]);
}

#[test]
fn a_part_is_less_than_its_whole() {
    let mut part = target("规模以上工业企业数量", "家", &[14, 22]);
    part.series = Some("PART".to_owned());
    part.part_of = Some("WHOLE".to_owned());
    part.scope = Some("特色产业".to_owned());
    let mut whole = claim(ClaimKind::Level, "WHOLE", 2024, number(24), "家");
    let content = plan(vec![part.clone()], vec![whole.clone()]);
    assert_eq!(codes(&content), [""; 0]);
    whole.name = Some("规上企业".to_owned());
    whole.scope = Some("全镇".to_owned());
    assert_eq!(
        codes(&plan(vec![part.clone()], vec![whole.clone()])),
        ["SCOPE_MIX"]
    );
    whole.value = number(13);
    let found = findings(&plan(vec![part], vec![whole]));
    assert_eq!(found[0].code, "SUBSET_EXCEEDS");
    assert_eq!(found[0].expected.as_deref(), Some("≤13家"));
}

#[test]
fn a_share_fits_what_is_counted() {
    let mut share = claim(ClaimKind::Share, "无研发机构", 2024, number(50), "%");
    share.of = Some("规上".to_owned());
    share.counted = Some("机构".to_owned());
    share.complement = true;
    let level = |series: &str, value| claim(ClaimKind::Level, series, 2024, number(value), "家");
    let of = |listed| {
        plan(
            vec![],
            vec![share.clone(), level("规上", 24), level("机构", listed)],
        )
    };
    assert_eq!(codes(&of(12)), [""; 0]);
    let found = findings(&of(8));
    assert_eq!(found[0].code, "CROSS_CHECK");
    assert_eq!(found[0].expected.as_deref(), Some("≥66.67%"));
    assert!(found[0].message.contains("12家, and 8家"), "{}", found[0].message);
}

#[test]
fn parts_fit_into_their_whole() {
    let mut leaders = claim(ClaimKind::PartOf, "龙头", 2025, number(10), "亿元");
    leaders.of = Some("产值".to_owned());
    leaders.count = Some(2);
    let of = |total| plan(vec![target("产值", "亿元", &[20, total])], vec![leaders.clone()]);
    assert_eq!(codes(&of(40)), [""; 0]);
    let found = findings(&of(29));
    assert_eq!(
        (found[0].code, found[0].grade),
        ("SIZE_LIMIT", Grade::MustBeExplained)
    );
    assert!(found[0].message.contains("68.97%"), "{}", found[0].message);
    assert_eq!(findings(&of(19))[0].grade, Grade::MustBeZero);
}

#[test]
fn names_are_spelled_in_one_way() {
    let mut content = plan(vec![], vec![]);
    let named = |name: &str| NamedEntity {
        name: name.to_owned(),
        section: None,
        quotation: None,
    };
    content.details.named_entities = ["亚历斯特", "亚力斯特", "嘉之富实业"].map(named).to_vec();
    assert_eq!(codes(&content), ["NAME_VARIANT"]);
    let mut other = claim(ClaimKind::Level, "产值", 2025, number(29), "亿元");
    other.name = Some("营业收入".to_owned());
    assert_eq!(
        codes(&plan(vec![target("产值", "亿元", &[20, 29])], vec![other])),
        ["NAME_DRIFT"]
    );
}

#[test]
fn sections_name_the_same_and_steps_as_many() {
    let set = |items: &[&str], partial| NamedSet {
        name: "特色产业".to_owned(),
        section: None,
        quotation: None,
        items: items.iter().map(ToString::to_string).collect(),
        partial,
        series: None,
        year: None,
    };
    let mut content = plan(vec![target("规上", "家", &[16, 19])], vec![]);
    content.details.named_sets = vec![set(&["新材料", "创意"], false), set(&["新材料"], true)];
    assert_eq!(codes(&content), [""; 0]);
    content.details.named_sets.push(set(&["新材料", "食品"], false));
    assert_eq!(codes(&content), ["INDUSTRY_MISMATCH"]);
    let mut named = set(&["双孖", "亚力"], false);
    named.series = Some("规上".to_owned());
    named.year = Some(2025);
    content.details.named_sets = vec![named];
    let found = findings(&content);
    assert_eq!(
        (found[0].code, found[0].expected.as_deref()),
        ("ABOVE_SCALE_STEP", Some("3家"))
    );
}

#[test]
fn what_is_missing_is_told() {
    let mut text = target("占比", "%", &[20, 40]);
    text.table = None;
    text.baseline = None;
    text.nature = Some(Nature::Ratio);
    let mut bare = target("品牌", "项", &[21, 23]);
    bare.baseline.as_mut().unwrap().evidence = None;
    let mut content = plan(vec![text, bare], vec![]);
    assert_eq!(
        codes(&content),
        ["TEXT_ONLY", "MISSING_BASELINE", "BASELINE_WITHOUT_EVIDENCE"]
    );
    content.details.claims = vec![claim(ClaimKind::Level, "品牌", 2024, number(21), "项")];
    assert_eq!(codes(&content), ["TEXT_ONLY", "MISSING_BASELINE"]);
    let mut nothing = target("专业镇", "个", &[0]);
    nothing.baseline = None;
    let mut content = plan(vec![nothing], vec![]);
    let party = |name: &str| Party::printed(name.to_owned());
    content.details.actions = vec![Action {
        number: Some("八".to_owned()),
        section: None,
        title: "招商".to_owned(),
        goal: None,
        due: None,
        steps: vec![],
        lead: vec![party("区商务局")],
        cooperating: vec![party("区科技局"), party("区商务局")],
        anchor: None,
    }];
    assert_eq!(
        codes(&content),
        ["NO_NUMBERS", "NO_DEADLINE", "LEAD_AND_COOPERATING"]
    );
    content.details.actions[0].steps = vec![Step {
        year: Some(2025),
        text: "推进".to_owned(),
        due: None,
    }];
    content.details.actions[0].cooperating.pop();
    assert_eq!(codes(&content), ["NO_NUMBERS"]);
}

#[test]
fn tables_have_one_shape() {
    let row = |table: &str, number: &str, cells: &[&str]| TableRow {
        table: table.to_owned(),
        number: Some(number.to_owned()),
        header: false,
        category: Some("创新产出".to_owned()),
        cells: cells.iter().map(ToString::to_string).collect(),
    };
    let mut content = plan(vec![], vec![]);
    content.details.table_rows = vec![
        row("年度", "1", &["甲", "", "1"]),
        row("年度", "2", &["乙", "", "2"]),
    ];
    assert_eq!(codes(&content), [""; 0]);
    content.details.table_rows.push(row("年度", "3", &["丙", "3"]));
    let mut moved = row("三年", "1", &["甲", "1"]);
    moved.category = Some("创新平台".to_owned());
    content.details.table_rows.push(moved);
    let found = findings(&content);
    let about: Vec<_> = found
        .iter()
        .map(|found| (found.code, found.subject.as_str()))
        .collect();
    assert_eq!(about, [("TABLE_LAYOUT", "年度"), ("TABLE_LAYOUT", "1")]);
    assert_eq!(found[0].expected.as_deref(), Some("3"));
}

#[test]
fn one_body_leads_and_the_plan_comes_in_time() {
    let body = |name: &str, title: &str| Body {
        name: name.to_owned(),
        leading: true,
        head_post: None,
        head_title: Some(title.to_owned()),
        section: None,
        quotation: None,
    };
    let mut content = plan(vec![target("规上", "家", &[16, 19])], vec![]);
    content.details.bodies = vec![body("产业领导小组", "组长"), body("工作专班", "领导小组组长")];
    assert_eq!(codes(&content), ["ORG_MISMATCH", "ORG_MISMATCH"]);
    content.details.bodies.clear();
    content.issued = Some("2025-11".to_owned());
    content.details.tier = Some(Tier::Town);
    let seal = |tier| Seal {
        body: "科技主管部门".to_owned(),
        tier,
        sealed_on: None,
    };
    content.details.seals = vec![seal(Tier::Town), seal(Tier::City)];
    assert_eq!(codes(&content), ["TIMELINESS", "SEAL_MISSING"]);
}

#[test]
fn a_key_holds_for_its_figures_alone() {
    let conflict = |value| {
        let said = claim(ClaimKind::Level, "产值", 2025, number(value), "亿元");
        findings(&plan(vec![target("产值", "亿元", &[20, 29])], vec![said]))
    };
    let keys: BTreeSet<String> = [46, 46, 47]
        .iter()
        .map(|value| conflict(*value)[0].key())
        .collect();
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| key.starts_with("CONFLICTING_TARGET-")));
    assert_eq!(
        conflict(290)[0].cause.as_ref().unwrap().1,
        "相差10倍，疑为计量单位错误"
    );
}
