//! `token`.

use std::path::PathBuf;

use chrono::TimeDelta;

use crate::{
    auth::{
        keys::SigningKey,
        mint::{Grant, mint},
    },
    clock::Clock,
    config::Config,
    error::{Error, Result},
    region::code,
    scope::policy::{Function, Role},
};

/// What the token shall say.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Data folder whose key signs; the key is made if there is none.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Region code of 2, 4, 6, 9 or 12 digits.
    #[arg(long, value_name = "CODE")]
    region: String,
    /// Role; may be given several times.
    #[arg(long = "role", value_name = "ROLE", required = true)]
    roles: Vec<Role>,
    /// Function of the bureau; may be given several times.
    #[arg(long = "function", value_name = "FUNCTION", ignore_case = true)]
    functions: Vec<Function>,
    /// Subject.
    #[arg(long, default_value = "developer")]
    subject: String,
    /// Seconds that the token lives.
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    ttl: u32,
}

/// Prints a token.
pub(super) fn run(config: &Config, args: &Args) -> Result<()> {
    if code::normalise(&args.region).is_none() {
        return Err(Error::BadInput(format!(
            "{:?} is not a region code of 2, 4, 6, 9 or 12 digits",
            args.region
        )));
    }
    let key = SigningKey::in_folder(&args.data.join("keys"))?;
    let grant = Grant {
        subject: args.subject.clone(),
        region: args.region.clone(),
        roles: args.roles.clone(),
        functions: args.functions.clone(),
        ttl: TimeDelta::seconds(args.ttl.into()),
    };
    let token = mint(
        &key,
        &config.auth.issuer,
        &config.auth.audience,
        Clock::default().now(),
        &grant,
    )?;
    println!("{token}");
    Ok(())
}
