//! The stage of the demo and the rehearsal: an installation of their own beside the city.

use std::path::Path;

use base::{Actor, Clock, Error, Language, Result, Role};
use city::{City, CityPlan, Order};
use tokio::sync::{Mutex, mpsc};

use super::client::Client;
use super::mailbox::{self, Letter};
use super::seed;
use crate::app::App;
use crate::config::Settings;
use crate::serve;

/// A device of the city stops answering, or answers again.
pub fn order(city: &City, order: &Order) -> Result<()> {
    city.apply(order).map(drop).map_err(|refusal| Error::internal(format!("the city does not obey: {refusal}")))
}

/// Starts the small city on free ports.
pub async fn start_city() -> Result<City> {
    let settings = city::Settings { base_port: 0, ..city::Settings::default() };
    City::start(CityPlan::small(), settings).await.map_err(|error| Error::internal(format!("the city does not start: {error}")))
}

/// Makes the first account when there is none.
pub async fn first_account(app: &App) -> Result<()> {
    let mut conn = app.db.write().await?;
    if !roster::facts::people(&mut conn, &[Role::Administrator]).await?.is_empty() {
        return Ok(());
    }
    let (login, name) = seed::administrator();
    let person = roster::NewPerson {
        name: name.to_owned(),
        login: login.to_owned(),
        password: roster::Password(seed::PASSWORD.to_owned()),
        role: Role::Administrator,
        customer_id: None,
        email: Some(format!("{login}@city.example")),
        phone: None,
        locale: Language::Zh,
    };
    app.roster.create_person(&mut conn, &Actor::System("demo"), app.clock.now(), person).await?;
    conn.commit().await
}

/// An installation in a temporary folder, furnished and serving, that goes with the value.
pub struct Stage {
    /// The program.
    pub app: App,
    /// Where it serves.
    pub address: String,
    /// The city.
    pub city: City,
    /// The mail that was sent.
    pub letters: Mutex<mpsc::UnboundedReceiver<Letter>>,
    serving: tokio::task::JoinHandle<Result<()>>,
    folder: tempfile::TempDir,
}

impl Stage {
    /// Raises it on the given time.
    pub async fn raise(clock: Clock) -> Result<Stage> {
        let folder = tempfile::tempdir().map_err(|error| Error::internal(format!("no temporary folder: {error}")))?;
        let (mail, letters) = mailbox::open().await?;
        let mut settings = throwaway_settings(folder.path());
        settings.mail.host = mail.ip().to_string();
        settings.mail.port = mail.port();
        let listener = serve::bind(settings.server.listen).await?;
        settings.server.listen = listener.local_addr().map_err(|error| Error::internal(error.to_string()))?;
        let app = App::open(settings, clock).await?;
        first_account(&app).await?;
        let city = start_city().await?;
        let address = app.settings.public_url();
        let serving = tokio::spawn(serve::serve(app.clone(), listener));
        let (login, _) = seed::administrator();
        let administrator = Client::new(&address)?.sign_in(login, seed::PASSWORD).await?;
        let today = app.clock.now().date_in(&app.settings.installation.zone);
        seed::seed(&administrator, &city.devices_csv(), today, |_| {}).await?;
        Ok(Stage { app, address, city, letters: Mutex::new(letters), serving, folder })
    }

    /// Ends everything cleanly.
    pub async fn strike(self) {
        self.city.stop().await;
        self.app.stop.cancel();
        if let Ok(Err(error)) = self.serving.await {
            tracing::warn!(%error, "the stage did not end cleanly");
        }
        drop(self.folder);
    }
}

/// An installation that nobody uses, for what needs only its shape.
pub async fn throwaway() -> Result<App> {
    let folder = tempfile::tempdir().map_err(|error| Error::internal(format!("no temporary folder: {error}")))?;
    App::open(throwaway_settings(folder.path()), Clock::System).await
}

fn throwaway_settings(folder: &Path) -> Settings {
    let mut settings = Settings::default();
    settings.server.listen = ([127, 0, 0, 1], 0).into();
    settings.installation.keys = folder.join("keys");
    settings.database.path = folder.join("aftercare.db");
    settings.mail.from = "aftercare@city.example".into();
    settings.watch.period_seconds = 10;
    settings.watch.doubt_period_seconds = 2;
    settings
}
