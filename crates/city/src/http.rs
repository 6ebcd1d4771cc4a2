//! The web pages of the devices: what a browser or a check sees at the device's own address.

use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, SERVER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::catalogue::Web;
use crate::digest;
use crate::door::{Dialled, device_at};
use crate::plan::Device;
use crate::town::{Town, count};

/// All devices' pages.
pub(crate) fn pages(town: Arc<Town>) -> Router {
    Router::new().fallback(page).with_state(town)
}

/// Whether a device has a page.
pub(crate) fn offered(device: &Device) -> bool {
    device.model.facts.web.is_some()
}

async fn page(State(town): State<Arc<Town>>, ConnectInfo(Dialled(dialled)): ConnectInfo<Dialled>, request: Request) -> Response {
    let device = device_at(&town, dialled);
    let Some((device, web)) = device.and_then(|device| Some((device, device.model.facts.web.as_ref()?))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    town.until_it_answers(device).await;
    count(&town.traffic.pages);
    let mut response = answer(&town, device, web, &request);
    put(response.headers_mut(), SERVER, &web.server);
    response
}

fn answer(town: &Town, device: &Device, web: &Web, request: &Request) -> Response {
    let path = request.uri().path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if web.protected.iter().any(|prefix| path.starts_with(prefix.as_str())) {
        let now = town.clock.now();
        let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !digest::admits(device, &web.realm, request.method().as_str(), header, now) {
            let mut response = (StatusCode::UNAUTHORIZED, html("Unauthorized")).into_response();
            put(response.headers_mut(), WWW_AUTHENTICATE, &digest::challenge(device, &web.realm, now));
            return response;
        }
    }
    match path {
        "/" | "/index.html" => html(&web.title).into_response(),
        "/ISAPI/System/deviceInfo" => device_info(device).into_response(),
        "/login" => {
            let mut response = StatusCode::FOUND.into_response();
            put(response.headers_mut(), LOCATION, "/");
            response
        }
        _ => (StatusCode::NOT_FOUND, html("Not Found")).into_response(),
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn html(title: &str) -> impl IntoResponse {
    let text =
        format!("<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>{title}</title></head><body><h1>{title}</h1></body></html>\n");
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], text)
}

/// What Hikvision devices tell of themselves after the login.
fn device_info(device: &Device) -> impl IntoResponse {
    let facts = &device.model.facts;
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DeviceInfo version=\"2.0\" xmlns=\"http://www.hikvision.com/ver20/XMLSchema\">\n\
         <deviceName>{}</deviceName>\n<model>{}</model>\n<serialNumber>{}</serialNumber>\n<firmwareVersion>V5.5.80</firmwareVersion>\n</DeviceInfo>\n",
        device.name,
        facts.name,
        device.serial()
    );
    ([(CONTENT_TYPE, "application/xml")], text)
}
