//! A timer wheel: which of a hundred thousand checks is due next, in constant time per check.
//!
//! Seven levels of 64 slots. A slot of level 0 is one millisecond, of level 1 sixty-four, and so on; together they reach over 139 years. An
//! entry stands on the level of the highest digit (in base 64) in which its time differs from the present, so it moves down at most six
//! times before it is due. Entries are links in lists, so that inserting, moving and removing allocate nothing.

use crate::beat::Beat;

const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
const LEVELS: usize = 7;
/// The end of a list, and the place of an entry that is not in the wheel.
const NONE: u32 = u32::MAX;
/// How far the wheel reaches; what lies beyond is due at its end.
const REACH: u64 = 1 << (BITS * LEVELS as u32);

/// Which numbered entries are due when. Numbers are small and dense: the slots of a table.
#[derive(Debug)]
pub(crate) struct Wheel {
    now: u64,
    /// Per level, one bit per slot that has entries.
    occupied: [u64; LEVELS],
    /// The first entry of each slot, level by level.
    heads: Vec<u32>,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    due: u64,
    next: u32,
    previous: u32,
    /// Level and slot as an index into `heads`, or `NONE`.
    place: u32,
}

const ABSENT: Entry = Entry { due: 0, next: NONE, previous: NONE, place: NONE };

impl Wheel {
    pub(crate) fn new() -> Wheel {
        Wheel { now: 0, occupied: [0; LEVELS], heads: vec![NONE; LEVELS * SLOTS], entries: Vec::new() }
    }

    /// When the entry is due, if it is in the wheel.
    pub(crate) fn due(&self, id: u32) -> Option<Beat> {
        self.entries.get(id as usize).filter(|entry| entry.place != NONE).map(|entry| Beat(entry.due))
    }

    /// Puts the entry in, or moves it. What should have been due already is due now.
    pub(crate) fn insert(&mut self, id: u32, due: Beat) {
        self.remove(id);
        if self.entries.len() <= id as usize {
            self.entries.resize(id as usize + 1, ABSENT);
        }
        let due = due.0.clamp(self.now, self.now | (REACH - 1));
        self.link(id, due);
    }

    /// Takes the entry out, if it is in.
    pub(crate) fn remove(&mut self, id: u32) {
        let Some(entry) = self.entries.get_mut(id as usize).filter(|entry| entry.place != NONE) else { return };
        let Entry { next, previous, place, .. } = std::mem::replace(entry, ABSENT);
        if let Some(after) = self.entries.get_mut(next as usize) {
            after.previous = previous;
        }
        match self.entries.get_mut(previous as usize) {
            Some(before) => before.next = next,
            None => self.set_head(place, next),
        }
    }

    /// Moves the present ahead to `until` and takes out what is due by then, in order of time.
    pub(crate) fn pop_due(&mut self, until: Beat) -> Vec<u32> {
        let mut popped = Vec::new();
        while let Some((level, place, begins)) = self.next_slot().filter(|(.., begins)| *begins <= until.0) {
            self.now = self.now.max(begins);
            let mut id = self.heads.get(place as usize).copied().unwrap_or(NONE);
            self.set_head(place, NONE);
            while let Some(entry) = self.entries.get_mut(id as usize) {
                let Entry { due, next, .. } = std::mem::replace(entry, ABSENT);
                if level == 0 {
                    popped.push(id)
                } else {
                    self.link(id, due)
                }
                id = next;
            }
        }
        self.now = self.now.max(until.0);
        popped
    }

    /// A time at which to call [`Wheel::pop_due`] again: never later than the first entry is due, sometimes a little earlier.
    pub(crate) fn wake(&self) -> Option<Beat> {
        self.next_slot().map(|(.., begins)| Beat(begins))
    }

    /// The occupied slot that begins first: its level, its place and its beginning. A lower level always comes before a higher one.
    fn next_slot(&self) -> Option<(usize, u32, u64)> {
        self.occupied.iter().enumerate().find_map(|(level, occupied)| {
            let shift = BITS * level as u32;
            let ahead = occupied & (u64::MAX << ((self.now >> shift) % SLOTS as u64));
            if ahead == 0 {
                return None;
            }
            let slot = ahead.trailing_zeros();
            let above = self.now >> (shift + BITS) << (shift + BITS);
            Some((level, level as u32 * SLOTS as u32 + slot, above | u64::from(slot) << shift))
        })
    }

