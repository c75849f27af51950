//! Registers in the database.

mod census;
pub mod index;
mod kept;
pub mod members;
pub mod store;

use std::collections::HashMap;

use entities::{
    brand, bureau, contract, enterprise, enterprise_move, institution, meeting, plan, platform, problem,
    project, recognition, scoped::Scoped, visit,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityName, EntityTrait, FromQueryResult,
    IntoActiveModel, ModelTrait, PaginatorTrait, QueryFilter, QuerySelect, Select, Value,
    sea_query::{Alias, Expr, ExprTrait, Query, SimpleExpr},
};
use serde_json::json;

use super::{
    model::{Cursor, List, Order, OrderBy},
    search,
};
use crate::{
    db::{Db, Engine, begins, column, shown, within},
    error::{Error, Result},
    region::tree::{Place, Tier},
};
pub use census::census;
pub use kept::{Index, Kept, Presence, Record, from_details, to_details};

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
    /// Moment of the deletion.
    const DELETED_AT: Self::Column;
    /// Reason of the deletion.
    const DELETED_REASON: Self::Column;
    /// By what the largest are found.
    const MAGNITUDE: Option<Self::Column>;
    /// A code that names the record in the whole hub, or in its province or region where the register's rules
    /// say so.
    const CODE: Option<Self::Column>;
}

macro_rules! registers {
    ($($table:ident $(by $magnitude:ident)? $(of $code:ident)?),* $(,)?) => {$(
        impl Register for $table::Entity {
            const ID: Self::Column = $table::Column::Id;
            const NAME: Self::Column = $table::Column::Name;
            const VERSION: Self::Column = $table::Column::Version;
            const CREATED_AT: Self::Column = $table::Column::CreatedAt;
            const UPDATED_AT: Self::Column = $table::Column::UpdatedAt;
            const DELETED_AT: Self::Column = $table::Column::DeletedAt;
            const DELETED_REASON: Self::Column = $table::Column::DeletedReason;
            const MAGNITUDE: Option<Self::Column> = registers!(@maybe $table $($magnitude)?);
            const CODE: Option<Self::Column> = registers!(@maybe $table $($code)?);
        }
    )*};
    (@maybe $table:ident) => { None };
    (@maybe $table:ident $column:ident) => { Some($table::Column::$column) };
}

registers!(
    brand of Identity,
    bureau,
    contract by Magnitude of Number,
    enterprise by Magnitude of CreditCode,
    enterprise_move,
    institution,
    meeting,
    plan,
    platform,
    problem,
    project by Magnitude,
    recognition,
    visit,
);

/// The rows of a region and all below, and those of others that are shown there, deleted ones included.
pub fn seen<C: Kept>(place: Place<'_>) -> Select<C::Table> {
    match C::PRESENCE {
        Some(presence) if presence.across_provinces || place.tier != Tier::Province => {
            shown(place, C::Table::ID, presence.table)
        }
        _ => within(place),
    }
}

/// The rows of a list.
///
/// # Errors
/// `BAD_USER_INPUT` for a search without a letter, or in a register that is not searched.
pub fn listed<C: Kept>(place: Place<'_>, list: &List<C::Filter>) -> Result<Select<C::Table>> {
    let mut select = C::filtered(seen::<C>(place), &list.filter)?.filter(if list.deleted {
        C::Table::DELETED_AT.is_not_null()
    } else {
        C::Table::DELETED_AT.is_null()
    });
    if let Some(start) = &list.name_starts_with {
        select = select.filter(begins(C::Table::NAME, start));
    }
    if let Some(since) = list.changed_since {
        select = select.filter(C::Table::UPDATED_AT.gte(since));
    }
    if let Some(text) = &list.search {
        select = select.filter(named::<C>(place, text)?);
    }
    Ok(select)
}

