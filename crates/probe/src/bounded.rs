//! Numbers that know their limits, so that a question with a thousand packets or port 0 cannot be written down.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number outside the limits of its field; its text names the field, the limits and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfBounds(String);

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OutOfBounds {}

macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident($inner:ty), $field:literal, $min:literal to $max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "i64")]
        pub struct $name($inner);

        impl $name {
            /// The number.
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl TryFrom<i64> for $name {
            type Error = OutOfBounds;

            fn try_from(number: i64) -> Result<Self, OutOfBounds> {
                match <$inner>::try_from(number) {
                    Ok(inner) if ($min..=$max).contains(&inner) => Ok(Self(inner)),
                    _ => Err(OutOfBounds(format!(concat!($field, " must be from ", $min, " to ", $max, ", not {}"), number))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

bounded!(
    /// A TCP or UDP port.
    Port(u16), "port", 1 to 65535
);
bounded!(
    /// How many echo requests one ICMP question sends.
    Packets(u8), "packets", 1 to 20
);
bounded!(
    /// How many bytes of data one echo request carries: at least the 8 that prove that an answer is ours, at most what fits one Ethernet
    /// frame on every path.
    PayloadBytes(u16), "payload_bytes", 8 to 1400
);
bounded!(
    /// How often an unanswered datagram is sent again.
    Retries(u8), "retries", 0 to 5
);
bounded!(
    /// How many redirects are followed.
    Redirects(u8), "follow_redirects", 0 to 5
);
bounded!(
    /// How many rows a table may have.
    MostRows(u16), "most_rows", 1 to 10000
);

impl Packets {
    /// A single one.
    pub const ONE: Packets = Packets(1);
}

impl Default for MostRows {
    fn default() -> Self {
        Self(500)
    }
}

/// A list of `MIN` to `MAX` things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<T>", into = "Vec<T>", bound(serialize = "T: Serialize + Clone", deserialize = "T: Deserialize<'de>"))]
pub struct Few<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> Default for Few<T, 0, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MIN: usize, const MAX: usize> std::ops::Deref for Few<T, MIN, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MIN: usize, const MAX: usize> TryFrom<Vec<T>> for Few<T, MIN, MAX> {
    type Error = OutOfBounds;

    fn try_from(things: Vec<T>) -> Result<Self, OutOfBounds> {
        if (MIN..=MAX).contains(&things.len()) {
            Ok(Self(things))
        } else {
            Err(OutOfBounds(format!("this list has {MIN} to {MAX} entries, not {}", things.len())))
        }
    }
}

impl<T, const MIN: usize, const MAX: usize> From<Few<T, MIN, MAX>> for Vec<T> {
    fn from(few: Few<T, MIN, MAX>) -> Vec<T> {
        few.0
    }
}

impl Port {
    /// The well-known port of name servers.
    pub const DNS: Self = Self(53);
    /// The well-known port of time servers.
    pub const NTP: Self = Self(123);
    /// The well-known port of SSH servers.
    pub const SSH: Self = Self(22);
    /// The well-known port of SNMP agents.
    pub const SNMP: Self = Self(161);
    /// The well-known port of RTSP servers.
    pub const RTSP: Self = Self(554);
    /// The well-known port of HTTP.
    pub const HTTP: Self = Self(80);
    /// The well-known port of HTTP over TLS.
    pub const HTTPS: Self = Self(443);
}

impl From<std::num::NonZeroU16> for Port {
    fn from(port: std::num::NonZeroU16) -> Self {
        Self(port.get())
    }
}

impl Default for Packets {
    fn default() -> Self {
        Self(3)
    }
}

impl Default for PayloadBytes {
    /// What `ping` sends.
    fn default() -> Self {
        Self(56)
    }
}

#[expect(clippy::derivable_impls, reason = "the macro that makes the type has no default for all")]
impl Default for Redirects {
    fn default() -> Self {
        Self(0)
    }
}

impl Default for Retries {
    /// One lost datagram is weather; two in a row are worth a failure.
    fn default() -> Self {
        Self(1)
    }
}
