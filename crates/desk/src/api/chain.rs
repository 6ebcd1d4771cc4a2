//! `/calling/…`: who would be called, what the rehearsals found, and whether every open escalation goes on. For staff.

use axum::Json;
use axum::extract::State;
use base::http::{Params, Problem};
use base::{Actor, CustomerId, Language, Page, Result, TicketId, Timestamp};
use notify::Channel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Desk;
use crate::api::NamedItem;
use crate::forecast::{Forecast, Planned};
use crate::model::{Level, Obstacle, PolicyId, USUAL};
use crate::rules::audit::FindingCode;
use crate::rules::rehearsal::{Gap, GapCode, Severity};
use crate::store::rehearsals::{Audited, Rehearsed};

/// For whom and when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ForecastQuery {
    /// For a fault of this customer's.
    customer_id: CustomerId,
    /// Of this level: 1, 2 or 3; 1 when absent.
    #[param(value_type = Option<i64>)]
    level: Option<i64>,
    /// Opened at this moment; now when absent.
    at: Option<Timestamp>,
}

/// Who would be called if nobody took the ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallForecast {
    at: Timestamp,
    level: i64,
    /// The contract in force then.
    contract: Option<String>,
    policy: CallForecastPolicy,
    /// In order; those who would be skipped, too.
    calls: Vec<CallForecastEntry>,
    /// When everybody would have been called; null when it goes on for longer than anybody reads.
    ends_at: Option<Timestamp>,
}

/// The policy that would be gone by.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallForecastPolicy {
    id: PolicyId,
    version: i64,
    /// Empty for the usual order, which is built in.
    name: String,
    built_in: bool,
}

/// A call that would be made or skipped.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallForecastEntry {
    at: Timestamp,
    /// Seconds after the ticket is opened.
    after_seconds: i64,
    /// The policy's step, from 1.
    step: i64,
    /// How often the step, or the whole policy, would have been gone through before.
    again: bool,
    /// Who; null when the step has nobody.
    person: Option<NamedItem>,
    /// Why they would not be called; null when they would.
    obstacle: Option<Obstacle>,
    /// Why this person is called, or is not.
    reason: String,
    /// Over which channels beside our own pages; by their own rules when empty.
    channels: Vec<Channel>,
    /// The step's channels that do not lead to them.
    missing: Vec<Channel>,
    /// On which number.
    phone: Option<String>,
    phone_verified: bool,
    email: Option<String>,
    email_verified: bool,
}

impl CallForecastEntry {
    fn of(planned: Planned, opened_at: Timestamp, language: Language) -> CallForecastEntry {
        let Planned { at, place, person, obstacle, reason, ways, missing } = planned;
        let contacts = person.as_ref();
        CallForecastEntry {
            at,
            after_seconds: at.milliseconds_since(opened_at) / 1000,
            step: place.step + 1,
            again: place.pass > 0 || place.cycle > 0,
            obstacle,
            reason: reason.in_language(language).to_owned(),
            channels: ways,
            missing,
            phone: contacts.and_then(|person| person.phone.clone()),
            phone_verified: contacts.is_some_and(|person| person.phone_verified_at.is_some()),
            email: contacts.and_then(|person| person.email.clone()),
            email_verified: contacts.is_some_and(|person| person.email_verified_at.is_some()),
            person: person.map(|person| NamedItem { id: person.id.0, name: person.name }),
        }
    }
}

/// A time at which it was asked for every customer who would be called.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallRehearsal {
    at: Timestamp,
    /// Whether somebody asked for it; otherwise it was the night's.
    by_hand: bool,
    customers: i64,
    /// Customers, levels and moments.
    questions: i64,
    /// The worst first.
    gaps: Vec<CallGap>,
}

/// Something that would go wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallGap {
    customer: NamedItem,
    /// For faults of this level; the worst of several.
    level: i64,
    /// From when on, of the moments that were asked about.
    at: Timestamp,
    severity: Severity,
    code: GapCode,
    person_id: Option<i64>,
    text: String,
}

/// The newest look at the open escalations and the messages.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallAudit {
    /// Null when none was made yet.
    at: Option<Timestamp>,
    open_escalations: i64,
    findings: Vec<CallFinding>,
    /// Whether somebody outside waits for a sign of life.
    outside: bool,
    /// When they last heard that all is well.
    pinged_at: Option<Timestamp>,
    /// Why they did not hear it the last time.
    ping_error: Option<String>,
}

/// Something that is not as it must be.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallFinding {
    code: FindingCode,
    ticket_id: Option<TicketId>,
    text: String,
}

