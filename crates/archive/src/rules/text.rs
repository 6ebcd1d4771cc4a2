//! Texts that people type: names, remarks, telephone numbers. Space around them is taken away; an empty text is no text.

use super::Wrong;

/// The longest name of anything, in characters.
pub(crate) const NAME: usize = 200;
/// The longest postal address.
pub(crate) const POSTAL: usize = 300;
/// The longest remark.
pub(crate) const REMARK: usize = 2000;
/// The longest class of sites.
pub(crate) const CLASS: usize = 40;
/// The longest vendor, model, serial number, role.
pub(crate) const WORDS: usize = 100;

/// A name that must be there: one line of 1 to [`NAME`] characters.
pub(crate) fn name(text: &str) -> Result<String, Wrong> {
    line(Some(text), NAME)?.ok_or_else(empty)
}

/// One line that must be there.
pub(crate) fn required(text: &str, most: usize) -> Result<String, Wrong> {
    line(Some(text), most)?.ok_or_else(empty)
}

/// One line of at most `most` characters, or nothing.
pub(crate) fn line(text: Option<&str>, most: usize) -> Result<Option<String>, Wrong> {
    let Some(text) = trimmed(text, most)? else { return Ok(None) };
    if text.contains(['\n', '\r']) {
        return Err(Wrong::new("text.many_lines", "Write this in one line.", "请写成一行。"));
    }
    if text.chars().any(char::is_control) {
        return Err(control());
    }
    Ok(Some(text))
}

/// Several lines of at most `most` characters together, or nothing.
pub(crate) fn lines(text: Option<&str>, most: usize) -> Result<Option<String>, Wrong> {
    let Some(text) = trimmed(text, most)? else { return Ok(None) };
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) { Err(control()) } else { Ok(Some(text)) }
}

/// A telephone number as it is dialled: digits with the signs people put between them, `转` for an extension.
pub(crate) fn phone(text: Option<&str>) -> Result<Option<String>, Wrong> {
    let Some(text) = line(text, 40)? else { return Ok(None) };
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let known = text.chars().all(|c| c.is_ascii_digit() || " +-()#*,./;xX转（）－".contains(c));
    if digits >= 3 && known {
        return Ok(Some(text));
    }
    Err(Wrong::new(
        "phone.wrong",
        "Write a telephone number: at least three digits, with + - ( ) # * or 转 where needed.",
        "请填写电话号码：至少三位数字，可含 + - ( ) # * 或“转”。",
    ))
}

/// An e-mail address: something, one @, a domain.
pub(crate) fn email(text: Option<&str>) -> Result<Option<String>, Wrong> {
    let Some(text) = line(text, 254)? else { return Ok(None) };
    let parts: Vec<&str> = text.split('@').collect();
    let good = match parts.as_slice() {
        [who, domain] => {
            !who.is_empty()
                && who.len() <= 64
                && !domain.is_empty()
                && domain.split('.').all(|label| !label.is_empty())
                && !text.contains(|c: char| c.is_whitespace() || "<>\"(),;:\\[]".contains(c))
        }
        _ => false,
    };
    if good {
        return Ok(Some(text));
    }
    Err(Wrong::new("email.wrong", "Write an e-mail address like name@example.com.", "请填写电子邮件地址，例如 name@example.com。"))
}

fn trimmed(text: Option<&str>, most: usize) -> Result<Option<String>, Wrong> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > most {
        return Err(Wrong::new(
            "text.too_long",
            format!("This is too long: at most {most} characters."),
            format!("内容过长：最多 {most} 个字符。"),
        ));
    }
    Ok(Some(text.to_owned()))
}

fn empty() -> Wrong {
    Wrong::new("text.empty", "Fill this in.", "请填写此项。")
}

fn control() -> Wrong {
    Wrong::new("text.control", "This contains characters that cannot be seen. Type it again.", "内容含有不可见字符，请重新输入。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_with_something_in_it() {
        assert_eq!(name(" 交警支队\u{3000}"), Ok("交警支队".to_owned()));
        let long = "长".repeat(201);
        for (text, code) in
            [("", "text.empty"), ("  \t", "text.empty"), ("a\nb", "text.many_lines"), ("a\u{7}b", "text.control"), (&long, "text.too_long")]
        {
            assert_eq!(name(text).unwrap_err().code, code, "{text:?}");
        }
        assert!(name(&"长".repeat(200)).is_ok());
    }

    #[test]
    fn a_remark_may_have_lines() {
        assert_eq!(lines(Some("one\ntwo"), 10), Ok(Some("one\ntwo".to_owned())));
        assert_eq!(lines(Some(" "), 10), Ok(None));
        assert_eq!(lines(Some("a\0b"), 10).unwrap_err().code, "text.control");
    }

    #[test]
    fn a_telephone_number_can_be_dialled() {
        for good in ["110", "+86 10-1234 5678", "0531-88888888转801", "(010)12345678#3"] {
            assert_eq!(phone(Some(good)), Ok(Some(good.to_owned())), "{good}");
        }
        for bad in ["12", "call me", "1234a"] {
            assert_eq!(phone(Some(bad)).unwrap_err().code, "phone.wrong", "{bad}");
        }
        assert_eq!(phone(Some("")), Ok(None));
    }

    #[test]
    fn an_email_address_has_one_at_and_a_domain() {
        for good in ["a@b", "wang.wu@city.example.cn", "信息科@例子.中国"] {
            assert_eq!(email(Some(good)), Ok(Some(good.to_owned())), "{good}");
        }
        for bad in ["a", "@b", "a@", "a@b@c", "a b@c", "a@b..c", "Wu <a@b>", "a@b,c@d"] {
            assert_eq!(email(Some(bad)).unwrap_err().code, "email.wrong", "{bad}");
        }
    }
}
