//! Messages as they travel (RFC 1035, section 4): what is needed to ask one question and to read its answer.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::name::{self, Name};
use super::{Code, Kind};

const INTERNET: u16 = 1;
const HEADER: usize = 12;

/// An answer to our question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) code: Code,
    pub(super) authoritative: bool,
    /// It did not fit and must be asked for over TCP.
    pub(super) cut: bool,
    /// The records of the kind asked for, as text, in the order sent.
    pub(super) records: Vec<String>,
    /// The shortest time for which they may be kept, in seconds.
    pub(super) ttl: Option<u32>,
    /// The zone's serial number, of a SOA record.
    pub(super) serial: Option<u32>,
}

/// A question with the number `id`.
pub(super) fn request(id: [u8; 2], name: &Name, kind: Kind, recursion: bool) -> Vec<u8> {
    let mut message = vec![id[0], id[1], u8::from(recursion), 0, 0, 1, 0, 0, 0, 0, 0, 0];
    name.write(&mut message);
    message.extend_from_slice(&kind.number().to_be_bytes());
    message.extend_from_slice(&INTERNET.to_be_bytes());
    message
}

/// Reads `message` as the answer to `request`; nothing when it is none, or cannot be read.
pub(super) fn answer(request: &[u8], message: &[u8], kind: Kind) -> Option<Answer> {
    let flags = number(message, 2)?;
    let response = flags & 0x8000 != 0;
    let opcode = flags >> 11 & 15;
    if request.get(..2)? != message.get(..2)? || !response || opcode != 0 {
        return None;
    }
    let (questions, answers) = (number(message, 4)?, number(message, 6)?);
    let code = Code::from_number(u8::try_from(flags & 15).ok()?);
    let mut at = HEADER;
    match questions {
        // Some servers do not repeat what they refuse to read.
        0 if code != Code::Noerror => {}
        1 => {
            let (asked, _) = name::read(request, HEADER)?;
            let (repeated, end) = name::read(message, at)?;
            if asked != repeated || number(message, end)? != kind.number() || number(message, end + 2)? != INTERNET {
                return None;
            }
            at = end + 4;
        }
        _ => return None,
    }
    let cut = flags & 0x0200 != 0;
    let mut read = Answer { code, authoritative: flags & 0x0400 != 0, cut, records: Vec::new(), ttl: None, serial: None };
    if cut {
        return Some(read);
    }
    for _ in 0..answers {
        let (_, end) = name::read(message, at)?;
        let (found, class) = (number(message, end)?, number(message, end + 2)?);
        let ttl = u32::from(number(message, end + 4)?) << 16 | u32::from(number(message, end + 6)?);
        let data = end + 10;
        let after = data + usize::from(number(message, end + 8)?);
        let bytes = message.get(data..after)?;
        if class == INTERNET && found == kind.number() {
            read.records.push(record(message, data, bytes, kind)?);
            read.ttl = Some(read.ttl.map_or(ttl, |other| other.min(ttl)));
            if kind == Kind::Soa {
                read.serial = soa_numbers(message, data, after).map(|[serial, ..]| serial);
            }
        }
        at = after;
    }
    Some(read)
}

/// The data of one record as text.
fn record(message: &[u8], at: usize, data: &[u8], kind: Kind) -> Option<String> {
    let end = at + data.len();
    let name_at = |at: usize| name::read(message, at).filter(|(_, after)| *after <= end).map(|(name, _)| name);
    match kind {
        Kind::A => Some(Ipv4Addr::from(<[u8; 4]>::try_from(data).ok()?).to_string()),
        Kind::Aaaa => Some(Ipv6Addr::from(<[u8; 16]>::try_from(data).ok()?).to_string()),
        Kind::Cname | Kind::Ns | Kind::Ptr => name_at(at),
        Kind::Mx => Some(format!("{} {}", number(data, 0)?, name_at(at + 2)?)),
        Kind::Srv => Some(format!("{} {} {} {}", number(data, 0)?, number(data, 2)?, number(data, 4)?, name_at(at + 6)?)),
        Kind::Txt => {
            let (mut rest, mut text) = (data, Vec::new());
            while let Some((&length, after)) = rest.split_first() {
                let (part, after) = after.split_at_checked(usize::from(length))?;
                text.extend_from_slice(part);
                rest = after;
            }
            Some(String::from_utf8_lossy(&text).into_owned())
        }
        Kind::Soa => {
            let (primary, after) = name::read(message, at)?;
            let (mailbox, _) = name::read(message, after)?;
            let numbers = soa_numbers(message, at, end)?.map(|number| number.to_string());
            Some(format!("{primary} {mailbox} {}", numbers.join(" ")))
        }
    }
}

