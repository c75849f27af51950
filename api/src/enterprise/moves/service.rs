//! Use cases of claims.

use chrono::NaiveDate;
use entities::ids::MoveId;

use super::{
    model::{Content, Details, MoveState, moved},
    repo::{self, Move},
};
use crate::{
    audit::write::{Act, Write},
    enterprise::{credit_code, model::Content as Enterprise},
    error::{Error, Result},
    hub::Hub,
    issue::{Issue, blocks},
    recognition::{self, programme::model::SubjectKind},
    region::tree::Place,
    register::{
        model::{check_come, check_reason, china_day},
        service::{
            self as register, writable,
            write::{Change, Outcome, by_codes, keep, place_of, put},
        },
    },
    scope::{
        Scope,
        policy::{Action, Relation, Resource},
    },
};

/// Claims the enterprise of a credit code for the token's own region, to which it moved on a day.
///
/// # Errors
/// `FORBIDDEN` without the role or a function that keeps enterprises.
#[tracing::instrument(name = "enterprise.claim", skip_all)]
pub async fn claim(
    scope: &Scope,
    hub: &Hub,
    code: &str,
    since: NaiveDate,
    reason: &str,
) -> Result<Outcome<Content>> {
    let home = writable(scope, None, Resource::Move)?;
    let code = credit_code::normalise(code);
    let mut issues = Vec::new();
    check_reason(&["reason"], reason, &mut issues);
    let write = Write::begin(scope, hub).await?;
    check_come(&["since"], Some(since), china_day(write.at()), &mut issues);
    // The code is locked until this transaction ends: two claims come one after the other.
    let found = by_codes::<Enterprise>(&write, std::slice::from_ref(&code)).await?;
    let Some(enterprise) = found.into_iter().next() else {
        issues.push(not_registered(&code));
        return Ok((None, issues));
    };
    if home.answers_for(enterprise.region) {
        let (message, message_zh) = ("it is registered here already", "该企业已登记在本地区");
        issues.push(Issue::error(&["creditCode"], "ALREADY_HERE", message, message_zh).with([&code]));
    } else {
        issues.extend(
            moved(&enterprise.content, home.id, since)
                .err()
                .map(|issue| *issue),
        );
    }
    if repo::is_claimed(&write, enterprise.id).await? {
        let message = "another claim of it is open: it is decided first";
        let message_zh = "该企业已有待确认的迁移认领";
        issues.push(Issue::error(&["creditCode"], "ALREADY_CLAIMED", message, message_zh).with([&code]));
    }
    let content = Content {
        credit_code: code,
        enterprise: enterprise.id,
        from: enterprise.region,
        since,
        state: MoveState::Pending,
        details: Details {
            reason: reason.to_owned(),
            ..Details::default()
        },
    };
    let change = Change {
        before: None,
        content,
        issues,
    };
    put(write, hub, home, change, Act::Created).await
}

fn not_registered(code: &str) -> Issue {
    let message = "no enterprise of this credit code is registered: register it";
    let message_zh = "该统一社会信用代码的企业尚未登记，请直接登记";
    Issue::error(&["creditCode"], "NOT_REGISTERED", message, message_zh).with([code])
}

/// Accepts or rejects a claim: by the region that holds the enterprise, or by a reviewer of a region above both.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for the claimant and all others.
#[tracing::instrument(name = "enterprise.decide_move", skip_all)]
pub async fn decide(
    scope: &Scope,
    hub: &Hub,
    id: MoveId,
    expected: i64,
    accept: bool,
    reason: &str,
) -> Result<Outcome<Content>> {
    let before = register::by_id::<Content>(scope, hub, id).await?;
    let claimant = place_of(scope, &before)?;
    authorise(scope, &before, claimant)?;
    let mut issues = Vec::new();
    check_reason(&["reason"], reason, &mut issues);
    issues.extend(before.unless_at(expected));
    issues.extend(before.content.unless_pending());
    let mut write = Write::begin(scope, hub).await?;
    if accept && !blocks(&issues) {
        issues.extend(hand_over(&mut write, hub, claimant, &before.content).await?);
    }
    let mut content = before.content.clone();
    content.state = if accept {
        MoveState::Accepted
    } else {
        MoveState::Rejected
    };
    content.details.decision = Some(reason.to_owned());
    content.details.decided_by = Some(scope.home().id);
    let change = Change {
        before: Some(before),
        content,
        issues,
    };
    put(write, hub, claimant, change, Act::Updated).await
}

/// Gives a claimed enterprise to the claimant, and the entries in programmes that hang on it. The issues say why not:
/// then the transaction must not be committed.
async fn hand_over(
    write: &mut Write<'_>,
    hub: &Hub,
    claimant: Place<'_>,
    claim: &Content,
) -> Result<Vec<Issue>> {
    let held = by_codes::<Enterprise>(write, std::slice::from_ref(&claim.credit_code)).await?;
    let mut held = held.into_iter();
    let Some(held) = held.find(|held| held.id == claim.enterprise && held.region == claim.from) else {
        let message = "the enterprise is not registered any more where it was claimed from";
        return Ok(vec![Issue::error(
            &["id"],
            "GONE",
            message,
            "该企业已不在原登记地",
        )]);
    };
    let content = match moved(&held.content, claimant.id, claim.since) {
        Ok(content) => content,
        Err(issue) => return Ok(vec![*issue]),
    };
    let mut change = Change {
        before: Some(held),
        content,
        issues: Vec::new(),
    };
    keep(write, hub, claimant, &mut change, Act::Updated).await?;
    let subject = (SubjectKind::Enterprise, claim.enterprise.0);
    change
        .issues
        .extend(recognition::service::follow(write, hub, subject, claimant).await?);
    Ok(change.issues)
}

fn authorise(scope: &Scope, claim: &Move, claimant: Place<'_>) -> Result<()> {
    let from = scope.tree().by_id(claim.content.from);
    let from = from.ok_or_else(|| Error::internal("a claim from no region"))?;
    let keepers = Resource::Move.keepers().unwrap_or(&[]);
    scope.require(from, keepers, Resource::Move, Action::Decide)?;
    let above_both = scope.home().contains(claimant) && scope.home() != claimant;
    if scope.relation(from) == Relation::Own || above_both {
        return Ok(());
    }
    Err(Error::Forbidden(
        "a claim is decided by the region that holds the enterprise or by one above both".to_owned(),
    ))
}

/// Withdraws an open claim of the token's own region.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for all but the claimant.
#[tracing::instrument(name = "enterprise.withdraw_move", skip_all)]
pub async fn withdraw(scope: &Scope, hub: &Hub, id: MoveId, expected: i64) -> Result<Outcome<Content>> {
    let (before, claimant) = register::write::to_change::<Content>(scope, hub, id).await?;
    let mut issues: Vec<Issue> = before.unless_at(expected).into_iter().collect();
    issues.extend(before.content.unless_pending());
    let mut content = before.content.clone();
    content.state = MoveState::Withdrawn;
    let write = Write::begin(scope, hub).await?;
    let change = Change {
        before: Some(before),
        content,
        issues,
    };
    put(write, hub, claimant, change, Act::Updated).await
}
