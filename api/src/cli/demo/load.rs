//! Loading the demo's data through the same services as every client, so that it has its audit trail.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    audit::write::Write,
    auth::Principal,
    error::{Error, Result},
    hub::Hub,
    indicator::observation::{
        model::Row,
        service::{self, Ask, Batch, record},
    },
    issue::{Issue, blocks},
    plan::{check::findings, model::state::PlanState, service::steps},
    region::code,
    register::{
        repo::{Record, store},
        service::write::{Rules, register},
    },
    scope::{
        Scope,
        policy::{Function, Role},
    },
};

#[derive(Deserialize)]
struct Bureau {
    region: String,
    #[serde(flatten)]
    content: crate::bureau::model::Content,
}

#[derive(Deserialize)]
struct Enterprise {
    region: String,
    #[serde(flatten)]
    content: crate::enterprise::model::Content,
}

#[derive(Deserialize)]
struct Platform {
    region: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    level: Option<crate::platform::model::PlatformLevel>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct Project {
    region: String,
    name: String,
    aliases: Vec<String>,
    kind: String,
    stage: String,
    note: Option<String>,
}

#[derive(Deserialize)]
struct Plan {
    region: String,
    /// What is said to the findings of each rule.
    explanations: BTreeMap<String, String>,
    #[serde(flatten)]
    content: crate::plan::model::Content,
}

#[derive(Deserialize)]
struct Observation {
    region: String,
    indicator: String,
    period: String,
    value: Option<Decimal>,
    numerator: Option<Decimal>,
    denominator: Option<Decimal>,
    unit: String,
    note: Option<String>,
}

/// Loads the facts of three plans, unless all are there. A loading that was ended before goes on where it stood: the
/// values come last and in one piece, and tell that nothing is missing.
pub(super) async fn load(hub: &Hub) -> Result<()> {
    let observations: Vec<Observation> = parse(include_str!("../../../data/demo/observations.json"))?;
    let Some(region) = observations.first().map(|observation| observation.region.clone()) else {
        return Ok(());
    };
    if service::count(&actor(hub, &region)?, hub, &Ask::default()).await? > 0 {
        return Ok(());
    }
    for Bureau { region, content } in parse::<Vec<_>>(include_str!("../../../data/demo/bureaus.json"))? {
        once(hub, &region, content).await?;
    }
    for Enterprise { region, content } in
        parse::<Vec<_>>(include_str!("../../../data/demo/enterprises.json"))?
    {
        once(hub, &region, content).await?;
    }
    for platform in parse::<Vec<Platform>>(include_str!("../../../data/demo/platforms.json"))? {
        let content = crate::platform::model::Content {
            name: platform.name,
            kind: platform.kind,
            level: platform.level,
            note: platform.note,
            ..Default::default()
        };
        once(hub, &platform.region, content).await?;
    }
    for project in parse::<Vec<Project>>(include_str!("../../../data/demo/projects.json"))? {
        let region = project.region.clone();
        once(hub, &region, project.content()).await?;
    }
    plan(hub).await?;
    values(hub, &region, observations).await
}

impl Project {
    fn content(self) -> crate::project::model::Content {
        let stage = crate::project::model::stage::StageChange {
            stage: self.stage,
            ..Default::default()
        };
        crate::project::model::Content {
            name: self.name,
            kind: self.kind,
            total_investment: None,
            note: self.note,
            details: crate::project::model::Details {
                other_names: self.aliases,
                stages: vec![stage],
                ..Default::default()
            },
        }
    }
}

/// Registers a record, unless the region has one of its name.
async fn once<C: Rules>(hub: &Hub, region: &str, content: C) -> Result<()> {
    let scope = actor(hub, region)?;
    if standing::<C>(&scope, hub, content.name()).await?.is_some() {
        return Ok(());
    }
    let (_, issues) = register(&scope, hub, None, content).await?;
    check(&issues)
}

async fn standing<C: Rules>(scope: &Scope, hub: &Hub, name: &str) -> Result<Option<Record<C>>> {
    let write = Write::begin(scope, hub).await?;
    let found = store::by_names::<C>(&write, scope.home(), &[name]).await?;
    Ok(found.into_values().flatten().next())
}

/// The plan of a town with its targets, its findings explained and its own seal put: so its targets count.
async fn plan(hub: &Hub) -> Result<()> {
    let given: Plan = parse(include_str!("../../../data/demo/plan.json"))?;
    let scope = actor(hub, &given.region)?;
    let mut plan = match standing(&scope, hub, &given.content.name).await? {
        Some(plan) => plan,
        None => {
            let (plan, issues) = steps::register(&scope, hub, None, given.content.into()).await?;
            check(&issues)?;
            plan.ok_or_else(|| Error::internal("the demo's plan is not stored"))?
        }
    };
    if plan.content.state != PlanState::DraftForComment {
        return Ok(());
    }
    for finding in findings(&plan.content) {
        let Some(text) = given.explanations.get(finding.code) else {
            continue;
        };
        let (explained, issues) =
            steps::explain(&scope, hub, plan.id, plan.version, finding.key(), text.clone()).await?;
        check(&issues)?;
        plan = explained.ok_or_else(|| Error::internal("a finding of the demo's plan is not explained"))?;
    }
    let (_, issues) = steps::seal(&scope, hub, plan.id, plan.version).await?;
    check(&issues)
}

async fn values(hub: &Hub, region: &str, observations: Vec<Observation>) -> Result<()> {
    let rows = observations.into_iter().map(|given| Row {
        region: given.region,
        indicator: given.indicator,
        period: given.period,
        value: given.value,
        numerator: given.numerator,
        denominator: given.denominator,
        unit: Some(given.unit),
        denominator_unit: None,
        note: given.note,
        expected_version: None,
    });
    let batch = Batch {
        rows: rows.collect(),
        all_or_nothing: true,
        dry_run: false,
        submit: true,
    };
    let recorded = record(&actor(hub, region)?, hub, &batch, None).await?;
    check(&recorded.issues)
}

/// The loader in the place of a region's own offices.
fn actor(hub: &Hub, region: &str) -> Result<Scope> {
    let principal = Principal {
        issuer: "demo".into(),
        subject: "demo-loader".into(),
        region: code::normalise(region)
            .ok_or_else(|| Error::internal("a bad region code in the demo's data"))?,
        functions: Function::ALL.to_vec(),
        roles: vec![Role::Reporter, Role::Admin],
        expires_at: DateTime::<Utc>::MAX_UTC,
    };
    Scope::new(Arc::new(principal), hub.tree(), "demo".into())
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}

fn check(issues: &[Issue]) -> Result<()> {
    if blocks(issues) {
        Err(Error::internal(format!(
            "the demo's data is not sound: {issues:?}"
        )))
    } else {
        Ok(())
    }
}
