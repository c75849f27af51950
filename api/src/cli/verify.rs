//! `verify`.

use super::serve::connected;
use crate::{
    auth::keys::KeySet,
    clock::Clock,
    config::Config,
    error::{Error, Result},
    hub::Hub,
    rollup::verify,
};

/// Recomputes and compares everything; the exit code tells whether all agrees.
pub(super) async fn run(config: Config) -> Result<()> {
    let db = connected(&config).await?;
    let hub = Hub::open(config, db, KeySet::default(), Clock::default()).await?;
    let report = verify::verify(&hub, |province, so_far| {
        println!(
            "{province}: {} columns, {} observations, {} figures so far",
            so_far.columns, so_far.observations, so_far.figures
        );
    })
    .await?;
    for fault in &report.told {
        eprintln!("{fault}");
    }
    if report.faults > 0 {
        return Err(Error::BadInput(format!(
            "{} of what was compared differs",
            report.faults
        )));
    }
    println!(
        "all agrees: {} columns, {} observations, {} figures",
        report.columns, report.observations, report.figures
    );
    Ok(())
}
