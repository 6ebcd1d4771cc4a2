//! The Digest scheme: proving that one knows a password without sending it.

use data_encoding::HEXLOWER;
use md5::{Digest as _, Md5};

use super::header::Challenge;
use crate::login::Login;

/// A hash the device asks for. MD5 is broken as a hash, yet it is what cameras know, and it still beats the password in clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hash {
    Md5,
    Sha256,
}

impl Hash {
    fn of(self, text: &str) -> String {
        match self {
            Self::Md5 => HEXLOWER.encode(&Md5::digest(text)),
            Self::Sha256 => HEXLOWER.encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()).as_ref()),
        }
    }
}

/// A Digest challenge that we can answer.
#[derive(Debug)]
pub(super) struct Offer<'a> {
    challenge: &'a Challenge,
    realm: &'a str,
    nonce: &'a str,
    hash: Hash,
    /// The session variant, which mixes the nonces into the first hash.
    session: bool,
    /// The device wants its answer tied to a counter and a nonce of ours (`qop=auth`); old devices do not know that.
    counted: bool,
}

impl<'a> Offer<'a> {
    /// Reads `challenge`; nothing when it is another scheme, lacks a part, or wants a hash or a protection we do not have.
    pub(super) fn read(challenge: &'a Challenge) -> Option<Self> {
        if !challenge.is("digest") {
            return None;
        }
        let (hash, session) = match challenge.get("algorithm").unwrap_or("MD5").to_ascii_uppercase().as_str() {
            "MD5" => (Hash::Md5, false),
            "MD5-SESS" => (Hash::Md5, true),
            "SHA-256" => (Hash::Sha256, false),
            "SHA-256-SESS" => (Hash::Sha256, true),
            _ => return None,
        };
        let counted = match challenge.get("qop") {
            None => false,
            Some(list) if list.split(',').any(|one| one.trim().eq_ignore_ascii_case("auth")) => true,
            Some(_) => return None,
        };
        Some(Self { challenge, realm: challenge.get("realm")?, nonce: challenge.get("nonce")?, hash, session, counted })
    }

    /// What makes one offer better than another.
    pub(super) fn strength(&self) -> impl Ord + use<> {
        (self.hash, self.counted)
    }

    /// The whole `Authorization` value.
    pub(super) fn answer(&self, login: &Login, method: &str, uri: &str, client_nonce: &str) -> String {
        let nonce = self.nonce;
        let response = self.response(login, method, uri, client_nonce);
        let mut answer = format!(
            r#"Digest username="{}", realm="{}", nonce="{}", uri="{}", response="{response}""#,
            quoted(login.user()),
            quoted(self.realm),
            quoted(nonce),
            quoted(uri),
        );
        if let Some(algorithm) = self.challenge.get("algorithm") {
            answer.push_str(&format!(", algorithm={algorithm}"));
        }
        if self.counted {
            answer.push_str(&format!(r#", qop=auth, nc=00000001, cnonce="{client_nonce}""#));
        } else if self.session {
            answer.push_str(&format!(r#", cnonce="{client_nonce}""#));
        }
        if let Some(opaque) = self.challenge.get("opaque") {
            answer.push_str(&format!(r#", opaque="{}""#, quoted(opaque)));
        }
        answer
    }

    fn response(&self, login: &Login, method: &str, uri: &str, client_nonce: &str) -> String {
        let (hash, nonce) = (self.hash, self.nonce);
        let mut who = hash.of(&format!("{}:{}:{}", login.user(), self.realm, login.password().reveal()));
        if self.session {
            who = hash.of(&format!("{who}:{nonce}:{client_nonce}"));
        }
        let what = hash.of(&format!("{method}:{uri}"));
        if self.counted {
            hash.of(&format!("{who}:{nonce}:00000001:{client_nonce}:auth:{what}"))
        } else {
            hash.of(&format!("{who}:{nonce}:{what}"))
        }
    }
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::super::header::parse;
    use super::*;

    /// The examples printed in the standards.
    #[test]
    fn the_standards_own_examples_come_out() {
        let login = Login::new("Mufasa", "Circle Of Life").unwrap();
        let rfc2617 = parse(
            r#"Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#,
        );
        let offer = Offer::read(rfc2617.first().unwrap()).unwrap();
        assert_eq!(offer.response(&login, "GET", "/dir/index.html", "0a4f113b"), "6629fae49393a05397450978507c4ef1");

        let login = Login::new("Mufasa", "Circle of Life").unwrap();
        let rfc7616 = parse(
            r#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#,
        );
        let offer = Offer::read(rfc7616.first().unwrap()).unwrap();
        assert_eq!(
            offer.response(&login, "GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
        );
    }

    #[test]
    fn an_old_camera_without_qop_gets_the_old_answer() {
        let challenges = parse(r#"Digest realm="IP Camera(21388)", nonce="2b4a6a7b8c""#);
        let offer = Offer::read(challenges.first().unwrap()).unwrap();
        let answer = offer.answer(&Login::new("admin", "12345").unwrap(), "DESCRIBE", "rtsp://10.0.0.1:554/", "unused");
        assert!(!answer.contains("cnonce") && !answer.contains("qop") && !answer.contains("algorithm"), "{answer}");
    }

    #[test]
    fn what_cannot_be_answered_is_no_offer() {
        for text in [
            "Basic realm=\"a\"",
            "Digest realm=\"a\"",
            "Digest nonce=\"a\"",
            "Digest realm=\"a\", nonce=\"b\", algorithm=SHA-512-256",
            "Digest realm=\"a\", nonce=\"b\", qop=\"auth-int\"",
        ] {
            assert!(Offer::read(parse(text).first().unwrap()).is_none(), "{text}");
        }
    }
}
