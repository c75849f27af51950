//! Innovation platforms: their hosts, sponsors and evaluations, days that have come, lists.

mod batch;

use harness::{Answer, Register, TestHub, Who, guangdong, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    an_enterprise_hosts_it_or_an_institution,
    a_joint_platform_is_shown_under_each_sponsor,
    sponsors_are_other_regions_of_the_province,
    a_year_is_evaluated_once,
    it_is_listed_by_type_family_level_and_host,
    any_of_its_names_finds_it,
    a_host_outside_the_scope_is_as_unknown_as_none,
    a_host_stays_until_it_is_emptied,
    the_day_is_that_of_china,
);

fn platform() -> Register {
    Register::of("Platform")
}

fn hosted(name: &str, host: &Value) -> Value {
    json!({ "name": name, "kind": "INCUBATOR", "host": host })
}

async fn host_in(hub: &TestHub, region: &'static str) -> Value {
    let enterprise = Register::of("Enterprise");
    let input = enterprise.input(&format!("{region}的厂"));
    enterprise.add(hub, &enterprise.clerk(region), &input).await["id"].clone()
}

async fn a_host_outside_the_scope_is_as_unknown_as_none(hub: TestHub) {
    // 晋源区 in another province, 灯塔镇 beside 仙塘镇, and the county above it.
    let mut ids = Vec::new();
    for region in ["140110", "441625101", "441625"] {
        ids.push(host_in(&hub, region).await);
    }
    ids.push(json!(tributary::graphql::global_id::encode(
        tributary::graphql::global_id::Kind::Enterprise,
        1
    )));
    let existing = platform()
        .add(&hub, &xiantang(), &platform().input("孵化器"))
        .await;
    let mut told = Vec::new();
    for id in &ids {
        let refused = platform()
            .register(&hub, &xiantang(), &hosted("仙塘孵化器", id))
            .await;
        assert_eq!(refused.issues(), [("HOST_UNKNOWN".to_owned(), "host".to_owned())]);
        assert_eq!(refused.at("/payload/platform"), &Value::Null);
        told.push(refused.body);
        let change = json!({ "id": existing["id"], "expectedVersion": 1, "host": id });
        let refused = platform().update(&hub, &xiantang(), &change).await;
        assert_eq!(refused.issues(), [("HOST_UNKNOWN".to_owned(), "host".to_owned())]);
    }
    assert!(
        told.iter().all(|body| *body == told[0]),
        "the answers tell hosts apart: {told:?}"
    );
    let malformed = platform()
        .register(&hub, &xiantang(), &hosted("仙塘孵化器", &existing["id"]))
        .await;
    assert_eq!(
        malformed.error_codes(),
        ["BAD_USER_INPUT"],
        "the id of a platform"
    );
    assert_eq!(hub.audited("platform").await.len(), 1);
}

async fn a_host_stays_until_it_is_emptied(hub: TestHub) {
    let host = host_in(&hub, "441625100").await;
    let mut input = hosted("仙塘孵化器", &host);
    input["level"] = json!("COUNTY");
    let created = platform().add(&hub, &xiantang(), &input).await;
    assert_eq!(
        (&created["host"]["id"], &created["level"]),
        (&host, &json!("COUNTY"))
    );
    let change = json!({ "id": created["id"], "expectedVersion": 1, "level": null });
    assert_eq!(platform().update(&hub, &xiantang(), &change).await.issues(), []);
    let read = platform().read(&hub, &xiantang(), &created["id"]).await;
    assert_eq!((&read["host"]["id"], &read["level"]), (&host, &Value::Null));
    let change = json!({ "id": created["id"], "expectedVersion": 2, "host": null });
    assert_eq!(platform().update(&hub, &xiantang(), &change).await.issues(), []);
    let read = platform().read(&hub, &xiantang(), &created["id"]).await;
    assert_eq!(read["host"], Value::Null);
}

