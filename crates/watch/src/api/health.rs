//! `/watch/health`: how the watch itself fares.

use axum::Json;
use axum::extract::State as Room;
use base::http::{Params, Problem};
use base::{Actor, Language, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Watch;
use crate::health::{Asking, Health, Minute};

/// How far back.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HealthAsked {
    /// So many minutes, 1 to 10080; 60 when absent.
    minutes: Option<i64>,
}

/// How the watch itself fares.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WatchHealth)]
pub(super) struct HealthShown {
    /// What is not as it should be and what to do, in the language of the request; empty when all is well.
    findings: Vec<String>,
    /// Minute by minute, the oldest first; a minute in which nobody polled is missing.
    minutes: Vec<MinuteShown>,
}

/// One minute of the watch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WatchMinute)]
pub(super) struct MinuteShown {
    /// When it ended.
    at: Timestamp,
    /// Which node polled.
    node: String,
    devices: u64,
    checks: u64,
    /// How late 99 of 100 questions were asked at most; rounded up to a power of two.
    late_milliseconds: u64,
    /// The most questions under way at once.
    in_flight: u64,
    /// The most checks that waited for a place.
    queued: u64,
    /// Samples dropped because the database was away.
    dropped: u64,
    /// Transactions that failed and were tried again.
    write_failures: u64,
    /// Datagrams that this computer threw away because nobody read them in time, of all its programs.
    buffer_errors: u64,
    /// By kind of question.
    kinds: Vec<KindShown>,
}

/// What was asked in one way within a minute.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WatchMinuteKind)]
pub(super) struct KindShown {
    /// `icmp`, `http`, `snmp` …
    kind: String,
    asked: u64,
    /// Nobody answered.
    silent: u64,
    /// Somebody answered, but not as they should.
    unwell: u64,
    /// This computer could not ask.
    unasked: u64,
    /// How long an answer took in the mean; null when there was none.
    mean_milliseconds: Option<f64>,
    /// How long the slowest took.
    slowest_milliseconds: f64,
}

impl From<(String, Asking)> for KindShown {
    fn from((kind, asking): (String, Asking)) -> KindShown {
        let Asking { asked, silent, unwell, unasked, milliseconds, slowest } = asking;
        let answered = asked.saturating_sub(silent + unasked);
        let mean_milliseconds = (answered > 0).then(|| milliseconds / answered as f64);
        KindShown { kind, asked, silent, unwell, unasked, mean_milliseconds, slowest_milliseconds: slowest }
    }
}

impl From<Minute> for MinuteShown {
    fn from(minute: Minute) -> MinuteShown {
        let Minute { at, node, devices, checks, late_milliseconds, in_flight, queued, dropped, write_failures, buffer_errors, kinds } =
            minute;
        let kinds = kinds.into_iter().map(KindShown::from).collect();
        MinuteShown { at, node, devices, checks, late_milliseconds, in_flight, queued, dropped, write_failures, buffer_errors, kinds }
    }
}

/// How the watch itself fares, minute by minute, and what is wrong with it; for staff.
#[utoipa::path(get, path = "/api/v1/watch/health", tag = "watch", operation_id = "watch_health", params(HealthAsked), responses(
    (status = 200, description = "The last minutes", body = HealthShown),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Staff only", body = Problem),
))]
pub(super) async fn show(
    Room(watch): Room<Watch>,
    actor: Actor,
    language: Language,
    Params(asked): Params<HealthAsked>,
) -> Result<Json<HealthShown>> {
    let Health { minutes, findings } = watch.by(&actor).health(asked.minutes.unwrap_or(60), watch.clock.now()).await?;
    Ok(Json(HealthShown {
        findings: findings.iter().map(|text| text.in_language(language).to_owned()).collect(),
        minutes: minutes.into_iter().map(MinuteShown::from).collect(),
    }))
}
