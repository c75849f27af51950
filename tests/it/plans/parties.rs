//! Who and what the plan of 仙塘镇 names beside its projects: enterprises, institutions, platforms, brands.

use harness::{TestHub, guangdong, on_both_engines, xiantang};
use serde_json::{Value, json};

use super::{
    XIANTANG, all, by_name, document, entries, load, note, pairs, region_code, state_aliases, stated, text,
};

on_both_engines!(
    enterprises_are_the_plans,
    institutions_are_the_plans,
    platforms_are_the_plans,
    brands_are_the_plans,
);

const HELD: [&str; 2] = ["name", "aliases"];

/// The plan's entries of a part as rows of a batch.
fn rows(plan: &Value, part: &str) -> Vec<Value> {
    let row = |entry: &Value| {
        let aliases = entry["aliases"].as_array().cloned();
        json!({ "name": entry["name"], "otherNames": aliases.unwrap_or_default(), "note": note(entry, &HELD) })
    };
    entries(plan, part).iter().map(row).collect()
}

/// The document's entry as the hub gives it back.
fn entry(node: &Value) -> Value {
    let mut entry = stated(&node["note"]);
    entry.insert("name".to_owned(), node["name"].clone());
    state_aliases(&mut entry, &node["otherNames"]);
    Value::Object(entry)
}

/// All records of a register are the plan's entries of a part, each as it is printed and in the plan's region.
fn compare(plan: &Value, part: &str, nodes: &[Value]) {
    let printed = by_name(entries(plan, part).iter().cloned());
    let found = by_name(nodes.iter().map(entry));
    assert_eq!(found.len(), printed.len(), "{:?}", found.keys());
    for (name, entry) in &printed {
        assert_eq!(found.get(name), Some(entry), "{name}");
    }
    in_the_town(plan, nodes);
}

fn in_the_town(plan: &Value, nodes: &[Value]) {
    let town = &entries(plan, "indicators")[0]["region"];
    assert_eq!(town["code"], plan["document"]["region_code"]);
    let town = json!({ "code": region_code(&town["code"]), "name": town["name"], "tier": town["tier"] });
    for node in nodes {
        assert_eq!(node["region"], town, "{}", node["name"]);
    }
}

async fn load_enterprises(hub: &TestHub, plan: &Value) {
    let rows = rows(plan, "enterprises");
    let codes =
        (0..rows.len()).map(|row| ("CREDIT_CODE_MISSING".to_owned(), format!("rows.{row}.creditCode")));
    let (warnings, loaded) = (pairs(codes), load(hub, &xiantang(), "Enterprises", rows).await);
    assert_eq!(loaded.issues(), warnings, "the plan states no code");
    for issue in entries(loaded.at("/payload"), "issues") {
        assert_eq!(issue["severity"], "WARNING");
    }
}

async fn enterprises_are_the_plans(hub: TestHub) {
    let plan = document(XIANTANG);
    load_enterprises(&hub, &plan).await;
    let fields =
        "name otherNames note region { code name tier } creditCode industry size aboveScale { since }
        sizes { size } chains { chain } years { year } locations { region { code } since until }";
    let nodes = all(&hub, &guangdong(), "enterprises", fields).await;
    assert_eq!(nodes.len(), 6);
    compare(&plan, "enterprises", &nodes);
    for node in &nodes {
        for member in ["creditCode", "industry", "size"] {
            assert_eq!(node[member], Value::Null, "{member} of {}", node["name"]);
        }
        for member in ["aboveScale", "sizes", "chains", "years"] {
            assert_eq!(node[member], json!([]), "{member} of {}", node["name"]);
        }
        let here = json!([{ "region": { "code": node["region"]["code"] }, "since": null, "until": null }]);
        assert_eq!(node["locations"], here, "{}", node["name"]);
    }
}

/// The kind of an institution: the plan gives none. Universities and colleges with degree courses (广技师 is short
/// for 广东技术师范大学) are UNIVERSITY; vocational colleges and technical schools (河职院 is short for
/// 河源职业技术学院) are VOCATIONAL_COLLEGE; an academy of sciences is a RESEARCH_INSTITUTE; centres that serve
/// enterprises are SERVICE_ORGANISATION.
fn kind(name: &str) -> &'static str {
    match name {
        "广东工业大学" | "广东开放大学" | "广州工商学院" | "广技师" => "UNIVERSITY",
        "河源职业技术学院" | "河职院" | "东源技工学校" => "VOCATIONAL_COLLEGE",
        "广东省农业科学院" => "RESEARCH_INSTITUTE",
        "河源市生产力促进中心" | "深河农商文旅服务中心" => "SERVICE_ORGANISATION",
        other => panic!("no kind for {other}"),
    }
}

