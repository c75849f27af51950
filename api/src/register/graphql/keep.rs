//! Deleting and restoring a record of any register.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::record::Shown;
use crate::{
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        node::Node,
    },
    register::service::write::{self, Outcome, Rules},
};

/// Which record is deleted, and why.
#[derive(Clone, Debug, InputObject)]
pub struct DeleteRecordInput {
    /// Global id of a record of a register.
    pub id: ID,
    /// The version that is deleted; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Why 删除理由, 1 to 500 characters.
    pub reason: String,
}

/// Which record is restored.
#[derive(Clone, Debug, InputObject)]
pub struct RestoreRecordInput {
    /// Global id of a deleted record.
    pub id: ID,
    /// The version that is restored; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
}

/// The result of deleting or restoring a record.
#[derive(SimpleObject)]
pub struct RecordPayload {
    /// The record as it is stored now; null if an issue blocked the write.
    pub record: Option<Node>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload<C: Shown<Object: Into<Node>>>((record, issues): Outcome<C>) -> RecordPayload {
    RecordPayload {
        record: record.map(|record| C::object(record).into()),
        issues: issue::wrap(issues),
    }
}

async fn delete<C: Rules + Shown<Object: Into<Node>>>(
    ctx: &Context<'_>,
    key: i64,
    input: &DeleteRecordInput,
) -> Result<RecordPayload> {
    let outcome = write::delete::<C>(
        scope(ctx)?,
        hub(ctx),
        key.into(),
        input.expected_version,
        &input.reason,
    );
    Ok(payload(outcome.await?))
}

async fn restore<C: Rules + Shown<Object: Into<Node>>>(
    ctx: &Context<'_>,
    key: i64,
    input: &RestoreRecordInput,
) -> Result<RecordPayload> {
    let outcome = write::restore::<C>(scope(ctx)?, hub(ctx), key.into(), input.expected_version);
    Ok(payload(outcome.await?))
}

/// Calls a function for the register of a kind.
macro_rules! of_register {
    ($kind:expr, $call:ident($($argument:expr),*)) => {
        match $kind {
            Kind::Bureau => $call::<crate::bureau::model::Content>($($argument),*).await,
            Kind::Enterprise => $call::<crate::enterprise::model::Content>($($argument),*).await,
            Kind::Institution => $call::<crate::institution::model::Content>($($argument),*).await,
            Kind::Platform => $call::<crate::platform::model::Content>($($argument),*).await,
            Kind::Project => $call::<crate::project::model::Content>($($argument),*).await,
            Kind::Meeting => $call::<crate::meeting::model::Content>($($argument),*).await,
            Kind::Problem => $call::<crate::problem::model::Content>($($argument),*).await,
            Kind::Brand => $call::<crate::brand::model::Content>($($argument),*).await,
            Kind::Visit => $call::<crate::visit::model::Content>($($argument),*).await,
            Kind::Contract => $call::<crate::contract::model::Content>($($argument),*).await,
            Kind::Plan => $call::<crate::plan::model::Content>($($argument),*).await,
            Kind::Recognition => $call::<crate::recognition::model::Content>($($argument),*).await,
            other => Err(Error::BadInput(format!("a {other} is not a record of a register that is deleted"))),
        }
    };
}

/// Deleting and restoring.
#[derive(Debug, Default)]
pub struct RecordMutation;

#[Object]
impl RecordMutation {
    /// Deletes a record 删除 of a register, with a reason; claims that an enterprise moved are withdrawn instead, and a
    /// recognition is deleted only while it waits (`WRONG_STATE`), a plan only before it is sealed (`PLAN_SEALED`). Its content and history stay readable by its id and it
    /// can be restored; it is not listed or counted any more, and its name or code may be given to another. By
    /// those who write the record.
    async fn delete_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record, and why.")] input: DeleteRecordInput,
    ) -> Result<RecordPayload> {
        let (kind, key) = global_id::decode(&input.id)?;
        of_register!(kind, delete(ctx, key, &input))
    }

    /// Restores a deleted record 恢复 of a register, unless another has taken its name or code meanwhile. By those
    /// who write the record.
    async fn restore_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record.")] input: RestoreRecordInput,
    ) -> Result<RecordPayload> {
        let (kind, key) = global_id::decode(&input.id)?;
        of_register!(kind, restore(ctx, key, &input))
    }
}
