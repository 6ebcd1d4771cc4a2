//! Name servers, time servers, exporters of metrics, datagrams and certificates: each question against the real thing.

use std::net::UdpSocket;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use probe::{FailureKind, Outcome, Question};
use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::http::{authority, secure_prober, serve, serve_tls};
use crate::support::{BRIEF, PATIENT, failure, measurements, number, prober, question, skip, text, value};

/// A server of another program, which ends with the test.
struct Server {
    process: Child,
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Starts a program on a free port and waits until the question is answered; nothing when this computer has no such program. `{folder}` in an
/// argument is a folder of its own, `{port}` the port.
async fn start(program: &str, package: &str, arguments: &[&str], conf: &str, ready: impl Fn(u16) -> Question) -> Option<(Server, u16)> {
    for _ in 0..5 {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let filled = |text: &str| text.replace("{folder}", &folder.path().display().to_string()).replace("{port}", &port.to_string());
        std::fs::write(folder.path().join("conf"), filled(conf)).unwrap();
        let mut command = Command::new(program);
        command.args(arguments.iter().map(|argument| filled(argument))).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = match command.spawn() {
            Ok(child) => child,
            Err(error) => {
                skip(&format!("{program} ({error}); install the package {package}"));
                return None;
            }
        };
        let mut server = Server { process: child, _folder: folder };
        for _ in 0..100 {
            if prober().ask(&ready(port), BRIEF).await.result.is_ok() {
                return Some((server, port));
            }
            if server.process.try_wait().unwrap().is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    panic!("{program} ends as soon as it is started, or never answers");
}

/// What does not hold of an answer.
fn broken(outcome: &Outcome) -> Vec<&str> {
    assert!(outcome.result.is_ok(), "{:?}", outcome.result);
    assert!(outcome.broken.iter().all(|broken| broken.detail_zh.ends_with('。')), "{:?}", outcome.broken);
    outcome.broken.iter().map(|broken| broken.detail_en.as_str()).collect()
}

fn dns(port: u16, name: &str, record: &str, expect: Json) -> Question {
    question(json!({"kind": "dns", "address": "127.0.0.1", "port": port, "name": name, "record": record, "expect": expect}))
}

#[tokio::test]
async fn a_name_server_is_asked_for_every_kind_of_record() {
    let long: String = (0..8).map(|n| format!("txt-record=long.city.example,\"{n}{}\"\n", "x".repeat(200))).collect();
    let conf = format!(
        "port={{port}}\nlisten-address=127.0.0.1\nbind-interfaces\nno-resolv\nno-hosts\npid-file=\nuser=root\n\
         address=/refused.example/10.9.9.9\nlocal=/city.example/\nhost-record=cam7.city.example,10.0.0.7,fd00::7\ncname=camera.city.example,cam7.city.example\n\
         mx-host=city.example,mail.city.example,10\ntxt-record=city.example,\"v=spf1 -all\"\nsrv-host=_sip._udp.city.example,sip.city.example,5060,0,5\n{long}"
    );
    let ready = |port| dns(port, "cam7.city.example", "A", json!([]));
    let Some((_server, port)) =
        start("dnsmasq", "dnsmasq-base", &["--keep-in-foreground", "--conf-file={folder}/conf"], &conf, ready).await
    else {
        return;
    };
    let prober = prober();
    for (name, record, answer) in [
        ("cam7.city.example", "A", "10.0.0.7"),
        ("CAM7.city.example.", "AAAA", "fd00::7"),
        ("camera.city.example", "CNAME", "cam7.city.example"),
        ("city.example", "MX", "10 mail.city.example"),
        ("city.example", "TXT", "v=spf1 -all"),
        ("10.0.0.7", "PTR", "cam7.city.example"),
    ] {
        let outcome = prober.ask(&dns(port, name, record, json!([answer])), PATIENT).await;
        assert_eq!(broken(&outcome), [""; 0], "{name} {record}");
        let found = measurements(outcome);
        assert_eq!((text(&found, "answer", None).as_str(), number(&found, "response_code")), (answer, 0.0), "{name} {record}");
    }
    let outcome = prober.ask(&dns(port, "_sip._udp.city.example", "SRV", json!([])), PATIENT).await;
    assert!(text(&measurements(outcome), "answer", None).contains("5060"));
    let outcome = prober.ask(&dns(port, "cam7.city.example", "A", json!(["10.0.0.8"])), PATIENT).await;
    assert_eq!(broken(&outcome), ["cam7.city.example is 10.0.0.7; 10.0.0.8 is missing."]);
    let outcome = prober.ask(&dns(port, "nobody.city.example", "A", json!([])), PATIENT).await;
    assert_eq!(broken(&outcome), ["127.0.0.1 says that there is no name nobody.city.example."]);
    assert_eq!(number(&measurements(outcome), "response_code"), 3.0);
    // What does not fit into a datagram comes over TCP.
    let outcome = prober.ask(&dns(port, "long.city.example", "TXT", json!([])), PATIENT).await;
    assert_eq!(number(&measurements(outcome), "answers"), 8.0);
}

#[tokio::test]
async fn a_time_servers_clock_is_compared_and_its_own_doubts_are_told() {
    let ntp = |port| question(json!({"kind": "ntp", "address": "127.0.0.1", "port": port}));
    let arguments = ["-d", "-x", "-f", "{folder}/conf", "-u", "root"];
    let conf = "port {port}\nbindaddress 127.0.0.1\nallow 127.0.0.0/8\ncmdport 0\npidfile {folder}/pid\n";
    let Some((_server, port)) = start("chronyd", "chrony", &arguments, &format!("{conf}local stratum 5\n"), ntp).await else { return };
    let outcome = prober().ask(&ntp(port), PATIENT).await;
    assert_eq!(broken(&outcome), [""; 0]);
    let found = measurements(outcome);
    assert!(number(&found, "clock_offset").abs() < 0.1, "it is this computer's own clock: {found:?}");
    assert_eq!(number(&found, "stratum"), 5.0);
    let Some((_server, port)) = start("chronyd", "chrony", &arguments, conf, ntp).await else { return };
    let outcome = prober().ask(&ntp(port), PATIENT).await;
    assert_eq!(broken(&outcome), ["The time server says that its own clock is not synchronised."]);
}

#[tokio::test]
async fn any_exporter_is_an_application_check() {
    let metrics = |port, metrics: Json| question(json!({"kind": "prometheus", "address": "127.0.0.1", "port": port, "metrics": metrics}));
    let ready = |port| metrics(port, json!([{"metric": "node_load1", "name": "load"}]));
    let arguments = ["--web.listen-address=127.0.0.1:{port}"];
    let Some((_server, port)) = start("prometheus-node-exporter", "prometheus-node-exporter", &arguments, "", ready).await else { return };
    let wanted = json!([
        {"metric": "node_load1", "name": "load"},
        {"metric": "node_cpu_seconds_total", "labels": {"cpu": "^0$", "mode": "^(idle|user)$"}, "name": "cpu", "unit": "seconds"},
        {"metric": "node_no_such_thing", "name": "nothing"},
    ]);
    let outcome = prober().ask(&metrics(port, wanted), PATIENT).await;
    assert_eq!(broken(&outcome), ["The exporter does not tell node_no_such_thing."]);
    let found = measurements(outcome);
    assert!(number(&found, "load") >= 0.0);
    let labels: Vec<_> = found.iter().filter(|one| one.name == "cpu").map(|one| one.label.clone().unwrap_or_default()).collect();
    assert_eq!(labels, ["0,idle", "0,user"]);
    let other = serve(Router::new().route("/", get(async || "hello"))).await;
    failure(prober().ask(&ready(other), PATIENT).await, FailureKind::Protocol);
}

#[tokio::test]
async fn a_datagram_brings_an_answer_or_none() {
    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    let echo = tokio::spawn(async move {
        let mut datagram = [0; 2000];
        // The first is lost on the way: it is sent once more.
        socket.recv_from(&mut datagram).await.unwrap();
        loop {
            let (length, from) = socket.recv_from(&mut datagram).await.unwrap();
            socket.send_to(&[b"pong ", &datagram[..length]].concat(), from).await.unwrap();
        }
    });
    let udp = |more: Json| {
        let mut whole = json!({"kind": "udp", "address": "127.0.0.1", "port": port, "send": "hex:68 69"});
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        question(whole)
    };
    let outcome = prober().ask(&udp(json!({"contains": "pong hi", "matches": "^pong"})), Duration::from_secs(2)).await;
    assert_eq!(broken(&outcome), [""; 0]);
    assert_eq!(number(&measurements(outcome), "answer_bytes"), 7.0);
    let outcome = prober().ask(&udp(json!({"contains": "ping", "matches": "^ping"})), PATIENT).await;
    assert_eq!(broken(&outcome), ["The answer does not contain “ping”.", "The answer does not match ^ping."]);
    echo.abort();
    let _ = echo.await;
    failure(prober().ask(&udp(json!({})), PATIENT).await, FailureKind::Refused);
}

#[tokio::test]
async fn a_certificate_is_looked_at_whoever_serves_it() {
    let tls = |port, more: Json| {
        let mut whole = json!({"kind": "tls", "address": "127.0.0.1", "port": port});
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        question(whole)
    };
    let authority = authority();
    let prober = secure_prober(&authority);
    let good = prober.ask(&tls(serve_tls(&authority, "127.0.0.1", 2030).await, json!({})), PATIENT).await;
    assert_eq!(broken(&good), [""; 0]);
    let found = measurements(good);
    assert_eq!((number(&found, "trusted"), number(&found, "certificate_days")), (1.0, 29.0));
    let port = serve_tls(&authority, "127.0.0.1", 2029).await;
    for any_issuer in [false, true] {
        let expired = prober.ask(&tls(port, json!({"any_issuer": any_issuer})), PATIENT).await;
        assert!(broken(&expired)[0].contains("has expired on 2029-12-31"), "expired is expired: {expired:?}");
        let found = measurements(expired);
        assert_eq!((number(&found, "trusted"), number(&found, "certificate_days")), (0.0, -336.0), "measured all the same");
    }
    let strange = serve_tls(&crate::http::authority(), "127.0.0.1", 2030).await;
    assert!(broken(&prober.ask(&tls(strange, json!({})), PATIENT).await)[0].contains("issued by nobody this computer trusts"));
    assert_eq!(broken(&prober.ask(&tls(strange, json!({"any_issuer": true})), PATIENT).await), [""; 0]);
}

#[tokio::test]
async fn a_mail_server_is_asked_for_tls_in_its_own_words() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            stream.write_all(b"220-mail.example\r\n220 ready\r\n").await.unwrap();
            let mut line = String::new();
            while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
                let answer: &[u8] =
                    if line.starts_with("EHLO") { b"250-mail.example\r\n250 SIZE 1000\r\n" } else { b"502 no TLS here\r\n" };
                stream.write_all(answer).await.unwrap();
                line.clear();
            }
        }
    });
    let question = question(json!({"kind": "tls", "address": "127.0.0.1", "port": port, "starttls": "smtp"}));
    let failed = failure(prober().ask(&question, PATIENT).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("offers no TLS"), "{failed}");
}

