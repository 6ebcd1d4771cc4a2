//! `aftercare template`: whether check templates make sense. It needs no database and no settings.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::language;

pub const EXAMPLES: &str = "Example:
  aftercare template check templates/*.toml

docs/templates.md describes the file.";

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say what is wrong with check templates, line by line.
    #[command(after_help = EXAMPLES)]
    Check {
        /// The files (TOML).
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Runs the command. What is wrong is told on standard error, with the exit status 2.
pub fn run(arguments: &Arguments) -> ExitCode {
    let What::Check { files } = &arguments.what;
    let language = language();
    let mut wrong = 0;
    for file in files {
        match std::fs::read_to_string(file) {
            Ok(text) => {
                for (line, text) in watch::check_template(&text) {
                    wrong += 1;
                    eprintln!("{}:{line}: {}", file.display(), text.in_language(language));
                }
            }
            Err(error) => {
                wrong += 1;
                eprintln!("{}: {error}", file.display());
            }
        }
    }
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) }
}
