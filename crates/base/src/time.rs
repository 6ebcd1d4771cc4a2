//! Time is a parameter. An instant is a [`Timestamp`]: UTC milliseconds in the database, RFC 3339 on the wire. The only place that
//! reads the system's clock is [`Clock`], which `api.rs` and `worker.rs` hold; everything below takes `now`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant: milliseconds since 1970-01-01T00:00:00Z. On the wire `2026-11-22T15:00:00.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Timestamp(i64);

/// The first instant a [`Timestamp`] can show, -9999-01-02T01:59:59Z, in milliseconds.
const MIN_MILLISECONDS: i64 = -377_705_023_201_000;
/// The last one, 9999-12-30T22:00:00Z.
const MAX_MILLISECONDS: i64 = 253_402_207_200_000;

impl Timestamp {
    /// From milliseconds since the epoch, held to the range that a calendar can show (years -9999 to 9999).
    pub fn from_milliseconds(milliseconds: i64) -> Timestamp {
        Timestamp(milliseconds.clamp(MIN_MILLISECONDS, MAX_MILLISECONDS))
    }

    /// Milliseconds since the epoch.
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// For civil time: the same instant in jiff's type.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// The instant of a jiff timestamp, cut to milliseconds.
    pub fn from_jiff(instant: jiff::Timestamp) -> Timestamp {
        Timestamp::from_milliseconds(instant.as_millisecond())
    }

    /// The civil date in an IANA zone, `Asia/Shanghai` for one; UTC where the zone is unknown.
    pub fn date_in(self, zone: &str) -> jiff::civil::Date {
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        self.to_jiff().to_zoned(zone).date()
    }

    /// This instant moved by a number of milliseconds, which may be negative.
    pub fn plus_milliseconds(self, milliseconds: i64) -> Timestamp {
        Timestamp::from_milliseconds(self.0.saturating_add(milliseconds))
    }

    /// This instant moved by a number of seconds, which may be negative.
    pub fn plus_seconds(self, seconds: i64) -> Timestamp {
        self.plus_milliseconds(seconds.saturating_mul(1000))
    }

    /// This instant moved ahead by a duration.
    pub fn plus(self, duration: Duration) -> Timestamp {
        self.plus_milliseconds(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
    }

    /// Milliseconds from `earlier` to this instant; negative when `earlier` is later.
    pub fn milliseconds_since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.to_jiff())
    }
}

impl FromStr for Timestamp {
    type Err = String;

    fn from_str(text: &str) -> Result<Timestamp, String> {
        text.parse::<jiff::Timestamp>()
            .map(Timestamp::from_jiff)
            .map_err(|_| format!("“{text}” is not an instant: write it like 2026-11-22T15:00:00Z or 2026-11-22T23:00:00+08:00"))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {}

/// Where the edges get `now` from. Cheap to clone; clones share one time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The system's clock.
    System,
    /// Time that stands still until it is moved: for tests.
    Manual(Arc<AtomicI64>),
    /// Time that runs `factor` times as fast from `origin` on: for rehearsals.
    Scaled {
        /// What the clock showed when it was made.
        origin: Timestamp,
        /// The monotonic instant of that moment.
        started: Instant,
        /// Simulated seconds per real second.
        factor: u32,
    },
}

impl Clock {
    /// A clock that stands at `at` until [`Clock::advance`].
    pub fn manual(at: Timestamp) -> Clock {
        Clock::Manual(Arc::new(AtomicI64::new(at.milliseconds())))
    }

    /// A clock that starts at the system's present time and runs `factor` times as fast.
    pub fn scaled(factor: u32) -> Clock {
        Clock::Scaled { origin: Clock::System.now(), started: Instant::now(), factor }
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => Timestamp::from_jiff(jiff::Timestamp::now()),
            Clock::Manual(at) => Timestamp::from_milliseconds(at.load(Ordering::SeqCst)),
            Clock::Scaled { origin, started, factor } => origin.plus(started.elapsed() * *factor),
        }
    }

    /// How long a duration of this clock's time takes in real time: what a worker sleeps.
    pub fn real(&self, duration: Duration) -> Duration {
        match self {
            Clock::System | Clock::Manual(_) => duration,
            Clock::Scaled { factor, .. } => duration / (*factor).max(1),
        }
    }

    /// Moves a manual clock ahead; the other clocks move by themselves and are left alone.
    pub fn advance(&self, duration: Duration) {
        if let Clock::Manual(at) = self {
            at.fetch_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_reads_back_as_it_was_written() {
        let at = Timestamp::from_milliseconds(1_763_823_600_123);
        assert_eq!(at.to_string(), "2025-11-22T15:00:00.123Z");
        assert_eq!(at.to_string().parse(), Ok(at));
        assert_eq!("2025-11-22T23:00:00.123+08:00".parse(), Ok(at));
        assert!("22.11.2025".parse::<Timestamp>().is_err());
    }

    #[test]
    fn the_ends_of_time_hold() {
        for at in [Timestamp::from_milliseconds(i64::MIN), Timestamp::from_milliseconds(i64::MAX)] {
            assert_eq!(at.to_string().parse(), Ok(at));
            assert_eq!(at.plus_seconds(i64::MAX), Timestamp::from_milliseconds(MAX_MILLISECONDS));
        }
    }

    #[test]
    fn the_date_is_the_one_of_the_zone() {
        let at: Timestamp = "2026-11-22T18:00:00Z".parse().unwrap_or(Timestamp(0));
        assert_eq!(at.date_in("Asia/Shanghai").to_string(), "2026-11-23");
        assert_eq!(at.date_in("UTC").to_string(), "2026-11-22");
    }
}
