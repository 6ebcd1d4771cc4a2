//! Beats from the monotonic clock, in the program's time.

use std::time::{Duration, Instant};

use base::Clock;

use crate::beat::{Beat, Moment};

/// Counts beats from when it was made.
#[derive(Debug, Clone)]
pub(super) struct Metronome {
    clock: Clock,
    started: Instant,
    factor: u32,
}

impl Metronome {
    pub(super) fn new(clock: Clock) -> Metronome {
        let factor = match clock {
            Clock::Scaled { factor, .. } => factor.max(1),
            Clock::System | Clock::Manual(_) => 1,
        };
        Metronome { clock, started: Instant::now(), factor }
    }

    /// Now.
    pub(super) fn moment(&self) -> Moment {
        let passed = self.started.elapsed() * self.factor;
        Moment { beat: Beat(u64::try_from(passed.as_millis()).unwrap_or(u64::MAX / 4)), at: self.clock.now() }
    }

    /// How long until a beat in real time; nothing when it has passed. Rounded up, so that whoever sleeps so long does not wake before it.
    pub(super) fn until(&self, beat: Beat) -> Duration {
        let at = Duration::from_millis(beat.0) / self.factor + Duration::from_micros(100);
        at.saturating_sub(self.started.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn program_time_runs_as_fast_as_its_clock() {
        let metronome = Metronome::new(Clock::scaled(1000));
        let ahead = metronome.moment().beat.plus(3_600_000);
        assert!(metronome.until(ahead) <= Duration::from_millis(3601), "an hour is at most 3.6 real seconds away");
        assert_eq!(metronome.until(Beat(0)).as_secs(), 0);
    }
}
