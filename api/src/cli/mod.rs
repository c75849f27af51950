//! The command line.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod demo;
mod regions;
mod registers;
mod serve;
mod token;
mod verify;

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::{
    config::{Config, LogConfig, LogFormat},
    error::{Error, Result},
};

/// Tributary: a GraphQL data-exchange hub for the four tiers of Chinese local government.
///
/// Try it: `tributary demo` sets up a data folder with the whole region tree and the facts of three plans, and
/// serves on loopback. In service: write a settings file, `tributary migrate`, `tributary regions import`,
/// `tributary serve`.
#[derive(Debug, Parser)]
#[command(version, about, long_about)]
pub struct Cli {
    /// Settings file (TOML); what it leaves out has the defaults that `config --defaults` shows.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set up a data folder with real data if it is new, print tokens and examples, and serve on loopback.
    Demo(demo::Args),
    /// Serve. Refuses to start with a pending migration, a generated key or an unsafe setting.
    Serve,
    /// Apply the pending migrations and install the shared catalogue of indicators.
    Migrate,
    /// Print the schema (SDL).
    Schema,
    /// Mint a token with the key of a data folder, for development.
    Token(token::Args),
    /// The region tree.
    #[command(subcommand)]
    Regions(regions::Regions),
    /// The registers.
    #[command(subcommand)]
    Registers(registers::Registers),
    /// Recompute all figures from the versions of the observations, and compare; safe beside a hub that serves.
    Verify,
    /// Print the effective settings as JSON, secrets masked.
    Config {
        /// Print the defaults with their comments instead.
        #[arg(long)]
        defaults: bool,
    },
    /// Ask a hub that runs on the configured address whether it is ready.
    Health,
}

/// Runs a command; an error goes to standard error and makes the exit code 1.
pub async fn run(cli: Cli) -> ExitCode {
    match dispatch(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tributary: {error}");
            if let Some(source) = std::error::Error::source(&error) {
                eprintln!("  because: {source}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<()> {
    if let Command::Config { defaults: true } = cli.command {
        print!("{}", crate::config::DEFAULTS);
        return Ok(());
    }
    let config = Config::load(cli.config.as_deref())?;
    match cli.command {
        Command::Demo(args) => {
            log(&config.log)?;
            demo::run(config, &args).await
        }
        Command::Serve => {
            log(&config.log)?;
            serve::run(config).await
        }
        Command::Migrate => serve::migrate(&config).await,
        Command::Schema => {
            print!("{}", sdl(&config));
            Ok(())
        }
        Command::Token(args) => token::run(&config, &args),
        Command::Regions(command) => regions::run(&config, command).await,
        Command::Registers(command) => registers::run(&config, command).await,
        Command::Verify => verify::run(config).await,
        Command::Config { .. } => {
            println!(
                "{}",
                serde_json::to_string_pretty(&config.masked()).map_err(Error::internal)?
            );
            Ok(())
        }
        Command::Health => health(config.http.listen),
    }
}

/// The schema as it is printed and compared.
#[must_use]
pub fn sdl(config: &Config) -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items();
    let mut sdl = crate::graphql::schema::build(&config.graphql).sdl_with_options(options);
    sdl.truncate(sdl.trim_end().len());
    sdl.push('\n');
    sdl
}

fn log(config: &LogConfig) -> Result<()> {
    let filter = EnvFilter::try_new(&config.filter)
        .map_err(|error| Error::BadInput(format!("log.filter {:?}: {error}", config.filter)))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let installed = match config.format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    installed.map_err(Error::internal)
}

/// Asks `/health/ready` of a hub on this machine.
fn health(listen: SocketAddr) -> Result<()> {
    let ip = if listen.ip().is_unspecified() {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        listen.ip()
    };
    let address = SocketAddr::new(ip, listen.port());
    let timeout = Duration::from_secs(5);
    let mut answer = String::new();
    let asked = TcpStream::connect_timeout(&address, timeout).and_then(|mut stream| {
        stream.set_read_timeout(Some(timeout))?;
        stream.write_all(
            format!("GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes(),
        )?;
        stream.read_to_string(&mut answer)
    });
    asked.map_err(|error| Error::BadInput(format!("{address} does not answer: {error}")))?;
    match answer.split(' ').nth(1) {
        Some("200") => Ok(()),
        status => Err(Error::BadInput(format!(
            "{address} is not ready: {}",
            status.unwrap_or("no status")
        ))),
    }
}
