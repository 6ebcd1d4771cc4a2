//! What the time of a ticket looks like on the wire: lines, pauses, changes, corrections.

use archive::model::StartEvent;
use base::{Language, Timestamp};
use calendar::explain::Line;

use crate::api::wire::{
    ClockCorrection, ClockLine, ClockVerdict, CorrectedClockItem, NamedItem, PauseDecision, PauseDispute, TicketLevelClock, TicketPauseItem,
};
use crate::model::{ChangeResult, Named, Verdict, Words};
use crate::rules::clocks::TicketClock;
use crate::rules::pauses::{Decision, Dispute, Pause};
use crate::rules::story::Correction;
use crate::see::program;

/// The contract's line by which a clock runs, as a sentence.
pub(crate) fn clause_sentence(clock: &TicketClock) -> Words {
    let (verb_en, verb_zh) = clock.kind.name();
    let target = clock.target;
    let (from_en, from_zh) = match clock.clause.starts {
        _ if clock.party.is_some() => ("the asking", "联系第三方"),
        StartEvent::Reported => ("the report", "受理"),
        StartEvent::Detected => ("the detection", "发现"),
        StartEvent::Assigned => ("the assignment", "派单"),
        StartEvent::LevelSet => ("the setting of the level", "定级"),
    };
    let (name, version) = (&clock.calendar.name, clock.calendar.version);
    Words::new(
        format!("{verb_en} within {target} of {from_en}, by the calendar {name} (version {version})"),
        format!("自{from_zh}起 {target} 内{verb_zh}，按日历“{name}”（第 {version} 版）计"),
    )
}

pub(crate) fn shown_line(line: &Line, clock: &TicketClock, language: Language, now: Timestamp) -> ClockLine {
    ClockLine {
        from: line.from,
        to: line.to,
        counted_seconds: line.counted / 1000,
        total_seconds: line.total / 1000,
        to_come: line.from >= now && clock.own.stopped_at.is_none(),
        text: line.text(clock.calendar.calendar.zone()).in_language(language).to_owned(),
    }
}

pub(crate) fn shown_change(result: &ChangeResult) -> TicketLevelClock {
    let ChangeResult { clock, state, elapsed_seconds, due_at, policy, due_if_it_goes_on, due_if_it_restarts, .. } = *result;
    TicketLevelClock { clock, state, elapsed_seconds, due_at, policy, due_if_it_goes_on, due_if_it_restarts }
}

fn shown_person(person: &Named) -> NamedItem {
    NamedItem { id: person.id.0, name: person.name.clone() }
}

pub(crate) fn shown_pause(pause: &Pause, language: Language) -> TicketPauseItem {
    let decision = |decision: &Decision| PauseDecision {
        at: decision.at,
        by: shown_person(&decision.by),
        withdrawn: decision.withdrawn,
        reason: decision.reason.clone(),
    };
    let dispute = |dispute: &Dispute| PauseDispute {
        at: dispute.at,
        by: shown_person(&dispute.by),
        reason: dispute.reason.clone(),
        decision: dispute.decision.as_ref().map(decision),
    };
    TicketPauseItem {
        number: pause.number,
        from: pause.from,
        to: pause.to,
        by: pause.by.clone().unwrap_or_else(|| program(language).to_owned()),
        reason: pause.reason.clone(),
        requester: pause.requester.clone(),
        evidence: pause.evidence.iter().filter(|evidence| evidence.told().is_some()).cloned().collect(),
        proven: pause.is_proven(),
        withdrawn: pause.is_withdrawn(),
        disputes: pause.disputes.iter().map(dispute).collect(),
    }
}

pub(crate) fn shown_correction(correction: &Correction) -> ClockCorrection {
    let verdict =
        |verdict: &Verdict| ClockVerdict { state: verdict.state, due_at: verdict.due_at, elapsed_seconds: verdict.elapsed_seconds };
    let results = correction.results.iter().map(|result| CorrectedClockItem {
        clock: result.clock,
        cycle: result.cycle,
        first: verdict(&result.first),
        corrected: verdict(&result.corrected),
    });
    ClockCorrection { at: correction.at, by: shown_person(&correction.by), reason: correction.reason.clone(), results: results.collect() }
}
