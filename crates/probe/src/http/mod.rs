//! HTTP and HTTPS: what does the web server of this device answer?
//!
//! Measurements: `status` (code), `response_time` (seconds from the first SYN to the end of what was read), `connect_time` and `tls_time`
//! (seconds), over TLS `certificate_days` (whole days left) and `chain_days` (whole days until the first of all certificates sent ends;
//! absent when one of them cannot be read), `banner` (text: the server's program, and the realm it guards), and `body_contains` (flag, when a text is looked for), `redirects` (count, when any
//! may be followed), and whatever `measure` names. A status such as 503 is an answer and
//! therefore a measurement, not a failure; so is 401 from a question without a login.

mod exchange;
mod expectation;
mod page;
mod place;
mod request;

use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::bounded::{Few, Port, Redirects};
use crate::challenge;
use crate::deadline::Deadline;
use crate::expect::Expectations;
pub use crate::expect::Phrase;
use crate::failure::{Failure, FailureKind};
use crate::login::Login;
use crate::outcome::{Found, Measurement, Unit};
use crate::path::Path;
use crate::tls::Tls as SharedTls;
pub(crate) use exchange::Answer;
use exchange::exchange;
pub use expectation::{Expectation, InHeader, InJson, Measure, Statuses};
pub(crate) use page::Need;
use place::Place;
pub use request::{Bearer, Body, Header, HeaderName, Method};

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
    #[serde(default)]
    pub method: Method,
    /// Further headers of the request.
    #[serde(default)]
    pub headers: Few<Header, 0, 20>,
    /// What to send; its `content-type` is one of the `headers`.
    #[serde(default)]
    pub body: Option<Body>,
    /// A token that proves who asks.
    #[serde(default)]
    pub bearer: Option<Bearer>,
    /// How many redirects to follow. `headers`, `body`, `bearer` and `login` go only to the server that the question names.
    #[serde(default)]
    pub follow_redirects: Redirects,
    /// What the answer should be.
    #[serde(default)]
    pub expect: Expectations<Expectation>,
    /// Numbers to take out of a JSON page.
    #[serde(default)]
    pub measure: Few<Measure, 0, 20>,
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
            method: Method::default(),
            headers: Few::default(),
            body: None,
            bearer: None,
            follow_redirects: Redirects::default(),
            expect: Few::default(),
            measure: Few::default(),
        }
    }

    /// Whether all of the page is needed, and not only the answer to whether it contains a text.
    fn needs_page(&self) -> bool {
        !self.measure.is_empty() || self.expect.iter().any(Expectation::needs_page)
    }

    /// The port that is asked.
    pub fn port(&self) -> Port {
        self.port.unwrap_or(if self.tls == Tls::Off { Port::HTTP } else { Port::HTTPS })
    }
}

/// Gets the page; when the device asks who we are and the question knows, gets it again as that user.
pub(crate) async fn ask(tls: &SharedTls, settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let first = Place::first(settings);
    let (mut place, mut method) = (first.clone(), settings.method);
    let mut redirects: u8 = 0;
    let mut earlier = std::time::Duration::ZERO;
    let mut answer = loop {
        let ours = place.is_with(&first);
        let mut need = match &settings.contains {
            _ if settings.needs_page() => Need::Page,
            Some(phrase) => Need::Phrase(phrase),
            None => Need::Nothing,
        };
        let mut answer = fetch(tls, settings, &place, method, ours, &mut need, deadline).await?;
        answer.response_time += earlier;
        let next = answer.redirect().filter(|_| redirects < settings.follow_redirects.get()).and_then(|location| place.led_to(&location));
        let Some(next) = next else { break answer };
        redirects += 1;
        earlier = answer.response_time;
        // As browsers do: 307 and 308 repeat the request, the others get what the place has to show. What was to be sent is not sent to
        // somebody else.
        let repeats = matches!(answer.status, 307 | 308) && next.is_with(&first);
        if !repeats && method != Method::Head {
            method = Method::Get;
        }
        place = next;
    };
    let document = answer.page.as_ref().filter(|page| !page.cut).and_then(|page| serde_json::from_slice(&page.bytes).ok());
    if let (Some(phrase), Some(page)) = (&settings.contains, &answer.page) {
        answer.contains = Some(page.contains(phrase));
    }
    let mut measurements = measurements(&answer);
    if settings.follow_redirects.get() > 0 {
        measurements.push(Measurement::number("redirects", Unit::Count, f64::from(redirects)));
    }
    measurements.extend(expectation::measured(&settings.measure, document.as_ref()));
    Ok(Found { measurements, broken: expectation::broken(&settings.expect, &answer, document.as_ref()) })
}

/// Gets one page of the server that the question names.
pub(crate) async fn get(tls: &SharedTls, settings: &Settings, need: &mut Need<'_>, deadline: &Deadline) -> Result<Answer, Failure> {
    fetch(tls, settings, &Place::first(settings), settings.method, true, need, deadline).await
}

/// Asks for one page; when the device asks who we are and may be told, again as that user.
async fn fetch(
    tls: &SharedTls,
    settings: &Settings,
    place: &Place,
    method: Method,
    ours: bool,
    need: &mut Need<'_>,
    deadline: &Deadline,
) -> Result<Answer, Failure> {
    let answer = exchange(tls, settings, place, method, ours.then_some(None), need, deadline).await?;
    let (401, true, Some(login)) = (answer.status, ours, &settings.login) else { return Ok(answer) };
    let challenges = challenge::read(answer.challenges().iter().map(String::as_str));
    let authorization = challenge::answer(&challenges, login, method.as_str(), place.path.as_str())
        .map_err(|why| challenge::failure(why, &settings.address))?;
    let answer = exchange(tls, settings, place, method, Some(Some(&authorization)), need, deadline).await?;
    if answer.status == 401 || answer.status == 403 {
        return Err(refused_login(login, settings));
    }
    Ok(answer)
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
    found.extend(banner(answer));
    found
}

/// What the server says of itself: its program, and the name of the realm that it guards.
fn banner(answer: &Answer) -> Option<Measurement> {
    let challenges = answer.challenges();
    let challenges = challenge::read(challenges.iter().map(String::as_str));
    let realm = challenges.iter().find_map(|challenge| challenge.get("realm")).map(|realm| format!("realm \"{realm}\""));
    let said: Vec<String> = answer.server().into_iter().chain(realm).collect();
    (!said.is_empty()).then(|| Measurement::text("banner", &said.join("; ")))
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