    fn link(&mut self, id: u32, due: u64) {
        let level = (63 - ((due ^ self.now) | 1).leading_zeros()) / BITS;
        let slot = (due >> (BITS * level)) % SLOTS as u64;
        let place = level * SLOTS as u32 + slot as u32;
        let head = self.heads.get(place as usize).copied().unwrap_or(NONE);
        if let Some(first) = self.entries.get_mut(head as usize) {
            first.previous = id;
        }
        if let Some(entry) = self.entries.get_mut(id as usize) {
            *entry = Entry { due, next: head, previous: NONE, place };
        }
        self.set_head(place, id);
    }

    fn set_head(&mut self, place: u32, id: u32) {
        if let Some(head) = self.heads.get_mut(place as usize) {
            *head = id;
        }
        if let Some(level) = self.occupied.get_mut(place as usize / SLOTS) {
            let bit = 1 << (place as usize % SLOTS);
            if id == NONE { *level &= !bit } else { *level |= bit }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Step {
        Insert(u32, u64),
        Remove(u32),
        Advance(u64),
    }

    fn ahead() -> impl Strategy<Value = u64> {
        prop_oneof![0u64..3, 0u64..200, 0u64..40_000, 0u64..100_000_000, Just(u64::MAX / 2)]
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0u32..40, ahead()).prop_map(|(id, ahead)| Step::Insert(id, ahead)),
            1 => (0u32..40).prop_map(Step::Remove),
            3 => prop_oneof![0u64..3, 0u64..200, 0u64..40_000, 0u64..100_000_000].prop_map(Step::Advance),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        /// The oracle: a list of (due, id), sorted.
        #[test]
        fn the_wheel_does_what_a_sorted_list_does(steps in prop::collection::vec(step(), 1..120)) {
            let mut wheel = Wheel::new();
            let mut list: Vec<(u64, u32)> = Vec::new();
            let mut now = 0u64;
            for step in steps {
                match step {
                    Step::Insert(id, ahead) => {
                        let due = now.saturating_add(ahead).min(now | (REACH - 1));
                        wheel.insert(id, Beat(now.saturating_add(ahead)));
                        list.retain(|(_, other)| *other != id);
                        list.push((due, id));
                    }
                    Step::Remove(id) => {
                        wheel.remove(id);
                        list.retain(|(_, other)| *other != id);
                    }
                    Step::Advance(by) => {
                        now += by;
                        let popped = wheel.pop_due(Beat(now));
                        let mut dues: Vec<(u64, u32)> = Vec::new();
                        for id in popped {
                            let at = list.iter().position(|(_, other)| *other == id);
                            prop_assert!(at.is_some(), "{id} was not in the list");
                            dues.push(list.remove(at.unwrap_or(0)));
                        }
                        prop_assert!(dues.windows(2).all(|pair| pair[0].0 <= pair[1].0), "in order: {dues:?}");
                        prop_assert!(dues.iter().all(|(due, _)| *due <= now));
                        prop_assert!(list.iter().all(|(due, _)| *due > now), "nothing due was left: {list:?} at {now}");
                    }
                }
                list.sort_unstable();
                for (due, id) in &list {
                    prop_assert_eq!(wheel.due(*id), Some(Beat(*due)));
                }
                match (wheel.wake(), list.first()) {
                    (Some(wake), Some((first, _))) => prop_assert!(wake.0 <= *first && wake.0 >= now, "{wake:?} {first} {now}"),
                    (wake, first) => prop_assert!(wake.is_none() && first.is_none()),
                }
            }
        }
    }

    #[test]
    fn waking_leads_to_every_entry_in_few_steps() {
        let mut wheel = Wheel::new();
        for id in 0..1000 {
            wheel.insert(id, Beat(u64::from(id) * 977));
        }
        let (mut popped, mut wakes) = (0, 0);
        while let Some(wake) = wheel.wake() {
            popped += wheel.pop_due(wake).len();
            wakes += 1;
        }
        assert_eq!(popped, 1000);
        assert!(wakes < 6 * 1000, "an entry moves down at most once per level: {wakes}");
    }
}
