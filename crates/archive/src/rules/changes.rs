//! What an edit changed, as the journal tells it: `{name: {from, to}}` for each field that is another now.

use serde_json::{Map, Value as Json, json};

/// The fields whose values differ between two states of one noun. `version` tells itself and is left out.
pub(crate) fn changes(before: &Json, after: &Json) -> Map<String, Json> {
    let empty = Map::new();
    let before = before.as_object().unwrap_or(&empty);
    let after = after.as_object().unwrap_or(&empty);
    let mut changes = Map::new();
    for (field, to) in after {
        let from = before.get(field).unwrap_or(&Json::Null);
        if from != to && field != "version" {
            changes.insert(field.clone(), json!({ "from": from, "to": to }));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let before = json!({ "name": "a", "address": null, "version": 1 });
        let after = json!({ "name": "a", "address": "10.0.0.1", "version": 2 });
        assert_eq!(Json::from(changes(&before, &after)), json!({ "address": { "from": null, "to": "10.0.0.1" } }));
        assert!(changes(&before, &before).is_empty());
    }
}
