//! Time cut into stretches, each with the reason why there is service or none: what an explanation is made of.

use base::Timestamp;
use jiff::civil::Date;

use super::calendar::{Calendar, FIRST_DATE, LAST_DATE};
use super::days::DayKind;

/// A stretch of time with one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// From here on…
    pub from: Timestamp,
    /// … until here, not included.
    pub to: Timestamp,
    /// Whether there is service.
    pub service: bool,
    /// What makes the day what it is. Without service, [`DayKind::Ordinary`] is time outside the windows.
    pub kind: DayKind,
    /// The name of the holiday or exception; empty when there is none.
    pub name: String,
}

impl Calendar {
    /// The time between two instants as consecutive stretches. Neighbours differ in their reason or in having service. Mind that a year of
    /// office hours has some five hundred.
    pub fn spans(&self, from: Timestamp, to: Timestamp) -> Vec<Span> {
        if to <= from {
            return Vec::new();
        }
        if self.is_around_the_clock() {
            return vec![Span { from, to, service: true, kind: DayKind::Ordinary, name: String::new() }];
        }
        let mut spans = Vec::new();
        let mut cursor = from;
        for window in self.windows(from, to) {
            if window.to <= cursor {
                continue;
            }
            if window.from > cursor {
                self.without_service(cursor, window.from, &mut spans);
            }
            let window = Span { from: window.from.max(cursor), ..window };
            cursor = window.to;
            push(&mut spans, window);
        }
        if cursor < to {
            self.without_service(cursor, to, &mut spans);
        }
        spans
    }

    /// The windows between two instants, cut to them, by their beginning.
    fn windows(&self, from: Timestamp, to: Timestamp) -> Vec<Span> {
        let first = self.date(from).saturating_sub(jiff::Span::new().days(2)).max(FIRST_DATE);
        let last = self.date(to).min(LAST_DATE);
        let mut windows = Vec::new();
        for date in first.series(jiff::Span::new().days(1)).take_while(|date| *date <= last) {
            let day = self.day(date);
            for window in day.windows {
                let (start, end) = window.on(date, self.zone());
                let (start, end) = (start.max(from), end.min(to));
                if start < end {
                    windows.push(Span { from: start, to: end, service: true, kind: day.kind, name: day.name.to_owned() });
                }
            }
        }
        windows.sort_by_key(|window| window.from);
        windows
    }

    /// A stretch without service, cut where the reason changes.
    fn without_service(&self, from: Timestamp, to: Timestamp, spans: &mut Vec<Span>) {
        let mut date = self.date(from);
        let mut cursor = from;
        while cursor < to {
            let next = date.tomorrow().unwrap_or(Date::MAX);
            let end = if next == date { to } else { self.instant(next, 0).clamp(cursor, to) };
            let day = self.day(date);
            let (kind, name) = match day.kind {
                DayKind::Off => (DayKind::Off, day.name.to_owned()),
                DayKind::Unannounced => (DayKind::Unannounced, String::new()),
                DayKind::Ordinary | DayKind::MakeUp | DayKind::Changed => (DayKind::Ordinary, String::new()),
            };
            if cursor < end {
                push(spans, Span { from: cursor, to: end, service: false, kind, name });
            }
            (cursor, date) = (end, next);
        }
    }
}

/// Adds a stretch, or lengthens the last when it is of the same kind.
fn push(spans: &mut Vec<Span>, span: Span) {
    match spans.last_mut() {
        Some(last) if last.to == span.from && (last.service, last.kind, &last.name) == (span.service, span.kind, &span.name) => {
            last.to = span.to;
        }
        _ => spans.push(span),
    }
}
