//! The post office: hands mail to the configured server over conversations that are kept open between messages, a few at once.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use base::Timestamp;
use lettre::message::Mailbox;
use rustls::pki_types::CertificateDer;

use super::letter;
use super::line::{Line, Stuck};
use crate::carrier::{Carrier, Taken};
use crate::model::Bundle;
use crate::rules::setback::Setback;
use crate::settings::MailSettings;

/// How many conversations are kept open when nothing is to be sent.
const KEPT: usize = 4;

/// See the module.
pub(crate) struct PostOffice {
    settings: Option<MailSettings>,
    public_url: String,
    /// Authorities trusted beside those of the computer.
    trusted: Vec<CertificateDer<'static>>,
    /// Conversations that ended well, the latest last. Servers close them after a while, so each is asked before it is used again.
    kept: Mutex<Vec<Line>>,
}

impl std::fmt::Debug for PostOffice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostOffice").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl PostOffice {
    pub(crate) fn new(settings: Option<MailSettings>, public_url: String, trusted: Vec<CertificateDer<'static>>) -> PostOffice {
        PostOffice { settings, public_url, trusted, kept: Mutex::default() }
    }

    async fn kept_line(&self) -> Option<Line> {
        loop {
            let mut line = self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if line.is_alive().await {
                return Some(line);
            }
        }
    }

    fn keep(&self, line: Line) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.push(line);
        }
    }
}

#[async_trait]
impl Carrier for PostOffice {
    async fn carry(&self, bundle: &Bundle, _now: Timestamp) -> Result<Taken, Setback> {
        let settings = self.settings.as_ref().ok_or_else(|| Setback::hopeless("mail.not_configured", ""))?;
        let from: Mailbox = settings.from.parse().map_err(|_| Setback::hopeless("mail.not_configured", &settings.from))?;
        let (to, message) = letter::write(bundle, &from, &self.public_url)?;
        let text = message.formatted();
        if let Some(mut line) = self.kept_line().await {
            match line.send(&from.email, &to, &text).await {
                Ok(()) => {
                    self.keep(line);
                    return Ok(Taken::default());
                }
                // The server closed a conversation that had been idle: that says nothing about a new one.
                Err(Stuck::Before { broken: true, .. }) => {}
                Err(Stuck::Before { setback, .. } | Stuck::After(setback)) => return Err(setback),
            }
        }
        let mut line = Line::open(settings, &self.trusted).await?;
        match line.send(&from.email, &to, &text).await {
            Ok(()) => {
                self.keep(line);
                Ok(Taken::default())
            }
            Err(Stuck::Before { setback, .. } | Stuck::After(setback)) => Err(setback),
        }
    }
}
