//! The part of BER (X.690) that SNMP uses: reading. Every length is checked before it is used, so no bytes from the wire can make it panic
//! or allocate more than they weigh.

/// What did not read. An agent drops such a packet and says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// INTEGER
pub const INTEGER: u8 = 0x02;
/// OCTET STRING
pub const OCTETS: u8 = 0x04;
/// OBJECT IDENTIFIER
pub const OID: u8 = 0x06;
/// SEQUENCE
pub const SEQUENCE: u8 = 0x30;

/// The longest object identifier (RFC 2578, 3.5).
pub const MOST_PARTS: usize = 128;

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, Malformed> {
        let (first, rest) = self.0.split_first().ok_or(Malformed)?;
        self.0 = rest;
        Ok(*first)
    }

    fn length(&mut self) -> Result<usize, Malformed> {
        let first = self.byte()?;
        if first < 0x80 {
            return Ok(usize::from(first));
        }
        let count = first & 0x7f;
        // 0x80 is the indefinite form, which SNMP forbids; more than four bytes cannot be a datagram's.
        if count == 0 || count > 4 {
            return Err(Malformed);
        }
        let mut length = 0_usize;
        for _ in 0..count {
            length = length << 8 | usize::from(self.byte()?);
        }
        Ok(length)
    }

    /// The next value: its tag and its content.
    pub fn value(&mut self) -> Result<(u8, &'a [u8]), Malformed> {
        let tag = self.byte()?;
        let length = self.length()?;
        let (content, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok((tag, content))
    }

    /// The content of the next value, which must have this tag.
    pub fn expect(&mut self, tag: u8) -> Result<&'a [u8], Malformed> {
        match self.value()? {
            (found, content) if found == tag => Ok(content),
            _ => Err(Malformed),
        }
    }

    /// The next value, an INTEGER of 32 bits.
    pub fn integer(&mut self) -> Result<i32, Malformed> {
        let content = self.expect(INTEGER)?;
        let first = *content.first().ok_or(Malformed)?;
        let negative = first & 0x80 != 0;
        if content.len() > 8 {
            return Err(Malformed);
        }
        let start = if negative { -1_i64 } else { 0 };
        let number = content.iter().fold(start, |number, byte| number << 8 | i64::from(*byte));
        i32::try_from(number).map_err(|_| Malformed)
    }

    /// The next value, an OBJECT IDENTIFIER.
    pub fn oid(&mut self) -> Result<Vec<u32>, Malformed> {
        let content = self.expect(OID)?;
        let mut parts = Vec::with_capacity(content.len().min(MOST_PARTS) + 1);
        let mut part = 0_u64;
        let mut open = false;
        for byte in content {
            part = part << 7 | u64::from(byte & 0x7f);
            open = byte & 0x80 != 0;
            if part > u64::from(u32::MAX) {
                return Err(Malformed);
            }
            if open {
                continue;
            }
            if parts.is_empty() {
                let first = (part / 40).min(2);
                parts.push(first as u32);
                parts.push((part - first * 40) as u32);
            } else {
                parts.push(part as u32);
            }
            part = 0;
            if parts.len() > MOST_PARTS {
                return Err(Malformed);
            }
        }
        if open { Err(Malformed) } else { Ok(parts) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_identifiers_read() {
        assert_eq!(Reader(&[2, 1, 0xff]).integer(), Ok(-1));
        assert_eq!(Reader(&[2, 4, 0x7f, 0xff, 0xff, 0xff]).integer(), Ok(i32::MAX));
        assert_eq!(Reader(&[2, 5, 0, 0x7f, 0xff, 0xff, 0xff]).integer(), Ok(i32::MAX), "a needless leading byte");
        assert_eq!(Reader(&[6, 4, 0x2b, 6, 0x81, 0x01]).oid(), Ok(vec![1, 3, 6, 129]));
        assert_eq!(Reader(&[6, 0]).oid(), Ok(vec![]));
    }

    #[test]
    fn what_lies_about_its_length_is_malformed() {
        let cases: [&[u8]; 9] = [
            &[],
            &[2],
            &[2, 2, 1],
            &[2, 0x80, 1],
            &[2, 0x85, 1, 1, 1, 1, 1],
            &[2, 0],
            &[2, 5, 1, 0, 0, 0, 0],
            &[6, 2, 0x2b, 0x86],
            &[6, 7, 0x2b, 0x90, 0x80, 0x80, 0x80, 0x80, 0],
        ];
        for bytes in cases {
            assert!(Reader(bytes).integer().is_err() && Reader(bytes).oid().is_err(), "{bytes:?}");
        }
    }
}
