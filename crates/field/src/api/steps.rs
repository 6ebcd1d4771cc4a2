//! `/visits/{id}/…`: the steps of a visit. Each answers the visit as it is afterwards; each but the work names the version it acts on, and each
//! may carry a `request_id`, so that a phone may send it again when the answer was lost.

use axum::Json;
use axum::extract::State;
use base::http::{At, Body, Problem};
use base::{Actor, Language, Result};

use super::bodies::{AssignBody, ConfirmBody, PlaceBody, ReasonBody, RestoredBody, VersionBody, WorkBody, placed, signed, told};
use super::only_request;
use super::wire::VisitItem;
use crate::Field;
use crate::model::VisitId;
use crate::step::Step;

/// Takes the step and answers the visit as it is then.
async fn done(
    field: &Field,
    actor: &Actor,
    language: Language,
    id: VisitId,
    version: Option<i64>,
    step: Step,
    request: Option<String>,
) -> Result<Json<VisitItem>> {
    field.by(actor).step(id, version, step, request.as_deref(), field.clock.now()).await?;
    let mut conn = field.db.read().await?;
    Ok(Json(field.by(actor).visit(&mut conn, id, language).await?))
}

/// Hands the visit over, as long as nobody has arrived; whoever goes now is told. For dispatchers, managers and administrators.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/assign",
    tag = "field",
    operation_id = "visit_assign",
    params(("id" = VisitId, Path)),
    request_body = AssignBody,
    responses(
        (status = 200, body = VisitItem),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn assign(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    At(id): At<VisitId>,
    Body(body): Body<AssignBody>,
) -> Result<Json<VisitItem>> {
    let request = only_request(body.request_id.as_deref())?;
    let step = Step::Assign { engineer: body.engineer_id };
    done(&field, &actor, language, id, Some(body.version), step, request).await
}

/// The engineer is on the way.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/set-out",
    tag = "field",
    operation_id = "visit_set_out",
    params(("id" = VisitId, Path)),
    request_body = PlaceBody,
    responses(
        (status = 200, body = VisitItem),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn set_out(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    At(id): At<VisitId>,
    Body(body): Body<PlaceBody>,
) -> Result<Json<VisitItem>> {
    let request = placed(&body)?;
    done(&field, &actor, language, id, Some(body.version), Step::SetOut { position: body.position }, request).await
}

/// The engineer is on site: the clock for arriving stops.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/arrive",
    tag = "field",
    operation_id = "visit_arrive",
    params(("id" = VisitId, Path)),
    request_body = PlaceBody,
    responses(
        (status = 200, body = VisitItem),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn arrive(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    At(id): At<VisitId>,
    Body(body): Body<PlaceBody>,
) -> Result<Json<VisitItem>> {
    let request = placed(&body)?;
    done(&field, &actor, language, id, Some(body.version), Step::Arrive { position: body.position }, request).await
}

/// The engineer writes down what was done. It changes nothing else, so it needs no version.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/work",
    tag = "field",
    operation_id = "visit_work",
    params(("id" = VisitId, Path)),
    request_body = WorkBody,
    responses(
        (status = 200, body = VisitItem),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn work(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    At(id): At<VisitId>,
    Body(body): Body<WorkBody>,
) -> Result<Json<VisitItem>> {
    let (text, request) = told("text", &body.text, body.request_id.as_deref())?;
    done(&field, &actor, language, id, None, Step::Work { text }, request).await
}

/// The engineer says that the work is done. A fault counts as restored at once when no alarm is open, else as soon as the monitoring sees it.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/restored",
    tag = "field",
    operation_id = "visit_restored",
    params(("id" = VisitId, Path)),
    request_body = RestoredBody,
    responses(
        (status = 200, body = VisitItem),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn restored(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    At(id): At<VisitId>,
    Body(body): Body<RestoredBody>,
) -> Result<Json<VisitItem>> {
    let (text, request) = told("text", &body.text, body.request_id.as_deref())?;
    done(&field, &actor, language, id, Some(body.version), Step::Restored { text }, request).await
}

/// The customer's person signs on the engineer's screen: the ticket is confirmed and closed.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/confirm",
    tag = "field",
    operation_id = "visit_confirm",
    params(("id" = VisitId, Path)),
    request_body = ConfirmBody,
    responses(
        (status = 200, body = VisitItem),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn confirm(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    At(id): At<VisitId>,
    Body(body): Body<ConfirmBody>,
) -> Result<Json<VisitItem>> {
    let (signed, request) = signed(&body)?;
    done(&field, &actor, language, id, Some(body.version), Step::Confirm(signed), request).await
}

/// The engineer leaves, after the customer's confirmation.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/leave",
    tag = "field",
    operation_id = "visit_leave",
    params(("id" = VisitId, Path)),
    request_body = VersionBody,
    responses(
        (status = 200, body = VisitItem),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn leave(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    At(id): At<VisitId>,
    Body(body): Body<VersionBody>,
) -> Result<Json<VisitItem>> {
    let request = only_request(body.request_id.as_deref())?;
    done(&field, &actor, language, id, Some(body.version), Step::Leave, request).await
}

/// The visit does not take place, or is broken off. For dispatchers, managers and administrators.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/cancel",
    tag = "field",
    operation_id = "visit_cancel",
    params(("id" = VisitId, Path)),
    request_body = ReasonBody,
    responses(
        (status = 200, body = VisitItem),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such thing, or another customer's"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "somebody changed it meanwhile, or it is not in this state"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn cancel(
    State(field): State<Field>,
    actor: Actor,
    language: Language,
    At(id): At<VisitId>,
    Body(body): Body<ReasonBody>,
) -> Result<Json<VisitItem>> {
    let (reason, request) = told("reason", &body.reason, body.request_id.as_deref())?;
    done(&field, &actor, language, id, Some(body.version), Step::Cancel { reason }, request).await
}
