//! The wiring: every room on one database and one clock, in the order of their floors.

use std::sync::Arc;

use base::db::{DbSettings, migrate};
use base::secrets::Keyring;
use base::worker::Worker;
use base::{Clock, Db, Result, Workers};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::config::{RemoteWrite, Settings};
use crate::descriptors;
use crate::http::{DemoAccount, Live};

/// The whole program, ready to serve. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct App {
    /// What was set.
    pub settings: Arc<Settings>,
    /// The accounts that the demo shows on its first page; empty elsewhere.
    pub demo_accounts: Arc<Vec<DemoAccount>>,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The evidence.
    pub journal: base::journal::Journal,
    /// When there is service.
    pub calendars: calendar::Calendars,
    /// Customers, contracts, sites, devices.
    pub archive: archive::Archive,
    /// People and duty.
    pub roster: roster::Roster,
    /// Samples.
    pub series: series::Series,
    /// Checks and alarms.
    pub watch: watch::Watch,
    /// Messages.
    pub notify: notify::Notify,
    /// Tickets.
    pub desk: desk::Desk,
    /// Visits.
    pub field: field::Field,
    /// Samples in the language of Prometheus.
    pub prometheus: prometheus::Prometheus,
    /// Live updates.
    pub live: Live,
    /// Everything that time drives.
    pub workers: Workers,
    /// Ends every loop and stream.
    pub stop: CancellationToken,
}

impl App {
    /// Opens the database, brings it up to date, and furnishes every room.
    pub async fn open(settings: Settings, clock: Clock) -> Result<App> {
        let db = open_database(&settings.database(), &clock).await?;
        let keys = &settings.installation.keys;
        let keyring = Keyring::open_or_create(&keys.join("secrets.key"))?;
        let signer = base::journal::Signer::open_or_create(&keys.join("journal.pk8"))?;
        let journal = base::journal::Journal::new(db.clone(), clock.clone(), signer, &settings.installation.name);
        let calendars = calendar::Calendars::new(db.clone(), clock.clone());
        let archive = archive::Archive::new(db.clone(), clock.clone(), keyring.clone());
        let roster =
            roster::Roster::new(db.clone(), clock.clone(), &settings.installation.zone).with_secure_cookies(settings.server.secure_cookies);
        let retention = settings.series.retention().map_err(|text| base::Error::internal(format!("[series] {text}")))?;
        let mut series = series::Series::new(db.clone()).with_clock(clock.clone()).with_retention(retention);
        if !settings.remote_write.url.is_empty() {
            series = series.with_outbox();
        }
        let (prometheus, sender) = prometheus(&db, &clock, &series, &settings.remote_write)?;
        let at_once = under_way(settings.watch.in_flight);
        let prober = prober(at_once)?;
        let watch = watch::Watch::new(
            db.clone(),
            clock.clone(),
            archive.clone(),
            series.clone(),
            prober,
            keyring.clone(),
            watch_settings(&settings, at_once),
        );
        let notify = notify::Notify::new(db.clone(), clock.clone(), keyring, notify_settings(&settings));
        let mut desk = desk::Desk::new(db.clone(), clock.clone(), &settings.installation.zone);
        if !settings.heartbeat.url.is_empty() {
            desk = desk.with_heartbeat(notify::Heartbeat::new(&settings.heartbeat.url));
        }
        let field = field::Field::new(db.clone(), clock.clone(), desk.clone());
        let workers: Vec<Arc<dyn Worker>> =
            [journal.workers(), roster.workers(), series.workers(), watch.workers(), notify.workers(), desk.workers()]
                .into_iter()
                .flatten()
                .chain(sender)
                .collect();
        let workers = Workers::new(db.clone(), clock.clone(), &settings.node(), workers);
        let stop = CancellationToken::new();
        let live = Live::new(stop.clone());
        Ok(App {
            settings: Arc::new(settings),
            demo_accounts: Arc::default(),
            db,
            clock,
            journal,
            calendars,
            archive,
            roster,
            series,
            watch,
            notify,
            desk,
            field,
            prometheus,
            live,
            workers,
            stop,
        })
    }

