//! The entities describe the tables that the migrations make: the same columns, on both engines, and a column
//! that may be empty is one that the entity knows to be so.

use std::collections::BTreeMap;

use harness::{TestHub, on_both_engines};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, Statement};

on_both_engines!(empty: tables_are_as_their_entities_say);

/// Columns of an entity by name, with whether they may be empty.
fn described<E: EntityTrait>() -> (String, BTreeMap<String, bool>) {
    let columns = E::Column::iter().map(|column| (column.as_str().to_owned(), column.def().is_null()));
    (E::default().table_name().to_owned(), columns.collect())
}

async fn stored(hub: &TestHub, table: &str) -> BTreeMap<String, bool> {
    let reader = hub.hub.db.reader();
    let backend = reader.get_database_backend();
    let sql = match backend {
        // A primary key of one integer is never empty, though SQLite's table does not say so.
        DbBackend::Sqlite => {
            format!("SELECT name, (\"notnull\" = 0 AND pk = 0) AS empty FROM pragma_table_info('{table}')")
        }
        _ => format!(
            "SELECT column_name::text AS name, is_nullable = 'YES' AS empty FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = '{table}'"
        ),
    };
    let rows = reader
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| {
            (
                row.try_get("", "name").unwrap(),
                row.try_get("", "empty").unwrap(),
            )
        })
        .collect()
}

async fn tables_are_as_their_entities_say(hub: TestHub) {
    for (table, columns) in [
        described::<entities::region::Entity>(),
        described::<entities::boundary_event::Entity>(),
        described::<entities::boundary_link::Entity>(),
        described::<entities::bureau::Entity>(),
        described::<entities::enterprise::Entity>(),
        described::<entities::institution::Entity>(),
        described::<entities::platform::Entity>(),
        described::<entities::project::Entity>(),
        described::<entities::meeting::Entity>(),
        described::<entities::problem::Entity>(),
        described::<entities::brand::Entity>(),
        described::<entities::visit::Entity>(),
        described::<entities::contract::Entity>(),
        described::<entities::plan::Entity>(),
        described::<entities::plan_edition::Entity>(),
        described::<entities::recognition::Entity>(),
        described::<entities::indicator::Entity>(),
        described::<entities::observation::Entity>(),
        described::<entities::observation_version::Entity>(),
        described::<entities::change_entry::Entity>(),
        described::<entities::audit_entry::Entity>(),
        described::<entities::idempotency::Entity>(),
        described::<entities::write_probe::Entity>(),
    ] {
        assert_eq!(stored(&hub, &table).await, columns, "{table}");
    }
}
