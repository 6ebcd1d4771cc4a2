//! Alarms, open and closed.

use std::collections::HashMap;

use archive::{DeviceId, SiteId};
use axum::Json;
use axum::extract::State as Room;
use base::http::{Params, Problem};
use base::{Actor, CustomerId, Language, Page, PageParams, Result, TicketId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Watch;
use crate::model::{AlarmId, AlarmKind, Cause};
use crate::store::evidence;
use crate::store::lists::AlarmListed;

/// Which alarms.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AlarmsAsked {
    /// Only open ones, or only closed ones.
    open: Option<bool>,
    /// Only those that are about this device or cut it off.
    device_id: Option<DeviceId>,
    /// Only this customer's.
    customer_id: Option<CustomerId>,
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `-opened_at` (the usual order), `closed_at`, `device_name`, `site_name`; a leading `-` turns the order round.
    sort: Option<String>,
    /// Text that must stand in the device's or the site's name.
    q: Option<String>,
}

/// An alarm.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Alarm)]
pub(crate) struct AlarmShown {
    id: AlarmId,
    device_id: DeviceId,
    /// The device's name when the alarm opened.
    device_name: String,
    site_id: SiteId,
    site_name: String,
    customer_id: CustomerId,
    kind: AlarmKind,
    /// What was found, in the language of the request.
    text: String,
    /// What the fault is of; null when the signs do not tell.
    cause: Option<Cause>,
    /// The signs around the device, a sentence each in the language of the request, the most telling first.
    evidence: Vec<String>,
    opened_at: Timestamp,
    /// Null while it is open.
    closed_at: Option<Timestamp>,
    /// The ticket that answers it; null while there is none.
    ticket_id: Option<TicketId>,
    /// Whether the fault comes and goes; the alarm stays open until it has been steady for a while.
    flapping: bool,
    /// Every device that this one cut off while the alarm was open.
    affected: Vec<AffectedDevice>,
    /// What proved that the fault is over, the alarm's own checks first; empty while it is open.
    proof: Vec<ProofShown>,
}

/// Something that a fault touched and that is well again.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AlarmProof)]
pub(crate) struct ProofShown {
    device_id: DeviceId,
    device_name: String,
    /// The check's name; null for a device that was cut off.
    check: Option<String>,
    /// The last good answer before the fault; null when there was none since the program started.
    before: Option<GoodAnswer>,
    /// The good answer that proved it; of a device that was cut off, since when it is there again.
    after: Option<GoodAnswer>,
}

/// A good answer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = GoodAnswer)]
pub(crate) struct GoodAnswer {
    at: Timestamp,
    /// How long it took.
    milliseconds: Option<f64>,
}

/// A device that an alarm's device cuts off.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AffectedDevice {
    device_id: DeviceId,
    device_name: String,
}

impl AlarmShown {
    fn of(row: AlarmListed, affected: Vec<(DeviceId, String)>, language: Language) -> AlarmShown {
        let affected = affected.into_iter().map(|(device_id, device_name)| AffectedDevice { device_id, device_name }).collect();
        AlarmShown {
            id: row.id,
            device_id: row.device_id,
            device_name: row.device_name,
            site_id: row.site_id,
            site_name: row.site_name,
            customer_id: row.customer_id,
            kind: AlarmKind::parse(&row.kind),
            text: if language == Language::Zh { row.text_zh } else { row.text_en },
            cause: row.cause.as_deref().and_then(Cause::parse),
            evidence: evidence::read(row.evidence.as_deref()).iter().map(|text| text.in_language(language).to_owned()).collect(),
            opened_at: row.opened_at,
            closed_at: row.closed_at,
            ticket_id: row.ticket_id,
            flapping: row.flapping.unwrap_or_default(),
            affected,
            proof: row.proof.and_then(|proof| serde_json::from_str(&proof).ok()).unwrap_or_default(),
        }
    }
}

/// Alarms.
#[utoipa::path(get, path = "/api/v1/alarms", tag = "watch", operation_id = "list_alarms", params(AlarmsAsked), responses(
    (status = 200, description = "One page of alarms", body = Page<AlarmShown>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "A parameter is wrong", body = Problem),
))]
pub(super) async fn list(
    Room(watch): Room<Watch>,
    actor: Actor,
    language: Language,
    Params(asked): Params<AlarmsAsked>,
) -> Result<Json<Page<AlarmShown>>> {
    let AlarmsAsked { open, device_id, customer_id, limit, after, sort, q } = asked;
    let params = PageParams { limit, after, sort, q };
    let (page, mut affected): (_, HashMap<_, _>) = watch.by(&actor).alarms(open, device_id, customer_id, &params).await?;
    Ok(Json(page.map(|row| {
        let affected = affected.remove(&row.id).unwrap_or_default();
        AlarmShown::of(row, affected, language)
    })))
}
