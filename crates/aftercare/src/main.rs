//! `aftercare`: see `aftercare help`.

use std::process::ExitCode;

use aftercare::cli::Cli;
use clap::Parser as _;

fn main() -> ExitCode {
    Cli::parse().run()
}
