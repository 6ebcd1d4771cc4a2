//! The prober: what all questions share, and the one way to ask.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::time_provider::{DefaultTimeProvider, TimeProvider};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use crate::deadline::Deadline;
use crate::failure::{Failure, FailureKind};
use crate::gateway::Gateways;
use crate::outcome::{Found, Outcome};
use crate::question::Question;
use crate::tls::Tls;
use crate::{dns, http, icmp, ntp, prometheus, rtsp, secure, sftp, snmp, sql, ssh, tcp, udp};

/// How much a prober may take of this computer.
#[derive(Debug, Clone)]
pub struct ProberSettings {
    /// How many connections (everything but ICMP and SNMP) may be open at once. Each takes one of the process's open files.
    pub connections: usize,
    /// How many SNMP questions may be in flight at once. Answers arriving faster than they are read are lost.
    pub snmp_questions: usize,
    /// How many ICMP questions may be in flight at once.
    pub pings: usize,
    /// The receive buffer of each shared socket, in bytes; the kernel may grant less (`net.core.rmem_max`).
    pub receive_buffer_bytes: usize,
    /// Authorities to trust for HTTPS besides those this computer trusts: DER certificates, such as the customer's own root.
    pub trusted_authorities: Vec<Vec<u8>>,
    /// The time of day for certificates: is this one still valid, how many days are left?
    pub certificate_clock: Arc<dyn TimeProvider>,
    /// The time of day that servers' clocks are held against.
    pub time_of_day: TimeOfDay,
}

/// Tells the time since 1970 (UTC, without leap seconds); nothing when the computer does not know it.
pub type TimeOfDay = fn() -> Option<Duration>;

#[expect(clippy::disallowed_methods, reason = "what NTP measures is this computer's own clock")]
fn own_clock() -> Option<Duration> {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()
}

impl Default for ProberSettings {
    fn default() -> Self {
        Self {
            connections: 400,
            snmp_questions: 400,
            pings: 4000,
            receive_buffer_bytes: 4 << 20,
            trusted_authorities: Vec::new(),
            certificate_clock: Arc::new(DefaultTimeProvider),
            time_of_day: own_clock,
        }
    }
}

/// Why a prober cannot be made: its settings are wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProbeError {
    /// A limit, named here, is zero, so no question could ever be asked.
    NothingAllowed(&'static str),
    /// A trusted authority is not a certificate.
    NotACertificate {
        /// Its place in [`ProberSettings::trusted_authorities`].
        index: usize,
        /// What the TLS library says of it.
        reason: String,
    },
}

impl fmt::Display for ProbeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingAllowed(limit) => write!(f, "{limit} must be at least 1"),
            Self::NotACertificate { index, reason } => write!(f, "trusted_authorities[{index}] is not a certificate in DER ({reason})"),
        }
    }
}

impl std::error::Error for ProbeError {}

/// Asks devices questions. Cheap to clone; all clones share their sockets, keys and limits.
///
/// Sockets are opened when the first question needs them, so a prober can be made anywhere, and a computer without IPv6 is no obstacle. They
/// belong to the tokio runtime that asked first; should that runtime end, the next question opens new ones.
#[derive(Debug, Clone)]
pub struct Prober(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    connections: Semaphore,
    snmp_questions: Semaphore,
    pings: Semaphore,
    icmp: icmp::Sockets,
    gateways: Gateways,
    snmp: snmp::Sockets,
    tls: Tls,
    time_of_day: TimeOfDay,
}

