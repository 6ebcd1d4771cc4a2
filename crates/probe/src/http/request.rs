//! What is sent to a web server besides the path.

use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Get the page.
    #[default]
    #[serde(alias = "GET")]
    Get,
    /// Get only its headers.
    #[serde(alias = "HEAD")]
    Head,
    /// Send `body` to be worked on.
    #[serde(alias = "POST")]
    Post,
    /// Send `body` to be kept.
    #[serde(alias = "PUT")]
    Put,
}

impl Method {
    /// As it stands in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// One header of the request. Its value may be a key to the service and is therefore a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenHeader", into = "WrittenHeader")]
pub struct Header {
    name: HeaderName,
    value: Secret,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHeader {
    name: HeaderName,
    value: Secret,
}

impl Header {
    /// Its name.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// Its value.
    pub fn value(&self) -> &Secret {
        &self.value
    }
}

impl TryFrom<WrittenHeader> for Header {
    type Error = String;

    fn try_from(WrittenHeader { name, value }: WrittenHeader) -> Result<Self, String> {
        // What these say is decided by the question's other settings.
        const OURS: [&str; 6] = ["host", "connection", "content-length", "transfer-encoding", "authorization", "upgrade"];
        if OURS.contains(&name.as_str()) {
            return Err(format!("header {} is written by the program: use server_name, body, login or bearer", name.as_str()));
        }
        if value.reveal().len() > 4000 || value.reveal().chars().any(char::is_control) {
            return Err("a header must be at most 4000 bytes long and hold no control characters".to_owned());
        }
        Ok(Self { name, value })
    }
}

impl From<Header> for WrittenHeader {
    fn from(header: Header) -> Self {
        Self { name: header.name, value: header.value }
    }
}

/// The name of a header, in small letters: 1 to 100 letters, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HeaderName(String);

impl HeaderName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for HeaderName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fits = (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if fits { Ok(Self(text.to_ascii_lowercase())) } else { Err(format!("\"{}\" is not the name of a header", text.escape_debug())) }
    }
}

impl From<HeaderName> for String {
    fn from(name: HeaderName) -> String {
        name.0
    }
}

/// What is sent: at most 64 KiB. It may hold a password and is therefore a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Secret", into = "Secret")]
pub struct Body(Secret);

impl Body {
    /// The body itself.
    pub(super) fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl TryFrom<Secret> for Body {
    type Error = &'static str;

    fn try_from(text: Secret) -> Result<Self, Self::Error> {
        if text.reveal().len() <= 64 << 10 { Ok(Self(text)) } else { Err("body must not be longer than 64 KiB") }
    }
}

impl From<Body> for Secret {
    fn from(body: Body) -> Secret {
        body.0
    }
}

/// A token that proves who asks, sent as `Authorization: Bearer …`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Secret", into = "Secret")]
pub struct Bearer(Secret);

impl Bearer {
    pub(super) fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl TryFrom<Secret> for Bearer {
    type Error = &'static str;

    fn try_from(token: Secret) -> Result<Self, Self::Error> {
        let text = token.reveal();
        let fits = (1..=4000).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(token)) } else { Err("bearer must be from 1 to 4000 visible ASCII characters, without the word Bearer") }
    }
}

impl From<Bearer> for Secret {
    fn from(bearer: Bearer) -> Secret {
        bearer.0
    }
}
