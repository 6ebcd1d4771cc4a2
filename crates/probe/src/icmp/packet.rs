//! ICMP messages as bytes: the echo request we send, and the two kinds of message that can answer it (RFC 792, RFC 4443).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What the first eight data bytes of a request hold: a number nobody else knows, so that a forged or very late answer is recognised.
pub(super) type Token = u64;

const V4_REPLY: u8 = 0;
const V4_UNREACHABLE: u8 = 3;
const V4_REQUEST: u8 = 8;
const V4_TIME_EXCEEDED: u8 = 11;
const V6_UNREACHABLE: u8 = 1;
const V6_TIME_EXCEEDED: u8 = 3;
const V6_REQUEST: u8 = 128;
const V6_REPLY: u8 = 129;

const PROTOCOL_ICMP: u8 = 1;
const PROTOCOL_ICMPV6: u8 = 58;

/// A message that may be about one of our requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// The target answered.
    Reply { id: u16, sequence: u16, token: Token },
    /// Something on the way gave the request back.
    Undelivered { id: u16, sequence: u16, destination: IpAddr, why: Why },
}

/// Why a request was given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// There is no way to the network or the host.
    NoWay,
    /// A filter forbids it.
    Forbidden,
    /// It went in circles until its time was up.
    Loop,
}

/// An echo request carrying `token` in `length` bytes of data.
pub(super) fn request(v6: bool, id: u16, sequence: u16, token: Token, length: usize) -> Vec<u8> {
    let mut message = vec![if v6 { V6_REQUEST } else { V4_REQUEST }, 0, 0, 0];
    message.extend(id.to_be_bytes());
    message.extend(sequence.to_be_bytes());
    message.extend(token.to_be_bytes());
    message.extend((0..=u8::MAX).cycle().take(length.saturating_sub(8)));
    // The kernel fills in the ICMPv6 checksum, because it covers an address only the kernel knows.
    if !v6 {
        let [high, low] = checksum(&message).to_be_bytes();
        if let Some(field) = message.get_mut(2..4) {
            field.copy_from_slice(&[high, low]);
        }
    }
    message
}

/// Reads what an IPv4 socket received: with its IP header from a raw socket, without from a datagram socket (which ICMP message types
/// cannot be mistaken for, none beginning with a 4).
pub(super) fn read_v4(bytes: &[u8]) -> Option<Heard> {
    let message = if bytes.first()? >> 4 == 4 { unwrap_v4(bytes, PROTOCOL_ICMP)?.1 } else { bytes };
    if checksum(message) != 0 {
        return None;
    }
    let (kind, code, id, sequence, data) = split(message)?;
    match kind {
        V4_REPLY if code == 0 => Some(Heard::Reply { id, sequence, token: token(data)? }),
        V4_UNREACHABLE | V4_TIME_EXCEEDED => {
            let (destination, original) = unwrap_v4(data, PROTOCOL_ICMP)?;
            let (V4_REQUEST, _, id, sequence, _) = split(original)? else { return None };
            let why = match (kind, code) {
                (V4_TIME_EXCEEDED, _) => Why::Loop,
                (_, 9 | 10 | 13) => Why::Forbidden,
                _ => Why::NoWay,
            };
            Some(Heard::Undelivered { id, sequence, destination: destination.into(), why })
        }
        _ => None,
    }
}

/// Reads what an IPv6 socket received, which is always without its IP header and with its checksum already checked.
pub(super) fn read_v6(bytes: &[u8]) -> Option<Heard> {
    let (kind, code, id, sequence, data) = split(bytes)?;
    match kind {
        V6_REPLY => Some(Heard::Reply { id, sequence, token: token(data)? }),
        V6_UNREACHABLE | V6_TIME_EXCEEDED => {
            let (destination, original) = unwrap_v6(data)?;
            let (V6_REQUEST, _, id, sequence, _) = split(original)? else { return None };
            let why = match (kind, code) {
                (V6_TIME_EXCEEDED, _) => Why::Loop,
                (_, 1 | 5 | 6) => Why::Forbidden,
                _ => Why::NoWay,
            };
            Some(Heard::Undelivered { id, sequence, destination: destination.into(), why })
        }
        _ => None,
    }
}

/// Type, code, identifier, sequence and data of an echo message. In an error message the identifier and sequence mean nothing.
fn split(message: &[u8]) -> Option<(u8, u8, u16, u16, &[u8])> {
    let (&[kind, code, _, _, id_high, id_low, sequence_high, sequence_low], data) = message.split_first_chunk()?;
    Some((kind, code, u16::from_be_bytes([id_high, id_low]), u16::from_be_bytes([sequence_high, sequence_low]), data))
}

fn token(data: &[u8]) -> Option<Token> {
    data.first_chunk().map(|bytes| Token::from_be_bytes(*bytes))
}

/// Destination and content of an IPv4 packet of `protocol`.
fn unwrap_v4(packet: &[u8], protocol: u8) -> Option<(Ipv4Addr, &[u8])> {
    let header: &[u8; 20] = packet.first_chunk()?;
    let &[version_and_length, .., d1, d2, d3, d4] = header;
    let length = usize::from(version_and_length & 0x0f) * 4;
    if version_and_length >> 4 != 4 || length < header.len() || header.get(9) != Some(&protocol) {
        return None;
    }
    Some((Ipv4Addr::new(d1, d2, d3, d4), packet.get(length..)?))
}

