//! Bad input at every edge of the API is a clear problem answer, never a 500: wrong content types, bodies of every wrong shape, wrong
//! queries, wrong ids, oversized uploads, unknown addresses and methods.

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::cast::House;

/// Bodies that no route takes.
fn bodies() -> Vec<String> {
    let deep = "[".repeat(5000);
    [
        "",
        "{",
        "null",
        "[]",
        "3",
        "\"text\"",
        "{}",
        "{\"version\":\"one\"}",
        "{\"version\":1e400}",
        "{\"version\":-9223372036854775809}",
        "{\"a\":1,\"a\":2}",
        "{\"no_such_key\":true}",
        "{\"name\":null}",
        "{\"name\":{\"deep\":[1,2,3]}}",
        "{\"title\":\"\\u0000\"}",
        "\u{feff}{}",
        deep.as_str(),
    ]
    .map(str::to_owned)
    .to_vec()
}

const QUERIES: &[&str] = &[
    "?limit=0",
    "?limit=-1",
    "?limit=many",
    "?limit=99999999999999999999",
    "?after=garbage",
    "?after=AAAAAAAAAAA",
    "?sort=nothing",
    "?sort=-",
    "?sort=%27;DROP",
    "?q=%00",
    "?q=%FF",
    "?no_such=1",
    "?customer_id=x",
    "?customer_id=-1",
    "?device_id=9223372036854775808",
    "?open=perhaps",
    "?state=confused",
    "?level=7",
    "?from=never&to=now",
    "?ticket_id=%F0%9F%92%A9",
];

const IDS: &[&str] =
    &["0", "-1", "9223372036854775807", "9223372036854775808", "x", "%00", "1e3", "1%20OR%201=1", "2026-13-45", "%E4%B8%AD"];

async fn operations(house: &House) -> Vec<(Method, String)> {
    let description = house.ask("", Method::GET, "/api/openapi.json", None).await.json();
    let mut found = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().filter(|method| *method != "parameters") {
            found.push((Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(), path.clone()));
        }
    }
    found
}

fn with_id(path: &str, id: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { id } else { part }).collect::<Vec<_>>().join("/")
}

async fn send(house: &House, method: &Method, path: &str, kind: &str, body: String) {
    let request = Request::builder().method(method.clone()).uri(path).header(header::COOKIE, house.cookie("ada"));
    let request = if kind.is_empty() { request } else { request.header(header::CONTENT_TYPE, kind) };
    let shown: String = body.chars().take(60).collect();
    let answer = house.send(request.body(Body::from(body)).unwrap()).await;
    let status = answer.status.as_u16();
    assert!(status < 500, "{method} {path} [{kind}] {shown}: {status} {}", answer.text);
    if status >= 400 {
        let problem: Json = answer.json();
        let long = |key: &str| problem[key].as_str().is_some_and(|text| text.len() > 10);
        // Grafana reads Prometheus' own shape of refusals.
        if problem["status"] == "error" && problem["errorType"].is_string() && long("error") && path.starts_with("/api/v1/prometheus/") {
            return;
        }
        let told = problem["code"].is_string() && long("detail") && problem["status"] == status;
        assert!(
            told && answer.kind == "application/problem+json",
            "{method} {path} [{kind}] {shown}: {status} {} {}",
            answer.kind,
            answer.text
        );
    }
}

on_both!(nonsense_is_a_clear_problem_and_never_a_500, |test: TestDb| async move {
    let house = House::furnish(&test).await;
    for (method, path) in operations(&house).await {
        if path == "/api/v1/live" || (method == Method::DELETE && path == "/api/v1/session") {
            continue;
        }
        let one = with_id(&path, "1");
        if matches!(method, Method::POST | Method::PATCH | Method::PUT) {
            if method == Method::POST && path == "/api/v1/session" {
                continue;
            }
            for body in bodies() {
                send(&house, &method, &one, "application/json", body).await;
            }
            send(&house, &method, &one, "text/plain", "{}".into()).await;
            send(&house, &method, &one, "", "{}".into()).await;
            send(&house, &method, &one, "application/x-www-form-urlencoded", "a=b".into()).await;
            send(&house, &method, &one, "application/json", format!("{{\"text\":\"{}\"}}", "x".repeat(2_000_000))).await;
        }
        if method == Method::GET {
            for query in QUERIES {
                send(&house, &method, &format!("{one}{query}"), "", String::new()).await;
            }
        }
        if path.contains('{') {
            for id in IDS {
                send(&house, &method, &with_id(&path, id), "application/json", "{}".into()).await;
            }
        }
    }
    for (method, path) in [
        (Method::GET, "/api/v1/nothing"),
        (Method::GET, "/api/"),
        (Method::DELETE, "/api/v1/customers"),
        (Method::POST, "/nowhere"),
        (Method::GET, "/assets/none.js"),
    ] {
        send(&house, &method, path, "", String::new()).await;
    }
});

on_both!(a_problem_is_said_in_the_readers_language, |test: TestDb| async move {
    let house = House::furnish(&test).await;
    for (language, word) in [("zh-CN,zh;q=0.9", "登录"), ("en", "Sign in")] {
        let request = Request::get("/api/v1/tickets").header(header::ACCEPT_LANGUAGE, language).body(Body::empty()).unwrap();
        let answer = house.send(request).await;
        assert!(answer.status == 401 && answer.json()["detail"].as_str().unwrap().contains(word), "{language}: {}", answer.text);
    }
});

on_both!(a_change_from_a_strange_page_is_refused, |test: TestDb| async move {
    let house = House::furnish(&test).await;
    let request = |name: &'static str, value: &'static str| {
        Request::post("/api/v1/customers")
            .header(header::COOKIE, house.cookie("ada"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(name, value)
            .body(Body::from(json!({ "name": "Forged", "code": "F" }).to_string()))
            .unwrap()
    };
    let refused = house.send(request("sec-fetch-site", "cross-site")).await;
    assert_eq!((refused.status.as_u16(), refused.json()["code"].as_str()), (403, Some("request.cross_site")));
    assert!(house.send(request("sec-fetch-site", "same-origin")).await.status.is_success());
});
