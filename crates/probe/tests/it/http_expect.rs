//! What people expect of a web page, and how it is asked for: against axum.

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Redirect;
use axum::routing::{any, get, post};
use probe::{Question, Unit};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{PATIENT, broken, measurements, number, prober, question, text, value};

async fn serve(router: Router) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

fn page(port: u16, path: &str, more: Value) -> Question {
    let mut whole = json!({"kind": "http", "address": "127.0.0.1", "port": port, "path": path});
    whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question(whole)
}

const STATE: &str = r#"{"state": "正常", "queue": 7, "load": "0.25", "disks": [{"free": 40}, {"free": 3}], "up": true}"#;

#[tokio::test]
async fn an_expectation_that_does_not_hold_is_told_with_what_was_found() {
    let state = async || ([("x-version", "4.2")], STATE);
    let port = serve(Router::new().route("/", get(state)).route("/plain", get(async || "hello"))).await;
    for (path, expectation, said) in [
        ("/", json!({"status": [200]}), None),
        ("/", json!({"status": ["200-299", 304]}), None),
        ("/nothing", json!({"status": ["200-299", 304]}), Some("The HTTP status should be 200-299 or 304, but it is “404”.")),
        ("/", json!({"body": {"contains": "正常"}}), None),
        ("/plain", json!({"body": {"contains": "正常"}}), Some("The page should contain “正常”, but it is “hello”.")),
        ("/plain", json!({"body": {"lacks": "ell"}}), Some("The page should not contain “ell”, but it is “hello”.")),
        ("/plain", json!({"body": {"matches": "^h.*o$"}}), None),
        ("/plain", json!({"body": {"matches": "^x"}}), Some("The page should match /^x/, but it is “hello”.")),
        ("/", json!({"json": {"path": "$.state", "is": {"=": "正常"}}}), None),
        ("/", json!({"json": {"path": "$.queue", "is": {"<": 5}}}), Some("$.queue in the page should be less than 5, but it is “7”.")),
        ("/", json!({"json": {"path": "$.disks[*].free", "is": {">=": 3}}}), None),
        ("/", json!({"json": {"path": "$.disks[*].free", "is": {">": 3}}}), Some("should be more than 3, but it is “3”.")),
        ("/", json!({"json": {"path": "$.load", "is": {"<=": 0.25}}}), None),
        ("/", json!({"json": {"path": "$.up", "is": {"!=": true}}}), Some("should not be true, but it is “true”.")),
        ("/", json!({"json": {"path": "$.fans", "is": "exists"}}), Some("$.fans in the page should exist, but there is none.")),
        ("/plain", json!({"json": {"path": "$.a", "is": "exists"}}), Some("The page should be JSON of at most 1 MiB, but it is “hello”.")),
        ("/", json!({"header": {"name": "X-Version", "is": {"contains": "4."}}}), None),
        ("/", json!({"header": {"name": "x-version", "is": {"=": "4.3"}}}), Some("The header x-version should be “4.3”, but it is “4.2”.")),
        (
            "/",
            json!({"header": {"name": "x-none", "is": {"lacks": "4"}}}),
            Some("The header x-none should not contain “4”, but there is none."),
        ),
    ] {
        let outcome = prober().ask(&page(port, path, json!({"expect": [expectation.clone()]})), PATIENT).await;
        let told = broken(&outcome);
        match said {
            None => assert!(told.is_empty(), "{expectation}: {told:?}"),
            Some(said) => assert!(told.len() == 1 && told[0].contains(said), "{expectation}: {told:?}"),
        }
    }
    // All of them are told, in their order, and the measurements stay.
    let outcome = prober()
        .ask(&page(port, "/plain", json!({"contains": "ell", "expect": [{"status": [201]}, {"body": {"lacks": "h"}}]})), PATIENT)
        .await;
    assert_eq!(broken(&outcome).len(), 2);
    assert!(outcome.broken[0].text_zh.contains("HTTP 状态码应为 201，实际为“200”"), "{:?}", outcome.broken);
    assert_eq!(number(&measurements(outcome), "body_contains"), 1.0);
}

