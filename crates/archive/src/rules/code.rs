//! The short codes of customers and sites: what they may look like, and the next free one.

use super::Wrong;

/// A code: 1 to 32 letters, digits and `-_.`, so that it fits a file name, an address and a column.
pub(crate) fn code(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let fits = (1..=32).contains(&text.chars().count()) && text.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    if fits {
        return Ok(text.to_owned());
    }
    Err(Wrong::new(
        "code.wrong",
        "A code has 1 to 32 letters, digits or - _ . and no spaces.",
        "编号为 1 至 32 个字母、汉字、数字或 - _ .，不含空格。",
    ))
}

/// The first of `C-001`, `C-002` … that is free, tried from `first` on.
pub(crate) fn next_free(prefix: &str, first: usize, taken: impl Fn(&str) -> bool) -> String {
    let mut number = first.max(1);
    loop {
        let code = format!("{prefix}-{number:03}");
        if !taken(&code) {
            return code;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_fits_a_file_name() {
        for good in ["JTJ", "交警-01", "a.b_c"] {
            assert_eq!(code(good), Ok(good.to_owned()));
        }
        for bad in ["", " ", "a b", "a/b", "a,b", "x".repeat(33).as_str()] {
            assert_eq!(code(bad).unwrap_err().code, "code.wrong", "{bad:?}");
        }
    }

    #[test]
    fn a_made_up_code_is_free() {
        assert_eq!(next_free("C", 0, |_| false), "C-001");
        assert_eq!(next_free("S", 2, |code| code == "S-002"), "S-003");
    }
}
