//! Down or unreachable? A device that does not answer is down only when what it needs answered **after** the silence was certain: one of the
//! ways to it, and one of its feeds. If all ways or all feeds are down too, the device is unreachable: nobody can tell, and nobody is called
//! for it.

use crate::beat::Beat;
use crate::model::State;

/// Whether somebody is there, judged from a device's own checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    /// Not enough answers yet.
    Unknown,
    /// At least one check that proves life does.
    Alive,
    /// All of them fail, and this was certain from the given beat on.
    Dead(Beat),
}

/// A silence that is to be explained.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Silence {
    /// From when on it was certain.
    pub(crate) certain: Beat,
    pub(crate) now: Beat,
    /// For how many milliseconds something of which nothing can be learned is waited for.
    pub(crate) patience: u64,
}

/// A device on which another depends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Witness {
    pub(crate) life: Life,
    pub(crate) state: State,
    /// When the newest question that it answered was asked.
    pub(crate) answered: Option<Beat>,
}

/// What is known of something that a device needs, from good to bad: of several of which one is enough the least counts, of several that are
/// all needed the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// It worked after the silence was certain.
    Works,
    /// It is to be asked before anybody is told.
    Unsure,
    /// It is silent itself, and its own state is not decided yet.
    Silent,
    /// It does not work.
    Broken,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Nothing new.
    Keep,
    /// It answers: up, and an alarm is closed.
    Up,
    /// It is silent, and what it needs is to be asked, or to be decided, before anybody is told.
    Wait,
    /// It is silent, and so is what it needs.
    Unreachable,
    /// It is silent while all that it needs works: down, and an alarm is opened.
    Down,
}

impl Witness {
    /// What it says of the way that leads over it.
    pub(crate) fn way(&self, silence: &Silence) -> Standing {
        match self.state {
            State::Down | State::Unreachable => Standing::Broken,
            State::Up | State::Unknown => self.undecided(silence),
        }
    }

    /// What it says of the power that comes from it. One that cannot be reached itself says nothing; nor does one that fell silent long
    /// before: then the power stayed, and it was only the source that could no longer be asked.
    pub(crate) fn feed(&self, silence: &Silence, together: bool) -> Standing {
        match self.state {
            State::Down if together => Standing::Broken,
            State::Down | State::Unreachable => Standing::Works,
            State::Up | State::Unknown => self.undecided(silence),
        }
    }

    fn undecided(&self, silence: &Silence) -> Standing {
        if let Life::Dead(_) = self.life {
            return Standing::Silent;
        }
        // Nothing can be learned of it (its checks cannot even be asked): better told twice than not at all.
        let patient = silence.now < silence.certain.plus(silence.patience);
        if patient && self.answered.is_none_or(|asked| asked < silence.certain) { Standing::Unsure } else { Standing::Works }
    }
}

/// Decides a device's state. `alarm_open`: whether there is an open alarm that it is down. `needs` is only asked of a silent device.
pub(crate) fn decide(life: Life, state: State, alarm_open: bool, needs: impl FnOnce(Beat) -> Standing) -> Decision {
    match life {
        Life::Unknown => Decision::Keep,
        Life::Alive => Decision::Up,
        // A fault of its own that was told stays its own, whatever breaks before it later.
        Life::Dead(_) if state == State::Down && alarm_open => Decision::Keep,
        Life::Dead(certain) => match needs(certain) {
            Standing::Works => Decision::Down,
            Standing::Unsure | Standing::Silent => Decision::Wait,
            Standing::Broken => Decision::Unreachable,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEAD: Life = Life::Dead(Beat(100));

    fn witness(life: Life, state: State, answered: Option<u64>) -> Witness {
        Witness { life, state, answered: answered.map(Beat) }
    }

    fn decided(life: Life, state: State, alarm_open: bool, parent: Option<Witness>, now: u64) -> Decision {
        let needs = |certain| parent.map_or(Standing::Works, |parent| parent.way(&Silence { certain, now: Beat(now), patience: 60 }));
        decide(life, state, alarm_open, needs)
    }

    #[test]
    fn nobody_is_called_before_the_parent_was_asked() {
        let parent = |life, state, answered| Some(witness(life, state, answered));
        let alive = |answered| parent(Life::Alive, State::Up, answered);
        let cases = [
            ("no answers yet", Life::Unknown, State::Unknown, false, None, Decision::Keep),
            ("it answers", Life::Alive, State::Unreachable, false, parent(DEAD, State::Down, None), Decision::Up),
            ("nothing stands before it", DEAD, State::Up, false, None, Decision::Down),
            ("the parent answered before the silence only", DEAD, State::Up, false, alive(Some(99)), Decision::Wait),
            ("the parent was never asked", DEAD, State::Up, false, alive(None), Decision::Wait),
            ("the parent answered since", DEAD, State::Up, false, alive(Some(100)), Decision::Down),
            ("the parent is silent too", DEAD, State::Up, false, parent(DEAD, State::Up, Some(99)), Decision::Wait),
            ("the parent is down", DEAD, State::Up, false, parent(DEAD, State::Down, Some(99)), Decision::Unreachable),
            ("the parent is cut off", DEAD, State::Up, false, parent(DEAD, State::Unreachable, None), Decision::Unreachable),
            ("the parent comes back", DEAD, State::Unreachable, false, parent(Life::Unknown, State::Up, Some(99)), Decision::Wait),
            ("told already", DEAD, State::Down, true, parent(DEAD, State::Down, None), Decision::Keep),
            ("told already, and the parent asked again", DEAD, State::Down, true, alive(None), Decision::Keep),
        ];
        for (name, life, state, alarm_open, parent, expected) in cases {
            assert_eq!(decided(life, state, alarm_open, parent, 110), expected, "{name}");
        }
    }

    #[test]
    fn a_parent_that_cannot_be_asked_is_not_waited_for_endlessly() {
        let mute = Some(witness(Life::Unknown, State::Unknown, None));
        assert_eq!(decided(DEAD, State::Up, false, mute, 159), Decision::Wait);
        assert_eq!(decided(DEAD, State::Up, false, mute, 160), Decision::Down);
    }

    #[test]
    fn a_feed_is_to_blame_only_for_what_fell_silent_with_it() {
        let silence = Silence { certain: Beat(100), now: Beat(110), patience: 60 };
        let ups = |state| witness(DEAD, state, Some(Beat(50).0));
        assert_eq!(ups(State::Down).feed(&silence, true), Standing::Broken);
        assert_eq!(ups(State::Down).feed(&silence, false), Standing::Works, "it was dead long before");
        assert_eq!(ups(State::Unreachable).feed(&silence, true), Standing::Works, "nobody knows");
        assert_eq!(ups(State::Up).feed(&silence, true), Standing::Silent);
        assert_eq!(witness(Life::Alive, State::Up, Some(101)).feed(&silence, true), Standing::Works);
        assert_eq!(witness(Life::Alive, State::Up, Some(99)).feed(&silence, true), Standing::Unsure);
    }
}
