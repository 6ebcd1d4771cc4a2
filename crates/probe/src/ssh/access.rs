//! Who asks over SSH, and whom we believe to be the server.

use serde::{Deserialize, Serialize};

use russh::keys::{PrivateKey, decode_secret_key};

use crate::secret::Secret;

/// A user with a password, a private key, or both; the key is tried first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Access {
    user: String,
    password: Option<Secret>,
    key: Option<Secret>,
    passphrase: Option<Secret>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    user: String,
    #[serde(default)]
    password: Option<Secret>,
    /// In OpenSSH's, PKCS#8's or PuTTY's text form.
    #[serde(default)]
    key: Option<Secret>,
    /// That the key is locked with.
    #[serde(default)]
    passphrase: Option<Secret>,
}

impl Access {
    /// The user's name.
    pub fn user(&self) -> &str {
        &self.user
    }

    pub(super) fn password(&self) -> Option<&Secret> {
        self.password.as_ref()
    }

    /// The key, unlocked. It was readable when it was entered.
    pub(super) fn key(&self) -> Option<PrivateKey> {
        decode_secret_key(self.key.as_ref()?.reveal(), self.passphrase.as_ref().map(Secret::reveal)).ok()
    }
}

impl TryFrom<Written> for Access {
    type Error = &'static str;

    fn try_from(Written { user, password, key, passphrase }: Written) -> Result<Self, Self::Error> {
        if user.is_empty() || user.len() > 255 || user.chars().any(char::is_control) {
            return Err("access.user must be from 1 to 255 bytes long, without control characters");
        }
        if password.is_none() && key.is_none() {
            return Err("access needs a password or a key");
        }
        if let Some(key) = &key {
            // A passphrase may ask for a lot of work; 16 KiB is more than any key.
            if key.reveal().len() > 16 << 10 || decode_secret_key(key.reveal(), passphrase.as_ref().map(Secret::reveal)).is_err() {
                return Err("access.key is not a private key, or passphrase does not unlock it");
            }
        }
        Ok(Self { user, password, key, passphrase })
    }
}

impl From<Access> for Written {
    fn from(Access { user, password, key, passphrase }: Access) -> Self {
        Self { user, password, key, passphrase }
    }
}

/// Whom we believe to be the server: `accept_any`, or the fingerprint of its key, as `ssh-keygen -l` shows it (`SHA256:…`). With `accept_any` a
/// password may be told to whoever stands in between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum HostKey {
    /// Anybody.
    AcceptAny,
    /// Who has the key with this fingerprint.
    Fingerprint(String),
}

impl TryFrom<String> for HostKey {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "accept_any" {
            return Ok(Self::AcceptAny);
        }
        let digest = text
            .strip_prefix("SHA256:")
            .and_then(|digest| data_encoding::BASE64_NOPAD.decode(digest.trim_end_matches('=').as_bytes()).ok());
        match digest {
            Some(digest) if digest.len() == 32 => Ok(Self::Fingerprint(text.trim_end_matches('=').to_owned())),
            _ => Err("host_key must be accept_any or a fingerprint such as ssh-keygen -l shows it: SHA256 and 43 characters"),
        }
    }
}

impl From<HostKey> for String {
    fn from(key: HostKey) -> String {
        match key {
            HostKey::AcceptAny => "accept_any".to_owned(),
            HostKey::Fingerprint(text) => text,
        }
    }
}
