//! A request as it comes from the wire (RFC 1901, RFC 3416).

use super::ber::{Malformed, OCTETS, Reader, SEQUENCE};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// These objects.
    Get,
    /// The objects after these.
    GetNext,
    /// The first `non_repeaters` once, the others up to `repetitions` times.
    GetBulk {
        /// How many of the names are asked once.
        non_repeaters: usize,
        /// How often the others are asked.
        repetitions: usize,
    },
    /// To change them.
    Set,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message<'a> {
    /// The password, as it were.
    pub community: &'a [u8],
    /// Echoed in the answer.
    pub request: i32,
    /// What is asked.
    pub ask: Ask,
    /// Of which objects.
    pub names: Vec<Vec<u32>>,
    /// The list of names and values as it came, for an answer that echoes it.
    pub list: &'a [u8],
}

/// SNMP version 2c on the wire.
const V2C: i32 = 1;

/// Reads a request. Other versions, traps and answers are [`Malformed`] to an agent that speaks only v2c.
pub fn decode(packet: &[u8]) -> Result<Message<'_>, Malformed> {
    let mut message = Reader(Reader(packet).expect(SEQUENCE)?);
    if message.integer()? != V2C {
        return Err(Malformed);
    }
    let community = message.expect(OCTETS)?;
    let (tag, content) = message.value()?;
    let mut pdu = Reader(content);
    let request = pdu.integer()?;
    let (first, second) = (pdu.integer()?, pdu.integer()?);
    let ask = match tag {
        0xa0 => Ask::Get,
        0xa1 => Ask::GetNext,
        0xa3 => Ask::Set,
        // Negative counts mean zero (RFC 3416, 4.2.3).
        0xa5 => Ask::GetBulk { non_repeaters: first.max(0) as usize, repetitions: second.max(0) as usize },
        _ => return Err(Malformed),
    };
    let list = pdu.expect(SEQUENCE)?;
    let mut rest = Reader(list);
    let mut names = Vec::new();
    while !rest.0.is_empty() {
        let mut pair = Reader(rest.expect(SEQUENCE)?);
        names.push(pair.oid()?);
        pair.value()?;
    }
    Ok(Message { community, request, ask, names, list })
}
