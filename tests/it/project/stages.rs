//! Dated stages, and kinds and stages as terms.

use harness::{TestHub, on_both_engines, who, xiantang};
use migration::{Migrator, MigratorTrait};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{change, field, found, one, project};

on_both_engines!(
    every_stage_keeps_its_day,
    an_unusual_way_asks_for_an_explanation,
    a_code_that_is_no_term_is_refused_and_a_retired_one_is_kept,
    codes_are_given_as_names_and_as_strings,
    lists_by_kind_stage_and_the_day_of_entering,
);
on_both_engines!(empty: projects_from_before_have_entered_their_stage);

const STAGES: &str = "stage stageSince stages { stage on explanation stageTerm { nameZh } }";

const ADVANCE: &str = "mutation ($input: AdvanceProjectInput!) {
    payload: advanceProject(input: $input) { project { version stage stageSince } issues { path code severity figures } }
}";

async fn every_stage_keeps_its_day(hub: TestHub) {
    let clerk = xiantang();
    let input = json!({ "name": "产业园", "kind": "PARK", "stages": [
        { "stage": "LIBRARY", "on": "2025-03-01" }, { "stage": "SIGNED", "on": "2025-06-01" },
    ] });
    let created = project().add(&hub, &clerk, &input).await;
    assert_eq!(
        (&created["stage"], &created["stageSince"]),
        (&json!("SIGNED"), &json!("2025-06-01"))
    );
    let advance =
        json!({ "id": created["id"], "expectedVersion": 1, "stage": "STARTED", "on": "2025-09-01" });
    let advanced = hub.gql(&clerk, ADVANCE, json!({ "input": advance })).await;
    assert_eq!(advanced.issues(), []);
    assert_eq!(
        advanced.at("/payload/project"),
        &json!({ "version": 2, "stage": "STARTED", "stageSince": "2025-09-01" })
    );
    // The plain fields go on where it stands, and give the present stage another day.
    for (version, fields) in [
        (2, json!({ "stage": "UNDER_CONSTRUCTION" })),
        (3, json!({ "stageSince": "2025-10-01" })),
    ] {
        let changed = project()
            .update(&hub, &clerk, &change(&created, version, fields))
            .await;
        assert_eq!(changed.issues(), []);
    }
    let stages = field(&hub, &clerk, &created["id"], STAGES).await;
    let entry = |stage: &str, on: &str, name: &str| json!({ "stage": stage, "on": on, "explanation": null, "stageTerm": { "nameZh": name } });
    let expected = [
        entry("LIBRARY", "2025-03-01", "入库"),
        entry("SIGNED", "2025-06-01", "签约"),
        entry("STARTED", "2025-09-01", "开工"),
        entry("UNDER_CONSTRUCTION", "2025-10-01", "建设"),
    ];
    assert_eq!(stages["stages"], json!(expected));
    let rows = hub
        .rows("SELECT stage FROM project_stage ORDER BY entered_on")
        .await;
    let rows: Vec<String> = rows.iter().map(|row| row.try_get("", "stage").unwrap()).collect();
    assert_eq!(rows, ["LIBRARY", "SIGNED", "STARTED", "UNDER_CONSTRUCTION"]);

    let none = project()
        .update(&hub, &clerk, &change(&created, 4, json!({ "stages": [] })))
        .await;
    assert_eq!(none.issues(), one("VALUE_MISSING", "stage"));
    let bare = project()
        .register(&hub, &clerk, &json!({ "name": "无阶段", "kind": "PARK" }))
        .await;
    assert_eq!(bare.issues(), one("VALUE_MISSING", "stage"));
}

