//! The watch's own health (守望自检): how late it asks, what it could not ask, what it lost, minute by minute. A watch that is blind looks
//! just like a network in which all is well, so it is told when it sees nothing.
//!
//! Whoever polls writes a row a minute; it is read from there, by whichever node is asked, and after a restart.

mod rule;
pub(crate) mod store;
pub(crate) mod tally;

use std::collections::BTreeMap;

use base::db::Filter;
use base::{Conn, Result, Text, Timestamp};
use serde::{Deserialize, Serialize};

use crate::by::WatchBy;

/// What was asked in one way, and what came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Asking {
    pub(crate) asked: u64,
    /// Nobody answered.
    pub(crate) silent: u64,
    /// Somebody answered, but not as they should.
    pub(crate) unwell: u64,
    /// This computer could not ask.
    pub(crate) unasked: u64,
    /// How long all answers took together, in milliseconds.
    pub(crate) milliseconds: f64,
    /// How long the slowest took.
    pub(crate) slowest: f64,
}

impl Asking {
    fn add(&mut self, other: &Asking) {
        self.asked += other.asked;
        self.silent += other.silent;
        self.unwell += other.unwell;
        self.unasked += other.unasked;
        self.milliseconds += other.milliseconds;
        self.slowest = self.slowest.max(other.slowest);
    }
}

/// The word for signs of life among the kinds of questions.
pub(crate) const SIGN_OF_LIFE: &str = "sign_of_life";

/// One minute of the watch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Minute {
    /// When it ended.
    pub(crate) at: Timestamp,
    /// Who polled.
    pub(crate) node: String,
    pub(crate) devices: u64,
    pub(crate) checks: u64,
    /// How late 99 of 100 questions were asked at most.
    pub(crate) late_milliseconds: u64,
    /// The most questions under way at once.
    pub(crate) in_flight: u64,
    /// The most checks that waited for a place.
    pub(crate) queued: u64,
    /// Samples that were dropped because the database was away.
    pub(crate) dropped: u64,
    /// Transactions that failed and were tried again.
    pub(crate) write_failures: u64,
    /// Datagrams that this computer threw away because nobody read them in time, of all its programs.
    pub(crate) buffer_errors: u64,
    /// By kind of question.
    pub(crate) kinds: BTreeMap<String, Asking>,
}

impl Minute {
    /// All kinds together, but for signs of life: nothing is decided by them.
    pub(crate) fn together(&self) -> Asking {
        let mut all = Asking::default();
        self.kinds.iter().filter(|(kind, _)| *kind != SIGN_OF_LIFE).for_each(|(_, asking)| all.add(asking));
        all
    }
}

/// How the watch fares.
#[derive(Debug)]
pub(crate) struct Health {
    /// The oldest first.
    pub(crate) minutes: Vec<Minute>,
    /// What is not as it should be.
    pub(crate) findings: Vec<Text>,
}

/// Minutes that say how it fares now.
const NOW_MINUTES: i64 = 5;

/// What is wrong with the watch at an instant: nothing on an installation that never polled.
pub(crate) async fn findings(conn: &mut Conn, now: Timestamp) -> Result<Vec<Text>> {
    let last = store::latest(conn, NOW_MINUTES).await?;
    Ok(rule::findings(&last, now))
}

impl WatchBy<'_> {
    /// The last minutes, and what is wrong now; for staff.
    pub(crate) async fn health(&self, minutes: i64, now: Timestamp) -> Result<Health> {
        self.actor.require_staff()?;
        let mut conn = self.watch.db.read().await?;
        let since = now.plus_seconds(-60 * minutes.clamp(1, store::KEPT_MINUTES));
        let minutes = store::list(&mut conn, Filter::new().and_bind("at > {}", since)).await?;
        Ok(Health { minutes, findings: findings(&mut conn, now).await? })
    }
}
