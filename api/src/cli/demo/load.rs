//! Loading the demo's data through the same services as every client, so that it has its audit trail.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    auth::Principal,
    error::{Error, Result},
    hub::Hub,
    indicator::observation::{
        model::Row,
        service::{Batch, record},
    },
    issue::{Issue, blocks},
    plan::{check::findings, service::steps},
    region::code,
    register::service::write::register,
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

/// Loads the facts of three plans, unless a database holds bureaus already.
pub(super) async fn load(hub: &Hub) -> Result<()> {
    let first: Vec<Bureau> = parse(include_str!("../../../data/demo/bureaus.json"))?;
    let Some(region) = first.first().map(|bureau| bureau.region.clone()) else {
        return Ok(());
    };
    if crate::register::service::count::<crate::bureau::model::Content>(
        &actor(hub, &region)?,
        hub,
        &Default::default(),
    )
    .await?
        > 0
    {
        return Ok(());
    }
    for Bureau { region, content } in first {
        let (_, issues) = register(&actor(hub, &region)?, hub, None, content).await?;
        check(&issues)?;
    }
    let enterprises: Vec<Enterprise> = parse(include_str!("../../../data/demo/enterprises.json"))?;
    for Enterprise { region, content } in enterprises {
        let (_, issues) = register(&actor(hub, &region)?, hub, None, content).await?;
        check(&issues)?;
    }
    let platforms: Vec<Platform> = parse(include_str!("../../../data/demo/platforms.json"))?;
    for Platform {
        region,
        name,
        kind,
        level,
        note,
    } in platforms
    {
        let content = crate::platform::model::Content {
            name,
            kind,
            level,
            note,
            ..Default::default()
        };
        let (_, issues) = register(&actor(hub, &region)?, hub, None, content).await?;
        check(&issues)?;
    }
    let projects: Vec<Project> = parse(include_str!("../../../data/demo/projects.json"))?;
    for Project {
        region,
        name,
        aliases,
        kind,
        stage,
        note,
    } in projects
    {
        let stage = crate::project::model::stage::StageChange {
            stage,
            ..Default::default()
        };
        let content = crate::project::model::Content {
            name,
            kind,
            total_investment: None,
            note,
            details: crate::project::model::Details {
                other_names: aliases,
                stages: vec![stage],
                ..Default::default()
            },
        };
        let (_, issues) = register(&actor(hub, &region)?, hub, None, content).await?;
        check(&issues)?;
    }
    plan(hub).await?;
    observations(hub).await
}

/// The plan of a town with its targets, its findings explained and its own seal put: so its targets count.
async fn plan(hub: &Hub) -> Result<()> {
    let given: Plan = parse(include_str!("../../../data/demo/plan.json"))?;
    let scope = actor(hub, &given.region)?;
    let (plan, issues) = steps::register(&scope, hub, None, given.content.into()).await?;
    check(&issues)?;
    let mut plan = plan.ok_or_else(|| Error::internal("the demo's plan is not stored"))?;
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

async fn observations(hub: &Hub) -> Result<()> {
    let observations: Vec<Observation> = parse(include_str!("../../../data/demo/observations.json"))?;
    let Some(region) = observations.first().map(|observation| observation.region.clone()) else {
        return Ok(());
    };
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
    let recorded = record(&actor(hub, &region)?, hub, &batch, None).await?;
    check(&recorded.issues)
}

/// The loader in the place of a region's own offices.
fn actor(hub: &Hub, region: &str) -> Result<Scope> {
    let principal = Principal {
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
