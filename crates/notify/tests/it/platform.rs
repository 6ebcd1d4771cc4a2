//! Somebody's platform on a real socket: it reads each request whole, keeps it, and answers what a test's own function says.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::receiver::{Request, next_request};

/// What comes back.
#[derive(Debug, Clone)]
pub enum Reply {
    /// 200 with this body.
    Says(String),
    /// Another status with this body.
    Status(u16, String),
    /// Nothing, until the other side hangs up.
    Never,
    /// Hangs up.
    HangUp,
}

type Manner = Box<dyn FnMut(&Request) -> Reply + Send>;

/// The platform; it goes with the value.
pub struct Platform {
    pub address: SocketAddr,
    manner: Arc<Mutex<Manner>>,
    requests: Arc<watch::Sender<Vec<Request>>>,
    left: Arc<watch::Sender<usize>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Platform {
    pub async fn open(manner: impl FnMut(&Request) -> Reply + Send + 'static) -> Platform {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let manner: Arc<Mutex<Manner>> = Arc::new(Mutex::new(Box::new(manner)));
        let requests = Arc::new(watch::Sender::new(Vec::new()));
        let left = Arc::new(watch::Sender::new(0));
        let shared = (Arc::clone(&manner), Arc::clone(&requests), Arc::clone(&left));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (manner, requests, left) = shared.clone();
                tokio::spawn(async move { serve(stream, &manner, &requests, &left).await });
            }
        });
        Platform { address, manner, requests, left, task }
    }

    /// Always the same answer.
    pub async fn saying(body: &str) -> Platform {
        let body = body.to_owned();
        Platform::open(move |_| Reply::Says(body.clone())).await
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// From now on it answers like this.
    pub fn turns(&self, manner: impl FnMut(&Request) -> Reply + Send + 'static) {
        *self.manner.lock().unwrap() = Box::new(manner);
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.borrow().clone()
    }

    /// Waits until so many requests have come.
    pub async fn heard(&self, count: usize) {
        self.requests.subscribe().wait_for(|requests| requests.len() >= count).await.unwrap();
    }

    /// Waits until so many have hung up without an answer.
    pub async fn left(&self, count: usize) {
        self.left.subscribe().wait_for(|left| *left >= count).await.unwrap();
    }
}

async fn serve(mut stream: TcpStream, manner: &Mutex<Manner>, requests: &watch::Sender<Vec<Request>>, left: &watch::Sender<usize>) {
    let mut read = Vec::new();
    while let Some(request) = next_request(&mut stream, &mut read).await {
        let reply = (manner.lock().unwrap())(&request);
        requests.send_modify(|requests| requests.push(request));
        let (status, body) = match reply {
            Reply::Says(body) => (200, body),
            Reply::Status(status, body) => (status, body),
            Reply::Never => {
                let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 1]).await;
                left.send_modify(|left| *left += 1);
                return;
            }
            Reply::HangUp => return,
        };
        let text = format!("HTTP/1.1 {status} Answer\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        if stream.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}