async fn the_day_is_that_of_china(hub: TestHub) {
    // 08:00 in UTC is 16:00 in China; eight hours later the next day begins there, not yet in UTC.
    let dated = |name: &str, day: &str| json!({ "name": name, "kind": "INCUBATOR", "establishedOn": day });
    let refused = platform()
        .register(&hub, &xiantang(), &dated("明日", "2026-06-02"))
        .await;
    assert_eq!(
        refused.issues(),
        [("IN_THE_FUTURE".to_owned(), "establishedOn".to_owned())]
    );
    assert_eq!(
        refused.at("/payload/issues/0/figures"),
        &json!(["2026-06-02", "2026-06-01"])
    );
    platform()
        .add(&hub, &xiantang(), &dated("今日", "2026-06-01"))
        .await;
    hub.clock.advance(chrono::TimeDelta::hours(8));
    let tomorrow = platform()
        .add(&hub, &xiantang(), &dated("明日", "2026-06-02"))
        .await;
    assert_eq!(tomorrow["establishedOn"], "2026-06-02");
}

fn pairs(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    issues.iter().map(pair).collect()
}

async fn institution_in(hub: &TestHub, region: &'static str) -> Value {
    let institution = Register::of("Institution");
    let input = institution.input(&format!("{region}的学院"));
    institution.add(hub, &institution.clerk(region), &input).await["id"].clone()
}

async fn an_enterprise_hosts_it_or_an_institution(hub: TestHub) {
    let (enterprise, college) = (
        host_in(&hub, "441625100").await,
        institution_in(&hub, "441625100").await,
    );
    let mut input = platform().input("研究院");
    input["hostInstitution"] = college.clone();
    let created = platform().add(&hub, &xiantang(), &input).await;
    assert_eq!(
        (&created["host"], &created["hostInstitution"]["id"]),
        (&Value::Null, &college)
    );
    let change = |version: i64| json!({ "id": created["id"], "expectedVersion": version });
    let mut both = change(1);
    both["host"] = enterprise.clone();
    let refused = platform().update(&hub, &xiantang(), &both).await;
    assert_eq!(refused.issues(), pairs(&[("TWO_HOSTS", "hostInstitution")]));
    both["hostInstitution"] = Value::Null;
    assert_eq!(platform().update(&hub, &xiantang(), &both).await.issues(), []);
    let read = platform().read(&hub, &xiantang(), &created["id"]).await;
    assert_eq!(
        (&read["host"]["id"], &read["hostInstitution"]),
        (&enterprise, &Value::Null)
    );
    // What lies outside is as unknown as what is nowhere; the id of another kind is no id of it.
    for id in [
        institution_in(&hub, "441625101").await,
        institution_in(&hub, "140110").await,
    ] {
        let mut change = change(2);
        change["host"] = Value::Null;
        change["hostInstitution"] = id;
        let refused = platform().update(&hub, &xiantang(), &change).await;
        assert_eq!(refused.issues(), pairs(&[("HOST_UNKNOWN", "hostInstitution")]));
    }
    let mut change = change(2);
    change["hostInstitution"] = enterprise;
    assert_eq!(
        platform().update(&hub, &xiantang(), &change).await.error_codes(),
        ["BAD_USER_INPUT"]
    );
}

const LIST: &str = "query ($filter: PlatformFilter, $order: RegisterOrder, $after: String, $first: Int) {
    platforms(filter: $filter, order: $order, after: $after, first: $first) {
        totalCount pageInfo { endCursor hasNextPage } nodes { id name region { code } sponsors { code } } } }";

async fn names(hub: &TestHub, who: &Who, filter: Value) -> Vec<String> {
    let answer = hub.gql(who, LIST, json!({ "filter": filter })).await;
    let nodes = answer.at("/platforms/nodes").as_array().unwrap();
    assert_eq!(answer.at("/platforms/totalCount"), nodes.len(), "{}", answer.body);
    nodes
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect()
}

