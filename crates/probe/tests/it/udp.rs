//! UDP against the kernel: a socket that echoes, one that is silent, and a port where nobody listens.

use probe::{FailureKind, Question};
use serde_json::json;
use tokio::net::UdpSocket;

use crate::support::{BRIEF, ClosedPort, PATIENT, broken, failure, measurements, number, prober, question, text};

async fn echo() -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut buffer = [0; 2000];
        while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
            let _ = socket.send_to(&buffer[..length], peer).await;
        }
    });
    port
}

fn ask(port: u16, send: serde_json::Value, expect: serde_json::Value) -> Question {
    question(json!({"kind": "udp", "address": "127.0.0.1", "port": port, "send": send, "expect": expect}))
}

#[tokio::test]
async fn a_service_answers_bytes_and_texts() {
    let port = echo().await;
    for (send, expectation, said) in [
        (json!({"text": "正常 4.2"}), json!({"text": {"matches": "[0-9.]+$"}}), None),
        (json!({"hex": "00 01 FF"}), json!({"hex": "01ff"}), None),
        (json!({"hex": "0001ff"}), json!({"hex": "02"}), Some("The answer should hold the bytes 02, but it is “0001ff”.")),
        (json!({"text": "error"}), json!({"text": {"lacks": "err"}}), Some("The answer should not contain “err”, but it is “error”.")),
    ] {
        let outcome = prober().ask(&ask(port, send.clone(), json!([expectation])), PATIENT).await;
        assert_eq!(broken(&outcome).first().map(String::as_str), said, "{send}");
        assert!(number(&measurements(outcome), "response_time") > 0.0);
    }
    let found = measurements(prober().ask(&ask(port, json!({"text": "a\r\nb"}), json!([])), PATIENT).await);
    assert_eq!((text(&found, "answer", None).as_str(), number(&found, "answer_bytes")), ("a b", 4.0));
}

#[tokio::test]
async fn a_closed_port_is_told_from_a_silent_one() {
    let closed = ClosedPort::new();
    failure(prober().ask(&ask(closed.number(), json!({"text": "x"}), json!([])), PATIENT).await, FailureKind::Refused);
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    failure(prober().ask(&ask(port, json!({"text": "x"}), json!([])), BRIEF).await, FailureKind::Timeout);
    // It was asked twice.
    let mut heard = 0;
    while silent.try_recv_from(&mut [0; 10]).is_ok() {
        heard += 1;
    }
    assert_eq!(heard, 2);
}
