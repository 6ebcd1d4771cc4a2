//! Reading the head of an RTSP answer (RFC 2326, section 7; RFC 7826, section 7): a status line, headers, an empty line.

/// The longest head that is read.
pub(super) const LONGEST_HEAD: usize = 16 << 10;
/// The longest body that is read. A description of a camera's streams takes one or two KiB.
pub(super) const LONGEST_BODY: usize = 64 << 10;
/// The most headers that are read.
const MOST_HEADERS: usize = 100;

/// The head of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) reason: String,
    headers: Vec<(String, String)>,
}

/// How an answer is not RTSP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// The first line is no status line of RTSP.
    StatusLine,
    /// The first line is one of HTTP.
    Http,
    /// A line is no header.
    Header,
    /// Too many headers, or too long ones.
    HeadTooLong,
    /// The length of the body cannot be read.
    Length,
    /// The body is longer than any description.
    BodyTooLong,
    /// The answer carries the number of another request.
    Sequence,
}

impl Malformed {
    /// What is wrong, in English and in Chinese.
    pub(super) fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Self::StatusLine => ("its answer does not begin like RTSP", "其应答的开头不是 RTSP"),
            Self::Http => ("it answers in HTTP, so this is a web port", "它以 HTTP 应答，说明这是网页端口"),
            Self::Header => ("a header of its answer cannot be read", "其应答中有无法读取的头字段"),
            Self::HeadTooLong => ("the headers of its answer do not end", "其应答的头字段没完没了"),
            Self::Length => ("the Content-Length of its answer is no number", "其应答的 Content-Length 不是数字"),
            Self::BodyTooLong => ("its answer is too long", "其应答过长"),
            Self::Sequence => ("it answered another request than ours", "它应答的不是我们的请求"),
        }
    }
}

impl Head {
    /// Reads a head without its closing empty line. Bare line feeds are accepted, as careless devices send them.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        let (status, reason) = status_line(lines.next().unwrap_or(""))?;
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in lines.filter(|line| !line.is_empty()) {
            if line.chars().any(|c| c.is_control() && c != '\t') {
                return Err(Malformed::Header);
            }
            // A line that begins with a space continues the one before it.
            if line.starts_with([' ', '\t']) {
                let (_, value) = headers.last_mut().ok_or(Malformed::Header)?;
                value.push(' ');
                value.push_str(line.trim());
                continue;
            }
            let (name, value) = line.split_once(':').ok_or(Malformed::Header)?;
            if name.is_empty() || name.contains(char::is_whitespace) {
                return Err(Malformed::Header);
            }
            if headers.len() >= MOST_HEADERS {
                return Err(Malformed::HeadTooLong);
            }
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
        Ok(Self { status, reason, headers })
    }

    /// The first header of this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Every header of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// How many bytes follow the head.
    pub(super) fn body_length(&self) -> Result<usize, Malformed> {
        let Some(text) = self.get("Content-Length") else { return Ok(0) };
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Malformed::Length);
        }
        match text.parse() {
            Ok(length) if length <= LONGEST_BODY => Ok(length),
            _ => Err(Malformed::BodyTooLong),
        }
    }

    /// Refuses an answer to another request than number `expected`. An answer without a number is let pass: some old cameras forget it, and
    /// on one connection with one open question there is nothing to mistake it for.
    pub(super) fn check_sequence(&self, expected: u32) -> Result<(), Malformed> {
        match self.get("CSeq") {
            Some(found) if found.parse() != Ok(expected) => Err(Malformed::Sequence),
            _ => Ok(()),
        }
    }
}

fn status_line(line: &str) -> Result<(u16, String), Malformed> {
    let mut parts = line.splitn(3, ' ');
    match parts.next() {
        Some("RTSP/1.0" | "RTSP/2.0") => {}
        Some(other) if other.starts_with("HTTP/") => return Err(Malformed::Http),
        _ => return Err(Malformed::StatusLine),
    }
    let code = parts.next().filter(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()));
    let code = code.and_then(|code| code.parse().ok()).ok_or(Malformed::StatusLine)?;
    Ok((code, parts.next().unwrap_or("").trim().to_owned()))
}

