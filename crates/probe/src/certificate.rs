//! What of a TLS certificate is told: the day it stops being valid, and its names. Prevention comes first (预防为主): an expired certificate is an outage
//! that announces itself months ahead.
//!
//! The TLS library checks certificates but does not tell their dates and addresses, so the few fields on the way there are stepped over by hand
//! (RFC 5280, section 4.1; DER).

use std::net::{Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use crate::outcome::one_line;

const BOOLEAN: u8 = 0x01;
const OCTETS: u8 = 0x04;
const OBJECT_ID: u8 = 0x06;
const EXTENSIONS: u8 = 0xa3;
const DNS_NAME: u8 = 0x82;
const IP_ADDRESS: u8 = 0x87;
const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;

/// The last instant at which the DER-encoded certificate is valid; nothing when it cannot be read.
pub(crate) fn not_after(der: &[u8]) -> Option<Timestamp> {
    let certificate = Element::read(der)?.inside(SEQUENCE)?;
    let mut fields = Element::read(certificate)?.inside(SEQUENCE)?;
    if let Some(version) = Element::read(fields).filter(|element| element.tag == VERSION) {
        fields = version.after;
    }
    // serial number, signature algorithm, issuer
    for tag in [INTEGER, SEQUENCE, SEQUENCE] {
        let field = Element::read(fields)?;
        field.inside(tag)?;
        fields = field.after;
    }
    let validity = Element::read(fields)?.inside(SEQUENCE)?;
    let not_before = Element::read(validity)?;
    let not_after = Element::read(not_before.after)?;
    instant(not_after.tag, not_after.content)
}

/// The names for which the certificate was issued (RFC 5280, section 4.2.1.6): host names and IP addresses, at most a hundred; none when it
/// has none or cannot be read.
pub(crate) fn names(der: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = alternative_names(der).unwrap_or_default();
    while let (Some(element), true) = (Element::read(rest), names.len() < 100) {
        rest = element.after;
        match (element.tag, element.content.len()) {
            (DNS_NAME, 1..=253) => names.push(one_line(&String::from_utf8_lossy(element.content))),
            (IP_ADDRESS, 4) => names.extend(<[u8; 4]>::try_from(element.content).map(|octets| Ipv4Addr::from(octets).to_string())),
            (IP_ADDRESS, 16) => names.extend(<[u8; 16]>::try_from(element.content).map(|octets| Ipv6Addr::from(octets).to_string())),
            _ => {}
        }
    }
    names
}

fn alternative_names(der: &[u8]) -> Option<&[u8]> {
    const ALTERNATIVE_NAMES: &[u8] = &[0x55, 0x1d, 0x11];
    let mut fields = Element::read(Element::read(der)?.inside(SEQUENCE)?)?.inside(SEQUENCE)?;
    let extensions = loop {
        let field = Element::read(fields)?;
        if let Some(extensions) = field.inside(EXTENSIONS) {
            break extensions;
        }
        fields = field.after;
    };
    let mut extensions = Element::read(extensions)?.inside(SEQUENCE)?;
    loop {
        let extension = Element::read(extensions)?;
        extensions = extension.after;
        let id = Element::read(extension.inside(SEQUENCE)?)?;
        if id.inside(OBJECT_ID)? == ALTERNATIVE_NAMES {
            let mut value = Element::read(id.after)?;
            if value.tag == BOOLEAN {
                value = Element::read(value.after)?;
            }
            return Element::read(value.inside(OCTETS)?)?.inside(SEQUENCE);
        }
    }
}

/// Reads `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ`, the only forms RFC 5280 allows.
fn instant(tag: u8, text: &[u8]) -> Option<Timestamp> {
    let digits = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match (tag, digits.len()) {
        (UTC_TIME, 12) => {
            let short: i16 = digits.get(..2)?.parse().ok()?;
            (if short < 50 { 2000 + short } else { 1900 + short }, digits.get(2..)?)
        }
        (GENERALIZED_TIME, 14) => (digits.get(..4)?.parse().ok()?, digits.get(4..)?),
        _ => return None,
    };
    let part = |at: usize| rest.get(at..at + 2)?.parse::<i8>().ok();
    let civil = civil::DateTime::new(year, part(0)?, part(2)?, part(4)?, part(6)?, part(8)?, 0).ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// One DER element and what follows it.
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    after: &'a [u8],
}

impl<'a> Element<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (&tag, bytes) = bytes.split_first()?;
        let (&first, bytes) = bytes.split_first()?;
        let (length, bytes) = if first < 0x80 {
            (usize::from(first), bytes)
        } else {
            let (octets, bytes) = bytes.split_at_checked(usize::from(first & 0x7f))?;
            if octets.is_empty() || octets.len() > 4 {
                return None;
            }
            (octets.iter().fold(0, |length, &octet| length << 8 | usize::from(octet)), bytes)
        };
        let (content, after) = bytes.split_at_checked(length)?;
        Some(Self { tag, content, after })
    }

    fn inside(&self, tag: u8) -> Option<&'a [u8]> {
        (self.tag == tag).then_some(self.content)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn certificate(year: i32) -> Vec<u8> {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(vec!["camera.example".to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2001, 2, 3);
        params.not_after = rcgen::date_time_ymd(year, 11, 22);
        params.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn the_last_day_is_read_in_both_notations() {
        for (year, expected) in
            [(2026, "2026-11-22T00:00:00Z"), (2049, "2049-11-22T00:00:00Z"), (2050, "2050-11-22T00:00:00Z"), (9999, "9999-11-22T00:00:00Z")]
        {
            assert_eq!(not_after(&certificate(year)), Some(expected.parse().unwrap()));
        }
    }

    #[test]
    fn a_certificate_cut_short_anywhere_gives_no_date_or_the_right_one() {
        let whole = certificate(2031);
        let date = not_after(&whole);
        for end in 0..whole.len() {
            let found = not_after(whole.get(..end).unwrap());
            assert!(found.is_none() || found == date);
        }
    }

    #[test]
    fn the_names_of_a_certificate_are_read() {
        let key = rcgen::KeyPair::generate().unwrap();
        let names = ["camera.example", "10.0.0.1", "*.city.example", "2001:db8::1"].map(str::to_owned);
        let certificate = rcgen::CertificateParams::new(names.to_vec()).unwrap().self_signed(&key).unwrap();
        assert_eq!(super::names(certificate.der()), names);
        let nameless = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap().self_signed(&key).unwrap();
        assert_eq!(super::names(nameless.der()), Vec::<String>::new());
    }

    #[test]
    fn impossible_dates_are_not_read() {
        for text in ["261322000000Z", "260230000000Z", "2611220000Z", "261122000000+0800", "26112200000xZ", "Z", "", "+61122000000Z"] {
            assert_eq!(instant(UTC_TIME, text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            not_after(&bytes);
            names(&bytes);
        }

        #[test]
        fn no_damaged_certificate_makes_it_panic(at in 0usize..600, byte in any::<u8>()) {
            let mut der = certificate(2031);
            if let Some(place) = der.get_mut(at) { *place = byte; }
            not_after(&der);
            names(&der);
        }
    }
}
