//! The plans of 仙塘镇 and 晋源区 with their figures and tasks, and what the checker finds in them: what the documents'
//! own lists of contradictions say that a machine can decide, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use harness::{TestHub, Who, on_both_engines, xiantang};
use serde_json::{Value, json};

use super::{
    JINYUAN, XIANTANG,
    bureaus::{clerk, load_bureaus, misprint},
    document, entries,
    plan::{
        CLAIM, TARGET, decimal, entry, increments, is_target, operator, printed, schedule, scheduled, target,
    },
    text, texts,
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

/// An inconsistency of the document's own list.
fn inconsistency<'a>(plan: &'a Value, id: &str) -> &'a Value {
    let mut listed = entries(plan, "inconsistencies").iter();
    listed.find(|listed| listed["id"] == id).unwrap()
}

/// A claim of an inconsistency, with its place and words.
fn quoted(plan: &Value, id: &str, at: usize, claim: Value) -> Value {
    let place = &inconsistency(plan, id)["claims"][at];
    let mut quoted = json!({ "section": place["where"], "quotation": place["text"] });
    let claim = claim.as_object().unwrap().clone();
    quoted.as_object_mut().unwrap().extend(claim);
    quoted
}

/// The baselines that the list calls unsupported are named short: 创新人才 19. The others rest on the text.
fn is_supported(plan: &Value, entry: &Value) -> bool {
    let unsupported = texts(&inconsistency(plan, "XT-I16")["computed"]["unsupported"]);
    let name = text(&entry["official_name"]);
    !unsupported.iter().any(|listed| {
        let (short, _) = listed.split_once(' ').unwrap();
        let mut long = name.chars();
        // 产业类创新服务平台 is no other's short name; 政策 stands in 创新政策与实施情况.
        short
            .chars()
            .all(|wanted| long.any(|character| character == wanted))
    })
}

fn targets(plan: &Value) -> Vec<Value> {
    let listed = entries(plan, "indicators")
        .iter()
        .filter(|entry| is_target(entry));
    listed
        .map(|entry| {
            let mut target = target(entry);
            // What a person reads of the text beside the entries: the whole of a part, and what supports a baseline
            // of which no observation of the same series speaks.
            if entry["id"] == "XT-03" {
                target["partOf"] = json!("ABOVE_SCALE_INDUSTRIAL_ENTERPRISES");
            }
            if !entry["baseline"].is_null() && is_supported(plan, entry) {
                target["baseline"]["evidence"] = json!("二（一）");
            }
            target
        })
        .collect()
}

/// What was observed, as statements of the text.
fn observed(plan: &Value) -> Vec<Value> {
    let listed = entries(plan, "indicators")
        .iter()
        .filter(|entry| entry["kind"] == "observation");
    listed
        .map(|entry| {
            let value = &entry["baseline"];
            let mut claim = json!({ "number": entry["id"], "kind": "LEVEL", "section": entry["section"],
                "quotation": entry["anchor"], "name": entry["official_name"], "series": entry["canonical_key"],
                "operator": operator(&value["op"]), "value": decimal(&value["value"]), "unit": entry["unit"],
                "year": value["year"], "nature": entry["nature"], "scope": entry["scope"] });
            // The list calls these one series each: I10 (visits), I12 and I18 (bodies of research).
            match text(&entry["id"]) {
                "XT-O19" => claim["series"] = json!("RURAL_TOURISM_VISITS"),
                "XT-O09" => claim["series"] = json!("ENTERPRISE_RD_INSTITUTIONS"),
                "XT-O11" => {
                    claim["kind"] = json!("SHARE");
                    claim["of"] = json!("ABOVE_SCALE_INDUSTRIAL_ENTERPRISES");
                    claim["counted"] = json!("ENTERPRISE_RD_INSTITUTIONS");
                    claim["complement"] = json!(true);
                }
                _ => {}
            }
            claim
        })
        .collect()
}

/// Growth that is printed beside a target; the text calls the bodies of research otherwise.
fn grown(plan: &Value) -> Vec<Value> {
    let mut claims = Vec::new();
    for entry in entries(plan, "indicators") {
        for growth in entry["growth_claims"].as_array().into_iter().flatten() {
            let name = (entry["id"] == "XT-08").then_some("省市级研发机构数量");
            claims.push(
                json!({ "number": entry["id"], "kind": "GROWTH_PERCENT", "section": "三（三）1.2",
                "quotation": growth["text"], "name": name, "series": entry["canonical_key"],
                "value": decimal(&growth["printed"]), "unit": "%", "year": 2027, "baseYear": 2024 }),
            );
        }
    }
    claims
}

/// The other statements that the list quotes.
fn listed(plan: &Value) -> Vec<Value> {
    let of = |id, at, claim| quoted(plan, id, at, claim);
    let iur = json!("IUR_COOPERATION_PROJECTS");
    vec![
        of(
            "XT-I08",
            1,
            json!({ "kind": "TOTAL_INCREMENT", "series": iur, "value": "2", "unit": "项", "year": 2027 }),
        ),
        of(
            "XT-I08",
            1,
            json!({ "kind": "LEVEL", "series": iur, "value": "5", "unit": "项", "year": 2027 }),
        ),
        of(
            "XT-I10",
            1,
            json!({ "kind": "LEVEL", "series": "RURAL_TOURISM_VISITS", "operator": "GT", "value": "100",
            "unit": "万人次", "year": 2027, "nature": "FLOW_ANNUAL" }),
        ),
        of(
            "XT-I22",
            0,
            json!({ "kind": "PART_OF", "series": "BILLION_YUAN_LEADERS_OUTPUT", "of": "SPECIALTY_OUTPUT",
            "operator": "GE", "value": "10", "unit": "亿元", "count": 2, "year": 2027 }),
        ),
    ]
}

