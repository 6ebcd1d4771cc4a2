//! Reading a `WWW-Authenticate` header: one or several challenges, each a scheme with parameters (RFC 9110, section 11.6.1).

/// One challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Challenge {
    scheme: String,
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Whether this is a challenge of `scheme`, whatever its case.
    pub(super) fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The value of a parameter, unquoted.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Reads every challenge of one header value. What cannot be read is left out: half a challenge is no challenge.
pub(super) fn parse(value: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let word = token(rest);
        if word.is_empty() {
            return challenges;
        }
        let after = rest.get(word.len()..).unwrap_or("");
        match after.trim_start_matches([' ', '\t']).strip_prefix('=') {
            // "name=value" belongs to the challenge before it; a value without a scheme is noise.
            Some(value) => {
                let Some((value, remainder)) = parameter(value.trim_start_matches([' ', '\t'])) else { return challenges };
                if let Some(challenge) = challenges.last_mut() {
                    challenge.parameters.push((word.to_owned(), value));
                }
                rest = remainder;
            }
            None => {
                challenges.push(Challenge { scheme: word.to_owned(), parameters: Vec::new() });
                rest = after;
            }
        }
    }
}

/// The token at the start of `text`, possibly empty.
fn token(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~/".contains(c))).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// The value at the start of `text`, bare or quoted, and what follows it; nothing when a quote never ends.
fn parameter(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let bare = text.get(..text.find([',', ' ', '\t']).unwrap_or(text.len()))?;
        return Some((bare.to_owned(), text.get(bare.len()..)?));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, quoted.get(at + 1..)?)),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_header_may_hold_several_challenges() {
        let found = parse(r#"Digest realm="a, \"b\"", nonce=abc,qop="auth" , Basic realm="x",Negotiate"#);
        let schemes: Vec<_> = found.iter().map(|challenge| challenge.scheme.as_str()).collect();
        assert_eq!(schemes, ["Digest", "Basic", "Negotiate"]);
        let digest = found.first().unwrap();
        assert_eq!((digest.get("REALM"), digest.get("nonce"), digest.get("qop")), (Some(r#"a, "b""#), Some("abc"), Some("auth")));
        assert_eq!(digest.get("opaque"), None);
    }

    #[test]
    fn half_a_challenge_does_not_hurt() {
        for (text, parameters) in
            [("", 0), (",,, ,", 0), ("Digest realm=\"never ends", 0), ("Digest realm = \"spaced\" nonce=n", 2), ("=value", 0)]
        {
            assert_eq!(parse(text).first().map_or(0, |challenge| challenge.parameters.len()), parameters, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(text in any::<String>()) {
            parse(&text);
        }

        #[test]
        fn nothing_shaped_like_a_challenge_makes_it_panic(text in r#"(Digest|Basic|[a-z]{1,5})?( ?[a-z]{0,4}=?["\\,= a-z0-9长]{0,12},?){0,6}"#) {
            parse(&text);
        }

        #[test]
        fn a_quoted_value_is_read_back(value in any::<String>()) {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            let found = parse(&format!("Digest realm=\"{quoted}\""));
            prop_assert_eq!(found.first().and_then(|challenge| challenge.get("realm")), Some(value.as_str()));
        }
    }
}
