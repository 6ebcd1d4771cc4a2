//! What kind of file the bytes are, whatever their sender calls them: photos, recordings and papers prove a pause, nothing else is kept.

/// The largest file, in bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;

/// What the first bytes show; `None` for what is not taken.
pub fn content_type(bytes: &[u8]) -> Option<&'static str> {
    let at = |place: usize, what: &[u8]| bytes.get(place..place + what.len()) == Some(what);
    let known: [(bool, &'static str); 11] = [
        (at(0, &[0xFF, 0xD8, 0xFF]), "image/jpeg"),
        (at(0, b"\x89PNG\r\n\x1a\n"), "image/png"),
        (at(0, b"RIFF") && at(8, b"WEBP"), "image/webp"),
        (at(0, b"RIFF") && at(8, b"WAVE"), "audio/wav"),
        (at(0, b"%PDF-"), "application/pdf"),
        (at(0, b"OggS"), "audio/ogg"),
        (at(0, b"#!AMR"), "audio/amr"),
        (at(0, b"ID3") || at(0, &[0xFF, 0xFB]) || at(0, &[0xFF, 0xF3]) || at(0, &[0xFF, 0xF2]), "audio/mpeg"),
        (at(4, b"ftypM4A"), "audio/mp4"),
        (at(4, b"ftyp"), "video/mp4"),
        (at(0, &[0x1A, 0x45, 0xDF, 0xA3]), "video/webm"),
    ];
    known.into_iter().find(|(is, _)| *is).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_tell_what_a_file_is() {
        for (bytes, expected) in [
            (&b"\xFF\xD8\xFF\xE0rest"[..], Some("image/jpeg")),
            (b"%PDF-1.7", Some("application/pdf")),
            (b"RIFF\x04\0\0\0WAVE", Some("audio/wav")),
            (b"RIFF\x04\0\0\0WEBP", Some("image/webp")),
            (b"\0\0\0\x20ftypM4A ", Some("audio/mp4")),
            (b"\0\0\0\x20ftypisom", Some("video/mp4")),
            (b"#!AMR\n", Some("audio/amr")),
            (b"<html><script>", None),
            (b"MZ", None),
            (b"", None),
        ] {
            assert_eq!(content_type(bytes), expected, "{bytes:?}");
        }
    }
}
