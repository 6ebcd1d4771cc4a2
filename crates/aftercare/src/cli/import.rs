//! `aftercare import`: the devices of a customer from a CSV file, looked over before anything is written.

use std::path::PathBuf;
use std::process::ExitCode;

use base::{Actor, Clock, Error, Language, Result};
use clap::Args;

use crate::app::App;
use crate::config::Settings;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The CSV file; docs/import.md names its columns.
    file: PathBuf,
    /// Write it. Without this the file is only looked over.
    #[arg(long)]
    apply: bool,
    /// Make customers and sites that are not there yet.
    #[arg(long)]
    create_places: bool,
}

/// Looks the file over, and writes it when told to and it is clean. Fails when a line is bad.
pub async fn run(arguments: Arguments, settings: Settings) -> Result<ExitCode> {
    let bytes =
        std::fs::read(&arguments.file).map_err(|error| Error::internal(format!("cannot read {}: {error}", arguments.file.display())))?;
    let app = App::open(settings, Clock::System).await?;
    let options = archive::ImportOptions { apply: arguments.apply, create_places: arguments.create_places };
    let report = app.archive.import_devices(&Actor::System("command line"), &bytes, options, app.clock.now()).await?;
    for error in &report.errors {
        eprintln!("line {}: {}", error.line, error.text.in_language(Language::En));
    }
    println!(
        "{} lines: {} new, {} changed, {} as they are, {} to mend",
        report.lines,
        report.created,
        report.updated,
        report.unchanged,
        report.errors.len()
    );
    if !report.errors.is_empty() {
        println!("Nothing was written.");
        return Ok(ExitCode::FAILURE);
    }
    println!("{}", if report.applied { "Written." } else { "Nothing was written; add --apply to write it." });
    Ok(ExitCode::SUCCESS)
}
