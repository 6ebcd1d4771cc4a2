//! RTSP against a small server that speaks it over a real socket, asks for logins, and misbehaves as told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use probe::{FailureKind, Question};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::http::md5;
use crate::support::{BRIEF, ClosedPort, PATIENT, failure, measurements, number, prober, question, text, value};

/// A request as the server sees it.
struct Request {
    method: String,
    uri: String,
    sequence: String,
    authorization: Option<String>,
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut request = Request { method: String::new(), uri: String::new(), sequence: String::new(), authorization: None };
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if request.method.is_empty() {
            let (method, rest) = line.split_once(' ')?;
            request.method = method.to_owned();
            request.uri = rest.strip_suffix(" RTSP/1.0")?.to_owned();
        } else if line.is_empty() {
            return Some(request);
        } else if let Some(value) = line.strip_prefix("CSeq: ") {
            request.sequence = value.to_owned();
        } else if let Some(value) = line.strip_prefix("Authorization: ") {
            request.authorization = Some(value.to_owned());
        }
    }
}

const DESCRIPTION: &str =
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=Camera\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H265/90000\r\nm=audio 0 RTP/AVP 8\r\n";

#[derive(Clone, Copy, PartialEq)]
enum Wants {
    Nobody,
    Basic,
    Digest,
    /// Digest with qop, over SHA-256 as well as MD5, with a nonce that is stale the first time.
    DigestTwice,
    /// Digest, hanging up after each refusal without a word.
    DigestAndHangsUp,
}

/// A camera. Returns its port and the number of connections it took.
async fn camera(wants: Wants) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(BufReader::new(stream), wants));
        }
    });
    (port, connections)
}

async fn serve(mut stream: BufReader<TcpStream>, wants: Wants) {
    let mut refusals = 0;
    while let Some(request) = read(&mut stream).await {
        let granted = granted(&request, wants, refusals);
        let answer = match (request.method.as_str(), granted) {
            ("OPTIONS", _) => format!("RTSP/1.0 200 OK\r\nCSeq: {}\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY\r\n\r\n", request.sequence),
            ("DESCRIBE", true) if !request.uri.contains("/Streaming/Channels/101") => {
                format!("RTSP/1.0 404 Stream Not Found\r\nCSeq: {}\r\n\r\n", request.sequence)
            }
            ("DESCRIBE", true) => {
                format!(
                    "RTSP/1.0 200 OK\r\nCSeq: {}\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{DESCRIPTION}",
                    request.sequence,
                    DESCRIPTION.len()
                )
            }
            _ => {
                refusals += 1;
                let challenge = match wants {
                    Wants::Nobody | Wants::Basic => "WWW-Authenticate: Basic realm=\"cam\"\r\n".to_owned(),
                    Wants::Digest | Wants::DigestAndHangsUp => {
                        "WWW-Authenticate: Digest realm=\"cam\", nonce=\"n0nce\"\r\nWWW-Authenticate: Basic realm=\"cam\"\r\n".to_owned()
                    }
                    Wants::DigestTwice => {
                        format!("WWW-Authenticate: Digest realm=\"cam\", nonce=\"n{refusals}\", qop=\"auth\", stale={}\r\n", refusals > 1)
                    }
                };
                format!("RTSP/1.0 401 Unauthorized\r\nCSeq: {}\r\n{challenge}\r\n", request.sequence)
            }
        };
        if stream.get_mut().write_all(answer.as_bytes()).await.is_err() || (!granted && wants == Wants::DigestAndHangsUp) {
            return;
        }
    }
}

/// Whether the request proves to come from ops with the password s3cret.
fn granted(request: &Request, wants: Wants, refusals: usize) -> bool {
    let sent = request.authorization.as_deref().unwrap_or("");
    let part = |name: &str| sent.split(name).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
    let who = md5("ops:cam:s3cret");
    let what = md5(&format!("{}:{}", request.method, request.uri));
    match wants {
        Wants::Nobody => true,
        Wants::Basic => sent == "Basic b3BzOnMzY3JldA==",
        Wants::Digest | Wants::DigestAndHangsUp => {
            part(" response=\"") == md5(&format!("{who}:n0nce:{what}")) && part("uri=\"") == request.uri
        }
        Wants::DigestTwice => refusals == 2 && part(" response=\"") == md5(&format!("{who}:n2:00000001:{}:auth:{what}", part("cnonce=\""))),
    }
}

fn options(port: u16) -> Question {
    question(json!({"kind": "rtsp", "address": "127.0.0.1", "port": port}))
}

fn describe(port: u16, login: Option<(&str, &str)>) -> Question {
    let mut json = json!({"kind": "rtsp", "address": "127.0.0.1", "port": port, "method": "describe", "path": "/Streaming/Channels/101"});
    if let Some((user, password)) = login {
        json["login"] = json!({"user": user, "password": password});
    }
    question(json)
}

#[tokio::test]
async fn a_camera_tells_what_it_can_do() {
    let (port, _) = camera(Wants::Digest).await;
    let found = measurements(prober().ask(&options(port), PATIENT).await);
    assert_eq!(text(&found, "methods", None), "OPTIONS, DESCRIBE, SETUP, PLAY");
    assert!(number(&found, "response_time") > 0.0);
}

