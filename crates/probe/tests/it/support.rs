//! What the stories share.

use std::time::Duration;

use probe::{Failure, FailureKind, Measurement, Outcome, Prober, ProberSettings, Question, Value};
use serde_json::json;

/// Long enough for any answer that will come, on any computer.
pub const PATIENT: Duration = Duration::from_secs(20);
/// Long enough for a question whose answer must not come; the shorter, the sooner the test is over.
pub const BRIEF: Duration = Duration::from_millis(400);

pub fn prober() -> Prober {
    Prober::new(ProberSettings::default()).unwrap()
}

/// A question from its JSON, as it is stored.
pub fn question(json: serde_json::Value) -> Question {
    serde_json::from_value(json).unwrap()
}

pub fn measurements(outcome: Outcome) -> Vec<Measurement> {
    outcome.result.unwrap_or_else(|failure| panic!("{:?}: {failure}", failure.kind))
}

/// What `outcome` breaks, which must be told twice, each in one line.
pub fn broken(outcome: &Outcome) -> Vec<String> {
    assert!(outcome.result.is_ok(), "{outcome:?}");
    for broken in &outcome.broken {
        assert!(broken.text_en.ends_with('.') && broken.text_zh.ends_with('。'), "{broken:?}");
        assert!(!broken.text_en.contains('\n') && broken.text_en.len() < 700, "{broken:?}");
    }
    outcome.broken.iter().map(|broken| broken.text_en.clone()).collect()
}

/// The failure of `outcome`, which must be of `kind` and explain itself twice in one line.
pub fn failure(outcome: Outcome, kind: FailureKind) -> Failure {
    let failure = outcome.result.unwrap_err();
    assert_eq!(failure.kind, kind, "{failure}");
    assert!(failure.detail_en.len() > 40 && failure.detail_en.ends_with('.'), "{failure}");
    assert!(failure.detail_zh.ends_with('。'), "{}", failure.detail_zh);
    assert!(!failure.detail_en.contains('\n'), "{failure}");
    failure
}

pub fn value(found: &[Measurement], name: &str, label: Option<&str>) -> Option<Value> {
    found.iter().find(|one| one.name == name && one.label.as_deref() == label).map(|one| one.value.clone())
}

pub fn number(found: &[Measurement], name: &str) -> f64 {
    match value(found, name, None) {
        Some(Value::Number(number)) => number,
        other => panic!("{name} is {other:?} in {found:?}"),
    }
}

pub fn text(found: &[Measurement], name: &str, label: Option<&str>) -> String {
    match value(found, name, label) {
        Some(Value::Text(text)) => text,
        other => panic!("{name} is {other:?} in {found:?}"),
    }
}

/// Says that a test is skipped because this computer lacks `what`; where all peers are required, that is a failure.
pub fn skip(what: &str) {
    assert!(std::env::var_os("AFTERCARE_TEST_REQUIRE_PEERS").is_none_or(|required| required != "1"), "required here, but missing: {what}");
    eprintln!("skipped: {what}");
}

/// A port on which nobody listens, and nobody else will while this is kept: it is bound, but does not listen.
pub struct ClosedPort(tokio::net::TcpSocket);

impl ClosedPort {
    pub fn new() -> Self {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        Self(socket)
    }

    pub fn number(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }
}

pub fn tcp(port: u16) -> Question {
    question(json!({"kind": "tcp", "address": "127.0.0.1", "port": port}))
}
