//! Which devices a window covers: a device named by it with everything behind it, because work on a switch takes its cameras along.

use std::collections::{HashMap, HashSet};

use archive::{DeviceId, SiteId};
use base::CustomerId;

use super::model::Target;

/// Where a device stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) id: DeviceId,
    pub(crate) customer: CustomerId,
    pub(crate) site: SiteId,
    pub(crate) parent: Option<DeviceId>,
}

/// The covered ones among some devices.
pub(crate) fn covered(places: &[Place], targets: &[Target]) -> HashSet<DeviceId> {
    let named: HashSet<&Target> = targets.iter().collect();
    let is_named = |place: &Place| {
        [Target::Customer(place.customer), Target::Site(place.site), Target::Device(place.id)].iter().any(|target| named.contains(target))
    };
    let mut children: HashMap<DeviceId, Vec<DeviceId>> = HashMap::new();
    for place in places {
        if let Some(parent) = place.parent {
            children.entry(parent).or_default().push(place.id);
        }
    }
    let mut covered = HashSet::new();
    let mut work: Vec<DeviceId> = places.iter().filter(|place| is_named(place)).map(|place| place.id).collect();
    while let Some(id) = work.pop() {
        if covered.insert(id) {
            work.extend(children.get(&id).into_iter().flatten());
        }
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: i64, site: i64, parent: Option<i64>) -> Place {
        Place { id: DeviceId(id), customer: CustomerId(1), site: SiteId(site), parent: parent.map(DeviceId) }
    }

    #[test]
    fn work_on_a_switch_covers_what_hangs_on_it() {
        // A core switch 1 at site 1, a pole switch 2 with cameras 3 and 4 at site 2, another pole 5 at site 3; 6 and 7 stand in a circle.
        let places = [
            place(1, 1, None),
            place(2, 2, Some(1)),
            place(3, 2, Some(2)),
            place(4, 2, Some(2)),
            place(5, 3, Some(1)),
            place(6, 4, Some(7)),
            place(7, 4, Some(6)),
        ];
        let cases: [(Target, &[i64]); 5] = [
            (Target::Device(DeviceId(2)), &[2, 3, 4]),
            (Target::Device(DeviceId(1)), &[1, 2, 3, 4, 5]),
            (Target::Site(SiteId(3)), &[5]),
            (Target::Customer(CustomerId(1)), &[1, 2, 3, 4, 5, 6, 7]),
            (Target::Device(DeviceId(6)), &[6, 7]),
        ];
        for (target, expected) in cases {
            let mut found: Vec<i64> = covered(&places, &[target]).into_iter().map(|id| id.0).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{target:?}");
        }
        assert!(covered(&places, &[]).is_empty());
    }
}
