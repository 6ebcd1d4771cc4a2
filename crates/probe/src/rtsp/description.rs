//! Reading the description of a stream (SDP, RFC 8866): which media there are. Only the lines that say so are looked at.

use crate::outcome::one_line;

/// The most media of one stream that are told.
const MOST_MEDIA: usize = 16;

/// One medium of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Medium {
    /// `video`, `audio`, `application`; numbered from the second of its kind on.
    pub(super) label: String,
    /// What it is coded in, such as `H264/90000`.
    pub(super) coding: String,
}

/// The media a description lists, in its order.
pub(super) fn media(description: &str) -> Vec<Medium> {
    let mut found: Vec<Medium> = Vec::new();
    let mut kinds: Vec<&str> = Vec::new();
    // The payload type whose name a later line may tell.
    let mut unnamed: Option<&str> = None;
    for line in description.lines() {
        if let Some(line) = line.strip_prefix("m=") {
            let mut fields = line.split_ascii_whitespace();
            let (kind, _port, _transport, payload) = (fields.next().unwrap_or(""), fields.next(), fields.next(), fields.next());
            if kind.is_empty() || found.len() >= MOST_MEDIA {
                unnamed = None;
                continue;
            }
            kinds.push(kind);
            let nth = kinds.iter().filter(|known| **known == kind).count();
            let kind = one_line(kind);
            let label = if nth == 1 { kind } else { format!("{kind} {nth}") };
            let coding = payload.map_or_else(String::new, |payload| well_known(payload).map_or_else(|| one_line(payload), str::to_owned));
            found.push(Medium { label, coding });
            unnamed = payload;
        } else if let Some(map) = line.strip_prefix("a=rtpmap:") {
            let (payload, name) = map.trim().split_once(' ').unwrap_or((map, ""));
            if let (true, Some(medium)) = (unnamed == Some(payload) && !name.trim().is_empty(), found.last_mut()) {
                medium.coding = one_line(name);
            }
        }
    }
    found
}

/// The payload types that need no name of their own (RFC 3551), as far as cameras use them.
fn well_known(payload: &str) -> Option<&'static str> {
    match payload {
        "0" => Some("PCMU/8000"),
        "8" => Some("PCMA/8000"),
        "14" => Some("MPA/90000"),
        "26" => Some("JPEG/90000"),
        "32" => Some("MPV/90000"),
        "33" => Some("MP2T/90000"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cameras_description_is_understood() {
        let text = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=Media\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\nm=audio 0 RTP/AVP 8\r\nm=video 0 RTP/AVP 97\r\na=rtpmap:98 wrong/1\r\nm=application 0 RTP/AVP 107\r\na=rtpmap:107 vnd.onvif.metadata/90000\r\n";
        let found: Vec<_> = media(text).into_iter().map(|medium| (medium.label, medium.coding)).collect();
        let expected = [("video", "H264/90000"), ("audio", "PCMA/8000"), ("video 2", "97"), ("application", "vnd.onvif.metadata/90000")];
        assert_eq!(found, expected.map(|(label, coding)| (label.to_owned(), coding.to_owned())));
    }

    #[test]
    fn an_endless_list_is_cut() {
        assert_eq!(media(&"m=video 0 RTP/AVP 96\n".repeat(1000)).len(), MOST_MEDIA);
        assert_eq!(media("").len(), 0);
        assert_eq!(media("m=\r\nm=video").len(), 1);
    }

    proptest! {
        #[test]
        fn no_description_makes_it_panic(text in any::<String>(), shaped in r"((m|a)=[a-z]{0,8}(rtpmap:)?[ 0-9]{0,6}[/a-z长]{0,8}\r?\n){0,9}") {
            media(&text);
            media(&shaped);
        }
    }
}
