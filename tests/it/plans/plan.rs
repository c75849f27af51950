//! What the documents state as plans: how an entry becomes a target, a claim or an action, and again the entry.

use serde_json::{Map, Value, json};

use super::{entries, note, stated, text};

/// Members of a target's entry that fields, the plan itself or claims hold.
const HELD: [&str; 20] = [
    "id",
    "kind",
    "doc",
    "doc_title",
    "region",
    "official_name",
    "canonical_key",
    "unit",
    "unit_as_printed",
    "category",
    "nature",
    "direction",
    "scope",
    "baseline",
    "targets",
    "in_target_table",
    "section",
    "anchor",
    "growth_claims",
    "stated_yearly_increments",
];

/// The schedule's names of the series that the tables name otherwise.
const SCHEDULED: [(&str, &str); 8] = [
    ("特色企业生产产值", "SPECIALTY_OUTPUT"),
    ("高新技术企业", "HIGH_TECH_ENTERPRISES"),
    ("新增创新人才", "INNOVATION_TALENT"),
    ("公共创新服务平台(+)", "PUBLIC_INNOVATION_SERVICE_PLATFORMS"),
    ("产业类创新平台(+)", "INDUSTRY_INNOVATION_SERVICE_PLATFORMS"),
    ("企业研发机构(+)", "ENTERPRISE_RD_INSTITUTIONS"),
    ("产学研合作项目(+)", "IUR_COOPERATION_PROJECTS"),
    ("成果转化落地项目(+)", "TECH_TRANSFERS"),
];

/// The fields that are read back of a target and of a claim.
pub(super) const TARGET: &str = "number name indicatorCode scope category printedUnit unit nature direction
    baseline { year operator value } years { year operator value upper } table section anchor note";
pub(super) const CLAIM: &str =
    "number kind source section quotation name series operator value unit year baseYear";

pub(super) fn operator(op: &Value) -> Value {
    json!(if op == "GTE" { "GE" } else { text(op) })
}

fn op(operator: &Value) -> Value {
    json!(if operator == "GE" { "GTE" } else { text(operator) })
}

/// A number of the document as an exact decimal, and back.
pub(super) fn decimal(number: &Value) -> Value {
    if number.is_null() {
        Value::Null
    } else {
        json!(number.to_string())
    }
}

fn number(decimal: &Value) -> Value {
    decimal
        .as_str()
        .map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
}

pub(super) fn is_target(entry: &Value) -> bool {
    ["target", "qualitative_target", "indicator_to_be_set"].contains(&text(&entry["kind"]))
}

/// The target of an entry.
pub(super) fn target(entry: &Value) -> Value {
    let years = entries(entry, "targets").iter().map(|year| {
        json!({ "year": year["year"], "operator": operator(&year["op"]), "value": decimal(&year["value"]),
            "upper": year.get("value_max").map_or(Value::Null, decimal) })
    });
    let baseline = &entry["baseline"];
    let baseline = if baseline.is_null() {
        Value::Null
    } else {
        json!({ "year": baseline["year"], "operator": operator(&baseline["op"]), "value": decimal(&baseline["value"]) })
    };
    json!({ "number": entry["id"], "name": entry["official_name"], "indicatorCode": entry["canonical_key"],
        "scope": entry["scope"], "category": entry["category"], "printedUnit": entry["unit_as_printed"],
        "unit": entry["unit"], "nature": entry["nature"], "direction": entry["direction"], "baseline": baseline,
        "years": years.collect::<Vec<_>>(), "table": entry["in_target_table"], "section": entry["section"],
        "anchor": entry["anchor"], "note": note(entry, &HELD) })
}

