//! The watch (监控): checks → samples → state → alarms. It keeps the plan's 实时远程监控 and 第一时间通报: every device is asked around the
//! clock, and whoever is responsible learns of a fault first, once, and only when it is one.
//!
//! * A **check** (检测项) is one question asked of one device again and again. Which checks a device has follows from its kind and from the
//!   access the archive knows, by **templates** that are data.
//! * An answer is judged: is somebody there, is all well? Several answers make a fact, so that one lost packet is not a fault.
//! * A device's **state** is up, down, unreachable or unknown. A device that is silent is down only when what stands before it was asked
//!   afterwards and answered; else it is unreachable, and nobody is called for it.
//! * An **alarm** (告警) opens when a device is down, or when one of its services fails while it answers, and closes when that is over. It
//!   names everybody whom it cuts off. Opening and closing are events in the journal, in the transaction of the alarm's own row.
//!
//! * An **alert rule** (告警规则) holds measured values against a limit; a value beyond it makes its check fail.
//! * A **maintenance window** (维护窗口) is planned work: no alarm opens for what it covers until it closes.
//!
//! What may never happen: two open alarms of one kind for one device; an alarm for a device behind a dead one; a fault of this computer
//! told as a fault of a device; waiting for one device that delays the asking of another.

mod alerting;
mod api;
mod ask;
mod availability;
mod beat;
mod by;
mod coverage;
mod custom;
mod exclusion;
mod expiring;
pub mod facts;
mod flush;
mod health;
mod heartbeat;
mod loading;
mod maintenance;
mod metrics;
pub mod model;
mod round;
mod rules;
mod settings;
mod store;
mod template;
mod texts;
mod wheel;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use alerting::Past;
use archive::Archive;
use ask::Asked;
use base::secrets::Keyring;
use base::{Clock, Db, Result, Text, Worker};
use probe::{Outcome, Prober};
use series::Series;

pub use api::routes;
pub use by::WatchBy;
use loading::Loader;
use metrics::Gauges;
pub use metrics::WatchMetrics;
pub use model::{Alarm, AlarmId, AlarmKind, Cause, CheckId, State};
pub use settings::{Hysteresis, WatchSettings};
use template::Templates;

/// What is wrong with a check template's text, each with its line from 1; nothing when it makes sense.
pub fn check_template(text: &str) -> Vec<(usize, Text)> {
    let wrong = template::document::read(text).err().unwrap_or_default();
    wrong.into_iter().map(|wrong| (wrong.line, wrong.text)).collect()
}

/// The room's handle. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Watch {
    db: Db,
    clock: Clock,
    archive: Archive,
    series: Series,
    prober: Prober,
    settings: Arc<WatchSettings>,
    loader: Loader,
    gauges: Arc<Gauges>,
    past: Past,
    /// When this program began: nobody could call it before.
    open_since: base::Timestamp,
}

impl Watch {
    /// The room on its database, with the key of what it keeps secret. Nothing is asked before [`Watch::start`].
    #[expect(clippy::expect_used, reason = "the templates are compiled in, and a test reads them")]
    pub fn new(db: Db, clock: Clock, archive: Archive, series: Series, prober: Prober, keyring: Keyring, settings: WatchSettings) -> Watch {
        let built_in = Arc::new(Templates::built_in().expect("the built-in templates are valid"));
        let loader = Loader { db: db.clone(), archive: archive.clone(), series: series.clone(), built_in, keyring };
        let open_since = clock.now();
        Watch {
            open_since,
            db,
            clock,
            archive,
            series,
            prober,
            settings: Arc::new(settings),
            loader,
            gauges: Arc::default(),
            past: Past::default(),
        }
    }

    /// Brings the tables of devices and checks into line with the archive. The poller does so by itself when it starts and whenever the
    /// journal tells of a change; this is for a node that does not poll.
    pub async fn reconcile(&self, now: base::Timestamp) -> Result<()> {
        self.loader.load(None, now).await.map(|_| ())
    }

    /// Asks, and waits for the answer no longer than `timeout`.
    async fn ask(&self, asked: &Asked, timeout: Duration) -> Outcome {
        match asked {
            Asked::Device(question) => self.prober.ask(question, timeout).await,
            Asked::Heartbeat(heartbeat) => heartbeat::listen(&self.db, heartbeat, self.open_since, self.clock.now()).await,
        }
    }

    /// How the watch itself is doing on this node.
    pub fn metrics(&self) -> WatchMetrics {
        self.gauges.read()
    }

    /// The room's workers: the poller's report, and maintenance windows as time goes by. The poller itself never rests between two runs, so [`Watch::start`] starts it.
    pub fn workers(&self) -> Vec<Arc<dyn Worker>> {
        vec![
            Arc::new(worker::PollerReport::new(Arc::clone(&self.gauges))),
            Arc::new(expiring::worker::Expiring::new(self.db.clone(), self.settings.zone.clone())),
            Arc::new(maintenance::worker::Maintenance::new(self.db.clone())),
            Arc::new(alerting::worker::Expecting::new(self.db.clone(), self.series.clone(), self.past.clone(), Arc::clone(&self.gauges))),
        ]
    }
}
