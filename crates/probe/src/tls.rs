//! TLS as a probe needs it: every handshake is a full one and every certificate is judged or waved through as the question says, never by
//! what an earlier connection had found.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::address::Host;
use crate::certificate::not_after;
use crate::failure::{Failure, FailureKind};
use crate::outcome::Broken;
use crate::witness::Witness;

/// The two ways of looking at certificates, each made when first needed: reading the computer's trusted roots takes a while.
#[derive(Debug)]
pub(crate) struct Tls {
    trusted: Vec<CertificateDer<'static>>,
    clock: Arc<dyn TimeProvider>,
    verifier: OnceLock<Result<Arc<dyn ServerCertVerifier>, Error>>,
    verifying: OnceLock<Result<Arc<ClientConfig>, Error>>,
    accepting: OnceLock<Result<Arc<ClientConfig>, Error>>,
}

impl Tls {
    /// TLS that trusts what this computer trusts and `trusted`; whether a certificate has expired is told by `clock`.
    pub(crate) fn new(trusted: Vec<CertificateDer<'static>>, clock: Arc<dyn TimeProvider>) -> Self {
        Self { trusted, clock, verifier: OnceLock::new(), verifying: OnceLock::new(), accepting: OnceLock::new() }
    }

    /// The settings for one connection.
    pub(crate) fn config(&self, accept_any: bool) -> Result<Arc<ClientConfig>, Failure> {
        let made = if accept_any {
            self.accepting.get_or_init(|| self.build(Ok(Arc::new(AcceptAny(ring::default_provider())))))
        } else {
            self.verifying.get_or_init(|| self.build(self.verifier()))
        };
        made.clone().map_err(|error| no_roots(&error))
    }

    /// The settings for one connection that takes every certificate, and the witness who remembers what is to be thought of it.
    pub(crate) fn witness(&self) -> Result<(ClientConfig, Arc<Witness>), Failure> {
        let inner = self.verifier().map_err(|error| no_roots(&error))?;
        let witness = Arc::new(Witness::new(inner));
        let config = self.config(true)?;
        let mut config = ClientConfig::clone(&config);
        config.dangerous().set_certificate_verifier(Arc::<Witness>::clone(&witness));
        Ok((config, witness))
    }

    fn verifier(&self) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        let make = || {
            let verifier = Verifier::new_with_extra_roots(self.trusted.iter().cloned(), Arc::new(ring::default_provider()));
            verifier.map(|verifier| Arc::new(verifier) as Arc<dyn ServerCertVerifier>)
        };
        self.verifier.get_or_init(make).clone()
    }

    fn build(&self, verifier: Result<Arc<dyn ServerCertVerifier>, Error>) -> Result<Arc<ClientConfig>, Error> {
        let mut config = ClientConfig::builder_with_details(Arc::new(ring::default_provider()), Arc::clone(&self.clock))
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(verifier?)
            .with_no_client_auth();
        // A resumed session would not show its certificate to the verifier again.
        config.resumption = Resumption::disabled();
        Ok(Arc::new(config))
    }

    /// Whole days until the certificate ends, negative when it has; nothing when it cannot be read.
    pub(crate) fn days_left(&self, certificate: &CertificateDer<'_>) -> Option<f64> {
        let end = not_after(certificate)?.as_second();
        let now = i64::try_from(self.clock.current_time()?.as_secs()).ok()?;
        Some((end - now).div_euclid(86_400) as f64)
    }

    /// Whole days until the first certificate of `chain` ends: an intermediate that ends before the device's own takes the service down
    /// with it. Nothing for an empty chain, or when any of them cannot be read, since that one might be the first.
    pub(crate) fn days_left_of_chain(&self, chain: &[CertificateDer<'_>]) -> Option<f64> {
        let days: Option<Vec<f64>> = chain.iter().map(|certificate| self.days_left(certificate)).collect();
        days?.into_iter().reduce(f64::min)
    }
}

fn no_roots(error: &Error) -> Failure {
    Failure::new(
        FailureKind::Local,
        format!(
            "This computer cannot check TLS certificates ({error}). Install its package of trusted root certificates (ca-certificates)."
        ),
        format!("本机无法校验 TLS 证书（{error}）。请安装受信任根证书软件包（ca-certificates）。"),
    )
}

/// The name a TLS server is asked by.
pub(crate) fn server_name(host: &Host) -> Result<ServerName<'static>, Failure> {
    match host {
        Host::Ip(ip) => Ok(ServerName::from(*ip)),
        Host::Name(name) => ServerName::try_from(name.trim_end_matches('.').to_owned()).map_err(|_| {
            Failure::new(
                FailureKind::Local,
                format!("{name} cannot be used as the name of a TLS server. Correct the name, or set server_name."),
                format!("{name} 不能作为 TLS 服务器名称。请更正名称，或设置 server_name。"),
            )
        }),
    }
}

