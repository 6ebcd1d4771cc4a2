//! What a person's entry may look like. Every mistake is named by its field, all at once.

use base::{CustomerId, FieldRefusal, Role, Text};

use crate::model::{Password, Person};

/// Collects what is wrong.
#[derive(Debug, Default)]
pub(crate) struct Wrong(Vec<FieldRefusal>);

impl Wrong {
    /// Nothing is wrong yet.
    pub(crate) fn none() -> Wrong {
        Wrong::default()
    }

    /// One mistake more.
    pub(crate) fn add(&mut self, path: &str, code: &'static str, en: &'static str, zh: &'static str) {
        self.0.push(FieldRefusal { path: path.to_owned(), code, text: Text::new(en, zh) });
    }

    /// The codes of what is wrong, in order.
    #[cfg(test)]
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.0.iter().map(|wrong| wrong.code).collect()
    }

    /// Refuses when anything is wrong.
    pub(crate) fn refuse(self) -> base::Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(base::Error::invalid(self.0)) }
    }
}

/// Checks everything that is kept of a person; texts are expected trimmed (see [`tidy`]).
pub(crate) fn check(person: &Person, wrong: &mut Wrong) {
    check_name("name", &person.name, wrong);
    if !is_login(&person.login) {
        wrong.add(
            "login",
            "person.login",
            "Use 2 to 64 of the characters a-z A-Z 0-9 . _ - + @, the first a letter or digit.",
            "登录名为 2 至 64 个字符，可用 a-z A-Z 0-9 . _ - + @，首字符须为字母或数字。",
        );
    }
    if person.email.as_deref().is_some_and(|email| !is_email(email)) {
        wrong.add(
            "email",
            "person.email",
            "Write an e-mail address like wang@example.com.",
            "请填写有效的邮箱地址，例如 wang@example.com。",
        );
    }
    if person.phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
        wrong.add(
            "phone",
            "person.phone",
            "Write a phone number with 3 to 20 digits, like +86 138 0000 0000 or 0451-8888 6666 ext 12.",
            "请填写有效的电话号码（3 至 20 位数字），例如 +86 138 0000 0000。",
        );
    }
    check_customer(person.role, person.customer_id, wrong);
}

/// Checks a name of one line, of a person or a token.
pub(crate) fn check_name(path: &str, name: &str, wrong: &mut Wrong) {
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        wrong.add(path, "name.length", "Write a name of 1 to 80 characters on one line.", "名称须为 1 至 80 个字符，且不能换行。");
    }
}

fn check_customer(role: Role, customer: Option<CustomerId>, wrong: &mut Wrong) {
    match (role, customer) {
        (Role::Customer, None) => {
            wrong.add("customer_id", "person.customer_missing", "Choose the customer whose person this is.", "请选择该人员所属的用户单位。")
        }
        (Role::Customer, Some(_)) | (_, None) => {}
        (_, Some(_)) => wrong.add(
            "customer_id",
            "person.customer_unexpected",
            "Only a person with the role customer belongs to a customer. Leave it out, or choose that role.",
            "只有“用户单位”角色才能指定所属单位，请留空或更换角色。",
        ),
    }
}

/// Checks a password that is to be kept: long enough that guessing it slowly is hopeless, and not the login itself.
pub(crate) fn check_password(path: &str, password: &Password, login: &str, wrong: &mut Wrong) {
    let Password(text) = password;
    let length = text.chars().count();
    if !(10..=200).contains(&length) {
        wrong.add(
            path,
            "password.length",
            "Use 10 to 200 characters; a sentence is easiest to remember.",
            "密码须为 10 至 200 个字符，建议使用一句话。",
        );
        return;
    }
    let lower = text.to_lowercase();
    let mut characters: Vec<char> = lower.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    let guessable = characters.len() < 4 || (login.len() > 3 && lower.starts_with(&login.to_lowercase()) && length < login.len() + 6);
    if guessable {
        wrong.add(
            path,
            "password.guessable",
            "This is easily guessed. Use more different characters, and not your login.",
            "密码过于简单，请使用更多不同的字符，且不要与登录名相同。",
        );
    }
}

/// A text without the blanks around it; an empty one is none.
pub(crate) fn tidy(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Whether anybody could have this login.
pub(crate) fn is_login(login: &str) -> bool {
    (2..=64).contains(&login.len())
        && login.starts_with(|c: char| c.is_ascii_alphanumeric())
        && login.chars().all(|c| c.is_ascii_alphanumeric() || "._-+@".contains(c))
}

/// The addresses that mail programs agree on: RFC 5321's dot-atoms, a host name, no comments, no quoting, no other alphabets.
fn is_email(address: &str) -> bool {
    let Some((local, host)) = address.rsplit_once('@') else { return false };
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (1..=64).contains(&local.len())
        && host.len() <= 190
        && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
        && host.split('.').all(label)
}

fn is_phone(phone: &str) -> bool {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let bare: String = phone.replace("ext", "");
    phone.len() <= 40
        && (3..=20).contains(&digits)
        && bare.chars().all(|c| c.is_ascii_digit() || " +-()./#*,".contains(c))
        && bare.chars().filter(|c| *c == '+').count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_can_be_written_to() {
        for good in ["wang@example.com", "o'neill+on.call@mail-1.example.org", "ops@mailhost", "a@1.2.example"] {
            assert!(is_email(good), "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        for bad in [
            "",
            "wang",
            "@example.com",
            "wang@",
            "a b@example.com",
            "a@b..com",
            ".a@b.com",
            "a.@b.com",
            "a@-b.com",
            "王@example.com",
            "a@b@c.com",
            "\"a b\"@c.com",
            "a@b.com\r\nBcc: x@y.z",
            "a,b@c.com",
            "<a@b.com>",
            &long,
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }

    #[test]
    fn numbers_that_can_be_dialled() {
        for good in ["110", "+86 138 0000 0000", "0451-88886666", "(0451) 8888 6666 ext 12", "13800000000", "88886666#12"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["", "12", "call me", "+86+138000", "123456789012345678901", "138\n0000", "１３８００００００００"] {
            assert!(!is_phone(bad), "{bad:?}");
        }
    }

    #[test]
    fn logins_are_plain() {
        for good in ["wang", "w2", "wang.li@example.com", "Wang_Li-2"] {
            assert!(is_login(good), "{good}");
        }
        for bad in ["", "w", ".wang", "wang li", "王伟", "wäng", "a\0b", &"a".repeat(65)] {
            assert!(!is_login(bad), "{bad:?}");
        }
    }

    #[test]
    fn passwords_are_long_and_not_the_login() {
        let code = |text: &str| {
            let mut wrong = Wrong::none();
            check_password("password", &Password(text.into()), "wang.li", &mut wrong);
            wrong.0.first().map(|wrong| wrong.code)
        };
        for good in ["correct horse", "守约必须值得信赖一二三", "aftercare-2026", "wang.li plus a lot more"] {
            assert_eq!(code(good), None, "{good}");
        }
        for (bad, expected) in [
            ("", "password.length"),
            ("ninechars", "password.length"),
            ("aaaaaaaaaaaa", "password.guessable"),
            ("abababababab", "password.guessable"),
            ("Wang.Li1234", "password.guessable"),
        ] {
            assert_eq!(code(bad), Some(expected), "{bad}");
        }
        assert_eq!(code(&"长".repeat(201)), Some("password.length"));
    }

    #[test]
    fn a_password_does_not_show() {
        assert_eq!(format!("{:?}", Password("secret words".into())), "Password(•••)");
    }
}
