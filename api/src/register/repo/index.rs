//! Index tables: made from the content of records, written in the transaction that writes the records.

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

use super::{Index, Kept, Record, Register, kept, search, store::province};
use crate::{
    db::{Db, Engine, shared},
    error::Result,
    region::tree::Tree,
};

/// The index of names, which all searched registers share.
const NAMES: Index = Index {
    table: "name_part",
    columns: &[("kind", "text"), ("part", "text")],
};

/// Writes anew what records are searched and summed by; `old` are those that may have rows already. Of a deleted
/// record nothing stays.
///
/// # Errors
/// When the database does not answer.
pub async fn write<C: Kept>(
    connection: &impl ConnectionTrait,
    engine: Engine,
    tree: &Tree,
    records: &[Record<C>],
    old: &[i64],
) -> Result<()> {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new(); C::INDEXES.len()];
    let mut names = Vec::new();
    for record in records.iter().filter(|record| record.deleted.is_none()) {
        let (id, province): (i64, _) = (record.id.into(), province(tree, record.region)?);
        let own = |row: Value| {
            let mut full =
                json!({ "record_id": id, "province_id": province.0, "region_id": record.region.0 });
            if let (Value::Object(full), Value::Object(row)) = (&mut full, row) {
                full.extend(row);
            }
            full
        };
        for (all, of_one) in rows.iter_mut().zip(record.content.indexed(tree)) {
            all.extend(of_one.into_iter().map(own));
        }
        let parts = search::parts(record.content.searched());
        names.extend(
            parts
                .into_iter()
                .map(|part| own(json!({ "kind": C::KIND, "part": part }))),
        );
    }
    for (index, rows) in C::INDEXES.iter().zip(rows) {
        rewrite(connection, engine, *index, old, rows).await?;
    }
    if C::SEARCHED {
        rewrite(connection, engine, NAMES, old, names).await?;
    }
    Ok(())
}

async fn rewrite(
    connection: &impl ConnectionTrait,
    engine: Engine,
    index: Index,
    old: &[i64],
    rows: Vec<Value>,
) -> Result<()> {
    let table = index.table;
    if !old.is_empty() {
        let ids = engine.pick(
            "SELECT value FROM json_each(?)",
            "SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)",
        );
        let sql = format!("DELETE FROM {table} WHERE record_id IN ({ids})");
        let statement = engine.statement(sql, [json!(old).to_string().into()]);
        connection.execute_raw(statement).await?;
    }
    if rows.is_empty() {
        return Ok(());
    }
    let base = [
        ("record_id", "bigint"),
        ("province_id", "bigint"),
        ("region_id", "bigint"),
    ];
    let columns: Vec<(&str, &str)> = base.into_iter().chain(index.columns.iter().copied()).collect();
    let list =
        |each: &dyn Fn(&(&str, &str)) -> String| columns.iter().map(each).collect::<Vec<_>>().join(", ");
    let names = list(&|(name, _)| (*name).to_owned());
    let sql = match engine {
        Engine::Sqlite => {
            let values = list(&|(name, _)| format!("value ->> '{name}'"));
            format!("INSERT INTO {table} ({names}) SELECT {values} FROM json_each(?)")
        }
        Engine::Postgres => {
            let types = list(&|(name, kind)| format!("{name} {kind}"));
            format!(
                "INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_to_recordset($1::jsonb) AS r ({types})"
            )
        }
    };
    let statement = engine.statement(sql, [Value::from(rows).to_string().into()]);
    connection.execute_raw(statement).await?;
    Ok(())
}

/// Records of one transaction of [`rebuild`].
const CHUNK: u64 = 500;

/// Makes the index tables of a register anew from its records, and says how many records it has. Reading goes on
/// meanwhile; a record that changes meanwhile has its rows of after the change or loses none.
///
/// # Errors
/// When the database does not answer; run it again then.
pub async fn rebuild<C: Kept>(db: &Db, tree: &Tree) -> Result<usize> {
    let (mut after, mut done) = (0, 0);
    loop {
        // The transaction comes first: on SQLite no other writes between the reading and the writing.
        let transaction = db.begin().await?;
        let select = shared::<C::Table>()
            .filter(C::Table::ID.gt(after))
            .order_by_asc(C::Table::ID)
            .limit(CHUNK);
        let select = match db.engine() {
            Engine::Sqlite => select,
            Engine::Postgres => select.lock_exclusive(),
        };
        let rows = select.all(&transaction).await?;
        let records = rows
            .into_iter()
            .map(kept::record)
            .collect::<Result<Vec<Record<C>>>>()?;
        let old: Vec<i64> = records.iter().map(|record| record.id.into()).collect();
        let Some(last) = old.last() else {
            return Ok(done);
        };
        after = *last;
        done += records.len();
        write::<C>(&transaction, db.engine(), tree, &records, &old).await?;
        transaction.commit().await?;
    }
}
