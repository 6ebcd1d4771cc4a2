//! One conversation with the mail server, and what its failures mean. lettre's own pool is not used: it puts a connection back whose
//! conversation was broken off in the middle, and the next message would then take the answer to the last one for its own.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use rustls::pki_types::CertificateDer;
use tokio::time::timeout;

use crate::rules::setback::Setback;
use crate::settings::MailSettings;

/// How long greeting, encryption and sign-in may take.
const OPENING: Duration = Duration::from_secs(15);
/// How long sender, recipient and the word DATA may take.
const ENVELOPE: Duration = Duration::from_secs(10);
/// How long the text and the server's word that it has it may take.
const TEXT: Duration = Duration::from_secs(15);
/// How long a server may take to say that it is still there.
const STILL_THERE: Duration = Duration::from_secs(3);

/// An open conversation.
pub(super) struct Line {
    connection: AsyncSmtpConnection,
}

/// Where a message got stuck.
pub(super) enum Stuck {
    /// Before the text was sent: it has certainly not arrived. `broken`: the connection did not carry it, perhaps another one does.
    Before { setback: Setback, broken: bool },
    /// Afterwards.
    After(Setback),
}

impl Line {
    /// Opens a conversation, encrypted as the settings say or not at all.
    pub(super) async fn open(settings: &MailSettings, trusted: &[CertificateDer<'static>]) -> Result<Line, Setback> {
        match timeout(OPENING, open(settings, trusted)).await {
            Ok(opened) => opened.map(|connection| Line { connection }),
            Err(_) => Err(Setback::passing("mail.too_slow", format!("{}:{}", settings.host, settings.port))),
        }
    }

    /// Whether the server is still there.
    pub(super) async fn is_alive(&mut self) -> bool {
        timeout(STILL_THERE, self.connection.test_connected()).await.unwrap_or(false)
    }

    /// Hands one message over. After an error the line must be dropped.
    pub(super) async fn send(&mut self, from: &Address, to: &Address, text: &[u8]) -> Result<(), Stuck> {
        let before = |setback, broken| Err(Stuck::Before { setback, broken });
        match timeout(ENVELOPE, self.envelope(from, to)).await {
            Ok(Ok(())) => {}
            Ok(Err((setback, broken))) => return before(setback, broken),
            Err(_) => return before(Setback::passing("mail.too_slow", ""), false),
        }
        match timeout(TEXT, self.connection.message(text)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.status().is_some() => {
                Err(Stuck::After(Setback { hopeless: error.is_permanent(), ..Setback::passing("mail.refused", said(&error)) }))
            }
            Ok(Err(error)) => Err(Stuck::After(Setback::uncertain("mail.answer_lost", said(&error)))),
            Err(_) => Err(Stuck::After(Setback::uncertain("mail.answer_lost", ""))),
        }
    }

    async fn envelope(&mut self, from: &Address, to: &Address) -> Result<(), (Setback, bool)> {
        let refused = |error: SmtpError| match error.status() {
            Some(_) => (Setback::passing("mail.refused", said(&error)), false),
            None => (Setback::passing("mail.unreachable", said(&error)), true),
        };
        self.connection.command(Mail::new(Some(from.clone()), Vec::new())).await.map_err(refused)?;
        self.connection.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(|error| {
            if error.is_permanent() { (Setback::hopeless("mail.recipient_refused", said(&error)), false) } else { refused(error) }
        })?;
        self.connection.command(Data).await.map_err(refused)?;
        Ok(())
    }
}

async fn open(settings: &MailSettings, trusted: &[CertificateDer<'static>]) -> Result<AsyncSmtpConnection, Setback> {
    let failed = |error: SmtpError| {
        let code = if is_about_encryption(&error) { "mail.tls" } else { "mail.unreachable" };
        Setback::passing(code, said(&error))
    };
    let hello = ClientId::default();
    let encrypted = || tls(&settings.host, trusted).map_err(|error| Setback::passing("mail.tls", said(&error)));
    let wrapper = if settings.tls == "tls" { Some(encrypted()?) } else { None };
    let server = (settings.host.as_str(), settings.port);
    let mut connection = AsyncSmtpConnection::connect_tokio1(server, None, &hello, wrapper, None).await.map_err(failed)?;
    match settings.tls.as_str() {
        "none" | "tls" => {}
        _ if connection.can_starttls() => {
            connection.starttls(encrypted()?, &hello).await.map_err(|error| Setback::passing("mail.tls", said(&error)))?;
        }
        _ => return Err(Setback::passing("mail.no_tls", "STARTTLS")),
    }
    if let Some(user) = &settings.user {
        let credentials = Credentials::new(user.clone(), settings.password.clone().unwrap_or_default());
        let signed_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
        signed_in.map_err(|error| Setback::passing("mail.sign_in", said(&error)))?;
    }
    Ok(connection)
}

fn tls(host: &str, trusted: &[CertificateDer<'static>]) -> Result<TlsParameters, SmtpError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    for certificate in trusted {
        builder = builder.add_root_certificate(Certificate::from_der(certificate.to_vec())?);
    }
    builder.build_rustls()
}

/// Where the encryption comes first, lettre calls its failure one of the connection; the cause deep inside tells them apart.
fn is_about_encryption(error: &SmtpError) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        cause = error.source();
    }
    error.is_tls()
}

/// The error with its causes, which hold the server's words.
fn said(error: &SmtpError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}
