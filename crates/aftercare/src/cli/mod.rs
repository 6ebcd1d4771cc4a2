//! The command line. Every command's help shows an example; every failure says what to do and leaves the exit status 1.

mod backup;
mod city;
mod clock;
mod config;
mod import;
mod journal;
mod template;
mod user;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base::{Clock, Error, Language, Result};
use clap::{Parser, Subcommand};

use crate::app::App;
use crate::config::{Settings, load};
use crate::{demo, serve};

/// Aftercare keeps service promises: it watches the network, opens the fault, runs the clock, calls the engineer and proves it all.
#[derive(Debug, Parser)]
#[command(name = "aftercare", version, arg_required_else_help = true)]
pub struct Cli {
    /// The settings file; without it the defaults and the environment (AFTERCARE_…) count.
    #[arg(long, global = true, env = "AFTERCARE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    #[command(after_help = "Example:\n  aftercare serve --config aftercare.toml")]
    Serve,
    /// Run the server on a small city that breaks by itself, with one account per role.
    #[command(after_help = "Example:\n  aftercare demo --data demo-data --listen 127.0.0.1:8080")]
    Demo(demo::DemoArguments),
    /// Play one fault through the whole loop without a browser, in accelerated time, and check the evidence.
    #[command(after_help = "Example:\n  aftercare rehearse --evidence evidence.json")]
    Rehearse(demo::RehearseArguments),
    /// Run the simulated city alone, or give it an order.
    #[command(after_help = city::EXAMPLES)]
    City(city::Arguments),
    /// Work out when something promised is due, by a calendar file.
    #[command(after_help = clock::EXAMPLES)]
    Clock(clock::Arguments),
    /// Check templates of checks before they are entered.
    #[command(after_help = template::EXAMPLES)]
    Template(template::Arguments),
    /// Check or show the settings.
    #[command(after_help = "Examples:\n  aftercare config check --config aftercare.toml\n  aftercare config show")]
    Config(config::Arguments),
    /// Add people and set passwords.
    #[command(after_help = user::EXAMPLES)]
    User(user::Arguments),
    /// Import devices from a CSV file.
    #[command(
        after_help = "Examples:\n  aftercare import devices.csv            (shows what would change)\n  aftercare import devices.csv --apply --create-places"
    )]
    Import(import::Arguments),
    /// Verify the journal, export a ticket's evidence, or check an evidence file anywhere.
    #[command(after_help = journal::EXAMPLES)]
    Journal(journal::Arguments),
    /// Write a consistent backup while the program runs.
    #[command(after_help = "Example:\n  aftercare backup aftercare-2026-11-22.backup")]
    Backup(backup::BackupArguments),
    /// Restore a backup into an empty database of either kind.
    #[command(after_help = "Example:\n  aftercare restore aftercare-2026-11-22.backup --config new.toml")]
    Restore(backup::RestoreArguments),
    /// Print the description of the API (OpenAPI), from which the pages' client is generated.
    #[command(hide = true)]
    Openapi,
}

impl Cli {
    /// Runs the command on a runtime of its own.
    pub fn run(self) -> ExitCode {
        start_logging(&self.command);
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return fail(&format!("cannot start: {error}")),
        };
        match runtime.block_on(self.execute()) {
            Ok(code) => code,
            Err(error) => fail(&error.to_string()),
        }
    }

    async fn execute(self) -> Result<ExitCode> {
        let settings = || settings(self.config.as_deref());
        match self.command {
            Command::Serve => {
                let app = App::open(settings()?, Clock::System).await?;
                let listener = serve::bind(app.settings.server.listen).await?;
                serve::stop_on_signal(&app);
                println!("Aftercare serves {}", app.settings.public_url());
                serve::serve(app, listener).await?;
            }
            Command::Demo(arguments) => demo::run(arguments).await?,
            Command::Rehearse(arguments) => return demo::rehearse(arguments).await,
            Command::City(arguments) => city::run(arguments).await?,
            Command::Clock(arguments) => return Ok(clock::run(&arguments)),
            Command::Template(arguments) => return Ok(template::run(&arguments)),
            Command::Config(arguments) => config::run(&arguments, &settings()?)?,
            Command::User(arguments) => user::run(arguments, settings()?).await?,
            Command::Import(arguments) => return import::run(arguments, settings()?).await,
            Command::Journal(arguments) => return journal::run(arguments, settings).await,
            Command::Backup(arguments) => backup::backup(arguments, settings()?).await?,
            Command::Restore(arguments) => backup::restore(arguments, settings()?).await?,
            Command::Openapi => print!("{}", crate::http::description(&demo::throwaway().await?)),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn fail(text: &str) -> ExitCode {
    eprintln!("aftercare: {text}");
    ExitCode::FAILURE
}

/// The settings of the file and the environment, or all their mistakes.
fn settings(file: Option<&Path>) -> Result<Settings> {
    let environment = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    load(file, environment).map_err(|mistakes| {
        let name = file.map_or_else(|| "the settings".to_owned(), |file| file.display().to_string());
        let list: Vec<String> = mistakes.iter().map(|mistake| format!("  {mistake}")).collect();
        Error::internal(format!("{name}: {} to mend\n{}", list.len(), list.join("\n")))
    })
}

/// Logs go to standard error; `AFTERCARE_LOG` says how much (`info`, `watch=debug`). Commands that print for people are quiet.
fn start_logging(command: &Command) {
    let default = match command {
        Command::Serve => "info",
        _ => "warn",
    };
    let filter =
        tracing_subscriber::EnvFilter::try_from_env("AFTERCARE_LOG").unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(default));
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr).init();
}

/// The user's language: that of LC_ALL, LC_MESSAGES or LANG.
fn language() -> Language {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| std::env::var_os(name).filter(|value| !value.is_empty()));
    Language::accepted(&named.unwrap_or_default().to_string_lossy())
}
