//! Keyset pages of a register: every record once, in one order on both engines, whatever comes or goes.

mod walk;

use harness::{TestHub, dongyuan, guangdong, on_both_engines, shanxi, xiantang};
use serde_json::{Value, json};
use walk::{NAMES, PAGE, TOWNS, add, fill, order, page, texts, walk};

on_both_engines!(
    every_record_is_visited_once,
    rows_that_come_do_not_shift_the_pages,
    the_count_is_that_of_the_scope,
    a_cursor_of_another_order_is_refused,
    a_page_has_at_least_one_row_and_at_most_the_limit,
    a_beginning_has_no_wildcards,
    the_beginning_of_a_code_has_none_either,
    a_name_that_looks_like_a_moment_is_a_name,
);

async fn every_record_is_visited_once(hub: TestHub) {
    let all = fill(&hub).await;
    let mut sorted: Vec<String> = NAMES
        .into_iter()
        .chain(["同名厂"; 3])
        .map(str::to_owned)
        .collect();
    // Rust compares texts by code points too: the one order that both engines must have.
    sorted.sort();
    for (field, key) in [("NAME", "name"), ("UPDATED_AT", "updatedAt")] {
        let up = walk(&hub, &order(field, "ASC"), async |_| {}).await;
        let down = walk(&hub, &order(field, "DESC"), async |_| {}).await;
        let mut ids = texts(&up, "id");
        ids.sort();
        ids.dedup();
        assert_eq!((up.len(), ids.len()), (all, all), "{field}");
        assert!(texts(&up, key).is_sorted(), "{field}: {up:?}");
        let mut turned = down;
        turned.reverse();
        assert_eq!(
            texts(&up, "id"),
            texts(&turned, "id"),
            "{field}: down is up turned round"
        );
        let whole = page(&hub, &dongyuan(), &order(field, "ASC"), 100, &Value::Null).await;
        let whole: Vec<Value> = whole["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| edge["node"].clone())
            .collect();
        assert_eq!(up, whole, "{field}: pages together are the whole list");
        if field == "NAME" {
            assert_eq!(texts(&up, key), sorted);
        }
    }
    let plain = page(&hub, &dongyuan(), &Value::Null, 100, &Value::Null).await;
    let named = page(&hub, &dongyuan(), &order("NAME", "ASC"), 100, &Value::Null).await;
    assert_eq!(plain, named, "by name by default");
}

async fn rows_that_come_do_not_shift_the_pages(hub: TestHub) {
    let all = fill(&hub).await;
    // The numbers grow away from the rows that are there: a row is always behind those added before it.
    let number = |direction: &str, page: usize| match direction {
        "ASC" => format!("A{page:02}"),
        _ => format!("0{:02}", 99 - page),
    };
    for (direction, before, behind) in [("ASC", "!", "\u{2ffff}"), ("DESC", "\u{10fffd}", "!")] {
        let known = texts(&walk(&hub, &order("NAME", direction), async |_| {}).await, "id");
        let mut added = Vec::new();
        let seen = walk(&hub, &order("NAME", direction), async |page| {
            // One where the walk has been, one where it will come.
            for (place, start) in [before, behind].into_iter().enumerate() {
                let name = format!("{start}{}", number(direction, page));
                added.push((
                    place,
                    add(&hub, TOWNS[0], &name).await["id"]
                        .as_str()
                        .unwrap()
                        .to_owned(),
                ));
            }
        })
        .await;
        let seen = texts(&seen, "id");
        assert!(added.len() > all / 3, "{added:?}");
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "none twice");
        assert!(known.iter().all(|id| seen.contains(id)), "none left out");
        for (place, id) in added {
            assert_eq!(
                seen.contains(&id),
                place == 1,
                "what comes behind the cursor is found, what comes before is not"
            );
        }
    }
}

async fn the_count_is_that_of_the_scope(hub: TestHub) {
    let all = fill(&hub).await;
    let own = NAMES.len().div_ceil(TOWNS.len()) + 1;
    let scopes = [
        (guangdong(), all),
        (dongyuan(), all),
        (xiantang(), own),
        (shanxi(), 0),
    ];
    for (who, count) in scopes {
        for first in [1, 3, 500] {
            let begin = page(&hub, &who, &Value::Null, first, &Value::Null).await;
            assert_eq!(begin["totalCount"], count, "{} first {first}", who.region);
            assert_eq!(begin["edges"].as_array().unwrap().len(), count.min(first));
            // Behind a cursor the count stays that of all pages.
            if count > 1 {
                let behind = &begin["edges"][0]["cursor"];
                assert_eq!(
                    page(&hub, &who, &Value::Null, first, behind).await["totalCount"],
                    count
                );
            }
        }
    }
}

