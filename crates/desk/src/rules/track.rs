//! What moved a ticket's clocks, in the order in which it was told: what [`super::cycles`] tells the cycles from. Beside it where each clock
//! stands, for whoever only asks whether it was stopped.

use std::collections::{BTreeMap, BTreeSet};

use base::Timestamp;

use crate::model::{ClockKind, EarlierResult, Level, Threshold};

/// Where one clock stands in the story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClockStory {
    /// When it was stopped, if it is.
    pub stop: Option<Timestamp>,
    /// Whether its own promise was kept, not only a later one: taken by a person, somebody on site.
    pub own: bool,
    /// What it had come to before the ticket went back to work.
    pub earlier: Vec<EarlierResult>,
    /// What it has passed, in which cycle.
    pub passed: BTreeSet<(i64, Threshold)>,
}

/// Something that moves clocks, in the order in which it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// When it happened.
    pub at: Timestamp,
    /// What it was.
    pub what: Moved,
}

/// What moves clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// Somebody became responsible.
    Assigned,
    /// The level was set.
    Level(Level),
    /// Another version of the contract came into force: the place among the agreements.
    Agreed(usize),
    /// A clock was stopped; by what it promises itself, or with a later one.
    Stopped {
        /// Which.
        clock: ClockKind,
        /// Whether by what it promises itself.
        own: bool,
    },
    /// Somebody of the service told the customer how it goes.
    Told,
    /// A third party was asked, perhaps with a time of their own.
    Asked {
        /// Who.
        party: String,
        /// Within which time they promised to answer.
        target: Option<String>,
    },
    /// The ticket went back to work.
    Back {
        /// Whether it had been agreed to be done.
        agreed: bool,
    },
}

/// Everything that moved clocks, and where they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Track {
    /// What moved them.
    pub marks: Vec<Mark>,
    clocks: BTreeMap<ClockKind, ClockStory>,
}

impl Track {
    /// Where a clock stands.
    pub fn clock(&self, kind: ClockKind) -> ClockStory {
        self.clocks.get(&kind).cloned().unwrap_or_default()
    }

    /// Takes down something that moves clocks.
    pub fn mark(&mut self, at: Timestamp, what: Moved) {
        self.marks.push(Mark { at, what });
    }

    /// Stops a clock, by what it promises itself or with a later one.
    pub fn stop(&mut self, kind: ClockKind, at: Timestamp, own: bool) {
        self.mark(at, Moved::Stopped { clock: kind, own });
        let clock = self.clocks.entry(kind).or_default();
        clock.stop.get_or_insert(at);
        clock.own |= own;
    }

    /// Takes down that a clock passed a threshold.
    pub fn pass(&mut self, kind: ClockKind, cycle: i64, threshold: Threshold) {
        self.clocks.entry(kind).or_default().passed.insert((cycle, threshold));
    }

    /// The clocks go on, as the contract says, but for what was kept by itself: taken by a person, somebody on site, the report delivered.
    pub fn back(&mut self, at: Timestamp, results: &[EarlierResult], agreed: bool) {
        self.mark(at, Moved::Back { agreed });
        for kind in ClockKind::ALL {
            let clock = self.clocks.entry(*kind).or_default();
            if clock.own && is_done_once(*kind) {
                continue;
            }
            clock.stop = None;
            clock.own = false;
            clock.earlier.extend(results.iter().filter(|result| result.clock == *kind).cloned());
        }
    }
}

/// Whether what a clock promises is done once and for all when it is done.
pub fn is_done_once(kind: ClockKind) -> bool {
    matches!(kind, ClockKind::Respond | ClockKind::Arrive | ClockKind::Report)
}
