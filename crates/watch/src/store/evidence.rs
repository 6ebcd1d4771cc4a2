//! What is told of an alarm beside its text, as it stands in columns and in the journal: the signs, `[{"en": …, "zh": …}]`, and the proof that
//! the fault is over.

use base::{Language, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::round::pending::Proof;
use crate::round::world::Good;

#[derive(Serialize, Deserialize)]
struct Sentence {
    en: String,
    zh: String,
}

pub(crate) fn signs(evidence: &[Text]) -> Json {
    let sentence = |text: &Text| Sentence { en: text.in_language(Language::En).to_owned(), zh: text.in_language(Language::Zh).to_owned() };
    serde_json::to_value(evidence.iter().map(sentence).collect::<Vec<_>>()).unwrap_or_default()
}

pub(crate) fn written(evidence: &[Text]) -> String {
    signs(evidence).to_string()
}

pub(crate) fn read(written: Option<&str>) -> Vec<Text> {
    let sentences: Vec<Sentence> = written.and_then(|written| serde_json::from_str(written).ok()).unwrap_or_default();
    sentences.into_iter().map(|Sentence { en, zh }| Text::new(en, zh)).collect()
}

/// What proves that a fault is over.
pub(crate) fn of(proof: &[Proof]) -> Json {
    let good = |good: Option<Good>| good.map(|Good { at, milliseconds }| json!({ "at": at, "milliseconds": milliseconds }));
    let told = |proof: &Proof| {
        let Proof { device, device_name, check, before, after } = proof;
        json!({ "device_id": device, "device_name": device_name, "check": check, "before": good(*before), "after": good(*after) })
    };
    proof.iter().map(told).collect()
}
