//! `/gateways`: the ways out of the house that an administrator sets up, and `/gateway-reports`, where suppliers report how calls ended.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::http::{At, Body, Problem};
use base::{Actor, CustomerId, Language, Page, Result, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::trial::Trial;
use super::webhooks::present;
use crate::model::{self, Audience, GatewayId, GatewayKind, Template};
use crate::{Notify, NotifyBy, gateway};

/// A gateway, without its secrets.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Gateway {
    id: GatewayId,
    name: String,
    kind: GatewayKind,
    active: bool,
    /// Whom it reaches.
    audience: Audience,
    /// Only what concerns this customer; everybody when null.
    customer_id: Option<CustomerId>,
    /// A robot's host; the rest of its address is a secret.
    host: Option<String>,
    /// Whether what a robot is sent is signed.
    signed: bool,
    /// How a supplier is asked.
    template: Option<Template>,
    /// The names of the supplier's keys.
    secret_names: Vec<String>,
    /// For calls: the address to which the supplier reports how they ended. It holds a token.
    report_url: Option<String>,
    /// For a modem: whether it is at the node that answers.
    modem_is_here: Option<bool>,
    created_at: Timestamp,
}

fn shown(room: NotifyBy<'_>, gateway: model::Gateway) -> Result<Gateway> {
    Ok(Gateway {
        report_url: room.report_url(&gateway)?,
        modem_is_here: (gateway.kind == GatewayKind::Modem).then(|| room.modem_is_here()),
        id: gateway.id,
        name: gateway.name,
        kind: gateway.kind,
        active: gateway.active,
        audience: gateway.audience,
        customer_id: gateway.customer_id,
        host: gateway.setup.host,
        signed: gateway.setup.signed,
        template: gateway.setup.template,
        secret_names: gateway.setup.secret_names,
        created_at: gateway.created_at,
    })
}

/// A gateway about to be set up.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewGateway {
    /// 1 to 80 characters, unique.
    name: String,
    kind: GatewayKind,
    /// `true` when absent.
    active: Option<bool>,
    /// When absent: `staff` for a robot, `everybody` otherwise.
    audience: Option<Audience>,
    /// Only what concerns this customer.
    customer_id: Option<CustomerId>,
    /// A robot's whole address.
    #[schema(format = Password)]
    url: Option<String>,
    /// A robot's signing secret.
    #[schema(format = Password)]
    secret: Option<String>,
    /// How a supplier is asked.
    template: Option<Template>,
    /// A supplier's keys; the template calls them `{{secret.NAME}}`.
    #[serde(default)]
    secrets: BTreeMap<String, String>,
}

/// What is to be changed of a gateway; what is left out stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatewayChange {
    name: Option<String>,
    active: Option<bool>,
    audience: Option<Audience>,
    /// `null`: everybody.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<CustomerId>)]
    customer_id: Option<Option<CustomerId>>,
    #[schema(format = Password)]
    url: Option<String>,
    /// `null` removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, format = Password)]
    secret: Option<Option<String>>,
    template: Option<Template>,
    /// By name; `null` forgets one, those left out stay.
    #[serde(default)]
    secrets: BTreeMap<String, Option<String>>,
}

/// Whom to send a test.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatewayTest {
    /// A phone number; not for robots, which speak to their group.
    to: Option<String>,
}

/// The gateways, by name.
#[utoipa::path(
    get, path = "/api/v1/gateways", tag = "notify", operation_id = "list_gateways",
    responses(
        (status = 200, body = Page<Gateway>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(State(notify): State<Notify>, actor: Actor) -> Result<Json<Page<Gateway>>> {
    let room = notify.by(&actor);
    let gateways = room.gateways().await?;
    Ok(Json(Page::whole(gateways.into_iter().map(|gateway| shown(room, gateway)).collect::<Result<_>>()?)))
}

/// Sets a gateway up.
#[utoipa::path(
    post, path = "/api/v1/gateways", tag = "notify", operation_id = "add_gateway", request_body = NewGateway,
    responses(
        (status = 201, body = Gateway),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "There is one of this name"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add(State(notify): State<Notify>, actor: Actor, Body(body): Body<NewGateway>) -> Result<(StatusCode, Json<Gateway>)> {
    let new = gateway::NewGateway {
        name: body.name,
        kind: body.kind,
        active: body.active.unwrap_or(true),
        audience: body.audience,
        customer_id: body.customer_id,
        url: body.url,
        secret: body.secret,
        template: body.template,
        secrets: body.secrets,
    };
    let room = notify.by(&actor);
    let added = room.add_gateway(new, notify.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(shown(room, added)?)))
}

/// Changes a gateway.
#[utoipa::path(
    patch, path = "/api/v1/gateways/{id}", tag = "notify", operation_id = "change_gateway", params(("id" = i64, Path)),
    request_body = GatewayChange,
    responses(
        (status = 200, body = Gateway),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "There is one of this name"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change(
    State(notify): State<Notify>,
    actor: Actor,
    At(id): At<GatewayId>,
    Body(body): Body<GatewayChange>,
) -> Result<Json<Gateway>> {
    let change = gateway::GatewayChange {
        name: body.name,
        active: body.active,
        audience: body.audience,
        customer_id: body.customer_id,
        url: body.url,
        secret: body.secret,
        template: body.template,
        secrets: body.secrets,
    };
    let room = notify.by(&actor);
    let changed = room.change_gateway(id, change, notify.clock.now()).await?;
    Ok(Json(shown(room, changed)?))
}

/// Removes a gateway; what waits for it is given up.
#[utoipa::path(
    delete, path = "/api/v1/gateways/{id}", tag = "notify", operation_id = "remove_gateway", params(("id" = i64, Path)),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove(State(notify): State<Notify>, actor: Actor, At(id): At<GatewayId>) -> Result<StatusCode> {
    notify.by(&actor).remove_gateway(id, notify.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a test over a gateway now, active or not, and answers what came of it.
#[utoipa::path(
    post, path = "/api/v1/gateways/{id}/test", tag = "notify", operation_id = "test_gateway", params(("id" = i64, Path)),
    request_body = GatewayTest,
    responses(
        (status = 200, body = Trial),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn test(
    State(notify): State<Notify>,
    actor: Actor,
    language: Language,
    At(id): At<GatewayId>,
    Body(body): Body<GatewayTest>,
) -> Result<Json<Trial>> {
    let outcome = notify.by(&actor).try_gateway(id, body.to.as_deref(), language, notify.clock.now()).await?;
    Ok(Json(Trial::of(&outcome, language)))
}

/// Takes in a supplier's report of how a call ended. Public: whoever knows the token is taken for the supplier.
#[utoipa::path(
    post, path = "/api/v1/gateway-reports/{token}", tag = "notify", operation_id = "report_call", params(("token" = String, Path)),
    security(()),
    request_body(content = Object, description = "What the supplier reports, as its template reads it"),
    responses(
        (status = 200, body = Object, description = "`{\"code\":0}`: taken, also when it is about nothing of ours"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "no such token"),
    )
)]
pub(crate) async fn report(State(notify): State<Notify>, At(token): At<String>, Body(body): Body<Value>) -> Result<Json<Value>> {
    notify.take_report(&token, &body, notify.clock.now()).await?;
    Ok(Json(json!({ "code": 0, "msg": "ok" })))
}
