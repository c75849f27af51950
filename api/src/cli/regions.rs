//! `regions import` and `regions check`.

use std::{fs, path::PathBuf};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::serve::migrated;
use crate::{
    clock::Clock,
    config::Config,
    db::Db,
    error::{Error, Result},
    region::{
        import::{self, EMBEDDED, Reading, TABLES, Table},
        repo,
        tree::Tier,
    },
};

/// The region tree.
#[derive(Debug, Subcommand)]
pub(super) enum Regions {
    /// Bring the database to the division tables, in one transaction. Running it again changes nothing; one bad
    /// row and nothing is imported.
    Import {
        /// Folder with provinces.csv, cities.csv, areas.csv and streets.csv; the tables of the program by default.
        folder: Option<PathBuf>,
    },
    /// Read the division tables and tell what an import would say, without a database.
    Check {
        /// As for import.
        folder: Option<PathBuf>,
    },
}

pub(super) async fn run(config: &Config, command: Regions) -> Result<()> {
    match command {
        Regions::Check { folder } => report(&read(folder)?),
        Regions::Import { folder } => {
            let reading = read(folder)?;
            report(&reading)?;
            import(&migrated(config).await?, &reading).await
        }
    }
}

/// The tables of a folder, or those of the program.
pub(super) fn read(folder: Option<PathBuf>) -> Result<Reading> {
    let texts: Vec<String> = match folder {
        None => EMBEDDED.iter().map(ToString::to_string).collect(),
        Some(folder) => TABLES
            .iter()
            .map(|(file, ..)| {
                let path = folder.join(file);
                fs::read_to_string(&path)
                    .map_err(|error| Error::BadInput(format!("cannot read {}: {error}", path.display())))
            })
            .collect::<Result<_>>()?,
    };
    let tables: Vec<Table<'_>> = TABLES
        .iter()
        .zip(&texts)
        .map(|((file, tier, _), text)| Table {
            file,
            tier: *tier,
            text,
        })
        .collect();
    Ok(import::read(&tables))
}

/// Prints counts and skipped nodes; every bad row is told before the error.
pub(super) fn report(reading: &Reading) -> Result<()> {
    for bad in &reading.bad {
        eprintln!("{}:{}: {}", bad.file, bad.line, bad.problem);
    }
    let names = ["provinces", "cities", "counties", "towns"];
    for (count, name) in reading.counts().iter().zip(names) {
        println!("{count:>7} {name}");
    }
    println!("{:>7} regions in all", reading.divisions.len());
    println!(
        "{:>7} summary nodes left out, their children hung on the nearest real ancestor:",
        reading.skipped.len()
    );
    for (code, name) in &reading.skipped {
        println!("          {code} {name}");
    }
    if reading.bad.is_empty() {
        return Ok(());
    }
    Err(Error::BadInput(format!(
        "{} bad rows: nothing is imported",
        reading.bad.len()
    )))
}

/// Imports with a progress bar and prints what changed.
pub(super) async fn import(db: &Db, reading: &Reading) -> Result<()> {
    if reading.counts()[Tier::Province as usize - 1] == 0 {
        return Err(Error::BadInput("the tables hold no province".to_owned()));
    }
    let bar = ProgressBar::new(reading.divisions.len() as u64);
    let style = ProgressStyle::with_template("importing regions {bar:40} {pos}/{len} ({per_sec})");
    bar.set_style(style.map_err(Error::internal)?);
    let imported = repo::import(db, &reading.divisions, Clock::default().now(), |regions| {
        bar.inc(regions as u64)
    })
    .await?;
    let (elapsed, regions) = (bar.elapsed(), reading.divisions.len());
    bar.finish_and_clear();
    println!(
        "{} added, {} unchanged, {} renamed, {} overtaken by changes of boundaries, {} in the database alone, in {} ms ({} regions)",
        imported.added,
        imported.unchanged,
        imported.renamed,
        imported.overtaken.len(),
        imported.missing,
        elapsed.as_millis(),
        regions
    );
    for code in &imported.overtaken {
        println!("          {code} says what was so before a recorded change of boundaries: left as it is");
    }
    Ok(())
}
