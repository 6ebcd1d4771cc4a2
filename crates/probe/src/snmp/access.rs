//! As whom an agent is asked. The types leave no room for nonsense: privacy without authentication, which USM does not know, cannot be
//! written down, nor a passphrase that every agent would refuse.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// Version and credentials; in JSON the version is named by `version`: `1`, `2c` or `3`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "version")]
pub enum Access {
    /// Version 1, for agents that know nothing newer: no counters of 64 bits, one object less or more at a time.
    #[serde(rename = "1")]
    V1(V2c),
    /// Version 2c.
    #[serde(rename = "2c")]
    V2c(V2c),
    /// Version 3 with the user-based security model.
    #[serde(rename = "3")]
    V3(V3),
}

/// A community, sent in clear: anybody on the way reads it and can answer with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct V2c {
    /// The community.
    pub community: Community,
}

/// A user, known by name alone, by a passphrase, or by a passphrase over an encrypted conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct V3 {
    /// The user's name on the device.
    pub user: UserName,
    /// How the user is proven; without it anybody can answer in the device's name.
    #[serde(default)]
    pub auth: Option<Authentication>,
    /// The context, where the device has several; mostly empty.
    #[serde(default)]
    pub context: String,
}

/// Proof of the user and of every answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authentication {
    /// The hash.
    pub protocol: AuthProtocol,
    /// Its passphrase.
    pub password: Passphrase,
    /// Encryption, where the device has it.
    #[serde(default)]
    pub privacy: Option<Privacy>,
}

/// Encryption of the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    /// The cipher.
    pub protocol: PrivacyProtocol,
    /// Its passphrase.
    pub password: Passphrase,
}

/// Hashes for authentication (RFC 3414, RFC 7860). MD5 is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthProtocol {
    /// SHA-1, what devices call plainly `SHA`.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// Ciphers for privacy. DES is left out. Beyond 128 bits no standard says how to lengthen a short key, and vendors chose two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrivacyProtocol {
    /// AES with 128 bits (RFC 3826), what devices call plainly `AES`.
    Aes128,
    /// AES with 192 bits, the way of draft-blumenthal.
    Aes192,
    /// AES with 256 bits, the way of draft-blumenthal.
    Aes256,
    /// AES with 192 bits, the way of draft-reeder, as Cisco and others do it.
    Aes192Cisco,
    /// AES with 256 bits, the way of draft-reeder, as Cisco and others do it.
    Aes256Cisco,
}

/// A community: 1 to 255 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Secret", into = "Secret")]
pub struct Community(Secret);

/// A passphrase: at least 8 bytes, as RFC 3414 requires and every agent insists.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Secret", into = "Secret")]
pub struct Passphrase(Secret);

/// The name of a user of USM: 1 to 32 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(String);

/// Why a community, passphrase or user name cannot be one. Never repeats what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused(&'static str);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refused {}

impl Community {
    /// The community itself, for the wire.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl TryFrom<Secret> for Community {
    type Error = Refused;

    fn try_from(secret: Secret) -> Result<Self, Refused> {
        if (1..=255).contains(&secret.reveal().len()) {
            Ok(Self(secret))
        } else {
            Err(Refused("community must be from 1 to 255 bytes long"))
        }
    }
}

impl From<Community> for Secret {
    fn from(community: Community) -> Self {
        community.0
    }
}

impl Passphrase {
    /// The passphrase itself, for making keys.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl TryFrom<Secret> for Passphrase {
    type Error = Refused;

    fn try_from(secret: Secret) -> Result<Self, Refused> {
        if (8..=1024).contains(&secret.reveal().len()) {
            Ok(Self(secret))
        } else {
            Err(Refused("an SNMPv3 password must be from 8 to 1024 bytes long"))
        }
    }
}

impl From<Passphrase> for Secret {
    fn from(passphrase: Passphrase) -> Self {
        passphrase.0
    }
}

impl UserName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UserName {
    type Error = Refused;

    fn try_from(name: String) -> Result<Self, Refused> {
        if (1..=32).contains(&name.len()) { Ok(Self(name)) } else { Err(Refused("an SNMPv3 user must be from 1 to 32 bytes long")) }
    }
}

impl From<UserName> for String {
    fn from(name: UserName) -> Self {
        name.0
    }
}
