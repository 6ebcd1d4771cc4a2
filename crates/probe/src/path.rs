//! The part of an address behind the port: which page, which stream.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A path with an optional query, such as `/cam/realmonitor?channel=1`. It starts with `/` and holds only visible ASCII, so that it
/// cannot smuggle a second line into a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Path(String);

impl Path {
    /// The path as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Path {
    /// Where exporters show their metrics.
    pub(crate) fn metrics() -> Self {
        Self("/metrics".to_owned())
    }
}

impl Default for Path {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAPath(&'static str);

impl fmt::Display for NotAPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotAPath {}

impl TryFrom<String> for Path {
    type Error = NotAPath;

    fn try_from(text: String) -> Result<Self, NotAPath> {
        if !text.starts_with('/') {
            return Err(NotAPath("path must start with /"));
        }
        if text.len() > 2000 {
            return Err(NotAPath("path must not be longer than 2000 characters"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NotAPath("path must not contain spaces or non-ASCII characters: write them percent-encoded, such as %20"));
        }
        if text.contains('#') {
            return Err(NotAPath("path must not contain #: a fragment is never sent to a device"));
        }
        Ok(Self(text))
    }
}

impl TryFrom<&str> for Path {
    type Error = NotAPath;

    fn try_from(text: &str) -> Result<Self, NotAPath> {
        Self::try_from(text.to_owned())
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.0
    }
}
