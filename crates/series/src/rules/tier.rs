//! The tiers in which measurements are kept, from fine to coarse. A tier's block covers one window of one device; windows begin at multiples
//! of their length, and each is a whole number of the windows of the tier before it.

/// How finely measurements are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// As they were measured, in windows of two hours.
    Raw,
    /// Rolled up to steps of five minutes, in windows of a day.
    FiveMinutes,
    /// Rolled up to steps of an hour, in windows of ten days.
    Hour,
}

const HOUR: i64 = 3_600_000;

/// The window of a raw block, in milliseconds: what may differ between the tiers differs by such slots.
pub(crate) const SLOT: i64 = 2 * HOUR;

impl Tier {
    pub(crate) const ALL: [Tier; 3] = [Tier::Raw, Tier::FiveMinutes, Tier::Hour];

    /// Its number in the database.
    pub(crate) fn number(self) -> i64 {
        match self {
            Tier::Raw => 0,
            Tier::FiveMinutes => 1,
            Tier::Hour => 2,
        }
    }

    pub(crate) fn numbered(number: i64) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| tier.number() == number)
    }

    /// The length of a step in milliseconds; raw points have none.
    pub(crate) fn step(self) -> i64 {
        match self {
            Tier::Raw => 0,
            Tier::FiveMinutes => 300_000,
            Tier::Hour => HOUR,
        }
    }

    /// The length of a block's window in milliseconds.
    pub(crate) fn window(self) -> i64 {
        match self {
            Tier::Raw => SLOT,
            Tier::FiveMinutes => 24 * HOUR,
            Tier::Hour => 240 * HOUR,
        }
    }

    /// The first instant of the window in which an instant lies.
    pub(crate) fn window_of(self, at: i64) -> i64 {
        at.div_euclid(self.window()) * self.window()
    }

    /// The tier that is rolled up from this one.
    pub(crate) fn coarser(self) -> Option<Tier> {
        match self {
            Tier::Raw => Some(Tier::FiveMinutes),
            Tier::FiveMinutes => Some(Tier::Hour),
            Tier::Hour => None,
        }
    }

    /// The coarsest tier whose steps are not longer than these, in milliseconds.
    pub(crate) fn for_step(step: i64) -> Tier {
        Tier::ALL.into_iter().rev().find(|tier| tier.step() <= step).unwrap_or(Tier::Raw)
    }

    /// The tiers in the order in which they are asked: the one that fits, then finer ones, of which it could be made, then coarser ones,
    /// which are better than nothing.
    pub(crate) fn in_order_for(step: i64) -> Vec<Tier> {
        let fitting = Tier::for_step(step);
        let finer = Tier::ALL.into_iter().rev().filter(|tier| *tier <= fitting);
        finer.chain(Tier::ALL.into_iter().filter(|tier| *tier > fitting)).collect()
    }

    /// Everything before this instant has been kept for `days`. It is the beginning of a window of the coarser tier, so that what such a
    /// window is rolled up from is either all there or all gone.
    pub(crate) fn cutoff(self, now: i64, days: i64) -> i64 {
        self.coarser().unwrap_or(self).window_of(now.saturating_sub(days.saturating_mul(24 * HOUR)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_nest() {
        for tier in Tier::ALL {
            assert_eq!(tier.window() % SLOT, 0);
            assert_eq!(Tier::numbered(tier.number()), Some(tier));
            if tier.step() > 0 {
                assert_eq!(SLOT % tier.step(), 0, "a slot is a whole number of steps");
            }
            if let Some(coarser) = tier.coarser() {
                assert_eq!(coarser.window() % tier.window(), 0);
            }
        }
    }

    #[test]
    fn the_tier_that_fits_comes_first_and_coarser_ones_last() {
        use Tier::{FiveMinutes, Hour, Raw};
        for (seconds, expected) in [(1, [Raw, FiveMinutes, Hour]), (299, [Raw, FiveMinutes, Hour]), (300, [FiveMinutes, Raw, Hour])] {
            assert_eq!(Tier::in_order_for(seconds * 1000), expected, "{seconds}");
        }
        assert_eq!(Tier::in_order_for(90_000_000), [Hour, FiveMinutes, Raw]);
    }
}