async fn institutions_are_the_plans(hub: TestHub) {
    let plan = document(XIANTANG);
    let mut rows = rows(&plan, "institutions");
    for row in &mut rows {
        row["kind"] = json!(kind(text(&row["name"])));
    }
    assert_eq!(load(&hub, &xiantang(), "Institutions", rows).await.issues(), []);
    let fields = "name otherNames note kind region { code name tier }";
    let nodes = all(&hub, &guangdong(), "institutions", fields).await;
    assert_eq!(nodes.len(), 10);
    compare(&plan, "institutions", &nodes);
    for node in &nodes {
        assert_eq!(node["kind"], kind(text(&node["name"])));
    }
}

/// The one entry of a part for which `matches` holds.
fn the_one(plan: &Value, part: &str, matches: impl Fn(&Value) -> bool) -> Value {
    let found: Vec<_> = entries(plan, part)
        .iter()
        .filter(|entry| matches(entry))
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

/// 糖巢创客社区 exists: the plan says so (现有社区) where it states its second phase. 工业园信息共享服务平台 is to be
/// built, a public platform.
async fn platforms_are_the_plans(hub: TestHub) {
    let plan = document(XIANTANG);
    let rows = vec![
        json!({ "name": "糖巢创客社区", "kind": "MAKER_COMMUNITY",
                "note": "整合12万平方米空间、入驻16个创新项目（现有社区）" }),
        json!({ "name": "工业园信息共享服务平台", "kind": "PUBLIC_SERVICE", "note": "建立工业园信息共享服务平台" }),
    ];
    assert_eq!(load(&hub, &xiantang(), "Platforms", rows).await.issues(), []);

    let existing = |project: &Value| {
        let facts = project["facts"].as_str();
        facts.is_some_and(|facts| facts.ends_with("（现有社区）"))
    };
    let second_phase = the_one(&plan, "projects", existing);
    let planned = the_one(&plan, "projects", |project| project["kind"] == "PUBLIC_PLATFORM");
    let printed = by_name([
        json!({ "name": text(&second_phase["name"]).strip_suffix("二期").unwrap(), "kind": "MAKER_COMMUNITY",
                "note": second_phase["facts"] }),
        json!({ "name": planned["name"], "kind": "PUBLIC_SERVICE", "note": planned["anchor"] }),
    ]);
    let fields =
        "name otherNames kind note level establishedOn host { id } hostInstitution { id } sponsors { code }
        evaluations { year } tenantCount region { code name tier }";
    let nodes = all(&hub, &guangdong(), "platforms", fields).await;
    in_the_town(&plan, &nodes);
    let found = by_name(nodes);
    assert_eq!(found.len(), printed.len());
    for (name, platform) in &printed {
        let mut platform = platform.clone();
        for member in ["level", "establishedOn", "host", "hostInstitution"] {
            platform[member] = Value::Null;
        }
        for member in ["otherNames", "sponsors", "evaluations"] {
            platform[member] = json!([]);
        }
        platform["tenantCount"] = json!(0);
        platform["region"] = found[name]["region"].clone();
        assert_eq!(found.get(name), Some(&platform), "{name}");
    }
}

/// A geographical indication is national by law; so is an award whose name begins with 中国.
async fn brands_are_the_plans(hub: TestHub) {
    let plan = document(XIANTANG);
    load_enterprises(&hub, &plan).await;
    let enterprises = by_name(all(&hub, &xiantang(), "enterprises", "id name").await);
    let holder = &enterprises["河源万峰石材科技有限公司"]["id"];
    let rows = vec![
        json!({ "name": "河源五指毛桃", "type": "GEOGRAPHICAL_INDICATION", "level": "NATIONAL" }),
        json!({ "name": "中国建材建筑应用创新大奖", "type": "AWARD", "level": "NATIONAL", "holder": holder }),
    ];
    assert_eq!(load(&hub, &xiantang(), "Brands", rows).await.issues(), []);

    let workshop = the_one(&plan, "projects", |project| project["name"] == "五指毛桃加工厂房");
    let (_, indication) = text(&workshop["facts"]).split_once("地理标志“").unwrap();
    let (indication, rest) = indication.split_once('”').unwrap();
    assert_eq!(rest, "");
    let awarded = |enterprise: &Value| text(&enterprise["role"]).starts_with("award ");
    let winner = the_one(&plan, "enterprises", awarded);
    let award = text(&winner["role"]).strip_prefix("award ").unwrap();
    let brand = |name: &str, ty: &str, held_by: &str, holder: Value| {
        json!({ "name": name, "type": ty, "level": "NATIONAL", "heldBy": held_by, "holder": holder,
                "awardedOn": null, "validTo": null, "issuer": null, "certificate": null, "products": [], "note": null })
    };
    let printed = by_name([
        brand(indication, "GEOGRAPHICAL_INDICATION", "REGION", Value::Null),
        brand(award, "AWARD", "ENTERPRISE", json!({ "name": winner["name"] })),
    ]);
    let fields = "name type level heldBy holder { name } awardedOn validTo issuer certificate products note
        region { code name tier }";
    let mut nodes = all(&hub, &guangdong(), "brands", fields).await;
    in_the_town(&plan, &nodes);
    for node in &mut nodes {
        node.as_object_mut().unwrap().remove("region");
    }
    assert_eq!(by_name(nodes), printed);
}
