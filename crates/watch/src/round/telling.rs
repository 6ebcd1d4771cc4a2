//! What is told of a fault: which alarm opens, whom it affects, when it closes.

use base::Text;

use super::judge::Judging;
use super::pending::{Change, Opened, Proof, Reason};
use super::world::Open;
use crate::beat::Moment;
use crate::model::{AlarmKind, Cause, State};
use crate::rules::evidence::explain;
use crate::rules::hysteresis::Fact;
use crate::texts;

impl Judging<'_> {
    /// Adds a device that is cut off to the alarm of the device that cuts it off.
    pub(super) fn affect(&mut self, at: u32) {
        let Some(culprit) = self.world.culprit(at) else { return };
        let Some((id, name)) = self.world.devices.get(at).map(|device| (device.facts.id, device.facts.name.clone())) else { return };
        let Some(alarm) = self.world.devices.get_mut(culprit).and_then(|device| device.down.as_mut()) else { return };
        if !alarm.affected.contains(&id) {
            alarm.news.insert(id, name);
            self.world.untold.insert(culprit);
        }
    }

    /// Opens the alarm that a device is down; `place` is how many are silent with it when it speaks for its whole place.
    pub(super) fn open_down(&mut self, at: u32, place: Option<usize>) {
        let checks = || self.world.proving(at).map(|(_, check)| check);
        let failing_since = checks().filter_map(|check| check.failing_since).max_by_key(|since| since.beat).unwrap_or(self.now);
        let trouble = checks().find_map(|check| check.trouble.as_deref());
        let Some(device) = self.world.devices.get(at) else { return };
        let signs = explain(&self.world.signs(device, failing_since.beat, place));
        let text = match place {
            Some(count) => texts::place_silent(&device.facts, count),
            None => texts::device_down(&device.facts, trouble),
        };
        self.open(at, AlarmKind::DeviceDown, text, failing_since, signs);
    }

    /// Whether one of the checks of a device that is there fails, and is certain to.
    pub(crate) fn judge_services(&mut self, at: u32) {
        let Some(device) = self.world.devices.get(at).filter(|device| device.state == State::Up) else { return };
        if device.failed.is_some() {
            if self.is_well(at) && !self.world.flaps(at) {
                let proof = self.proof(at, AlarmKind::CheckFailed);
                self.close(at, AlarmKind::CheckFailed, Reason::Recovered, proof);
            }
            return;
        }
        // A device that came back only half still has its alarm.
        if device.down.is_some() || self.world.is_quiet(at, self.now.at) {
            return;
        }
        let failing = self.world.judged(at).find(|check| check.ever_well && check.health.fact == Fact::No);
        let Some(check) = failing else { return };
        if device.answered.is_none_or(|asked| asked < check.certain.unwrap_or_default()) {
            // It may be the device itself that just went away: the other checks tell.
            self.hurry(at, self.now.beat);
            return;
        }
        let text = match &check.trouble {
            Some(trouble) if check.beyond => texts::value_beyond(&device.facts, trouble),
            trouble => texts::check_failed(&device.facts, &check.name, trouble.as_deref()),
        };
        let failing_since = check.failing_since.unwrap_or(self.now);
        if let Some(device) = self.world.devices.get_mut(at) {
            device.failed = Some(Open { told: self.now.beat, ..Open::default() });
        }
        self.open(at, AlarmKind::CheckFailed, text, failing_since, (None, Vec::new()));
    }

    fn open(&mut self, at: u32, kind: AlarmKind, text: Text, failing_since: Moment, signs: (Option<Cause>, Vec<Text>)) {
        let Some(device) = self.world.devices.get_mut(at) else { return };
        let alarm = if kind == AlarmKind::DeviceDown { device.down.as_mut() } else { device.failed.as_mut() };
        let news = alarm.map(|alarm| {
            alarm.affected.extend(alarm.news.keys().copied());
            std::mem::take(&mut alarm.news)
        });
        let facts = &device.facts;
        let opened = Opened {
            device: facts.id,
            device_name: facts.name.clone(),
            site_id: facts.site_id,
            site_name: facts.site_name.to_string(),
            customer_id: facts.customer_id,
            kind,
            text,
            cause: signs.0,
            evidence: signs.1,
            // A clock that was set back meanwhile would have it begin after it was told.
            failing_since: failing_since.at.min(self.now.at),
            at: self.now.at,
            affected: news.unwrap_or_default().into_iter().collect(),
        };
        self.effects.pending.changes.push(Change::Opened(Box::new(opened)));
    }

    /// Tells that the fault of an open alarm comes and goes, or is steady again.
    pub(super) fn tell_flapping(&mut self, at: u32) {
        let flapping = self.world.flaps(at);
        let now = self.now.at;
        let Some(device) = self.world.devices.get_mut(at) else { return };
        let id = device.facts.id;
        let alarms = [(AlarmKind::DeviceDown, device.down.as_mut()), (AlarmKind::CheckFailed, device.failed.as_mut())];
        for (kind, alarm) in alarms {
            if let Some(alarm) = alarm.filter(|alarm| alarm.flapping != flapping) {
                alarm.flapping = flapping;
                self.effects.pending.changes.push(Change::Flapping { device: id, kind, at: now, flapping });
            }
        }
    }

    /// Closes an alarm, if it is open.
    pub(crate) fn close(&mut self, at: u32, kind: AlarmKind, reason: Reason, proof: Vec<Proof>) {
        self.tell_affected(at);
        let Some(device) = self.world.devices.get_mut(at) else { return };
        let alarm = if kind == AlarmKind::DeviceDown { device.down.take() } else { device.failed.take() };
        if alarm.is_some() {
            let change = Change::Closed { device: device.facts.id, kind, at: self.now.at, reason, proof };
            self.effects.pending.changes.push(change);
        }
    }

    /// Tells whom an alarm affects besides.
    fn tell_affected(&mut self, at: u32) {
        self.world.untold.remove(&at);
        let Some(device) = self.world.devices.get_mut(at) else { return };
        let Some(alarm) = device.down.as_mut().filter(|alarm| !alarm.news.is_empty()) else { return };
        alarm.told = self.now.beat;
        alarm.affected.extend(alarm.news.keys().copied());
        let added = std::mem::take(&mut alarm.news).into_iter().collect();
        self.effects.pending.changes.push(Change::Affected { device: device.facts.id, at: self.now.at, added });
    }

    /// What time alone brings: whom an alarm affects besides is told when it has gathered for a while, not device by device.
    pub(crate) fn tick(&mut self) {
        let ripe = |at: &u32| {
            let alarm = self.world.devices.get(*at).and_then(|device| device.down.as_ref());
            alarm.is_none_or(|alarm| alarm.told.plus(self.pace.doubt) <= self.now.beat)
        };
        for at in self.world.untold.iter().copied().filter(ripe).collect::<Vec<u32>>() {
            self.tell_affected(at);
        }
    }
}