async fn an_unusual_way_asks_for_an_explanation(hub: TestHub) {
    let clerk = xiantang();
    let input = json!({ "name": "产业园", "kind": "PARK", "stage": "STARTED", "stageSince": "2026-03-01" });
    let created = project().add(&hub, &clerk, &input).await;
    let advance = async |version: u32, fields: Value| {
        let input = change(&created, version, fields);
        hub.gql(&clerk, ADVANCE, json!({ "input": input })).await
    };
    let again = advance(1, json!({ "stage": "STARTED" })).await;
    assert_eq!(again.issues(), one("TWICE", "stage"));
    assert_eq!(again.at("/payload/project"), &Value::Null);
    let late = advance(1, json!({ "stage": "UNDER_CONSTRUCTION", "on": "2026-06-02" })).await;
    assert_eq!(
        late.issues(),
        one("IN_THE_FUTURE", "on"),
        "the hub's clock says 1 June"
    );

    // Back to signed, and on a day before: both are worth a look, neither blocks.
    let back = advance(1, json!({ "stage": "SIGNED", "on": "2026-02-01" })).await;
    let expected = [("STAGE_ORDER", "on"), ("STAGE_ORDER", "stage")];
    assert_eq!(
        back.issues(),
        expected.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    for issue in back.at("/payload/issues").as_array().unwrap() {
        assert_eq!(issue["severity"], "WARNING");
    }
    assert_eq!(
        back.at("/payload/issues/0/figures"),
        &json!(["STARTED", "SIGNED"])
    );
    assert_eq!(back.at("/payload/project/stage"), "SIGNED");

    let explained = json!({ "stages": [
        { "stage": "STARTED", "on": "2026-03-01" },
        { "stage": "SIGNED", "on": "2026-02-01", "explanation": "投资方变更，重新签约" },
    ] });
    let told = project()
        .update(&hub, &clerk, &change(&created, 2, explained))
        .await;
    assert_eq!(told.issues(), []);
    let stages = field(&hub, &clerk, &created["id"], STAGES).await;
    assert_eq!(stages["stages"][1]["explanation"], "投资方变更，重新签约");
}

async fn a_code_that_is_no_term_is_refused_and_a_retired_one_is_kept(hub: TestHub) {
    let clerk = xiantang();
    let unknown = json!({ "name": "产业园", "kind": "NOTHING", "stage": "NOWHERE" });
    let refused = project().register(&hub, &clerk, &unknown).await;
    let expected = [("UNKNOWN_TERM", "kind"), ("UNKNOWN_TERM", "stage")];
    assert_eq!(
        refused.issues(),
        expected.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    assert_eq!(refused.at("/payload/issues/0/figures"), &json!(["NOTHING"]));
    // A stage is no kind.
    let mixed = json!({ "name": "产业园", "kind": "SIGNED", "stage": "SIGNED" });
    let refused = project().register(&hub, &clerk, &mixed).await;
    assert_eq!(refused.issues(), one("UNKNOWN_TERM", "kind"));

    let steward = who("441625", Role::Steward);
    let define = r#"mutation { defineTerm(input: { vocabulary: PROJECT_KIND, code: "FOREST", nameZh: "林下经济",
        nameEn: "Under the trees" }) { term { version } issues { code } } }"#;
    assert_eq!(hub.gql(&steward, define, json!({})).await.issues(), []);
    let created = project()
        .add(
            &hub,
            &clerk,
            &json!({ "name": "灵芝基地", "kind": "FOREST", "stage": "SIGNED" }),
        )
        .await;
    let term = field(&hub, &clerk, &created["id"], "kindTerm { nameZh owner { name } }").await;
    assert_eq!(
        term["kindTerm"],
        json!({ "nameZh": "林下经济", "owner": { "name": "东源县" } })
    );
    // Beside the county the term is unknown.
    let outside = json!({ "name": "林场", "kind": "FOREST", "stage": "SIGNED" });
    let refused = project()
        .register(&hub, &who("441624", Role::Reporter), &outside)
        .await;
    assert_eq!(refused.issues(), one("UNKNOWN_TERM", "kind"));

    let retire = r#"mutation { updateTerm(input: { vocabulary: PROJECT_KIND, code: "FOREST", expectedVersion: 1,
        retiredOn: "2026-01-01" }) { term { version } issues { code } } }"#;
    assert_eq!(hub.gql(&steward, retire, json!({})).await.issues(), []);
    let kept = project()
        .update(&hub, &clerk, &change(&created, 1, json!({ "note": "照旧" })))
        .await;
    assert_eq!(kept.issues(), [], "an old record keeps a retired term");
    let new = json!({ "name": "天麻基地", "kind": "FOREST", "stage": "SIGNED" });
    assert_eq!(
        project().register(&hub, &clerk, &new).await.issues(),
        one("UNKNOWN_TERM", "kind")
    );
}

async fn codes_are_given_as_names_and_as_strings(hub: TestHub) {
    for (name, kind) in [("甲", "PARK"), ("乙", "\"PARK\"")] {
        let text = format!(
            "mutation {{ registerProject(input: {{ name: \"{name}\", kind: {kind}, stage: SIGNED }}) {{
                project {{ kind stage }} issues {{ code }} }} }}"
        );
        let answer = hub.gql(&xiantang(), &text, json!({})).await;
        assert_eq!(
            answer.at("/registerProject/project"),
            &json!({ "kind": "PARK", "stage": "SIGNED" })
        );
    }
}

