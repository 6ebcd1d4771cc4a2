//! What this room is told at the start.

/// How messages leave the house.
#[derive(Debug, Clone, Default)]
pub struct NotifySettings {
    /// The address under which people reach the pages, without a slash at its end: `https://aftercare.example.com`. Links in messages
    /// begin with it.
    pub public_url: String,
    /// The outgoing mail server; without one, mail is given up at once, visibly.
    pub mail: Option<MailSettings>,
    /// The IANA zone in which quiet hours are meant when nobody names one; UTC when empty.
    pub zone: String,
    /// The modem beside this node; other nodes leave its messages to it.
    pub modem: Option<ModemSettings>,
}

/// The modem beside this node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModemSettings {
    /// The configuration file of `gammu`, or of `gammu-smsd`.
    pub config: std::path::PathBuf,
    /// Whether messages are given to the daemon `gammu-smsd` (which also keeps the modem for others) instead of straight to the modem.
    pub daemon: bool,
}

/// The outgoing mail server.
#[derive(Clone)]
pub struct MailSettings {
    /// Its name or address.
    pub host: String,
    /// Its port: 25, 465 with `tls`, 587 with `starttls`.
    pub port: u16,
    /// The sender: `ops@example.com` or `Aftercare <ops@example.com>`.
    pub from: String,
    /// `none`; `starttls` (encrypted from the first command after the greeting, or nothing is sent); `tls` (encrypted from the first byte).
    pub tls: String,
    /// Who signs in there; nobody does when absent.
    pub user: Option<String>,
    /// Their password.
    pub password: Option<String>,
}

impl std::fmt::Debug for MailSettings {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("from", &self.from)
            .field("tls", &self.tls)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
