//! HTTP against axum, HTTPS against rustls servers with certificates made here, and servers that speak something else.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Redirect;
use axum::routing::get;
use futures::StreamExt;
use probe::{FailureKind, Prober, ProberSettings, Question};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::time_provider::TimeProvider;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::support::{BRIEF, ClosedPort, PATIENT, failure, measurements, number, prober, question, value};

async fn serve(router: Router) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

fn page(port: u16, path: &str) -> Question {
    question(json!({"kind": "http", "address": "127.0.0.1", "port": port, "path": path}))
}

fn page_with(port: u16, path: &str, contains: &str) -> Question {
    question(json!({"kind": "http", "address": "127.0.0.1", "port": port, "path": path, "contains": contains}))
}

#[tokio::test]
async fn a_status_is_an_answer_whatever_it_says() {
    let router = Router::new()
        .route("/", get(async || "设备正常"))
        .route("/broken", get(async || (StatusCode::SERVICE_UNAVAILABLE, "later")))
        .route("/moved", get(async || Redirect::to("http://192.0.2.1/")))
        .route("/locked", get(async || StatusCode::UNAUTHORIZED));
    let port = serve(router).await;
    for (path, status) in [("/", 200.0), ("/broken", 503.0), ("/moved", 303.0), ("/locked", 401.0), ("/nothing", 404.0)] {
        let found = measurements(prober().ask(&page(port, path), PATIENT).await);
        assert_eq!(number(&found, "status"), status);
        assert!(number(&found, "response_time") >= number(&found, "connect_time") && number(&found, "connect_time") > 0.0);
        assert_eq!(value(&found, "tls_time", None), None);
        assert_eq!(value(&found, "body_contains", None), None);
    }
}

#[tokio::test]
async fn a_text_is_looked_for_in_the_page() {
    let endless = || async { Body::from_stream(futures::stream::repeat(Ok::<_, Infallible>(Bytes::from_static(&[b'.'; 8192])))) };
    // The text comes in two pieces, to be found across their border.
    let pieces = || async {
        Body::from_stream(futures::stream::iter(["状态：正", "常 in service"]).map(|piece| Ok::<_, Infallible>(Bytes::from(piece))))
    };
    let port = serve(Router::new().route("/", get(pieces)).route("/endless", get(endless)).route("/empty", get(async || ""))).await;
    for (path, text, contains) in [
        ("/", "正常", 1.0),
        ("/", "service", 1.0),
        ("/", "out of service", 0.0),
        ("/empty", "x", 0.0),
        ("/endless", "x", 0.0),
        ("/endless", "....", 1.0),
    ] {
        let found = measurements(prober().ask(&page_with(port, path, text), PATIENT).await);
        assert_eq!(number(&found, "body_contains"), contains, "{path} {text}");
    }
}

#[tokio::test]
async fn the_server_is_asked_by_the_name_given() {
    let port = serve(Router::new().route("/", get(async |headers: HeaderMap| format!("{headers:?}")))).await;
    let named = |contains: &str| {
        question(json!({"kind": "http", "address": "127.0.0.1", "port": port, "server_name": "cam7.city.example", "contains": contains}))
    };
    assert_eq!(number(&measurements(prober().ask(&named(&format!("cam7.city.example:{port}")), PATIENT).await), "body_contains"), 1.0);
    assert_eq!(number(&measurements(prober().ask(&named("aftercare/"), PATIENT).await), "body_contains"), 1.0);
}

