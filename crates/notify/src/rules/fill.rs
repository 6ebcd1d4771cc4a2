//! Filling the placeholders of a supplier's template: `{{phone}}`, `{{text|max:60}}`, `{{text|json}}`, `{{secret.KEY}}`. What is filled in is
//! escaped for the place where it stands, so that nothing a device or a person wrote can become a part of the request.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 3986 leaves as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The names of the placeholders that every request may use.
pub(crate) const NAMES: [&str; 14] = [
    "phone",
    "plain_phone",
    "subject",
    "body",
    "text",
    "link",
    "language",
    "message",
    "receipt",
    "report_url",
    "seconds",
    "milliseconds",
    "time",
    "nonce",
];

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is encoded afterwards, or stands for itself.
    Plain,
    /// In an address.
    Address,
    /// In a header: on one line.
    Header,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// `{{` without `}}`.
    Open,
    /// Nobody knows this placeholder.
    Unknown(String),
    /// Nobody knows this filter.
    Filter(String),
}

/// Fills a text.
pub(crate) fn fill(template: &str, values: &BTreeMap<String, String>, place: Place) -> Result<String, Flaw> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let (inside, behind) = after.split_once("}}").ok_or(Flaw::Open)?;
        let mut parts = inside.split('|').map(str::trim);
        let name = parts.next().unwrap_or("");
        let mut value = values.get(name).ok_or_else(|| Flaw::Unknown(name.to_owned()))?.clone();
        for filter in parts {
            value = filtered(&value, filter)?;
        }
        filled.push_str(&match place {
            Place::Plain => value,
            Place::Address => encoded(&value),
            Place::Header => value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
        });
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn filtered(value: &str, filter: &str) -> Result<String, Flaw> {
    match filter.split_once(':') {
        None if filter == "json" => {
            let quoted = serde_json::Value::from(value).to_string();
            Ok(quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&quoted).to_owned())
        }
        None if filter == "url" => Ok(encoded(value)),
        Some(("max", count)) => {
            let most: usize = count.parse().map_err(|_| Flaw::Filter(filter.to_owned()))?;
            Ok(value.chars().take(most).collect())
        }
        _ => Err(Flaw::Filter(filter.to_owned())),
    }
}

/// A value as a part of an address, by RFC 3986.
pub(crate) fn encoded(value: &str) -> String {
    utf8_percent_encode(value, UNRESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values(text: &str) -> BTreeMap<String, String> {
        BTreeMap::from([("text".to_owned(), text.to_owned()), ("phone".to_owned(), "+8613800138000".to_owned())])
    }

    #[test]
    fn placeholders_are_filled_for_their_place() {
        let values = values("F-7 \"down\"\n100%");
        let cases = [
            ("{\"t\":\"{{text|json}}\"}", Place::Plain, Ok(r#"{"t":"F-7 \"down\"\n100%"}"#)),
            ("/send?to={{phone}}&t={{ text }}", Place::Address, Ok("/send?to=%2B8613800138000&t=F-7%20%22down%22%0A100%25")),
            ("Bearer {{text}}", Place::Header, Ok("Bearer F-7 \"down\" 100%")),
            ("{{text|max:3}}!", Place::Plain, Ok("F-7!")),
            ("{ } }} no placeholder", Place::Plain, Ok("{ } }} no placeholder")),
            ("{{txt}}", Place::Plain, Err(Flaw::Unknown("txt".into()))),
            ("{{text", Place::Plain, Err(Flaw::Open)),
            ("{{text|upper}}", Place::Plain, Err(Flaw::Filter("upper".into()))),
            ("{{text|max:x}}", Place::Plain, Err(Flaw::Filter("max:x".into()))),
        ];
        for (template, place, expected) in cases {
            assert_eq!(fill(template, &values, place), expected.map(str::to_owned), "{template}");
        }
    }

    proptest! {
        /// Whatever a text holds, placeholders of its own included, it stays a text.
        #[test]
        fn nothing_breaks_out(text in any::<String>()) {
            let json = fill("{\"a\":\"{{text|json}}\"}", &values(&text), Place::Plain).unwrap();
            prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&json).unwrap(), &serde_json::json!({ "a": text }));
            let address = fill("{{text}}", &values(&text), Place::Address).unwrap();
            prop_assert!(!address.contains(['/', '?', '&', '#', ' ', '\n']));
            prop_assert!(!fill("{{text}}", &values(&text), Place::Header).unwrap().chars().any(char::is_control));
        }
    }
}