async fn lists_by_kind_stage_and_the_day_of_entering(hub: TestHub) {
    let clerk = xiantang();
    for (name, kind, stages) in [
        (
            "甲",
            "PARK",
            json!([{ "stage": "SIGNED", "on": "2025-05-01" }, { "stage": "STARTED", "on": "2026-01-10" }]),
        ),
        (
            "乙",
            "INVESTMENT",
            json!([{ "stage": "SIGNED", "on": "2026-01-31" }]),
        ),
        ("丙", "PARK", json!([{ "stage": "SIGNED" }])),
    ] {
        project()
            .add(
                &hub,
                &clerk,
                &json!({ "name": name, "kind": kind, "stages": stages }),
            )
            .await;
    }
    for (filter, expected) in [
        (json!({ "kind": "PARK" }), vec!["丙", "甲"]),
        (json!({ "stage": "SIGNED" }), vec!["丙", "乙"]),
        (json!({ "stage": "SIGNED", "kind": "PARK" }), vec!["丙"]),
        (
            json!({ "stageEntered": { "stage": "SIGNED" } }),
            vec!["丙", "乙", "甲"],
        ),
        (
            json!({ "stageEntered": { "from": "2026-01-01", "to": "2026-01-31" } }),
            vec!["乙", "甲"],
        ),
        (
            json!({ "stageEntered": { "stage": "SIGNED", "from": "2026-01-01" } }),
            vec!["乙"],
        ),
        (
            json!({ "stageEntered": { "stage": "STARTED", "to": "2026-01-09" } }),
            vec![],
        ),
    ] {
        assert_eq!(found(&hub, &clerk, filter.clone()).await, expected, "{filter}");
    }
}

/// A database that holds projects from before their stages had a history.
async fn projects_from_before_have_entered_their_stage(hub: TestHub) {
    let writer = hub.hub.db.writer();
    let steps = Migrator::get_applied_migrations(writer).await.unwrap();
    let after = steps
        .iter()
        .position(|step| step.name().ends_with("000009_project"))
        .unwrap();
    let back = u32::try_from(steps.len() - after).unwrap();
    Migrator::down(writer, Some(back)).await.unwrap();
    let stamp = "'2026-01-01T00:00:00Z'";
    let region =
        "INSERT INTO region (id, province_id, tier, code, name) VALUES (1, 1, 1, '440000000000', '广东省')"
            .to_owned();
    let columns =
        "id, province_id, region_id, name, kind, stage, stage_since, version, created_at, updated_at";
    let project = |id: u32, name: &str, since: &str| {
        format!(
            "INSERT INTO project ({columns}) VALUES ({id}, 1, 1, '{name}', 'PARK', 'SIGNED', {since}, 1, {stamp}, {stamp})"
        )
    };
    let gone = format!("UPDATE project SET deleted_at = {stamp}, deleted_reason = '重复' WHERE id = 9");
    for sql in [
        region,
        project(7, "有日期", "'2025-05-01'"),
        project(8, "无日期", "NULL"),
        project(9, "已删除", "NULL"),
        gone,
    ] {
        hub.execute(&sql).await;
    }
    Migrator::up(writer, None).await.unwrap();
    let sql =
        "SELECT record_id, stage, CAST(entered_on AS TEXT) AS entered FROM project_stage ORDER BY record_id";
    let rows = hub.rows(sql).await;
    let rows = rows.iter().map(|row| {
        let entered: Option<String> = row.try_get("", "entered").unwrap();
        (
            row.try_get::<i64>("", "record_id").unwrap(),
            row.try_get::<String>("", "stage").unwrap(),
            entered,
        )
    });
    let signed = |id, on: Option<&str>| (id, "SIGNED".to_owned(), on.map(str::to_owned));
    let expected = [signed(7, Some("2025-05-01")), signed(8, None)];
    assert_eq!(
        rows.collect::<Vec<_>>(),
        expected,
        "nothing is kept of a deleted one"
    );

    hub.hub.reload_tree().await.unwrap();
    let read = hub
        .gql(
            &who("44", Role::Viewer),
            "{ projects { nodes { name stage stageSince stages { stage on } } } }",
            json!({}),
        )
        .await;
    let expected = json!([
        { "name": "无日期", "stage": "SIGNED", "stageSince": null, "stages": [{ "stage": "SIGNED", "on": null }] },
        { "name": "有日期", "stage": "SIGNED", "stageSince": "2025-05-01", "stages": [{ "stage": "SIGNED", "on": "2025-05-01" }] },
    ]);
    assert_eq!(read.at("/projects/nodes"), &expected);
}
