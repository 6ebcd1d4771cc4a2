//! From bytes to text. Chinese Excel saves CSV as GB 18030 unless it is told otherwise, so that is read too.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030};

use crate::rules::Wrong;

/// The text of a file in UTF-8 (with or without its mark), UTF-16 (with its mark) or GB 18030.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Wrong> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Wrong::new("file.empty", "The file is empty.", "文件为空。"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(Wrong::new(
            "file.workbook",
            "This is a workbook, not a CSV file. In Excel choose “Save as” and “CSV UTF-8 (comma delimited)”.",
            "这是 Excel 工作簿，不是 CSV 文件。请在 Excel 中选择“另存为”，类型选“CSV UTF-8（逗号分隔）”。",
        ));
    }
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling_and_without_replacement(bytes.get(mark..).unwrap_or_default()),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        },
    };
    decoded.filter(|text| !text.contains('\0')).ok_or_else(|| {
        Wrong::new(
            "file.encoding",
            "The characters of this file cannot be read. Save it as “CSV UTF-8 (comma delimited)” and try again.",
            "无法识别文件的字符编码。请另存为“CSV UTF-8（逗号分隔）”后重试。",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excel_and_others_save_is_read() {
        let gbk = [0xD3, 0xC3, 0xBB, 0xA7, 0xB5, 0xA5, 0xCE, 0xBB];
        let utf16 = [0xFF, 0xFE, 0x28, 0x75, 0x37, 0x62, 0x55, 0x53, 0x4D, 0x4F];
        for bytes in ["用户单位".as_bytes(), "\u{feff}用户单位".as_bytes(), &gbk, &utf16] {
            assert_eq!(text(bytes).unwrap(), "用户单位", "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_the_way_out() {
        for (bytes, code) in [
            (&b""[..], "file.empty"),
            (b" \r\n", "file.empty"),
            (b"PK\x03\x04rest", "file.workbook"),
            (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1], "file.workbook"),
            (b"a\0b\0", "file.encoding"),
            (&[0x61, 0xFF, 0xFF, 0xFF], "file.encoding"),
            (&[0xEF, 0xBB, 0xBF, 0xFF], "file.encoding"),
        ] {
            assert_eq!(text(bytes).unwrap_err().code, code, "{bytes:?}");
        }
    }
}
