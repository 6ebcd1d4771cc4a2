//! What can be set of the watch.

use std::time::Duration;

use crate::round::judge::Pace;
pub use crate::rules::hysteresis::Hysteresis;

/// The watch's settings. Durations are in the program's time, which a rehearsal lets run faster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchSettings {
    /// This node's name in the lease. The same after a restart, or the restarted node waits until its own old lease runs out; different on
    /// every node that shares the database.
    pub node: String,
    /// The IANA zone of the installation, whose days are counted.
    pub zone: String,
    /// How often a check is asked.
    pub period: Duration,
    /// How soon it is asked again while its last answer speaks against what is held for true.
    pub doubt_period: Duration,
    /// How often whoever answers pings is asked for a sign of life besides its checks; zero for never.
    pub life_period: Duration,
    /// How long an answer is waited for.
    pub timeout: Duration,
    /// The same in real time at least, however fast the program's time runs: a network does not hurry.
    pub least_timeout: Duration,
    /// How many questions are under way at once.
    pub in_flight: usize,
    /// How many answers make a fact.
    pub hysteresis: Hysteresis,
    /// How long a parent that cannot be asked at all delays the alarm of what is behind it (and until the next answer of that).
    pub parent_patience: Duration,
    /// How long devices behind a parent that came back may take to start before their silence counts.
    pub restart_grace: Duration,
    /// How often states and samples are written; alarms are written at once.
    pub write_period: Duration,
}

impl Default for WatchSettings {
    fn default() -> WatchSettings {
        WatchSettings {
            node: "node".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            period: Duration::from_secs(30),
            doubt_period: Duration::from_secs(2),
            life_period: Duration::from_secs(5),
            timeout: Duration::from_secs(3),
            least_timeout: Duration::from_millis(300),
            in_flight: 4096,
            hysteresis: Hysteresis::USUAL,
            parent_patience: Duration::from_secs(60),
            restart_grace: Duration::from_secs(30),
            write_period: Duration::from_secs(2),
        }
    }
}

impl WatchSettings {
    /// How often a check is asked, in whole seconds, as people read it.
    pub(crate) fn period_seconds(&self) -> i64 {
        i64::try_from(self.period.as_secs()).unwrap_or(i64::MAX).clamp(1, 86_400)
    }

    pub(crate) fn pace(&self) -> Pace {
        let milliseconds = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX / 4);
        Pace {
            rule: self.hysteresis,
            period: milliseconds(self.period).max(1),
            doubt: milliseconds(self.doubt_period.min(self.period)).max(1),
            life: milliseconds(self.life_period),
            patience: milliseconds(self.parent_patience),
            grace: milliseconds(self.restart_grace),
        }
    }
}
