//! The plan of 仙塘镇 as a person reads it: its targets, and the statements, tables, names and bodies that its list of
//! contradictions quotes, with their places.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    entries,
    plan::{decimal, is_target, operator, scheduled, target},
    text, texts,
};

/// An inconsistency of the document's own list.
pub(super) fn inconsistency<'a>(plan: &'a Value, id: &str) -> &'a Value {
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

pub(super) fn plan_of_xiantang(plan: &Value) -> Value {
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