#[tokio::test]
async fn numbers_are_taken_out_of_a_page() {
    let port = serve(Router::new().route("/", get(async || STATE))).await;
    let wanted = json!({"measure": [
        {"name": "queue", "json_path": "$.queue"}, {"name": "load", "json_path": "$.load", "unit": "ratio"},
        {"name": "least", "json_path": "$.disks[1].free", "unit": "bytes"}, {"name": "up", "json_path": "$.up", "unit": "flag"},
        {"name": "state", "json_path": "$.state", "unit": "text"}, {"name": "none", "json_path": "$.none"},
        {"name": "no_number", "json_path": "$.state"}]});
    let found = measurements(prober().ask(&page(port, "/", wanted), PATIENT).await);
    for (name, number_there) in [("queue", 7.0), ("load", 0.25), ("least", 3.0), ("up", 1.0)] {
        assert_eq!(number(&found, name), number_there);
    }
    assert_eq!(text(&found, "state", None), "正常");
    assert_eq!((value(&found, "none", None), value(&found, "no_number", None)), (None, None));
    assert_eq!(found.iter().find(|one| one.name == "load").unwrap().unit, Unit::Ratio);
}

#[tokio::test]
async fn a_request_is_sent_as_it_was_entered() {
    let echo = async |headers: HeaderMap, body: String| {
        let sent = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        format!("{} {} {} {body}", sent("authorization"), sent("content-type"), sent("user-agent"))
    };
    let port = serve(Router::new().route("/", post(echo).put(echo)).route("/head", get(async || "page"))).await;
    for method in ["POST", "put"] {
        let asked = page(
            port,
            "/",
            json!({"method": method, "bearer": "t0ken", "body": "{\"a\": 1}",
            "headers": [{"name": "Content-Type", "value": "application/json"}, {"name": "user-agent", "value": "mine"}],
            "expect": [{"body": {"=": "Bearer t0ken application/json mine {\"a\": 1}"}}]}),
        );
        let outcome = prober().ask(&asked, PATIENT).await;
        assert!(broken(&outcome).is_empty(), "{outcome:?}");
    }
    let outcome =
        prober().ask(&page(port, "/head", json!({"method": "head", "expect": [{"body": {"=": ""}}, {"status": [200]}]})), PATIENT).await;
    assert!(broken(&outcome).is_empty(), "{outcome:?}");
}

#[tokio::test]
async fn redirects_are_followed_as_often_as_allowed_and_tell_no_stranger_a_secret() {
    let says = async |headers: HeaderMap, body: String| {
        format!("stranger heard {:?} {:?} {body:?}", headers.get("authorization"), headers.get("x-key"))
    };
    let stranger = serve(Router::new().route("/", any(says))).await;
    let away = format!("http://127.0.0.1:{stranger}/");
    let again = away.clone();
    let router = Router::new()
        .route("/one", get(async || Redirect::to("two?x=1")))
        .route("/two", get(async || Redirect::permanent("/three")))
        .route("/three", get(async |headers: HeaderMap| (StatusCode::OK, format!("home {:?}", headers.get("authorization")))))
        .route("/round", get(async || Redirect::to("/round")))
        .route("/away", any(async move || Redirect::to(&away)))
        .route("/away307", any(async move || Redirect::temporary(&again)));
    let port = serve(router).await;
    let asked = |path: &str, times: u8, expectation: Value| {
        let mut more = json!({"bearer": "t0ken", "headers": [{"name": "x-key", "value": "s3cret"}], "follow_redirects": times, "expect": [expectation]});
        if path.starts_with("/away") {
            more.as_object_mut().unwrap().extend(json!({"method": "post", "body": "s3cret"}).as_object().unwrap().clone());
        }
        page(port, path, more)
    };
    for (path, times, expectation, followed) in [
        ("/one", 0, json!({"status": [303]}), None),
        ("/one", 1, json!({"status": [308]}), Some(1.0)),
        ("/one", 5, json!({"body": {"=": "home Some(\"Bearer t0ken\")"}}), Some(2.0)),
        ("/round", 5, json!({"status": [303]}), Some(5.0)),
        ("/away", 1, json!({"body": {"=": "stranger heard None None \"\""}}), Some(1.0)),
        ("/away307", 1, json!({"body": {"=": "stranger heard None None \"\""}}), Some(1.0)),
    ] {
        let outcome = prober().ask(&asked(path, times, expectation), PATIENT).await;
        assert!(broken(&outcome).is_empty(), "{path}: {outcome:?}");
        let found = measurements(outcome);
        assert_eq!(value(&found, "redirects", None), followed.map(probe::Value::Number), "{path}");
    }
}