/// Destination and content of an IPv6 packet that holds ICMPv6 without extension headers, as our requests do.
fn unwrap_v6(packet: &[u8]) -> Option<(Ipv6Addr, &[u8])> {
    let (header, content): (&[u8; 40], _) = packet.split_first_chunk()?;
    let destination: [u8; 16] = *header.last_chunk()?;
    (header.first()? >> 4 == 6 && header.get(6) == Some(&PROTOCOL_ICMPV6)).then_some((destination.into(), content))
}

/// The Internet checksum (RFC 1071); zero over a message whose own checksum is right.
fn checksum(bytes: &[u8]) -> u16 {
    let mut sum: u32 = 0;
    for pair in bytes.chunks(2) {
        let (high, low) = (pair.first().copied().unwrap_or(0), pair.get(1).copied().unwrap_or(0));
        sum += u32::from(u16::from_be_bytes([high, low]));
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from((sum & 0xffff) + (sum >> 16)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sealed(mut message: Vec<u8>) -> Vec<u8> {
        message[2..4].copy_from_slice(&[0, 0]);
        let sum = checksum(&message).to_be_bytes();
        message[2..4].copy_from_slice(&sum);
        message
    }

    fn reply(id: u16, sequence: u16, token: Token) -> Vec<u8> {
        let mut message = request(false, id, sequence, token, 56);
        message[0] = V4_REPLY;
        sealed(message)
    }

    fn in_ipv4(destination: Ipv4Addr, content: &[u8]) -> Vec<u8> {
        let mut packet = vec![0x45, 0, 0, 0, 0, 0, 0, 0, 64, PROTOCOL_ICMP, 0, 0, 10, 0, 0, 1];
        packet.extend(destination.octets());
        packet.extend(content);
        packet
    }

    #[test]
    fn a_reply_is_read_with_and_without_its_ip_header() {
        let message = reply(7, 9, 0xfeed);
        let expected = Some(Heard::Reply { id: 7, sequence: 9, token: 0xfeed });
        assert_eq!(read_v4(&message), expected);
        assert_eq!(read_v4(&in_ipv4(Ipv4Addr::LOCALHOST, &message)), expected);
        let mut v6 = request(true, 7, 9, 0xfeed, 8);
        v6[0] = V6_REPLY;
        assert_eq!(read_v6(&v6), expected);
    }

    #[test]
    fn our_own_request_coming_back_over_loopback_is_no_answer() {
        assert_eq!(read_v4(&request(false, 7, 9, 1, 56)), None);
        assert_eq!(read_v6(&request(true, 7, 9, 1, 56)), None);
    }

    #[test]
    fn a_damaged_reply_is_no_answer() {
        let mut message = reply(7, 9, 1);
        message[20] ^= 1;
        assert_eq!(read_v4(&message), None);
    }

    #[test]
    fn a_router_that_gives_a_request_back_is_understood() {
        let target = Ipv4Addr::new(10, 9, 8, 7);
        let original = in_ipv4(target, &request(false, 7, 9, 1, 56)[..8]);
        for (kind, code, why) in [(3, 0, Why::NoWay), (3, 1, Why::NoWay), (3, 13, Why::Forbidden), (11, 0, Why::Loop)] {
            let mut message = vec![kind, code, 0, 0, 0, 0, 0, 0];
            message.extend(&original);
            let expected = Heard::Undelivered { id: 7, sequence: 9, destination: target.into(), why };
            assert_eq!(read_v4(&sealed(message)), Some(expected));
        }
        let mut v6 = vec![1, 0, 0, 0, 0, 0, 0, 0, 0x60, 0, 0, 0, 0, 16, PROTOCOL_ICMPV6, 64];
        v6.extend(Ipv6Addr::LOCALHOST.octets());
        v6.extend("2001:db8::7".parse::<Ipv6Addr>().unwrap().octets());
        v6.extend(request(true, 7, 9, 1, 8));
        let expected = Heard::Undelivered { id: 7, sequence: 9, destination: "2001:db8::7".parse().unwrap(), why: Why::NoWay };
        assert_eq!(read_v6(&v6), Some(expected));
    }

    #[test]
    fn a_request_is_as_long_as_it_was_asked_to_be() {
        for length in [8, 56, 1400] {
            assert_eq!(request(false, 1, 2, 3, length).len(), 8 + length);
            assert_eq!(checksum(&request(false, 1, 2, 3, length)), 0);
        }
    }

    proptest! {
        #[test]
        fn no_packet_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            read_v4(&bytes);
            read_v6(&bytes);
        }

        #[test]
        fn no_packet_with_a_good_checksum_makes_it_panic(kind in prop_oneof![Just(0u8), Just(3), Just(11)], rest in proptest::collection::vec(any::<u8>(), 3..90)) {
            let mut message = vec![kind];
            message.extend(rest);
            read_v4(&sealed(message));
        }
    }
}
