//! A clock explains itself line by line (时限说明): every stretch from its start on, what it counted, what it came to, and why another did not
//! count. The counted time of the lines adds up to the elapsed time exactly.

use base::{Text, Timestamp};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::amount::Measure;
use super::calendar::Calendar;
use super::days::DayKind;
use super::spans::Span;

/// A stretch that does not count, with the words under which it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// From here on…
    pub from: Timestamp,
    /// … until here; `None` while it lasts.
    pub to: Option<Timestamp>,
    /// Why: the reason that was given. May be empty.
    pub reason: String,
}

/// Why a stretch counted, or did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It counted: there was service, or all time counts.
    Counted(DayKind),
    /// There was no service.
    NoService(DayKind),
    /// It was paused.
    Paused,
    /// Several lines in one, where there are too many to read.
    Folded,
}

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From when…
    pub from: Timestamp,
    /// … until when, not included.
    pub to: Timestamp,
    /// Why it counted or did not.
    pub reason: Reason,
    /// The holiday, the exception, or the reason of the pause; may be empty.
    pub name: String,
    /// What counted, in milliseconds.
    pub counted: i64,
    /// Service that a pause took out, in milliseconds.
    pub withheld: i64,
    /// What had counted by its end, in milliseconds.
    pub total: i64,
}

/// Every line from `start` until `end`, cut at `marks` too. Where two pauses overlap the first counts as the reason.
pub fn lines(calendar: &Calendar, measure: Measure, start: Timestamp, end: Timestamp, held: &[Held], marks: &[Timestamp]) -> Vec<Line> {
    let spans = match measure {
        Measure::Service => calendar.spans(start, end),
        Measure::Wall if start < end => {
            vec![Span { from: start, to: end, service: true, kind: DayKind::Ordinary, name: String::new() }]
        }
        Measure::Wall => Vec::new(),
    };
    let mut sorted: Vec<&Held> = held.iter().collect();
    sorted.sort_by_key(|held| held.from);
    let mut lines = Lines { all: Vec::new(), total: 0 };
    let mut spans = spans.into_iter().peekable();
    let mut cursor = start;
    for held in sorted {
        let from = held.from.clamp(cursor, end);
        let to = held.to.map_or(end, |to| to.clamp(from, end));
        lines.counted(&mut spans, cursor, from, marks);
        if from < to {
            let withheld = calendar.service(from, to);
            lines.add(Line { from, to, reason: Reason::Paused, name: held.reason.clone(), counted: 0, withheld, total: 0 });
            cursor = to;
        } else {
            cursor = cursor.max(from);
        }
    }
    lines.counted(&mut spans, cursor, end, marks);
    lines.all
}

/// The lines so far.
struct Lines {
    all: Vec<Line>,
    total: i64,
}

impl Lines {
    fn add(&mut self, line: Line) {
        self.total += line.counted;
        self.all.push(Line { total: self.total, ..line });
    }

    /// Adds what the calendar says of a stretch that nothing holds. Spans that end before it are done with.
    fn counted(
        &mut self,
        spans: &mut std::iter::Peekable<impl Iterator<Item = Span>>,
        from: Timestamp,
        to: Timestamp,
        marks: &[Timestamp],
    ) {
        while from < to
            && let Some(span) = spans.peek()
        {
            let (start, end) = (span.from.max(from), span.to.min(to));
            if start < end {
                let mut cuts: Vec<Timestamp> = marks.iter().copied().filter(|mark| start < *mark && *mark < end).collect();
                cuts.sort_unstable();
                cuts.push(end);
                let mut cursor = start;
                for cut in cuts {
                    let counted = if span.service { cut.milliseconds_since(cursor) } else { 0 };
                    let reason = if span.service { Reason::Counted(span.kind) } else { Reason::NoService(span.kind) };
                    self.add(Line { from: cursor, to: cut, reason, name: span.name.clone(), counted, withheld: 0, total: 0 });
                    cursor = cut;
                }
            }
            if span.to > to {
                break;
            }
            spans.next();
        }
    }
}

/// The same lines with those in the middle folded into one, when there are more than `most`.
pub fn folded(lines: Vec<Line>, most: usize) -> Vec<Line> {
    if lines.len() <= most.max(3) {
        return lines;
    }
    let kept = (most.max(3) - 1) / 2;
    let tail = lines.len() - kept;
    let mut shown = Vec::with_capacity(most);
    let mut fold: Option<Line> = None;
    for (place, line) in lines.into_iter().enumerate() {
        if place < kept || place >= tail {
            shown.extend(fold.take());
            shown.push(line);
            continue;
        }
        fold = Some(match fold {
            None => Line { reason: Reason::Folded, name: String::new(), ..line },
            Some(sum) => {
                Line { to: line.to, counted: sum.counted + line.counted, withheld: sum.withheld + line.withheld, total: line.total, ..sum }
            }
        });
    }
    shown
}

