//! Prometheus against Debian's node exporter, and against pages that are none.

use std::convert::Infallible;
use std::process::Command;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::routing::get;
use futures::StreamExt;
use probe::{CounterWidth, FailureKind, Question, Unit, Value};
use serde_json::{Value as Json, json};
use tokio::net::TcpListener;

use crate::daemon::{start, takes_connections};
use crate::support::{PATIENT, broken, failure, measurements, number, prober, question, value};

async fn serve(router: Router) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

fn ask(port: u16, metrics: Json, expect: Json) -> Question {
    question(json!({"kind": "prometheus", "address": "127.0.0.1", "port": port, "metrics": metrics, "expect": expect}))
}

#[tokio::test]
async fn an_exporter_tells_what_is_wanted_of_it() {
    let command = |_: &std::path::Path, port: u16| {
        let mut exporter = Command::new("prometheus-node-exporter");
        exporter.arg(format!("--web.listen-address=127.0.0.1:{port}"));
        exporter
    };
    let Some(exporter) = start("prometheus-node-exporter", command, takes_connections).await else { return };
    let metrics = json!([
        {"metric": "node_memory_MemTotal_bytes", "name": "memory", "unit": "bytes"},
        {"metric": "node_cpu_seconds_total", "labels": {"mode": {"=": "idle"}}, "unit": "seconds", "label_by": ["cpu"]},
        {"metric": "node_context_switches_total"},
        {"metric": "node_nothing"},
    ]);
    let expect = json!([
        {"metric": "node_memory_MemTotal_bytes", "is": {">": 1000}},
        {"metric": "node_cpu_seconds_total", "labels": {"mode": {"matches": "^(idle|user)$"}}, "is": {">=": 0}},
        {"metric": "node_nothing", "is": "exists"},
        {"metric": "node_context_switches_total", "is": {"<": 0}},
    ]);
    let outcome = prober().ask(&ask(exporter.port, metrics, expect), PATIENT).await;
    let told = broken(&outcome);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0], "node_nothing should exist, but there is none.");
    assert!(told[1].starts_with("node_context_switches_total should be less than 0, but it is “"), "{told:?}");
    let found = measurements(outcome);
    assert!(number(&found, "samples") > 100.0 && number(&found, "complete") == 1.0 && number(&found, "memory") > 1e6);
    assert!(found.iter().any(|one| one.name == "memory" && one.unit == Unit::Bytes));
    assert!(value(&found, "node_cpu_seconds_total", Some("0")).is_some());
    assert!(matches!(value(&found, "node_context_switches_total", None), Some(Value::Counter(_, CounterWidth::Bits64))));
    assert_eq!(found.iter().filter(|one| one.name == "node_nothing").count(), 0);
}

#[tokio::test]
async fn a_page_without_metrics_is_a_failure() {
    let endless =
        || async { Body::from_stream(futures::stream::repeat(Ok::<_, Infallible>(Bytes::from_static(b"m{l=\"1\"} 1\n"))).take(5000)) };
    let locked = async |headers: HeaderMap| if headers.contains_key("authorization") { "a{b=\"c\"} 1\n# EOF\n" } else { "" };
    let port =
        serve(Router::new().route("/metrics", get(locked)).route("/html", get(async || "<html>1</html>")).route("/many", get(endless)))
            .await;
    let at = |path: &str, more: Json| {
        let mut whole = json!({"kind": "prometheus", "address": "127.0.0.1", "port": port, "path": path, "metrics": [{"metric": "m"}, {"metric": "a"}]});
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        question(whole)
    };
    for path in ["/html", "/nothing", "/metrics"] {
        let failed = failure(prober().ask(&at(path, json!({})), PATIENT).await, FailureKind::Protocol);
        assert!(failed.detail_en.contains("shows no metrics"), "{failed}");
    }
    let found = measurements(prober().ask(&at("/metrics", json!({"bearer": "t0ken"})), PATIENT).await);
    assert_eq!(value(&found, "a", Some("b=\"c\"")), Some(Value::Number(1.0)));
    // More than is kept.
    let found = measurements(prober().ask(&at("/many", json!({})), PATIENT).await);
    assert_eq!((number(&found, "samples"), number(&found, "complete")), (5000.0, 0.0));
    assert_eq!(found.iter().filter(|one| one.name == "m").count(), 1000);
}