/// Why a handshake failed, for the user, when it failed in the stream.
pub(crate) fn io_failure(error: &io::Error, peer: SocketAddr) -> Failure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(reason) => failure(&peer.to_string(), reason),
        None => Failure::from_io(error, peer),
    }
}

/// Why a handshake failed, for the user.
pub(crate) fn failure(asked: &str, error: &Error) -> Failure {
    let advice_en = "If the device has a self-made certificate on purpose, set tls to accept_any.";
    let advice_zh = "如果设备有意使用自签证书，请将 tls 设为 accept_any。";
    let (en, zh) = explained(asked, error, advice_en, advice_zh);
    Failure::new(FailureKind::Protocol, en, zh)
}

/// Why nobody should believe a certificate that was taken all the same.
pub(crate) fn unbelieved(asked: &str, doubt: &Error) -> Broken {
    let (en, zh) = explained(asked, doubt, "", "");
    Broken { text_en: en.trim_end().to_owned(), text_zh: zh }
}

fn explained(asked: &str, error: &Error, advice_en: &str, advice_zh: &str) -> (String, String) {
    match error {
        Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            let (en, zh) = expiry(error);
            (
                format!("The certificate of {asked} has expired{en}. Renew it on the device. {advice_en}"),
                format!("{asked} 的证书已过期{zh}。请在设备上更新证书。{advice_zh}"),
            )
        }
        Error::InvalidCertificate(CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) => (
            format!("The certificate of {asked} is not valid yet. Check the clocks of the device and of this computer."),
            format!("{asked} 的证书尚未生效。请检查设备和本机的时钟。"),
        ),
        Error::InvalidCertificate(CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }) => (
            format!(
                "The certificate of {asked} was issued for another name. Set server_name to the name in the certificate, or renew it. {advice_en}"
            ),
            format!("{asked} 的证书是签发给其他名称的。请将 server_name 设为证书中的名称，或更换证书。{advice_zh}"),
        ),
        Error::InvalidCertificate(reason) if is_issued_by_nobody(reason) => (
            format!(
                "The certificate of {asked} was issued by nobody this computer trusts. Install a certificate from a trusted authority, or add its authority to this computer. {advice_en}"
            ),
            format!("{asked} 的证书由本机不信任的机构签发。请安装受信任机构签发的证书，或将其签发机构加入本机。{advice_zh}"),
        ),
        Error::InvalidCertificate(reason) => (
            format!("The certificate of {asked} is not acceptable ({reason}). Renew it on the device. {advice_en}"),
            format!("{asked} 的证书无法接受（{reason}）。请在设备上更新证书。{advice_zh}"),
        ),
        Error::InvalidMessage(_) => (
            format!("{asked} does not speak TLS on this port. Set tls to off, or correct the port."),
            format!("{asked} 在该端口不使用 TLS。请将 tls 设为 off，或更正端口。"),
        ),
        Error::PeerIncompatible(_) | Error::AlertReceived(_) => (
            format!(
                "{asked} and this computer found no common TLS version or cipher ({error}). Update the device's software: TLS 1.2 is the oldest that is spoken here."
            ),
            format!("{asked} 与本机没有共同的 TLS 版本或加密套件（{error}）。请升级设备软件：本系统最低支持 TLS 1.2。"),
        ),
        _ => (
            format!(
                "The TLS handshake with {asked} failed ({error}). Check that the port belongs to a TLS service, and update the device's software."
            ),
            format!("与 {asked} 的 TLS 握手失败（{error}）。请确认端口属于 TLS 服务，并升级设备软件。"),
        ),
    }
}

/// Whether the certificate is self-made, or its issuer is unknown or only bears a trusted name. What openssl makes by default is an authority
/// and a server in one, which the library has no word of its own for.
fn is_issued_by_nobody(reason: &CertificateError) -> bool {
    match reason {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => true,
        CertificateError::Other(other) => other.to_string().contains("CaUsedAsEndEntity"),
        _ => false,
    }
}

fn expiry(error: &Error) -> (String, String) {
    let day = match error {
        Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. }) => {
            i64::try_from(not_after.as_secs()).ok().and_then(|second| Timestamp::from_second(second).ok())
        }
        _ => None,
    };
    match day.map(|day| day.strftime("%Y-%m-%d").to_string()) {
        Some(day) => (format!(" on {day}"), format!("（{day}）")),
        None => (String::new(), String::new()),
    }
}

/// Takes every certificate, as the question allowed: no identity is claimed, so there is none to prove.
#[derive(Debug)]
struct AcceptAny(CryptoProvider);

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
