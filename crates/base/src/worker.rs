//! Reconcilers: whatever time drives. A worker takes no input, runs periodically and on signal, loads facts, lets a pure rule decide,
//! applies the decision in one transaction, and may be run again at any moment without harm. Its status is visible to the people.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use serde::Serialize;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{Clock, Db, Result, Timestamp, lease};

/// How far a run came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many things were done; 0 means there was nothing to do, and running again at the same instant would do nothing.
    pub done: usize,
    /// One line for the status page.
    pub note: String,
}

impl Progress {
    /// `done` things, told in one line.
    pub fn new(done: usize, note: impl Into<String>) -> Progress {
        Progress { done, note: note.into() }
    }
}

/// One reconciler.
#[async_trait]
pub trait Worker: Send + Sync {
    /// Its name on the status page and in the journal: `sealer`.
    fn name(&self) -> &'static str;
    /// How often it runs by itself.
    fn period(&self) -> Duration;
    /// Whether only the node with the lease of this name runs it.
    fn leased(&self) -> bool {
        false
    }
    /// Whether news in the journal wake it.
    fn wakes_on_news(&self) -> bool {
        false
    }
    /// One run.
    async fn run(&self, now: Timestamp) -> Result<Progress>;
}

/// What the status page shows of a worker on this node.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct WorkerStatus {
    /// The worker's name.
    pub name: String,
    /// This node.
    pub node: String,
    /// Seconds between two runs by itself.
    pub period_seconds: f64,
    /// `idle`, `running` or `failing` (the last run failed).
    pub state: String,
    /// When the last run began.
    pub last_started_at: Option<Timestamp>,
    /// When it ended.
    pub last_finished_at: Option<Timestamp>,
    /// Runs since the start of the program.
    pub runs: u64,
    /// Runs that failed.
    pub failures: u64,
    /// Things done since the start of the program.
    pub done: u64,
    /// What the last good run said of itself.
    pub last_report: String,
    /// Why the last run failed, if it did.
    pub last_error: Option<String>,
    /// Whether only one node at a time runs it.
    pub leased: bool,
}

/// All workers of this node.
#[derive(Clone)]
pub struct Workers {
    db: Db,
    clock: Clock,
    /// This node's name in leases.
    node: Arc<str>,
    rooms: Arc<BTreeMap<&'static str, Arc<Slot>>>,
}

struct Slot {
    worker: Arc<dyn Worker>,
    /// Whoever signals holds no lock; a signal during a run starts another.
    wake: Notify,
    status: Mutex<WorkerStatus>,
    /// One run at a time on this node.
    running: tokio::sync::Mutex<()>,
}

impl Workers {
    /// The workers of this node; none runs yet.
    pub fn new(db: Db, clock: Clock, node: &str, workers: Vec<Arc<dyn Worker>>) -> Workers {
        let rooms = workers.into_iter().map(|worker| (worker.name(), Arc::new(Slot::new(worker, node)))).collect();
        Workers { db, clock, node: node.into(), rooms: Arc::new(rooms) }
    }

    /// Starts every worker's loop; they end when `stop` is cancelled, after finishing the run they are in.
    pub fn start(&self, stop: &CancellationToken) -> tokio::task::JoinSet<()> {
        let mut loops = tokio::task::JoinSet::new();
        for slot in self.rooms.values() {
            let (workers, slot, stop) = (self.clone(), Arc::clone(slot), stop.clone());
            loops.spawn(async move { workers.keep_running(&slot, &stop).await });
        }
        loops
    }

    /// Wakes one worker now; false when there is none of that name.
    pub fn signal(&self, name: &str) -> bool {
        self.rooms.get(name).map(|slot| slot.wake.notify_one()).is_some()
    }

    /// Runs one worker now and answers its progress; `None` when there is none of that name.
    pub async fn run_once(&self, name: &str) -> Option<Result<Progress>> {
        let slot = self.rooms.get(name)?;
        Some(self.run(slot).await)
    }

    /// Runs all workers round and round until none finds anything to do: for time travel in tests and rehearsals.
    pub async fn settle(&self) -> Result<()> {
        for _ in 0..50 {
            let mut done = 0;
            for slot in self.rooms.values() {
                done += self.run(slot).await?.done;
            }
            if done == 0 {
                return Ok(());
            }
        }
        Err(crate::Error::internal("the workers do not come to rest: one of them finds work for ever"))
    }

    /// The status of every worker on this node, by name.
    pub fn status(&self) -> Vec<WorkerStatus> {
        self.rooms.values().map(|slot| slot.status().clone()).collect()
    }

    /// Gives back the leases of this node, for a clean stop: the next node need not wait for them to run out.
    pub async fn release_leases(&self) {
        for slot in self.rooms.values().filter(|slot| slot.worker.leased()) {
            if let Err(error) = lease::release(&self.db, slot.worker.name(), &self.node).await {
                tracing::debug!(worker = slot.worker.name(), %error, "the lease was not given back; it runs out by itself");
            }
        }
    }

    async fn keep_running(&self, slot: &Slot, stop: &CancellationToken) {
        let period = self.clock.real(slot.worker.period());
        let mut news = self.db.news();
        loop {
            if let Err(error) = self.run(slot).await {
                tracing::warn!(worker = slot.worker.name(), %error, "a run failed; it is tried again next time");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(period) => {}
                () = slot.wake.notified() => {}
                changed = news.changed(), if slot.worker.wakes_on_news() => if changed.is_err() { return },
            }
        }
    }

    async fn run(&self, slot: &Slot) -> Result<Progress> {
        let _one_at_a_time = slot.running.lock().await;
        let name = slot.worker.name();
        if slot.worker.leased() && !lease::acquire(&self.db, name, &self.node, self.clock.now()).await? {
            return Ok(Progress::default());
        }
        let started = self.clock.now();
        {
            let mut status = slot.status();
            status.state = "running".to_owned();
            status.last_started_at = Some(started);
        }
        let result = slot.worker.run(started).await;
        slot.status().record(&result, self.clock.now());
        result
    }
}

impl Slot {
    fn new(worker: Arc<dyn Worker>, node: &str) -> Slot {
        let status = WorkerStatus {
            name: worker.name().to_owned(),
            node: node.to_owned(),
            period_seconds: worker.period().as_secs_f64(),
            state: "idle".to_owned(),
            last_started_at: None,
            last_finished_at: None,
            runs: 0,
            failures: 0,
            done: 0,
            last_report: String::new(),
            last_error: None,
            leased: worker.leased(),
        };
        Slot { worker, wake: Notify::new(), status: Mutex::new(status), running: tokio::sync::Mutex::new(()) }
    }

    fn status(&self) -> std::sync::MutexGuard<'_, WorkerStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WorkerStatus {
    fn record(&mut self, result: &Result<Progress>, now: Timestamp) {
        self.runs += 1;
        self.last_finished_at = Some(now);
        match result {
            Ok(progress) => {
                self.state = "idle".to_owned();
                self.done += progress.done as u64;
                self.last_error = None;
                if progress.done > 0 || self.last_report.is_empty() {
                    self.last_report.clone_from(&progress.note);
                }
            }
            Err(error) => {
                self.state = "failing".to_owned();
                self.failures += 1;
                self.last_error = Some(error.to_string());
            }
        }
    }
}
