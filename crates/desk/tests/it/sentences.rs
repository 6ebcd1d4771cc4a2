//! Every kind of event that the rooms write has its sentence on the timeline: the rooms' sources are read for the kinds they write.

use serde_json::json;

fn is_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

/// The kinds of event that a room's source writes.
fn kinds_written_by(room: &str) -> Vec<String> {
    let mut kinds = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(room).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                kinds.extend(kinds_in(&std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    kinds.sort();
    kinds.dedup();
    kinds
}

/// Every `"noun.what_happened"` of the nouns that stand on timelines; the words of refusals begin with the same nouns and are told apart by
/// their end.
fn kinds_in(source: &str) -> Vec<String> {
    source
        .split("Event::new(")
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"').map(|(kind, _)| kind.to_owned()))
        .filter(|kind| kind.contains('.'))
        .collect()
}

#[test]
fn every_kind_that_the_rooms_write_has_its_sentence() {
    let mut seen = 0;
    for room in ["field", "watch", "notify"] {
        for kind in kinds_written_by(room) {
            let told =
                desk::rules::timeline::sentence(&kind, Some("Chen"), &json!({}), &desk::rules::level::Definitions::default().names());
            assert_ne!(told.en, kind, "{room} writes {kind}, which has no sentence in rules/timeline_rooms.rs");
            assert!(is_chinese(&told.zh), "{kind}: {told:?}");
            seen += 1;
        }
    }
    assert!(seen >= 5, "the sources were not found, or nobody writes events any more");
}
