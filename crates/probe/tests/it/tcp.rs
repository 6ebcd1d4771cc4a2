//! TCP, and what all questions over a connection have in common: names, closed ports, limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use probe::{FailureKind, Prober, ProberSettings};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{ClosedPort, PATIENT, failure, measurements, number, prober, question, tcp};

#[tokio::test]
async fn an_open_port_is_measured() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let outcome = prober().ask(&tcp(listener.local_addr().unwrap().port()), PATIENT).await;
    assert!(outcome.elapsed < PATIENT);
    assert!(number(&measurements(outcome), "response_time") > 0.0);
}

#[tokio::test]
async fn a_closed_port_is_refused() {
    let port = ClosedPort::new();
    let failed = failure(prober().ask(&tcp(port.number()), PATIENT).await, FailureKind::Refused);
    assert!(failed.detail_en.contains("127.0.0.1"), "{failed}");
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_told_by_name() {
    for kind in ["tcp", "http", "rtsp", "icmp"] {
        let mut json = json!({"kind": kind, "address": "camera-7.invalid"});
        if kind == "tcp" {
            json["port"] = 80.into();
        }
        let failed = failure(prober().ask(&question(json), PATIENT).await, FailureKind::NameNotFound);
        assert!(failed.detail_en.contains("camera-7.invalid") && failed.detail_zh.contains("camera-7.invalid"), "{failed}");
    }
}

#[tokio::test]
async fn every_address_of_a_name_is_tried() {
    // localhost is also ::1, where nobody listens.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let json = json!({"kind": "tcp", "address": "localhost", "port": listener.local_addr().unwrap().port()});
    measurements(prober().ask(&question(json), PATIENT).await);
}

#[tokio::test]
async fn a_server_whose_queue_is_full_is_silent() {
    // With a backlog of zero Linux takes one connection more and then leaves SYNs unanswered, as a hung device does.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let port = listener.local_addr().unwrap().port();
    let _first = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    failure(prober().ask(&tcp(port), crate::support::BRIEF).await, FailureKind::Timeout);
}

#[tokio::test]
async fn more_questions_than_turns_wait_for_theirs() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let question = question(json!({"kind": "http", "address": "127.0.0.1", "port": listener.local_addr().unwrap().port()}));
    let (open, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&most);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let open = Arc::clone(&open);
            tokio::spawn(async move {
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).await;
                // Long enough for more to come, if more came.
                tokio::time::sleep(Duration::from_millis(5)).await;
                open.fetch_sub(1, Ordering::SeqCst);
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
            });
        }
    });
    let prober = Prober::new(ProberSettings { connections: 2, ..ProberSettings::default() }).unwrap();
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let (prober, question) = (prober.clone(), question.clone());
            tokio::spawn(async move { prober.ask(&question, PATIENT).await })
        })
        .collect();
    for outcome in asked {
        assert_eq!(number(&measurements(outcome.await.unwrap()), "status"), 204.0);
    }
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

#[test]
fn settings_that_allow_nothing_are_refused() {
    for (settings, message) in [
        (ProberSettings { connections: 0, ..ProberSettings::default() }, "connections must be at least 1"),
        (ProberSettings { snmp_questions: 0, ..ProberSettings::default() }, "snmp_questions must be at least 1"),
        (ProberSettings { pings: 0, ..ProberSettings::default() }, "pings must be at least 1"),
        (
            ProberSettings { trusted_authorities: vec![b"no certificate".to_vec()], ..ProberSettings::default() },
            "trusted_authorities[0] is not a certificate in DER",
        ),
    ] {
        let refusal = Prober::new(settings).unwrap_err().to_string();
        assert!(refusal.starts_with(message), "{refusal}");
    }
}
