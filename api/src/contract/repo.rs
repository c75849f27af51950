//! Contracts in the database.

pub mod groups;
pub mod members;

use chrono::{Datelike, NaiveDate};
use entities::{
    contract::{ActiveModel, Column, Entity, Model},
    ids::{ContractId, ProjectId, RegionId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, QueryFilter, Select};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::model::{Content, ContractKind, Party};
use crate::{
    code::from_text,
    error::{Error, Result},
    region::tree::Tree,
    register::{
        amount::Amount,
        repo::{Index, Kept, Presence, Record, from_details, to_details},
    },
    scope::policy::Resource,
};

/// A stored contract.
pub type Contract = Record<Content>;

/// What contracts are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this kind.
    pub kind: Option<ContractKind>,
    /// Only the one of this number.
    pub number: Option<String>,
    /// Only those of this project.
    pub project: Option<ProjectId>,
    /// Only those that were signed on this day or later.
    pub from: Option<NaiveDate>,
    /// Only those that were signed on this day or earlier.
    pub to: Option<NaiveDate>,
}

/// What a row keeps beside its columns.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Details {
    parties: Vec<Party>,
}

impl Kept for Content {
    type Id = ContractId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Contract;
    const KIND: &'static str = "contract";
    const SEARCHED: bool = true;
    const INDEXES: &'static [Index] = &[Index {
        table: "contract_presence",
        columns: &[],
    }];
    const PRESENCE: Option<Presence> = Some(Presence {
        table: "contract_presence",
        across_provinces: false,
    });

    fn name(&self) -> &str {
        &self.name
    }

    fn code(&self) -> Option<&str> {
        self.number.as_deref()
    }

    fn magnitude(&self) -> i64 {
        self.amount.as_ref().map_or(-1, |amount| amount.scaled)
    }

    fn read(row: Model) -> Result<Self> {
        let amount = row.amount.zip(row.amount_unit);
        Ok(Self {
            name: row.name,
            number: row.number,
            kind: from_text(&row.kind)?,
            signed_on: row.signed_on,
            valid_to: row.valid_to,
            amount: amount.map(|(scaled, unit)| Amount { scaled, unit }),
            project: row.project_id,
            note: row.note,
            parties: from_details::<Details>(&row.details)?.parties,
            shared_with: regions(&row.shared_with)?,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        let amount = self.amount.as_ref();
        let shared_with: Vec<String> = self
            .shared_with
            .iter()
            .map(|region| region.0.to_string())
            .collect();
        Ok(ActiveModel {
            number: Set(self.number.clone()),
            kind: Set(self.kind.code().to_owned()),
            signed_on: Set(self.signed_on),
            year: Set(self.signed_on.year()),
            valid_to: Set(self.valid_to),
            amount: Set(amount.map(|amount| amount.scaled)),
            amount_unit: Set(amount.map(|amount| amount.unit.clone())),
            project_id: Set(self.project),
            shared_with: Set(shared_with.join(",")),
            note: Set(self.note.clone()),
            details: Set(to_details(&Details {
                parties: self.parties.clone(),
            })?),
            ..Default::default()
        })
    }

    fn indexed(&self, _tree: &Tree) -> Vec<Vec<Value>> {
        let others = self.shared_with.iter();
        vec![others.map(|region| json!({ "region_id": region.0 })).collect()]
    }

    fn filtered(mut select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        if let Some(kind) = filter.kind {
            select = select.filter(Column::Kind.eq(kind.code()));
        }
        if let Some(number) = &filter.number {
            select = select.filter(Column::Number.eq(number));
        }
        if let Some(project) = filter.project {
            select = select.filter(Column::ProjectId.eq(project));
        }
        if let Some(from) = filter.from {
            select = select.filter(Column::SignedOn.gte(from));
        }
        if let Some(to) = filter.to {
            select = select.filter(Column::SignedOn.lte(to));
        }
        Ok(select)
    }
}

/// The regions of a text of keys.
fn regions(text: &str) -> Result<Vec<RegionId>> {
    let keys = text.split(',').filter(|key| !key.is_empty());
    let region = |key: &str| key.parse().map(RegionId).map_err(Error::internal);
    keys.map(region).collect()
}
