//! `demo`: the hub with real data, in one command.

mod load;

use std::{net::SocketAddr, path::PathBuf};

use chrono::TimeDelta;
use migration::{Migrator, MigratorTrait};

use super::{regions, registers, serve::listen};
use crate::{
    auth::{
        keys::{KeySet, SigningKey},
        mint::{Grant, mint},
    },
    clock::Clock,
    config::Config,
    db::Db,
    error::{Error, Result},
    http,
    hub::Hub,
    indicator::catalogue,
    scope::policy::{Function, Role},
};

/// Where the demo lives.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Data folder: database and key. Made if it is not there; used again if it is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Address to listen on, on loopback; the configured one by default.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

/// Sets up and serves.
pub(super) async fn run(mut config: Config, args: &Args) -> Result<()> {
    if let Some(listen) = args.listen {
        config.http.listen = listen;
    }
    if !config.http.listen.ip().is_loopback() {
        return Err(Error::BadInput(
            "a demo listens on loopback alone: its tokens are printed and its key is generated".to_owned(),
        ));
    }
    std::fs::create_dir_all(&args.data).map_err(|error| {
        Error::BadInput(format!(
            "cannot make the data folder {}: {error}",
            args.data.display()
        ))
    })?;
    if config.database.url.is_empty() {
        config.database.url = format!("sqlite:{}", args.data.join("tributary.db").display());
    }
    let keys = args.data.join("keys");
    let key = SigningKey::in_folder(&keys)?;
    let db = Db::connect(&config.database.url, config.database.connections).await?;
    let steps = Migrator::get_pending_migrations(db.writer()).await?.len();
    Migrator::up(db.writer(), None).await?;
    let hub = Hub::open(
        config,
        db,
        KeySet::load(&keys.join("jwks.json"))?,
        Clock::default(),
    )
    .await?;
    if hub.tree().is_empty() {
        let reading = regions::read(None)?;
        regions::report(&reading)?;
        regions::import(&hub.db, &reading).await?;
        hub.reload_tree().await?;
    } else if steps > 0 {
        // A folder of an older release: its records are not in the tables by which they are searched now.
        registers::reindex(&hub.db, &hub.tree()).await?;
    }
    catalogue::install(&hub).await?;
    crate::vocabulary::install::install(&hub).await?;
    load::load(&hub).await?;
    let listener = listen(&hub.config).await?;
    introduce(&hub, &key)?;
    http::serve::run(hub, listener).await
}

struct Client {
    who: &'static str,
    name: &'static str,
    region: &'static str,
    roles: &'static [Role],
    functions: &'static [Function],
}

const CLIENTS: [Client; 6] = [
    Client {
        who: "Guangdong provincial viewer 广东省",
        name: "PROVINCE",
        region: "44",
        roles: &[Role::Viewer],
        functions: &[],
    },
    Client {
        who: "Dongguan science bureau 东莞市科技局",
        name: "DONGGUAN",
        region: "4419",
        roles: &[Role::Viewer, Role::Reporter, Role::Reviewer, Role::Steward],
        functions: &[Function::SciTech],
    },
    Client {
        who: "Dongyuan county reviewer 东源县",
        name: "COUNTY",
        region: "441625",
        roles: &[Role::Viewer, Role::Reviewer],
        functions: &Function::ALL,
    },
    Client {
        who: "Xiantang town clerk 仙塘镇",
        name: "TOWN",
        region: "441625100",
        roles: &[Role::Reporter],
        functions: &Function::ALL,
    },
    Client {
        who: "Jinyuan industry bureau 晋源区工信局",
        name: "JINYUAN",
        region: "140110",
        roles: &[Role::Viewer, Role::Reporter, Role::Reviewer],
        functions: &[Function::IndustryIt],
    },
    Client {
        who: "Guangdong provincial exchange client 省级数据交换",
        name: "EXCHANGE",
        region: "44",
        roles: &[Role::Exchange],
        functions: &[],
    },
];

/// Prints the URL, a token for each client, and three calls that work as they stand.
fn introduce(hub: &Hub, key: &SigningKey) -> Result<()> {
    let url = format!("http://{}/graphql", hub.config.http.listen);
    println!(
        "\nTributary serves {} regions on {url}\n\nTokens, valid for a day:\n",
        hub.tree().len()
    );
    let mut tokens = Vec::new();
    for client in &CLIENTS {
        let grant = Grant {
            subject: format!("demo-{}", client.name.to_lowercase()),
            region: client.region.to_owned(),
            roles: client.roles.to_vec(),
            functions: client.functions.to_vec(),
            ttl: TimeDelta::days(1),
        };
        let token = mint(
            key,
            &hub.config.auth.issuer,
            &hub.config.auth.audience,
            hub.clock.now(),
            &grant,
        )?;
        println!("# {}\n{}={token}\n", client.who, client.name);
        tokens.push((client.name, token));
    }
    let token = |name: &str| {
        tokens
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, token)| token.as_str())
    };
    let calls = [
        (
            "The town writes a value:",
            "TOWN",
            r#"mutation { recordObservations(input: { rows: [{ region: \"441625100\", indicator: \"SPECIALTY_OUTPUT\", period: \"2025\", value: \"240000\", unit: \"万元\" }] }) { written unchanged refused issues { path code message } } }"#,
        ),
        (
            "Its county sees the rolled-up figure with its coverage:",
            "COUNTY",
            r#"{ figure(region: \"441625\", indicator: \"SPECIALTY_OUTPUT\", period: \"2025\", basis: SUBMITTED) { value unit origin knownAt coverage { expected reported missing(first: 3) { totalCount nodes { name } } } } }"#,
        ),
        (
            "The province pulls the figures of its cities:",
            "EXCHANGE",
            r#"{ figures(region: \"44\", indicators: [\"SPECIALTY_OUTPUT\", \"HIGH_TECH_ENTERPRISES\"], periods: [\"2024\", \"2025\"], basis: SUBMITTED) { region { name } indicator { code } period value unit coverage { expected reported } } }"#,
        ),
    ];
    println!("Try it:");
    for (what, who, query) in calls {
        println!(
            "\n# {what}\ncurl -s {url} -H 'Authorization: Bearer {}' -H 'Content-Type: application/json' -d '{{\"query\":\"{query}\"}}'",
            token(who)
        );
    }
    println!();
    Ok(())
}
