//! Every kind of event has its sentence in both languages, with its facts in it.

use base::{PersonId, Timestamp};
use serde_json::json;

use super::*;
use crate::model::{ClockKind, ClockState, ContractSet, CorrectedClock, Evidence, Level, Named, Place, SeenDevice, Verdict};

/// One deed of every kind. The match below fails to compile when a kind is added and forgotten here.
fn one_of_each() -> Vec<Deed> {
    let person = |name: &str| Named { id: PersonId(1), name: name.into() };
    let at = Timestamp::from_milliseconds(0);
    let device = SeenDevice { id: archive::DeviceId(1), name: "CAM-1".into(), state: "down".into() };
    let change = LevelChange {
        from: Level::THREE,
        to: Level::ONE,
        proposed_level: Level::ONE,
        proposed_reason: Words::new("much is down.", "大面积中断。"),
        reason: Some("reason-R".into()),
        results: Vec::new(),
    };
    let opened = Opened {
        number: "F-2026-000007".into(),
        source: Source::Alarm,
        title: Words::new("title-T", "标题-T"),
        level: Level::TWO,
        devices: vec![device.clone()],
        ..crate::rules::fixture::opened()
    };
    let proof = Evidence { note: Some("slip-7".into()), third_party_ticket: Some("T-9".into()), file: None };
    let verdict = Verdict { state: ClockState::Met, due_at: Some(at), elapsed_seconds: 5 };
    let corrected = CorrectedClock { clock: ClockKind::Resolve, cycle: 1, first: verdict.clone(), corrected: verdict };
    let contract = ContractSet {
        contract_id: archive::ContractId(1),
        contract_version: 3,
        calendars: vec![],
        reason: "reason-R".into(),
        results: vec![],
    };
    let warned = |warning: &str| Deed::ClockWarned {
        clock: ClockKind::Arrive,
        cycle: 1,
        warning: warning.parse().unwrap(),
        due_at: at,
        level: Level::ONE,
    };
    let deeds = vec![
        Deed::Opened(Box::new(opened.clone())),
        Deed::Opened(Box::new(Opened { source: Source::Customer, ..opened })),
        Deed::Acknowledged { by: person("Wang"), owner: person("Li"), via: Via::Link },
        Deed::Assigned { owner: person("Li"), before: None },
        Deed::Assigned { owner: person("Li"), before: Some(person("Wang")) },
        Deed::LevelSet(change.clone()),
        Deed::LevelRaised(LevelChange { reason: None, ..change.clone() }),
        Deed::LevelProposed(LevelChange { reason: None, ..change }),
        Deed::DevicesChanged { added: vec![device.clone()], recovered: vec![device.clone()] },
        Deed::DevicesChanged { added: vec![device.clone()], recovered: vec![] },
        Deed::DevicesChanged { added: vec![], recovered: vec![device] },
        Deed::Noted(Noted { visibility: Visibility::Internal, text: "text-N".into(), by_service: true }),
        Deed::Noted(Noted { visibility: Visibility::Customer, text: "text-N".into(), by_service: true }),
        Deed::Paused { pause: 1, reason: "reason-R".into(), requester: "Zhao".into(), evidence: proof.clone() },
        Deed::Paused { pause: 2, reason: "reason-R".into(), requester: "Zhao".into(), evidence: Evidence::default() },
        Deed::PauseEvidenced { pause: 2, evidence: proof },
        Deed::PauseDisputed { pause: 2, by: person("Zhao"), reason: "reason-R".into() },
        Deed::DisputeDecided { pause: 2, by: person("Li"), withdrawn: true, reason: "reason-R".into() },
        Deed::DisputeDecided { pause: 2, by: person("Li"), withdrawn: false, reason: "reason-R".into() },
        Deed::ReportDelivered { text: "text-C".into() },
        Deed::ThirdPartyAsked { party: "Zhao".into(), number: Some("slip-7".into()), target: Some("4h".into()) },
        Deed::ThirdPartyAnswered { party: "Zhao".into(), text: "text-C".into() },
        Deed::ContractSet(contract),
        Deed::Resumed { because: None },
        Deed::Resumed { because: Some(Words::new("because-B", "原因-B")) },
        Deed::Called(Called {
            person: person("Li"),
            step: 2,
            due_at: at,
            because: Words::new("on duty", "当日值班"),
            place: Place::default(),
            channels: Vec::new(),
        }),
        Deed::CallSkipped(Skipped {
            person: None,
            step: 1,
            reason: Words::new("nobody is on duty", "当日无人值班"),
            place: Place::default(),
            due_at: None,
        }),
        Deed::CallSkipped(Skipped {
            person: Some(person("Li")),
            step: 1,
            reason: Words::new("away", "不在岗"),
            place: Place::default(),
            due_at: None,
        }),
        Deed::CallsExhausted { calls: 4 },
        Deed::Arrived { engineer: person("Li") },
        Deed::RestoreClaimed { text: "text-C".into() },
        Deed::Restored { proof: Proof::Monitoring, text: None, alarm_id: None, monitoring: Some(Words::new("seen-S", "监控-S")) },
        Deed::Restored { proof: Proof::Statement, text: Some("text-C".into()), alarm_id: None, monitoring: None },
        Deed::Resolved { cause: "cause-C".into(), solution: "solution-S".into() },
        Deed::Confirmed(Confirmed {
            signed_by: "Zhao".into(),
            satisfied: true,
            comment: Some("thanks-T".into()),
            visit_id: Some(1),
            signature_sha256: None,
        }),
        Deed::Closed {},
        Deed::Rejected { reason: "reason-R".into(), results: vec![] },
        Deed::Reopened { reason: "reason-R".into(), results: vec![] },
        Deed::Cancelled { reason: "reason-R".into() },
        warned("75%"),
        warned("40%"),
        warned("-30m"),
        warned("+1h"),
        Deed::ClockBreached { clock: ClockKind::Resolve, cycle: 1, due_at: at, level: Level::ONE },
        Deed::ClocksCorrected { calendars: vec![], by: person("Li"), reason: "reason-R".into(), results: vec![corrected] },
    ];
    for deed in &deeds {
        match deed {
            Deed::Opened(_) | Deed::Acknowledged { .. } | Deed::Assigned { .. } | Deed::LevelSet(_) | Deed::LevelRaised(_) => {}
            Deed::LevelProposed(_) | Deed::DevicesChanged { .. } | Deed::Noted(_) | Deed::Paused { .. } | Deed::Resumed { .. } => {}
            Deed::Called(_) | Deed::CallSkipped(_) | Deed::CallsExhausted { .. } | Deed::Arrived { .. } => {}
            Deed::RestoreClaimed { .. } | Deed::Restored { .. } | Deed::Resolved { .. } | Deed::Confirmed(_) | Deed::Closed {} => {}
            Deed::Rejected { .. } | Deed::Reopened { .. } | Deed::Cancelled { .. } => {}
            Deed::PauseEvidenced { .. } | Deed::PauseDisputed { .. } | Deed::DisputeDecided { .. } | Deed::ReportDelivered { .. } => {}
            Deed::ThirdPartyAsked { .. } | Deed::ThirdPartyAnswered { .. } | Deed::ContractSet(_) => {}
            Deed::ClockWarned { .. } | Deed::ClockBreached { .. } | Deed::ClocksCorrected { .. } => {}
        }
    }
    deeds
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

fn names() -> LevelNames {
    crate::rules::level::Definitions::default().names()
}

#[test]
fn every_deed_reads_back_as_it_was_written_and_has_its_sentence() {
    for deed in one_of_each() {
        let body = deed.body();
        assert_eq!(Deed::read(deed.kind(), &body), Some(deed.clone()), "{}: {body}", deed.kind());
        let told = sentence(deed.kind(), Some("Chen"), &body, &names());
        assert_ne!(told.en, deed.kind(), "{} has no sentence", deed.kind());
        let words_only = matches!(&deed, Deed::Noted(note) if note.visibility == Visibility::Customer);
        assert!((is_chinese(&told.zh) || words_only) && !told.en.is_empty(), "{}: {told:?}", deed.kind());
        assert!(!told.en.contains("–") && !told.zh.contains("–"), "{}: {told:?}", deed.kind());
        // What a person wrote, and who it was about, is in the sentence of either language.
        let text = body.to_string();
        for fact in ["Zhao", "slip-7", "text-N", "text-C", "cause-C", "solution-S", "thanks-T", "Li", "-R", "-B", "-T", "-S"] {
            if text.contains(fact) {
                assert!(told.en.contains(fact) || told.zh.contains(fact), "{} leaves out {fact}: {told:?}", deed.kind());
            }
        }
    }
}

#[test]
fn a_visits_sentences_name_who_and_what() {
    let body = json!({ "engineer": { "id": 3, "name": "Li" }, "before": { "id": 2, "name": "Wang" }, "text": "text-T", "reason": "reason-R", "signed_by": "Zhao" });
    let kinds = [
        ("visit.planned", "Li"),
        ("visit.reassigned", "Wang"),
        ("visit.set_out", "Li"),
        ("visit.arrived", "Li"),
        ("visit.worked", "text-T"),
        ("visit.restored", "text-T"),
        ("visit.confirmed", "Zhao"),
        ("visit.left", "Li"),
        ("visit.cancelled", "reason-R"),
    ];
    for (kind, fact) in kinds {
        let told = sentence(kind, Some("Chen"), &body, &names());
        assert!(told.en.contains(fact) && told.zh.contains(fact), "{kind}: {told:?}");
    }
    assert_eq!(sentence("moon.rose", None, &json!({}), &names()), Words::same("moon.rose"), "an unknown kind is shown as it is");
}
