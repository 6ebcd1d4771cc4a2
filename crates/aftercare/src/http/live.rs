//! Live updates: what is committed to the journal is told to every open page that may see it, as server-sent events. The page is told
//! only *that* something changed; what changed it asks for, with its own rights.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use base::journal::{self, Recorded};
use base::{Actor, CustomerId, Db, Result, Role, TicketId};
use futures::StreamExt as _;
use serde::Serialize;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many changes a slow page may lag behind before it is told to read everything again.
const BUFFER: usize = 1024;
/// How often the journal is looked at although this node wrote nothing: other nodes write too.
const PERIOD: Duration = Duration::from_secs(1);
/// After this time a stream ends and the page opens another, with the rights its person has by then.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// One change, as an open page is told of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Change {
    /// The event's place in the journal.
    pub seq: i64,
    /// What happened: `ticket.acknowledged`.
    pub kind: String,
    /// The noun it happened to.
    pub subject_kind: String,
    /// The id of that.
    pub subject_id: i64,
    /// The ticket it belongs to.
    pub ticket_id: Option<TicketId>,
    /// The customer it concerns.
    pub customer_id: Option<CustomerId>,
    /// Whether customers are not told.
    #[serde(skip)]
    internal: bool,
}

/// The source of all live streams of this node.
#[derive(Debug, Clone)]
pub struct Live {
    changes: broadcast::Sender<Change>,
    stop: CancellationToken,
}

impl Live {
    /// A source that tells nothing until [`Live::follow`] runs, and ends its streams with `stop`.
    pub fn new(stop: CancellationToken) -> Live {
        Live { changes: broadcast::Sender::new(BUFFER), stop }
    }

    /// Follows the journal from its present end until the program stops.
    pub async fn follow(self, db: Db) {
        let mut news = db.news();
        let mut seq = None;
        loop {
            if let Err(error) = self.tell(&db, &mut seq).await {
                tracing::debug!(%error, "live updates wait for the database");
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(PERIOD) => {}
                changed = news.changed() => if changed.is_err() { return },
            }
        }
    }

    async fn tell(&self, db: &Db, seq: &mut Option<i64>) -> Result<()> {
        let mut conn = db.read().await?;
        let mut from = match *seq {
            Some(from) => from,
            None => journal::last_seq(&mut conn).await?,
        };
        loop {
            let events = journal::read_after(&mut conn, from, 500).await?;
            let Some(last) = events.last() else { break };
            from = last.seq;
            for event in events {
                // An error means that no page is open.
                let _ = self.changes.send(Change::of(event));
            }
        }
        *seq = Some(from);
        Ok(())
    }
}

impl Change {
    fn of(event: Recorded) -> Change {
        let internal = event.json().get("visibility").is_some_and(|value| value == "internal");
        Change {
            seq: event.seq,
            kind: event.kind,
            subject_kind: event.subject_kind,
            subject_id: event.subject_id,
            ticket_id: event.ticket_id,
            customer_id: event.customer_id,
            internal,
        }
    }

    fn is_for(&self, actor: &Actor) -> bool {
        actor.scope().covers(self.customer_id) && !(self.internal && actor.role() == Some(Role::Customer))
    }
}

/// The route of the streams.
pub fn api(live: Live) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(changes)).with_state(live)
}

/// A stream of `change` events as they are committed, only those the actor may see; `reload` when some were missed.
#[utoipa::path(get, path = "/api/v1/live", tag = "live", responses((status = 200, body = Change, content_type = "text/event-stream"), (status = 401, body = base::http::Problem)))]
async fn changes(State(live): State<Live>, actor: Actor) -> Response {
    let stream = BroadcastStream::new(live.changes.subscribe()).filter_map(move |item| {
        let event = match item {
            Ok(change) if change.is_for(&actor) => Event::default().event("change").id(change.seq.to_string()).json_data(&change).ok(),
            Ok(_) => None,
            Err(_) => Some(Event::default().event("reload").data("{}")),
        };
        std::future::ready(event.map(Ok::<_, Infallible>))
    });
    let stop = live.stop.clone();
    let over = async move {
        tokio::select! { () = stop.cancelled() => {}, () = tokio::time::sleep(LONGEST) => {} }
    };
    Sse::new(stream.take_until(Box::pin(over))).keep_alive(KeepAlive::new().interval(PERIOD * 15)).into_response()
}
