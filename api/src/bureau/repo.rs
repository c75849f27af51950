//! Bureaus in the database.

use entities::{
    bureau::{ActiveModel, Column, Entity, Model},
    ids::{BureauId, RegionId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, sea_query::ExprTrait};
use serde::{Deserialize, Serialize};

use super::model::Content;
use crate::{
    code::{from_text, to_text},
    error::Result,
    region::tree::Place,
    register::repo::{self as register, Kept, Record, from_details, to_details},
    scope::policy::Resource,
};

/// A stored bureau.
pub type Bureau = Record<Content>;

/// What a row keeps beside its columns.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Details {
    aliases: Vec<String>,
}

impl Kept for Content {
    type Id = BureauId;
    type Table = Entity;
    type Filter = ();
    const RESOURCE: Resource = Resource::Bureau;
    const KIND: &'static str = "bureau";
    const SEARCHED: bool = true;

    fn name(&self) -> &str {
        &self.name
    }

    fn searched(&self) -> Vec<&str> {
        self.names().collect()
    }

    fn read(row: Model) -> Result<Self> {
        // An empty text is no function, not one function of an empty code.
        let codes = row.functions.split(',').filter(|code| !code.is_empty());
        let functions = codes.map(from_text).collect::<Result<Vec<_>>>()?;
        Ok(Self {
            name: row.name,
            short_name: row.short_name,
            aliases: from_details::<Details>(&row.details)?.aliases,
            functions,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        let functions = self
            .functions
            .iter()
            .map(to_text)
            .collect::<Result<Vec<String>>>()?;
        Ok(ActiveModel {
            short_name: Set(self.short_name.clone()),
            functions: Set(functions.join(",")),
            details: Set(to_details(&Details {
                aliases: self.aliases.clone(),
            })?),
            ..Default::default()
        })
    }
}

/// The standing bureaus of `place` and the regions above, and those of these keys in the province.
///
/// # Errors
/// When the database does not answer.
pub async fn nameable(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    ids: Vec<BureauId>,
) -> Result<Vec<Bureau>> {
    let above = std::iter::successors(Some(place), |place| place.parent());
    let regions: Vec<RegionId> = above.flat_map(Place::ids).collect();
    let condition = Column::RegionId.is_in(regions).or(Column::Id.is_in(ids));
    register::picked::<Content>(connection, place.province(), condition).await
}

/// The bureaus of these keys in the province of `place`, deleted ones included.
///
/// # Errors
/// When the database does not answer.
pub async fn named(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    ids: &[BureauId],
) -> Result<Vec<Bureau>> {
    register::by_ids::<Content>(connection, place.province(), ids).await
}
