//! `aftercare journal`: verify, export, check.

use std::path::PathBuf;
use std::process::ExitCode;

use base::journal::{Audience, EvidenceReport, PublicKey};
use base::{Clock, Error, Language, Result, TicketId};
use clap::{Args, Subcommand};

use crate::app::App;
use crate::config::Settings;

pub const EXAMPLES: &str = "Examples:\n  aftercare journal verify\n  aftercare journal verify --ticket 12\n  aftercare journal key > aftercare.pub\n  aftercare journal export --ticket 12 --out evidence-12.json\n  aftercare journal check evidence-12.json --key aftercare.pub      (on any machine, needs no database)";

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Compare the whole journal, its seals and every attested row; with --ticket, one ticket and its proofs.
    Verify {
        /// Only this ticket.
        #[arg(long, value_name = "ID")]
        ticket: Option<i64>,
    },
    /// Write a ticket's evidence file.
    Export {
        /// The ticket's id.
        #[arg(long, value_name = "ID")]
        ticket: i64,
        /// Where to write it; standard output when absent.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Check an evidence file, with nothing but the installation's public key.
    Check {
        /// The evidence file.
        file: PathBuf,
        /// The public key, as `aftercare journal key` prints it; without it the file's own key is used and its fingerprint told.
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// Print the installation's public key.
    Key,
}

/// Runs the command. `settings` is called only by those that need the database: checking works on any machine.
pub async fn run(arguments: Arguments, settings: impl Fn() -> Result<Settings>) -> Result<ExitCode> {
    let open = || async { App::open(settings()?, Clock::System).await };
    match arguments.what {
        What::Verify { ticket } => {
            let journal = open().await?.journal;
            let report = journal.verify(ticket.map(TicketId)).await?;
            println!(
                "{} events, {} under seals, {} not sealed yet, {} rows",
                report.events,
                report.events - report.unsealed,
                report.unsealed,
                report.rows
            );
            for finding in &report.findings {
                println!("✗ {}: {}", finding.what, finding.detail.in_language(Language::En));
            }
            Ok(verdict(report.ok))
        }
        What::Export { ticket, out } => {
            let app = open().await?;
            let evidence = app.journal.export(TicketId(ticket), Audience::Staff, app.clock.now()).await?;
            let text = serde_json::to_string_pretty(&evidence).map_err(|error| Error::internal(error.to_string()))?;
            match out {
                None => println!("{text}"),
                Some(path) => {
                    std::fs::write(&path, text).map_err(|error| Error::internal(format!("cannot write {}: {error}", path.display())))?;
                    println!("Written to {}. Check it anywhere: aftercare journal check {}", path.display(), path.display());
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        What::Check { file, key } => {
            let read = |path: &PathBuf| {
                std::fs::read_to_string(path).map_err(|error| Error::internal(format!("cannot read {}: {error}", path.display())))
            };
            let key = key.as_ref().map(read).transpose()?;
            let key = key.map(|text| text.trim().parse::<PublicKey>().map_err(Error::internal)).transpose()?;
            let report = base::journal::check(&read(&file)?, key.as_ref())?;
            describe(&report);
            Ok(verdict(report.ok))
        }
        What::Key => {
            println!("{}", open().await?.journal.public_key());
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn describe(report: &EvidenceReport) {
    println!("Ticket {} of “{}”, exported {}", report.ticket, report.installation, report.exported_at);
    println!("{} events under {} seals, {} withheld from the reader", report.events, report.seals, report.withheld);
    if let Some((first, last)) = report.sealed {
        println!("sealed from {first} to {last}");
    }
    println!(
        "key {} ({})",
        report.fingerprint,
        if report.key_given { "the one given" } else { "the file's own: compare it with the installation's" }
    );
    for finding in &report.findings {
        println!("✗ {}: {}", finding.what, finding.detail.in_language(Language::En));
    }
}

fn verdict(ok: bool) -> ExitCode {
    println!("{}", if ok { "✓ everything agrees" } else { "✗ this is not what was recorded" });
    if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
