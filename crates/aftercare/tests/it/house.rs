//! The rules of the house, read off the source: floors, and the purity of `rules`.

use std::fs;
use std::path::{Path, PathBuf};

/// Each room and its floor; a room uses what stands on lower floors.
const FLOORS: &[(&str, u8)] = &[
    ("base", 0),
    ("probe", 1),
    ("series", 1),
    ("calendar", 1),
    ("archive", 2),
    ("roster", 2),
    ("watch", 3),
    ("notify", 3),
    ("desk", 4),
    ("field", 5),
    ("prometheus", 4),
    ("aftercare", 8),
];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

#[test]
fn a_room_uses_only_lower_floors() {
    for (room, own) in FLOORS {
        let manifest: toml::Table = fs::read_to_string(crates().join(room).join("Cargo.toml")).unwrap().parse().unwrap();
        for dependency in manifest["dependencies"].as_table().unwrap().keys() {
            if let Some(other) = floor(dependency) {
                assert!(other < *own, "{room} (floor {own}) uses {dependency} (floor {other})");
            }
        }
    }
}

/// What a rule must not know: I/O, async, a clock, a database. A room above cannot be named anyway, its crate is not there.
const FORBIDDEN: &[&str] = &[
    "async ",
    ".await?",
    ".await;",
    ".await)",
    "std::fs",
    "std::process",
    "std::env",
    "tokio::",
    "sqlx::query",
    "reqwest::",
    "Instant::now",
    "SystemTime",
    "::now()",
    ".now()",
    "Conn",
    "axum::",
    "println!",
    "tracing::",
];

#[test]
fn rules_are_pure() {
    let mut read = 0;
    for (room, _) in FLOORS {
        for file in rules_files(&crates().join(room).join("src")) {
            read += 1;
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
                for word in FORBIDDEN {
                    assert!(!line.contains(word), "{}:{}: a rule must not know `{word}`: {line}", file.display(), number + 1);
                }
            }
        }
    }
    assert!(read >= 5, "only {read} rules files were found: has the layout changed?");
}

/// `rules.rs`, and everything below a folder `rules`.
fn rules_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let is_rule = entry.components().any(|part| part.as_os_str() == "rules" || part.as_os_str() == "rules.rs");
        if entry.is_dir() {
            found.extend(rules_files(&entry));
        } else if entry.to_string_lossy().ends_with("tests.rs") {
            // A rule's tests may read files and clocks.
        } else if is_rule && entry.extension().is_some_and(|ending| ending == "rs") {
            found.push(entry);
        }
    }
    found
}

#[test]
fn every_module_says_what_it_is_for() {
    let mut silent = Vec::new();
    for (room, _) in FLOORS {
        let mut folders = vec![crates().join(room).join("src")];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") && !fs::read_to_string(&path).unwrap().starts_with("//!") {
                    silent.push(path);
                }
            }
        }
    }
    assert!(silent.is_empty(), "these files do not say what they are for: {silent:?}");
}
