//! A store of the people's own beside ours, which speaks the language of Prometheus: samples are sent on to it, and asked for again when they are
//! older than what is kept here.

pub(crate) mod read;
mod wire;
pub(crate) mod write;

use std::sync::Arc;
use std::time::Duration;

use base::{Error, Result};
use reqwest::header::HeaderValue;
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::Verifier;

/// The longest that one request takes.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A store beside: where samples are sent, and asked for again.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// The store's address for remote write: `http://…/api/v1/write`.
    pub url: String,
    /// The store's address for questions, without `/api/v1/query`; empty when it is not asked: `http://…`.
    pub read_url: String,
    /// A bearer token; empty for none.
    pub token: String,
    /// An account for basic authentication; empty for none.
    pub user: String,
    /// Its password.
    pub password: String,
}

impl Target {
    pub(crate) fn authorization(&self) -> Result<Option<HeaderValue>> {
        let text = if !self.token.is_empty() {
            format!("Bearer {}", self.token)
        } else if !self.user.is_empty() {
            format!("Basic {}", data_encoding::BASE64.encode(format!("{}:{}", self.user, self.password).as_bytes()))
        } else {
            return Ok(None);
        };
        let mut value = HeaderValue::from_str(&text)
            .map_err(|_| Error::internal("[remote_write] the token, user or password has signs that no header can carry"))?;
        value.set_sensitive(true);
        Ok(Some(value))
    }
}

/// A client that trusts the authorities of this computer.
fn client() -> Result<reqwest::Client> {
    let provider = Arc::new(ring::default_provider());
    let wrong = |error: String| Error::internal(format!("[remote_write] {error}"));
    let verifier = Verifier::new(Arc::clone(&provider)).map_err(|error| wrong(error.to_string()))?;
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().timeout(TIMEOUT);
    client.user_agent(concat!("aftercare/", env!("CARGO_PKG_VERSION"))).build().map_err(|error| wrong(error.to_string()))
}