/// The platforms of several regions by their field, with their counts.
async fn below(hub: &TestHub, who: &Who, first: i32) -> Answer {
    let query = "query ($first: Int) { region(code: \"4419\") {
        platforms(first: $first) { totalCount nodes { name } }
        children(first: 100) { nodes { code platforms(first: $first) { totalCount nodes { name } } } } } }";
    hub.gql(who, query, json!({ "first": first })).await
}

async fn a_joint_platform_is_shown_under_each_sponsor(hub: TestHub) {
    // 东莞市 runs a complex together with 松山湖 and 莞城.
    let (city, zone, town) = ("4419", "441900401", "441900006");
    let clerk = platform().clerk(city);
    let mut input = platform().input("松山湖双创综合体");
    input["kind"] = json!("DUAL_INNOVATION_COMPLEX");
    input["sponsors"] = json!([zone, town]);
    let joint = platform()
        .add(&hub, &clerk, &input_without(&input, "sponsors"))
        .await;
    assert_eq!(joint["sponsors"], json!([]));
    assert_eq!(names(&hub, &who(zone, Role::Viewer), json!({})).await, [""; 0]);
    let change = json!({ "id": joint["id"], "expectedVersion": 1, "sponsors": input["sponsors"] });
    let changed = platform().update(&hub, &clerk, &change).await;
    assert_eq!(changed.issues(), []);
    let sponsors = json!([{ "code": "441900401000" }, { "code": "441900006000" }]);
    assert_eq!(changed.at("/payload/platform/sponsors"), &sponsors);
    let own = platform()
        .add(&hub, &platform().clerk(zone), &platform().input("松山湖孵化器"))
        .await;

    // Each sponsor lists it and reads it; nobody else of the city does.
    for (region, listed) in [(zone, 2), (town, 1), ("441900003", 0)] {
        let viewer = who(region, Role::Viewer);
        assert_eq!(names(&hub, &viewer, json!({})).await.len(), listed, "{region}");
        let read = platform().read(&hub, &viewer, &joint["id"]).await;
        assert_eq!(read.is_null(), listed == 0, "{region}");
        assert_eq!(
            names(&hub, &guangdong(), json!({ "region": region })).await.len(),
            listed
        );
    }
    // The city and the province list it once.
    for (region, listed) in [(city, 2), ("44", 2), ("4416", 0)] {
        assert_eq!(
            names(&hub, &guangdong(), json!({ "region": region })).await.len(),
            listed,
            "{region}"
        );
    }
    for (who, region) in [(guangdong(), city), (who(zone, Role::Viewer), zone)] {
        let mut cursor = Value::Null;
        let mut seen = Vec::new();
        for _ in 0..2 {
            let page = json!({ "filter": { "region": region }, "first": 1, "after": cursor });
            let answer = hub.gql(&who, LIST, page).await;
            seen.push(answer.at("/platforms/nodes/0/id").clone());
            cursor = answer.at("/platforms/pageInfo/endCursor").clone();
        }
        assert_eq!(
            seen,
            [joint["id"].clone(), own["id"].clone()],
            "pages hold each once"
        );
    }
    // So does the field of a region, for all towns together.
    for first in [1, 5] {
        let answer = below(&hub, &guangdong(), first).await;
        assert_eq!(answer.at("/region/platforms/totalCount"), 2);
        let nodes = answer.at("/region/children/nodes").as_array().unwrap();
        for node in nodes {
            let (count, name) = match node["code"].as_str().unwrap() {
                "441900401000" => (2, json!("松山湖双创综合体")),
                "441900006000" => (1, json!("松山湖双创综合体")),
                _ => (0, Value::Null),
            };
            let platforms = &node["platforms"];
            assert_eq!(platforms["totalCount"], count, "{node}");
            assert_eq!(
                platforms["nodes"].as_array().unwrap().len(),
                count.min(first as usize)
            );
            assert_eq!(
                platforms["nodes"]
                    .get(0)
                    .map_or(Value::Null, |first| first["name"].clone()),
                name
            );
        }
        assert!(nodes.len() > 30);
    }
    // A sponsor does not write it.
    let change = json!({ "id": joint["id"], "expectedVersion": 2, "note": "改" });
    assert_eq!(
        platform()
            .update(&hub, &platform().clerk(zone), &change)
            .await
            .error_codes(),
        ["FORBIDDEN"]
    );
    // Run by the city alone, it is shown there alone.
    let change = json!({ "id": joint["id"], "expectedVersion": 2, "sponsors": null });
    assert_eq!(platform().update(&hub, &clerk, &change).await.issues(), []);
    assert_eq!(
        names(&hub, &who(zone, Role::Viewer), json!({})).await,
        ["松山湖孵化器"]
    );
}

