//! One request and its answer over a fresh connection, with its times. No pool, no proxy, no redirect: what is measured is the device.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONNECTION, HOST, USER_AGENT, WWW_AUTHENTICATE};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{Phrase, Settings, Tls};
use crate::deadline::Deadline;
use crate::dial::{Dialled, dial};
use crate::failure::{Failure, FailureKind};
use crate::tls::{self, Tls as SharedTls};

/// How much of a page is looked through.
const LONGEST_PAGE: usize = 1 << 20;
/// How long the head of an answer may be.
const LONGEST_HEAD: usize = 64 << 10;

/// What one exchange found.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) challenges: Vec<String>,
    pub(super) contains: Option<bool>,
    pub(super) connect_time: Duration,
    pub(super) tls_time: Option<Duration>,
    pub(super) response_time: Duration,
    pub(super) certificate_days: Option<f64>,
    /// Of whichever certificate the device sent ends first.
    pub(super) chain_days: Option<f64>,
}

/// Connects, asks once, reads what the question needs, hangs up.
pub(super) async fn exchange(
    tls: &SharedTls,
    settings: &Settings,
    authorization: Option<&str>,
    deadline: &Deadline,
) -> Result<Answer, Failure> {
    let Dialled { stream, peer, connect_time } = dial(&settings.address, settings.port().get(), deadline).await?;
    let connected = Instant::now();
    let request = request(settings, authorization)?;
    let work = async {
        let mut answer = if settings.tls == Tls::Off {
            converse(stream, request, settings.contains.as_ref(), peer).await?
        } else {
            let stream = secure(tls, settings, stream, peer).await?;
            let tls_time = connected.elapsed();
            let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
            let certificate_days = chain.first().and_then(|own| tls.days_left(own));
            let chain_days = tls.days_left_of_chain(chain);
            let answer = converse(stream, request, settings.contains.as_ref(), peer).await?;
            Answer { tls_time: Some(tls_time), certificate_days, chain_days, ..answer }
        };
        answer.connect_time = connect_time;
        answer.response_time = connect_time + connected.elapsed();
        Ok(answer)
    };
    deadline.within(work).await.unwrap_or_else(|_| Err(Failure::unfinished(peer, deadline.allowed())))
}

fn request(settings: &Settings, authorization: Option<&str>) -> Result<Request<Empty<Bytes>>, Failure> {
    let name = settings.server_name.as_ref().unwrap_or(&settings.address).in_url();
    let (port, usual) = (settings.port().get(), if settings.tls == Tls::Off { 80 } else { 443 });
    let host = if port == usual { name } else { format!("{name}:{port}") };
    let mut request = Request::get(settings.path.as_str())
        .header(HOST, host)
        .header(USER_AGENT, concat!("aftercare/", env!("CARGO_PKG_VERSION")))
        .header(CONNECTION, "close");
    if let Some(authorization) = authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    request.body(Empty::new()).map_err(|error| {
        Failure::new(
            FailureKind::Local,
            format!("The request to {} cannot be written ({error}). Correct the path, the name or the login.", settings.address),
            format!("无法生成发往 {} 的请求（{error}）。请更正路径、名称或登录信息。", settings.address),
        )
    })
}

async fn secure(tls: &SharedTls, settings: &Settings, stream: TcpStream, peer: SocketAddr) -> Result<TlsStream<TcpStream>, Failure> {
    let config = tls.config(settings.tls == Tls::AcceptAny)?;
    let name = tls::server_name(settings.server_name.as_ref().unwrap_or(&settings.address))?;
    TlsConnector::from(config).connect(name, stream).await.map_err(|error| {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(reason) => tls::failure(&peer.to_string(), reason),
            None => Failure::from_io(&error, peer),
        }
    })
}

async fn converse<S>(stream: S, request: Request<Empty<Bytes>>, contains: Option<&Phrase>, peer: SocketAddr) -> Result<Answer, Failure>
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
    let challenges =
        response.headers().get_all(WWW_AUTHENTICATE).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
    let contains = match contains {
        Some(phrase) => Some(body_contains(response, phrase, peer).await?),
        None => None,
    };
    Ok(Answer {
        status,
        challenges,
        contains,
        connect_time: Duration::ZERO,
        tls_time: None,
        response_time: Duration::ZERO,
        certificate_days: None,
        chain_days: None,
    })
}

/// Whether the first MiB of the page holds `phrase`; reads no further than needed.
async fn body_contains(response: Response<Incoming>, phrase: &Phrase, peer: SocketAddr) -> Result<bool, Failure> {
    let wanted = phrase.as_str().as_bytes();
    let mut body = response.into_body();
    let mut page: Vec<u8> = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| failure(&error, peer))?;
        let Some(data) = frame.data_ref() else { continue };
        // What was searched before can only matter where the phrase begins in it and ends in the new part.
        let from = page.len().saturating_sub(wanted.len() - 1);
        page.extend_from_slice(data.get(..data.len().min(LONGEST_PAGE - page.len())).unwrap_or_default());
        if page.get(from..).is_some_and(|fresh| fresh.windows(wanted.len()).any(|window| window == wanted)) {
            return Ok(true);
        }
        if page.len() >= LONGEST_PAGE {
            break;
        }
    }
    Ok(false)
}

fn failure(error: &hyper::Error, peer: SocketAddr) -> Failure {
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
