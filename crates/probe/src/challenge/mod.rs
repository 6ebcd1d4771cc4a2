//! Answering "who are you?" in HTTP and RTSP: Basic (RFC 7617) and Digest (RFC 2617 and 7616, MD5 and SHA-256).
//!
//! A password is sent only to a device that asked for one, and as a digest when the device offers any digest we know.

mod digest;
mod header;

use std::fmt;

use data_encoding::BASE64;
pub(crate) use header::Challenge;

use crate::failure::{Failure, FailureKind};
use crate::login::Login;

/// Why the challenges of a device cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unanswerable {
    /// It asked for nothing we know how to answer.
    NoKnownScheme,
    /// This computer's random source failed.
    NoRandomness,
}

/// Reads all `WWW-Authenticate` headers of an answer.
pub(crate) fn read<'a>(headers: impl IntoIterator<Item = &'a str>) -> Vec<Challenge> {
    headers.into_iter().flat_map(header::parse).collect()
}

/// The `Authorization` header that answers the strongest of `challenges` for `method` on `uri`.
pub(crate) fn answer(challenges: &[Challenge], login: &Login, method: &str, uri: &str) -> Result<String, Unanswerable> {
    let strongest = challenges.iter().filter_map(digest::Offer::read).max_by_key(digest::Offer::strength);
    if let Some(offer) = strongest {
        return Ok(offer.answer(login, method, uri, &client_nonce()?));
    }
    if challenges.iter().any(|challenge| challenge.is("basic")) {
        let pair = format!("{}:{}", login.user(), login.password().reveal());
        return Ok(format!("Basic {}", BASE64.encode(pair.as_bytes())));
    }
    Err(Unanswerable::NoKnownScheme)
}

/// Whether the device only says that its nonce has grown old, not that the password is wrong.
pub(crate) fn is_stale(challenges: &[Challenge]) -> bool {
    challenges
        .iter()
        .any(|challenge| challenge.is("digest") && challenge.get("stale").is_some_and(|stale| stale.eq_ignore_ascii_case("true")))
}

/// Why the device at `asked` could not be told who asks.
pub(crate) fn failure(why: Unanswerable, asked: impl fmt::Display) -> Failure {
    match why {
        Unanswerable::NoKnownScheme => Failure::new(
            FailureKind::Authentication,
            format!(
                "{asked} asks for a login in a way that is not supported. Switch its authentication to Digest (MD5 or SHA-256) or Basic."
            ),
            format!("{asked} 要求的认证方式不受支持。请将其认证方式改为 Digest（MD5 或 SHA-256）或 Basic。"),
        ),
        Unanswerable::NoRandomness => Failure::no_randomness(),
    }
}

fn client_nonce() -> Result<String, Unanswerable> {
    use ring::rand::SecureRandom;
    let mut bytes = [0; 12];
    ring::rand::SystemRandom::new().fill(&mut bytes).map_err(|_| Unanswerable::NoRandomness)?;
    Ok(data_encoding::HEXLOWER.encode(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login() -> Login {
        Login::new("ops", "s3cret").unwrap()
    }

    #[test]
    fn the_strongest_offer_is_taken() {
        let offers = read([
            "Basic realm=\"cam\"",
            "Digest realm=\"cam\", nonce=\"n1\", algorithm=MD5",
            "Digest realm=\"cam\", nonce=\"n2\", algorithm=SHA-256, qop=\"auth,auth-int\"",
            "Digest realm=\"cam\", nonce=\"n3\", algorithm=SHA-512-256",
        ]);
        let answer = answer(&offers, &login(), "DESCRIBE", "rtsp://10.0.0.1/").unwrap();
        assert!(answer.starts_with("Digest ") && answer.contains("nonce=\"n2\"") && answer.contains("algorithm=SHA-256"), "{answer}");
        assert!(!answer.contains("s3cret"));
    }

    #[test]
    fn basic_is_sent_only_when_nothing_better_is_offered() {
        assert_eq!(answer(&read(["Basic realm=\"cam\""]), &login(), "GET", "/").as_deref(), Ok("Basic b3BzOnMzY3JldA=="));
        assert_eq!(answer(&read(["Bearer realm=\"cam\""]), &login(), "GET", "/"), Err(Unanswerable::NoKnownScheme));
        assert_eq!(answer(&[], &login(), "GET", "/"), Err(Unanswerable::NoKnownScheme));
    }

    #[test]
    fn staleness_is_the_digests_own_word() {
        assert!(is_stale(&read(["Digest realm=\"a\", nonce=\"b\", stale=TRUE"])));
        assert!(!is_stale(&read(["Digest realm=\"a\", nonce=\"b\", stale=false"])));
        assert!(!is_stale(&read(["Digest realm=\"stale=true\", nonce=\"b\""])));
    }
}
