//! One stretch of polling, from taking the lease to losing it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use base::{Error, Result, Text, lease};
use probe::Outcome;
use series::Sample;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::asking::{Asking, News};
use super::intake::{Seen, look};
use super::metronome::Metronome;
use super::{LEASE, RENEW};
use crate::Watch;
use crate::ask::Asked;
use crate::beat::Moment;
use crate::flush::flush;
use crate::health::SIGN_OF_LIFE;
use crate::health::tally::Tally;
use crate::loading::Loaded;
use crate::maintenance::model::Quiet;
use crate::metrics::{add, set};
use crate::round::pending::Pending;
use crate::round::{Round, Turn};
use crate::rules::rate::Found;
use crate::rules::verdict::{Judged, Verdict, judge};
use crate::store::banners::Heard;

/// Why polling ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The program stops.
    Stopped,
    /// Another node has the lease.
    Elsewhere,
}

/// What a task at the database came back with. There is one such task at a time, so that they never wait for each other.
enum Done {
    Flushed(Result<(), Box<(Error, Pending)>>),
    Looked(Result<Seen>),
    Renewed(Result<bool>),
}

/// The journal is looked through for news of the archive this often, and at once when this process has written some.
const LOOK: Duration = Duration::from_secs(2);
/// But not more often than this in real time, however fast the program's time runs.
const LEAST_LOOK: Duration = Duration::from_millis(200);
/// A sign of life is waited for no longer than this: nothing is decided by it.
const SIGN_TIMEOUT: Duration = Duration::from_secs(1);

pub(super) struct Poller {
    pub(super) watch: Arc<Watch>,
    pub(super) metronome: Metronome,
    pub(super) round: Round,
    pub(super) asking: HashMap<u32, Asking>,
    questions: JoinSet<(Turn, Outcome)>,
    turns: HashMap<Id, Turn>,
    database: JoinSet<Done>,
    tally: Tally,
    /// Whether a template matches by banners.
    pub(super) awaits_banners: bool,
    cursor: i64,
    /// When each of the things done at the database is due.
    flush_at: Instant,
    look_at: Instant,
    renew_at: Instant,
    /// After a failure nothing is written before this.
    hold_until: Instant,
}

impl Poller {
    pub(super) fn new(watch: Watch, loaded: Loaded, planned: Vec<Quiet>) -> Poller {
        let now = Instant::now();
        let mut poller = Poller {
            metronome: Metronome::new(watch.clock.clone()),
            round: Round::new(watch.settings.pace()),
            asking: HashMap::new(),
            questions: JoinSet::new(),
            turns: HashMap::new(),
            database: JoinSet::new(),
            tally: Tally::beginning(watch.gauges.read()),
            awaits_banners: loaded.awaits_banners,
            cursor: loaded.cursor,
            flush_at: now + watch.clock.real(watch.settings.write_period),
            look_at: now,
            renew_at: now + watch.clock.real(RENEW),
            hold_until: now,
            watch: Arc::new(watch),
        };
        poller.take_in(loaded, false);
        poller.round.plan_work(planned);
        poller
    }

    pub(super) async fn run(mut self, stop: &CancellationToken) -> End {
        self.watch.gauges.polling.store(true, Ordering::Relaxed);
        let mut news = self.watch.db.news();
        let end = loop {
            self.round.tick(self.metronome.moment());
            self.ask();
            let over = self.tally.over(self.metronome.moment(), &self.watch.settings.node, || self.watch.gauges.read());
            self.round.pending().minutes.extend(over);
            self.use_database();
            let wake = self.round.wake().map_or(LOOK, |beat| self.metronome.until(beat));
            let timers = self.flush_at.max(self.hold_until).min(self.look_at).min(self.renew_at);
            tokio::select! {
                () = stop.cancelled() => break End::Stopped,
                Some(ended) = self.questions.join_next_with_id(), if !self.questions.is_empty() => self.took(ended),
                Some(done) = self.database.join_next(), if !self.database.is_empty() => {
                    if let Ok(done) = done && self.came_back(done) == Some(End::Elsewhere) {
                        break End::Elsewhere;
                    }
                }
                Ok(()) = news.changed() => self.look_at = self.look_at.min(Instant::now() + Duration::from_millis(50)),
                () = tokio::time::sleep(wake) => {}
                () = tokio::time::sleep_until(timers), if self.database.is_empty() => {}
            }
        };
        self.watch.gauges.polling.store(false, Ordering::Relaxed);
        if end == End::Stopped {
            self.finish().await;
        }
        end
    }