#[tokio::test]
async fn a_device_that_asks_who_we_are_is_told() {
    // An axum page that knows the digest of ops:s3cret for its one nonce (RFC 2617 without qop, computed by hand with md5sum).
    const HA1: &str = "ops:cam:s3cret";
    let router = Router::new()
        .route(
            "/basic",
            get(async |headers: HeaderMap| match headers.get("authorization") {
                Some(sent) if sent == "Basic b3BzOnMzY3JldA==" => (StatusCode::OK, HeaderMap::new()),
                _ => (StatusCode::UNAUTHORIZED, challenge("Basic realm=\"cam\"")),
            }),
        )
        .route(
            "/digest",
            get(async |headers: HeaderMap| {
                let expected = md5(&format!("{}:n0nce:{}", md5(HA1), md5("GET:/digest")));
                match headers.get("authorization").and_then(|sent| sent.to_str().ok()) {
                    Some(sent) if sent.contains(&format!("response=\"{expected}\"")) => (StatusCode::OK, HeaderMap::new()),
                    _ => (StatusCode::UNAUTHORIZED, challenge("Digest realm=\"cam\", nonce=\"n0nce\"")),
                }
            }),
        )
        .route("/strange", get(async || (StatusCode::UNAUTHORIZED, challenge("Negotiate"))));
    let port = serve(router).await;
    let as_user = |path: &str, password: &str| {
        question(
            json!({"kind": "http", "address": "127.0.0.1", "port": port, "path": path, "login": {"user": "ops", "password": password}}),
        )
    };
    for path in ["/basic", "/digest"] {
        assert_eq!(number(&measurements(prober().ask(&as_user(path, "s3cret"), PATIENT).await), "status"), 200.0);
        let failed = failure(prober().ask(&as_user(path, "wr0ng"), PATIENT).await, FailureKind::Authentication);
        assert!(failed.detail_en.contains("ops") && !failed.detail_en.contains("wr0ng"), "{failed}");
    }
    failure(prober().ask(&as_user("/strange", "s3cret"), PATIENT).await, FailureKind::Authentication);
}

fn challenge(text: &str) -> HeaderMap {
    HeaderMap::from_iter([(axum::http::header::WWW_AUTHENTICATE, text.parse().unwrap())])
}

/// MD5 by the computer's own tool, so that our digest is checked against somebody else's.
pub fn md5(text: &str) -> String {
    use std::io::Write;
    let mut tool =
        std::process::Command::new("md5sum").stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    tool.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = tool.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().split(' ').next().unwrap().to_owned()
}

/// Accepts one connection after the other, reads a request and answers with `answer`, whatever it is; keeps the connection open when `hold`.
async fn rude(answer: Vec<u8>, hold: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(&answer).await;
            if hold {
                held.push(stream);
            }
        }
    });
    port
}

#[tokio::test]
async fn a_server_that_misbehaves_is_described() {
    let endless_head = [b"HTTP/1.1 200 OK\r\nX: ".to_vec(), vec![b'x'; 200_000]].concat();
    for (answer, hold, kind) in [
        (b"".to_vec(), false, FailureKind::Protocol),
        (b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), true, FailureKind::Protocol),
        (vec![0; 64], true, FailureKind::Protocol),
        (endless_head, true, FailureKind::Protocol),
        (b"HTTP/1.1 200".to_vec(), false, FailureKind::Protocol),
        (b"".to_vec(), true, FailureKind::Timeout),
        (b"HTTP/1.1 200 OK\r\nContent-".to_vec(), true, FailureKind::Timeout),
    ] {
        let shown = String::from_utf8_lossy(&answer[..answer.len().min(20)]).into_owned();
        let port = rude(answer, hold).await;
        let timeout = if kind == FailureKind::Timeout { BRIEF } else { PATIENT };
        let outcome = prober().ask(&page(port, "/"), timeout).await;
        assert_eq!(outcome.result.as_ref().map_err(|failure| failure.kind).err(), Some(kind), "{shown:?}: {outcome:?}");
        failure(outcome, kind);
    }
    // A page that promises more than it sends: the status alone is an answer, the text in it is not.
    let port = rude(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec(), false).await;
    assert_eq!(number(&measurements(prober().ask(&page(port, "/"), PATIENT).await), "status"), 200.0);
    failure(prober().ask(&page_with(port, "/", "other half"), PATIENT).await, FailureKind::Protocol);
    let port = ClosedPort::new();
    failure(prober().ask(&page(port.number(), "/"), PATIENT).await, FailureKind::Refused);
}

