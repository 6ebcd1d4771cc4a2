//! DNS against dnsmasq, and against servers that answer what they should not.

use std::process::Command;

use probe::{FailureKind, Question, Value};
use serde_json::json;
use tokio::net::UdpSocket;

use crate::daemon::{Daemon, start, takes_connections};
use crate::support::{BRIEF, ClosedPort, PATIENT, broken, failure, measurements, number, prober, question, text, value};

async fn server() -> Option<Daemon> {
    let long = "x".repeat(200);
    let command = move |_: &std::path::Path, port: u16| {
        let mut dnsmasq = Command::new("/usr/sbin/dnsmasq");
        dnsmasq.args(["--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces", "--pid-file="]);
        dnsmasq.args([
            "--listen-address=127.0.0.1",
            "--local-ttl=60",
            "--address=/gone.example/",
            "--host-record=cam.city.example,10.1.7.20,2001:db8::20",
        ]);
        dnsmasq.args([
            "--host-record=twin.city.example,10.1.7.2",
            "--host-record=twin.city.example,10.1.7.1",
            "--mx-host=city.example,mail.city.example,10",
        ]);
        dnsmasq.args(["--srv-host=_sip._tcp.city.example,pbx.city.example,5060,1,2", "--cname=www.city.example,cam.city.example"]);
        dnsmasq.args(["--txt-record=city.example,v=spf1 -all", &format!("--port={port}")]);
        for number in 0..4 {
            dnsmasq.arg(format!("--txt-record=long.example,{number}{long}"));
        }
        dnsmasq
    };
    start("dnsmasq-base", command, takes_connections).await
}

fn ask(port: u16, name: &str, record: &str, expect: serde_json::Value) -> Question {
    question(json!({"kind": "dns", "address": "127.0.0.1", "port": port, "name": name, "record": record, "expect": expect}))
}

#[tokio::test]
async fn a_name_server_tells_its_records() {
    let Some(server) = server().await else { return };
    for (name, record, answer) in [
        ("cam.city.example", "a", "10.1.7.20"),
        ("CAM.city.example.", "aaaa", "2001:db8::20"),
        ("twin.city.example", "a", "10.1.7.1, 10.1.7.2"),
        ("www.city.example", "a", "10.1.7.20"),
        ("www.city.example", "cname", "cam.city.example"),
        ("city.example", "mx", "10 mail.city.example"),
        ("_sip._tcp.city.example", "srv", "1 2 5060 pbx.city.example"),
        ("city.example", "txt", "v=spf1 -all"),
        ("10.1.7.20", "ptr", "cam.city.example"),
        ("2001:db8::20", "ptr", "cam.city.example"),
    ] {
        let found = measurements(prober().ask(&ask(server.port, name, record, json!([])), PATIENT).await);
        assert_eq!(text(&found, "answer", None), answer, "{name} {record}");
        assert!(number(&found, "code") == 0.0 && number(&found, "over_tcp") == 0.0 && number(&found, "response_time") > 0.0);
        assert_eq!(number(&found, "answers"), answer.split(", ").count() as f64);
    }
}

#[tokio::test]
async fn an_answer_too_long_for_a_datagram_is_fetched_over_tcp() {
    let Some(server) = server().await else { return };
    let found = measurements(prober().ask(&ask(server.port, "long.example", "txt", json!([])), PATIENT).await);
    assert_eq!((number(&found, "answers"), number(&found, "over_tcp")), (4.0, 1.0));
}

#[tokio::test]
async fn a_name_that_is_not_there_is_an_answer_and_a_refusal_is_none() {
    let Some(server) = server().await else { return };
    let found = measurements(prober().ask(&ask(server.port, "x.gone.example", "a", json!([])), PATIENT).await);
    assert_eq!((number(&found, "code"), number(&found, "answers"), value(&found, "answer", None)), (3.0, 0.0, None));
    let refused = failure(prober().ask(&ask(server.port, "elsewhere.test", "a", json!([])), PATIENT).await, FailureKind::Protocol);
    assert!(refused.detail_en.contains("REFUSED"), "{refused}");
    // Whoever expects to be refused is told nothing else.
    let outcome = prober().ask(&ask(server.port, "elsewhere.test", "a", json!([{"code": ["refused"]}])), PATIENT).await;
    assert!(broken(&outcome).is_empty());
}

#[tokio::test]
async fn records_are_held_against_what_is_expected() {
    let Some(server) = server().await else { return };
    for (name, expectation, said) in [
        ("twin.city.example", json!({"only": ["10.1.7.2", "10.1.7.1"]}), None),
        (
            "twin.city.example",
            json!({"only": ["10.1.7.1"]}),
            Some("The records should be exactly 10.1.7.1, but it is “10.1.7.1, 10.1.7.2”."),
        ),
        ("twin.city.example", json!({"any": {"=": "10.1.7.2"}}), None),
        ("twin.city.example", json!({"any": {"=": "10.1.7.3"}}), Some("At least one record should be “10.1.7.3”")),
        ("twin.city.example", json!({"every": {"matches": "^10\\.1\\."}}), None),
        ("twin.city.example", json!({"every": {"=": "10.1.7.1"}}), Some("Every record should be “10.1.7.1”, but it is “10.1.7.2”.")),
        ("twin.city.example", json!({"answers": {">=": 3}}), Some("The number of records should be at least 3, but it is “2”.")),
        ("x.gone.example", json!({"code": ["noerror"]}), Some("The response code should be NOERROR, but it is “NXDOMAIN”.")),
        ("x.gone.example", json!({"every": {"contains": "1"}}), Some("but there is none.")),
    ] {
        let told = broken(&prober().ask(&ask(server.port, name, "a", json!([expectation.clone()])), PATIENT).await);
        match said {
            None => assert!(told.is_empty(), "{expectation}: {told:?}"),
            Some(said) => assert!(told.len() == 1 && told[0].contains(said), "{expectation}: {told:?}"),
        }
    }
}

#[tokio::test]
async fn only_the_answer_to_our_question_counts() {
    let closed = ClosedPort::new();
    failure(prober().ask(&ask(closed.number(), "a.example", "a", json!([])), PATIENT).await, FailureKind::Refused);
    // Rubbish, an answer with another number, the question itself; after them, where asked to, the true answer.
    for honest in [false, true] {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let port = socket.local_addr().unwrap().port();
        tokio::spawn(async move {
            let mut buffer = [0; 600];
            while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
                let request = &buffer[..length];
                let mut answer = request.to_vec();
                answer[2] |= 0x80;
                let mut other = answer.clone();
                other[0] ^= 0xff;
                for lie in [&b"rubbish"[..], request, &other] {
                    let _ = socket.send_to(lie, peer).await;
                }
                if honest {
                    let _ = socket.send_to(&answer, peer).await;
                }
            }
        });
        let outcome = prober().ask(&ask(port, "a.example", "a", json!([])), if honest { PATIENT } else { BRIEF }).await;
        if honest {
            assert_eq!(value(&measurements(outcome), "answers", None), Some(Value::Number(0.0)));
        } else {
            failure(outcome, FailureKind::Timeout);
        }
    }
}
