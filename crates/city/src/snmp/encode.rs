//! An answer as it goes to the wire.

use std::borrow::Cow;

use super::ber::{INTEGER, OCTETS, OID, SEQUENCE};

/// The value of an object.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// INTEGER
    Integer(i32),
    /// OCTET STRING
    Octets(Cow<'a, [u8]>),
    /// OBJECT IDENTIFIER
    Oid(Cow<'a, [u32]>),
    /// IpAddress
    Address([u8; 4]),
    /// Counter32
    Counter32(u32),
    /// Gauge32
    Gauge32(u32),
    /// TimeTicks, hundredths of a second
    Ticks(u32),
    /// Counter64
    Counter64(u64),
    /// This agent has no such object.
    NoSuchObject,
    /// It has the object, but not for this row.
    NoSuchInstance,
    /// There is nothing after this.
    EndOfView,
}

impl<'a> Value<'a> {
    /// A text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Value<'a> {
        Value::Octets(match text.into() {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        })
    }
}

/// Writes a value whose content `write` writes. Lengths up to 127 take one byte, others three.
fn nested(out: &mut Vec<u8>, tag: u8, write: impl FnOnce(&mut Vec<u8>)) {
    out.push(tag);
    let at = out.len();
    out.push(0);
    write(out);
    let length = out.len() - at - 1;
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => {
            if let Some(byte) = out.get_mut(at) {
                *byte = short;
            }
        }
        _ => {
            let long = u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes();
            out.splice(at..=at, [0x82, long[0], long[1]]);
        }
    }
}

/// Two's complement without needless leading bytes.
fn integer(out: &mut Vec<u8>, tag: u8, number: i128) {
    nested(out, tag, |out| {
        let bytes = number.to_be_bytes();
        let needless = |pair: &[u8]| matches!(pair, [0, next] if next & 0x80 == 0) || matches!(pair, [0xff, next] if next & 0x80 != 0);
        let skip = bytes.windows(2).take_while(|pair| needless(pair)).count();
        out.extend(bytes.iter().skip(skip));
    });
}

fn oid(out: &mut Vec<u8>, parts: &[u32]) {
    nested(out, OID, |out| {
        let mut rest = parts.iter().copied();
        if let (Some(first), Some(second)) = (rest.next(), rest.next()) {
            base128(out, u64::from(first) * 40 + u64::from(second));
        }
        rest.for_each(|part| base128(out, u64::from(part)));
    });
}

fn base128(out: &mut Vec<u8>, number: u64) {
    let groups = (1..10).take_while(|group| number >> (7 * group) != 0).count();
    for group in (1..=groups).rev() {
        out.push(0x80 | (number >> (7 * group) & 0x7f) as u8);
    }
    out.push((number & 0x7f) as u8);
}

/// Writes one name and its value.
pub fn pair(out: &mut Vec<u8>, name: &[u32], value: &Value<'_>) {
    nested(out, SEQUENCE, |out| {
        oid(out, name);
        match value {
            Value::Integer(number) => integer(out, INTEGER, i128::from(*number)),
            Value::Octets(bytes) => nested(out, OCTETS, |out| out.extend_from_slice(bytes)),
            Value::Oid(parts) => oid(out, parts),
            Value::Address(bytes) => nested(out, 0x40, |out| out.extend_from_slice(bytes)),
            Value::Counter32(number) => integer(out, 0x41, i128::from(*number)),
            Value::Gauge32(number) => integer(out, 0x42, i128::from(*number)),
            Value::Ticks(number) => integer(out, 0x43, i128::from(*number)),
            Value::Counter64(number) => integer(out, 0x46, i128::from(*number)),
            Value::NoSuchObject => out.extend_from_slice(&[0x80, 0]),
            Value::NoSuchInstance => out.extend_from_slice(&[0x81, 0]),
            Value::EndOfView => out.extend_from_slice(&[0x82, 0]),
        }
    });
}

/// Writes a whole answer around a list of pairs that is already written.
pub fn response(out: &mut Vec<u8>, community: &[u8], request: i32, status: i32, index: i32, list: &[u8]) {
    nested(out, SEQUENCE, |out| {
        integer(out, INTEGER, 1);
        nested(out, OCTETS, |out| out.extend_from_slice(community));
        nested(out, 0xa2, |out| {
            integer(out, INTEGER, i128::from(request));
            integer(out, INTEGER, i128::from(status));
            integer(out, INTEGER, i128::from(index));
            nested(out, SEQUENCE, |out| out.extend_from_slice(list));
        });
    });
}

/// Writes a request, for tests.
#[cfg(test)]
pub fn request(community: &[u8], tag: u8, numbers: [i32; 3], names: &[&[u32]]) -> Vec<u8> {
    let mut out = Vec::new();
    nested(&mut out, SEQUENCE, |out| {
        integer(out, INTEGER, 1);
        nested(out, OCTETS, |out| out.extend_from_slice(community));
        nested(out, tag, |out| {
            numbers.iter().for_each(|number| integer(out, INTEGER, i128::from(*number)));
            nested(out, SEQUENCE, |out| {
                for name in names {
                    nested(out, SEQUENCE, |out| {
                        oid(out, name);
                        out.extend_from_slice(&[0x05, 0]);
                    });
                }
            });
        });
    });
    out
}
