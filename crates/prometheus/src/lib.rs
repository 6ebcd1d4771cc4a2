//! Prometheus: the kept samples in the language of the field's monitoring tools. Grafana asks here for what it draws; every sample may also be sent
//! on to a store that people have already. It serves the plan's 集中监控: one place that other tools can build on.
//!
//! * A metric of the series has the name `aftercare_<name>_<unit>` and the labels of its device. See [`names`].
//! * The **query API** answers PromQL as Prometheus does, within what the asking actor may see. See [`api`].
//! * **Remote write** sends every sample on, in order, from a cursor that survives restarts; the store that has them may be the **read side** of what
//!   is kept here no more. See [`remote`].
//!
//! What may never happen: a stranger's device in an answer; a sample that is acknowledged by the store and sent no more although it was not; an
//! expression that is answered although a part of it is not understood.

mod api;
mod names;
mod query;
mod remote;
mod rules;
mod source;

pub use api::routes;
pub use remote::Target;
pub use remote::write::Counts;

use std::sync::Arc;

use base::{Clock, Db, Result, Worker};
use remote::read::Reader;
use series::Series;

/// The room's handle. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Prometheus {
    db: Db,
    clock: Clock,
    series: Series,
    counts: Arc<Counts>,
    store: Option<Arc<Reader>>,
}

impl Prometheus {
    /// The room on its database.
    pub fn new(db: Db, clock: Clock, series: Series) -> Prometheus {
        Prometheus { db, clock, series, counts: Arc::default(), store: None }
    }

    /// The same, asking a store for what is kept here no more.
    pub fn with_store(self, target: &Target) -> Result<Prometheus> {
        Ok(Prometheus { store: Some(Arc::new(Reader::new(target)?)), ..self })
    }

    /// The worker that sends every sample on to a store. The series must have its outbox ([`Series::with_outbox`]).
    pub fn sender(&self, target: Target) -> Result<Arc<dyn Worker>> {
        let (db, series, counts) = (self.db.clone(), self.series.clone(), Arc::clone(&self.counts));
        Ok(Arc::new(remote::write::Sender::new(db, series, target, counts)?))
    }

    /// How much was sent since the start of the program.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }
}
