//! One request and its answer over a fresh connection, with its times. No pool, no proxy: what is measured is the device.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONNECTION, HOST, LOCATION, SERVER, USER_AGENT, WWW_AUTHENTICATE};
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::page::{self, Need, Page};
use super::place::Place;
use super::{Method, Settings, Tls};
use crate::deadline::Deadline;
use crate::dial::{Dialled, dial};
use crate::failure::{Failure, FailureKind};
use crate::tls::{self, Tls as SharedTls};

/// How long the head of an answer may be.
const LONGEST_HEAD: usize = 64 << 10;

/// What one exchange found.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) contains: Option<bool>,
    /// The page, where all of it was wanted.
    pub(super) page: Option<Page>,
    pub(super) connect_time: Duration,
    pub(super) tls_time: Option<Duration>,
    pub(crate) response_time: Duration,
    pub(super) certificate_days: Option<f64>,
    /// Of whichever certificate the device sent ends first.
    pub(super) chain_days: Option<f64>,
}

impl Answer {
    pub(super) fn challenges(&self) -> Vec<String> {
        self.headers.get_all(WWW_AUTHENTICATE).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
    }

    /// The program that serves, as it says.
    pub(super) fn server(&self) -> Option<String> {
        self.headers.get(SERVER).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// Where the answer says that the page is instead.
    pub(super) fn redirect(&self) -> Option<String> {
        let location = matches!(self.status, 301 | 302 | 303 | 307 | 308).then(|| self.headers.get(LOCATION))??;
        location.to_str().ok().map(str::to_owned)
    }
}

/// Connects, asks once, reads what the question needs, hangs up. `ours` when the server is the one that the question names and may be
/// told its secrets: then with the header that answers its challenge, if it made one.
pub(super) async fn exchange(
    tls: &SharedTls,
    settings: &Settings,
    place: &Place,
    method: Method,
    ours: Option<Option<&str>>,
    need: &mut Need<'_>,
    deadline: &Deadline,
) -> Result<Answer, Failure> {
    let Dialled { stream, peer, connect_time } = dial(&place.address, place.port, deadline).await?;
    let connected = Instant::now();
    let request = request(settings, place, method, ours)?;
    let work = async {
        let mut answer = if place.secure {
            let stream = secure(tls, settings.tls == Tls::AcceptAny, place, stream, peer).await?;
            let tls_time = connected.elapsed();
            let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
            let certificate_days = chain.first().and_then(|own| tls.days_left(own));
            let chain_days = tls.days_left_of_chain(chain);
            let answer = converse(stream, request, need, peer).await?;
            Answer { tls_time: Some(tls_time), certificate_days, chain_days, ..answer }
        } else {
            converse(stream, request, need, peer).await?
        };
        answer.connect_time = connect_time;
        answer.response_time = connect_time + connected.elapsed();
        Ok(answer)
    };
    deadline.within(work).await.unwrap_or_else(|_| Err(Failure::unfinished(peer, deadline.allowed())))
}

fn request(settings: &Settings, place: &Place, method: Method, ours: Option<Option<&str>>) -> Result<Request<Full<Bytes>>, Failure> {
    let (name, usual) = (place.name.in_url(), if place.secure { 443 } else { 80 });
    let host = if place.port == usual { name } else { format!("{name}:{}", place.port) };
    let mut request = Request::builder().method(method.as_str()).uri(place.path.as_str()).header(HOST, host).header(CONNECTION, "close");
    let mut body = Bytes::new();
    let mut named = false;
    if let Some(authorization) = ours {
        for header in settings.headers.iter() {
            named |= header.name() == USER_AGENT.as_str();
            request = request.header(header.name(), header.value().reveal());
        }
        match (authorization, &settings.bearer) {
            (Some(authorization), _) => request = request.header(AUTHORIZATION, authorization),
            (None, Some(bearer)) => request = request.header(AUTHORIZATION, format!("Bearer {}", bearer.reveal())),
            (None, None) => {}
        }
        // What was to be sent is sent with the method that was to send it.
        if let (Some(written), true) = (&settings.body, method == settings.method) {
            body = Bytes::copy_from_slice(written.reveal().as_bytes());
        }
    }
    if !named {
        request = request.header(USER_AGENT, concat!("aftercare/", env!("CARGO_PKG_VERSION")));
    }
    request.body(Full::new(body)).map_err(|error| {
        Failure::new(
            FailureKind::Local,
            format!("The request to {} cannot be written ({error}). Correct the path, the name, the headers or the login.", place.address),
            format!("无法生成发往 {} 的请求（{error}）。请更正路径、名称、请求头或登录信息。", place.address),
        )
    })
}

async fn secure(
    tls: &SharedTls,
    accept_any: bool,
    place: &Place,
    stream: TcpStream,
    peer: SocketAddr,
) -> Result<TlsStream<TcpStream>, Failure> {
    let config = tls.config(accept_any)?;
    let name = tls::server_name(&place.name)?;
    TlsConnector::from(config).connect(name, stream).await.map_err(|error| tls::io_failure(&error, peer))
}

async fn converse<S>(stream: S, request: Request<Full<Bytes>>, need: &mut Need<'_>, peer: SocketAddr) -> Result<Answer, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) =
        http1::Builder::new().max_buf_size(LONGEST_HEAD).handshake(TokioIo::new(stream)).await.map_err(|error| failure(&error, peer))?;
    // The set ends its task when this question ends, however it ends.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let response = sender.send_request(request).await.map_err(|error| failure(&error, peer))?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let (contains, page) = page::read(response, need, peer).await?;
    Ok(Answer {
        status,
        headers,
        contains,
        page,
        connect_time: Duration::ZERO,
        tls_time: None,
        response_time: Duration::ZERO,
        certificate_days: None,
        chain_days: None,
    })
}

pub(super) fn failure(error: &hyper::Error, peer: SocketAddr) -> Failure {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            // After a TLS handshake rustls still speaks through io errors, for instance when the device sends an alert.
            return match io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(reason) => tls::failure(&peer.to_string(), reason),
                None => Failure::from_io(io, peer),
            };
        }
        cause = inner.source();
    }
    if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
        return Failure::closed(peer);
    }
    Failure::new(
        FailureKind::Protocol,
        format!(
            "{peer} answered something that is not HTTP ({error}). Check that the port belongs to a web server, and whether it expects TLS."
        ),
        format!("{peer} 的应答不是 HTTP（{error}）。请确认端口属于网页服务，以及是否需要 TLS。"),
    )
}
