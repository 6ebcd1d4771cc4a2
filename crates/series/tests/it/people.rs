//! Who may read what, over HTTP: Alice and Bob of the device's customer, Charlie of another, and staff.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base::{Actor, Clock, Role};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use series::Series;
use testkit::{TestDb, monday, on_both};
use tower::ServiceExt as _;

use crate::{keep, person, sample};

async fn get(series: &Series, actor: Option<&Actor>, path: &str) -> (StatusCode, Value) {
    let (router, _) = series::routes(series.clone()).split_for_parts();
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    if let Some(actor) = actor {
        request.extensions_mut().insert(actor.clone());
    }
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap())
}

on_both!(a_stranger_finds_nothing, |test: TestDb| async move {
    let clock = Clock::manual(monday().plus_seconds(60));
    let series = Series::new(test.db.clone()).with_clock(clock);
    keep(&series, &test.db, &[sample("round_trip", 0, 0.25), sample("round_trip", 30, 0.75)]).await;
    let alice = person(1, Role::Customer, Some(1));
    let bob = person(2, Role::Customer, Some(1));
    let charlie = person(3, Role::Customer, Some(2));
    let staff = person(4, Role::Engineer, None);

    let (_, listed) = get(&series, Some(&alice), "/api/v1/series?device_id=1").await;
    let id = listed["items"][0]["id"].as_i64().unwrap();
    let expected =
        json!({"items": [{"id": id, "check_id": 11, "name": "round_trip", "label": "", "unit": "seconds"}], "next": null, "total": 1});
    let path = format!("/api/v1/series/{id}/points?from=2026-03-02T01:00:00Z&points=2");
    for (name, actor) in [("Alice", &alice), ("Bob", &bob), ("staff", &staff)] {
        assert_eq!(get(&series, Some(actor), "/api/v1/series?device_id=1").await, (StatusCode::OK, expected.clone()), "{name}");
        let (status, points) = get(&series, Some(actor), &path).await;
        assert_eq!(status, StatusCode::OK, "{name}");
        assert_eq!(points["step_seconds"], 30);
        assert_eq!(points["to"], "2026-03-02T01:01:00.000Z", "until now");
        assert_eq!(points["at"], json!([monday().milliseconds(), monday().milliseconds() + 30_000]));
        assert_eq!((&points["min"], &points["max"]), (&json!([0.25, 0.75]), &json!([0.25, 0.75])));
    }
    let (status, listed) = get(&series, Some(&charlie), "/api/v1/series?device_id=1").await;
    assert_eq!((status, &listed["items"]), (StatusCode::OK, &json!([])));
    assert_eq!(get(&series, Some(&charlie), &path).await.0, StatusCode::NOT_FOUND);
    for path in ["/api/v1/series?device_id=1", &path] {
        assert_eq!(get(&series, None, path).await.0, StatusCode::UNAUTHORIZED);
    }
});

on_both!(a_wrong_question_is_named, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    let staff = person(4, Role::Engineer, None);
    for (path, status, field) in [
        ("/api/v1/series", 422, "device_id"),
        ("/api/v1/series?device_id=x", 422, "device_id"),
        ("/api/v1/series?device_id=1&colour=red", 422, "colour"),
        ("/api/v1/series/9/points?from=yesterday", 422, "from"),
        ("/api/v1/series/9/points?from=2026-03-02T01:00:00Z&to=2026-03-02T01:00:00Z", 422, "from"),
    ] {
        let (found, problem) = get(&series, Some(&staff), path).await;
        assert_eq!(found.as_u16(), status, "{path}: {problem}");
        assert!(problem["fields"].to_string().contains(field), "{path}: {problem}");
    }
    for path in ["/api/v1/series/9/points", "/api/v1/series/x/points"] {
        assert_eq!(get(&series, Some(&staff), path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
});
