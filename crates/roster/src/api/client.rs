//! Where a request came from.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

/// The other end of the request. The program puts it into the request's extensions, because only it knows which proxies to believe;
/// without it, it is the other end of the connection, and without that one address for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// Whom attempts to sign in are counted against.
    pub address: IpAddr,
    /// Whether the browser came by TLS.
    pub https: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Client, Infallible> {
        if let Some(client) = parts.extensions.get::<Client>() {
            return Ok(*client);
        }
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
        Ok(Client { address, https: parts.uri.scheme_str() == Some("https") })
    }
}
