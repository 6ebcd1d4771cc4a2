//! Down or unreachable? A device that does not answer is down only when whatever stands before it answered **after** the silence was
//! certain. If that is down too, the device is unreachable: nobody can tell, and nobody is called for it.

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

/// What stands before a device: the nearest device on the way that can be asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parent {
    pub(crate) life: Life,
    pub(crate) state: State,
    /// When the newest question that it answered was asked.
    pub(crate) answered: Option<Beat>,
}

/// What is known of a device when its state is to be decided.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) life: Life,
    pub(crate) state: State,
    /// Whether there is an open alarm that it is down.
    pub(crate) alarm_open: bool,
    pub(crate) parent: Option<Parent>,
    pub(crate) now: Beat,
    /// For how many milliseconds a parent of which nothing can be learned is waited for.
    pub(crate) patience: u64,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Nothing new.
    Keep,
    /// It answers: up, and an alarm is closed.
    Up,
    /// It is silent, and the parent is to be asked before anybody is told.
    AskParent,
    /// It is silent and so is the parent, of whose state it is not decided yet.
    AwaitParent,
    /// It is silent, and so is what stands before it.
    Unreachable,
    /// It is silent while everything before it works: down, and an alarm is opened.
    Down,
}

/// Decides a device's state.
pub(crate) fn decide(facts: &Facts) -> Decision {
    let certain = match facts.life {
        Life::Unknown => return Decision::Keep,
        Life::Alive => return Decision::Up,
        Life::Dead(certain) => certain,
    };
    // A fault of its own that was told stays its own, whatever breaks before it later.
    if facts.state == State::Down && facts.alarm_open {
        return Decision::Keep;
    }
    let Some(parent) = facts.parent else { return Decision::Down };
    if matches!(parent.state, State::Down | State::Unreachable) {
        return Decision::Unreachable;
    }
    if let Life::Dead(_) = parent.life {
        return Decision::AwaitParent;
    }
    if parent.answered.is_some_and(|asked| asked >= certain) {
        return Decision::Down;
    }
    // Nothing can be learned of the parent (its checks cannot even be asked): better told twice than not at all.
    if facts.now >= certain.plus(facts.patience) { Decision::Down } else { Decision::AskParent }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEAD: Life = Life::Dead(Beat(100));

    fn parent(life: Life, state: State, answered: Option<u64>) -> Option<Parent> {
        Some(Parent { life, state, answered: answered.map(Beat) })
    }

    fn decided(life: Life, state: State, alarm_open: bool, parent: Option<Parent>, now: u64) -> Decision {
        decide(&Facts { life, state, alarm_open, parent, now: Beat(now), patience: 60 })
    }

    #[test]
    fn nobody_is_called_before_the_parent_was_asked() {
        let alive = |answered| parent(Life::Alive, State::Up, answered);
        let cases = [
            ("no answers yet", Life::Unknown, State::Unknown, false, None, Decision::Keep),
            ("it answers", Life::Alive, State::Unreachable, false, parent(DEAD, State::Down, None), Decision::Up),
            ("nothing stands before it", DEAD, State::Up, false, None, Decision::Down),
            ("the parent answered before the silence only", DEAD, State::Up, false, alive(Some(99)), Decision::AskParent),
            ("the parent was never asked", DEAD, State::Up, false, alive(None), Decision::AskParent),
            ("the parent answered since", DEAD, State::Up, false, alive(Some(100)), Decision::Down),
            ("the parent is silent too", DEAD, State::Up, false, parent(DEAD, State::Up, Some(99)), Decision::AwaitParent),
            ("the parent is down", DEAD, State::Up, false, parent(DEAD, State::Down, Some(99)), Decision::Unreachable),
            ("the parent is cut off", DEAD, State::Up, false, parent(DEAD, State::Unreachable, None), Decision::Unreachable),
            ("the parent comes back", DEAD, State::Unreachable, false, parent(Life::Unknown, State::Up, Some(99)), Decision::AskParent),
            ("told already", DEAD, State::Down, true, parent(DEAD, State::Down, None), Decision::Keep),
            ("told already, and the parent asked again", DEAD, State::Down, true, alive(None), Decision::Keep),
        ];
        for (name, life, state, alarm_open, parent, expected) in cases {
            assert_eq!(decided(life, state, alarm_open, parent, 110), expected, "{name}");
        }
    }

    #[test]
    fn a_parent_that_cannot_be_asked_is_not_waited_for_endlessly() {
        let mute = parent(Life::Unknown, State::Unknown, None);
        assert_eq!(decided(DEAD, State::Up, false, mute, 159), Decision::AskParent);
        assert_eq!(decided(DEAD, State::Up, false, mute, 160), Decision::Down);
    }
}
