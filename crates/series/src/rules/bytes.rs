//! Bytes written and read again: numbers of varying length, pieces with their length before them, and a check sum at the end. Reading asks
//! for nothing that is not there, so damaged bytes are an error and never a panic.

use std::fmt;

/// Why bytes cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// A newer program wrote them, in the format of this number.
    Newer(u8),
    /// They are not what was written; what is wrong with them.
    Damaged(&'static str),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Newer(format) => write!(f, "a newer program wrote it, in format {format}: start that program again"),
            Unreadable::Damaged(what) => write!(f, "it is damaged ({what}): restore it from a backup"),
        }
    }
}

/// A number of 7 bits per byte, the low ones first.
pub(crate) fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// A number that may be negative: near zero it is short on both sides.
pub(crate) fn put_signed(bytes: &mut Vec<u8>, number: i64) {
    put_number(bytes, (number.wrapping_shl(1) ^ (number >> 63)).cast_unsigned());
}

/// A piece with its length before it.
pub(crate) fn put_piece(bytes: &mut Vec<u8>, piece: &[u8]) {
    put_number(bytes, piece.len() as u64);
    bytes.extend_from_slice(piece);
}

/// Ends what was written with its check sum.
pub(crate) fn seal(bytes: &mut Vec<u8>) {
    let sum = check_sum(bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
}

/// What stands before the check sum and after the format's number, when both are right.
pub(crate) fn open(bytes: &[u8], format: u8) -> Result<Reader<'_>, Unreadable> {
    let (body, sum) = bytes.split_last_chunk::<4>().ok_or(Unreadable::Damaged("too short"))?;
    if check_sum(body) != u32::from_le_bytes(*sum) {
        return Err(Unreadable::Damaged("its check sum is another"));
    }
    match body.split_first() {
        Some((found, rest)) if *found == format => Ok(Reader(rest)),
        Some((found, _)) if *found > format => Err(Unreadable::Newer(*found)),
        _ => Err(Unreadable::Damaged("its format is unknown")),
    }
}

/// What is not read yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'b>(pub(crate) &'b [u8]);

const SHORT: Unreadable = Unreadable::Damaged("it ends too early");

impl<'b> Reader<'b> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Unreadable> {
        let (byte, rest) = self.0.split_first().ok_or(SHORT)?;
        self.0 = rest;
        Ok(*byte)
    }

    pub(crate) fn number(&mut self) -> Result<u64, Unreadable> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Unreadable::Damaged("a number is too long"))
    }

    pub(crate) fn signed(&mut self) -> Result<i64, Unreadable> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
    }

    /// A count of things that must not be more than `most`: a damaged count must not ask for memory without end.
    pub(crate) fn count(&mut self, most: usize) -> Result<usize, Unreadable> {
        let count = usize::try_from(self.number()?).ok().filter(|count| *count <= most);
        count.ok_or(Unreadable::Damaged("a count is too great"))
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'b [u8], Unreadable> {
        let (piece, rest) = self.0.split_at_checked(length).ok_or(SHORT)?;
        self.0 = rest;
        Ok(piece)
    }

    pub(crate) fn real(&mut self) -> Result<f64, Unreadable> {
        let (bytes, rest) = self.0.split_first_chunk::<8>().ok_or(SHORT)?;
        self.0 = rest;
        Ok(f64::from_le_bytes(*bytes))
    }

    pub(crate) fn piece(&mut self) -> Result<Reader<'b>, Unreadable> {
        let length = usize::try_from(self.number()?).map_err(|_| SHORT)?;
        self.take(length).map(Reader)
    }
}

/// The CRC-32 of IEEE 802.3 (reflected, polynomial 0xEDB88320): it finds every damage of up to 32 bits in a row.
fn check_sum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| (sum >> 8) ^ TABLE.get(usize::from(sum as u8 ^ byte)).copied().unwrap_or(0);
    !bytes.iter().fold(!0, step)
}

const TABLE: [u32; 256] = table();

#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which would refuse a wrong index")]
const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_check_sum_is_the_one_everybody_knows() {
        assert_eq!(check_sum(b"123456789"), 0xCBF4_3926);
    }

    proptest! {
        #[test]
        fn numbers_come_back(number in any::<u64>(), signed in any::<i64>()) {
            let mut bytes = Vec::new();
            put_number(&mut bytes, number);
            put_signed(&mut bytes, signed);
            let mut reader = Reader(&bytes);
            prop_assert_eq!((reader.number(), reader.signed(), reader.is_empty()), (Ok(number), Ok(signed), true));
        }

        #[test]
        fn any_bytes_can_be_asked_for_anything(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = Reader(&bytes).number();
            let _ = Reader(&bytes).signed();
            let _ = Reader(&bytes).piece();
            let _ = Reader(&bytes).real();
            let _ = open(&bytes, 1);
        }
    }
}
