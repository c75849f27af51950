//! Registers in the database.

mod kept;

use std::collections::HashMap;

use entities::{bureau, enterprise, ids::RegionId, platform, project, scoped::Scoped};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityName, EntityTrait, FromQueryResult,
    IntoActiveModel, ModelTrait, PaginatorTrait, QueryFilter, Select, Value, sea_query::SimpleExpr,
};
use serde_json::json;

use super::model::{self, Cursor, List, OrderBy};
use crate::{
    db::{Db, Engine, begins, column, within},
    error::{Error, Result},
    issue::Issue,
    region::tree::Place,
};
pub use kept::{Kept, Record};

/// A table of a register.
pub trait Register:
    Scoped<
        Model: ModelTrait<Entity = Self> + FromQueryResult + IntoActiveModel<Self::ActiveModel> + Sync,
        ActiveModel: ActiveModelTrait<Entity = Self> + Send,
    >
{
    /// Key.
    const ID: Self::Column;
    /// Name.
    const NAME: Self::Column;
    /// Version.
    const VERSION: Self::Column;
    /// Moment of the registration.
    const CREATED_AT: Self::Column;
    /// Moment of the last change.
    const UPDATED_AT: Self::Column;
}

macro_rules! registers {
    ($($table:ident),*) => {$(
        impl Register for $table::Entity {
            const ID: Self::Column = $table::Column::Id;
            const NAME: Self::Column = $table::Column::Name;
            const VERSION: Self::Column = $table::Column::Version;
            const CREATED_AT: Self::Column = $table::Column::CreatedAt;
            const UPDATED_AT: Self::Column = $table::Column::UpdatedAt;
        }
    )*};
}

registers!(bureau, enterprise, platform, project);

/// The rows of a list: those of the region and all below, of the beginning of a name.
pub fn listed<E: Register>(place: Place<'_>, list: &List) -> Select<E> {
    let select = within::<E>(place);
    match &list.name_starts_with {
        Some(start) => select.filter(begins(E::NAME, start)),
        None => select,
    }
}

/// A page of a list, and one row more if there are more.
///
/// # Errors
/// `BAD_USER_INPUT` for a cursor of another order.
pub async fn page<C: Kept>(
    db: &Db,
    select: Select<C::Table>,
    list: &List,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Record<C>>> {
    let column = match list.order {
        OrderBy::Name => C::Table::NAME,
        OrderBy::UpdatedAt => C::Table::UPDATED_AT,
    };
    let mut cursor = select.cursor_by((column, C::Table::ID));
    if list.descending {
        cursor.desc();
    }
    match (list.order, after) {
        (_, None) => {}
        (OrderBy::Name, Some(Cursor::Name(name, id))) => {
            cursor.after((name, id));
        }
        (OrderBy::UpdatedAt, Some(Cursor::UpdatedAt(at, id))) => {
            cursor.after((at, id));
        }
        _ => {
            return Err(Error::BadInput(
                "the cursor belongs to a list of another order".to_owned(),
            ));
        }
    }
    let rows = cursor.first(limit as u64 + 1).all(db.reader()).await?;
    rows.into_iter().map(kept::record).collect()
}

/// How many rows a selection has.
///
/// # Errors
/// When the database does not answer.
pub async fn count<E: Register>(db: &Db, select: Select<E>) -> Result<u64> {
    Ok(select.count(db.reader()).await?)
}

/// The records of these keys in `place` and below.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids<C: Kept>(db: &Db, place: Place<'_>, ids: &[C::Id]) -> Result<Vec<Record<C>>> {
    let keys = ids.iter().map(|id| -> i64 { (*id).into() });
    let rows = within::<C::Table>(place)
        .filter(C::Table::ID.is_in(keys))
        .all(db.reader())
        .await?;
    rows.into_iter().map(kept::record).collect()
}

/// The one record of `place` and below that a condition picks.
///
/// # Errors
/// When the database does not answer.
pub async fn one<C: Kept>(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    condition: SimpleExpr,
) -> Result<Option<Record<C>>> {
    let row = within::<C::Table>(place)
        .filter(condition)
        .one(connection)
        .await?;
    row.map(kept::record).transpose()
}

/// Lets no other transaction go past this point with the same key until this one ends: two that registered
/// one key at once would both find it free, and the second would fail in the unique index. SQLite's
/// transaction is alone anyway.
///
/// # Errors
/// When the database does not answer.
pub async fn alone<E: Register>(
    connection: &impl ConnectionTrait,
    region: RegionId,
    key: &str,
) -> Result<()> {
    if connection.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        let key = format!("{}:{}:{key}", E::default().table_name(), region.0);
        let lock = Engine::Postgres.statement(sql, [key.into()]);
        connection.execute_raw(lock).await?;
    }
    Ok(())
}

/// The issue of a name that a row of `place` itself other than `own` bears.
///
/// # Errors
/// When the database does not answer.
pub async fn name_taken<E: Register>(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    name: &str,
    own: Option<i64>,
) -> Result<Option<Issue>> {
    alone::<E>(connection, place.id, name).await?;
    // From the province, so that the filter is the unique index (province, region, name) and no list of
    // all regions below.
    let mut select = within::<E>(place.province())
        .filter(E::region().eq(place.id))
        .filter(E::NAME.eq(name));
    if let Some(own) = own {
        select = select.filter(E::ID.ne(own));
    }
    Ok(select.one(connection).await?.map(|_| model::name_taken(name)))
}