impl Prober {
    /// Makes a prober. Sends nothing and opens nothing yet.
    ///
    /// # Errors
    ///
    /// When a limit is zero or a trusted authority is not a certificate.
    pub fn new(settings: ProberSettings) -> Result<Self, ProbeError> {
        let limit = |name: &'static str, limit: usize| {
            if limit == 0 { Err(ProbeError::NothingAllowed(name)) } else { Ok(Semaphore::new(limit.min(Semaphore::MAX_PERMITS))) }
        };
        Ok(Self(Arc::new(Shared {
            connections: limit("connections", settings.connections)?,
            snmp_questions: limit("snmp_questions", settings.snmp_questions)?,
            pings: limit("pings", settings.pings)?,
            icmp: icmp::Sockets::new(settings.receive_buffer_bytes),
            gateways: Gateways::default(),
            snmp: snmp::Sockets::new(settings.receive_buffer_bytes),
            tls: Tls::new(authorities(settings.trusted_authorities)?, settings.certificate_clock),
            time_of_day: settings.time_of_day,
        })))
    }

    /// Asks `question` and waits at most `timeout` for its answer. While as many questions of its kind are in flight as are allowed, it
    /// first waits for its turn; that wait is ours and counts neither against `timeout` nor in [`Outcome::elapsed`].
    ///
    /// Dropping the future gives the question up and leaves nothing behind.
    pub async fn ask(&self, question: &Question, timeout: Duration) -> Outcome {
        let shared = &*self.0;
        let _turn = shared.turn(question).await;
        let started = Instant::now();
        let deadline = Deadline::after(timeout);
        let result = match question {
            Question::Icmp(settings) => icmp::ask(&shared.icmp, settings, &deadline).await.map(Found::from),
            Question::Tcp(settings) => tcp::ask(settings, &deadline).await.map(Found::from),
            Question::Http(settings) => http::ask(&shared.tls, settings, &deadline).await,
            Question::Snmp(settings) => snmp::ask(&shared.snmp, settings, &deadline).await.map(Found::from),
            Question::Rtsp(settings) => rtsp::ask(settings, &deadline).await.map(Found::from),
            Question::Dns(settings) => dns::ask(settings, &deadline).await,
            Question::Ntp(settings) => ntp::ask(shared.time_of_day, settings, &deadline).await,
            Question::Udp(settings) => udp::ask(settings, &deadline).await,
            Question::Prometheus(settings) => prometheus::ask(&shared.tls, settings, &deadline).await,
            Question::Sql(settings) => sql::ask(settings, &deadline).await,
            Question::Ssh(settings) => ssh::ask(settings, &deadline).await,
            Question::Sftp(settings) => sftp::ask(shared.time_of_day, settings, &deadline).await,
            Question::Tls(settings) => secure::ask(&shared.tls, settings, &deadline).await,
        };
        let elapsed = started.elapsed();
        let result = shared.vouched_for(question, started, result).await;
        match &result {
            Ok(found) => {
                tracing::trace!(kind = question.kind(), address = %question.address(), ?elapsed, measurements = found.measurements.len(), broken = found.broken.len(), "answered")
            }
            Err(failure) => {
                tracing::debug!(kind = question.kind(), address = %question.address(), ?elapsed, failure = ?failure.kind, detail = %failure, "failed")
            }
        }
        match result {
            Ok(found) => Outcome { elapsed, result: Ok(found.measurements), broken: found.broken },
            Err(failure) => Outcome { elapsed, result: Err(failure), broken: Vec::new() },
        }
    }
}

impl Shared {
    /// The same result, unless a device is silent because this computer is cut off.
    async fn vouched_for(&self, question: &Question, since: Instant, result: Result<Found, Failure>) -> Result<Found, Failure> {
        match result.as_ref().map_err(|failure| failure.kind) {
            Err(FailureKind::Local) => result,
            Err(FailureKind::Timeout | FailureKind::Unreachable) => {
                self.gateways.excuse(&self.icmp, question.address(), since).await.map_or(result, Err)
            }
            _ => {
                self.gateways.let_pass(question.address(), since);
                result
            }
        }
    }

    /// Waits until one more question of this kind may be asked. The semaphores are never closed, so there is always a turn.
    async fn turn(&self, question: &Question) -> Option<SemaphorePermit<'_>> {
        let limit = match question {
            Question::Icmp(_) => &self.pings,
            Question::Snmp(_) => &self.snmp_questions,
            Question::Tcp(_)
            | Question::Http(_)
            | Question::Rtsp(_)
            | Question::Dns(_)
            | Question::Ntp(_)
            | Question::Tls(_)
            | Question::Udp(_)
            | Question::Sftp(_)
            | Question::Ssh(_)
            | Question::Sql(_)
            | Question::Prometheus(_) => &self.connections,
        };
        limit.acquire().await.ok()
    }
}

fn authorities(ders: Vec<Vec<u8>>) -> Result<Vec<CertificateDer<'static>>, ProbeError> {
    let mut checked = rustls::RootCertStore::empty();
    let mut authorities = Vec::new();
    for (index, der) in ders.into_iter().enumerate() {
        let certificate = CertificateDer::from(der);
        checked.add(certificate.clone()).map_err(|error| ProbeError::NotACertificate { index, reason: error.to_string() })?;
        authorities.push(certificate);
    }
    Ok(authorities)
}
