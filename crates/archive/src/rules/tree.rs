//! Which device stands behind which. The watch calls a child *unreachable* when its parent is down; that only means something when
//! nothing stands behind itself, and it is only quick when the way to the core is short.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The longest way from the core to a device, both counted.
pub(crate) const MAX_DEPTH: usize = 16;

/// Why a device cannot stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Crooked {
    /// It would stand behind itself.
    Circle,
    /// The way from the core would be longer than [`MAX_DEPTH`].
    TooDeep,
}

/// Who stands behind whom: child to parent.
#[derive(Debug, Clone)]
pub(crate) struct Tree<K> {
    parents: HashMap<K, K>,
}

impl<K: Copy + Eq + Hash> Tree<K> {
    /// The tree of these devices and their parents.
    pub(crate) fn of(devices: impl IntoIterator<Item = (K, Option<K>)>) -> Tree<K> {
        Tree { parents: devices.into_iter().filter_map(|(child, parent)| parent.map(|parent| (child, parent))).collect() }
    }

    /// The device behind which this one stands.
    pub(crate) fn parent(&self, child: K) -> Option<K> {
        self.parents.get(&child).copied()
    }

    /// Whether the device, with everything behind it, may be put behind `parent`. The tree itself must be straight.
    pub(crate) fn may_stand_behind(&self, child: K, parent: K) -> Result<(), Crooked> {
        let mut above = 0;
        let mut at = Some(parent);
        while let Some(device) = at {
            if device == child {
                return Err(Crooked::Circle);
            }
            above += 1;
            if above >= MAX_DEPTH {
                return Err(Crooked::TooDeep);
            }
            at = self.parent(device);
        }
        if above + self.height(child) > MAX_DEPTH { Err(Crooked::TooDeep) } else { Ok(()) }
    }

    /// The longest way from the device to one behind it, both counted, up to one more than [`MAX_DEPTH`].
    fn height(&self, top: K) -> usize {
        let mut children: HashMap<K, Vec<K>> = HashMap::new();
        for (child, parent) in &self.parents {
            children.entry(*parent).or_default().push(*child);
        }
        let mut height = 0;
        let mut row = vec![top];
        while !row.is_empty() && height <= MAX_DEPTH {
            height += 1;
            row = row.iter().filter_map(|device| children.get(device)).flatten().copied().collect();
        }
        height
    }

    /// How far each of these devices is from the core, the core itself 1; or why it cannot stand where it does. A device behind a circle,
    /// not in it, is as good as its circle and is left out.
    pub(crate) fn depths(&self, devices: impl IntoIterator<Item = K>) -> HashMap<K, Result<usize, Crooked>> {
        let mut found: HashMap<K, Option<usize>> = HashMap::new();
        let mut circles: HashSet<K> = HashSet::new();
        let devices: Vec<K> = devices.into_iter().collect();
        for device in &devices {
            self.measure(*device, &mut found, &mut circles);
        }
        devices
            .into_iter()
            .filter_map(|device| match found.get(&device) {
                Some(Some(depth)) if *depth > MAX_DEPTH => Some((device, Err(Crooked::TooDeep))),
                Some(Some(depth)) => Some((device, Ok(*depth))),
                _ if circles.contains(&device) => Some((device, Err(Crooked::Circle))),
                _ => None,
            })
            .collect()
    }

