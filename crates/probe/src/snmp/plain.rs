//! The plain exchange of version 2c: a GetRequest for a few objects, and the answer that gives each its value. Most of what is asked of most
//! devices is this, so it is written and read here, next to the wire; whatever is out of the ordinary is the library's.

use async_snmp::ber::Decoder;
use async_snmp::{Oid, Value as Answered};
use bytes::Bytes;

/// Objects in one request, at most. An agent to which that is too much says so, and is asked by the library, for fewer at a time.
pub(super) const MOST: usize = 20;

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const NULL: [u8; 2] = [0x05, 0];
const NAME: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const GET: u8 = 0xa0;
const RESPONSE: u8 = 0xa2;

/// What is asked, without its number.
#[derive(Debug)]
pub(super) struct Request {
    community: Box<[u8]>,
    /// The names of the objects as they stand in the message, tag and length included.
    names: Vec<Vec<u8>>,
}

/// What an agent says to a request.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    /// A value for each object, in the order asked.
    Values(Vec<Answered>),
    /// An error instead: the library knows what to make of it.
    Refused,
    /// The values of other objects than those asked for.
    OtherObjects,
}

impl Request {
    /// The request for `objects`; nothing when one has a name that no message can carry.
    pub(super) fn new(community: &str, objects: &[Oid]) -> Option<Request> {
        let names = objects.iter().map(|oid| Some(element(NAME, &[&oid.to_ber().ok()?]))).collect::<Option<_>>()?;
        Some(Request { community: community.as_bytes().into(), names })
    }

    /// The message that bears `number`.
    pub(super) fn message(&self, number: i32) -> Vec<u8> {
        let objects: Vec<u8> = self.names.iter().flat_map(|name| element(SEQUENCE, &[name, &NULL])).collect();
        let number = element(INTEGER, &[shortest(&number.to_be_bytes())]);
        let none = [INTEGER, 1, 0];
        let pdu = element(GET, &[&number, &none, &none, &element(SEQUENCE, &[&objects])]);
        element(SEQUENCE, &[&[INTEGER, 1, 1], &element(OCTETS, &[&self.community]), &pdu])
    }

    /// Reads the answer to this request; nothing when `message` is none, or bears another community. Its number was looked at before.
    pub(super) fn read(&self, message: &Bytes) -> Option<Answer> {
        let (community, response) = response(message)?;
        let mut rest = response.behind_number;
        let status = integer(take(&mut rest, INTEGER)?)?;
        take(&mut rest, INTEGER)?;
        let mut list = take(&mut rest, SEQUENCE).filter(|_| rest.is_empty())?;
        if *community != *self.community {
            return None;
        }
        let mut values = Vec::with_capacity(self.names.len());
        let (mut same, mut names) = (true, self.names.iter());
        while !list.is_empty() {
            let binding = take(&mut list, SEQUENCE)?;
            let mut value = binding;
            take(&mut value, NAME)?;
            let name = binding.get(..binding.len() - value.len())?;
            same &= names.next().is_some_and(|asked| asked == name);
            let mut decoder = Decoder::new(message.slice_ref(value));
            values.push(Answered::decode(&mut decoder).ok().filter(|_| decoder.is_empty())?);
        }
        Some(match status {
            0 if same && names.next().is_none() => Answer::Values(values),
            0 => Answer::OtherObjects,
            _ => Answer::Refused,
        })
    }
}

/// The number of the request that `message` answers; nothing when it is no response of version 2c.
pub(super) fn number(message: &[u8]) -> Option<i32> {
    response(message).map(|(_, response)| response.number)
}

struct Response<'m> {
    number: i32,
    behind_number: &'m [u8],
}

/// The community and the response that a message of version 2c carries.
fn response(mut message: &[u8]) -> Option<(&[u8], Response<'_>)> {
    let mut body = take(&mut message, SEQUENCE).filter(|_| message.is_empty())?;
    let version = integer(take(&mut body, INTEGER)?)?;
    let community = take(&mut body, OCTETS)?;
    let mut behind_number = take(&mut body, RESPONSE).filter(|_| body.is_empty() && version == 1)?;
    let number = integer(take(&mut behind_number, INTEGER)?)?;
    Some((community, Response { number, behind_number }))
}

/// Takes the content of the first element away, if its tag is `tag` and it is all there.
fn take<'m>(rest: &mut &'m [u8], tag: u8) -> Option<&'m [u8]> {
    let (&[found, first], after) = rest.split_first_chunk::<2>()?;
    let (length, after) = match first {
        0..=0x7f => (usize::from(first), after),
        0x81 => after.split_first().map(|(length, after)| (usize::from(*length), after))?,
        0x82 => after.split_first_chunk().map(|(length, after)| (usize::from(u16::from_be_bytes(*length)), after))?,
        // A datagram has no longer one; a length of zeros before the number is nobody's habit.
        _ => return None,
    };
    let (content, after) = after.split_at_checked(length).filter(|_| found == tag)?;
    *rest = after;
    Some(content)
}

