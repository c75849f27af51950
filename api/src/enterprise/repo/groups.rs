//! Counting and summing enterprises in the database: by region and one more key, in one statement.

use chrono::NaiveDate;
use entities::enterprise::{Column, Entity};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, JoinType, SelectStatement},
};

use super::Filter;
use crate::{
    db::{Db, column, shared},
    enterprise::{
        groups::{Cell, Sums},
        model::Content,
    },
    error::Result,
    region::tree::{Place, Tier},
    register::{
        model::List,
        repo::{Kept, listed},
    },
};

/// By what enterprises are grouped beside their region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// By nothing else.
    None,
    /// Industry code as it is stored.
    Industry,
    /// Size class.
    Size,
    /// Programmes in which they are recognised on a day: an enterprise may be in several.
    Programme(NaiveDate),
    /// Years of which they have figures.
    Year,
}

/// What is summed, in the order of [`Sums`].
const SUMMED: [&str; 6] = [
    "output",
    "revenue",
    "rd_expenditure",
    "employees",
    "patents",
    "standards",
];

/// Counts and sums by region and key: of where they are, or of where they were on a day.
///
/// # Errors
/// As [`listed`].
pub async fn cells(
    db: &Db,
    place: Place<'_>,
    list: &List<Filter>,
    key: Key,
    on: Option<NaiveDate>,
    year: Option<i32>,
) -> Result<Vec<Cell>> {
    let mut select = match on {
        None => listed::<Content>(place, list)?,
        Some(day) => located(place, list, day)?,
    };
    let region = match on {
        None => Expr::col((Entity, Column::RegionId)),
        Some(_) => Expr::col((Alias::new("l"), Alias::new("region_id"))),
    };
    join(QuerySelect::query(&mut select), key, year);
    let figures = year.is_some() || key == Key::Year;
    let mut select = select
        .select_only()
        .expr_as(region.clone(), "region")
        .expr_as(of(key), "key")
        .expr_as(Expr::cust(count(key)), "enterprises");
    if figures {
        for name in SUMMED {
            // In two halves: a sum of large numbers fits in no integer of SQLite, and is no integer on PostgreSQL.
            let high = format!("CAST(SUM(y.{name} / 1000000000) AS BIGINT)");
            let low = format!("CAST(SUM(y.{name} % 1000000000) AS BIGINT)");
            select = select
                .expr_as(Expr::cust(high), format!("{name}_high"))
                .expr_as(Expr::cust(low), format!("{name}_low"))
                .expr_as(Expr::cust(format!("COUNT(y.{name})")), format!("{name}_of"));
        }
    }
    let select = select.group_by(region).group_by(of(key));
    let statement = select.build(db.reader().get_database_backend());
    let rows = db.reader().query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            let count: i64 = column(row, "enterprises")?;
            let mut sums = Sums::default();
            if figures {
                for (sum, name) in sums.iter_mut().zip(SUMMED) {
                    let half = |half: &str| column::<Option<i64>>(row, &format!("{name}_{half}"));
                    let of: i64 = column(row, &format!("{name}_of"))?;
                    let (high, low) = (half("high")?.unwrap_or(0), half("low")?.unwrap_or(0));
                    *sum = (
                        i128::from(high) * 1_000_000_000 + i128::from(low),
                        of.unsigned_abs(),
                    );
                }
            }
            Ok(Cell {
                region: column(row, "region")?,
                key: column(row, "key")?,
                count: count.unsigned_abs(),
                sums,
            })
        })
        .collect()
}

/// An enterprise has one region, class and size, and one row of a year; of a programme it may have two entries.
fn count(key: Key) -> &'static str {
    match key {
        Key::Programme(_) => "COUNT(DISTINCT enterprise.id)",
        _ => "COUNT(*)",
    }
}

fn of(key: Key) -> Expr {
    match key {
        Key::None => Expr::cust("CAST(NULL AS TEXT)"),
        Key::Industry => Expr::cust("enterprise.industry"),
        Key::Size => Expr::cust("enterprise.size"),
        Key::Programme(_) => Expr::cust("r.programme"),
        Key::Year => Expr::cust("CAST(y.year AS TEXT)"),
    }
}

fn join(statement: &mut SelectStatement, key: Key, year: Option<i32>) {
    let record = |alias: &'static str, column: &'static str| {
        Condition::all().add(Expr::col((Alias::new(alias), Alias::new(column))).equals((Entity, Column::Id)))
    };
    if year.is_some() || key == Key::Year {
        let y = |name: &'static str| Expr::col((Alias::new("y"), Alias::new(name)));
        let mut on = record("y", "record_id");
        if let Some(year) = year {
            on = on.add(y("year").eq(year));
        }
        // Grouped by year, those without figures are in no group; summed, they count without adding.
        let how = if key == Key::Year {
            JoinType::InnerJoin
        } else {
            JoinType::LeftJoin
        };
        statement.join_as(how, Alias::new("enterprise_year"), Alias::new("y"), on);
    }
    if let Key::Programme(day) = key {
        let r = |name: &'static str| Expr::col((Alias::new("r"), Alias::new(name)));
        let on = record("r", "subject_id")
            .add(r("subject_kind").eq("ENTERPRISE"))
            .add(r("state").is_in(["RECOGNISED", "REVOKED"]))
            .add(r("valid_from").lte(day))
            .add(r("valid_to").is_null().or(r("valid_to").gte(day)))
            .add(r("deleted_at").is_null());
        statement.join_as(
            JoinType::InnerJoin,
            Alias::new("recognition"),
            Alias::new("r"),
            on,
        );
    }
}

/// The enterprises that were in a region or below on a day, wherever they are now.
fn located(place: Place<'_>, list: &List<Filter>, day: NaiveDate) -> Result<Select<Entity>> {
    let l = |name: &'static str| Expr::col((Alias::new("l"), Alias::new(name)));
    let mut on = Condition::all()
        .add(l("record_id").equals((Entity, Column::Id)))
        .add(l("province_id").eq(place.province().id.0))
        .add(l("since").is_null().or(l("since").lte(day)))
        .add(l("until").is_null().or(l("until").gt(day)));
    if place.tier != Tier::Province {
        on = on.add(l("region_id").is_in(place.all_ids().map(|id| id.0)));
    }
    let mut select = Content::filtered(shared::<Entity>(), &list.filter)?.filter(Column::DeletedAt.is_null());
    QuerySelect::query(&mut select).join_as(
        JoinType::InnerJoin,
        Alias::new("enterprise_location"),
        Alias::new("l"),
        on,
    );
    Ok(select)
}