// --- TLS ---

pub fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2100, 1, 1);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// An HTTPS server whose certificate is issued by `authority` for 127.0.0.1 and valid until the end of `year`.
pub async fn serve_tls(authority: &CertifiedIssuer<'static, KeyPair>, name: &str, year: i32) -> u16 {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(year, 12, 31);
    let certificate = params.signed_by(&key, authority).unwrap();
    serve_certificate(certificate.der(), &key).await
}

async fn serve_certificate(certificate: &CertificateDer<'static>, key: &KeyPair) -> u16 {
    serve_chain(vec![certificate.clone()], key).await
}

pub async fn serve_chain(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> u16 {
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok").await;
                let _ = stream.shutdown().await;
            });
        }
    });
    port
}

/// Noon of 1 December 2030.
pub const NOON: u64 = 1_922_356_800;

#[derive(Debug)]
pub struct Stopped(AtomicU64);

impl TimeProvider for Stopped {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_secs(self.0.load(Ordering::SeqCst))))
    }
}

pub fn prober_at(clock: Arc<Stopped>, authority: &CertifiedIssuer<'static, KeyPair>) -> Prober {
    let trusted_authorities = vec![authority.as_ref().der().to_vec()];
    Prober::new(ProberSettings { trusted_authorities, certificate_clock: clock, ..ProberSettings::default() }).unwrap()
}

pub fn secure_prober(authority: &CertifiedIssuer<'static, KeyPair>) -> Prober {
    prober_at(Arc::new(Stopped(NOON.into())), authority)
}

fn secure_page(port: u16, tls: &str) -> Question {
    question(json!({"kind": "http", "address": "127.0.0.1", "port": port, "tls": tls}))
}

#[tokio::test]
async fn a_valid_certificate_tells_its_days() {
    let authority = authority();
    let port = serve_tls(&authority, "127.0.0.1", 2030).await;
    for tls in ["verify", "accept_any"] {
        let found = measurements(secure_prober(&authority).ask(&secure_page(port, tls), PATIENT).await);
        assert_eq!(number(&found, "status"), 200.0);
        assert_eq!(number(&found, "certificate_days"), 29.0, "from noon of the 1st to the beginning of the 31st");
        assert!(number(&found, "tls_time") > 0.0);
    }
}

#[tokio::test]
async fn an_intermediate_that_ends_before_the_devices_own_certificate_is_told() {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2030, 12, 11);
    let intermediate = CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &authority()).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(2030, 12, 31);
    let own = params.signed_by(&key, &intermediate).unwrap();
    let port = serve_chain(vec![own.der().clone(), intermediate.as_ref().der().clone()], &key).await;
    let found = measurements(secure_prober(&authority()).ask(&secure_page(port, "accept_any"), PATIENT).await);
    assert_eq!((number(&found, "certificate_days"), number(&found, "chain_days")), (29.0, 9.0));
    // Whose only certificate is its own has no earlier end.
    let port = serve_certificate(own.der(), &key).await;
    let found = measurements(secure_prober(&authority()).ask(&secure_page(port, "accept_any"), PATIENT).await);
    assert_eq!(number(&found, "chain_days"), 29.0);
}

#[tokio::test]
async fn an_expired_certificate_is_a_failure_unless_any_is_accepted() {
    let authority = authority();
    let port = serve_tls(&authority, "127.0.0.1", 2029).await;
    let prober = secure_prober(&authority);
    let failed = failure(prober.ask(&secure_page(port, "verify"), PATIENT).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("expired on 2029-12-31") && failed.detail_zh.contains("2029-12-31"), "{failed}");
    let found = measurements(prober.ask(&secure_page(port, "accept_any"), PATIENT).await);
    assert_eq!(number(&found, "certificate_days"), -336.0, "335 and a half days ago");
}

