//! What a rule of counting finds in a register: one statement, however many rows it reads.

use chrono::NaiveDate;
use entities::ids::RegionId;
use sea_orm::{ConnectionTrait, Value};
use serde_json::json;

use crate::{
    counting::{
        fold::Cell,
        model::{DateRule, Days},
    },
    db::{Db, Engine, after_prefix, column},
    error::{Error, Result},
    region::tree::{Place, Tier},
};

/// How what is found comes back.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// Summed: those that are in one region alone by region, the others each in each of its regions.
    Summed,
    /// The subjects with keys after this one, in the order of their keys, so many of them, each in each of its regions.
    Page(i64, usize),
}

/// What is asked of a register.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Only what is present here or below.
    pub place: Place<'a>,
    /// By which days.
    pub days: Days,
    /// How it comes back.
    pub cut: Cut,
}

/// A statement in the making: its text names the values that are bound.
#[derive(Debug)]
pub struct Sql {
    engine: Engine,
    values: Vec<Value>,
    days: Days,
    /// The bound province.
    pub province: String,
    /// The bound last day of the period.
    pub last: String,
}

impl Sql {
    /// The beginning of a statement on what is asked.
    #[must_use]
    pub fn on(db: &Db, asked: &Asked<'_>) -> Self {
        let mut sql = Self {
            engine: db.engine(),
            values: Vec::new(),
            days: asked.days,
            province: String::new(),
            last: String::new(),
        };
        sql.province = sql.bind(asked.place.province().id.0);
        sql.last = sql.day(asked.days.last);
        sql
    }

    /// The engine's own text.
    #[must_use]
    pub fn pick<'a>(&self, sqlite: &'a str, postgres: &'a str) -> &'a str {
        self.engine.pick(sqlite, postgres)
    }

    /// Binds a value.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("{}{}", self.engine.pick("?", "$"), self.values.len())
    }

    /// Binds a day.
    fn day(&mut self, day: NaiveDate) -> String {
        self.bind(day) + self.engine.pick("", "::date")
    }

    /// That a column is one of some codes; nothing where there are none.
    pub fn any(&mut self, column: &str, codes: &[String]) -> String {
        if codes.is_empty() {
            return String::new();
        }
        let bound: Vec<String> = codes.iter().map(|code| self.bind(code.as_str())).collect();
        format!(" AND {column} IN ({})", bound.join(", "))
    }

    /// That a column is a code; nothing where there is none.
    pub fn is(&mut self, column: &str, code: Option<&str>) -> String {
        code.map(|code| format!(" AND {column} = {}", self.bind(code)))
            .unwrap_or_default()
    }

    /// That a column begins with one of some texts.
    pub fn begins(&mut self, column: &str, starts: &[String]) -> String {
        if starts.is_empty() {
            return String::new();
        }
        let range = |start: &String| {
            let from = format!("{column} >= {}", self.bind(start.as_str()));
            let to = after_prefix(start).map(|end| format!(" AND {column} < {}", self.bind(end)));
            format!("({from}{})", to.unwrap_or_default())
        };
        let ranges: Vec<String> = starts.iter().map(range).collect();
        format!(" AND ({})", ranges.join(" OR "))
    }

    /// That something happened on a day of the rule. Where it is not known when, it has always been so, but did not
    /// happen in a period.
    pub fn happened(&mut self, column: &str) -> String {
        match self.days.rule {
            DateRule::During => {
                let first = self.day(self.days.first);
                format!(" AND {column} >= {first} AND {column} <= {}", self.last)
            }
            DateRule::AtEnd | DateRule::UntilEnd => {
                format!(" AND ({column} IS NULL OR {column} <= {})", self.last)
            }
        }
    }

    /// As [`Sql::happened`], and on the last day of the period it has not ended where that is asked; `ended` is its last
    /// day.
    pub fn valid(&mut self, column: &str, ended: &str) -> String {
        let began = self.happened(column);
        let holds = match self.days.rule {
            DateRule::AtEnd => format!(" AND ({ended} IS NULL OR {ended} >= {})", self.last),
            DateRule::During | DateRule::UntilEnd => String::new(),
        };
        began + &holds
    }

    /// The day by which a subject is looked for where it was: that of what happened in the period, else its last one.
    #[must_use]
    pub fn day_of(&self, column: &str) -> String {
        match self.days.rule {
            DateRule::During => column.to_owned(),
            DateRule::AtEnd | DateRule::UntilEnd => self.last.clone(),
        }
    }

    /// Runs the statement: `body` gives the columns `subject` and `region`, of the province alone, and a subject as often
    /// as it likes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn cells(mut self, db: &Db, asked: &Asked<'_>, body: &str) -> Result<Vec<Cell>> {
        let inside = self.inside(asked.place);
        let sql = match asked.cut {
            Cut::Summed => format!(
                "WITH p AS (SELECT DISTINCT x.subject, x.region FROM ({body}) x WHERE {inside}),
                 k AS (SELECT subject, COUNT(*) AS regions, MIN(region) AS region FROM p GROUP BY subject)
                 SELECT CAST(NULL AS BIGINT) AS subject, region, COUNT(*) AS subjects FROM k WHERE regions = 1
                 GROUP BY region
                 UNION ALL
                 SELECT p.subject, p.region, CAST(1 AS BIGINT) FROM p JOIN k ON k.subject = p.subject
                 WHERE k.regions > 1"
            ),
            Cut::Page(after, rows) => {
                let after = self.bind(after);
                let rows = self.bind(i64::try_from(rows).map_err(Error::internal)?);
                format!(
                    "SELECT subject, region, CAST(1 AS BIGINT) AS subjects FROM (
                         SELECT x.subject, x.region, DENSE_RANK() OVER (ORDER BY x.subject) AS place
                         FROM ({body}) x WHERE {inside} AND x.subject > {after}) z
                     WHERE place <= {rows} GROUP BY subject, region ORDER BY subject"
                )
            }
        };
        let statement = self.engine.statement(sql, self.values);
        let rows = db.reader().query_all_raw(statement).await?;
        let cell = |row| {
            Ok(Cell {
                subject: column(row, "subject")?,
                region: RegionId(column(row, "region")?),
                count: column(row, "subjects")?,
            })
        };
        rows.iter().map(cell).collect()
    }

    /// Of a province the body has all.
    fn inside(&mut self, place: Place<'_>) -> String {
        if place.tier == Tier::Province {
            return "1 = 1".to_owned();
        }
        let below: Vec<i64> = place.all_ids().map(|id| id.0).collect();
        let list = self.bind(json!(below).to_string());
        let ids = match self.engine {
            Engine::Sqlite => format!("SELECT value FROM json_each({list})"),
            Engine::Postgres => format!("SELECT value::bigint FROM jsonb_array_elements_text({list}::jsonb)"),
        };
        format!("x.region IN ({ids})")
    }
}

/// That the span of a row holds a day: from its first day up to the day before its end.
#[must_use]
pub fn holds(row: &str, day: &str) -> String {
    format!("({row}.since IS NULL OR {row}.since <= {day}) AND ({row}.until IS NULL OR {row}.until > {day})")
}
