//! What kind of picture the bytes are, whatever their sender calls them: nothing else is kept and served as a picture.

/// The kinds of pictures that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    Jpeg,
    Png,
    Webp,
}

impl Picture {
    /// The kind a content type names; parameters are ignored.
    pub(crate) fn named(content_type: &str) -> Option<Picture> {
        match content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase().as_str() {
            "image/jpeg" => Some(Picture::Jpeg),
            "image/png" => Some(Picture::Png),
            "image/webp" => Some(Picture::Webp),
            _ => None,
        }
    }

    /// The kind the first bytes show.
    pub(crate) fn sniffed(bytes: &[u8]) -> Option<Picture> {
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Some(Picture::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Picture::Png)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Picture::Webp)
        } else {
            None
        }
    }

    /// Its content type.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Picture::Jpeg => "image/jpeg",
            Picture::Png => "image/png",
            Picture::Webp => "image/webp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_tell_what_a_picture_is() {
        for (bytes, expected) in [
            (&b"\xFF\xD8\xFF\xE0rest"[..], Some(Picture::Jpeg)),
            (b"\x89PNG\r\n\x1a\nrest", Some(Picture::Png)),
            (b"RIFF\x04\0\0\0WEBPVP8 ", Some(Picture::Webp)),
            (b"RIFF\x04\0\0\0WAVE", None),
            (b"RIFF", None),
            (b"<svg onload=alert(1)>", None),
            (b"GIF89a", None),
            (b"", None),
        ] {
            assert_eq!(Picture::sniffed(bytes), expected, "{bytes:?}");
        }
        assert_eq!(Picture::named("image/JPEG; q=1"), Some(Picture::Jpeg));
        assert_eq!(Picture::named("image/svg+xml"), None);
        for picture in [Picture::Jpeg, Picture::Png, Picture::Webp] {
            assert_eq!(Picture::named(picture.content_type()), Some(picture));
        }
    }
}
