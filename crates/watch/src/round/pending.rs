//! What was decided and is not in the database yet. The watch goes on while the database is away; what waits is merged, newest state last,
//! and every alarm's opening and closing is kept in order.

use std::collections::HashMap;

use archive::{DeviceId, SiteId};
use base::{CustomerId, Text, Timestamp};
use series::Sample;

use crate::health::Minute;
use crate::model::{AlarmKind, Cause, CheckId, State};
use crate::round::world::{Check, Good};
use crate::rules::flapping::Answers;
use crate::rules::hysteresis::Pulse;
use crate::rules::verdict::{Judged, Verdict};
use crate::store::banners::Heard;
use crate::template::fits::Identity;

/// A check's state, as it goes into its row.
#[derive(Debug, Clone)]
pub(crate) struct CheckNews {
    pub(crate) life: Pulse,
    pub(crate) health: Pulse,
    pub(crate) answers: Answers,
    pub(crate) ever_well: bool,
    pub(crate) since: Option<Timestamp>,
    pub(crate) at: Timestamp,
    pub(crate) ok: bool,
    pub(crate) text: Text,
    pub(crate) milliseconds: Option<f64>,
}

impl CheckNews {
    pub(crate) fn of(check: &Check, judged: &Judged, at: Timestamp) -> CheckNews {
        CheckNews {
            life: check.life,
            health: check.health,
            answers: check.answers,
            ever_well: check.ever_well,
            since: check.since,
            at,
            ok: judged.verdict == Verdict::Well,
            text: judged.text.clone(),
            milliseconds: judged.milliseconds,
        }
    }
}

/// Why an alarm was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The device is well again.
    Recovered,
    /// The device or its checks were removed: nobody asks any more.
    NotWatched,
    /// What ran out was renewed, or is not kept any more.
    Renewed,
}

impl Reason {
    /// The word in the journal.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Reason::Recovered => "recovered",
            Reason::NotWatched => "not_watched",
            Reason::Renewed => "renewed",
        }
    }
}

/// An alarm about to open.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Opened {
    pub(crate) device: DeviceId,
    pub(crate) device_name: String,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) customer_id: CustomerId,
    pub(crate) kind: AlarmKind,
    pub(crate) text: Text,
    pub(crate) cause: Option<Cause>,
    pub(crate) evidence: Vec<Text>,
    pub(crate) failing_since: Timestamp,
    pub(crate) at: Timestamp,
    pub(crate) affected: Vec<(DeviceId, String)>,
}

/// That something which a fault touched is well again: a check of the device, or a device that it cut off.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Proof {
    pub(crate) device: DeviceId,
    pub(crate) device_name: String,
    /// The check's name; none for a device that was cut off.
    pub(crate) check: Option<String>,
    /// The last good answer before the fault.
    pub(crate) before: Option<Good>,
    /// The newest good answer; of a device that was cut off, since when it is there again.
    pub(crate) after: Option<Good>,
}

/// What happens to an alarm.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Opened(Box<Opened>),
    /// More devices are cut off.
    Affected {
        device: DeviceId,
        at: Timestamp,
        added: Vec<(DeviceId, String)>,
    },
    /// The fault begins to come and go, or is steady again; the alarm stays open until then.
    Flapping {
        device: DeviceId,
        kind: AlarmKind,
        at: Timestamp,
        flapping: bool,
    },
    Closed {
        device: DeviceId,
        kind: AlarmKind,
        at: Timestamp,
        reason: Reason,
        proof: Vec<Proof>,
    },
}

/// Everything that waits for the next transaction.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    pub(crate) checks: HashMap<CheckId, CheckNews>,
    pub(crate) devices: HashMap<DeviceId, (State, Option<Timestamp>)>,
    pub(crate) changes: Vec<Change>,
    /// What devices say of themselves, where that is news.
    pub(crate) identities: HashMap<DeviceId, Identity>,
    /// What their services say, by check.
    pub(crate) banners: HashMap<(DeviceId, String), Heard>,
    pub(crate) samples: Vec<Sample>,
    /// How the watch itself fared.
    pub(crate) minutes: Vec<Minute>,
}

/// How many samples wait at most while the database is away: some minutes of ten thousand devices.
const MOST_SAMPLES: usize = 500_000;

impl Pending {
    /// Whether somebody waits to be told: an alarm changed.
    pub(crate) fn urgent(&self) -> bool {
        !self.changes.is_empty()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.checks.is_empty()
            && self.devices.is_empty()
            && self.changes.is_empty()
            && self.identities.is_empty()
            && self.banners.is_empty()
            && self.samples.is_empty()
            && self.minutes.is_empty()
    }

    /// Takes everything out to be written; the samples stay for the next time when somebody waits to be told.
    pub(crate) fn take(&mut self, with_samples: bool) -> Pending {
        let mut taken = std::mem::take(self);
        if !with_samples {
            self.samples = std::mem::take(&mut taken.samples);
        }
        taken
    }

    /// Puts back what could not be written: what came since is newer. Answers how many samples had to be dropped, the oldest first.
    pub(crate) fn put_back(&mut self, older: Pending) -> usize {
        let newer = std::mem::replace(self, older);
        self.checks.extend(newer.checks);
        self.devices.extend(newer.devices);
        self.changes.extend(newer.changes);
        self.identities.extend(newer.identities);
        self.banners.extend(newer.banners);
        self.samples.extend(newer.samples);
        self.minutes.extend(newer.minutes);
        let too_many = self.samples.len().saturating_sub(MOST_SAMPLES);
        self.samples.drain(..too_many);
        too_many
    }
}
