//! The city's own door, on 127.0.0.1 only: what there is and how it is (`GET /city`), the device list (`GET /devices.csv`), breaking and
//! mending (`POST /orders`), and a page with buttons for all of it (`/`).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::order::{ORDERS, Order, Refusal, most_similar};
use crate::settings::Ports;
use crate::state;
use crate::town::Town;

#[derive(Clone)]
struct Desk {
    town: Arc<Town>,
    ports: Ports,
}

/// The routes.
pub(crate) fn routes(town: Arc<Town>, ports: Ports) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/city", get(city))
        .route("/devices.csv", get(devices))
        .route("/orders", post(order))
        .fallback(nowhere)
        .layer(middleware::from_fn(only_local_names))
        .with_state(Desk { town, ports })
}

/// A page on the web could point its own name at 127.0.0.1 and give orders from a visitor's browser; then the name gives it away.
async fn only_local_names(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if matches!(name, "127.0.0.1" | "localhost") {
        return next.run(request).await;
    }
    let detail = "The city's control answers only to 127.0.0.1 or localhost.";
    problem(StatusCode::FORBIDDEN, "city.foreign_host", detail, "城市的控制端口只接受 127.0.0.1 或 localhost。", Vec::new())
}

async fn page() -> impl IntoResponse {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'";
    ([(CONTENT_SECURITY_POLICY, policy)], Html(include_str!("control.html")))
}

#[derive(Deserialize)]
struct Filter {
    /// Only devices that are not well.
    #[serde(default)]
    troubled: bool,
}

async fn city(State(desk): State<Desk>, Query(filter): Query<Filter>) -> Response {
    let body = {
        let world = desk.town.world();
        state::of(&world, desk.ports, desk.town.traffic.counts(), filter.troubled, desk.town.clock.now())
    };
    Json(body).into_response()
}

async fn devices(State(desk): State<Desk>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/csv; charset=utf-8")], desk.town.plan.devices_csv(desk.ports))
}

async fn order(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> Response {
    // Only JSON: a form on a foreign page can send other types without asking.
    let is_json = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|kind| kind.starts_with("application/json"));
    if !is_json {
        let (detail, detail_zh) = ("Send the order as application/json.", "请以 application/json 发送命令。");
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "city.not_json", detail, detail_zh, Vec::new());
    }
    let order = match serde_json::from_slice::<Order>(&body) {
        Ok(order) => order,
        Err(error) => return unreadable(&body, &error),
    };
    match desk.town.apply(&order) {
        Ok(applied) => {
            tracing::info!(?order, silent = applied.silent, "order carried out");
            Json(applied).into_response()
        }
        Err(Refusal { code, detail, detail_zh, valid }) => problem(StatusCode::UNPROCESSABLE_ENTITY, code, &detail, &detail_zh, valid),
    }
}

/// Not JSON, an order that does not exist, or one with wrong fields.
fn unreadable(body: &[u8], error: &serde_json::Error) -> Response {
    let named = serde_json::from_slice::<serde_json::Value>(body).ok();
    let asked = named.as_ref().and_then(|value| value.get("order")).and_then(|value| value.as_str());
    match asked {
        Some(name) if ORDERS.contains(&name) => {
            let (detail, detail_zh) =
                (format!("The fields of '{name}' are not right: {error}."), format!("命令“{name}”的字段有误：{error}。"));
            problem(StatusCode::UNPROCESSABLE_ENTITY, "city.bad_fields", &detail, &detail_zh, Vec::new())
        }
        Some(name) => {
            let (detail, detail_zh) =
                (format!("There is no order '{name}'; all orders are listed."), format!("没有命令“{name}”；所有命令已列出。"));
            problem(StatusCode::UNPROCESSABLE_ENTITY, "city.unknown_order", &detail, &detail_zh, most_similar(name, ORDERS.into_iter()))
        }
        None => {
            let detail = format!("An order looks like {{\"order\": \"camera_down\", \"device\": \"…\"}}: {error}.");
            let detail_zh = format!("命令的格式为 {{\"order\": \"camera_down\", \"device\": \"…\"}}：{error}。");
            problem(StatusCode::BAD_REQUEST, "city.not_an_order", &detail, &detail_zh, ORDERS.map(str::to_owned).to_vec())
        }
    }
}

async fn nowhere() -> Response {
    let valid = ["/", "/city", "/devices.csv", "/orders"].map(str::to_owned).to_vec();
    problem(
        StatusCode::NOT_FOUND,
        "city.not_found",
        "There is nothing here; the addresses are listed.",
        "此处没有内容；可用地址已列出。",
        valid,
    )
}

/// RFC 9457, with the names that would have been right.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    detail_zh: &'a str,
    valid: Vec<String>,
}

fn problem(status: StatusCode, code: &str, detail: &str, detail_zh: &str, valid: Vec<String>) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let body = Problem { r#type: "about:blank", title, status: status.as_u16(), code, detail, detail_zh, valid };
    (status, [(CONTENT_TYPE, "application/problem+json")], serde_json::to_string(&body).unwrap_or_default()).into_response()
}
