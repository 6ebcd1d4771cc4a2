//! Passwords are kept as argon2id hashes with the parameters OWASP recommends (19 MiB, two passes, one lane). Hashing is slow on purpose,
//! so it runs beside the requests and only so often at once that a flood of sign-ins costs neither all memory nor all cores.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use base::{Error, Result};
use tokio::sync::Semaphore;

use crate::model::Password;

/// How many hashes are computed at once: 4 × 19 MiB.
const AT_ONCE: usize = 4;

/// Hashes passwords and compares them. Cheap to clone; clones share the limit.
#[derive(Debug, Clone)]
pub(crate) struct Hashing {
    permits: Arc<Semaphore>,
    /// A hash that no password is compared with in earnest: so that an unknown login costs as much as a known one.
    nobody: Arc<OnceLock<String>>,
}

impl Hashing {
    pub(crate) fn new() -> Hashing {
        Hashing { permits: Arc::new(Semaphore::new(AT_ONCE)), nobody: Arc::default() }
    }

    /// The hash to keep, as a PHC string.
    pub(crate) async fn hash(&self, password: &Password) -> Result<String> {
        let password = password.clone();
        self.beside(move || hash(&password)).await
    }

    /// Whether the password is the one that was hashed. Without a hash it is wrong, after the same work.
    pub(crate) async fn is_right(&self, password: &Password, kept: Option<String>) -> Result<bool> {
        let (password, nobody) = (password.clone(), Arc::clone(&self.nobody));
        self.beside(move || {
            let nobody = match nobody.get() {
                Some(hash) => hash.clone(),
                None => nobody.get_or_init(|| hash(&Password("nobody".to_owned())).unwrap_or_default()).clone(),
            };
            let known = kept.is_some();
            Ok(matches(&password, &kept.unwrap_or(nobody))? && known)
        })
        .await
    }

    async fn beside<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let _permit = self.permits.acquire().await.map_err(|_| Error::internal("password hashing has been closed"))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal(format!("password hashing failed: {error}")))?
    }
}

fn argon2id() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| failed(&error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &Password) -> Result<String> {
    let hash: PasswordHash = argon2id()?.hash_password(password.0.as_bytes()).map_err(|error| failed(&error.to_string()))?;
    Ok(hash.to_string())
}

fn matches(password: &Password, kept: &str) -> Result<bool> {
    let kept = PasswordHash::new(kept).map_err(|error| failed(&error.to_string()))?;
    match argon2id()?.verify_password(password.0.as_bytes(), &kept) {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(error) => Err(failed(&error.to_string())),
    }
}

fn failed(reason: &str) -> Error {
    Error::internal(format!("a password could not be hashed: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_kept_as_argon2id_and_recognised() {
        let hashing = Hashing::new();
        let password = Password("守约 correct horse".into());
        let kept = hashing.hash(&password).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hashing.hash(&password).await.unwrap(), "each hash has its own salt");
        assert!(hashing.is_right(&password, Some(kept.clone())).await.unwrap());
        assert!(!hashing.is_right(&Password("守约 correct horsf".into()), Some(kept)).await.unwrap());
        assert!(!hashing.is_right(&Password("nobody".into()), None).await.unwrap(), "nobody has no password");
        assert!(hashing.is_right(&password, Some("nonsense".into())).await.is_err());
    }
}
