//! TLS of any port against rustls, with chains made here, and mail servers that begin in plain.

use std::sync::Arc;

use probe::{FailureKind, Question};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::http::{authority, secure_prober, serve_chain, serve_tls};
use crate::support::{PATIENT, broken, failure, measurements, number, prober, question, text};

fn ask(port: u16, starttls: &str, expect: serde_json::Value) -> Question {
    question(json!({"kind": "tls", "address": "127.0.0.1", "port": port, "starttls": starttls, "expect": expect}))
}

#[tokio::test]
async fn a_server_tells_until_when_its_certificates_are_valid() {
    let authority = authority();
    let port = serve_tls(&authority, "127.0.0.1", 2030).await;
    let expect = json!(["verifies", {"days": {">=": 14}}, {"names": {"=": "127.0.0.1"}}]);
    let outcome = secure_prober(&authority).ask(&ask(port, "none", expect), PATIENT).await;
    assert!(broken(&outcome).is_empty(), "{outcome:?}");
    let found = measurements(outcome);
    assert_eq!((number(&found, "certificate_days"), number(&found, "chain_days"), number(&found, "verifies")), (29.0, 29.0, 1.0));
    assert_eq!((text(&found, "names", None).as_str(), text(&found, "tls_version", None).as_str()), ("127.0.0.1", "TLSv1_3"));
    assert!(number(&found, "response_time") >= number(&found, "tls_time"));
}

#[tokio::test]
async fn a_certificate_that_nobody_believes_is_an_answer_that_says_why() {
    let (trusted, stranger) = (authority(), authority());
    for (port, said) in [
        (serve_tls(&trusted, "127.0.0.1", 2029).await, "has expired on 2029-12-31"),
        (serve_tls(&stranger, "127.0.0.1", 2040).await, "was issued by nobody this computer trusts"),
        (serve_tls(&trusted, "recorder.example", 2040).await, "was issued for another name"),
    ] {
        let outcome = secure_prober(&trusted).ask(&ask(port, "none", json!(["verifies"])), PATIENT).await;
        let told = broken(&outcome);
        assert!(told.len() == 1 && told[0].contains(said) && !told[0].contains("accept_any"), "{told:?}");
        assert_eq!(number(&measurements(outcome), "verifies"), 0.0);
    }
}

#[tokio::test]
async fn a_chain_with_an_expired_intermediate_is_told() {
    let authority = authority();
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2030, 11, 21);
    let intermediate = CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &authority).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(2030, 12, 31);
    let own = params.signed_by(&key, &intermediate).unwrap();
    let port = serve_chain(vec![own.der().clone(), intermediate.as_ref().der().clone()], &key).await;
    let outcome = secure_prober(&authority).ask(&ask(port, "none", json!(["verifies", {"days": {">": 7}}])), PATIENT).await;
    let told = broken(&outcome);
    assert!(
        told.len() == 2 && told[0].contains("expired on 2030-11-21") && told[1].ends_with("should be more than 7, but it is “-11”."),
        "{told:?}"
    );
    let found = measurements(outcome);
    assert_eq!((number(&found, "certificate_days"), number(&found, "chain_days"), number(&found, "verifies")), (29.0, -11.0, 0.0));
}

/// A mail server that says `talk` in turn, each after a line of ours, and then speaks TLS.
async fn mail_server(talk: &'static [&'static str], chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> u16 {
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            for (number, said) in talk.iter().enumerate() {
                if number > 0 {
                    stream.read_line(&mut String::new()).await.unwrap();
                }
                stream.write_all(said.as_bytes()).await.unwrap();
            }
            if let Ok(mut stream) = TlsAcceptor::from(Arc::new(config.clone())).accept(stream.into_inner()).await {
                let _ = stream.read(&mut [0; 1]).await;
            }
        }
    });
    port
}

#[tokio::test]
async fn a_mail_server_is_asked_to_begin_with_tls() {
    let authority = authority();
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let smtp: &[&str] = &["220-mail\r\n220 ready\r\n", "250-mail\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", "220 go ahead\r\n"];
    let imap: &[&str] = &["* OK ready\r\n", "* CAPABILITY IMAP4rev2\r\na OK begin\r\n"];
    for (kind, talk) in [("smtp", smtp), ("imap", imap)] {
        let port = mail_server(talk, vec![own.der().clone()], &key).await;
        let found = measurements(secure_prober(&authority).ask(&ask(port, kind, json!(["verifies"])), PATIENT).await);
        assert_eq!(number(&found, "verifies"), 1.0, "{kind}");
    }
    let deaf: &[&str] = &["220 ready\r\n", "250 mail\r\n", "502 what?\r\n"];
    let smuggled: &[&str] = &["220 ready\r\n", "250 mail\r\n", "220 go ahead\r\n250 smuggled\r\n"];
    for (kind, talk) in [("smtp", deaf), ("smtp", smuggled), ("smtp", imap), ("imap", smtp)] {
        let port = mail_server(talk, vec![own.der().clone()], &key).await;
        let failed = failure(secure_prober(&authority).ask(&ask(port, kind, json!([])), PATIENT).await, FailureKind::Protocol);
        assert!(failed.detail_en.contains("does not offer STARTTLS"), "{failed}");
    }
}

#[tokio::test]
async fn a_plain_server_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    failure(prober().ask(&ask(port, "none", json!([])), PATIENT).await, FailureKind::Protocol);
}
