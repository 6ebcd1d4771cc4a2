//! Counting while a minute lasts.

use std::collections::BTreeMap;

use base::Timestamp;

use super::{Asking, Minute};
use crate::beat::{Beat, Moment};
use crate::metrics::WatchMetrics;
use crate::rules::verdict::{Judged, Verdict};

const MINUTE: u64 = 60_000;

/// The minute in the making.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    began: Beat,
    late: Lateness,
    in_flight: u64,
    queued: u64,
    kinds: BTreeMap<&'static str, Asking>,
    /// What had been dropped, failed and thrown away when it began.
    dropped: u64,
    write_failures: u64,
    buffer_errors: Option<u64>,
}

impl Tally {
    /// The first minute. What was counted before, by an earlier stretch of polling in this process, is none of it.
    pub(crate) fn beginning(seen: WatchMetrics) -> Tally {
        Tally { dropped: seen.samples_dropped, write_failures: seen.write_failures, ..Tally::default() }
    }

    /// A question was asked so many milliseconds late, while so many others were under way and so many waited.
    pub(crate) fn asked(&mut self, late: u64, in_flight: usize, queued: usize) {
        self.late.note(late);
        self.in_flight = self.in_flight.max(in_flight as u64);
        self.queued = self.queued.max(queued as u64);
    }

    /// What came of one.
    pub(crate) fn answered(&mut self, kind: &'static str, judged: &Judged) {
        let took = judged.milliseconds.unwrap_or_default();
        let count = |so: bool| u64::from(so);
        self.kinds.entry(kind).or_default().add(&Asking {
            asked: 1,
            silent: count(judged.verdict == Verdict::Silent),
            unwell: count(matches!(judged.verdict, Verdict::Unwell | Verdict::Beyond)),
            unasked: count(judged.verdict == Verdict::Unasked),
            milliseconds: took,
            slowest: took,
        });
    }

    /// The minute that is over, if one is; the next begins.
    pub(crate) fn over(&mut self, now: Moment, node: &str, seen: impl FnOnce() -> WatchMetrics) -> Option<Minute> {
        if now.beat < self.began.plus(MINUTE) {
            return None;
        }
        let seen = seen();
        let thrown_away = buffer_errors();
        let whole: Timestamp = Timestamp::from_milliseconds(now.at.milliseconds() / 1000 * 1000);
        let minute = Minute {
            at: whole,
            node: node.to_owned(),
            devices: seen.devices,
            checks: seen.checks,
            late_milliseconds: self.late.of_most(),
            in_flight: self.in_flight,
            queued: self.queued,
            dropped: seen.samples_dropped.saturating_sub(self.dropped),
            write_failures: seen.write_failures.saturating_sub(self.write_failures),
            buffer_errors: thrown_away.saturating_sub(self.buffer_errors.unwrap_or(thrown_away)),
            kinds: std::mem::take(&mut self.kinds).into_iter().map(|(kind, asking)| (kind.to_owned(), asking)).collect(),
        };
        *self = Tally {
            began: now.beat,
            dropped: seen.samples_dropped,
            write_failures: seen.write_failures,
            buffer_errors: Some(thrown_away),
            ..Tally::default()
        };
        Some(minute)
    }
}

/// How many questions were how late: one late question of ten thousand is no trouble.
#[derive(Debug, Default)]
struct Lateness {
    /// By the bits of the milliseconds.
    by_bits: [u64; 32],
}

impl Lateness {
    fn note(&mut self, late: u64) {
        let bits = (u64::BITS - late.leading_zeros()) as usize;
        if let Some(count) = self.by_bits.get_mut(bits.min(31)) {
            *count += 1;
        }
    }

    /// How late 99 of 100 were at most, in milliseconds, rounded up to a power of two.
    fn of_most(&self) -> u64 {
        let most = self.by_bits.iter().sum::<u64>().div_ceil(100);
        let mut later = 0;
        for (bits, count) in self.by_bits.iter().enumerate().rev() {
            later += count;
            if later > 0 && later >= most {
                return if bits == 0 { 0 } else { 1 << bits };
            }
        }
        0
    }
}

/// Datagrams that this computer has thrown away because a buffer was full, of IPv4 and IPv6; 0 where the system does not say.
fn buffer_errors() -> u64 {
    let four = std::fs::read_to_string("/proc/net/snmp").unwrap_or_default();
    let mut udp = four.lines().filter_map(|line| line.strip_prefix("Udp:")).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let place = udp.next().and_then(|names| names.iter().position(|name| *name == "RcvbufErrors"));
    let four = place.and_then(|place| udp.next()?.get(place)?.parse::<u64>().ok()).unwrap_or(0);
    let six = std::fs::read_to_string("/proc/net/snmp6").unwrap_or_default();
    let six = six.lines().find_map(|line| line.strip_prefix("Udp6RcvbufErrors")?.trim().parse::<u64>().ok()).unwrap_or(0);
    four + six
}

#[cfg(test)]
mod tests {
    use base::Text;

    use super::*;

    #[test]
    fn what_an_earlier_stretch_of_polling_dropped_is_not_told_again() {
        let seen = WatchMetrics { samples_dropped: 9, write_failures: 2, ..WatchMetrics::default() };
        let over = Moment { beat: Beat(60_000), at: Timestamp::from_milliseconds(60_000) };
        let minute = Tally::beginning(seen).over(over, "one", || WatchMetrics { samples_dropped: 10, ..seen }).unwrap();
        assert_eq!((minute.dropped, minute.write_failures), (1, 0));
    }

    #[test]
    fn one_late_question_of_many_is_no_lateness() {
        let mut tally = Tally::default();
        (0..999).for_each(|_| tally.asked(0, 1, 0));
        tally.asked(20_000, 1, 0);
        assert_eq!(tally.late.of_most(), 0);
        (0..20).for_each(|_| tally.asked(300, 1, 0));
        assert_eq!(tally.late.of_most(), 512);
        assert_eq!(Lateness::default().of_most(), 0);
    }

    #[test]
    fn a_minute_counts_what_fell_into_it() {
        let mut tally = Tally::default();
        let now = |milliseconds: u64| Moment { beat: Beat(milliseconds), at: Timestamp::from_milliseconds(milliseconds as i64) };
        let judged = |verdict, milliseconds| Judged { verdict, text: Text::new("", ""), milliseconds };
        tally.asked(5, 3, 0);
        tally.asked(2, 7, 1);
        tally.answered("icmp", &judged(Verdict::Well, Some(2.0)));
        tally.answered("icmp", &judged(Verdict::Silent, None));
        tally.answered("http", &judged(Verdict::Unwell, Some(30.0)));
        assert_eq!(tally.over(now(59_999), "one", WatchMetrics::default), None);
        let seen = WatchMetrics { samples_dropped: 4, devices: 9, ..WatchMetrics::default() };
        let minute = tally.over(now(60_000), "one", || seen).unwrap();
        assert_eq!((minute.late_milliseconds, minute.in_flight, minute.queued, minute.dropped, minute.devices), (8, 7, 1, 4, 9));
        let icmp = minute.kinds["icmp"];
        assert_eq!((icmp.asked, icmp.silent, icmp.milliseconds, minute.together().asked), (2, 1, 2.0, 3));
        let next = tally.over(now(120_000), "one", || seen).unwrap();
        assert_eq!((next.together().asked, next.dropped), (0, 0), "the next begins from nothing");
    }
}
