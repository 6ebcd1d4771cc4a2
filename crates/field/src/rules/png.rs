//! A signature as a picture: a `data:` URL that holds a whole PNG of a size that a screen can have. The picture is not drawn here; its
//! parts are walked and their checksums compared (PNG, third edition, chapter 5), so that half a picture or another file is noticed
//! while the customer's person is still there to sign again.

use base::Text;

/// The largest picture in bytes.
pub const LARGEST: usize = 200 * 1024;
/// The longest side in pixels.
const LONGEST_SIDE: u32 = 8192;
const PREFIX: &str = "data:image/png;base64,";
const MAGIC: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// Why a signature was not taken: a stable code, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// `signature.not_a_png`
    pub code: &'static str,
    /// What to do.
    pub text: Text,
}

/// The bytes of the picture in a `data:` URL.
pub fn from_data_url(url: &str) -> Result<Vec<u8>, Unusable> {
    let encoded = url.strip_prefix(PREFIX).ok_or_else(|| {
        unusable(
            "signature.not_a_data_url",
            "Send the signature as `data:image/png;base64,…`.",
            "请以 data:image/png;base64,… 格式提交签字。",
        )
    })?;
    if encoded.len() / 4 * 3 > LARGEST + 3 {
        return Err(too_large());
    }
    let bytes = data_encoding::BASE64
        .decode(encoded.as_bytes())
        .map_err(|_| unusable("signature.not_base64", "The signature was damaged on its way. Sign again.", "签字数据损坏，请重新签字。"))?;
    if bytes.len() > LARGEST {
        return Err(too_large());
    }
    if whole(&bytes).is_none() {
        let (en, zh) = ("This is not a whole PNG picture. Sign again.", "签字不是完整的 PNG 图片，请重新签字。");
        return Err(unusable("signature.not_a_png", en, zh));
    }
    Ok(bytes)
}

/// Walks the chunks: the header first, some image data, the end last and nothing after it.
fn whole(bytes: &[u8]) -> Option<()> {
    let (mut rest, mut first, mut drawn) = (bytes.strip_prefix(&MAGIC)?, true, false);
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (checked, after) = after.split_at_checked(length.checked_add(4)?)?;
        let (checksum, after) = after.split_first_chunk::<4>()?;
        if crc32(checked) != u32::from_be_bytes(*checksum) {
            return None;
        }
        let (kind, data) = checked.split_first_chunk::<4>()?;
        match kind {
            b"IHDR" if first => header(data)?,
            _ if first => return None,
            b"IDAT" => drawn |= !data.is_empty(),
            b"IEND" => return (drawn && data.is_empty() && after.is_empty()).then_some(()),
            _ => {}
        }
        (rest, first) = (after, false);
    }
}

/// Width, height, and a combination of depth and colour that there is.
fn header(data: &[u8]) -> Option<()> {
    let data: &[u8; 13] = data.try_into().ok()?;
    let [w0, w1, w2, w3, h0, h1, h2, h3, depth, colour, compression, filter, interlace] = *data;
    let sides = [u32::from_be_bytes([w0, w1, w2, w3]), u32::from_be_bytes([h0, h1, h2, h3])];
    let depth_fits = match colour {
        0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
        3 => matches!(depth, 1 | 2 | 4 | 8),
        2 | 4 | 6 => matches!(depth, 8 | 16),
        _ => false,
    };
    let sane = sides.iter().all(|side| (1..=LONGEST_SIDE).contains(side)) && depth_fits;
    (sane && compression == 0 && filter == 0 && interlace <= 1).then_some(())
}

/// The checksum of a chunk (PNG, annex D), bit by bit: pictures are small here.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

fn too_large() -> Unusable {
    unusable(
        "signature.too_large",
        "The picture is larger than 200 KB. Sign on a smaller area.",
        "签字图片超过 200 KB，请缩小签字区域后重试。",
    )
}

fn unusable(code: &'static str, en: &'static str, zh: &'static str) -> Unusable {
    Unusable { code, text: Text::new(en, zh) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One black pixel, written by an independent encoder.
    const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    fn pixel() -> Vec<u8> {
        data_encoding::BASE64.decode(PIXEL.as_bytes()).unwrap()
    }

    fn code(url: &str) -> &'static str {
        from_data_url(url).map_or_else(|why| why.code, |_| "taken")
    }

    fn code_of(bytes: &[u8]) -> &'static str {
        code(&format!("{PREFIX}{}", data_encoding::BASE64.encode(bytes)))
    }

    /// A chunk with its checksum.
    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let checked = [&kind[..], data].concat();
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &checked, &crc32(&checked).to_be_bytes()].concat()
    }

    #[test]
    fn the_checksum_is_the_standards() {
        assert_eq!(crc32(b"IEND"), 0xAE42_6082);
    }

    #[test]
    fn only_a_whole_png_is_a_signature() {
        let pixel = pixel();
        assert_eq!(from_data_url(&format!("{PREFIX}{PIXEL}")).unwrap(), pixel);
        for cut in 0..pixel.len() {
            assert_eq!(code_of(&pixel[..cut]), "signature.not_a_png", "cut after {cut}");
        }
        for changed in 0..pixel.len() {
            let mut bytes = pixel.clone();
            bytes[changed] ^= 0x20;
            assert_eq!(code_of(&bytes), "signature.not_a_png", "byte {changed} changed");
        }
        assert_eq!(code_of(&[&pixel[..], b"<script>"].concat()), "signature.not_a_png");
        assert_eq!(code_of(b"\xFF\xD8\xFF\xE0 a photo"), "signature.not_a_png");
        assert_eq!(code(PIXEL), "signature.not_a_data_url");
        assert_eq!(code(&format!("data:image/svg+xml;base64,{PIXEL}")), "signature.not_a_data_url");
        assert_eq!(code(&format!("{PREFIX}{}!", &PIXEL[1..])), "signature.not_base64");
        assert_eq!(code(PREFIX), "signature.not_a_png");
    }

    #[test]
    fn a_picture_that_no_screen_has_is_none() {
        let header = |width: u32, height: u32, depth: u8, colour: u8| {
            [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat()
        };
        let picture = |header: &[u8], data: usize| {
            code_of(&[&MAGIC[..], &chunk(b"IHDR", header), &chunk(b"IDAT", &vec![7; data]), &chunk(b"IEND", b"")].concat())
        };
        let cases: [(&str, Vec<u8>, usize, &str); 8] = [
            ("a screen's", header(600, 200, 8, 6), 100, "taken"),
            ("no width", header(0, 200, 8, 6), 100, "signature.not_a_png"),
            ("too wide", header(1 << 20, 200, 8, 6), 100, "signature.not_a_png"),
            ("no such depth", header(600, 200, 3, 6), 100, "signature.not_a_png"),
            ("no such colour", header(600, 200, 8, 5), 100, "signature.not_a_png"),
            ("a short header", vec![0; 12], 100, "signature.not_a_png"),
            ("no picture in it", header(600, 200, 8, 6), 0, "signature.not_a_png"),
            ("too large", header(600, 200, 8, 6), LARGEST, "signature.too_large"),
        ];
        for (name, header, data, expected) in cases {
            assert_eq!(picture(&header, data), expected, "{name}");
        }
    }
}
