//! Enterprises in the database.

pub mod groups;
pub mod members;

use chrono::NaiveDate;
use entities::{
    enterprise::{ActiveModel, Column, Entity, Model},
    ids::{EnterpriseId, RegionId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, QueryFilter, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use serde_json::{Value, json};

use super::{
    industry,
    model::{Content, Details, Location, SizeClass, YearFigures},
    span::Span,
};
use crate::{
    code::to_text,
    db::begins,
    error::{Error, Result},
    platform,
    region::tree::{Place, Tree},
    register::{
        amount::Amount,
        repo::{Index, Kept, Record, from_details, to_details},
    },
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// A stored enterprise.
pub type Enterprise = Record<Content>;

/// What enterprises are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only the one of this credit code.
    pub credit_code: Option<String>,
    /// Only of this class of GB/T 4754 and those inside it.
    pub industry: Option<String>,
    /// Only of this size class.
    pub size: Option<SizeClass>,
    /// Only those that were above scale on this day.
    pub above_scale_on: Option<NaiveDate>,
    /// Only those whose recognition in a programme was valid on a day.
    pub recognised: Option<(String, NaiveDate)>,
    /// Only those that host an R&D institution, or that do not.
    pub hosts_rd: Option<bool>,
}

impl Kept for Content {
    type Id = EnterpriseId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Enterprise;
    const KIND: &'static str = "enterprise";
    const SEARCHED: bool = true;
    const UNIQUE_NAME: bool = false;
    const INDEXES: &'static [Index] = &[
        Index {
            table: "enterprise_location",
            columns: &[("since", "date"), ("until", "date")],
        },
        Index {
            table: "enterprise_scale",
            columns: &[("since", "date"), ("until", "date")],
        },
        Index {
            table: "enterprise_branch",
            columns: &[("since", "date"), ("until", "date")],
        },
        Index {
            table: "enterprise_size",
            columns: &[("size", "text"), ("since", "date"), ("until", "date")],
        },
        Index {
            table: "enterprise_chain",
            columns: &[
                ("chain", "text"),
                ("position", "text"),
                ("since", "date"),
                ("until", "date"),
            ],
        },
        Index {
            table: "enterprise_year",
            columns: &[
                ("year", "integer"),
                ("output", "bigint"),
                ("revenue", "bigint"),
                ("rd_expenditure", "bigint"),
                ("tax", "bigint"),
                ("employees", "bigint"),
                ("patents", "bigint"),
                ("standards", "bigint"),
            ],
        },
    ];

    fn name(&self) -> &str {
        &self.name
    }

    fn code(&self) -> Option<&str> {
        self.credit_code.as_deref()
    }

    fn searched(&self) -> Vec<&str> {
        let names = std::iter::once(&self.name).chain(&self.details.other_names);
        names.map(String::as_str).collect()
    }

    fn magnitude(&self) -> i64 {
        self.latest_output()
    }

    fn read(row: Model) -> Result<Self> {
        let mut details = from_details::<Details>(&row.details)?;
        if details.locations.is_empty() {
            // A record of a release that knew no dates: it is where it is registered, as long as is known.
            details.locations.push(Location {
                region: row.region_id,
                span: Span::default(),
            });
        }
        Ok(Self {
            name: row.name,
            credit_code: row.credit_code,
            industry: row.industry,
            note: row.note,
            details,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            credit_code: Set(self.credit_code.clone()),
            industry: Set(self.industry.clone()),
            size: Set(self.size().as_ref().map(to_text).transpose()?),
            note: Set(self.note.clone()),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn indexed(&self, tree: &Tree) -> Vec<Vec<Value>> {
        let span = |span: &Span| json!({ "since": span.since, "until": span.until });
        let at = |region: RegionId, when: &Span| {
            let province = tree.by_id(region)?.province().id.0;
            let mut row = span(when);
            row["province_id"] = json!(province);
            row["region_id"] = json!(region.0);
            Some(row)
        };
        let details = &self.details;
        let locations = details.locations.iter();
        let branches = details.branches.iter();
        let sizes = details.size_spans().into_iter().map(|(size, when)| {
            let mut row = span(&when);
            row["size"] = json!(size);
            row
        });
        let chains = details.chains.iter().map(|fact| {
            let mut row = span(&fact.span);
            row["chain"] = json!(fact.chain);
            row["position"] = json!(fact.position);
            row
        });
        vec![
            locations
                .filter_map(|location| at(location.region, &location.span))
                .collect(),
            details.above_scale.iter().map(span).collect(),
            branches
                .filter_map(|branch| at(branch.region, &branch.span))
                .collect(),
            sizes.collect(),
            chains.collect(),
            details.years.iter().map(year).collect(),
        ]
    }

    fn hidden(scope: &Scope, place: Place<'_>) -> &'static [&'static str] {
        match (
            may_read(scope, place, Resource::Contact),
            may_read(scope, place, Resource::Tax),
        ) {
            (true, true) => &[],
            (true, false) => &["years.tax"],
            (false, true) => &["contact"],
            (false, false) => &["contact", "years.tax"],
        }
    }

    fn filtered(mut select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        if let Some(code) = &filter.credit_code {
            select = select.filter(Column::CreditCode.eq(code));
        }
        if let Some(class) = &filter.industry {
            select = select.filter(in_class(class)?);
        }
        if let Some(size) = &filter.size {
            select = select.filter(Column::Size.eq(to_text(size)?));
        }
        if let Some(day) = filter.above_scale_on {
            select = select.filter(Expr::exists(above_scale(day)));
        }
        if let Some((programme, day)) = &filter.recognised {
            select = select.filter(Expr::exists(recognised(programme, *day)));
        }
        Ok(match filter.hosts_rd {
            None => select,
            Some(true) => select.filter(Expr::exists(hosts())),
            Some(false) => select.filter(Expr::exists(hosts()).not()),
        })
    }
}

/// Whether a scope may read a restricted field of the enterprises of a region.
#[must_use]
pub fn may_read(scope: &Scope, place: Place<'_>, resource: Resource) -> bool {
    scope.allows(place, resource.keepers().unwrap_or(&[]), resource, Action::Read)
}

fn year(figures: &YearFigures) -> Value {
    let amount = |amount: &Option<Amount>| amount.as_ref().map(|amount| amount.scaled);
    json!({
        "year": figures.year, "output": amount(&figures.output), "revenue": amount(&figures.revenue),
        "rd_expenditure": amount(&figures.rd_expenditure), "tax": amount(&figures.tax),
        "employees": figures.employees, "patents": figures.patents, "standards": figures.standards,
    })
}

/// The industries inside a class.
fn in_class(class: &str) -> Result<Condition> {
    if !industry::is_known(class) {
        return Err(Error::BadInput(format!("{class:?} is no class of GB/T 4754")));
    }
    let beginnings = industry::beginnings(class);
    let conditions = beginnings.iter().map(|start| begins(Column::Industry, start));
    Ok(conditions.fold(Condition::any(), Condition::add))
}

/// The spans that hold a day.
fn holds(statement: &mut SelectStatement, since: &'static str, until: &'static str, day: NaiveDate) {
    let (since, until) = (Expr::col(Alias::new(since)), Expr::col(Alias::new(until)));
    statement
        .and_where(since.clone().is_null().or(since.lte(day)))
        .and_where(until.clone().is_null().or(until.gt(day)));
}

/// The beginning of what is asked beside an enterprise: for each of a county's few the index of the other table is
/// looked up, and never the whole country's list of subjects.
fn beside(table: &'static str, key: &'static str) -> SelectStatement {
    let key = Expr::col((Alias::new(table), Alias::new(key)));
    Query::select()
        .expr(Expr::val(1))
        .from(Alias::new(table))
        .and_where(key.equals((Entity, Column::Id)))
        .take()
}

/// That it was above scale on a day.
fn above_scale(day: NaiveDate) -> SelectStatement {
    let mut statement = beside("enterprise_scale", "record_id");
    holds(&mut statement, "since", "until", day);
    statement
}

/// That its recognition in a programme is valid on a day: from the day of the recognition to the last day of its
/// validity.
fn recognised(programme: &str, day: NaiveDate) -> SelectStatement {
    let column = |name: &'static str| Expr::col((Alias::new("recognition"), Alias::new(name)));
    beside("recognition", "subject_id")
        .and_where(column("programme").eq(programme))
        .and_where(column("subject_kind").eq("ENTERPRISE"))
        .and_where(column("state").is_in(["RECOGNISED", "REVOKED"]))
        .and_where(column("valid_from").lte(day))
        .and_where(column("valid_to").is_null().or(column("valid_to").gte(day)))
        .and_where(column("deleted_at").is_null())
        .take()
}

/// That it hosts a standing platform which is an R&D institution 研发机构.
fn hosts() -> SelectStatement {
    beside("platform", "host_id")
        .and_where(Expr::col((Alias::new("platform"), Alias::new("deleted_at"))).is_null())
        .and_where(Expr::exists(platform::repo::of_families(&[
            "RD",
            "ENTERPRISE_RD",
        ])))
        .take()
}
