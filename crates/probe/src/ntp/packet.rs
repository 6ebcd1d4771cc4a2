//! The packet of SNTP version 4 (RFC 5905, section 7.3; RFC 4330).

use std::time::Duration;

/// An answer, as it was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Answer {
    /// 0 none, 1 or 2 a leap second at the end of the day, 3 not synchronized.
    pub(super) leap: u8,
    /// 1 has a clock of its own, 2 to 15 have it from another, 16 is not synchronized.
    pub(super) stratum: u8,
    /// To the clock at the root, in seconds.
    pub(super) root_delay: f64,
    /// The largest error since the clock at the root, in seconds.
    pub(super) root_dispersion: f64,
    /// Where the server has its time from, or why it refuses.
    pub(super) reference: [u8; 4],
    /// When it got the request and sent the answer, by its own clock.
    pub(super) received: Instant64,
    pub(super) sent: Instant64,
}

/// Seconds since 1900 modulo 2³², and 2³²nds of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Instant64(pub(super) u64);

impl Instant64 {
    /// From the time since 1970.
    pub(super) fn from_unix(since_1970: Duration) -> Self {
        const TO_1970: u64 = 2_208_988_800;
        // Only the era is lost, which the difference of two instants does not need.
        let seconds = since_1970.as_secs().wrapping_add(TO_1970) << 32;
        Self(seconds | ((u64::from(since_1970.subsec_nanos()) << 32) / 1_000_000_000))
    }

    /// Seconds from `earlier` to this, at most 68 years either way.
    pub(super) fn since(self, earlier: Self) -> f64 {
        self.0.wrapping_sub(earlier.0).cast_signed() as f64 / 4_294_967_296.0
    }
}

/// A request marked with `mark`, which is no time: nobody needs to know ours.
pub(super) fn request(mark: [u8; 8]) -> Vec<u8> {
    const VERSION_4_CLIENT: u8 = 4 << 3 | 3;
    [&[VERSION_4_CLIENT][..], &[0; 39], &mark].concat()
}

/// Reads `packet` as the answer to `request`; nothing when it is none.
pub(super) fn answer(request: &[u8], packet: &[u8]) -> Option<Answer> {
    let head: &[u8; 48] = packet.first_chunk()?;
    let mode = head[0] & 7;
    if mode != 4 || head.get(24..32)? != request.get(40..48)? {
        return None;
    }
    let word = |at: usize| Some(u32::from_be_bytes(*head.get(at..)?.first_chunk()?));
    let instant = |at: usize| Some(Instant64(u64::from_be_bytes(*head.get(at..)?.first_chunk()?)));
    Some(Answer {
        leap: head[0] >> 6,
        stratum: head[1],
        root_delay: f64::from(word(4)?.cast_signed()) / 65_536.0,
        root_dispersion: f64::from(word(8)?) / 65_536.0,
        reference: word(12)?.to_be_bytes(),
        received: instant(32)?,
        sent: instant(40)?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            answer(&request(*b"markmark"), &bytes);
        }

        #[test]
        fn differences_are_right_across_the_end_of_an_era(at in 0u64..4_000_000_000_000, later in 0u64..1_000_000_000_000) {
            let (at, later) = (Duration::from_millis(at), Duration::from_millis(later));
            let found = Instant64::from_unix(at + later).since(Instant64::from_unix(at));
            prop_assert!((found - later.as_secs_f64()).abs() < 1e-6);
            prop_assert!((Instant64::from_unix(at).since(Instant64::from_unix(at + later)) + later.as_secs_f64()).abs() < 1e-6);
        }
    }

    #[test]
    fn an_answer_to_another_request_is_none() {
        let asked = request(*b"markmark");
        assert_eq!(answer(&asked, &asked), None, "a request is no answer");
        let mut reply = asked.clone();
        reply[0] = 4 << 3 | 4;
        assert_eq!(answer(&asked, &reply), None, "it does not repeat our mark");
        reply[24..32].copy_from_slice(b"markmark");
        assert!(answer(&asked, &reply).is_some());
    }
}
