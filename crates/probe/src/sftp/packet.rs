//! Packets of SFTP version 3, as far as listing a folder needs them (draft-ietf-secsh-filexfer-02).

/// What the server says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reply {
    /// It speaks this version.
    Version(u32),
    /// A code and, perhaps, words.
    Status(u32, String),
    /// An open folder.
    Handle(Vec<u8>),
    /// Entries of a folder.
    Names(Vec<Entry>),
    /// Of one file.
    Attributes(Entry),
}

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) bytes: Option<u64>,
    /// The kind and rights.
    pub(super) mode: Option<u32>,
    /// Seconds since 1970.
    pub(super) modified: Option<u32>,
}

impl Entry {
    pub(super) fn is_folder(&self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o170_000 == 0o040_000)
    }

    pub(super) fn is_file(&self) -> bool {
        self.mode.is_none_or(|mode| mode & 0o170_000 == 0o100_000)
    }
}

/// A request: its kind, its number, and one text or handle. The first one has neither, and bears the version.
pub(super) fn request(kind: u8, number: u32, text: Option<&[u8]>) -> Vec<u8> {
    let mut body = vec![kind];
    body.extend_from_slice(&number.to_be_bytes());
    if let Some(text) = text {
        body.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        body.extend_from_slice(text);
    }
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&length[..], &body].concat()
}

pub(super) const INIT: u8 = 1;
pub(super) const OPENDIR: u8 = 11;
pub(super) const READDIR: u8 = 12;
pub(super) const STAT: u8 = 17;

/// Reads the answer to request `number`; nothing when it is none or cannot be read.
pub(super) fn reply(body: &[u8], number: u32) -> Option<Reply> {
    let (&kind, rest) = body.split_first()?;
    let mut rest = Rest(rest);
    let first = rest.u32()?;
    if kind == 2 {
        return Some(Reply::Version(first));
    }
    if first != number {
        return None;
    }
    match kind {
        101 => Some(Reply::Status(rest.u32()?, rest.text().unwrap_or_default())),
        102 => rest.string().map(|handle| Reply::Handle(handle.to_vec())),
        104 => {
            let count = rest.u32()?;
            let mut entries = Vec::new();
            for _ in 0..count {
                let name = rest.text()?;
                rest.string()?;
                entries.push(rest.attributes(name)?);
            }
            Some(Reply::Names(entries))
        }
        105 => rest.attributes(String::new()).map(Reply::Attributes),
        _ => None,
    }
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.0.split_first_chunk::<N>()?;
        self.0 = tail;
        Some(*head)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_be_bytes)
    }

    fn string(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        let (head, tail) = self.0.split_at_checked(length)?;
        self.0 = tail;
        Some(head)
    }

    fn text(&mut self) -> Option<String> {
        self.string().map(|text| String::from_utf8_lossy(text).into_owned())
    }

    fn attributes(&mut self, name: String) -> Option<Entry> {
        let flags = self.u32()?;
        let has = |bit: u32| flags & bit != 0;
        let bytes = if has(1) { Some(u64::from_be_bytes(self.take()?)) } else { None };
        if has(2) {
            self.take::<8>()?;
        }
        let mode = if has(4) { Some(self.u32()?) } else { None };
        let modified = if has(8) {
            self.u32()?;
            Some(self.u32()?)
        } else {
            None
        };
        if has(0x8000_0000) {
            for _ in 0..self.u32()? {
                self.string()?;
                self.string()?;
            }
        }
        Some(Entry { name, bytes, mode, modified })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(kind in prop_oneof![Just(2u8), Just(101), Just(102), Just(104), Just(105), any::<u8>()], bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let body = [&[kind, 0, 0, 0, 1][..], &bytes].concat();
            reply(&body, 1);
        }
    }

    #[test]
    fn an_entry_is_read_and_an_answer_to_another_request_is_none() {
        let mut body = vec![104, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 1, b'a', 0, 0, 0, 0];
        body.extend_from_slice(&[0, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0x81, 0xa4, 0, 0, 0, 1, 0, 0, 0, 2]);
        let entry = Entry { name: "a".to_owned(), bytes: Some(9), mode: Some(0o100_644), modified: Some(2) };
        assert!(entry.is_file() && !entry.is_folder());
        assert_eq!(reply(&body, 7), Some(Reply::Names(vec![entry])));
        assert_eq!(reply(&body, 8), None);
    }
}
