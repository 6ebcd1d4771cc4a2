//! `/acknowledgements/{token}`: the one-time link in a call. Public: whoever holds the link is taken for the person it was sent to.

use axum::Json;
use axum::extract::State;
use base::http::{At, Problem};
use base::{Conn, Language, Result};

use super::wire::{Acknowledgement, AcknowledgementTicket};
use crate::Desk;
use crate::links::Followed;

/// What the link is about and what it can still do. Looking changes nothing: mail programs follow links by themselves.
#[utoipa::path(
    get,
    path = "/api/v1/acknowledgements/{token}",
    tag = "desk",
    operation_id = "show_acknowledgement",
    params(("token" = String, Path)),
    security(()),
    responses(
        (status = 200, body = Acknowledgement),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such link"),
    ),
)]
pub(super) async fn show(State(desk): State<Desk>, language: Language, At(token): At<String>) -> Result<Json<Acknowledgement>> {
    let mut conn = desk.db.read().await?;
    let followed = desk.follow(&mut conn, &token, desk.clock.now()).await?;
    Ok(Json(shown(&mut conn, &followed, language).await?))
}

/// Takes the ticket as the person to whom the link was sent. It works once, within 24 hours, while nobody else has taken it.
#[utoipa::path(
    post,
    path = "/api/v1/acknowledgements/{token}",
    tag = "desk",
    operation_id = "use_acknowledgement",
    params(("token" = String, Path)),
    security(()),
    responses(
        (status = 200, body = Acknowledgement),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such link"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "used before, or somebody else has taken it"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "older than 24 hours"),
    ),
)]
pub(super) async fn acknowledge(State(desk): State<Desk>, language: Language, At(token): At<String>) -> Result<Json<Acknowledgement>> {
    let followed = desk.acknowledge_by_link(&token, desk.clock.now()).await?;
    let mut conn = desk.db.read().await?;
    Ok(Json(shown(&mut conn, &followed, language).await?))
}

async fn shown(conn: &mut Conn, followed: &Followed, language: Language) -> Result<Acknowledgement> {
    let ticket = &followed.case.ticket;
    let customer = archive::facts::customer(conn, ticket.customer_id).await?;
    let site = match ticket.site_id {
        Some(site) => archive::facts::site(conn, site).await?.map(|site| site.name),
        None => None,
    };
    Ok(Acknowledgement {
        ticket: AcknowledgementTicket {
            number: ticket.number.clone(),
            title: ticket.title().in_language(language).to_owned(),
            level: ticket.level,
            customer: customer.map(|customer| customer.name).unwrap_or_default(),
            site,
            opened_at: ticket.opened_at,
        },
        person: followed.person.clone(),
        state: followed.state,
    })
}
