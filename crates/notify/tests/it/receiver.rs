//! A webhook's receiver on a real socket. It reads each request whole, keeps it, and answers as it is told.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::smtp::own_certificate;

/// How the receiver answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// 204
    Taken,
    /// 500 with a text.
    Broken,
    /// 302 to its own `/elsewhere`.
    Elsewhere,
    /// Nothing, until the other side hangs up.
    Never,
    /// Hangs up.
    HangUp,
}

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub line: String,
    /// By name in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Request {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The receiver; it goes with the value.
pub struct Receiver {
    pub address: SocketAddr,
    answer: Arc<Mutex<Answer>>,
    requests: Arc<Mutex<Vec<Request>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    pub async fn open(answer: Answer) -> Receiver {
        Receiver::open_with(answer, None).await
    }

    /// By TLS, with a certificate of its own.
    pub async fn open_tls(answer: Answer) -> (Receiver, CertificateDer<'static>) {
        let (certificate, acceptor) = own_certificate();
        (Receiver::open_with(answer, Some(acceptor)).await, certificate)
    }

    async fn open_with(answer: Answer, acceptor: Option<TlsAcceptor>) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (answer, requests) = (Arc::new(Mutex::new(answer)), Arc::<Mutex<Vec<Request>>>::default());
        let (shared_answer, shared_requests) = (Arc::clone(&answer), Arc::clone(&requests));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, requests) = (Arc::clone(&shared_answer), Arc::clone(&shared_requests));
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    match acceptor {
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                serve(stream, &answer, &requests).await;
                            }
                        }
                        None => serve(stream, &answer, &requests).await,
                    }
                });
            }
        });
        Receiver { address, answer, requests, task }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook?token=its-own-secret", self.address)
    }

    pub fn answer(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, answer: &Mutex<Answer>, requests: &Mutex<Vec<Request>>) {
    let mut read = Vec::new();
    while let Some(request) = next_request(&mut stream, &mut read).await {
        requests.lock().unwrap().push(request);
        let answer = *answer.lock().unwrap();
        let text = match answer {
            Answer::Taken => "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
            Answer::Broken => "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 12\r\n\r\nout of order".to_owned(),
            Answer::Elsewhere => "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n".to_owned(),
            Answer::Never => {
                let _ = stream.read(&mut [0; 1]).await;
                return;
            }
            Answer::HangUp => return,
        };
        if stream.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}

pub async fn next_request<S: AsyncRead + Unpin>(stream: &mut S, read: &mut Vec<u8>) -> Option<Request> {
    loop {
        if let Some(end) = read.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = String::from_utf8(read[..end].to_vec()).unwrap();
            let mut lines = head.split("\r\n");
            let line = lines.next().unwrap_or("").to_owned();
            let headers: BTreeMap<String, String> =
                lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
            let length: usize = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
            if read.len() >= end + 4 + length {
                let body = String::from_utf8(read[end + 4..end + 4 + length].to_vec()).unwrap();
                read.drain(..end + 4 + length);
                return Some(Request { line, headers, body });
            }
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => read.extend_from_slice(&part[..count]),
        }
    }
}
