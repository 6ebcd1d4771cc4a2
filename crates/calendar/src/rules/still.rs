//! Counting beside pauses: time that stands still does not count, two pauses that overlap are one, and while one is open nobody can say when
//! the promise is due.

use base::Timestamp;

use super::amount::{Amount, Measure, Unknown};
use super::calendar::Calendar;

/// A stretch that does not count: from when until when; `None` while it lasts.
pub type Still = (Timestamp, Option<Timestamp>);

/// The stretches from `start` on, sorted, those that touch joined to one.
pub fn merged(start: Timestamp, stills: impl IntoIterator<Item = Still>) -> Vec<Still> {
    let mut sorted: Vec<Still> =
        stills.into_iter().map(|(from, to)| (from.max(start), to)).filter(|(from, to)| to.is_none_or(|to| to > *from)).collect();
    sorted.sort_by_key(|(from, _)| *from);
    let mut joined: Vec<Still> = Vec::with_capacity(sorted.len());
    for (from, to) in sorted {
        match joined.last_mut() {
            Some((_, last)) if last.is_none_or(|last| last >= from) => {
                *last = last.and_then(|last| to.map(|to| to.max(last)));
            }
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// The instant at which the counted time first reaches the amount: the end of a window rather than the start of the next, and before a pause
/// rather than after it. `still` is [`merged`]. [`Unknown::Paused`] when an open one comes first.
pub fn due(calendar: &Calendar, start: Timestamp, amount: Amount, still: &[Still]) -> Result<Timestamp, Unknown> {
    let measure = amount.measure();
    let mut left = amount.milliseconds().max(0);
    let mut cursor = start;
    for (from, to) in still {
        let counted = calendar.count(measure, cursor, *from);
        if counted >= left {
            return calendar.reach(measure, cursor, left);
        }
        left -= counted;
        cursor = to.ok_or(Unknown::Paused)?;
    }
    calendar.reach(measure, cursor, left)
}

/// How much the stretches took between `start` and `end`, in milliseconds.
pub fn taken(calendar: &Calendar, measure: Measure, still: &[Still], start: Timestamp, end: Timestamp) -> i64 {
    let of_one = |(from, to): &Still| {
        let from = (*from).clamp(start, end);
        calendar.count(measure, from, to.map_or(end, |to| to.clamp(from, end)))
    };
    still.iter().map(of_one).sum()
}

/// How much time counted between `start` and `end`, in milliseconds. `still` is [`merged`].
pub fn counted(calendar: &Calendar, measure: Measure, still: &[Still], start: Timestamp, end: Timestamp) -> i64 {
    calendar.count(measure, start, end) - taken(calendar, measure, still, start, end)
}