/// Of which a name contains a text.
fn named<C: Kept>(place: Place<'_>, text: &str) -> Result<SimpleExpr> {
    if !C::SEARCHED {
        return Err(Error::BadInput(
            "this register is not searched by name".to_owned(),
        ));
    }
    let wanted = search::wanted(text)
        .ok_or_else(|| Error::BadInput(format!("{text:?} has no letter or digit to search for")))?;
    let part = Alias::new("part");
    let mut parts = Query::select();
    parts
        .column(Alias::new("record_id"))
        .from(Alias::new("name_part"))
        .and_where(Expr::col(Alias::new("kind")).eq(C::KIND))
        .and_where(Expr::col(Alias::new("province_id")).eq(place.province().id.0))
        .and_where(Expr::col(part.clone()).gte(wanted.as_str()));
    if let Some(end) = crate::db::after_prefix(&wanted) {
        parts.and_where(Expr::col(part).lt(end));
    }
    Ok(C::Table::ID.in_subquery(parts))
}

/// The column of an order.
///
/// # Errors
/// `BAD_USER_INPUT` where the register has no such measure.
fn ordered<E: Register>(by: OrderBy) -> Result<E::Column> {
    match by {
        OrderBy::Name => Ok(E::NAME),
        OrderBy::UpdatedAt => Ok(E::UPDATED_AT),
        OrderBy::Magnitude => E::MAGNITUDE
            .ok_or_else(|| Error::BadInput("this register has no measure by which it is ordered".to_owned())),
    }
}

