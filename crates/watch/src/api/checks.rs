//! The checks of a device, and asking one now.

use archive::DeviceId;
use axum::Json;
use axum::extract::State as Room;
use base::http::{At, Params, Problem};
use base::{Actor, Language, Page, Result, Timestamp};
use probe::{Measurement, Unit, Value};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Watch;
use crate::model::{CheckId, State};
use crate::rules::verdict::{Judged, Verdict};
use crate::store::lists::CheckShown;

/// Whose checks.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChecksOf {
    /// The device.
    device_id: DeviceId,
}

/// A check: one question asked of one device again and again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Check {
    id: CheckId,
    device_id: DeviceId,
    /// Unique for the device: `agent`, `traffic`, `video`, `web`, `port`, `ping`, or the name of a custom check.
    name: String,
    /// How it asks: `icmp`, `tcp`, `http`, `snmp`, `rtsp`.
    kind: String,
    /// Where and how it asks, without secrets.
    #[schema(value_type = Object)]
    settings: serde_json::Value,
    /// How often it asks, in seconds.
    period_seconds: i64,
    /// What its answers amount to.
    state: State,
    /// Since when; null while nothing is known.
    since: Option<Timestamp>,
    /// The last answer; null before the first.
    last: Option<CheckAnswer>,
}

/// What a check was answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckAnswer {
    at: Timestamp,
    /// Whether all was well.
    ok: bool,
    /// What was found, in the language of the request.
    text: String,
    /// How long the answer took; null when there was none.
    milliseconds: Option<f64>,
}

impl Check {
    fn shown(row: CheckShown, period: i64, language: Language) -> Check {
        let last = row.last_at.map(|at| CheckAnswer {
            at,
            ok: row.last_ok.unwrap_or_default(),
            text: if language == Language::Zh { row.last_text_zh } else { row.last_text_en }.unwrap_or_default(),
            milliseconds: row.last_milliseconds,
        });
        let state = match (row.health.as_deref(), State::parse(&row.device_state)) {
            (Some("yes"), _) => State::Up,
            // Of a device that cannot be reached nobody can tell whether a check would fail.
            (_, State::Unreachable) => State::Unreachable,
            (Some("no"), _) => State::Down,
            _ => State::Unknown,
        };
        Check {
            id: row.id,
            device_id: row.device_id,
            name: row.name,
            kind: row.kind,
            settings: serde_json::from_str(&row.settings).unwrap_or_default(),
            period_seconds: period * row.every,
            state,
            since: row.since,
            last,
        }
    }
}

/// The checks of a device.
#[utoipa::path(get, path = "/api/v1/checks", tag = "watch", operation_id = "list_checks", params(ChecksOf), responses(
    (status = 200, description = "The checks; none of a device that is not yours", body = Page<Check>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "No device_id, or something unknown", body = Problem),
))]
pub(super) async fn list(
    Room(watch): Room<Watch>,
    actor: Actor,
    language: Language,
    Params(of): Params<ChecksOf>,
) -> Result<Json<Page<Check>>> {
    let period = watch.settings.period_seconds();
    let checks = watch.by(&actor).checks(of.device_id).await?;
    Ok(Json(Page::whole(checks.into_iter().map(|row| Check::shown(row, period, language)).collect())))
}

/// What came of asking now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckTried {
    /// Whether all was well.
    ok: bool,
    /// What was found, in the language of the request.
    text: String,
    /// How long the answer took; null when there was none.
    milliseconds: Option<f64>,
    /// Everything that was measured.
    measurements: Vec<Measured>,
}

impl CheckTried {
    /// What came of a question.
    pub(super) fn of(judged: &Judged, found: Vec<Measurement>, language: Language) -> CheckTried {
        CheckTried {
            ok: judged.verdict == Verdict::Well,
            text: judged.text.in_language(language).to_owned(),
            milliseconds: judged.milliseconds,
            measurements: found.into_iter().map(Measured::from).collect(),
        }
    }
}

/// One thing measured.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Measured {
    /// What was measured: `round_trip`, `status`, `if_up` …
    name: String,
    /// Which one, where there are several: the interface. Null otherwise.
    label: Option<String>,
    value: MeasuredValue,
    /// What a number counts: `seconds`, `ratio`, `bytes`, `count`, `days`, `code`, `flag`; `text` for words.
    #[schema(value_type = String)]
    unit: Unit,
}

/// A number or words.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum MeasuredValue {
    /// A number.
    Number(f64),
    /// A counter.
    Counter(u64),
    /// Words.
    Text(String),
}

impl From<Measurement> for Measured {
    fn from(found: Measurement) -> Measured {
        let value = match found.value {
            Value::Number(number) => MeasuredValue::Number(number),
            Value::Counter(count, _) => MeasuredValue::Counter(count),
            Value::Text(text) => MeasuredValue::Text(text),
        };
        Measured { name: found.name, label: found.label, value, unit: found.unit }
    }
}

/// Asks a check now. Nothing is judged, kept or changed.
#[utoipa::path(post, path = "/api/v1/checks/{id}/try", tag = "watch", params(("id" = CheckId, Path, description = "The check")), responses(
    (status = 200, description = "What came of it; a device that does not answer is a result, too", body = CheckTried),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 403, description = "Only staff ask out of turn", body = Problem),
    (status = 404, description = "No such check, or not yours", body = Problem),
))]
pub(super) async fn ask(Room(watch): Room<Watch>, actor: Actor, language: Language, At(id): At<CheckId>) -> Result<Json<CheckTried>> {
    let (judged, found) = watch.by(&actor).try_check(id).await?;
    Ok(Json(CheckTried::of(&judged, found, language)))
}