    /// Walks up from one device to one whose depth is known, or to the core, or round a circle; then notes the depths on the way.
    fn measure(&self, device: K, found: &mut HashMap<K, Option<usize>>, circles: &mut HashSet<K>) {
        let mut way = Vec::new();
        let mut on_way = HashSet::new();
        let mut at = Some(device);
        let mut depth = loop {
            match at {
                None => break Some(0),
                Some(device) => {
                    if let Some(known) = found.get(&device) {
                        break *known;
                    }
                    if !on_way.insert(device) {
                        circles.extend(way.iter().copied().skip_while(|seen| *seen != device));
                        break None;
                    }
                    way.push(device);
                    at = self.parent(device);
                }
            }
        };
        for device in way.into_iter().rev() {
            depth = depth.map(|depth| depth + 1);
            found.insert(device, depth);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain(length: u32) -> Tree<u32> {
        Tree::of((1..=length).map(|n| (n, (n > 1).then(|| n - 1))))
    }

    /// The slow obvious way: walk up from one device, far enough to be sure.
    fn walk(tree: &Tree<u32>, device: u32, devices: usize) -> Option<usize> {
        let mut at = device;
        for depth in 1..=devices {
            match tree.parent(at) {
                None => return Some(depth),
                Some(parent) => at = parent,
            }
        }
        None
    }

    #[test]
    fn nothing_stands_behind_itself() {
        let tree = chain(3);
        assert_eq!(tree.may_stand_behind(1, 1), Err(Crooked::Circle));
        assert_eq!(tree.may_stand_behind(1, 3), Err(Crooked::Circle));
        assert_eq!(tree.may_stand_behind(3, 1), Ok(()));
        assert_eq!(tree.may_stand_behind(9, 3), Ok(()));
    }

    #[test]
    fn the_way_from_the_core_is_short() {
        let tree = chain(MAX_DEPTH as u32);
        assert_eq!(tree.may_stand_behind(99, MAX_DEPTH as u32), Err(Crooked::TooDeep));
        assert_eq!(tree.may_stand_behind(99, MAX_DEPTH as u32 - 1), Ok(()));
        assert_eq!(tree.may_stand_behind(1, 99), Err(Crooked::TooDeep), "what stands behind it counts");
        assert_eq!(tree.may_stand_behind(2, 99), Ok(()));
    }

    #[test]
    fn a_circle_is_told_of_those_who_stand_in_it() {
        let tree = Tree::of([(1, Some(2)), (2, Some(3)), (3, Some(2)), (4, None), (5, Some(4))]);
        let depths = tree.depths([1, 2, 3, 4, 5]);
        assert_eq!(depths.get(&1), None, "it only leads there");
        assert_eq!(depths[&2], Err(Crooked::Circle));
        assert_eq!(depths[&3], Err(Crooked::Circle));
        assert_eq!((&depths[&4], &depths[&5]), (&Ok(1), &Ok(2)));
    }

    proptest! {
        #[test]
        fn whatever_is_moved_no_circle_is_ever_accepted_and_nothing_harmless_refused(
            moves in prop::collection::vec((0u32..30, 0u32..30), 0..120)
        ) {
            let mut tree: Tree<u32> = Tree::of([]);
            for (child, parent) in moves {
                let mut moved = tree.clone();
                moved.parents.insert(child, parent);
                let straight = (0..30).all(|device| walk(&moved, device, 30).is_some_and(|depth| depth <= MAX_DEPTH));
                let allowed = tree.may_stand_behind(child, parent).is_ok();
                prop_assert_eq!(allowed, straight, "{} behind {}", child, parent);
                if allowed {
                    tree = moved;
                }
            }
        }

        #[test]
        fn depths_are_what_walking_finds(parents in prop::collection::vec(prop::option::of(0u32..25), 25)) {
            let tree = Tree::of(parents.iter().enumerate().map(|(child, parent)| (child as u32, *parent)));
            let depths = tree.depths(0..25);
            for device in 0..25 {
                match (walk(&tree, device, 25), depths.get(&device)) {
                    (Some(depth), Some(Ok(found))) => prop_assert_eq!(depth, *found),
                    (Some(depth), Some(Err(Crooked::TooDeep))) => prop_assert!(depth > MAX_DEPTH),
                    (None, Some(Err(Crooked::Circle))) | (None, None) => {}
                    other => prop_assert!(false, "{}: {:?}", device, other),
                }
            }
            let circle = (0..25).any(|device| walk(&tree, device, 25).is_none());
            prop_assert_eq!(circle, depths.values().any(|depth| *depth == Err(Crooked::Circle)));
        }
    }
}
