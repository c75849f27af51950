//! `registers reindex`.

use clap::Subcommand;

use super::serve::migrated;
use crate::{
    brand, bureau,
    clock::Clock,
    config::Config,
    contract,
    db::Db,
    enterprise,
    error::Result,
    institution, meeting, plan, platform, problem, project, recognition,
    region::{self, tree::Tree},
    register::repo::index,
    visit,
};

/// The registers.
#[derive(Debug, Subcommand)]
pub(super) enum Registers {
    /// Make anew, from the records, the tables by which records are searched and summed. Needed once after an
    /// upgrade that brings new ones; safe to run at any time, beside a hub that serves.
    Reindex,
}

pub(super) async fn run(config: &Config, command: Registers) -> Result<()> {
    let Registers::Reindex = command;
    let db = migrated(config).await?;
    let tree = region::service::today(&db, Clock::default().now()).await?;
    reindex(&db, &tree).await
}

/// Makes the tables anew and prints how many records each register has.
pub(super) async fn reindex(db: &Db, tree: &Tree) -> Result<()> {
    macro_rules! rebuild {
        ($($name:literal $content:ty),* $(,)?) => {$(
            let records = index::rebuild::<$content>(db, tree).await?;
            println!("{records:>9} {}", $name);
        )*};
    }
    rebuild!(
        "bureaus" bureau::model::Content,
        "enterprises" enterprise::model::Content,
        "claims that an enterprise moved" enterprise::moves::model::Content,
        "institutions" institution::model::Content,
        "platforms" platform::model::Content,
        "projects" project::model::Content,
        "meetings" meeting::model::Content,
        "recognitions" recognition::model::Content,
        "problems" problem::model::Content,
        "brands" brand::model::Content,
        "visits" visit::model::Content,
        "plans" plan::model::Content,
        "contracts" contract::model::Content,
    );
    Ok(())
}
