//! The reconcilers' status, for the people who keep the program running.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Problem};
use base::worker::WorkerStatus;
use base::{Actor, Error, Page, Result, Role, Timestamp, lease};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;

/// A worker of this node, and which node holds its lease.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkerView {
    #[serde(flatten)]
    status: WorkerStatus,
    lease: Option<LeaseView>,
}

/// Which node does what must be done once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LeaseView {
    /// The node.
    pub holder: String,
    /// When the lease runs out if it is not renewed.
    pub until: Timestamp,
}

/// The routes.
pub fn api(app: App) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(run)).with_state(app)
}

/// Every worker of the node that answers.
#[utoipa::path(get, path = "/api/v1/workers", tag = "workers", operation_id = "list_workers",
    responses((status = 200, body = Page<WorkerView>), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn list(State(app): State<App>, actor: Actor) -> Result<Json<Page<WorkerView>>> {
    actor.require_staff()?;
    let mut items = Vec::new();
    for status in app.workers.status() {
        let lease = if status.leased { lease::holder(&app.db, &status.name).await? } else { None };
        items.push(WorkerView { status, lease: lease.map(|(holder, until)| LeaseView { holder, until }) });
    }
    Ok(Json(Page::whole(items)))
}

/// Wakes a worker now instead of at its next period.
#[utoipa::path(post, path = "/api/v1/workers/{name}/run", tag = "workers", params(("name" = String, Path, description = "The worker's name")),
    responses((status = 202), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn run(State(app): State<App>, actor: Actor, At(name): At<String>) -> Result<StatusCode> {
    actor.require(&[Role::Administrator])?;
    if app.workers.signal(&name) { Ok(StatusCode::ACCEPTED) } else { Err(Error::not_found("worker", "后台任务")) }
}
