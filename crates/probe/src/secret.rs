//! A word that must not be read by anybody but the device it is meant for: community, password. The plan promises 安全性及保密性.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A secret text. Its `Debug` prints `•••` and it has no `Display`, so it cannot slip into a log line or an error.
///
/// It does serialize as it is, because a question must survive being stored; whoever stores a question encrypts it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` as a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the wire.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}
