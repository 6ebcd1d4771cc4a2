//! SQL: what does this database answer to one question that changes nothing? How long is the queue, when was the last row written?
//!
//! Measurements: `response_time`, `connect_time` (seconds), `rows` (count, 1000 at most), and of the first row's only column `value` (a number of the unit
//! given, else text) or `age` (seconds by the database's own clock). A null is not measured.
//!
//! That nothing is written is ensured three times: only `SELECT` and `WITH` are taken, as one prepared statement; they stand inside another
//! `SELECT`; and the transaction is read-only.

mod engine;
mod failure;
mod query;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Instant;

use crate::address::Host;
use crate::bounded::Port;
use crate::deadline::Deadline;
use crate::expect::{Expectations, Test};
use crate::failure::Failure;
use crate::http::Tls;
use crate::login::Login;
use crate::outcome::{Broken, Found, Measurement, Unit, number_of};
pub use query::Query;

/// What to ask which database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The server.
    pub address: Host,
    /// Which kind of database it is.
    pub engine: Engine,
    /// Its port; 5432 or 3306 when absent.
    #[serde(default)]
    pub port: Option<Port>,
    /// Whether to speak TLS, and what to think of the certificate. `verify` trusts the public authorities only.
    #[serde(default)]
    pub tls: Tls,
    /// The database's name.
    pub database: String,
    /// Who asks. Whoever may only read is enough.
    pub login: Login,
    /// One `SELECT` of one column; its first row counts.
    pub query: Query,
    /// What the column holds.
    #[serde(default)]
    pub read: Read,
    /// What the value counts.
    #[serde(default = "count")]
    pub unit: Unit,
    /// What the answer should be.
    #[serde(default)]
    pub expect: Expectations<Expectation>,
}

fn count() -> Unit {
    Unit::Count
}

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// PostgreSQL and what speaks like it.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
}

/// What the column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Read {
    /// A number or text to measure.
    #[default]
    Value,
    /// An instant, such as that of the newest row, whose age is measured.
    Age,
}

/// What people expect of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// The value passes, and there is one.
    Value(Test),
    /// The age in seconds passes, and there is one.
    Age(Test),
    /// How many rows there are.
    Rows(Test),
}

impl Settings {
    /// The port that is asked.
    pub fn port(&self) -> u16 {
        self.port.map_or(if self.engine == Engine::Postgres { 5432 } else { 3306 }, Port::get)
    }
}

/// Signs in, asks, hangs up.
pub(crate) async fn ask(settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let started = Instant::now();
    // The driver looks the name up again; only this look-up tells apart why there is no address.
    settings.address.resolve(settings.port(), deadline).await?;
    let found = engine::ask(settings, deadline, started).await?;
    let first = found.rows.first().and_then(Option::as_deref);
    let mut measurements = vec![
        Measurement::seconds("response_time", started.elapsed()),
        Measurement::seconds("connect_time", found.connect_time),
        Measurement::number("rows", Unit::Count, found.rows.len() as f64),
    ];
    measurements.extend(first.and_then(|text| measured(settings, text)));
    let broken = settings.expect.iter().filter_map(|expectation| match expectation {
        Expectation::Value(test) => unmet(("The value", "查询值"), test, first.filter(|_| settings.read == Read::Value)),
        Expectation::Age(test) => unmet(("The age in seconds", "数据距今的秒数"), test, first.filter(|_| settings.read == Read::Age)),
        Expectation::Rows(test) => unmet(("The number of rows", "行数"), test, Some(&found.rows.len().to_string())),
    });
    Ok(Found { broken: broken.collect(), measurements })
}

fn unmet(thing: (&str, &str), test: &Test, found: Option<&str>) -> Option<Broken> {
    (!found.is_some_and(|found| test.holds_in(found))).then(|| Broken::new(thing, test, found))
}

fn measured(settings: &Settings, text: &str) -> Option<Measurement> {
    let number = number_of(&Value::from(text));
    match (settings.read, settings.unit) {
        (Read::Age, _) => Some(Measurement::number("age", Unit::Seconds, number?)),
        (Read::Value, Unit::Text) => Some(Measurement::text("value", text)),
        (Read::Value, unit) => {
            Some(number.map_or_else(|| Measurement::text("value", text), |number| Measurement::number("value", unit, number)))
        }
    }
}
