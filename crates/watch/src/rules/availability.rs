//! How much of a time a device was there (可用率, 在线率). It is computed from the changes of its state: what was observed, without the planned
//! work, is the denominator; of that, the time in which it was up is the numerator. Time in which nobody knew counts neither way, and is
//! told, so that a rate can be judged by what it rests on.

use base::Timestamp;

use crate::model::State;

/// Milliseconds of a span of time, by what the device was. Together they are the span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Availability {
    pub(crate) up: i64,
    pub(crate) down: i64,
    /// Something on the way to it was down.
    pub(crate) unreachable: i64,
    /// Nobody knew: not watched yet, or there was no way to ask.
    pub(crate) unknown: i64,
    /// Covered by planned work, whatever it was meanwhile.
    pub(crate) planned: i64,
    /// Excluded by somebody, whatever it was meanwhile; planned work goes before.
    pub(crate) excluded: i64,
}

/// Stretches of time that count neither way, in any order, and they may overlap.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Apart<'a> {
    pub(crate) planned: &'a [Stretch],
    pub(crate) excluded: &'a [Stretch],
}

/// From the first instant to the first after.
pub(crate) type Stretch = (Timestamp, Timestamp);

impl Availability {
    /// The denominator: what was observed outside planned work and what is excluded.
    pub(crate) fn observed(self) -> i64 {
        self.up + self.down + self.unreachable
    }

    /// The share of it in which the device was up; nothing when nothing was observed.
    pub(crate) fn rate(self) -> Option<f64> {
        (self.observed() > 0).then(|| self.up as f64 / self.observed() as f64)
    }

    /// Both together, for a site or a customer.
    pub(crate) fn and(self, other: Availability) -> Availability {
        Availability {
            up: self.up + other.up,
            down: self.down + other.down,
            unreachable: self.unreachable + other.unreachable,
            unknown: self.unknown + other.unknown,
            planned: self.planned + other.planned,
            excluded: self.excluded + other.excluded,
        }
    }

    fn add(&mut self, state: State, length: i64) {
        match state {
            State::Up => self.up += length,
            State::Down => self.down += length,
            State::Unreachable => self.unreachable += length,
            State::Unknown => self.unknown += length,
        }
    }
}

/// Measures the time from `from` to before `to`. `changes` are the changes of state in order, with the last one before `from`.
pub(crate) fn availability(changes: &[(Timestamp, State)], apart: Apart, from: Timestamp, to: Timestamp) -> Availability {
    let mut cuts: Vec<Timestamp> = changes.iter().map(|(at, _)| *at).collect();
    cuts.extend(apart.planned.iter().chain(apart.excluded).flat_map(|(begin, end)| [*begin, *end]));
    cuts.extend([from, to]);
    cuts.retain(|at| (from..=to).contains(at));
    cuts.sort_unstable();
    cuts.dedup();
    let mut found = Availability::default();
    let mut next = 0;
    let mut state = State::Unknown;
    for (begin, end) in cuts.iter().zip(cuts.iter().skip(1)) {
        while let Some((_, then)) = changes.get(next).filter(|(at, _)| at <= begin) {
            (state, next) = (*then, next + 1);
        }
        let length = end.milliseconds_since(*begin);
        let within = |stretches: &[Stretch]| stretches.iter().any(|(first, last)| first <= begin && begin < last);
        if within(apart.planned) {
            found.planned += length;
        } else if within(apart.excluded) {
            found.excluded += length;
        } else {
            found.add(state, length);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_milliseconds(second * 1000)
    }

    #[test]
    fn what_was_planned_counts_neither_way() {
        // Up from 0, down from 100 to 160; the work from 140 to 200.
        let changes = [(at(0), State::Up), (at(100), State::Down), (at(160), State::Up)];
        let work = Apart { planned: &[(at(140), at(200))], ..Apart::default() };
        let found = availability(&changes, work, at(0), at(400));
        assert_eq!(found, Availability { up: 300_000, down: 40_000, planned: 60_000, ..Availability::default() });
        assert_eq!(found.rate(), Some(300.0 / 340.0));
        assert_eq!(availability(&[], Apart::default(), at(0), at(10)), Availability { unknown: 10_000, ..Availability::default() });
        assert_eq!(availability(&[], Apart::default(), at(0), at(10)).rate(), None);
        let before = availability(&[(at(-50), State::Up)], Apart::default(), at(0), at(10));
        assert_eq!(before.up, 10_000, "the state from before holds on");
    }

    #[test]
    fn what_is_excluded_counts_neither_way_and_planned_work_goes_before() {
        // Up from 0, down from 100 to 160; the mains from 90 to 150, the work from 140 to 150.
        let changes = [(at(0), State::Up), (at(100), State::Down), (at(160), State::Up)];
        let apart = Apart { planned: &[(at(140), at(150))], excluded: &[(at(90), at(150))] };
        let found = availability(&changes, apart, at(0), at(200));
        assert_eq!(found, Availability { up: 130_000, down: 10_000, planned: 10_000, excluded: 50_000, ..Availability::default() });
        assert_eq!(found.rate(), Some(130.0 / 140.0));
    }

    proptest! {
        #[test]
        fn it_is_what_a_watch_in_hand_would_count(
            mut changes in prop::collection::vec((-50i64..150, 0u8..4), 0..8),
            planned in prop::collection::vec((-20i64..120, 0i64..40), 0..4),
            excluded in prop::collection::vec((-20i64..120, 0i64..40), 0..4),
            (from, length) in (0i64..50, 0i64..80),
        ) {
            changes.sort_unstable();
            changes.dedup_by_key(|(at, _)| *at);
            let states = [State::Up, State::Down, State::Unreachable, State::Unknown];
            let changes: Vec<_> = changes.into_iter().map(|(second, state)| (at(second), states[state as usize])).collect();
            let stretches = |given: Vec<(i64, i64)>| given.into_iter().map(|(begin, long)| (at(begin), at(begin + long))).collect::<Vec<_>>();
            let (planned, excluded) = (stretches(planned), stretches(excluded));
            let within = |stretches: &[Stretch], second| stretches.iter().any(|(begin, end)| *begin <= at(second) && at(second) < *end);
            let mut expected = Availability::default();
            for second in from..from + length {
                if within(&planned, second) {
                    expected.planned += 1000;
                } else if within(&excluded, second) {
                    expected.excluded += 1000;
                } else {
                    let state = changes.iter().rev().find(|(then, _)| *then <= at(second)).map_or(State::Unknown, |(_, state)| *state);
                    expected.add(state, 1000);
                }
            }
            let apart = Apart { planned: &planned, excluded: &excluded };
            let found = availability(&changes, apart, at(from), at(from + length));
            prop_assert_eq!(found, expected);
            prop_assert_eq!(found.observed() + found.unknown + found.planned + found.excluded, length * 1000);
        }
    }
}