fn named_sets(plan: &Value) -> Vec<Value> {
    let industries = inconsistency(plan, "XT-I14");
    let items = |at: usize| match at {
        0 => industries["computed"]["sets"][0].clone(),
        2 | 5 => industries["computed"]["sets"][1].clone(),
        4 => industries["computed"]["sets"][2].clone(),
        _ => json!(["电子信息"]),
    };
    let mut sets: Vec<Value> = (0..6)
        .map(|at| {
            let set = json!({ "name": "特色产业", "items": items(at), "partial": at == 1 || at == 3 });
            quoted(plan, "XT-I14", at, set)
        })
        .collect();
    let above = json!({ "name": "上规企业", "items": ["双孖钢结构", "亚力斯特"], "year": 2026,
        "series": "ABOVE_SCALE_INDUSTRIAL_ENTERPRISES_SPECIALTY" });
    sets.push(quoted(plan, "XT-I23", 0, above));
    sets
}

/// Every name of the document, and the spellings that the list quotes.
fn named_entities(plan: &Value) -> Vec<Value> {
    let parts = ["enterprises", "institutions", "projects", "bureaus"];
    let names = parts
        .iter()
        .flat_map(|part| entries(plan, part))
        .map(|entry| text(&entry["name"]));
    let quoted = entries(inconsistency(plan, "XT-I13"), "claims")
        .iter()
        .map(|claim| text(&claim["text"]));
    let names: BTreeSet<&str> = names.chain(quoted).collect();
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

/// The tables cell by cell. The list says which rows lose a cell, and under which heading two of them stand.
fn table_rows(plan: &Value) -> Vec<Value> {
    let mut rows = Vec::new();
    for (index, entry) in entries(plan, "indicators").iter().take(12).enumerate() {
        let (number, anchor) = (index + 1, text(&entry["anchor"]));
        let mut cells: Vec<&str> = anchor.split('\t').collect();
        let group = entry["printed_group"].as_str();
        cells.splice(0..0, group);
        rows.push(json!({ "table": "三年总体目标量化表", "number": number.to_string(), "category": entry["category"],
            "cells": cells }));
        let mut yearly: Vec<String> = group.map(str::to_owned).into_iter().collect();
        yearly.push(anchor.split('\t').next().unwrap().to_owned());
        if group.is_none() && number < 10 {
            yearly.push(String::new());
        }
        yearly.extend(
            entries(entry, "targets")
                .iter()
                .map(|year| year["value"].to_string()),
        );
        let heading = entry["category_alt"]
            .as_str()
            .and_then(|alt| alt.split(' ').next());
        rows.push(json!({ "table": "年度目标量化表", "number": number.to_string(),
            "category": heading.map_or(entry["category"].clone(), |heading| json!(heading)), "cells": yearly }));
    }
    rows
}

fn plan_of_xiantang(plan: &Value) -> Value {
    let head = &plan["document"];
    let (from, to) = text(&head["period"]).split_once('-').unwrap();
    let mut claims = observed(plan);
    claims.extend(grown(plan));
    claims.extend(listed(plan));
    let schedule = entries(plan, "yearly_schedule");
    claims.extend(schedule.iter().flat_map(|year| scheduled(plan, year)));
    let actions = schedule.iter().map(|year| {
        let steps = texts(&year["tasks"]).into_iter().map(|task| json!({ "year": year["year"], "text": task }));
        json!({ "section": "六", "title": format!("{}年进度安排", year["year"]), "steps": steps.collect::<Vec<_>>() })
    });
    let bodies = entries(plan, "leading_groups").iter().map(|group| {
        let at = if text(&group["name"]).ends_with("领导小组") { 0 } else { 1 };
        let title = (at == 1).then_some("领导小组组长");
        let body = json!({ "name": group["name"], "leading": true, "headPost": group["head_post"], "headTitle": title });
        quoted(plan, "XT-I19", at, body)
    });
    json!({ "name": head["title"], "fromYear": from.parse::<i32>().unwrap(), "toYear": to.parse::<i32>().unwrap(),
        "baselineYear": 2024, "issuer": head["issuer"], "issued": head["issued"],
        "documentNumber": head["doc_number"], "note": head["note"],
        "seals": [{ "body": head["issuer"], "tier": "TOWN" }, { "body": "地市科技主管部门", "tier": "CITY" }],
        "targets": targets(plan), "claims": claims, "actions": actions.collect::<Vec<_>>(),
        "tableRows": table_rows(plan), "namedSets": named_sets(plan), "namedEntities": named_entities(plan),
        "bodies": bodies.collect::<Vec<_>>() })
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

/// What the list says, as (rule, subject, year) each; a rule may tell several things of one entry of the list.
fn expected(plan: &Value) -> BTreeMap<&'static str, Vec<(&'static str, String, Option<i64>)>> {
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
