//! `/tickets/{id}/…`: what is done to a ticket. Each answers the ticket as it is afterwards; each but the note names the version it acts on.

pub(super) mod pauses;
pub(super) mod take;
pub(super) mod terms;
pub(super) mod word;
pub(super) mod work;

use axum::Json;
use base::{Actor, Language, Result, TicketId, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;

use super::wire::TicketDetail;
use crate::Desk;
use crate::rules::steps::Act;
use base::entry::{Entry, TEXT};

/// Does it and answers the ticket as it is then.
async fn done(desk: &Desk, actor: &Actor, id: TicketId, version: i64, act: Act, language: Language) -> Result<Json<TicketDetail>> {
    let now = desk.clock.now();
    desk.by(actor).act(id, version, act, now).await?;
    shown(desk, actor, id, language, now).await
}

async fn shown(desk: &Desk, actor: &Actor, id: TicketId, language: Language, now: Timestamp) -> Result<Json<TicketDetail>> {
    let mut conn = desk.db.read().await?;
    Ok(Json(desk.by(actor).detail(&mut conn, id, language, now).await?))
}

/// One text that must say something.
fn checked(path: &str, value: &str) -> Result<String> {
    let mut entry = Entry::new();
    let text = entry.text(path, value, TEXT);
    entry.done()?;
    Ok(text)
}

/// The version acted on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketVersion)]
pub(in crate::api) struct VersionBody {
    /// The version that was looked at.
    version: i64,
}
