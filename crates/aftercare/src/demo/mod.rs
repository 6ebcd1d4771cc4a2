//! The demo: the whole program on a small city that breaks by itself. And the rehearsal: one fault through the whole loop, without a
//! browser, in accelerated time.

pub mod client;
pub mod mailbox;
mod rehearse;
mod seed;
mod stage;
mod wiring;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use base::{Clock, Result};
use clap::Args;

use crate::app::App;
use crate::config::Settings;
use crate::serve;

pub use rehearse::{RehearseArguments, rehearse};
pub use stage::throwaway;

/// Where the demo keeps its data and where it serves.
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// Where the demo keeps its data; a second start finds it again.
    #[arg(long, default_value = "demo-data", value_name = "FOLDER")]
    data: PathBuf,
    /// The address and port of the pages.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Leave the city in peace: nothing breaks by itself.
    #[arg(long)]
    quiet: bool,
}

/// Runs the demo until it is stopped.
pub async fn run(arguments: DemoArguments) -> Result<()> {
    let listener = serve::bind(arguments.listen).await?;
    tell("opening the embedded database");
    let (mail, letters) = mailbox::open().await?;
    let mut app = App::open(settings(&arguments, mail), Clock::System).await?;
    app.demo_accounts = Arc::new(seed::accounts());
    serve::stop_on_signal(&app);
    stage::first_account(&app).await?;
    tell("starting the city");
    let mut city = stage::start_city().await?;
    let serving = tokio::spawn(serve::serve(app.clone(), listener));
    let address = app.settings.public_url();
    let (login, _) = seed::administrator();
    let administrator = client::Client::new(&address)?.sign_in(login, seed::PASSWORD).await?;
    seed::seed(&administrator, &city.devices_csv(), app.clock.now().date_in(&app.settings.installation.zone), tell).await?;
    tell("wiring them up");
    wiring::enter(&administrator, city.plan()).await?;
    print_invitation(&address);
    tokio::spawn(print_letters(letters, address));
    if !arguments.quiet {
        city.play(city::Script::demo(city.plan()));
    }
    println!("The city takes orders at http://127.0.0.1:{}/ (aftercare city order …, docs/city.md)\n", city.ports().control);
    let served = serving.await.map_err(|error| base::Error::internal(format!("the server ended: {error}")))?;
    city.stop().await;
    served
}

fn settings(arguments: &DemoArguments, mail: SocketAddr) -> Settings {
    let mut settings = Settings::default();
    settings.server.listen = arguments.listen;
    settings.installation.name = "守约 Aftercare · demo".into();
    settings.installation.keys = arguments.data.join("keys");
    settings.database.path = arguments.data.join("aftercare.db");
    settings.mail.host = mail.ip().to_string();
    settings.mail.port = mail.port();
    settings.mail.from = "aftercare@city.example".into();
    settings.watch.period_seconds = 10;
    settings.watch.doubt_period_seconds = 2;
    settings.watch.timeout_milliseconds = 1000;
    settings
}

fn tell(step: &str) {
    println!("… {step}");
}

fn print_invitation(address: &str) {
    println!("\nAftercare is at {address}\n\n  {:<14} {:<14} password", "role", "login");
    for account in seed::accounts() {
        println!("  {:<14} {:<14} {}", account.role.as_str(), account.login, account.password);
    }
    println!("\nThe first fault opens by itself within a minute. Mail to the people is shown here. Ctrl-C stops everything.\n");
}

async fn print_letters(mut letters: tokio::sync::mpsc::UnboundedReceiver<mailbox::Letter>, address: String) {
    while let Some(letter) = letters.recv().await {
        let link = letter.acknowledge_path().map(|path| format!(" · acknowledge: {address}{path}")).unwrap_or_default();
        println!("✉ to {}{link}", letter.to.join(", "));
    }
}
