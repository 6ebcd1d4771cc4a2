//! Signs of life: one packet every few seconds to whoever answers pings, besides the checks. Nothing is judged by it and nothing is kept of it;
//! when it is lost, the checks that prove life are asked at once instead of at their next beat, and so they are when it is back.

use super::{Round, Turn};
use crate::beat::{Beat, Moment};
use crate::rules::hysteresis::{Fact, Pulse};

/// What is known of a device's sign of life.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sign {
    /// The check whose question it borrows.
    pub(crate) check: u32,
    /// Whether the last one was answered; none before the first.
    pub(crate) there: Option<bool>,
}

impl Round {
    /// From now on a device gives signs of life as this check asks for them, or none.
    pub(super) fn give_signs(&mut self, at: u32, check: Option<u32>, now: Moment) {
        let Some(device) = self.world.devices.get_mut(at).filter(|_| self.pace.life > 0) else { return };
        let before = device.sign;
        let kept = before.filter(|sign| Some(sign.check) == check);
        device.sign = kept.or(check.map(|check| Sign { check, there: None }));
        match (before, device.sign) {
            (None, Some(_)) => {
                self.life.add(at, at, self.pace.life, device.facts.id.0 as u64, now.beat);
                self.life.ask_beside(at);
            }
            (Some(_), None) => self.life.remove(at),
            _ => {}
        }
    }

    /// The next sign of life to ask for now, if there is one.
    pub(super) fn next_sign(&mut self, now: Beat) -> Option<Turn> {
        while let Some((at, late)) = self.life.take(now) {
            let place = self.world.devices.get(at).and_then(|device| device.sign).map(|sign| sign.check);
            if let Some((place, check)) = place.and_then(|place| Some((place, self.world.checks.get(place)?))) {
                return Some(Turn { place, check: check.id, asked: now, late, sign: true });
            }
        }
        None
    }

    /// Brings what came of a sign of life; nothing when it could not be asked for.
    pub(crate) fn saw(&mut self, turn: Turn, there: Option<bool>, now: Moment) {
        let Some(at) = self.world.checks.get(turn.place).filter(|check| check.id == turn.check).map(|check| check.device) else { return };
        self.life.done(at, None, now.beat);
        let Some(sign) = self.world.devices.get_mut(at).and_then(|device| device.sign.as_mut()) else { return };
        let Some(there) = there.filter(|there| sign.there.replace(*there) == Some(!there)) else { return };
        self.schedule.heard(turn.place, there);
        // Asked are those that may say something else than before; what is in doubt is asked at its own pace already.
        let telling = |life: Pulse| if there { life.fact != Fact::Yes } else { life.last_good() };
        let checks: Vec<u32> = self.world.proving(at).filter(|(_, check)| telling(check.life)).map(|(check, _)| check).collect();
        checks.into_iter().for_each(|check| self.schedule.hurry(check, now.beat));
    }
}
