//! A domain name, as entered and as it travels.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// A domain name in ASCII, such as `city.example` or `_sip._tcp.city.example`; `.` is the root.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name under which an address is looked up backwards (RFC 1035, 3.5; RFC 3596, 2.5).
    pub(super) fn backwards(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => {
                let [a, b, c, d] = address.octets();
                Self(format!("{d}.{c}.{b}.{a}.in-addr.arpa"))
            }
            IpAddr::V6(address) => {
                let digits: String = address.octets().iter().rev().map(|octet| format!("{:x}.{:x}.", octet & 15, octet >> 4)).collect();
                Self(format!("{digits}ip6.arpa"))
            }
        }
    }

    /// As it travels.
    pub(super) fn write(&self, message: &mut Vec<u8>) {
        for label in self.0.split('.').filter(|label| !label.is_empty()) {
            message.push(u8::try_from(label.len()).unwrap_or(63));
            message.extend_from_slice(label.as_bytes());
        }
        message.push(0);
    }
}

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bare = text.strip_suffix('.').unwrap_or(&text);
        let is_label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if text == "." || (bare.len() <= 253 && bare.split('.').all(is_label)) {
            Ok(Self(text))
        } else {
            Err(format!("\"{}\" is not a domain name: write an international name in its xn-- form", text.escape_debug()))
        }
    }
}

impl From<Name> for String {
    fn from(name: Name) -> String {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name that stands at `at` in `message`, in small letters and without its last dot, and where it ends. A pointer must lead backwards,
/// so that none leads round and round.
pub(super) fn read(message: &[u8], at: usize) -> Option<(String, usize)> {
    let (mut name, mut place, mut end, mut earliest) = (String::new(), at, None, at);
    loop {
        let length = *message.get(place)?;
        match length {
            0 => {
                if name.is_empty() {
                    name.push('.');
                }
                return Some((name, end.unwrap_or(place + 1)));
            }
            1..=63 => {
                let label = message.get(place + 1..place + 1 + usize::from(length))?;
                if !name.is_empty() {
                    name.push('.');
                }
                name.extend(label.iter().map(|&byte| match byte {
                    b'!'..=b'~' if byte != b'.' => char::from(byte.to_ascii_lowercase()),
                    _ => '?',
                }));
                if name.len() > 255 {
                    return None;
                }
                place += 1 + usize::from(length);
            }
            0xc0.. => {
                let to = usize::from(length & 0x3f) << 8 | usize::from(*message.get(place + 1)?);
                end = end.or(Some(place + 2));
                if to >= earliest {
                    return None;
                }
                (place, earliest) = (to, to);
            }
            _ => return None,
        }
    }
}