impl Line {
    /// The line as a sentence, its times in a zone.
    pub fn text(&self, zone: &TimeZone) -> Text {
        let (when_en, when_zh) = when(self.from, self.to, zone);
        let (why_en, why_zh) = self.why();
        Text::new(format!("{when_en} · {why_en}"), format!("{when_zh} · {why_zh}"))
    }

    /// Why it counted or did not, as a sentence in English and Chinese.
    fn why(&self) -> (String, String) {
        let counted = duration(self.counted);
        let total = duration(self.total);
        let counted = (format!("counted {}, {} in all", counted.0, total.0), format!("计 {}，累计 {}", counted.1, total.1));
        let named = |en: &str, zh: &str| match self.name.as_str() {
            "" => (en.to_owned(), zh.to_owned()),
            name => (format!("{en}: {name}"), format!("{zh}：{name}")),
        };
        let before = |(en, zh): (String, String)| (format!("{en} · {}", counted.0), format!("{zh} · {}", counted.1));
        match self.reason {
            Reason::Counted(DayKind::Ordinary | DayKind::Off) => counted,
            Reason::Counted(DayKind::MakeUp) => before(named("make-up working day", "调休上班")),
            Reason::Counted(DayKind::Changed) => before(named("other hours", "时段调整")),
            Reason::Counted(DayKind::Unannounced) => before(("holidays not announced".to_owned(), "节假日尚未公布".to_owned())),
            Reason::NoService(DayKind::Off) => named("day off", "休息"),
            Reason::NoService(DayKind::Unannounced) => {
                ("outside service hours, holidays not announced".to_owned(), "非服务时间，节假日尚未公布".to_owned())
            }
            Reason::NoService(_) => ("outside service hours".to_owned(), "非服务时间".to_owned()),
            Reason::Paused => {
                let (en, zh) = named("paused", "挂起");
                let withheld = duration(self.withheld);
                (format!("{en} · {} of service not counted", withheld.0), format!("{zh} · 不计服务时间 {}", withheld.1))
            }
            Reason::Folded => (format!("further stretches · {}", counted.0), format!("其余时段 · {}", counted.1)),
        }
    }
}

/// An amount of time in English and Chinese: `2 h 30 min`, `2小时30分`.
pub fn duration(milliseconds: i64) -> (String, String) {
    let seconds = milliseconds.abs() / 1000;
    let sign = if milliseconds < 0 && seconds > 0 { "−" } else { "" };
    let parts = [(seconds / 3600, " h", "小时"), (seconds / 60 % 60, " min", "分"), (seconds % 60, " s", "秒")];
    let some: Vec<_> = parts.into_iter().filter(|(count, _, _)| *count > 0).collect();
    if some.is_empty() {
        return ("0 min".to_owned(), "0分".to_owned());
    }
    let en: Vec<String> = some.iter().map(|(count, en, _)| format!("{count}{en}")).collect();
    let zh: String = some.iter().map(|(count, _, zh)| format!("{count}{zh}")).collect();
    (format!("{sign}{}", en.join(" ")), format!("{sign}{zh}"))
}

/// When a stretch is, in English and Chinese.
fn when(from: Timestamp, to: Timestamp, zone: &TimeZone) -> (String, String) {
    let (from, to) = (zone.to_datetime(from.to_jiff()), zone.to_datetime(to.to_jiff()));
    // An end at midnight is the end of the day before.
    let same_day = from.date() == to.date() || (clock(to) == "00:00" && from.date().tomorrow().is_ok_and(|next| next == to.date()));
    let end = if same_day && from.date() != to.date() { "24:00".to_owned() } else { clock(to) };
    if same_day {
        let hours = format!("{}–{end}", clock(from));
        return (format!("{} {hours}", day_en(from)), format!("{} {hours}", day_zh(from)));
    }
    (format!("{} {} – {} {end}", day_en(from), clock(from), day_en(to)), format!("{} {} – {} {end}", day_zh(from), clock(from), day_zh(to)))
}

/// The time on the wall, with seconds only where there are some.
fn clock(at: DateTime) -> String {
    if at.second() == 0 {
        format!("{:02}:{:02}", at.hour(), at.minute())
    } else {
        format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    }
}

fn day_en(at: DateTime) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    format!("{} {}", DAYS.get(super::days::place(at.date().weekday())).unwrap_or(&""), at.date())
}

fn day_zh(at: DateTime) -> String {
    const DAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    format!("{} {}", at.date(), DAYS.get(super::days::place(at.date().weekday())).unwrap_or(&""))
}
