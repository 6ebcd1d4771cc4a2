//! A ticket's terms and what is owed beside the work: the contract's present version, corrected calendars, the report, third parties.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Problem};
use base::{Actor, Language, Result, TicketId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{checked, done, shown};
use crate::Desk;
use crate::api::actions::word::ReasonBody;
use crate::api::wire::TicketDetail;
use crate::rules::steps::Act;
use base::entry::{Entry, LINE};

/// The report that was handed over, or a third party's answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketWord)]
pub(in crate::api) struct TextBody {
    /// The version that was looked at.
    version: i64,
    /// What it says, or where it is.
    text: String,
}

/// Whom the work waits for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketThirdParty)]
pub(in crate::api) struct AskBody {
    /// The version that was looked at.
    version: i64,
    /// Who: the carrier, the manufacturer.
    party: String,
    /// The number under which they work on it.
    number: Option<String>,
    /// Within which time they promised to answer: `4h`, `3wd`; the contract's when absent.
    target: Option<String>,
}

/// Puts the present version of the customer's contract, and of its calendars, in force for the ticket. What each clock had come to, and what either policy makes of it, is kept. For administrators and managers.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/contract",
    tag = "desk",
    operation_id = "renew_ticket_contract",
    params(("id" = TicketId, Path)),
    request_body = ReasonBody,
    responses(
        (status = 200, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(in crate::api) async fn contract(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<ReasonBody>,
) -> Result<Json<TicketDetail>> {
    let now = desk.clock.now();
    let reason = checked("reason", &body.reason)?;
    desk.by(&actor).renew_contract(id, body.version, reason, now).await?;
    shown(&desk, &actor, id, language, now).await
}

/// Computes the clocks again by the calendars as they are now. The first results stay; the second stand beside them, with reason and author. For administrators and managers.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/correct",
    tag = "desk",
    operation_id = "correct_ticket_clocks",
    params(("id" = TicketId, Path)),
    request_body = ReasonBody,
    responses(
        (status = 200, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(in crate::api) async fn correct(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<ReasonBody>,
) -> Result<Json<TicketDetail>> {
    let now = desk.clock.now();
    let reason = checked("reason", &body.reason)?;
    desk.by(&actor).correct(id, body.version, reason, now).await?;
    shown(&desk, &actor, id, language, now).await
}

/// The customer has the incident report.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/report",
    tag = "desk",
    operation_id = "report_ticket",
    params(("id" = TicketId, Path)),
    request_body = TextBody,
    responses(
        (status = 200, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(in crate::api) async fn report(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<TextBody>,
) -> Result<Json<TicketDetail>> {
    let text = checked("text", &body.text)?;
    done(&desk, &actor, id, body.version, Act::Report { text }, language).await
}

/// Somebody else was asked, on whom the work waits: their own clock begins.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/ask-third-party",
    tag = "desk",
    operation_id = "ask_ticket_third_party",
    params(("id" = TicketId, Path)),
    request_body = AskBody,
    responses(
        (status = 200, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(in crate::api) async fn ask_third_party(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<AskBody>,
) -> Result<Json<TicketDetail>> {
    let mut entry = Entry::new();
    let party = entry.text("party", &body.party, LINE);
    let number = entry.maybe_text("number", body.number.as_deref(), LINE);
    let target = entry.maybe_text("target", body.target.as_deref(), LINE);
    let target = target.and_then(|target| match target.parse::<calendar::Target>() {
        Ok(target) => Some(target.to_string()),
        Err(wrong) => {
            entry.refuse("target", "clause.target", wrong.text());
            None
        }
    });
    entry.done()?;
    done(&desk, &actor, id, body.version, Act::AskThirdParty { party, number, target }, language).await
}

/// The third party has answered.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{id}/hear-third-party",
    tag = "desk",
    operation_id = "hear_ticket_third_party",
    params(("id" = TicketId, Path)),
    request_body = TextBody,
    responses(
        (status = 200, body = TicketDetail),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(in crate::api) async fn hear_third_party(
    State(desk): State<Desk>,
    actor: Actor,
    language: Language,
    At(id): At<TicketId>,
    Body(body): Body<TextBody>,
) -> Result<Json<TicketDetail>> {
    let text = checked("text", &body.text)?;
    done(&desk, &actor, id, body.version, Act::HearThirdParty { text }, language).await
}