#[tokio::test]
async fn a_page_is_held_against_what_is_expected_of_it() {
    let health = post(async |headers: HeaderMap, body: String| {
        let key = headers.get("x-key").and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        ([("x-version", "7")], axum::Json(json!({"status": "ok", "queue": {"length": 120}, "asked": body, "key": key})))
    });
    let port = serve(Router::new().route("/health", health)).await;
    let asked = json!({
        "kind": "http", "address": "127.0.0.1", "port": port, "path": "/health", "method": "POST", "body": "are you well?",
        "headers": [{"name": "x-key", "value": "geheim"}],
        "expect": [
            {"kind": "status", "one_of": ["200"]},
            {"kind": "header", "name": "X-Version", "contains": "7"},
            {"kind": "json", "path": "$.status", "is": "equals", "value": "ok"},
            {"kind": "json", "path": "$.asked", "is": "equals", "value": "are you well?"},
            {"kind": "json", "path": "$.key", "is": "not_equals", "value": ""},
            {"kind": "json", "path": "$.queue.length", "is": "at_most", "value": 100},
        ],
        "measure": [{"name": "queue", "path": "$.queue.length"}, {"name": "nothing", "path": "$.nothing"}],
    });
    let asked = question(asked);
    assert!(!format!("{asked:?}").contains("geheim"), "{asked:?}");
    let outcome = prober().ask(&asked, PATIENT).await;
    assert_eq!(broken(&outcome), ["$.queue.length is 120; it should be at most 100."]);
    let found = measurements(outcome);
    assert_eq!((number(&found, "queue"), value(&found, "nothing", None)), (120.0, None));
}