#[tokio::test]
async fn a_camera_describes_its_stream() {
    let (port, _) = camera(Wants::Nobody).await;
    let found = measurements(prober().ask(&describe(port, None), PATIENT).await);
    assert_eq!(number(&found, "media_count"), 2.0);
    assert_eq!(text(&found, "media", Some("video")), "H265/90000");
    assert_eq!(text(&found, "media", Some("audio")), "PCMA/8000");
    assert_eq!(value(&found, "methods", None), None);
}

#[tokio::test]
async fn a_camera_that_asks_who_we_are_is_told() {
    for (wants, connections) in [(Wants::Basic, 1), (Wants::Digest, 1), (Wants::DigestTwice, 1), (Wants::DigestAndHangsUp, 2)] {
        let (port, counted) = camera(wants).await;
        let found = measurements(prober().ask(&describe(port, Some(("ops", "s3cret"))), PATIENT).await);
        assert_eq!(number(&found, "media_count"), 2.0);
        assert_eq!(counted.load(Ordering::SeqCst), connections);
    }
}

#[tokio::test]
async fn a_wrong_login_is_told_apart_from_none() {
    for wants in [Wants::Basic, Wants::Digest, Wants::DigestAndHangsUp] {
        let (port, _) = camera(wants).await;
        let none = failure(prober().ask(&describe(port, None), PATIENT).await, FailureKind::Authentication);
        assert!(none.detail_en.contains("asks for a login"), "{none}");
        let wrong = failure(prober().ask(&describe(port, Some(("ops", "wr0ng"))), PATIENT).await, FailureKind::Authentication);
        assert!(wrong.detail_en.contains("did not accept the user ops") && !wrong.detail_en.contains("wr0ng"), "{wrong}");
    }
}

#[tokio::test]
async fn a_stream_that_does_not_exist_is_a_failure_with_the_cameras_words() {
    let (port, _) = camera(Wants::Nobody).await;
    let question = question(json!({"kind": "rtsp", "address": "127.0.0.1", "port": port, "method": "describe", "path": "/other"}));
    let failed = failure(prober().ask(&question, PATIENT).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("404 Stream Not Found") && failed.detail_en.contains("/other"), "{failed}");
    let port = ClosedPort::new();
    failure(prober().ask(&options(port.number()), PATIENT).await, FailureKind::Refused);
}

/// A server that answers every request with `answer` and then keeps the connection open, or closes it.
async fn rude(answer: &str, hold: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, answer) = (listener.local_addr().unwrap().port(), answer.to_owned());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            if read(&mut stream).await.is_some() {
                let _ = stream.get_mut().write_all(answer.as_bytes()).await;
            }
            if hold {
                held.push(stream);
            }
        }
    });
    port
}

#[tokio::test]
async fn answers_that_are_not_rtsp_are_described() {
    let endless = format!("RTSP/1.0 200 OK\r\n{}", "X-Padding: xxxxxxxxxxxxxxxx\r\n".repeat(2000));
    let one_endless_line = "RTSP/1.0 200 OK\r\nX: ".to_owned() + &"x".repeat(100_000);
    for (answer, said) in [
        ("SSH-2.0-OpenSSH_9.2\r\n", "does not begin like RTSP"),
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "it answers in HTTP"),
        ("RTSP/1.0 OK\r\n\r\n", "does not begin like RTSP"),
        ("RTSP/1.0 200 OK\r\nCSeq: 7\r\n\r\n", "another request"),
        ("RTSP/1.0 200 OK\r\nno colon\r\n\r\n", "cannot be read"),
        ("RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: many\r\n\r\n", "is no number"),
        ("RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 99999999\r\n\r\n", "too long"),
        (&endless, "do not end"),
        (&one_endless_line, "do not end"),
    ] {
        let port = rude(answer, true).await;
        let failed = failure(prober().ask(&options(port), PATIENT).await, FailureKind::Protocol);
        assert!(failed.detail_en.contains(said), "{:?}: {failed}", &answer[..answer.len().min(40)]);
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_is_told_apart_from_one_that_hangs() {
    for answer in ["", "RTSP/1.0 200 OK\r\nCSeq: 1\r\n", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 10\r\n\r\nhalf"] {
        let port = rude(answer, false).await;
        failure(prober().ask(&options(port), PATIENT).await, FailureKind::Protocol);
        let port = rude(answer, true).await;
        let failed = failure(prober().ask(&options(port), BRIEF).await, FailureKind::Timeout);
        assert!(failed.detail_en.contains("did not finish its answer within 0.4 s"), "{failed}");
    }
}

#[tokio::test]
async fn a_slow_drip_does_not_outlast_the_time_allowed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let dripping = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"RTSP/1.0 200 OK\r\n").await.unwrap();
        let mut drops = 0;
        // One more header every so often, for ever: each alone would look like progress.
        while stream.write_all(b"A: b\r\n").await.is_ok() {
            drops += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        drops
    });
    failure(prober().ask(&options(port), BRIEF).await, FailureKind::Timeout);
    assert!(dripping.await.unwrap() > 1, "the connection was closed when the question was given up");
}
