//! The plans of 仙塘镇 and 晋源区 with their figures and tasks, and what the checker finds in them: what the documents'
//! own lists of contradictions say that a machine can decide, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use harness::{TestHub, Who, on_both_engines, xiantang};
use serde_json::{Value, json};

use super::{
    JINYUAN, XIANTANG,
    bureaus::{clerk, load_bureaus, misprint},
    document, entries,
    plan::{CLAIM, TARGET, decimal, entry, increments, is_target, printed, schedule, target},
    text,
    xiantang::{inconsistency, plan_of_xiantang},
};

on_both_engines!(
    the_plan_of_xiantang_is_the_document,
    the_checker_finds_what_the_document_lists,
    the_tasks_of_jinyuan_are_the_document,
);

const FINDINGS: &str = "findings { key code grade subject year message figures { text spot { section path } }
    expected cause }";

async fn register(hub: &TestHub, who: &Who, input: &Value, fields: &str) -> (Value, Vec<(String, String)>) {
    let mutation = format!(
        "mutation ($input: RegisterPlanInput!) {{ payload: registerPlan(input: $input) {{
            plan {{ id {fields} }} issues {{ code path severity }} }} }}"
    );
    let answer = hub.gql(who, &mutation, json!({ "input": input })).await;
    let plan = answer.at("/payload/plan").clone();
    assert!(plan["id"].is_string(), "{}", answer.body);
    (plan, answer.issues())
}

async fn the_plan_of_xiantang_is_the_document(hub: TestHub) {
    let plan = document(XIANTANG);
    let fields = format!(
        "name fromYear toYear issuer issued documentNumber note region {{ code name }} targets {{ {TARGET} }}
        claims {{ {CLAIM} }} actions {{ steps {{ year text }} }} missingSeals {{ body tier }}
        findings {{ code subject expected cause }}"
    );
    let (kept, issues) = register(&hub, &xiantang(), &plan_of_xiantang(&plan), &fields).await;
    assert_eq!(issues, []);
    let head = &plan["document"];
    for (field, member) in [
        ("name", "title"),
        ("issuer", "issuer"),
        ("issued", "issued"),
        ("note", "note"),
    ] {
        assert_eq!(kept[field], head[member], "{field}");
    }
    assert_eq!(kept["documentNumber"], head["doc_number"]);
    assert_eq!(
        format!("{}-{}", kept["fromYear"], kept["toYear"]),
        text(&head["period"])
    );
    assert_eq!(
        kept["missingSeals"],
        json!([{ "body": "地市科技主管部门", "tier": "CITY" }])
    );
    let claims = entries(&kept, "claims");
    for year in entries(&plan, "yearly_schedule") {
        assert_eq!(schedule(&year["year"], claims, entries(&kept, "actions")), *year);
    }
    let listed: Vec<_> = entries(&plan, "indicators")
        .iter()
        .filter(|entry| is_target(entry))
        .collect();
    assert_eq!(entries(&kept, "targets").len(), listed.len());
    for (kept_target, listed) in entries(&kept, "targets").iter().zip(listed) {
        assert_eq!(entry(kept_target), printed(listed));
        let told = increments(kept_target, &[2025, 2026, 2027], claims);
        assert_eq!(
            told.as_ref(),
            listed.get("stated_yearly_increments"),
            "{}",
            listed["id"]
        );
        growth(&kept, listed);
    }
    observations(&plan, claims);
}

/// The printed growth, beside what the checker computes and what it thinks happened.
fn growth(kept: &Value, listed: &Value) {
    for growth in listed["growth_claims"].as_array().into_iter().flatten() {
        let mut found = entries(kept, "findings")
            .iter()
            .filter(|found| found["code"] == "WRONG_PERCENT" && found["subject"] == listed["canonical_key"]);
        let found = found.next().unwrap();
        let computed: f64 = text(&found["expected"]).trim_end_matches('%').parse().unwrap();
        assert_eq!(json!(computed), growth["computed"]);
        match growth["matches"].as_str() {
            // The list prints one or two decimals of what the checker prints with two.
            Some(matches) => assert!(text(&found["cause"]).contains(matches), "{found} {matches}"),
            None => assert_eq!(found["cause"], Value::Null),
        }
    }
}

