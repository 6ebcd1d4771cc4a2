//! The installation's signature: an Ed25519 key pair. The private key stands in a file of its own, beside the configuration and not in
//! the database, so that whoever can edit the database cannot seal what they edited. The public key is for everybody.

use std::fmt;
use std::io::ErrorKind;
use std::path::Path;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::secrets::write_private;
use crate::{Error, Result};

/// The key that signs. Several nodes on one database share one key file.
pub struct Signer {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.public)
    }
}

impl Signer {
    /// Reads the key file (PKCS#8, binary); makes one, readable by the owner only, when there is none.
    pub fn open_or_create(path: &Path) -> Result<Signer> {
        match std::fs::read(path) {
            Ok(document) => Signer::from_pkcs8(&document).ok_or_else(|| {
                Error::internal(format!(
                    "{} is not the journal's key: it must hold an Ed25519 key (PKCS#8); restore it from your backup",
                    path.display()
                ))
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let document = generate()?;
                write_private(path, &document)?;
                Signer::from_pkcs8(&document).ok_or_else(|| Error::internal("a fresh signing key was not accepted"))
            }
            Err(error) => Err(Error::internal(format!("cannot read the journal's key {}: {error}", path.display()))),
        }
    }

    /// A key that is forgotten with the process: for tests.
    pub fn ephemeral() -> Result<Signer> {
        Signer::from_pkcs8(&generate()?).ok_or_else(|| Error::internal("a fresh signing key was not accepted"))
    }

    fn from_pkcs8(document: &[u8]) -> Option<Signer> {
        let pair = Ed25519KeyPair::from_pkcs8(document).ok()?;
        let public = PublicKey(pair.public_key().as_ref().try_into().ok()?);
        Some(Signer { pair, public })
    }

    /// The 64 bytes of the signature of a message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }

    /// The key that verifies.
    pub fn public_key(&self) -> PublicKey {
        self.public
    }
}

fn generate() -> Result<Vec<u8>> {
    Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
        .map(|document| document.as_ref().to_vec())
        .map_err(|_| Error::internal("the system gives no random numbers"))
}

/// The key that verifies: the 32 bytes of an Ed25519 public key, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Whether the signature is this key's over the message.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(message, signature).is_ok()
    }

    /// The SHA-256 of the key's 32 bytes in hexadecimal digits, in groups of eight: what two people compare over the telephone.
    pub fn fingerprint(&self) -> String {
        let digits = HEXLOWER.encode(digest(&SHA256, &self.0).as_ref());
        let groups: Vec<String> = digits.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        groups.join(" ")
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = String;

    fn from_str(text: &str) -> Result<PublicKey, String> {
        let bytes = HEXLOWER.decode(text.trim().as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(PublicKey).ok_or_else(|| format!("“{text}” is not a public key: it is 64 hexadecimal digits (0-9, a-f)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_is_made_once_and_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/journal.pk8");
        let first = Signer::open_or_create(&path).unwrap();
        let again = Signer::open_or_create(&path).unwrap();
        assert_eq!(first.public_key(), again.public_key());
        assert!(again.public_key().verifies(b"text", &first.sign(b"text")));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!format!("{first:?}").contains("pair"));
        std::fs::write(&path, "nonsense").unwrap();
        assert!(Signer::open_or_create(&path).unwrap_err().to_string().contains("restore it from your backup"));
    }

    #[test]
    fn a_signature_is_of_one_key_over_one_text() {
        let (signer, other) = (Signer::ephemeral().unwrap(), Signer::ephemeral().unwrap());
        let mut signature = signer.sign(b"text");
        assert!(signer.public_key().verifies(b"text", &signature));
        assert!(!signer.public_key().verifies(b"test", &signature));
        assert!(!other.public_key().verifies(b"text", &signature));
        assert!(!signer.public_key().verifies(b"text", &[]));
        signature[3] ^= 1;
        assert!(!signer.public_key().verifies(b"text", &signature));
    }

    #[test]
    fn a_public_key_reads_back_as_it_was_written() {
        let key = Signer::ephemeral().unwrap().public_key();
        assert_eq!(key.to_string().parse(), Ok(key));
        assert_eq!(key.fingerprint().len(), 71);
        for wrong in ["", "ab", &key.to_string().to_uppercase(), &format!("{key}00")] {
            assert!(wrong.parse::<PublicKey>().is_err(), "{wrong}");
        }
    }
}