fn input_without(input: &Value, field: &str) -> Value {
    let mut input = input.clone();
    input.as_object_mut().unwrap().remove(field);
    input
}

async fn sponsors_are_other_regions_of_the_province(hub: TestHub) {
    let mut input = platform().input("综合体");
    input["sponsors"] = json!(["441625100", "441625101", "14", "441625101", "4416"]);
    let refused = platform().register(&hub, &xiantang(), &input).await;
    let expected = [
        ("OTHER_PROVINCE", "sponsors.2"),
        ("OWN_REGION", "sponsors.0"),
        ("TWICE", "sponsors.3"),
    ];
    assert_eq!(refused.issues(), pairs(&expected));
    input["sponsors"] = json!(["449999"]);
    let refused = platform().register(&hub, &xiantang(), &input).await;
    assert_eq!(refused.issues(), pairs(&[("UNKNOWN_REGION", "sponsors.0")]));
    input["sponsors"] = json!(["4416", "441625101"]);
    let created = platform().add(&hub, &xiantang(), &input).await;
    let shown = names(&hub, &who("441625101", Role::Viewer), json!({})).await;
    assert_eq!(shown, ["综合体"]);
    // A deleted one is shown nowhere.
    let delete =
        "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { path code } } }";
    let input = json!({ "input": { "id": created["id"], "expectedVersion": 1, "reason": "撤销" } });
    assert_eq!(hub.gql(&xiantang(), delete, input).await.issues(), []);
    assert_eq!(
        names(&hub, &who("441625101", Role::Viewer), json!({})).await,
        [""; 0]
    );
    assert_eq!(hub.rows("SELECT * FROM platform_presence").await.len(), 0);
}

async fn a_year_is_evaluated_once(hub: TestHub) {
    let evaluation =
        |year: i32, score: &str| json!({ "year": year, "result": "GOOD", "score": score, "note": null });
    let mut input = platform().input("孵化器");
    input["evaluations"] = json!([
        evaluation(2024, "86.50"),
        evaluation(2027, "80"),
        evaluation(2024, "-1"),
        evaluation(2023, "80.00001"),
    ]);
    let refused = platform().register(&hub, &xiantang(), &input).await;
    let expected = [
        ("BAD_SCORE", "evaluations.2.score"),
        ("BAD_SCORE", "evaluations.3.score"),
        ("BAD_YEAR", "evaluations.1.year"),
        ("TWICE", "evaluations.2.year"),
    ];
    assert_eq!(refused.issues(), pairs(&expected));
    input["evaluations"] = json!([
        evaluation(2023, "80"),
        { "year": 2025, "result": "EXCELLENT" },
        evaluation(2024, "86.50"),
    ]);
    let created = platform().add(&hub, &xiantang(), &input).await;
    let latest = json!({ "year": 2025, "result": "EXCELLENT", "score": null, "note": null });
    let expected = json!([latest, evaluation(2024, "86.50"), evaluation(2023, "80")]);
    assert_eq!(created["evaluations"], expected, "the latest first");
    let change = json!({ "id": created["id"], "expectedVersion": 1, "evaluations": null });
    let emptied = platform().update(&hub, &xiantang(), &change).await;
    assert_eq!(emptied.at("/payload/platform/evaluations"), &json!([]));
}