fn observations(plan: &Value, claims: &[Value]) {
    for listed in entries(plan, "indicators")
        .iter()
        .filter(|entry| entry["kind"] == "observation")
    {
        let claim = claims
            .iter()
            .find(|claim| claim["number"] == listed["id"])
            .unwrap();
        for (field, member) in [
            ("section", "section"),
            ("quotation", "anchor"),
            ("name", "official_name"),
            ("unit", "unit"),
        ] {
            assert_eq!(claim[field], listed[member]);
        }
        let value = &listed["baseline"];
        assert_eq!(
            (&claim["value"], &claim["year"]),
            (&decimal(&value["value"]), &value["year"])
        );
    }
}

/// Rule, subject and year of a finding.
type Told = (&'static str, String, Option<i64>);

/// What the list says, as (rule, subject, year) each; a rule may tell several things of one entry of the list.
fn expected(plan: &Value) -> BTreeMap<&'static str, Vec<Told>> {
    let of = |code, subject: &str, year| (code, subject.to_owned(), year);
    let only = |code, subject: &str, year| vec![of(code, subject, year)];
    let title = text(&plan["document"]["title"]);
    let (industry, iur) = (
        "INDUSTRY_INNOVATION_SERVICE_PLATFORMS",
        "IUR_COOPERATION_PROJECTS",
    );
    let (visits, above) = (
        "RURAL_TOURISM_VISITS",
        "ABOVE_SCALE_INDUSTRIAL_ENTERPRISES_SPECIALTY",
    );
    let percent = |series: &str| only("WRONG_PERCENT", series, Some(2027));
    let steps = |series: &str, years: [Option<i64>; 2]| {
        years.map(|year| of("INCREMENT_VS_LEVEL", series, year)).to_vec()
    };
    let listed = entries(plan, "indicators")
        .iter()
        .filter(|entry| is_target(entry));
    let mut text_only: Vec<_> = listed
        .filter(|entry| entry["in_target_table"].is_null() && entry["canonical_key"] != "SPECIALTY_OUTPUT")
        .map(|entry| of("TEXT_ONLY", text(&entry["canonical_key"]), None))
        .collect();
    assert_eq!(text_only.len(), 20);
    // The list names 万元产值能耗, 就业人数, 居民人均可支配收入, 村集体收入, 技能型岗位占比 and 科技型企业.
    text_only.extend(
        [
            "ENERGY_PER_OUTPUT_REDUCTION",
            "TOWN_EMPLOYMENT_GROWTH",
            "RESIDENT_INCOME_CAGR",
            "VILLAGE_COLLECTIVE_INCOME_GROWTH",
            "SKILLED_JOB_SHARE",
            "TECH_ENTERPRISES",
        ]
        .map(|series| of("MISSING_BASELINE", series, None)),
    );
    let unsupported = [
        "SPECIALTY_BRANDS",
        "INNOVATION_TALENT",
        industry,
        iur,
        "TECH_TRANSFERS",
        "INNOVATION_POLICIES",
    ];
    BTreeMap::from([
        (
            "XT-I01",
            only("CONFLICTING_TARGET", "SPECIALTY_OUTPUT", Some(2027)),
        ),
        ("XT-I02", percent("HIGH_TECH_ENTERPRISES")),
        ("XT-I03", percent("PUBLIC_INNOVATION_SERVICE_PLATFORMS")),
        ("XT-I04", percent(industry)),
        ("XT-I05", percent("ENTERPRISE_RD_INSTITUTIONS")),
        ("XT-I06", steps("INNOVATION_TALENT", [Some(2025), Some(2026)])),
        ("XT-I07", steps(industry, [Some(2026), Some(2027)])),
        ("XT-I08", steps(iur, [Some(2027), None])),
        ("XT-I09", only("UNIT_MISSING", visits, None)),
        // One series with two natures bears two names, too.
        (
            "XT-I10",
            vec![of("FLOW_VS_STOCK", visits, None), of("NAME_DRIFT", visits, None)],
        ),
        ("XT-I11", only("SCOPE_MIX", above, None)),
        (
            "XT-I12",
            only("CROSS_CHECK", "NO_RD_INSTITUTION_SHARE", Some(2024)),
        ),
        ("XT-I13", only("NAME_VARIANT", "亚力斯特", None)),
        ("XT-I14", only("INDUSTRY_MISMATCH", "特色产业", None)),
        ("XT-I15", text_only),
        (
            "XT-I16",
            unsupported
                .map(|series| of("BASELINE_WITHOUT_EVIDENCE", series, Some(2024)))
                .to_vec(),
        ),
        (
            "XT-I17",
            ["三年总体目标量化表", "年度目标量化表", "8", "9"]
                .map(|what| of("TABLE_LAYOUT", what, None))
                .to_vec(),
        ),
        (
            "XT-I18",
            ["SPECIALTY_OUTPUT", "ENTERPRISE_RD_INSTITUTIONS"]
                .map(|series| of("NAME_DRIFT", series, None))
                .to_vec(),
        ),
        (
            "XT-I19",
            [title, "仙塘镇创新型专业镇工作专班"]
                .map(|what| of("ORG_MISMATCH", what, None))
                .to_vec(),
        ),
        (
            "XT-I21",
            vec![
                of("TIMELINESS", title, Some(2025)),
                of("SEAL_MISSING", "地市科技主管部门", None),
            ],
        ),
        ("XT-I22", only("SIZE_LIMIT", "SPECIALTY_OUTPUT", Some(2027))),
        ("XT-I23", only("ABOVE_SCALE_STEP", above, Some(2026))),
    ])
}

