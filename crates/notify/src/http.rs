//! Asking other people's servers over HTTP: one client for all, no redirect followed, no proxy, and an end after ten seconds.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::{Client, Response};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;

/// How long a server may take, from the first packet to the end of its answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long the connection itself may take; what fails here has certainly not arrived.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// What we call ourselves.
pub(crate) const USER_AGENT: &str = concat!("aftercare/", env!("CARGO_PKG_VERSION"));

/// The client, made when first needed: reading the computer's trusted authorities takes a while. It keeps connections open in between.
pub(crate) struct Web {
    trusted: Vec<CertificateDer<'static>>,
    client: OnceLock<Result<Client, String>>,
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// Nothing was asked: the server cannot be reached.
    Unreachable(String),
    /// It was asked, and no answer came in time.
    TooSlow,
    /// It was asked, and the answer was lost.
    Lost(String),
}

impl std::fmt::Debug for Web {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Web")
    }
}

impl Web {
    /// A client that trusts these authorities beside those of the computer.
    pub(crate) fn new(trusted: Vec<CertificateDer<'static>>) -> Web {
        Web { trusted, client: OnceLock::new() }
    }

    /// The client.
    pub(crate) fn client(&self) -> Result<&Client, Unanswered> {
        let client = self.client.get_or_init(|| client(&self.trusted)).as_ref();
        client.map_err(|error| Unanswered::Unreachable(error.clone()))
    }
}

impl From<reqwest::Error> for Unanswered {
    /// The address is left out: it may hold somebody's secret.
    fn from(error: reqwest::Error) -> Unanswered {
        let (connecting, slow) = (error.is_connect() || error.is_builder(), error.is_timeout());
        let error = error.without_url();
        let mut text = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            text = error.to_string();
            cause = error.source();
        }
        match (connecting, slow) {
            (true, _) => Unanswered::Unreachable(text),
            (false, true) => Unanswered::TooSlow,
            (false, false) => Unanswered::Lost(text),
        }
    }
}

/// The beginning of an answer's body, up to `most` bytes.
pub(crate) async fn beginning(response: &mut Response, most: usize) -> Result<String, Unanswered> {
    let mut said = Vec::new();
    while said.len() < most
        && let Some(chunk) = response.chunk().await?
    {
        said.extend_from_slice(&chunk);
    }
    said.truncate(most);
    Ok(String::from_utf8_lossy(&said).into_owned())
}

fn client(trusted: &[CertificateDer<'static>]) -> Result<Client, String> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(trusted.iter().cloned(), Arc::clone(&provider)).map_err(|error| error.to_string())?;
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .build()
        .map_err(|error| error.to_string())
}
