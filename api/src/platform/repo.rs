//! Innovation platforms in the database.

pub mod groups;
pub mod members;

use entities::{
    ids::{EnterpriseId, InstitutionId, PlatformId},
    platform::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, QueryFilter, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use serde_json::{Value, json};

use super::model::{Content, Details, PlatformLevel};
use crate::{
    code::{from_text, to_text},
    error::Result,
    region::tree::Tree,
    register::repo::{Index, Kept, Presence, Record, from_details, to_details},
    scope::policy::Resource,
};

/// A stored platform.
pub type Platform = Record<Content>;

/// What platforms are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this type.
    pub kind: Option<String>,
    /// Only of types of this family.
    pub family: Option<String>,
    /// Only of this level.
    pub level: Option<PlatformLevel>,
    /// Only those that this enterprise hosts.
    pub host: Option<EnterpriseId>,
    /// Only those that this institution hosts.
    pub host_institution: Option<InstitutionId>,
}

impl Kept for Content {
    type Id = PlatformId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Platform;
    const KIND: &'static str = "platform";
    const SEARCHED: bool = true;
    const INDEXES: &'static [Index] = &[
        Index {
            table: "platform_presence",
            columns: &[],
        },
        Index {
            table: "platform_tenant",
            columns: &[
                ("enterprise_id", "bigint"),
                ("name", "text"),
                ("since", "date"),
                ("graduated_on", "date"),
            ],
        },
    ];
    const PRESENCE: Option<Presence> = Some(Presence {
        table: "platform_presence",
        across_provinces: false,
    });

    fn name(&self) -> &str {
        &self.name
    }

    fn searched(&self) -> Vec<&str> {
        let names = std::iter::once(&self.name).chain(&self.details.other_names);
        names.map(String::as_str).collect()
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            name: row.name,
            kind: row.kind,
            level: row.level.as_deref().map(from_text).transpose()?,
            host: row.host_id,
            host_institution: row.host_institution_id,
            established_on: row.established_on,
            note: row.note,
            details: from_details::<Details>(&row.details)?,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            kind: Set(self.kind.clone()),
            level: Set(self.level.as_ref().map(to_text).transpose()?),
            host_id: Set(self.host),
            host_institution_id: Set(self.host_institution),
            established_on: Set(self.established_on),
            note: Set(self.note.clone()),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn indexed(&self, _tree: &Tree) -> Vec<Vec<Value>> {
        let sponsors = self.details.sponsors.iter();
        let presence = sponsors.map(|sponsor| json!({ "region_id": sponsor.0 }));
        let tenants = self.details.tenants.iter().map(|tenant| {
            json!({
                "enterprise_id": tenant.enterprise.map(|enterprise| enterprise.0),
                "name": tenant.compared(),
                "since": tenant.since,
                "graduated_on": tenant.graduated_on,
            })
        });
        vec![presence.collect(), tenants.collect()]
    }

    fn filtered(mut select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        if let Some(kind) = &filter.kind {
            select = select.filter(Column::Kind.eq(kind));
        }
        if let Some(family) = &filter.family {
            select = select.filter(Expr::exists(of_families(&[family])));
        }
        if let Some(level) = &filter.level {
            select = select.filter(Column::Level.eq(to_text(level)?));
        }
        if let Some(host) = filter.host {
            select = select.filter(Column::HostId.eq(host));
        }
        if let Some(host) = filter.host_institution {
            select = select.filter(Column::HostInstitutionId.eq(host));
        }
        Ok(select)
    }
}

/// The term of a platform's type, if it is of one of these families: provinces may give one code to types of different families.
#[must_use]
pub fn of_families(families: &[&str]) -> SelectStatement {
    let term = |name: &'static str| Expr::col((Alias::new("term"), Alias::new(name)));
    let province = term("province_key").equals((Entity, Column::ProvinceId));
    Query::select()
        .expr(Expr::val(1))
        .from(Alias::new("term"))
        .and_where(term("vocabulary").eq("PLATFORM_TYPE"))
        .and_where(term("code").equals((Entity, Column::Kind)))
        .and_where(term("family").is_in(families.iter().copied()))
        .and_where(term("province_key").eq(0).or(province))
        .take()
}