/// What no machine decides from what is stored: whether two works are one site (I20), and slips of writing (I24).
const UNDECIDED: [&str; 2] = ["XT-I20", "XT-I24"];

async fn the_checker_finds_what_the_document_lists(hub: TestHub) {
    let plan = document(XIANTANG);
    let (kept, _) = register(&hub, &xiantang(), &plan_of_xiantang(&plan), FINDINGS).await;
    let expected = expected(&plan);
    let listed: BTreeSet<&str> = entries(&plan, "inconsistencies")
        .iter()
        .map(|one| text(&one["id"]))
        .collect();
    let decided: BTreeSet<&str> = expected.keys().copied().chain(UNDECIDED).collect();
    assert_eq!(
        decided, listed,
        "24 are listed, each is found or said to be undecidable"
    );
    let mut wanted: Vec<_> = expected.into_values().flatten().collect();
    wanted.sort();
    let mut found: Vec<_> = entries(&kept, "findings")
        .iter()
        .map(|found| {
            (
                text(&found["code"]),
                text(&found["subject"]).to_owned(),
                found["year"].as_i64(),
            )
        })
        .collect();
    found.sort();
    assert_eq!(found, wanted, "all that is listed, and nothing besides");
    figures(&plan, &kept);
}

/// The figures of both sides, and what would be right.
fn figures(plan: &Value, kept: &Value) {
    let of = |code: &str, subject: &str, year: Option<i64>| {
        let found = entries(kept, "findings").iter().find(|found| {
            found["code"] == code && found["subject"] == subject && found["year"].as_i64() == year
        });
        found.unwrap()
    };
    let shown = |found: &Value| -> Vec<String> {
        entries(found, "figures")
            .iter()
            .map(|figure| text(&figure["text"]).to_owned())
            .collect()
    };
    let output = of("CONFLICTING_TARGET", "SPECIALTY_OUTPUT", Some(2027));
    assert_eq!(shown(output), ["=290000万元", ">29亿元", "=46亿元", "=46亿元"]);
    assert_eq!(
        (&output["grade"], &output["expected"]),
        (&json!("MUST_BE_ZERO"), &Value::Null)
    );
    for (series, year, expected) in [
        ("INNOVATION_TALENT", Some(2025), "4人"),
        ("INNOVATION_TALENT", Some(2026), "4人"),
        ("INDUSTRY_INNOVATION_SERVICE_PLATFORMS", Some(2026), "1个"),
        ("INDUSTRY_INNOVATION_SERVICE_PLATFORMS", Some(2027), "0个"),
        ("IUR_COOPERATION_PROJECTS", Some(2027), "0项"),
        ("IUR_COOPERATION_PROJECTS", None, "2项"),
    ] {
        assert_eq!(
            of("INCREMENT_VS_LEVEL", series, year)["expected"],
            expected,
            "{series} {year:?}"
        );
    }
    let visits = of("UNIT_MISSING", "RURAL_TOURISM_VISITS", None);
    assert_eq!(visits["expected"], "500000, 650000, 800000, 1000000");
    let research = of("CROSS_CHECK", "NO_RD_INSTITUTION_SHARE", Some(2024));
    assert_eq!(research["expected"], "≥66.67%");
    assert_eq!(
        inconsistency(plan, "XT-I12")["computed"]["coverage_max_pct"],
        json!(33.33)
    );
    let leaders = of("SIZE_LIMIT", "SPECIALTY_OUTPUT", Some(2027));
    assert!(
        text(&leaders["message"]).ends_with("200000万元 / 290000万元 = 68.97%"),
        "{leaders}"
    );
    let step = of(
        "ABOVE_SCALE_STEP",
        "ABOVE_SCALE_INDUSTRIAL_ENTERPRISES_SPECIALTY",
        Some(2026),
    );
    assert_eq!(step["expected"], "3家");
    assert_eq!(
        shown(of("NAME_VARIANT", "亚力斯特", None)),
        ["亚力斯特", "亚历斯特"]
    );
    let rows = |table| entries(of("TABLE_LAYOUT", table, None), "figures").len();
    assert_eq!((rows("三年总体目标量化表"), rows("年度目标量化表")), (2, 3));
}