/// An integer of one to four bytes.
fn integer(content: &[u8]) -> Option<i32> {
    let sign = if content.first()? & 0x80 == 0 { 0 } else { 0xff };
    let mut wide = [sign; 4];
    wide.get_mut(4_usize.checked_sub(content.len())?..)?.copy_from_slice(content);
    Some(i32::from_be_bytes(wide))
}

/// The same integer in as few bytes as it takes.
fn shortest(mut bytes: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && let Some(second) = rest.first()
        && (*first == 0 && second & 0x80 == 0 || *first == 0xff && second & 0x80 != 0)
    {
        bytes = rest;
    }
    bytes
}

/// An element of BER with the parts as its content.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut bytes = Vec::with_capacity(length + 4);
    bytes.push(tag);
    match u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes() {
        [0, short @ 0..=0x7f] => bytes.push(short),
        [0, long] => bytes.extend([0x81, long]),
        [high, low] => bytes.extend([0x82, high, low]),
    }
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

#[cfg(test)]
mod tests {
    use async_snmp::message::CommunityMessage;
    use async_snmp::{Pdu, PduBody, StandardPduType, VarBind, Version};
    use proptest::prelude::*;

    use super::*;

    fn oid() -> impl Strategy<Value = Oid> {
        (0..40_u32, prop::collection::vec(prop_oneof![0..300_u32, any::<u32>()], 0..12))
            .prop_map(|(second, arcs)| Oid::new([1, second].into_iter().chain(arcs)))
    }

    fn value() -> impl Strategy<Value = Answered> {
        prop_oneof![
            any::<i32>().prop_map(Answered::Integer),
            any::<u32>().prop_map(Answered::Counter32),
            any::<u32>().prop_map(Answered::Gauge32),
            any::<u32>().prop_map(Answered::TimeTicks),
            any::<u64>().prop_map(Answered::Counter64),
            prop::collection::vec(any::<u8>(), 0..300).prop_map(|bytes| Answered::OctetString(bytes.into())),
            any::<[u8; 4]>().prop_map(Answered::IpAddress),
            oid().prop_map(Answered::ObjectIdentifier),
            Just(Answered::NoSuchObject),
            Just(Answered::NoSuchInstance),
        ]
    }

    /// The response as the library writes it.
    fn told(number: i32, error_status: i32, varbinds: Vec<VarBind>) -> Bytes {
        let body = PduBody::Standard { pdu_type: StandardPduType::Response, error_status, error_index: i32::from(error_status != 0) };
        CommunityMessage::v2c("public", Pdu::from_raw_parts(number, body, varbinds)).unwrap().encode().unwrap()
    }

    proptest! {
        #[test]
        fn a_request_is_what_the_library_writes(number in any::<i32>(), objects in prop::collection::vec(oid(), 1..MOST)) {
            let ours = Request::new("public", &objects).unwrap().message(number);
            let pdu = async_snmp::RequestPdu::get(Version::V2c, number, &objects).unwrap().into_raw();
            prop_assert_eq!(ours, CommunityMessage::v2c("public", pdu).unwrap().encode().unwrap());
        }

        #[test]
        fn an_answer_is_read_as_the_library_writes_it(number in any::<i32>(), found in prop::collection::vec((oid(), value()), 1..MOST)) {
            let (objects, values): (Vec<Oid>, Vec<Answered>) = found.iter().cloned().unzip();
            let request = Request::new("public", &objects).unwrap();
            let varbinds: Vec<VarBind> = found.into_iter().map(|(oid, value)| VarBind::new(oid, value)).collect();
            let message = told(number, 0, varbinds.clone());
            prop_assert_eq!(super::number(&message), Some(number));
            prop_assert_eq!(request.read(&message), Some(Answer::Values(values)));
            prop_assert_eq!(Request::new("private", &objects).unwrap().read(&message), None);
            prop_assert_eq!(request.read(&told(number, 5, varbinds.clone())), Some(Answer::Refused));
            prop_assert_eq!(request.read(&told(number, 0, varbinds[1..].to_vec())), Some(Answer::OtherObjects));
            for cut in 0..message.len() {
                prop_assert_eq!(request.read(&message.slice(..cut)), None);
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, at in 0..60_usize, byte: u8) {
            let objects = [Oid::from_slice(&[1, 3, 6, 1, 2, 1, 1, 3, 0])];
            let request = Request::new("public", &objects).unwrap();
            let _ = request.read(&bytes.into());
            let mut spoilt = told(7, 0, vec![VarBind::new(objects[0].clone(), Answered::TimeTicks(9))]).to_vec();
            if let Some(place) = spoilt.get_mut(at) {
                *place = byte;
            }
            let _ = request.read(&spoilt.into());
        }
    }
}