/// Where the head ends and where the body begins, once the closing empty line is there; looks from `from` on.
pub(super) fn end_of_head(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let fresh = bytes.get(from..)?;
    fresh.iter().enumerate().filter(|(_, byte)| **byte == b'\n').find_map(|(at, _)| {
        let (end, after) = (from + at, fresh.get(at + 1..)?);
        match after {
            [b'\n', ..] => Some((end, end + 2)),
            [b'\r', b'\n', ..] => Some((end, end + 3)),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_head_is_read_whatever_its_line_ends() {
        for text in [
            "RTSP/1.0 200 OK\r\nCSeq: 3\r\nPublic: OPTIONS,\r\n DESCRIBE\r\n\r\n",
            "RTSP/1.0 200 OK\nCSeq:3\nPublic: OPTIONS,\n\tDESCRIBE\n\n",
        ] {
            let (end, body) = end_of_head(text.as_bytes(), 0).unwrap();
            assert_eq!(body, text.len());
            let head = Head::parse(&text.as_bytes()[..end]).unwrap();
            assert_eq!((head.status, head.reason.as_str()), (200, "OK"));
            assert_eq!(head.get("public"), Some("OPTIONS, DESCRIBE"));
            assert_eq!((head.check_sequence(3), head.check_sequence(4)), (Ok(()), Err(Malformed::Sequence)));
            assert_eq!(head.body_length(), Ok(0));
        }
    }

    #[test]
    fn what_is_not_rtsp_is_told_apart() {
        let many = format!("RTSP/1.0 200 OK\r\n{}", "A: b\r\n".repeat(MOST_HEADERS + 1));
        for (text, malformed) in [
            ("", Malformed::StatusLine),
            ("SSH-2.0-OpenSSH_9.2", Malformed::StatusLine),
            ("RTSP/1.0", Malformed::StatusLine),
            ("RTSP/1.0 20 OK", Malformed::StatusLine),
            ("RTSP/1.0 +20 OK", Malformed::StatusLine),
            ("RTSP/1.0 99999 OK", Malformed::StatusLine),
            ("HTTP/1.1 400 Bad Request", Malformed::Http),
            ("RTSP/1.0 200 OK\r\nno colon", Malformed::Header),
            ("RTSP/1.0 200 OK\r\n: no name", Malformed::Header),
            ("RTSP/1.0 200 OK\r\n continues nothing", Malformed::Header),
            ("RTSP/1.0 200 OK\r\nA: b\rc", Malformed::Header),
            (&many, Malformed::HeadTooLong),
        ] {
            assert_eq!(Head::parse(text.as_bytes()).unwrap_err(), malformed, "{text:?}");
        }
    }

    #[test]
    fn lengths_are_numbers_within_reason() {
        for (text, length) in [
            ("12", Ok(12)),
            ("-1", Err(Malformed::Length)),
            ("", Err(Malformed::Length)),
            ("1e3", Err(Malformed::Length)),
            ("65537", Err(Malformed::BodyTooLong)),
            ("99999999999999999999999", Err(Malformed::BodyTooLong)),
        ] {
            let head = Head::parse(format!("RTSP/1.0 200 OK\r\nContent-Length: {text}").as_bytes()).unwrap();
            assert_eq!(head.body_length(), length, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), from in 0usize..500) {
            end_of_head(&bytes, from);
            let _ = Head::parse(&bytes);
        }

        #[test]
        fn nothing_that_begins_like_an_answer_makes_it_panic(rest in r"(RTSP/1\.0 [0-9]{0,5} ?[a-zé长]{0,9})?(\r?\n[ \tA-Za-z:-]{0,20}[0-9a-z长]{0,9}){0,8}") {
            if let Ok(head) = Head::parse(rest.as_bytes()) {
                let _ = (head.body_length(), head.check_sequence(1));
            }
        }

        /// However the bytes arrive, the end is found where a search over all of them finds it.
        #[test]
        fn the_end_is_found_piece_by_piece(text in r"[ab\r\n]{0,60}", step in 1usize..7) {
            let bytes = text.as_bytes();
            let whole = end_of_head(bytes, 0);
            let mut found = None;
            let (mut searched, mut have) = (0usize, 0);
            while found.is_none() && have < bytes.len() {
                have = (have + step).min(bytes.len());
                found = end_of_head(&bytes[..have], searched.saturating_sub(2));
                searched = have;
            }
            prop_assert_eq!(found, whole);
        }
    }
}