/// Stores a new record of `place`.
///
/// # Errors
/// When the database does not answer.
pub async fn insert<C: Kept>(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    record: &Record<C>,
) -> Result<()> {
    let mut row = versioned(record)?;
    row.set(C::Table::ID, record.id.into().into());
    row.set(C::Table::province(), place.province().id.0.into());
    row.set(C::Table::region(), place.id.0.into());
    row.set(C::Table::CREATED_AT, record.created_at.into());
    C::Table::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Stores the next version of a record, if the one before it is still there.
///
/// # Errors
/// When the database does not answer.
#[expect(
    clippy::disallowed_methods,
    reason = "the record was read in scope, and its version guards the write"
)]
pub async fn update<C: Kept>(connection: &impl ConnectionTrait, record: &Record<C>) -> Result<bool> {
    let id: i64 = record.id.into();
    let result = C::Table::update_many()
        .set(versioned(record)?)
        .filter(C::Table::ID.eq(id))
        .filter(C::Table::VERSION.eq(record.version - 1))
        .exec(connection)
        .await?;
    Ok(result.rows_affected == 1)
}

fn versioned<C: Kept>(record: &Record<C>) -> Result<<C::Table as EntityTrait>::ActiveModel> {
    let mut row = record.content.row()?;
    row.set(C::Table::VERSION, record.version.into());
    row.set(C::Table::UPDATED_AT, record.updated_at.into());
    Ok(row)
}

/// Regions and all below them as rows that a statement joins: root, province, region.
struct Members {
    json: Value,
    source: &'static str,
    columns: [&'static str; 3],
}

fn members(engine: Engine, roots: &[Place<'_>]) -> Members {
    let rows: Vec<_> = roots
        .iter()
        .flat_map(|root| {
            root.subtree()
                .map(move |place| json!([root.index, root.province().id.0, place.id.0]))
        })
        .collect();
    let json = serde_json::Value::from(rows).to_string().into();
    match engine {
        Engine::Sqlite => Members {
            json,
            source: "json_each(?) k",
            columns: ["k.value ->> 0", "k.value ->> 1", "k.value ->> 2"],
        },
        Engine::Postgres => Members {
            json,
            source: "jsonb_array_elements($1::jsonb) k",
            columns: ["(k ->> 0)::bigint", "(k ->> 1)::bigint", "(k ->> 2)::bigint"],
        },
    }
}

/// The first rows by name of each of several regions, those below included: one statement, however many.
/// Each list may hold one row more than `limit`, which tells that there are more.
///
/// # Errors
/// When the database does not answer.
pub async fn firsts<C: Kept>(
    db: &Db,
    roots: &[Place<'_>],
    limit: usize,
) -> Result<HashMap<u32, Vec<Record<C>>>> {
    let engine = db.engine();
    let Members {
        json,
        source,
        columns: [root, province, region],
    } = members(engine, roots);
    let (table, most) = (
        C::Table::default().table_name().to_owned(),
        engine.pick("?", "$2"),
    );
    let sql = format!(
        "SELECT * FROM (
             SELECT t.*, {root} AS root, ROW_NUMBER() OVER (PARTITION BY {root} ORDER BY t.name, t.id) AS place
             FROM {source} JOIN {table} t ON t.province_id = {province} AND t.region_id = {region}
         ) AS ranked WHERE place <= {most} ORDER BY root, place"
    );
    let most = i64::try_from(limit + 1).map_err(Error::internal)?;
    let mut firsts: HashMap<u32, Vec<Record<C>>> = HashMap::new();
    for row in db
        .reader()
        .query_all_raw(engine.statement(sql, [json, most.into()]))
        .await?
    {
        let root: i64 = column(&row, "root")?;
        let model = <C::Table as EntityTrait>::Model::from_query_result(&row, "")?;
        firsts
            .entry(u32::try_from(root).map_err(Error::internal)?)
            .or_default()
            .push(kept::record(model)?);
    }
    Ok(firsts)
}

/// How many rows each of several regions has, those below included: one statement, however many. A region
/// without rows is not in the answer.
///
/// # Errors
/// When the database does not answer.
pub async fn counts<C: Kept>(db: &Db, roots: &[Place<'_>]) -> Result<HashMap<u32, u64>> {
    let engine = db.engine();
    let Members {
        json,
        source,
        columns: [root, province, region],
    } = members(engine, roots);
    let table = C::Table::default().table_name().to_owned();
    let sql = format!(
        "SELECT {root} AS root, COUNT(*) AS rows
         FROM {source} JOIN {table} t ON t.province_id = {province} AND t.region_id = {region} GROUP BY 1"
    );
    let mut counts = HashMap::new();
    for row in db.reader().query_all_raw(engine.statement(sql, [json])).await? {
        let (root, rows): (i64, i64) = (column(&row, "root")?, column(&row, "rows")?);
        let number = |n: i64| u64::try_from(n).map_err(Error::internal);
        counts.insert(u32::try_from(root).map_err(Error::internal)?, number(rows)?);
    }
    Ok(counts)
}
