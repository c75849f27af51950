//! Counting platforms and their tenants in the database.

use chrono::NaiveDate;
use entities::{
    ids::EnterpriseId,
    platform::{Column, Entity},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, QueryFilter, QueryResult, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, JoinType},
};

use super::Filter;
use crate::{
    db::{Db, column},
    error::Result,
    platform::{
        chain::{Space, Stay, Who},
        groups::Cell,
        model::Content,
    },
    region::tree::Place,
    register::{
        model::List,
        repo::{listed, seen},
    },
};

/// By what platforms are grouped beside their region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// By nothing else.
    None,
    /// Code of the type.
    Kind,
    /// Family of the type.
    Family,
    /// Level.
    Level,
}

/// Counts by region and key: of joint platforms a row for each sponsor. One statement.
///
/// # Errors
/// As [`listed`].
pub async fn cells(db: &Db, place: Place<'_>, list: &List<Filter>, key: Key) -> Result<Vec<Cell>> {
    let mut select = with_sponsors(listed::<Content>(place, list)?);
    if key == Key::Family {
        let term = |name: &'static str| Expr::col((Alias::new("f"), Alias::new(name)));
        let on = Condition::all()
            .add(term("vocabulary").eq("PLATFORM_TYPE"))
            .add(term("code").equals((Entity, Column::Kind)))
            .add(
                term("province_key")
                    .eq(0)
                    .or(term("province_key").equals((Entity, Column::ProvinceId))),
            );
        QuerySelect::query(&mut select).join_as(JoinType::LeftJoin, Alias::new("term"), Alias::new("f"), on);
    }
    let by = || match key {
        Key::None => Expr::cust("CAST(NULL AS TEXT)"),
        Key::Kind => Expr::cust("platform.kind"),
        Key::Family => Expr::cust("f.family"),
        Key::Level => Expr::cust("platform.level"),
    };
    let region = Expr::col((Entity, Column::RegionId));
    let select = select
        .select_only()
        .expr_as(region.clone(), "region")
        .expr_as(by(), "key")
        .expr_as(Expr::cust("p.record_id"), "joint")
        .expr_as(Expr::cust("p.region_id"), "sponsor")
        .expr_as(Expr::cust("COUNT(*)"), "platforms")
        .group_by(region)
        .group_by(by())
        .group_by(Expr::cust("p.record_id"))
        .group_by(Expr::cust("p.region_id"));
    let cell = |row: &QueryResult| {
        let joint: Option<i64> = column(row, "joint")?;
        let count: i64 = column(row, "platforms")?;
        Ok(Cell {
            region: column(row, "region")?,
            key: column(row, "key")?,
            joint: joint.zip(column(row, "sponsor")?),
            count: count.unsigned_abs(),
        })
    };
    rows(db, &select).await?.iter().map(cell).collect()
}

/// The standing platforms of these types that were established by a day, a row for each sponsor of a joint one.
///
/// # Errors
/// When the database does not answer.
pub async fn spaces(db: &Db, place: Place<'_>, kinds: &[&str], on: NaiveDate) -> Result<Vec<Space>> {
    let select = with_sponsors(established(place, kinds, on))
        .select_only()
        .expr_as(Expr::col((Entity, Column::Id)), "record")
        .expr_as(Expr::col((Entity, Column::RegionId)), "region")
        .expr_as(Expr::col((Entity, Column::Kind)), "kind")
        .expr_as(Expr::cust("p.region_id"), "sponsor");
    let space = |row: &QueryResult| {
        Ok(Space {
            record: column(row, "record")?,
            region: column(row, "region")?,
            kind: column(row, "kind")?,
            sponsor: column(row, "sponsor")?,
        })
    };
    rows(db, &select).await?.iter().map(space).collect()
}

/// The tenants of these platforms that had come by a day, and whether they had graduated.
///
/// # Errors
/// When the database does not answer.
pub async fn stays(db: &Db, place: Place<'_>, kinds: &[&str], on: NaiveDate) -> Result<Vec<Stay>> {
    let tenant = |name: &'static str| Expr::col((Alias::new("t"), Alias::new(name)));
    let graduated = tenant("graduated_on").lte(on);
    let mut select = established(place, kinds, on);
    QuerySelect::query(&mut select)
        .join_as(
            JoinType::InnerJoin,
            Alias::new("platform_tenant"),
            Alias::new("t"),
            Condition::all().add(tenant("record_id").equals((Entity, Column::Id))),
        )
        .and_where(tenant("since").is_null().or(tenant("since").lte(on)));
    let select = select
        .select_only()
        .expr_as(Expr::col((Entity, Column::Id)), "record")
        .expr_as(tenant("enterprise_id"), "enterprise")
        .expr_as(tenant("name"), "name")
        .expr_as(Expr::case(graduated, 1).finally(0), "graduated");
    let stay = |row: &QueryResult| {
        let enterprise: Option<EnterpriseId> = column(row, "enterprise")?;
        let name: Option<String> = column(row, "name")?;
        let graduated: i32 = column(row, "graduated")?;
        Ok(Stay {
            record: column(row, "record")?,
            who: enterprise.map_or_else(|| Who::Name(name.unwrap_or_default()), Who::Enterprise),
            graduated: graduated == 1,
        })
    };
    rows(db, &select).await?.iter().map(stay).collect()
}

fn established(place: Place<'_>, kinds: &[&str], on: NaiveDate) -> Select<Entity> {
    seen::<Content>(place)
        .filter(Column::DeletedAt.is_null())
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .filter(Column::EstablishedOn.is_null().or(Column::EstablishedOn.lte(on)))
}

/// With the other sponsors of joint platforms, as `p`.
fn with_sponsors(mut select: Select<Entity>) -> Select<Entity> {
    let record = Expr::col((Alias::new("p"), Alias::new("record_id")));
    QuerySelect::query(&mut select).join_as(
        JoinType::LeftJoin,
        Alias::new("platform_presence"),
        Alias::new("p"),
        Condition::all().add(record.equals((Entity, Column::Id))),
    );
    select
}

async fn rows(db: &Db, select: &Select<Entity>) -> Result<Vec<QueryResult>> {
    let statement = select.build(db.reader().get_database_backend());
    Ok(db.reader().query_all_raw(statement).await?)
}
