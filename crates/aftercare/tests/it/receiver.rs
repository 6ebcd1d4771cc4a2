//! Somebody else's program that is asked over HTTP, on a real socket: it keeps every request and answers as it is told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

/// How the receiver answers.
#[derive(Debug, Clone, Copy)]
pub enum Reply {
    /// With this status.
    Status(StatusCode),
    /// 200 with this text, after this time.
    Says(&'static str, Duration),
    /// Nothing, ever.
    Never,
}

/// The receiver; it goes with the value.
pub struct Receiver {
    address: SocketAddr,
    inner: Arc<Inner>,
    task: tokio::task::JoinHandle<()>,
}

struct Inner {
    answer: Mutex<Reply>,
    requests: Mutex<Vec<Request>>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    pub async fn open() -> Receiver {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner { answer: Mutex::new(Reply::Status(StatusCode::NO_CONTENT)), requests: Mutex::default() });
        let router = Router::new().fallback(take).with_state(Arc::clone(&inner));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Receiver { address, inner, task }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// From now on it answers so.
    pub fn answer(&self, reply: Reply) {
        *self.inner.answer.lock().unwrap() = reply;
    }

    pub fn requests(&self) -> Vec<Request> {
        self.inner.requests.lock().unwrap().clone()
    }
}

async fn take(State(inner): State<Arc<Inner>>, uri: Uri, headers: HeaderMap, body: String) -> (StatusCode, &'static str) {
    inner.requests.lock().unwrap().push(Request { path: uri.to_string(), headers, body });
    let reply = *inner.answer.lock().unwrap();
    match reply {
        Reply::Status(status) => (status, ""),
        Reply::Says(text, after) => {
            tokio::time::sleep(after).await;
            (StatusCode::OK, text)
        }
        Reply::Never => std::future::pending().await,
    }
}
