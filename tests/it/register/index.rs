//! Index tables say what the records say, and can be made anew.

use harness::{REGISTERS, TestHub, on_both_engines};
use serde_json::json;
use tributary::register::repo::{Kept, index};

on_both_engines!(rebuilt_tables_are_the_same);

/// The rows of the index tables of a register, in an order of their own.
async fn rows<C: Kept>(hub: &TestHub) -> Vec<String> {
    let mut all = Vec::new();
    let names = ["name_part"].into_iter().filter(|_| C::SEARCHED);
    for table in C::INDEXES.iter().map(|index| index.table).chain(names) {
        let columns = if table == "name_part" {
            "kind || part".to_owned()
        } else {
            let index = C::INDEXES.iter().find(|index| index.table == table).unwrap();
            let columns = index
                .columns
                .iter()
                .map(|(name, _)| format!("COALESCE(CAST({name} AS TEXT), '-')"));
            columns
                .chain(["''".to_owned()])
                .collect::<Vec<_>>()
                .join(" || ' ' || ")
        };
        let mut sql = format!("SELECT record_id, province_id, region_id, {columns} AS rest FROM {table}");
        if table == "name_part" {
            sql += &format!(" WHERE kind = '{}'", C::KIND);
        }
        for row in hub.rows(&sql).await {
            let number = |name: &str| row.try_get::<i64>("", name).unwrap();
            let rest: String = row.try_get("", "rest").unwrap();
            let of = (number("record_id"), number("province_id"), number("region_id"));
            all.push(format!("{table} {of:?} {rest}"));
        }
    }
    all.sort();
    all
}

async fn check<C: Kept>(hub: &TestHub) -> usize {
    let before = rows::<C>(hub).await;
    index::rebuild::<C>(&hub.hub.db, &hub.hub.tree()).await.unwrap();
    assert_eq!(rows::<C>(hub).await, before, "{}", C::KIND);
    for table in C::INDEXES.iter().map(|index| index.table) {
        hub.execute(&format!("DELETE FROM {table}")).await;
    }
    hub.execute(&format!("DELETE FROM name_part WHERE kind = '{}'", C::KIND))
        .await;
    index::rebuild::<C>(&hub.hub.db, &hub.hub.tree()).await.unwrap();
    assert_eq!(rows::<C>(hub).await, before, "{}", C::KIND);
    before.len()
}

async fn rebuilt_tables_are_the_same(hub: TestHub) {
    for register in REGISTERS {
        let clerk = register.clerk("441625100");
        for name in ["甲一", "乙一", "丙一"] {
            register.add(&hub, &clerk, &register.input(name)).await;
        }
        let renamed = register.add(&hub, &clerk, &register.input("丁一")).await;
        let change = json!({ "id": renamed["id"], "expectedVersion": 1, "name": "戊一" });
        register.update(&hub, &clerk, &change).await;
        let gone = register.add(&hub, &clerk, &register.input("己一")).await;
        let delete = "mutation ($id: ID!) { deleteRecord(input: { id: $id, expectedVersion: 1, reason: \"误\" }) { issues { code path } } }";
        assert_eq!(
            hub.gql(&clerk, delete, json!({ "id": gone["id"] }))
                .await
                .issues(),
            []
        );
    }
    let found = [
        check::<tributary::bureau::model::Content>(&hub).await,
        check::<tributary::enterprise::model::Content>(&hub).await,
        check::<tributary::institution::model::Content>(&hub).await,
        check::<tributary::platform::model::Content>(&hub).await,
        check::<tributary::project::model::Content>(&hub).await,
        check::<tributary::meeting::model::Content>(&hub).await,
        check::<tributary::brand::model::Content>(&hub).await,
        check::<tributary::contract::model::Content>(&hub).await,
    ];
    assert!(found.iter().all(|rows| *rows > 3), "{found:?} rows");
}