    /// Writes down what was decided until the end. The one who has lost the lease does not: another node may have decided since.
    async fn finish(&mut self) {
        while let Some(done) = self.database.join_next().await {
            if let Ok(done) = done {
                self.came_back(done);
            }
        }
        let pending = std::mem::take(self.round.pending());
        if let Err((error, _)) = flush(&self.watch.db, &self.watch.series, pending, self.watch.clock.now()).await {
            tracing::warn!(%error, "the last states could not be written");
        }
    }

    /// Asks what is due, as far as there are free places.
    fn ask(&mut self) {
        let gauges = &self.watch.gauges;
        while self.questions.len() < self.watch.settings.in_flight {
            let Some(turn) = self.round.next(self.metronome.moment()) else { break };
            let Some((asked, timeout)) = self.question(turn) else { continue };
            let watch = Arc::clone(&self.watch);
            add(&gauges.asked, usize::from(asked.is_sent() && !turn.sign));
            let task = self.questions.spawn(async move { (turn, watch.ask(&asked, timeout).await) });
            self.turns.insert(task.id(), turn);
            set(&gauges.lag_milliseconds, turn.late);
            gauges.worst_lag_milliseconds.fetch_max(turn.late, Ordering::Relaxed);
            self.tally.asked(turn.late, self.questions.len(), self.round.queued());
        }
        set(&gauges.in_flight, self.questions.len() as u64);
        set(&gauges.queued, self.round.queued() as u64);
    }

    /// What is asked in a turn, and for how long its answer is waited for.
    fn question(&self, turn: Turn) -> Option<(Arc<Asked>, Duration)> {
        let Asking { asked, timeout, .. } = self.asking.get(&turn.place)?;
        if !turn.sign {
            return Some((Arc::clone(asked), *timeout));
        }
        let settings = &self.watch.settings;
        let patience = self.watch.clock.real(SIGN_TIMEOUT.min(settings.timeout)).max(settings.least_timeout);
        Some((Arc::new(asked.sign_of_life()?), patience))
    }

    /// Takes an answer, and all others that are there already.
    fn took(&mut self, ended: Result<(Id, (Turn, Outcome)), JoinError>) {
        let mut next = Some(ended);
        while let Some(ended) = next {
            match ended {
                Ok((id, (turn, outcome))) => {
                    self.turns.remove(&id);
                    self.answered(turn, outcome);
                }
                Err(error) => {
                    tracing::error!(%error, "a question broke off; it says nothing about the device");
                    let text = Text::new("The question broke off inside the program.", "检测在程序内部中断。");
                    let broke_off = Judged { verdict: Verdict::Unasked, text, milliseconds: None };
                    match self.turns.remove(&error.id()) {
                        Some(turn) if turn.sign => self.saw(turn, &broke_off),
                        Some(turn) => drop(self.judged(turn, &broke_off)),
                        None => {}
                    }
                }
            }
            next = self.questions.try_join_next_with_id();
        }
    }

    fn answered(&mut self, turn: Turn, outcome: Outcome) {
        let now = self.metronome.moment();
        let Some(asking) = self.asking.get_mut(&turn.place) else { return };
        let mut judged = judge(&asking.asked, &outcome);
        if turn.sign {
            return self.saw(turn, &judged);
        }
        let News { identity, another } = asking.identified(&outcome).unwrap_or(News { identity: None, another: None });
        let mut outcome = outcome;
        if let Some(text) = another {
            // Somebody answers, but what they measure is not this device's.
            judged = Judged { verdict: Verdict::Unwell, text, ..judged };
            outcome.result = Ok(Vec::new());
        }
        let mut banner = None;
        if let Ok(found) = &outcome.result {
            banner = asking.banner.as_mut().and_then(|banner| banner.heard(found, now.beat));
            self.round.measured(turn, found, now);
        }
        let found = asking.samples(outcome, judged.verdict, now);
        let judged = asking.held_against(turn.check, &found, judged, &self.watch.past, now);
        if self.judged(turn, &judged) {
            self.keep(turn, found, now);
            let Some((check, device)) = self.round.check(turn.place) else { return };
            let (device, check) = (device.id, check.name.to_string());
            let heard = banner.map(|banner| ((device, check), Heard { banner, awaited: self.awaits_banners }));
            self.round.pending().identities.extend(identity.map(|identity| (device, identity)));
            self.round.pending().banners.extend(heard);
        }
    }

