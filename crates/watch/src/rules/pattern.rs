//! Texts with stars, as people write them to name many things at once.

/// Whether a text fits a pattern in which `*` stands for any text.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(before) else { return false };
    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| rest.get(at..).is_some_and(|rest| fits(after, rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("*", "Gi1/0/1", true),
            ("Gi*", "Gi1/0/1", true),
            ("Gi*/1", "Gi1/0/1", true),
            ("Gi*/1", "Gi1/0/12", false),
            ("", "", true),
            ("", "x", false),
            ("上联*", "上联口", true),
            ("*口*", "上联口1", true),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }
}
