//! What all doors of the city share: the plan, the state, the clock, and the counts of what was asked.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::Notify;

use crate::clock::{Clock, Moment};
use crate::order::{Applied, Order, Refusal};
use crate::plan::{CityPlan, Device};
use crate::silence::Silence;
use crate::world::{Reach, World};

/// A city at work.
pub(crate) struct Town {
    pub plan: Arc<CityPlan>,
    pub clock: Clock,
    pub traffic: Traffic,
    /// Rings after every order, for those who wait for a device to speak again or for the next change to come.
    pub changed: Notify,
    world: RwLock<World>,
    /// Keeps the TCP ports of silent devices silent. Locked after `world`, never before it.
    silence: Mutex<Silence>,
}

impl Town {
    pub fn new(plan: Arc<CityPlan>, clock: Clock, battery_seconds: Option<u32>, silence: Silence) -> Town {
        let world = RwLock::new(World::new(Arc::clone(&plan), battery_seconds, clock.now()));
        let town = Town { plan, clock, traffic: Traffic::default(), changed: Notify::new(), world, silence: Mutex::new(silence) };
        town.hush();
        town
    }

    /// The state, for as long as the answer to one question takes.
    pub fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a device answers now.
    pub fn reach(&self, device: &Device) -> Reach {
        self.world().reach(device, self.clock.now())
    }

    /// Carries out an order; when it returns, the silent are silent on every protocol.
    pub fn apply(&self, order: &Order) -> Result<Applied, Refusal> {
        let applied = self.world.write().unwrap_or_else(PoisonError::into_inner).apply(order, self.clock.now())?;
        self.hush();
        self.changed.notify_waiters();
        Ok(applied)
    }

    /// Closes the TCP doors of whoever is silent now, and opens those of the others.
    pub fn hush(&self) {
        let world = self.world();
        let mut silence = self.silence.lock().unwrap_or_else(PoisonError::into_inner);
        silence.refresh(&world, self.clock.now());
    }

    /// The next instant at which somebody falls silent or speaks again by itself.
    pub fn next_change(&self) -> Option<Moment> {
        self.world().next_change(self.clock.now())
    }

    /// Waits as long as a device is silent, and then for as long as it is slow. A device that died while a question was under way answers
    /// when it is back, if the caller is still there.
    pub async fn until_it_answers(&self, device: &Device) {
        loop {
            let bell = self.changed.notified();
            match self.reach(device) {
                Reach::Answers { late: 0 } => return,
                Reach::Answers { late } => {
                    tokio::time::sleep(Duration::from_millis(late)).await;
                    if self.reach(device) != Reach::Silent {
                        return;
                    }
                }
                // A flapping port or a battery changes without an order, hence the second way out.
                Reach::Silent => tokio::select! { () = bell => {}, () = tokio::time::sleep(Duration::from_millis(500)) => {} },
            }
        }
    }

    /// Keeps the doors right when time passes: batteries go flat, ports flap. Never ends.
    pub async fn keep_time(&self) {
        // The clock may be another than the runtime's: look at least this often.
        const OFTEN: Duration = Duration::from_millis(250);
        loop {
            let bell = self.changed.notified();
            match self.next_change() {
                None => bell.await,
                Some(at) => {
                    let ahead = Duration::from_millis((at - self.clock.now()).max(1) as u64);
                    tokio::select! { () = bell => {}, () = tokio::time::sleep(ahead.min(OFTEN)) => {} }
                    if self.clock.now() >= at {
                        self.hush();
                    }
                }
            }
        }
    }
}

/// What came and went since the start.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    pub asked: AtomicU64,
    pub answered: AtomicU64,
    pub silent: AtomicU64,
    pub strangers: AtomicU64,
    pub malformed: AtomicU64,
    pub wrong_community: AtomicU64,
    pub lost: AtomicU64,
    pub pages: AtomicU64,
    pub videos: AtomicU64,
}

/// The counts at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// SNMP packets that came.
    pub asked: u64,
    /// Those that were answered.
    pub answered: u64,
    /// Those to a device that is silent.
    pub silent: u64,
    /// Those to an address that is no device's.
    pub strangers: u64,
    /// Those that did not read, or were not v2c.
    pub malformed: u64,
    /// Those with another customer's community, or none's.
    pub wrong_community: u64,
    /// Answers that the kernel did not take.
    pub lost: u64,
    /// HTTP requests answered.
    pub pages: u64,
    /// RTSP requests answered.
    pub videos: u64,
}

/// Counts one.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Traffic {
    pub fn counts(&self) -> Counts {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            asked: of(&self.asked),
            answered: of(&self.answered),
            silent: of(&self.silent),
            strangers: of(&self.strangers),
            malformed: of(&self.malformed),
            wrong_community: of(&self.wrong_community),
            lost: of(&self.lost),
            pages: of(&self.pages),
            videos: of(&self.videos),
        }
    }
}
