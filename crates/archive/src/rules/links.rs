//! Links lead to the core or to the mains: what a device needs must not need the device.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// What one device needs can be told on one page.
pub(crate) const MOST: usize = 16;

/// Whether a way along the edges, each from a device to what it needs, leads from one device to another.
pub(crate) fn leads<K: Copy + Eq + Hash>(edges: impl IntoIterator<Item = (K, K)>, from: K, to: K) -> bool {
    let mut needs: HashMap<K, Vec<K>> = HashMap::new();
    for (device, needed) in edges {
        needs.entry(device).or_default().push(needed);
    }
    let mut seen = HashSet::from([from]);
    let mut work = vec![from];
    while let Some(at) = work.pop() {
        if at == to {
            return true;
        }
        work.extend(needs.get(&at).into_iter().flatten().copied().filter(|needed| seen.insert(*needed)));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_way_is_followed_round_circles_to_its_end() {
        let edges = [(1, 2), (2, 3), (3, 1), (3, 4)];
        assert!(leads(edges, 1, 4) && leads(edges, 2, 1) && leads(edges, 5, 5));
        assert!(!leads(edges, 4, 1) && !leads(edges, 1, 5));
    }

    proptest! {
        #[test]
        fn a_ring_is_never_accepted(edges in prop::collection::vec((0u8..12, 0u8..12), 0..60)) {
            let mut kept: Vec<(u8, u8)> = Vec::new();
            for (device, needed) in edges {
                if !leads(kept.iter().copied(), needed, device) {
                    kept.push((device, needed));
                }
            }
            // The slow obvious way: what needs nothing is taken away until nothing is left.
            let mut left = kept;
            loop {
                let before = left.len();
                let needing: HashSet<u8> = left.iter().map(|(device, _)| *device).collect();
                left.retain(|(_, needed)| needing.contains(needed));
                if left.len() == before { break }
            }
            prop_assert!(left.is_empty(), "{left:?}");
        }
    }
}