    /// Starts everything that runs by itself: workers, the watch, live updates. It ends when [`App::stop`] is cancelled.
    pub fn start(&self) -> JoinSet<()> {
        let mut loops = self.workers.start(&self.stop);
        loops.spawn(self.live.clone().follow(self.db.clone()));
        if self.settings.watch.enabled {
            let (watch, stop) = (self.watch.clone(), self.stop.clone());
            loops.spawn(async move { watch.start(&stop).join_all().await.into_iter().collect() });
        }
        loops
    }
}

/// Opens and migrates.
pub async fn open_database(settings: &DbSettings, clock: &Clock) -> Result<Db> {
    let db = Db::open(settings).await?;
    let applied = migrate(&db, migrations::ALL, clock.now()).await?;
    if applied > 0 {
        tracing::info!(applied, "the database's schema was brought up to date");
    }
    Ok(db)
}

fn prober(connections: usize) -> Result<probe::Prober> {
    let settings = probe::ProberSettings { connections, ..probe::ProberSettings::default() };
    probe::Prober::new(settings).map_err(|error| base::Error::internal(error.to_string()))
}

/// The worker that sends samples on, where that is wanted.
/// The room of Prometheus' language, and who sends samples on when they are to be sent.
fn prometheus(
    db: &base::Db,
    clock: &Clock,
    series: &series::Series,
    beside: &RemoteWrite,
) -> Result<(prometheus::Prometheus, Option<Arc<dyn Worker>>)> {
    let RemoteWrite { url, read_url, token, user, password } = beside.clone();
    let (writes, reads) = (!url.is_empty(), !read_url.is_empty());
    let target = prometheus::Target { url, read_url, token, user, password };
    let mut room = prometheus::Prometheus::new(db.clone(), clock.clone(), series.clone());
    if reads {
        room = room.with_store(&target)?;
    }
    let sender = if writes { Some(room.sender(target)?) } else { None };
    Ok((room, sender))
}

fn watch_settings(settings: &Settings, in_flight: usize) -> watch::WatchSettings {
    let set = &settings.watch;
    watch::WatchSettings {
        node: settings.node(),
        zone: settings.installation.zone.clone(),
        period: std::time::Duration::from_secs(set.period_seconds.into()),
        doubt_period: std::time::Duration::from_secs(set.doubt_period_seconds.into()),
        life_period: std::time::Duration::from_secs(set.life_period_seconds.into()),
        timeout: std::time::Duration::from_millis(set.timeout_milliseconds.into()),
        in_flight,
        ..watch::WatchSettings::default()
    }
}

/// As many questions at once as are set and as the system has descriptors for.
fn under_way(set: u32) -> usize {
    let most = descriptors::room_for_questions();
    if u64::from(set) > most {
        tracing::warn!(set, most, "fewer questions are under way at once than [watch] in_flight says: the limit of open files is low");
    }
    u64::from(set).min(most) as usize
}

fn notify_settings(settings: &Settings) -> notify::NotifySettings {
    let mail = &settings.mail;
    let account = (!mail.user.is_empty()).then(|| (mail.user.clone(), mail.password.clone()));
    notify::NotifySettings {
        public_url: settings.public_url(),
        mail: (!mail.host.is_empty()).then(|| notify::MailSettings {
            host: mail.host.clone(),
            port: mail.port,
            from: mail.from.clone(),
            tls: mail.tls.clone(),
            user: account.as_ref().map(|account| account.0.clone()),
            password: account.map(|account| account.1),
        }),
        zone: settings.installation.zone.clone(),
        modem: (!settings.modem.config.as_os_str().is_empty())
            .then(|| notify::ModemSettings { config: settings.modem.config.clone(), daemon: settings.modem.daemon }),
    }
}
