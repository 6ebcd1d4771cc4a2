//! A verifier for whoever wants to know what is to be thought of a certificate, and not to be kept from looking at it.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

/// Takes every certificate and every signature, and remembers the first reason why it should not.
#[derive(Debug)]
pub(crate) struct Witness {
    inner: Arc<dyn ServerCertVerifier>,
    doubt: Mutex<Option<Error>>,
}

impl Witness {
    /// Judges as `inner` does.
    pub(crate) fn new(inner: Arc<dyn ServerCertVerifier>) -> Self {
        Self { inner, doubt: Mutex::default() }
    }

    /// Why the certificate should not be believed; nothing when it should.
    pub(crate) fn doubt(&self) -> Option<Error> {
        self.doubt.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hear<T>(&self, verdict: Result<T, Error>, taken: T) -> Result<T, Error> {
        if let Err(doubt) = verdict {
            self.doubt.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(doubt);
        }
        Ok(taken)
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.hear(
            self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now),
            ServerCertVerified::assertion(),
        )
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.hear(self.inner.verify_tls12_signature(message, certificate, signature), HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.hear(self.inner.verify_tls13_signature(message, certificate, signature), HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