async fn a_cursor_of_another_order_is_refused(hub: TestHub) {
    fill(&hub).await;
    let cursor = async |field: &str| {
        page(&hub, &dongyuan(), &order(field, "ASC"), 1, &Value::Null).await["edges"][0]["cursor"].clone()
    };
    let (name, moment) = (cursor("NAME").await, cursor("UPDATED_AT").await);
    let refused = [
        ("UPDATED_AT", name.clone()),
        ("NAME", moment),
        ("NAME", json!("")),
        ("NAME", json!("!")),
        ("NAME", json!("W10")),
        ("NAME", json!(format!("{}x", name.as_str().unwrap()))),
    ];
    for (field, after) in refused {
        let variables = json!({ "order": order(field, "ASC"), "after": after });
        let answer = hub.gql(&dongyuan(), PAGE, variables).await;
        assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"], "{field} {after}");
    }
}

async fn a_page_has_at_least_one_row_and_at_most_the_limit(hub: TestHub) {
    let queries = [
        "query ($first: Int) { enterprises(first: $first) { edges { cursor } } }",
        "query ($first: Int) { regions(first: $first) { edges { cursor } } }",
        "query ($first: Int) { region(code: \"441625\") { projects(first: $first) { edges { cursor } } } }",
        "query ($first: Int) { observations(first: $first) { edges { cursor } } }",
    ];
    let limits = [
        (0, "BAD_USER_INPUT"),
        (-1, "BAD_USER_INPUT"),
        (501, "LIMIT_EXCEEDED"),
    ];
    for query in queries {
        for (first, code) in limits {
            let answer = hub.gql(&dongyuan(), query, json!({ "first": first })).await;
            assert_eq!(answer.error_codes(), [code], "{query} {first}");
        }
        assert_eq!(
            hub.gql(&dongyuan(), query, json!({ "first": 500 }))
                .await
                .error_codes(),
            [""; 0]
        );
    }
}

async fn a_beginning_has_no_wildcards(hub: TestHub) {
    fill(&hub).await;
    let found: [(&str, &[&str]); 11] = [
        ("东源", &["东源", "东源电子"]),
        ("东", &["东源", "东源电子"]),
        ("源", &[]),
        ("100%", &["100%厂"]),
        ("100_", &["100_厂"]),
        ("%", &["%厂"]),
        ("_", &["_厂"]),
        ("a", &["a", "a厂"]),
        ("同名", &["同名厂", "同名厂", "同名厂"]),
        ("𠮷", &["𠮷厂"]),
        ("\u{10ffff}", &[]),
    ];
    for (start, names) in found {
        let variables = json!({ "filter": { "nameStartsWith": start }, "first": 100 });
        let answer = hub.gql(&dongyuan(), PAGE, variables).await;
        let nodes: Vec<_> = answer
            .at("/enterprises/edges")
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| edge["node"].clone())
            .collect();
        assert_eq!(texts(&nodes, "name"), names, "{start}");
        assert_eq!(answer.at("/enterprises/totalCount"), names.len(), "{start}");
    }
}

async fn a_name_that_looks_like_a_moment_is_a_name(hub: TestHub) {
    for name in ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"] {
        add(&hub, TOWNS[0], name).await;
    }
    let nodes = walk(&hub, &order("NAME", "ASC"), async |_| {}).await;
    assert_eq!(nodes.len(), 2);
    let first = page(&hub, &dongyuan(), &order("NAME", "ASC"), 1, &Value::Null).await;
    let second = page(
        &hub,
        &dongyuan(),
        &order("NAME", "ASC"),
        1,
        &first["pageInfo"]["endCursor"],
    )
    .await;
    assert_eq!(second["edges"][0]["node"]["name"], "2026-01-02T00:00:00Z");
}

async fn the_beginning_of_a_code_has_none_either(hub: TestHub) {
    let query = "query ($start: String) {
        indicators(filter: { codeStartsWith: $start }, first: 500) { totalCount nodes { code } }
    }";
    let counts = [
        ("TECH_T", 1),
        ("TECH_", 2),
        ("TECH", 2),
        ("TE_H_T", 0),
        ("T%", 0),
        ("%", 0),
        ("tech_t", 0),
    ];
    for (start, count) in counts {
        let answer = hub.gql(&xiantang(), query, json!({ "start": start })).await;
        let codes = texts(answer.at("/indicators/nodes").as_array().unwrap(), "code");
        assert_eq!(
            (codes.len(), answer.at("/indicators/totalCount")),
            (count, &json!(count)),
            "{start}: {codes:?}"
        );
    }
}
