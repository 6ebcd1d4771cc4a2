//! How a device is asked over SNMP. Community and passwords are kept encrypted, are never read back over the API and never stand in the
//! journal (安全性及保密性).

use serde::{Deserialize, Deserializer};

use super::word::words;

words!(
    /// The versions of SNMP that are spoken.
    SnmpVersion {
        /// Community in clear, one answer at a time, counters of 32 bits: what old power supplies and converters speak.
        V1 = "1",
        /// Community in clear.
        V2c = "2c",
        /// User-based security.
        V3 = "3",
    }
);

impl SnmpVersion {
    /// Whether a community is all that it asks for.
    pub fn is_by_community(self) -> bool {
        matches!(self, SnmpVersion::V1 | SnmpVersion::V2c)
    }
}

words!(
    /// Hashes for authentication (RFC 3414, RFC 7860).
    SnmpAuth {
        /// SHA-1, what devices call plainly `SHA`.
        Sha1 = "sha1",
        /// SHA-224.
        Sha224 = "sha224",
        /// SHA-256.
        Sha256 = "sha256",
        /// SHA-384.
        Sha384 = "sha384",
        /// SHA-512.
        Sha512 = "sha512",
    }
);

words!(
    /// Ciphers for privacy.
    SnmpPrivacy {
        /// AES with 128 bits (RFC 3826), what devices call plainly `AES`.
        Aes128 = "aes128",
        /// AES with 192 bits, the way of draft-blumenthal.
        Aes192 = "aes192",
        /// AES with 256 bits, the way of draft-blumenthal.
        Aes256 = "aes256",
        /// AES with 192 bits, the way of Cisco.
        Aes192Cisco = "aes192_cisco",
        /// AES with 256 bits, the way of Cisco.
        Aes256Cisco = "aes256_cisco",
    }
);

/// A word that only the device may read. Its `Debug` prints `•••`; it has neither `Display` nor `Serialize`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text as a secret.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text itself, for the device.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("•••")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret)
    }
}

/// How a device is asked over SNMP. Read without keys (`facts`), the secrets are `None` and only `has_…` tells that they are there; read
/// with [`crate::Archive::devices_with_access`] they stand here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnmpAccess {
    /// Which version.
    pub version: SnmpVersion,
    /// The UDP port.
    pub port: u16,
    /// Whether there is a community.
    pub has_community: bool,
    /// The community (versions 1 and 2c).
    pub community: Option<Secret>,
    /// The user's name on the device (version 3).
    pub user: Option<String>,
    /// How the user is proven (version 3).
    pub auth: Option<SnmpAuth>,
    /// Its passphrase: there when `auth` is and the secrets were opened.
    pub auth_password: Option<Secret>,
    /// How the conversation is encrypted (version 3).
    pub privacy: Option<SnmpPrivacy>,
    /// Its passphrase: there when `privacy` is and the secrets were opened.
    pub privacy_password: Option<Secret>,
}

/// How a device is to be asked over SNMP. Secrets are write-only: one that is absent stays as it is when the device has it already.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSnmp {
    /// Which version.
    pub version: SnmpVersion,
    /// The UDP port; 161 when absent.
    pub port: Option<u16>,
    /// The community, 1 to 255 bytes (versions 1 and 2c).
    #[schema(value_type = Option<String>)]
    pub community: Option<Secret>,
    /// The user's name on the device, 1 to 32 bytes (version 3).
    pub user: Option<String>,
    /// How the user is proven (version 3).
    pub auth: Option<SnmpAuth>,
    /// Its passphrase, 8 to 1024 bytes.
    #[schema(value_type = Option<String>)]
    pub auth_password: Option<Secret>,
    /// How the conversation is encrypted (version 3, with `auth`).
    pub privacy: Option<SnmpPrivacy>,
    /// Its passphrase, 8 to 1024 bytes.
    #[schema(value_type = Option<String>)]
    pub privacy_password: Option<Secret>,
}

impl NewSnmp {
    /// Version 2c with a community on the usual port.
    pub fn community(community: impl Into<String>) -> NewSnmp {
        NewSnmp {
            version: SnmpVersion::V2c,
            port: None,
            community: Some(Secret::new(community)),
            user: None,
            auth: None,
            auth_password: None,
            privacy: None,
            privacy_password: None,
        }
    }
}
