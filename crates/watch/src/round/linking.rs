//! What devices need, as it was entered: the ways to them, what feeds them, and who stands in the same place. Found out anew whenever devices
//! or links come or go.

use std::collections::{HashMap, HashSet};

use archive::{DeviceId, SiteId};

use super::world::{DeviceFacts, Watched, World};
use crate::model::State;

/// Devices of one place are silent together when there are at least so many of them; a place with more than the most is none.
pub(super) const PLACE: std::ops::RangeInclusive<usize> = 3..=500;

impl World {
    /// Finds out what every device needs, and answers for whom that is something else than before.
    pub(crate) fn link(&mut self) -> Vec<u32> {
        let found: Vec<(u32, Vec<u32>, Vec<u32>)> =
            self.devices.iter().map(|(at, device)| (at, self.ways_of(at, device), self.feeds_of(at, device))).collect();
        let mut dependants: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut places: HashMap<(SiteId, &[u32]), Vec<u32>> = HashMap::new();
        for (at, ways, feeds) in &found {
            for needed in ways.iter().chain(feeds.iter().filter(|feed| !ways.contains(feed))) {
                dependants.entry(*needed).or_default().push(*at);
            }
            if let Some(device) = self.devices.get(*at).filter(|_| self.can_be_asked(*at)) {
                places.entry((device.facts.site_id, ways.as_slice())).or_default().push(*at);
            }
        }
        let places: Vec<Vec<u32>> = places.into_values().filter(|place| PLACE.contains(&place.len())).collect();
        let mut place_of: HashMap<u32, u32> = HashMap::new();
        for (number, place) in places.iter().enumerate() {
            place_of.extend(place.iter().map(|at| (*at, number as u32)));
        }
        let (mut changed, mut fresh) = (Vec::new(), HashSet::new());
        for (at, ways, feeds) in found {
            let Some(device) = self.devices.get_mut(at) else { continue };
            if !device.linked {
                fresh.insert(at);
            }
            if device.linked && (&device.ways, &device.feeds) != (&ways, &feeds) {
                changed.push(at);
            }
            (device.linked, device.ways, device.feeds) = (true, ways, feeds);
            device.dependants = dependants.remove(&at).unwrap_or_default();
            device.place = place_of.get(&at).copied();
        }
        self.places = places;
        self.find_speakers(&fresh);
        self.find_tellers();
        changed
    }

    /// The nearest devices on each way to a device that can be asked.
    fn ways_of(&self, at: u32, device: &Watched) -> Vec<u32> {
        let straight = device.facts.ways.iter().copied().filter(|way| !self.leads_back(*way, at));
        self.nearest(straight.chain(device.facts.parent_id).collect(), |facts| facts.ways.iter().copied().chain(facts.parent_id).collect())
    }

    /// The nearest devices towards the mains that can be asked.
    fn feeds_of(&self, at: u32, device: &Watched) -> Vec<u32> {
        let straight = device.facts.feeds.iter().copied().filter(|feed| !self.leads_back(*feed, at));
        self.nearest(straight.collect(), |facts| facts.feeds.clone())
    }

    fn nearest(&self, mut work: Vec<DeviceId>, further: fn(&DeviceFacts) -> Vec<DeviceId>) -> Vec<u32> {
        let mut seen: HashSet<DeviceId> = HashSet::new();
        let mut found = Vec::new();
        while let Some(id) = work.pop() {
            let Some(at) = self.by_id.get(&id).copied().filter(|_| seen.insert(id)) else { continue };
            if self.can_be_asked(at) {
                found.push(at);
            } else if let Some(device) = self.devices.get(at) {
                work.extend(further(&device.facts));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether a device needs, by whatever is entered, the one at `to`. A UPS that is watched through the switch that it feeds can say
    /// nothing of that switch.
    fn leads_back(&self, from: DeviceId, to: u32) -> bool {
        let mut seen = HashSet::from([from]);
        let mut work = vec![from];
        while let Some(id) = work.pop() {
            let Some(at) = self.by_id.get(&id).copied() else { continue };
            if at == to {
                return true;
            }
            let Some(facts) = self.devices.get(at).map(|device| &device.facts) else { continue };
            let needed = facts.parent_id.iter().chain(&facts.ways).chain(&facts.feeds).copied();
            work.extend(needed.filter(|needed| seen.insert(*needed)));
        }
        false
    }

    /// Finds the open alarms that speak for a whole place among those that come in, as after a start of the program: they name others of it, and
    /// nobody of it is there. Of those that are in already it is known; a place that opened again has no speaker.
    fn find_speakers(&mut self, fresh: &HashSet<u32>) {
        for place in &self.places {
            let devices = || place.iter().filter_map(|at| self.devices.get(*at));
            if !place.iter().any(|at| fresh.contains(at)) || devices().any(|device| device.state == State::Up) {
                continue;
            }
            let ids: Vec<DeviceId> = devices().map(|device| device.facts.id).collect();
            for at in place.iter().filter(|at| fresh.contains(at)) {
                if let Some(alarm) = self.devices.get_mut(*at).and_then(|device| device.down.as_mut()) {
                    alarm.speaks |= ids.iter().any(|id| alarm.affected.contains(id));
                }
            }
        }
    }
}
