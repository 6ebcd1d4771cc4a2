//! The nouns of the series: a sample comes in, a metric names it, a range comes out.

use base::{CustomerId, Error, FieldRefusal, Result, Text, Timestamp};

use crate::rules::tier::Tier;

base::id!(
    /// A metric: one measured quantity of one check.
    SeriesId
);

/// One measured value, on its way in.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The device it was measured on.
    pub device_id: i64,
    /// The check that measured it.
    pub check_id: i64,
    /// Whose device it is.
    pub customer_id: CustomerId,
    /// What was measured: `round_trip`, `available`, `if_in`.
    pub name: String,
    /// Which one, where there are several: the interface. Empty otherwise.
    pub label: String,
    /// What the number counts: `seconds`, `ratio`, `bytes_per_second`, `count`, `days`, `flag`.
    pub unit: &'static str,
    /// When.
    pub at: Timestamp,
    /// How much; finite. It is kept to the resolution of its unit: seconds and ratios to a millionth, bytes per second to the byte, other rates to a thousandth.
    pub value: f64,
}

impl Sample {
    /// The value as it is kept. What stands behind the sixth decimal of a round trip is the scheduler's, and cost more bytes than the round trip.
    pub(crate) fn kept_value(&self) -> f64 {
        match self.unit {
            "seconds" | "ratio" => (self.value * 1e6).round() / 1e6,
            "bytes_per_second" => self.value.round(),
            "per_second" => (self.value * 1e3).round() / 1e3,
            _ => self.value,
        }
    }
}

/// A metric as it stands.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Metric {
    /// Its id.
    pub id: SeriesId,
    /// The device it is measured on.
    pub device_id: i64,
    /// The check that measures it.
    pub check_id: i64,
    /// What is measured.
    pub name: String,
    /// Which one; empty where there is only one.
    pub label: String,
    /// What the number counts.
    pub unit: String,
}

/// How many days each tier is kept: points as they were measured, their roll-up to five minutes, and to an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    raw: u32,
    five_minutes: u32,
    hour: u32,
}

/// Roll-ups are made from whole windows of the finer tier, ten days at most; so long at least it must be there, and some days for what comes late.
const LEAST_DAYS: u32 = 14;

impl Default for Retention {
    /// 30 days, half a year, five years.
    fn default() -> Retention {
        Retention { raw: 30, five_minutes: 180, hour: 1826 }
    }
}

impl Retention {
    /// Days for each tier; a coarser tier is kept for no less than a finer one, and none for less than 14 days. The error says what to write instead.
    pub fn new(raw: u32, five_minutes: u32, hour: u32) -> Result<Retention, String> {
        if raw < LEAST_DAYS {
            return Err(format!("raw_days = {raw} must be at least {LEAST_DAYS}: roll-ups are made of ten days at once"));
        }
        if five_minutes < raw {
            return Err(format!("five_minute_days = {five_minutes} must be at least raw_days = {raw}"));
        }
        if hour < five_minutes {
            return Err(format!("hour_days = {hour} must be at least five_minute_days = {five_minutes}"));
        }
        Ok(Retention { raw, five_minutes, hour })
    }

    pub(crate) fn days(self, tier: Tier) -> u32 {
        match tier {
            Tier::Raw => self.raw,
            Tier::FiveMinutes => self.five_minutes,
            Tier::Hour => self.hour,
        }
    }

    /// How long anything is kept at all.
    pub(crate) fn longest_days(self) -> u32 {
        self.hour
    }
}

/// A span of time in steps, checked: it has a beginning before its end, and its steps are whole seconds. Steps of five minutes or longer are whole
/// steps of the roll-up they are read from, and the span is whole steps then, so that the least, the mean and the greatest value are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: Timestamp,
    to: Timestamp,
    step_seconds: i64,
}

/// The longest span that can be read at once, in days.
const LONGEST_DAYS: i64 = 5 * 366;

impl Span {
    /// The span from `from` to before `to`, cut into about `points` steps (2 to 2,000); it is widened to
    /// whole steps when they are five minutes or longer.
    pub fn new(from: Timestamp, to: Timestamp, points: u32) -> Result<Span> {
        let length = to.milliseconds_since(from);
        let refuse = |en, zh| {
            let text = Text::new(en, zh);
            Err(Error::invalid(vec![FieldRefusal { path: "from".to_owned(), code: "series.span", text }]))
        };
        if length <= 0 {
            return refuse("Give a `from` that is before `to`.", "from 必须早于 to。");
        }
        if length > LONGEST_DAYS * 86_400_000 {
            return refuse("At most five years are read at once.", "一次最多读取五年。");
        }
        let step_seconds = (length / i64::from(points.clamp(2, 2000)) + 999) / 1000;
        let unit = Tier::for_step(step_seconds * 1000).step() / 1000;
        if unit == 0 {
            return Ok(Span { from, to, step_seconds: step_seconds.max(1) });
        }
        let step_seconds = (step_seconds + unit - 1) / unit * unit;
        let begin = |at: i64| at.div_euclid(step_seconds * 1000) * step_seconds * 1000;
        let (from, to) = (begin(from.milliseconds()), begin(to.milliseconds() - 1) + step_seconds * 1000);
        Ok(Span { from: Timestamp::from_milliseconds(from), to: Timestamp::from_milliseconds(to), step_seconds })
    }

    /// A span in steps of a given length, whatever comes of it: for programs, which ask for what they can bear.
    pub(crate) fn of_steps(from: i64, to: i64, step_seconds: i64) -> Span {
        let step_seconds = step_seconds.max(1);
        let begin = from.div_euclid(step_seconds * 1000) * step_seconds * 1000;
        Span { from: Timestamp::from_milliseconds(begin), to: Timestamp::from_milliseconds(to.max(begin + 1)), step_seconds }
    }

    /// The first instant.
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// The first instant after it.
    pub fn to(self) -> Timestamp {
        self.to
    }

    /// The length of a step, at least 1.
    pub fn step_seconds(self) -> i64 {
        self.step_seconds
    }

    /// The same in milliseconds.
    pub fn step_milliseconds(self) -> i64 {
        self.step_seconds() * 1000
    }
}

/// What was measured within one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Values {
    /// The least.
    pub min: f64,
    /// The mean.
    pub avg: f64,
    /// The greatest.
    pub max: f64,
}

/// One step of a range; without values it is where a gap begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The step's first instant.
    pub at: Timestamp,
    /// What was measured.
    pub values: Option<Values>,
}

/// A metric's values in a span of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// What the numbers count.
    pub unit: String,
    /// The span that was asked for.
    pub span: Span,
    /// The steps in which something was measured, and one empty step at the beginning of each gap between them.
    pub steps: Vec<Step>,
}