async fn the_tasks_of_jinyuan_are_the_document(hub: TestHub) {
    let plan = document(JINYUAN);
    load_bureaus(&hub, &plan).await;
    let head = &plan["document"];
    let tasks = entries(&plan["tasks"], "rows");
    let actions = tasks.iter().map(|task| {
        json!({ "number": task["no"], "section": format!("二（{}）", text(&task["no"])), "title": task["title"],
            "leadBureaus": task["lead_units"], "cooperatingBureaus": task["cooperating_units_as_printed"] })
    });
    let targets = entries(&plan, "indicators")
        .iter()
        .filter(|entry| is_target(entry))
        .map(target);
    let input = json!({ "name": head["title"], "leadBureau": head["lead_unit"], "note": head["note"],
        "targets": targets.collect::<Vec<_>>(), "actions": actions.collect::<Vec<_>>() });
    let fields = format!(
        "state leadBureau {{ printed bureau {{ name }} }} targets {{ {TARGET} }} {FINDINGS} actions {{ number title
        leadBureaus {{ printed bureau {{ name }} }} cooperatingBureaus {{ printed bureau {{ name }} }} }}"
    );
    let (kept, issues) = register(&hub, &clerk(), &input, &fields).await;
    let unknown =
        [("0", "7"), ("2", "4")].map(|(action, at)| format!("actions.{action}.cooperatingBureaus.{at}"));
    assert_eq!(issues, unknown.map(|path| ("BUREAU_UNKNOWN".to_owned(), path)));
    assert_eq!(kept["state"], head["status"]);
    assert_eq!(
        kept["leadBureau"],
        json!({ "printed": "区工信局", "bureau": { "name": "区工信局" } })
    );
    let listed = entries(&plan, "indicators")
        .iter()
        .filter(|entry| is_target(entry));
    for (kept, listed) in entries(&kept, "targets").iter().zip(listed) {
        assert_eq!(entry(kept), printed(listed));
    }
    let findings = entries(&kept, "findings");
    for (action, task) in entries(&kept, "actions").iter().zip(tasks) {
        assert_eq!(back(action, task, findings, misprint(&plan)), *task);
    }
    let mut found: Vec<_> = findings
        .iter()
        .map(|found| (text(&found["code"]), entries(found, "figures").len()))
        .collect();
    found.sort_unstable();
    let several = |code, figures| (code, figures);
    let mut expected = vec![
        several("LEAD_AND_COOPERATING", 2),
        several("NO_DEADLINE", 10),
        several("NO_NUMBERS", 4),
    ];
    // Five bureaus under two names, and a misprint of one of them.
    expected.extend([several("NAME_VARIANT", 2); 6]);
    expected.sort_unstable();
    assert_eq!(found, expected, "{findings:?}");
}

/// The task that an action is.
fn back(action: &Value, task: &Value, findings: &[Value], misprint: &str) -> Value {
    let printed = |field: &str| -> Vec<&str> {
        entries(action, field)
            .iter()
            .map(|party| text(&party["printed"]))
            .collect()
    };
    let canonical = entries(action, "cooperatingBureaus")
        .iter()
        .zip(entries(task, "cooperating_units_canonical"));
    let canonical = canonical.map(|(party, listed)| match party["bureau"]["name"].as_str() {
        Some(name) => json!(name),
        // A misprint is nobody's name: the record keeps it, and the checker names the bureau that it looks like.
        None if party["printed"] == misprint => listed.clone(),
        None => party["printed"].clone(),
    });
    let overlap = findings
        .iter()
        .filter(|found| found["code"] == "LEAD_AND_COOPERATING" && found["subject"] == action["number"]);
    let overlap: Vec<_> = overlap.map(|found| found["figures"][0]["text"].clone()).collect();
    json!({ "no": action["number"], "title": action["title"], "lead_units": printed("leadBureaus"),
        "cooperating_units_as_printed": printed("cooperatingBureaus"),
        "cooperating_units_canonical": canonical.collect::<Vec<_>>(), "lead_and_coop_overlap": overlap })
}