async fn it_is_listed_by_type_family_level_and_host(hub: TestHub) {
    let (enterprise, college) = (
        host_in(&hub, "441625100").await,
        institution_in(&hub, "441625100").await,
    );
    for (name, kind, level, host, institution) in [
        (
            "甲孵化器",
            "INCUBATOR",
            json!("CITY"),
            enterprise.clone(),
            Value::Null,
        ),
        ("乙众创空间", "MAKERSPACE", Value::Null, Value::Null, Value::Null),
        (
            "丙实验室",
            "KEY_LABORATORY",
            json!("CITY"),
            Value::Null,
            college.clone(),
        ),
    ] {
        let input = json!({ "name": name, "kind": kind, "level": level, "host": host, "hostInstitution": institution });
        platform().add(&hub, &xiantang(), &input).await;
    }
    // Another province gives one code to a type of another family.
    let define = "mutation ($input: DefineTermInput!) { defineTerm(input: $input) { issues { path code } } }";
    for (region, family) in [("44", "RD"), ("14", "INCUBATION")] {
        let input = json!({ "vocabulary": "PLATFORM_TYPE", "code": "WORKSHOP", "nameZh": "工坊", "nameEn": "Workshop",
            "family": family });
        let defined = hub
            .gql(&who(region, Role::Steward), define, json!({ "input": input }))
            .await;
        assert_eq!(defined.issues(), []);
    }
    platform()
        .add(
            &hub,
            &xiantang(),
            &json!({ "name": "丁工坊", "kind": "WORKSHOP" }),
        )
        .await;
    for (filter, expected) in [
        (json!({ "kind": "INCUBATOR" }), vec!["甲孵化器"]),
        (json!({ "kind": "NOWHERE" }), vec![]),
        (json!({ "family": "INCUBATION" }), vec!["乙众创空间", "甲孵化器"]),
        (json!({ "family": "RD" }), vec!["丁工坊", "丙实验室"]),
        (json!({ "level": "CITY" }), vec!["丙实验室", "甲孵化器"]),
        (
            json!({ "level": "CITY", "family": "INCUBATION" }),
            vec!["甲孵化器"],
        ),
        (json!({ "host": enterprise }), vec!["甲孵化器"]),
        (json!({ "hostInstitution": college }), vec!["丙实验室"]),
        (json!({ "kind": "INCUBATOR", "region": "441625101" }), vec![]),
    ] {
        assert_eq!(
            names(&hub, &guangdong(), filter.clone()).await,
            expected,
            "{filter}"
        );
    }
    let malformed = hub
        .gql(&guangdong(), LIST, json!({ "filter": { "host": college } }))
        .await;
    assert_eq!(malformed.error_codes(), ["BAD_USER_INPUT"]);
}

async fn any_of_its_names_finds_it(hub: TestHub) {
    let mut input = platform().input("松山湖国际创新创业社区");
    input["otherNames"] = json!(["松湖社区", "SLIEC"]);
    let clerk = platform().clerk("441900401");
    let created = platform().add(&hub, &clerk, &input).await;
    for text in ["国际创新", "湖社区", "ｓｌｉｅｃ"] {
        assert_eq!(
            names(&hub, &guangdong(), json!({ "search": text })).await.len(),
            1,
            "{text}"
        );
    }
    let change = json!({ "id": created["id"], "expectedVersion": 1, "otherNames": ["国际社区"] });
    assert_eq!(platform().update(&hub, &clerk, &change).await.issues(), []);
    assert_eq!(
        names(&hub, &guangdong(), json!({ "search": "松湖" })).await,
        [""; 0]
    );
    let change = json!({ "id": created["id"], "expectedVersion": 2, "otherNames": [" ", "甲", "甲"] });
    let refused = platform().update(&hub, &clerk, &change).await;
    assert_eq!(
        refused.issues(),
        pairs(&[("BAD_NAME", "otherNames.0"), ("TWICE", "otherNames.2")])
    );
}
