//! Claims in the database.

use entities::{
    enterprise_move::{ActiveModel, Column, Entity, Model},
    ids::{EnterpriseId, MoveId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, PaginatorTrait, QueryFilter, Select};
use serde_json::{Value, json};

use super::model::{Content, MoveState};
use crate::{
    audit::write::Write,
    code::{from_text, to_text},
    db::shared,
    error::Result,
    region::tree::{Place, Tree},
    register::repo::{Index, Kept, Presence, Record, from_details, to_details},
    scope::{Scope, policy::Resource},
};

/// A stored claim.
pub type Move = Record<Content>;

/// The table that shows a claim to the region that holds the enterprise, too.
const PRESENCE: &str = "enterprise_move_presence";

impl Kept for Content {
    type Id = MoveId;
    type Table = Entity;
    /// Only claims of this state.
    type Filter = Option<MoveState>;
    const RESOURCE: Resource = Resource::Move;
    const KIND: &'static str = "enterprise_move";
    const UNIQUE_NAME: bool = false;
    const INDEXES: &'static [Index] = &[Index {
        table: PRESENCE,
        columns: &[],
    }];
    const PRESENCE: Option<Presence> = Some(Presence {
        table: PRESENCE,
        across_provinces: true,
    });

    fn name(&self) -> &str {
        &self.credit_code
    }

    /// Where the enterprise was is told by the claim itself, to whom it may be.
    fn hidden(_scope: &Scope, _place: Place<'_>) -> &'static [&'static str] {
        &["from", "enterprise"]
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            credit_code: row.name,
            enterprise: row.enterprise_id,
            from: row.from_region_id,
            since: row.since,
            state: from_text(&row.state)?,
            details: from_details(&row.details)?,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            enterprise_id: Set(self.enterprise),
            from_region_id: Set(self.from),
            since: Set(self.since),
            state: Set(to_text(&self.state)?),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn indexed(&self, tree: &Tree) -> Vec<Vec<Value>> {
        let from = tree.by_id(self.from);
        let row = |province: i64| json!({ "province_id": province, "region_id": self.from.0 });
        vec![from.map(|from| row(from.province().id.0)).into_iter().collect()]
    }

    fn filtered(select: Select<Entity>, state: &Option<MoveState>) -> Result<Select<Entity>> {
        Ok(match state {
            Some(state) => select.filter(Column::State.eq(to_text(state)?)),
            None => select,
        })
    }
}

/// Whether a claim of an enterprise is open, whoever made it.
///
/// # Errors
/// When the database does not answer.
pub async fn is_claimed(write: &Write<'_>, enterprise: EnterpriseId) -> Result<bool> {
    let open = shared::<Entity>()
        .filter(Column::EnterpriseId.eq(enterprise))
        .filter(Column::State.eq(to_text(&MoveState::Pending)?));
    Ok(open.count(write.connection()).await? > 0)
}
