//! The nouns of the series: a sample comes in, a metric names it, a range comes out.

use base::{CustomerId, Error, FieldRefusal, Result, Text, Timestamp};

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
    /// How much; finite.
    pub value: f64,
}

/// A metric as it stands.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Metric {
    /// Its id.
    pub id: SeriesId,
    /// The check that measures it.
    pub check_id: i64,
    /// What is measured.
    pub name: String,
    /// Which one; empty where there is only one.
    pub label: String,
    /// What the number counts.
    pub unit: String,
}

/// A span of time in steps, checked: it has a beginning before its end, and its steps are whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: Timestamp,
    to: Timestamp,
    step_seconds: i64,
}

/// The longest span that can be read at once, in days.
const LONGEST_DAYS: i64 = 400;

impl Span {
    /// The span from `from` to before `to`, cut into about `points` steps (2 to 2,000).
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
            return refuse("At most 400 days are read at once.", "一次最多读取 400 天。");
        }
        let step_milliseconds = length / i64::from(points.clamp(2, 2000));
        Ok(Span { from, to, step_seconds: (step_milliseconds + 999) / 1000 })
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
        self.step_seconds.max(1)
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
