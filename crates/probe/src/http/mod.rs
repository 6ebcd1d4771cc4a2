//! HTTP and HTTPS: what does the web server of this device answer?
//!
//! Measurements: `status` (code), `response_time` (seconds from the first SYN to the end of what was read), `connect_time` and `tls_time`
//! (seconds), over TLS `certificate_days` (whole days left) and `chain_days` (whole days until the first of all certificates sent ends;
//! absent when one of them cannot be read), and `body_contains` (flag, when a text is looked for). A status such as 503 is an answer and
//! therefore a measurement, not a failure; so is 401 from a question without a login. What the answer must be like is said by conditions
//! (`expect`), and numbers of a JSON page become measurements (`measure`).

mod exchange;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::address::Host;
use crate::bounded::{Few, Port};
use crate::challenge;
use crate::conditions::{Answered, number};
pub use crate::conditions::{Comparison, Condition, Phrase, Place, Statuses};
use crate::deadline::Deadline;
use crate::failure::{Failure, FailureKind};
use crate::login::Login;
use crate::outcome::{Found, Measurement, Unit, one_line};
use crate::path::Path;
use crate::secret::Secret;
use crate::snmp::Name;
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
    /// How to ask.
    #[serde(default, skip_serializing_if = "Method::is_get")]
    pub method: Method,
    /// What to send besides.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub headers: Few<Header, 0, 20>,
    /// What to send as the body, with POST and PUT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Phrase>,
    /// What the answer must be like.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub expect: Few<Condition, 0, 20>,
    /// Which numbers of a JSON page to keep.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub measure: Few<Measured, 0, 20>,
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

/// How to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Give me the page.
    #[default]
    Get,
    /// Give me its headers only.
    Head,
    /// Take this.
    Post,
    /// Put this there.
    Put,
}

impl Method {
    fn is_get(&self) -> bool {
        *self == Self::Get
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// A header to send. Its value may be secret and is shown to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Its name.
    pub name: Phrase,
    /// Its value.
    pub value: Secret,
}

/// A number in a JSON page that is kept as a measurement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The measurement's name: small letters, digits and `_`, beginning with a letter, up to 60.
    pub name: Name,
    /// Where the number stands; a text that is a number counts, and the first of several.
    pub path: Place,
    /// What it counts; a number of things when absent.
    #[serde(default = "things")]
    pub unit: Unit,
}

fn things() -> Unit {
    Unit::Count
}

impl Settings {
    /// `GET /` over plain HTTP.
    pub fn new(address: Host) -> Self {
        Self {
            address,
            port: None,
            tls: Tls::Off,
            path: Path::default(),
            server_name: None,
            contains: None,
            login: None,
            method: Method::Get,
            headers: Few::default(),
            body: None,
            expect: Few::default(),
            measure: Few::default(),
        }
    }

    /// Whether the page is read to its end, or to the first MiB.
    pub(crate) fn reads_page(&self) -> bool {
        !self.measure.is_empty() || self.expect.iter().any(Condition::reads_page)
    }

    /// The port that is asked.
    pub fn port(&self) -> Port {
        self.port.unwrap_or(if self.tls == Tls::Off { Port::HTTP } else { Port::HTTPS })
    }
}

/// The page of a question that is only after its text.
pub(crate) struct Page {
    pub(crate) status: u16,
    /// Its first MiB.
    pub(crate) text: Vec<u8>,
    pub(crate) response_time: std::time::Duration,
}

/// Gets the page itself.
pub(crate) async fn page(tls: &SharedTls, settings: &Settings, deadline: &Deadline) -> Result<Page, Failure> {
    let answer = answer(tls, settings, true, deadline).await?;
    Ok(Page { status: answer.status, text: answer.page, response_time: answer.response_time })
}

/// Asks, and holds the answer against what is expected of it.
pub(crate) async fn ask(tls: &SharedTls, settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    Ok(found(settings, &answer(tls, settings, settings.reads_page(), deadline).await?))
}

/// Gets the page; when the device asks who we are and the question knows, gets it again as that user.
async fn answer(tls: &SharedTls, settings: &Settings, reads_page: bool, deadline: &Deadline) -> Result<Answer, Failure> {
    let answer = exchange(tls, settings, None, reads_page, deadline).await?;
    let (401, Some(login)) = (answer.status, &settings.login) else { return Ok(answer) };
    let challenges = challenge::read(answer.challenges.iter().map(String::as_str));
    let authorization = challenge::answer(&challenges, login, settings.method.as_str(), settings.path.as_str())
        .map_err(|why| challenge::failure(why, &settings.address))?;
    let answer = exchange(tls, settings, Some(&authorization), reads_page, deadline).await?;
    if answer.status == 401 || answer.status == 403 {
        return Err(refused_login(login, settings));
    }
    Ok(answer)
}

fn found(settings: &Settings, answer: &Answer) -> Found {
    let json: Result<Json, String> = serde_json::from_slice(&answer.page).map_err(|error| one_line(&error.to_string()));
    let header = |name: &str| answer.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let answered = Answered { status: answer.status, header: &header, page: &answer.page, json: json.as_ref().map_err(String::as_str) };
    let mut measurements = measurements(answer);
    for wanted in json.iter().flat_map(|document| settings.measure.iter().map(move |measured| (measured, document))) {
        let (Measured { name, path, unit }, document) = wanted;
        let value = path.of(document).into_iter().find_map(number);
        measurements.extend(value.map(|value| Measurement::number(name.as_str(), *unit, value)));
    }
    Found { measurements, broken: settings.expect.iter().filter_map(|condition| condition.broken(&answered)).collect() }
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