/// The entry of a target, but for what the plan itself and its claims hold.
pub(super) fn entry(target: &Value) -> Map<String, Value> {
    let mut entry = stated(&target["note"]);
    for (member, field) in [
        ("id", "number"),
        ("official_name", "name"),
        ("canonical_key", "indicatorCode"),
        ("scope", "scope"),
        ("category", "category"),
        ("unit_as_printed", "printedUnit"),
        ("unit", "unit"),
        ("nature", "nature"),
        ("direction", "direction"),
        ("in_target_table", "table"),
        ("section", "section"),
        ("anchor", "anchor"),
    ] {
        entry.insert(member.to_owned(), target[field].clone());
    }
    let years = entries(target, "years").iter().map(|year| {
        let mut shown =
            json!({ "year": year["year"], "op": op(&year["operator"]), "value": number(&year["value"]) });
        if !year["upper"].is_null() {
            shown["value_max"] = number(&year["upper"]);
        }
        shown
    });
    entry.insert("targets".to_owned(), years.collect());
    let baseline = &target["baseline"];
    let baseline = if baseline.is_null() {
        Value::Null
    } else {
        json!({ "year": baseline["year"], "op": op(&baseline["operator"]), "value": number(&baseline["value"]) })
    };
    entry.insert("baseline".to_owned(), baseline);
    entry
}

/// What an entry of a target states, but for what the plan itself and its claims hold.
pub(super) fn printed(entry: &Value) -> Map<String, Value> {
    let elsewhere = [
        "kind",
        "doc",
        "doc_title",
        "region",
        "growth_claims",
        "stated_yearly_increments",
    ];
    let members = entry.as_object().unwrap().clone().into_iter();
    members
        .filter(|(member, _)| !elsewhere.contains(&member.as_str()))
        .collect()
}

/// The claims of the schedule of a year: `24亿元` is a level in its own unit, a number that of the target's; a name
/// with 新增 or (+) tells what is added.
pub(super) fn scheduled(plan: &Value, year: &Value) -> Vec<Value> {
    let targets = year["targets"].as_object().unwrap().iter();
    let claim = |(name, value): (&String, &Value)| {
        let (_, series) = SCHEDULED.iter().find(|(known, _)| known == name).unwrap();
        let target = entries(plan, "indicators")
            .iter()
            .find(|entry| entry["canonical_key"] == *series)
            .unwrap();
        let (value, unit) = match value.as_str().and_then(|text| text.strip_suffix("亿元")) {
            Some(number) => (json!(number), json!("亿元")),
            None => (decimal(value), target["unit"].clone()),
        };
        let added = name.ends_with("(+)") || name.starts_with("新增");
        json!({ "kind": if added { "INCREMENT" } else { "LEVEL" }, "source": "SCHEDULE", "section": "六",
            "name": name, "series": series, "value": value, "unit": unit, "year": year["year"] })
    };
    targets.map(claim).collect()
}

/// The schedule of a year as its claims and its action tell it.
pub(super) fn schedule(year: &Value, claims: &[Value], actions: &[Value]) -> Value {
    let of_year = claims
        .iter()
        .filter(|claim| claim["source"] == "SCHEDULE" && claim["year"] == *year);
    let targets: Map<String, Value> = of_year
        .map(|claim| {
            let value = match text(&claim["unit"]) {
                "亿元" => json!(format!("{}亿元", text(&claim["value"]))),
                _ => number(&claim["value"]),
            };
            (text(&claim["name"]).to_owned(), value)
        })
        .collect();
    let steps = actions.iter().flat_map(|action| entries(action, "steps"));
    let tasks: Vec<_> = steps
        .filter(|step| step["year"] == *year)
        .map(|step| step["text"].clone())
        .collect();
    json!({ "year": year, "tasks": tasks, "targets": targets })
}

/// What the schedule adds to a target, or states of it in another unit, year by year; nothing where it repeats it.
pub(super) fn increments(target: &Value, years: &[i64], claims: &[Value]) -> Option<Value> {
    let of_series = claims.iter().filter(|claim| {
        claim["source"] == "SCHEDULE"
            && claim["series"] == target["indicatorCode"]
            && !target["table"].is_null()
    });
    let told: Vec<_> = of_series
        .filter(|claim| claim["kind"] == "INCREMENT" || claim["unit"] != target["unit"])
        .collect();
    let level = told.first()?["kind"] == "LEVEL";
    let of_year = |year: &i64| {
        let claim = told.iter().find(|claim| claim["year"] == *year);
        let value = claim.map_or(Value::Null, |claim| claim["value"].clone());
        if level {
            json!({ "year": year, "level": format!("{}亿元", text(&value)) })
        } else {
            json!({ "year": year, "add": number(&value) })
        }
    };
    Some(years.iter().map(of_year).collect())
}
