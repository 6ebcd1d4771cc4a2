//! Proving that a message reaches somebody: a code of six digits is sent and typed back. A code lives a quarter of an hour, speaks for one
//! address, and may be guessed at five times.

use base::{Error, Refusal, Result, Text, Timestamp};

/// How long a code may be typed back.
pub(crate) const LIFE_SECONDS: i64 = 15 * 60;
/// How long whoever was sent a code waits for another: a number is not to be flooded.
pub(crate) const PAUSE_SECONDS: i64 = 60;
/// How many wrong tries a code survives.
const MOST_TRIES: i64 = 5;

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct SentCode {
    /// Where to.
    pub(crate) address: String,
    pub(crate) code_hash: String,
    pub(crate) sent_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    /// Wrong tries so far.
    pub(crate) tries: i64,
}

/// Six digits from eight random bytes; the remainder's bias is one in 10¹³.
pub(crate) fn digits(random: [u8; 8]) -> String {
    format!("{:06}", u64::from_be_bytes(random) % 1_000_000)
}

/// Refuses another code so soon after the last.
pub(crate) fn may_send(last: Option<&SentCode>, now: Timestamp) -> Result<()> {
    let wait = last.map_or(0, |last| PAUSE_SECONDS * 1000 - now.milliseconds_since(last.sent_at));
    if wait <= 0 || wait > PAUSE_SECONDS * 1000 {
        return Ok(());
    }
    let seconds = (wait + 999) / 1000;
    Err(Error::Refused(Refusal::new(
        429,
        "contact.too_soon",
        Text::new(
            format!("A code was sent a moment ago. Ask for another in {seconds} s."),
            format!("验证码刚刚发送，请在 {seconds} 秒后重试。"),
        ),
    )))
}

/// What typing a code back comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    /// It is the one that was sent.
    Right,
    /// It is another.
    Wrong,
    /// There is none to be typed back: never sent, too old, guessed at too often, or sent to another address.
    NoCode,
}

/// Compares what was typed, as a hash, with what was sent.
pub(crate) fn typed(sent: Option<&SentCode>, address: &str, hash: &str, now: Timestamp) -> Typed {
    match sent {
        Some(sent) if sent.address == address && now < sent.expires_at && sent.tries < MOST_TRIES => {
            if sent.code_hash == hash {
                Typed::Right
            } else {
                Typed::Wrong
            }
        }
        _ => Typed::NoCode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_milliseconds(second * 1000)
    }

    fn sent(tries: i64) -> SentCode {
        SentCode { address: "110".into(), code_hash: "h".into(), sent_at: at(0), expires_at: at(LIFE_SECONDS), tries }
    }

    #[test]
    fn a_code_has_six_digits() {
        assert_eq!(digits([0; 8]), "000000");
        assert_eq!(digits([0, 0, 0, 0, 0, 0, 0, 42]), "000042");
        assert_eq!(digits([255; 8]).len(), 6);
    }

    #[test]
    fn a_code_is_for_its_address_its_time_and_five_tries() {
        let cases = [
            (Some(sent(0)), "110", "h", 899, Typed::Right),
            (Some(sent(4)), "110", "h", 1, Typed::Right),
            (Some(sent(0)), "110", "x", 1, Typed::Wrong),
            (Some(sent(5)), "110", "h", 1, Typed::NoCode),
            (Some(sent(0)), "110", "h", 900, Typed::NoCode),
            (Some(sent(0)), "111", "h", 1, Typed::NoCode),
            (None, "110", "h", 1, Typed::NoCode),
        ];
        for (sent, address, hash, second, expected) in cases {
            assert_eq!(typed(sent.as_ref(), address, hash, at(second)), expected, "{sent:?} {address} {hash} {second}");
        }
    }

    #[test]
    fn a_number_is_not_flooded() {
        assert!(may_send(None, at(0)).is_ok());
        assert_eq!(may_send(Some(&sent(0)), at(59)).map_err(|error| error.code()), Err("contact.too_soon"));
        assert!(may_send(Some(&sent(0)), at(60)).is_ok());
        assert!(may_send(Some(&sent(0)), at(-3600)).is_ok(), "a clock that was put back locks nobody out");
    }
}