/// Serial, refresh, retry, expire, minimum: the last 20 bytes of a SOA record.
fn soa_numbers(message: &[u8], at: usize, end: usize) -> Option<[u32; 5]> {
    let bytes = message.get(at..end)?.last_chunk::<20>()?;
    let (words, _) = bytes.as_chunks::<4>();
    <[[u8; 4]; 5]>::try_from(words).ok().map(|words| words.map(u32::from_be_bytes))
}

fn number(message: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*message.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KINDS: [Kind; 9] = [Kind::A, Kind::Aaaa, Kind::Cname, Kind::Mx, Kind::Ns, Kind::Ptr, Kind::Soa, Kind::Srv, Kind::Txt];

    fn asked(kind: Kind) -> Vec<u8> {
        request([7, 8], &Name::try_from("Cam.city.example".to_owned()).unwrap(), kind, true)
    }

    /// The question turned into an answer with `records`, each with its name by pointer.
    fn answered(kind: Kind, records: &[(u16, u32, &[u8])]) -> Vec<u8> {
        let mut message = asked(kind);
        message[2] |= 0x84;
        message[7] = u8::try_from(records.len()).unwrap();
        for (found, ttl, data) in records {
            message.extend_from_slice(&[0xc0, 12]);
            message.extend_from_slice(&found.to_be_bytes());
            message.extend_from_slice(&[0, 1]);
            message.extend_from_slice(&ttl.to_be_bytes());
            message.extend_from_slice(&u16::try_from(data.len()).unwrap().to_be_bytes());
            message.extend_from_slice(data);
        }
        message
    }

    #[test]
    fn records_read_as_people_write_them() {
        for (kind, data, text) in [
            (Kind::A, &[10, 0, 0, 1][..], "10.0.0.1"),
            (Kind::Mx, b"\0\x0a\x04mail\xc0\x10", "10 mail.city.example"),
            (Kind::Srv, b"\0\x01\0\x02\x13\xc4\xc0\x0c", "1 2 5060 cam.city.example"),
            (Kind::Txt, b"\x02v=\x011", "v=1"),
            (Kind::Cname, b"\x03WWW\xc0\x10", "www.city.example"),
            (Kind::Soa, b"\x02ns\xc0\x10\0\0\0\0\x09\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05", "ns.city.example . 9 2 3 4 5"),
        ] {
            let message = answered(kind, &[(5, 9, b"\x01x\0"), (kind.number(), 60, data)]);
            let read = answer(&asked(kind), &message, kind).unwrap();
            assert_eq!(read.records.last().map(String::as_str), Some(text), "{kind:?}");
            assert!(read.authoritative && read.code == Code::Noerror);
            assert_eq!(read.serial, (kind == Kind::Soa).then_some(9));
        }
    }

    #[test]
    fn an_answer_to_another_question_is_none() {
        let message = answered(Kind::A, &[(1, 60, &[10, 0, 0, 1])]);
        assert!(answer(&asked(Kind::A), &message, Kind::A).is_some());
        assert_eq!(answer(&asked(Kind::A), &asked(Kind::A), Kind::A), None, "a question is no answer");
        assert_eq!(answer(&asked(Kind::Ns), &message, Kind::Ns), None, "another kind");
        let other = request([7, 8], &Name::try_from("other.example".to_owned()).unwrap(), Kind::A, true);
        assert_eq!(answer(&other, &message, Kind::A), None, "another name");
        let mut number = asked(Kind::A);
        number[0] = 9;
        assert_eq!(answer(&number, &message, Kind::A), None, "another number");
    }

    #[test]
    fn a_name_that_leads_round_and_round_is_not_read() {
        assert_eq!(name::read(&[0xc0, 0], 0), None);
        assert_eq!(name::read(&[1, b'a', 0xc0, 0], 0), None);
        assert_eq!(name::read(&[0xc0, 2, 0xc0, 0], 2), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0usize..9) {
            answer(&asked(KINDS[kind]), &bytes, KINDS[kind]);
        }

        #[test]
        fn no_damage_makes_it_panic(tail in proptest::collection::vec(any::<u8>(), 0..120), at in 0usize..80, byte in any::<u8>(), kind in 0usize..9) {
            let kind = KINDS[kind];
            let mut message = answered(kind, &[(kind.number(), 60, &tail), (kind.number(), 60, &tail)]);
            message[at % 40] = byte;
            answer(&asked(kind), &message, kind);
        }
    }
}
