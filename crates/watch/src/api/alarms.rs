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
use crate::model::{AlarmId, AlarmKind};
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
    opened_at: Timestamp,
    /// Null while it is open.
    closed_at: Option<Timestamp>,
    /// The ticket that answers it; null while there is none.
    ticket_id: Option<TicketId>,
    /// Whether the fault comes and goes; the alarm stays open until it has been steady for a while.
    flapping: bool,
    /// Every device that this one cut off while the alarm was open.
    affected: Vec<AffectedDevice>,
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
            opened_at: row.opened_at,
            closed_at: row.closed_at,
            ticket_id: row.ticket_id,
            flapping: row.flapping.unwrap_or_default(),
            affected,
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
    let AlarmsAsked { open, device_id, limit, after, sort, q } = asked;
    let params = PageParams { limit, after, sort, q };
    let (page, mut affected): (_, HashMap<_, _>) = watch.by(&actor).alarms(open, device_id, &params).await?;
    Ok(Json(page.map(|row| {
        let affected = affected.remove(&row.id).unwrap_or_default();
        AlarmShown::of(row, affected, language)
    })))
}
