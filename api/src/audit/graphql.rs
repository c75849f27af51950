//! The history of a record in the API.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};
use serde_json::Value;

use super::{model, service};
use crate::{
    error::Result,
    graphql::{
        context::hub,
        page::{self, Page, Total},
        scalars::DateTime,
    },
    region::graphql::{Region, region_of},
};

/// What was done to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::audit::write::Act")]
pub enum HistoryAction {
    /// 新增: it was registered.
    Created,
    /// 修改: its content changed.
    Updated,
    /// 报送: a value was put before the tier above.
    Submitted,
    /// 审核通过: the tier above accepted it.
    Accepted,
    /// 退回: the tier above returned it.
    Returned,
    /// 删除: it was deleted, with a reason.
    Deleted,
    /// 恢复: it was restored.
    Restored,
}

/// One field of a record before and after a change 字段变更.
#[derive(Clone, Debug, SimpleObject)]
pub struct FieldChange {
    /// The field: names from the record down, joined by dots. An entry of a list bears the list's name.
    field: String,
    /// Before, as JSON in the shape in which it is stored: money in 分 with the unit in which it was given, other
    /// records by their keys. Null where it was empty, or where it is restricted.
    before: Option<String>,
    /// After, as JSON, likewise. Null where it is empty, or where it is restricted.
    after: Option<String>,
    /// Whether the token may not read the field, of which then only that it changed is told; or a part of an entry of a
    /// list, which then is left out of the entry.
    restricted: bool,
}

/// A change of a record 变更记录.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    entry: service::Entry,
    hidden: &'static [&'static str],
}

/// A change of a record 变更记录: who, when, and every field before and after.
#[Object]
impl HistoryEntry {
    /// The version that the change made.
    async fn version(&self) -> i64 {
        self.entry.version
    }

    /// What was done.
    async fn action(&self) -> HistoryAction {
        self.entry.act.into()
    }

    /// When 变更时间.
    async fn at(&self) -> DateTime {
        DateTime(self.entry.at)
    }

    /// Who 操作人: the subject of the token.
    async fn by(&self) -> &str {
        &self.entry.subject
    }

    /// The region 操作地区 of the token.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.entry.actor)
    }

    /// Every field that changed, in the order of their names.
    async fn changes(&self) -> Vec<FieldChange> {
        let changes = self.entry.changes.iter();
        changes.map(|change| shown(change, self.hidden)).collect()
    }
}

/// A change without what the token may not read: a whole field, or `list.field` of a list's entries.
fn shown(change: &model::FieldChange, hidden: &[&str]) -> FieldChange {
    let field = change.field.as_str();
    let whole = hidden.iter().any(|name| {
        let inside = field.strip_prefix(name);
        inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    let mut restricted = whole;
    let mut json = |value: &Option<Value>| {
        let mut value = value.clone().filter(|_| !whole)?;
        if let Value::Object(entry) = &mut value {
            for name in hidden
                .iter()
                .filter_map(|name| name.strip_prefix(field)?.strip_prefix('.'))
            {
                restricted |= entry.remove(name).is_some_and(|was| !was.is_null());
            }
        }
        Some(value.to_string())
    };
    FieldChange {
        before: json(&change.before),
        after: json(&change.after),
        field: field.to_owned(),
        restricted,
    }
}

/// A page of the history of a record that was read in scope, the last change first. `hidden` names the fields
/// that the token may not read.
///
/// # Errors
/// `BAD_USER_INPUT` and `LIMIT_EXCEEDED` for the page.
pub async fn history(
    ctx: &Context<'_>,
    kind: &'static str,
    record: i64,
    hidden: &'static [&'static str],
    first: Option<i32>,
    after: Option<String>,
) -> Result<Page<HistoryEntry>> {
    let hub = Arc::clone(hub(ctx));
    let limit = page::limit(ctx, first)?;
    let before = page::key::<i64>(after.as_deref())?;
    let rows = service::history(&hub, kind, record, before, limit).await?;
    let total = Total::new(move || {
        let hub = Arc::clone(&hub);
        async move { service::count(&hub, kind, record).await }
    });
    let node = |entry: service::Entry| HistoryEntry { entry, hidden };
    Ok(page::connection(
        rows,
        limit,
        after.is_some(),
        total,
        |entry| entry.version,
        node,
    ))
}
