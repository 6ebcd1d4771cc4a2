//! The journal over HTTP. The whole of it, its seals and its verification are for the staff; a customer reads the events of one of their
//! own tickets, without those that are internal, and takes its evidence home. The public key is for everybody who signs in.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::read::{COLUMNS, INTERNAL};
use super::seal::{SEAL_COLUMNS, Seal};
use super::wire::{JournalEvent, JournalKey, JournalReport, JournalSeal};
use super::{Audience, Journal, Recorded};
use crate::db::{Filter, Listing, sql};
use crate::http::{At, Params, Problem};
use crate::{Actor, Error, Language, Page, PageParams, Result, Scope, Text, TicketId};

/// The routes.
pub fn routes(journal: Journal) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(events))
        .routes(routes!(seals))
        .routes(routes!(verify))
        .routes(routes!(key))
        .routes(routes!(evidence))
        .with_state(journal)
}

/// Which events.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EventsQuery {
    /// How many items at most, 1 to 200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
    /// `seq` (the default) or `-seq`.
    sort: Option<String>,
    /// Only this ticket's. A customer must give it.
    ticket_id: Option<TicketId>,
    /// Only those about this: `ticket:7`, or `ticket` for every ticket.
    subject: Option<String>,
    /// Only those of this kind: `ticket.opened`.
    kind: Option<String>,
    /// Only those after this place.
    after_seq: Option<i64>,
}

const EVENTS: Listing = Listing { columns: COLUMNS, from: "events", id: "seq", sorts: &[("seq", "seq")] };

/// Events of the journal, in order. A customer reads one ticket at a time and no internal events.
#[utoipa::path(get, path = "/api/v1/journal/events", tag = "journal", params(EventsQuery),
    responses((status = 200, body = Page<JournalEvent>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn events(State(journal): State<Journal>, actor: Actor, Params(query): Params<EventsQuery>) -> Result<Json<Page<JournalEvent>>> {
    let mut filter = Filter::new().scope("customer_id", &actor.scope());
    if let Scope::Customer(_) = actor.scope() {
        if query.ticket_id.is_none() {
            return Err(Error::forbidden(
                "journal.by_ticket_only",
                "You may read the journal of one of your tickets: add ticket_id.",
                "您可以查看自己某一工单的台账：请加上 ticket_id。",
            ));
        }
        filter = filter.and(&format!("body NOT LIKE '%{INTERNAL}%'"));
    }
    let filter = filter.and_some("ticket_id = {}", query.ticket_id).and_some("kind = {}", query.kind.as_deref());
    let filter = by_subject(filter, query.subject.as_deref())?;
    let mut conn = journal.db.read().await?;
    if let Some(ticket) = query.ticket_id {
        let known = Filter::new().scope("customer_id", &actor.scope()).and_bind("ticket_id = {}", ticket);
        let known: i64 =
            sql(format!("SELECT COUNT(*) FROM events{}", known.where_clause())).bind_all(known.binds()).scalar(&mut conn).await?;
        if known == 0 {
            return Err(Error::not_found("ticket", "工单"));
        }
    }
    let params = PageParams { limit: query.limit, after: query.after, sort: query.sort, q: None };
    let filter = filter.and_some("seq > {}", query.after_seq);
    let page = EVENTS.page::<Recorded>(&mut conn, filter, &params, |event| event.seq).await?;
    Ok(Json(page.map(JournalEvent::from)))
}

fn by_subject(filter: Filter, subject: Option<&str>) -> Result<Filter> {
    let Some(subject) = subject else { return Ok(filter) };
    let Some((kind, id)) = subject.split_once(':') else { return Ok(filter.and_bind("subject_kind = {}", subject)) };
    let id: i64 = id.parse().map_err(|_| {
        let text = Text::new("Write it like ticket:7, or ticket for every ticket.", "请写成 ticket:7，或用 ticket 表示全部工单。");
        Error::invalid_field("subject", "journal.bad_subject", text)
    })?;
    Ok(filter.and_bind("subject_kind = {}", kind).and_bind("subject_id = {}", id))
}

const SEALS: Listing = Listing { columns: SEAL_COLUMNS, from: "seals", id: "number", sorts: &[("-number", "number")] };

/// The seals, newest first.
#[utoipa::path(get, path = "/api/v1/journal/seals", tag = "journal", params(PageParams),
    responses((status = 200, body = Page<JournalSeal>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn seals(State(journal): State<Journal>, actor: Actor, Params(params): Params<PageParams>) -> Result<Json<Page<JournalSeal>>> {
    actor.require_staff()?;
    let mut conn = journal.db.read().await?;
    let page = SEALS.page::<Seal>(&mut conn, Filter::new(), &params, |seal| seal.number).await?;
    Ok(Json(page.map(|seal| JournalSeal::from(&seal))))
}

/// What to verify.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct VerifyQuery {
    /// Only this ticket, with its proofs; everything when absent.
    ticket_id: Option<TicketId>,
}

/// Verifies the journal, its seals, and every table row it attests.
#[utoipa::path(post, path = "/api/v1/journal/verify", tag = "journal", params(VerifyQuery),
    responses((status = 200, body = JournalReport), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn verify(
    State(journal): State<Journal>,
    actor: Actor,
    language: Language,
    Params(query): Params<VerifyQuery>,
) -> Result<Json<JournalReport>> {
    actor.require_staff()?;
    Ok(Json(JournalReport::of(journal.verify(query.ticket_id).await?, language)))
}

/// The public key.
#[utoipa::path(get, path = "/api/v1/journal/key", tag = "journal", responses((status = 200, body = JournalKey), (status = 401, body = Problem)))]
async fn key(State(journal): State<Journal>, _actor: Actor) -> Json<JournalKey> {
    let key = journal.public_key();
    Json(JournalKey { public_key: key.to_string(), algorithm: "Ed25519".to_owned(), fingerprint: key.fingerprint() })
}

/// A ticket's evidence, as a file that is checked anywhere with the public key alone. For customers, internal events keep their proof but
/// not their content.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/evidence", tag = "journal", params(("id" = TicketId, Path, description = "The ticket")),
    responses((status = 200, body = Object, description = "The evidence file; see docs/journal.md for its format"), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn evidence(State(journal): State<Journal>, actor: Actor, At(ticket): At<TicketId>) -> Result<Response> {
    let file = journal.export(ticket, Audience::of(actor.scope()), journal.clock.now()).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"evidence-ticket-{ticket}.json\"")),
    ];
    Ok((headers, file.text()?).into_response())
}