/// A page of a list, and one row more if there are more.
///
/// # Errors
/// `BAD_USER_INPUT` for a cursor of another order.
pub async fn page<C: Kept>(
    db: &Db,
    select: Select<C::Table>,
    order: Order,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Record<C>>> {
    let mut cursor = select.cursor_by((ordered::<C::Table>(order.by)?, C::Table::ID));
    if order.descending {
        cursor.desc();
    }
    match (order.by, after) {
        (_, None) => {}
        (OrderBy::Name, Some(Cursor::Name(name, id))) => {
            cursor.after((name, id));
        }
        (OrderBy::UpdatedAt, Some(Cursor::UpdatedAt(at, id))) => {
            cursor.after((at, id));
        }
        (OrderBy::Magnitude, Some(Cursor::Magnitude(magnitude, id))) => {
            cursor.after((magnitude, id));
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

/// The records of these keys that a region and those below see, deleted ones included.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids<C: Kept>(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    ids: &[C::Id],
) -> Result<Vec<Record<C>>> {
    let keys = ids.iter().map(|id| -> i64 { (*id).into() });
    let rows = seen::<C>(place)
        .filter(C::Table::ID.is_in(keys))
        .all(connection)
        .await?;
    rows.into_iter().map(kept::record).collect()
}

/// The records of `place` and below that stand and that a condition picks.
///
/// # Errors
/// When the database does not answer.
pub async fn picked<C: Kept>(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    condition: SimpleExpr,
) -> Result<Vec<Record<C>>> {
    let rows = within::<C::Table>(place)
        .filter(condition)
        .filter(C::Table::DELETED_AT.is_null())
        .all(connection)
        .await?;
    rows.into_iter().map(kept::record).collect()
}

/// The regions of a province that have records, in no order.
///
/// # Errors
/// When the database does not answer.
pub async fn keeping<C: Kept>(db: &Db, province: Place<'_>) -> Result<Vec<entities::ids::RegionId>> {
    let found = within::<C::Table>(province)
        .filter(C::Table::DELETED_AT.is_null())
        .select_only()
        .column(C::Table::region())
        .distinct()
        .into_tuple()
        .all(db.reader())
        .await?;
    Ok(found)
}

/// The names of records anywhere in the hub, deleted or not: of those that a count shows, which need not belong to the
/// scope.
///
/// # Errors
/// When the database does not answer.
pub async fn names<C: Kept>(db: &Db, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let named: Vec<(i64, String)> = crate::db::shared::<C::Table>()
        .select_only()
        .column(C::Table::ID)
        .column(C::Table::NAME)
        .filter(C::Table::ID.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db.reader())
        .await?;
    Ok(named.into_iter().collect())
}

/// The records anywhere in the hub that stand and that a condition picks: for what is read beside a record that
/// the scope reads, or by a rule that tells nothing of them.
///
/// # Errors
/// When the database does not answer.
pub async fn anywhere<C: Kept>(
    connection: &impl ConnectionTrait,
    condition: SimpleExpr,
) -> Result<Vec<Record<C>>> {
    let rows = crate::db::shared::<C::Table>()
        .filter(condition)
        .filter(C::Table::DELETED_AT.is_null())
        .all(connection)
        .await?;
    rows.into_iter().map(kept::record).collect()
}

/// The rows of several regions and of all below them, as the beginning of a statement: `s.root` is the index of the
/// region, `t` the row, each once for a region. Those of others that are shown there are among them.
struct Spread {
    json: Value,
    with: String,
    from: String,
}

fn spread<C: Kept>(engine: Engine, roots: &[Place<'_>]) -> Spread {
    let rows: Vec<_> = roots
        .iter()
        .flat_map(|root| {
            root.all_ids()
                .map(move |id| json!([root.index, root.province().id.0, id.0]))
        })
        .collect();
    let members = engine.pick(
        "SELECT k.value ->> 0 AS root, k.value ->> 1 AS province, k.value ->> 2 AS region FROM json_each(?) k",
        "SELECT (k ->> 0)::bigint AS root, (k ->> 1)::bigint AS province, (k ->> 2)::bigint AS region
         FROM jsonb_array_elements($1::jsonb) k",
    );
    let table = C::Table::default().table_name().to_owned();
    let own = format!("{table} t ON t.province_id = s.province AND t.region_id = s.region");
    let from = match C::PRESENCE {
        None => format!("members s JOIN {own}"),
        Some(Presence { table: shown, .. }) => format!(
            "(SELECT s.root, t.id FROM members s JOIN {own}
              UNION
              SELECT s.root, p.record_id FROM members s
              JOIN {shown} p ON p.province_id = s.province AND p.region_id = s.region) s
             JOIN {table} t ON t.id = s.id"
        ),
    };
    Spread {
        json: serde_json::Value::from(rows).to_string().into(),
        with: format!("WITH members AS ({members})"),
        from,
    }
}

/// The first rows in an order of each of several regions, those below included: one statement, however many.
/// Each list may hold one row more than `limit`, which tells that there are more.
///
/// # Errors
/// `BAD_USER_INPUT` for an order that the register does not have.
pub async fn firsts<C: Kept>(
    db: &Db,
    roots: &[Place<'_>],
    limit: usize,
    order: Order,
) -> Result<HashMap<u32, Vec<Record<C>>>> {
    use sea_orm::IdenStatic;
    let by = ordered::<C::Table>(order.by)?;
    let (by, direction) = (by.as_str(), if order.descending { "DESC" } else { "ASC" });
    let engine = db.engine();
    let Spread { json, with, from } = spread::<C>(engine, roots);
    let most = engine.pick("?", "$2");
    let sql = format!(
        "{with} SELECT * FROM (
             SELECT t.*, s.root, ROW_NUMBER() OVER (PARTITION BY s.root ORDER BY t.{by} {direction}, t.id {direction}) AS place
             FROM {from} WHERE t.deleted_at IS NULL
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
    let Spread { json, with, from } = spread::<C>(engine, roots);
    let sql = format!(
        "{with} SELECT s.root, COUNT(*) AS rows FROM {from} WHERE t.deleted_at IS NULL GROUP BY s.root"
    );
    let mut counts = HashMap::new();
    for row in db.reader().query_all_raw(engine.statement(sql, [json])).await? {
        let (root, rows): (i64, i64) = (column(&row, "root")?, column(&row, "rows")?);
        let number = |n: i64| u64::try_from(n).map_err(Error::internal);
        counts.insert(u32::try_from(root).map_err(Error::internal)?, number(rows)?);
    }
    Ok(counts)
}