#[tokio::test]
async fn a_certificate_that_ends_while_it_is_watched_is_noticed() {
    let authority = authority();
    let port = serve_tls(&authority, "127.0.0.1", 2030).await;
    // An hour before the end, and an hour after: short enough for a TLS session of the first time to be taken up again the second time.
    let clock = Arc::new(Stopped((NOON + 29 * 86_400 + 11 * 3600).into()));
    let prober = prober_at(Arc::clone(&clock), &authority);
    measurements(prober.ask(&secure_page(port, "verify"), PATIENT).await);
    clock.0.fetch_add(2 * 3600, Ordering::SeqCst);
    let failed = failure(prober.ask(&secure_page(port, "verify"), PATIENT).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("expired on 2030-12-31"), "{failed}");
}

#[tokio::test]
async fn a_certificate_that_proves_nothing_is_a_failure_that_says_why() {
    // The stranger calls itself what the trusted one is called.
    let (trusted, stranger) = (authority(), authority());
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, "Camera 7");
    let key = KeyPair::generate().unwrap();
    let self_made = params.self_signed(&key).unwrap();
    let prober = secure_prober(&trusted);
    for (port, said) in [
        (serve_tls(&stranger, "127.0.0.1", 2040).await, "issued by nobody this computer trusts"),
        (serve_certificate(self_made.der(), &key).await, "issued by nobody this computer trusts"),
        // As openssl makes them: an authority and a server in one.
        (serve_certificate(stranger.as_ref().der(), stranger.key()).await, "issued by nobody this computer trusts"),
        (serve_tls(&trusted, "recorder.example", 2040).await, "issued for another name"),
    ] {
        let failed = failure(prober.ask(&secure_page(port, "verify"), PATIENT).await, FailureKind::Protocol);
        assert!(failed.detail_en.contains(said) && failed.detail_en.contains("accept_any"), "{failed}");
        measurements(prober.ask(&secure_page(port, "accept_any"), PATIENT).await);
    }
    let port = serve_tls(&trusted, "recorder.example", 2040).await;
    let named = question(json!({"kind": "http", "address": "127.0.0.1", "port": port, "tls": "verify", "server_name": "recorder.example"}));
    measurements(prober.ask(&named, PATIENT).await);
}

#[tokio::test]
async fn a_plain_server_asked_for_tls_is_told_apart() {
    let port = serve(Router::new().route("/", get(async || "plain"))).await;
    let failed = failure(prober().ask(&secure_page(port, "accept_any"), PATIENT).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("does not speak TLS"), "{failed}");
}

/// Answers with a head and then, until nobody listens any more, with this much of a page at a time.
async fn endless(part: usize, pause: std::time::Duration) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let mut sent = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n").await;
                while sent.is_ok() {
                    sent = stream.write_all(&vec![b'x'; part]).await;
                    tokio::time::sleep(pause).await;
                }
            });
        }
    });
    port
}

#[tokio::test]
async fn a_page_without_end_is_read_to_its_first_mebibyte_and_one_that_drips_to_its_time() {
    let flood = endless(64 * 1024, std::time::Duration::ZERO).await;
    let found = measurements(prober().ask(&page_with(flood, "/", "not in it"), PATIENT).await);
    assert_eq!((number(&found, "status"), number(&found, "body_contains")), (200.0, 0.0));
    let drip = endless(1, std::time::Duration::from_millis(20)).await;
    assert_eq!(number(&measurements(prober().ask(&page(drip, "/"), PATIENT).await), "status"), 200.0, "nobody asked for the page");
    let failed = failure(prober().ask(&page_with(drip, "/", "not in it"), BRIEF).await, FailureKind::Timeout);
    assert!(failed.detail_en.contains("0.4 s"), "{failed}");
}