    /// Takes a sign of life, or that there was none.
    fn saw(&mut self, turn: Turn, judged: &Judged) {
        self.tally.answered(SIGN_OF_LIFE, judged);
        let there = (judged.verdict != Verdict::Unasked).then_some(judged.verdict != Verdict::Silent);
        self.round.saw(turn, there, self.metronome.moment());
    }

    fn judged(&mut self, turn: Turn, judged: &Judged) -> bool {
        let gauges = &self.watch.gauges;
        match judged.verdict {
            Verdict::Well => {}
            Verdict::Unwell | Verdict::Beyond => add(&gauges.unwell, 1),
            Verdict::Silent => add(&gauges.silent, 1),
            Verdict::Unasked => add(&gauges.unasked, usize::from(self.is_sent(turn))),
        }
        if let Some(asking) = self.asking.get(&turn.place).filter(|asking| asking.asked.is_sent()) {
            self.tally.answered(asking.asked.kind(), judged);
        }
        self.round.answered(turn, judged, self.metronome.moment())
    }

    /// Whether asking it sends something to somebody.
    fn is_sent(&self, turn: Turn) -> bool {
        self.asking.get(&turn.place).is_none_or(|asking| asking.asked.is_sent())
    }

    /// Hands an answer's samples to the series.
    fn keep(&mut self, turn: Turn, found: Vec<Found>, now: Moment) {
        let Some((check, device)) = self.round.check(turn.place) else { return };
        let (device_id, check_id, customer_id, at) = (device.id.0, check.id.0, device.customer_id, now.at);
        add(&self.watch.gauges.samples, found.len());
        self.round.pending().samples.extend(found.into_iter().map(|found| {
            let (name, label, unit, value) = (found.name, found.label, found.unit, found.value);
            Sample { device_id, check_id, customer_id, name, label, unit, at, value }
        }));
    }

    /// Starts what is due at the database, when nothing is under way there.
    fn use_database(&mut self) {
        if !self.database.is_empty() {
            return;
        }
        let (now, watch) = (Instant::now(), Arc::clone(&self.watch));
        let urgent = self.round.pending().urgent();
        if self.renew_at <= now {
            self.renew_at = now + watch.clock.real(RENEW);
            let renewed = async move { lease::acquire(&watch.db, LEASE, &watch.settings.node, watch.clock.now()).await };
            self.database.spawn(async { Done::Renewed(renewed.await) });
        } else if self.hold_until <= now && (urgent || self.flush_at <= now) {
            let periodic = self.flush_at <= now;
            if periodic {
                self.flush_at = now + watch.clock.real(watch.settings.write_period);
            }
            let pending = self.round.pending().take(periodic);
            if !pending.is_empty() {
                self.database.spawn(async move {
                    Done::Flushed(flush(&watch.db, &watch.series, pending, watch.clock.now()).await.map_err(Box::new))
                });
            }
        } else if self.look_at <= now {
            self.look_at = now + watch.clock.real(LOOK).max(LEAST_LOOK);
            let cursor = self.cursor;
            self.database.spawn(async move { Done::Looked(look(&watch, cursor).await) });
        }
    }

    fn came_back(&mut self, done: Done) -> Option<End> {
        match done {
            Done::Flushed(Ok(())) => add(&self.watch.gauges.written, 1),
            Done::Flushed(Err(failed)) => {
                let (error, unwritten) = *failed;
                tracing::warn!(%error, "states and alarms could not be written; they are kept and written later");
                add(&self.watch.gauges.write_failures, 1);
                let dropped = self.round.pending().put_back(unwritten);
                add(&self.watch.gauges.samples_dropped, dropped);
                self.hold_until = Instant::now() + Duration::from_millis(500);
            }
            Done::Looked(Ok(Seen { cursor, loaded, planned })) => {
                self.cursor = self.cursor.max(cursor);
                self.round.plan_work(planned);
                if let Some(loaded) = loaded {
                    self.take_in(loaded, true);
                }
            }
            Done::Looked(Err(error)) => tracing::warn!(%error, "the archive could not be read; it is tried again"),
            Done::Renewed(Ok(true)) => {}
            Done::Renewed(Ok(false)) => {
                tracing::warn!("another node has taken over the watch");
                return Some(End::Elsewhere);
            }
            Done::Renewed(Err(error)) => tracing::warn!(%error, "the lease could not be renewed; it is tried again"),
        }
        None
    }
}
