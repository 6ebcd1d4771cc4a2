//! A fault is over when it is proved: every check of the device that ever was well is well again, twice in a row, and every device that it cut
//! off is there again, or has a fault of its own that is told.

use archive::DeviceId;

use super::judge::Judging;
use super::pending::{Proof, Reason};
use super::world::{Good, Open};
use crate::model::{AlarmKind, State};
use crate::rules::hysteresis::Fact;

/// How often, in milliseconds, it is looked whether what is there again is proved to be well.
pub(super) const LOOK: u64 = 1000;
/// So many devices that were cut off are named as proof.
const NAMED: usize = 100;

impl Judging<'_> {
    /// Closes the alarm of a device that is there again, now or when the proof is there.
    pub(super) fn close_when_proved(&mut self, at: u32) {
        let open = self.world.devices.get(at).is_some_and(|device| device.down.is_some() && device.state == State::Up);
        // What comes and goes is one fault: it is over when it has been steady for a while.
        if open && (self.is_well(at) || self.fails_as_told(at)) && self.are_back(at) && !self.world.flaps(at) {
            self.world.unproved.remove(&at);
            let proof = self.proof(at, AlarmKind::DeviceDown);
            self.close(at, AlarmKind::DeviceDown, Reason::Recovered, proof);
        } else if open {
            self.world.unproved.insert(at);
        } else {
            self.world.unproved.remove(&at);
        }
    }

    /// A device is there again: it may have been the last proof for whoever cut it off.
    pub(super) fn prove_before(&mut self, at: u32) {
        if self.world.unproved.is_empty() {
            return;
        }
        for before in self.world.before(at) {
            if self.world.unproved.contains(&before) {
                self.close_when_proved(before);
            }
        }
    }

    /// Looks at every alarm that only waits for its proof.
    pub(crate) fn look_for_proofs(&mut self) {
        for at in self.world.unproved.clone() {
            self.close_when_proved(at);
        }
    }

    /// Whether every check of a device that ever was well is well.
    pub(super) fn is_well(&self, at: u32) -> bool {
        self.world.judged(at).all(|check| check.health.fact == Fact::Yes || !check.ever_well)
    }

    /// Whether what is still not well is told by another alarm already.
    fn fails_as_told(&self, at: u32) -> bool {
        let told = self.world.devices.get(at).is_some_and(|device| device.failed.is_some());
        told && self.world.judged(at).all(|check| check.health.fact != Fact::Unknown || !check.ever_well)
    }

    /// Whether whom a device cut off is there again, or is silent for a reason of its own.
    fn are_back(&self, at: u32) -> bool {
        let Some(alarm) = self.world.devices.get(at).and_then(|device| device.down.as_ref()) else { return true };
        let back = |id: &DeviceId| {
            let Some((other, device)) = self.world.by_id.get(id).and_then(|other| Some((*other, self.world.devices.get(*other)?))) else {
                return true;
            };
            match device.state {
                State::Up => true,
                State::Down => device.down.is_some() || self.world.is_quiet(other, self.now.at),
                State::Unreachable => self.world.culprit(other).is_some(),
                State::Unknown => !self.world.can_be_asked(other),
            }
        };
        alarm.affected.iter().chain(alarm.news.keys()).all(back)
    }

    /// What proves that the fault of an alarm is over.
    pub(super) fn proof(&self, at: u32, kind: AlarmKind) -> Vec<Proof> {
        let Some(device) = self.world.devices.get(at) else { return Vec::new() };
        let (id, name) = (device.facts.id, &device.facts.name);
        let touched = self.world.judged(at).filter(|check| check.ever_well);
        let checks = touched.map(|check| Proof {
            device: id,
            device_name: name.clone(),
            check: Some(check.name.to_string()),
            before: check.before,
            after: check.good,
        });
        let alarm = device.down.as_ref().filter(|_| kind == AlarmKind::DeviceDown);
        let affected = |alarm: &Open| alarm.affected.iter().chain(alarm.news.keys()).copied().collect::<Vec<DeviceId>>();
        let back = alarm.map(affected).unwrap_or_default().into_iter().filter_map(|id| {
            let device = self.world.devices.get(*self.world.by_id.get(&id)?).filter(|device| device.state == State::Up)?;
            let after = device.since.map(|at| Good { at, milliseconds: None });
            Some(Proof { device: id, device_name: device.facts.name.clone(), check: None, before: None, after })
        });
        checks.chain(back.take(NAMED)).collect()
    }
}
