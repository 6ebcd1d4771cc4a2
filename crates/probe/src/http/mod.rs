//! HTTP and HTTPS: what does the web server of this device answer?
//!
//! Measurements: `status` (code), `response_time` (seconds from the first SYN to the end of what was read), `connect_time` and `tls_time`
//! (seconds), over TLS `certificate_days` (whole days left) and `chain_days` (whole days until the first of all certificates sent ends;
//! absent when one of them cannot be read), and `body_contains` (flag, when a text is looked for). A status such as 503 is an answer and
//! therefore a measurement, not a failure; so is 401 from a question without a login.

mod exchange;

use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::bounded::Port;
use crate::challenge;
use crate::deadline::Deadline;
use crate::failure::{Failure, FailureKind};
use crate::login::Login;
use crate::outcome::{Measurement, Unit};
use crate::path::Path;
use crate::tls::Tls as SharedTls;
use exchange::{Answer, exchange};

/// What to fetch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The device.
    pub address: Host,
    /// Its port; 80, or 443 with TLS, when absent.
    #[serde(default)]
    pub port: Option<Port>,
    /// Whether to speak TLS, and what to think of the certificate.
    #[serde(default)]
    pub tls: Tls,
    /// The page to get.
    #[serde(default)]
    pub path: Path,
    /// The name to ask for in the `Host` header and in TLS, where it differs from the address.
    #[serde(default)]
    pub server_name: Option<Host>,
    /// A text to look for in the first MiB of the page, as UTF-8, byte by byte.
    #[serde(default)]
    pub contains: Option<Phrase>,
    /// Who asks, should the device want to know.
    #[serde(default)]
    pub login: Option<Login>,
}

/// Whether to speak TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// Plain HTTP.
    #[default]
    Off,
    /// The certificate must lead to a root this computer trusts, be valid today and carry the name asked for; otherwise the question
    /// fails and says why.
    Verify,
    /// Any certificate will do, as with the self-made ones of most cameras. Its days are measured all the same.
    AcceptAny,
}

/// A text to look for: 1 to 1000 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phrase(String);

impl Phrase {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Phrase {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if (1..=1000).contains(&text.len()) { Ok(Self(text)) } else { Err("contains must be from 1 to 1000 bytes long") }
    }
}

impl From<Phrase> for String {
    fn from(phrase: Phrase) -> Self {
        phrase.0
    }
}

impl Settings {
    /// `GET /` over plain HTTP.
    pub fn new(address: Host) -> Self {
        Self { address, port: None, tls: Tls::Off, path: Path::default(), server_name: None, contains: None, login: None }
    }

    /// The port that is asked.
    pub fn port(&self) -> Port {
        self.port.unwrap_or(if self.tls == Tls::Off { Port::HTTP } else { Port::HTTPS })
    }
}

/// Gets the page; when the device asks who we are and the question knows, gets it again as that user.
pub(crate) async fn ask(tls: &SharedTls, settings: &Settings, deadline: &Deadline) -> Result<Vec<Measurement>, Failure> {
    let mut answer = exchange(tls, settings, None, deadline).await?;
    if let (401, Some(login)) = (answer.status, &settings.login) {
        let challenges = challenge::read(answer.challenges.iter().map(String::as_str));
        let authorization = challenge::answer(&challenges, login, "GET", settings.path.as_str())
            .map_err(|why| challenge::failure(why, &settings.address))?;
        answer = exchange(tls, settings, Some(&authorization), deadline).await?;
        if answer.status == 401 || answer.status == 403 {
            return Err(refused_login(login, settings));
        }
    }
    Ok(measurements(&answer))
}

fn measurements(answer: &Answer) -> Vec<Measurement> {
    let mut found = vec![
        Measurement::number("status", Unit::Code, f64::from(answer.status)),
        Measurement::seconds("response_time", answer.response_time),
        Measurement::seconds("connect_time", answer.connect_time),
    ];
    found.extend(answer.tls_time.map(|time| Measurement::seconds("tls_time", time)));
    found.extend(answer.certificate_days.map(|days| Measurement::number("certificate_days", Unit::Days, days)));
    found.extend(answer.chain_days.map(|days| Measurement::number("chain_days", Unit::Days, days)));
    found.extend(answer.contains.map(|contains| Measurement::flag("body_contains", contains)));
    found
}

fn refused_login(login: &Login, settings: &Settings) -> Failure {
    let (user, address) = (login.user(), &settings.address);
    Failure::new(
        FailureKind::Authentication,
        format!(
            "{address} did not accept the user {user}. Correct the user or the password; after several wrong attempts many devices lock the user for a while."
        ),
        format!("{address} 不接受用户 {user}。请更正用户名或密码；多次错误后，许多设备会暂时锁定该用户。"),
    )
}