/// Who would be called for a customer at a level and a moment, if nobody took the ticket. Nobody is called by asking.
#[utoipa::path(
    get, path = "/api/v1/calling/forecast", tag = "desk", operation_id = "forecast_calls", params(ForecastQuery),
    responses(
        (status = 200, body = CallForecast),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn forecast(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    Params(query): Params<ForecastQuery>,
) -> Result<Json<CallForecast>> {
    let at = query.at.unwrap_or_else(|| desk.clock.now());
    let level = Level::try_from(query.level.unwrap_or(1)).map_err(|_| no_such_level())?;
    let Forecast { policy, contract, entries, ends_at } = desk.by(&actor).forecast(query.customer_id, level, at).await?;
    Ok(Json(CallForecast {
        at,
        level: level.into(),
        contract,
        policy: CallForecastPolicy { id: policy.id, version: policy.version, name: policy.name, built_in: policy.id == USUAL },
        calls: entries.into_iter().map(|planned| CallForecastEntry::of(planned, at, language)).collect(),
        ends_at,
    }))
}

/// What the newest rehearsals found, the newest first.
#[utoipa::path(
    get, path = "/api/v1/calling/rehearsals", tag = "desk", operation_id = "list_rehearsals",
    responses(
        (status = 200, body = Page<CallRehearsal>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn rehearsals(State(desk): State<Desk>, actor: Actor, language: Language) -> Result<Json<Page<CallRehearsal>>> {
    let rehearsals = desk.by(&actor).rehearsals().await?;
    shown(&desk, rehearsals, language).await
}

/// Rehearses now, for every customer.
#[utoipa::path(
    post, path = "/api/v1/calling/rehearsals", tag = "desk", operation_id = "rehearse_calls",
    responses(
        (status = 200, body = Page<CallRehearsal>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn rehearse(State(desk): State<Desk>, actor: Actor, language: Language) -> Result<Json<Page<CallRehearsal>>> {
    let rehearsals = desk.by(&actor).rehearse(desk.clock.now()).await?;
    shown(&desk, rehearsals, language).await
}

async fn shown(desk: &Desk, rehearsals: Vec<Rehearsed>, language: Language) -> Result<Json<Page<CallRehearsal>>> {
    let customers: Vec<CustomerId> = rehearsals.iter().flat_map(|rehearsed| &rehearsed.gaps).map(|gap| gap.customer_id).collect();
    let names = archive::facts::customer_names(&mut desk.db.read().await?, &customers).await?;
    let gap = |gap: Gap| CallGap {
        customer: NamedItem::customer(gap.customer_id, names.get(&gap.customer_id)),
        level: gap.level.into(),
        at: gap.at,
        severity: gap.severity,
        code: gap.code,
        person_id: gap.person_id.map(|id| id.0),
        text: gap.text.in_language(language).to_owned(),
    };
    let item = |rehearsed: Rehearsed| CallRehearsal {
        at: rehearsed.at,
        by_hand: rehearsed.by_hand,
        customers: rehearsed.customers,
        questions: rehearsed.questions,
        gaps: rehearsed.gaps.into_iter().map(gap).collect(),
    };
    Ok(Json(Page::whole(rehearsals.into_iter().map(item).collect())))
}

/// The newest audit: whether every open escalation has a next step and every message ended.
#[utoipa::path(
    get, path = "/api/v1/calling/audit", tag = "desk", operation_id = "show_call_audit",
    responses(
        (status = 200, body = CallAudit),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn audit(State(desk): State<Desk>, actor: Actor, language: Language) -> Result<Json<CallAudit>> {
    let audit = desk.by(&actor).last_audit().await?;
    let at = audit.as_ref().map(|audit| audit.at);
    let none =
        Audited { at: Timestamp::from_milliseconds(0), open_escalations: 0, findings: Vec::new(), pinged_at: None, ping_error: None };
    let Audited { open_escalations, findings, pinged_at, ping_error, .. } = audit.unwrap_or(none);
    let finding = |finding: crate::rules::audit::Finding| CallFinding {
        code: finding.code,
        ticket_id: finding.ticket_id,
        text: finding.text.in_language(language).to_owned(),
    };
    Ok(Json(CallAudit {
        at,
        open_escalations,
        findings: findings.into_iter().map(finding).collect(),
        outside: desk.outside.is_some(),
        pinged_at,
        ping_error,
    }))
}

fn no_such_level() -> base::Error {
    let text = base::Text::new("Choose level 1, 2 or 3.", "请选择一级、二级或三级。");
    base::Error::invalid_field("level", "calling.level", text)
}
