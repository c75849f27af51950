//! Lists of a register in the database.

use std::collections::HashMap;

use entities::{bureau, enterprise, ids::RegionId, platform, project, scoped::Scoped};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityName, FromQueryResult, IntoActiveModel,
    ModelTrait, PaginatorTrait, QueryFilter, Select, Value,
};
use serde_json::json;

use super::model::{self, Cursor, List, OrderBy};
use crate::{
    db::{Db, Engine, begins, column, within},
    error::{Error, Result},
    issue::Issue,
    region::tree::Place,
};

/// A table of a register.
pub trait Register: Scoped<Model: Sync> {
    /// Key.
    const ID: Self::Column;
    /// Name.
    const NAME: Self::Column;
    /// Version.
    const VERSION: Self::Column;
    /// Moment of the last change.
    const UPDATED_AT: Self::Column;
}

macro_rules! registers {
    ($($table:ident),*) => {$(
        impl Register for $table::Entity {
            const ID: Self::Column = $table::Column::Id;
            const NAME: Self::Column = $table::Column::Name;
            const VERSION: Self::Column = $table::Column::Version;
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
pub async fn page<E: Register>(
    db: &Db,
    select: Select<E>,
    list: &List,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<E::Model>> {
    let column = match list.order {
        OrderBy::Name => E::NAME,
        OrderBy::UpdatedAt => E::UPDATED_AT,
    };
    let mut cursor = select.cursor_by((column, E::ID));
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
    Ok(cursor.first(limit as u64 + 1).all(db.reader()).await?)
}

/// How many rows a selection has.
///
/// # Errors
/// When the database does not answer.
pub async fn count<E: Register>(db: &Db, select: Select<E>) -> Result<u64> {
    Ok(select.count(db.reader()).await?)
}

/// The rows of these keys in `place` and below.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids<E: Register>(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    ids: &[i64],
) -> Result<Vec<E::Model>> {
    Ok(within::<E>(place)
        .filter(E::ID.is_in(ids.iter().copied()))
        .all(connection)
        .await?)
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

/// Stores a changed row, if its version is still `expected`.
///
/// # Errors
/// When the database does not answer.
#[expect(
    clippy::disallowed_methods,
    reason = "the row was read in scope, in the same transaction"
)]
pub async fn update<E: Register>(
    connection: &impl ConnectionTrait,
    row: E::ActiveModel,
    id: i64,
    expected: i64,
) -> Result<bool>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let result = E::update_many()
        .set(row)
        .filter(E::ID.eq(id))
        .filter(E::VERSION.eq(expected))
        .exec(connection)
        .await?;
    Ok(result.rows_affected == 1)
}

/// The first rows by name of each of several regions, those below included: one statement, however many.
/// Each list may hold one row more than `limit`, which tells that there are more.
///
/// # Errors
/// When the database does not answer.
pub async fn firsts<E>(db: &Db, roots: &[Place<'_>], limit: usize) -> Result<HashMap<u32, Vec<E::Model>>>
where
    E: Register + EntityName,
    E::Model: ModelTrait<Entity = E> + FromQueryResult,
{
    let table = E::default().table_name().to_owned();
    let members: Vec<_> = roots
        .iter()
        .flat_map(|root| {
            root.subtree()
                .map(move |place| json!([root.index, root.province().id.0, place.id.0]))
        })
        .collect();
    let engine = db.engine();
    let (source, root, province, region) = match engine {
        Engine::Sqlite => (
            "json_each(?) k",
            "k.value ->> 0",
            "k.value ->> 1",
            "k.value ->> 2",
        ),
        Engine::Postgres => (
            "jsonb_array_elements($1::jsonb) k",
            "(k ->> 0)::bigint",
            "(k ->> 1)::bigint",
            "(k ->> 2)::bigint",
        ),
    };
    let most = engine.pick("?", "$2");
    let sql = format!(
        "SELECT * FROM (
             SELECT t.*, {root} AS root, ROW_NUMBER() OVER (PARTITION BY {root} ORDER BY t.name, t.id) AS place
             FROM {source} JOIN {table} t ON t.province_id = {province} AND t.region_id = {region}
         ) AS ranked WHERE place <= {most} ORDER BY root, place"
    );
    let most = i64::try_from(limit + 1).map_err(Error::internal)?;
    let values: [Value; 2] = [serde_json::Value::from(members).to_string().into(), most.into()];
    let mut firsts: HashMap<u32, Vec<E::Model>> = HashMap::new();
    for row in db.reader().query_all_raw(engine.statement(sql, values)).await? {
        let root: i64 = column(&row, "root")?;
        let model = E::Model::from_query_result(&row, "")?;
        firsts
            .entry(u32::try_from(root).map_err(Error::internal)?)
            .or_default()
            .push(model);
    }
    Ok(firsts)
}
