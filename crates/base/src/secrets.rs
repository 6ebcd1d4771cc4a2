//! Secrets at rest: passwords of devices and channels are kept encrypted with a key that stands in a file of its own, beside the
//! configuration and not in the database, so that neither a stolen database nor a stolen backup gives them away.

use std::path::Path;
use std::sync::Arc;

use data_encoding::HEXLOWER_PERMISSIVE;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};

use crate::{Error, Result};

/// The key that opens the installation's secrets. Cheap to clone.
#[derive(Clone)]
pub struct Keyring {
    key: Arc<LessSafeKey>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(•••)")
    }
}

impl Keyring {
    /// Reads the key file, 64 hexadecimal digits; makes one, readable by the owner only, when there is none.
    pub fn open_or_create(path: &Path) -> Result<Keyring> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let bytes = HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).unwrap_or_default();
                Keyring::from_bytes(&bytes).ok_or_else(|| {
                    Error::internal(format!(
                        "{} is not a key file: it must hold 64 hexadecimal digits; restore it from your backup",
                        path.display()
                    ))
                })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut bytes = [0; 32];
                random(&mut bytes)?;
                write_private(path, HEXLOWER_PERMISSIVE.encode(&bytes))?;
                Keyring::from_bytes(&bytes).ok_or_else(|| Error::internal("a fresh key was not accepted"))
            }
            Err(error) => Err(Error::internal(format!("cannot read the key file {}: {error}", path.display()))),
        }
    }

    /// A key that is forgotten with the process: for tests.
    pub fn ephemeral() -> Result<Keyring> {
        let mut bytes = [0; 32];
        random(&mut bytes)?;
        Keyring::from_bytes(&bytes).ok_or_else(|| Error::internal("a fresh key was not accepted"))
    }

    fn from_bytes(bytes: &[u8]) -> Option<Keyring> {
        UnboundKey::new(&CHACHA20_POLY1305, bytes).ok().map(|key| Keyring { key: Arc::new(LessSafeKey::new(key)) })
    }

    /// Encrypts a secret for the database. `place` says where it will stand (`devices.snmp`): it opens only there.
    pub fn seal(&self, place: &str, secret: &str) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        random(&mut nonce)?;
        let mut sealed = secret.as_bytes().to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.as_bytes()), &mut sealed)
            .map_err(|_| Error::internal("a secret could not be encrypted"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Decrypts what [`Keyring::seal`] made for the same place.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<String> {
        let wrong = || Error::internal(format!("a secret in {place} does not open: the key file is not the one it was written with"));
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(wrong)?;
        let mut body = body.to_vec();
        let plain =
            self.key.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place.as_bytes()), &mut body).map_err(|_| wrong())?;
        String::from_utf8(plain.to_vec()).map_err(|_| wrong())
    }
}

/// Fills with random bytes fit for keys and tokens.
pub fn random(bytes: &mut [u8]) -> Result<()> {
    SystemRandom::new().fill(bytes).map_err(|_| Error::internal("the system gives no random numbers"))
}

/// A random token of 256 bits, as text that fits an address: for sessions, API tokens and one-time links. Keep only [`token_hash`] of it.
pub fn token() -> Result<String> {
    let mut bytes = [0; 32];
    random(&mut bytes)?;
    Ok(data_encoding::BASE64URL_NOPAD.encode(&bytes))
}

/// What is kept of a token: its SHA-256 in hexadecimal digits.
pub fn token_hash(token: &str) -> String {
    data_encoding::HEXLOWER.encode(ring::digest::digest(&ring::digest::SHA256, token.as_bytes()).as_ref())
}

/// Writes a file that only its owner may read; it must not exist yet.
pub fn write_private(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let failed = |error: std::io::Error| Error::internal(format!("cannot write {}: {error}", path.display()));
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    file.write_all(content.as_ref()).and_then(|()| file.sync_all()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_with_its_key_and_in_its_place() {
        let keys = Keyring::ephemeral().unwrap();
        let sealed = keys.seal("devices.snmp", "公共 public").unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"public"));
        assert_eq!(keys.open("devices.snmp", &sealed).unwrap(), "公共 public");
        assert!(keys.open("channels.secret", &sealed).is_err());
        assert!(Keyring::ephemeral().unwrap().open("devices.snmp", &sealed).is_err());
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert!(keys.open("devices.snmp", &changed).is_err());
        assert!(keys.open("devices.snmp", &sealed[..5]).is_err());
    }

    #[test]
    fn the_key_file_is_made_once_and_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/secret.key");
        let sealed = Keyring::open_or_create(&path).unwrap().seal("here", "text").unwrap();
        assert_eq!(Keyring::open_or_create(&path).unwrap().open("here", &sealed).unwrap(), "text");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::write(&path, "nonsense").unwrap();
        assert!(Keyring::open_or_create(&path).unwrap_err().to_string().contains("64 hexadecimal"));
    }
}
