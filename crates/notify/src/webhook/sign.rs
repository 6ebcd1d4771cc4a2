//! The signature of what a webhook is sent: HMAC-SHA256 over the instant, a dot and the body, so that a receiver can tell that it came
//! from here and that it is not an old one sent again.

use base::Timestamp;
use ring::hmac;

/// The header's name.
pub(crate) const HEADER: &str = "aftercare-signature";

/// The header's value: `t=1772413200,v1=…` with the seconds since 1970 and 64 hexadecimal digits.
pub(crate) fn signature(secret: &str, now: Timestamp, body: &str) -> String {
    let seconds = now.milliseconds().div_euclid(1000);
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{seconds}.{body}").as_bytes());
    format!("t={seconds},v1={}", data_encoding::HEXLOWER.encode(tag.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with: printf '1772413200.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of sixteen'
    #[test]
    fn a_receiver_can_compute_it() {
        let now = Timestamp::from_milliseconds(1_772_413_200_999);
        assert_eq!(
            signature("a secret of sixteen", now, "{\"a\":1}"),
            "t=1772413200,v1=c590e793587752dd1a407a5f82f0803fa52f0a7f0641ff71df1bbf327c061ed2"
        );
    }
}
