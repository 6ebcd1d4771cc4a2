//! The table of actions, and that any order of clicks it accepts is explained by the story.

use base::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::model::{ClockState, Confirmed, ContractSet, Deed, Evidence, Level, Named, Opened, Via, Words};
use crate::rules::clocks::clocks;
use crate::rules::cycles::Agreement;
use crate::rules::fixture::{self, terms};
use crate::rules::pauses::Pause;
use crate::rules::steps::{Act, Watching, deeds, seen_restored};
use crate::rules::story::{Step, Story};

fn promised() -> Vec<Agreement> {
    terms([(1, ["5s", "10s", "20s", "30s"]), (2, ["10s", "20s", "40s", "1m"]), (3, ["20s", "40s", "80s", "2m"])])
}

fn situation(state: State) -> Situation {
    Situation {
        kind: Kind::Fault,
        source: Source::Alarm,
        state,
        paused: false,
        claimed: false,
        pauses: false,
        disputed: false,
        third_party: false,
        reported: false,
        promised: true,
    }
}

fn code(action: Action, role: Role, situation: &Situation) -> &'static str {
    allowed(action, Who::Person(role), situation).err().map_or("ok", |why| why.code)
}

#[test]
fn each_state_allows_what_the_service_may_do_next() {
    use Action::*;
    // open, acknowledged, restored, resolved, closed, cancelled
    let table = [
        (Acknowledge, Role::Engineer, "ok already_acknowledged already_restored already_restored closed cancelled"),
        (Assign, Role::Dispatcher, "ok ok ok ok closed cancelled"),
        (Level, Role::Manager, "ok ok ok ok closed cancelled"),
        (Note, Role::Customer, "ok ok ok ok ok ok"),
        (Pause, Role::Engineer, "not_acknowledged ok ok already_resolved closed cancelled"),
        (Resume, Role::Engineer, "not_paused not_paused not_paused not_paused closed cancelled"),
        (Restore, Role::Engineer, "not_acknowledged ok already_restored already_restored closed cancelled"),
        (Resolve, Role::Engineer, "not_acknowledged not_restored ok already_resolved closed cancelled"),
        (Confirm, Role::Customer, "nothing_to_confirm nothing_to_confirm ok ok closed cancelled"),
        (Reject, Role::Customer, "nothing_to_confirm nothing_to_confirm ok ok closed cancelled"),
        (Reopen, Role::Customer, "not_closed not_closed not_closed not_closed ok cancelled"),
        (Cancel, Role::Dispatcher, "ok ok work_done work_done closed cancelled"),
        (Evidence, Role::Engineer, "never_paused never_paused never_paused never_paused never_paused never_paused"),
        (Dispute, Role::Customer, "never_paused never_paused never_paused never_paused never_paused never_paused"),
        (Decide, Role::Manager, "not_disputed not_disputed not_disputed not_disputed not_disputed not_disputed"),
        (Contract, Role::Manager, "ok ok ok ok over over"),
        (Correct, Role::Manager, "ok ok ok ok ok ok"),
        (Report, Role::Engineer, "ok ok ok ok ok cancelled"),
        (AskThirdParty, Role::Engineer, "ok ok ok ok over over"),
        (HearThirdParty, Role::Engineer, "nobody_asked nobody_asked nobody_asked nobody_asked nobody_asked nobody_asked"),
    ];
    assert_eq!(table.len(), Action::ALL.len());
    for (action, role, expected) in table {
        let found: Vec<&str> =
            State::ALL.iter().map(|state| code(action, role, &situation(*state)).trim_start_matches("ticket.")).collect();
        assert_eq!(found.join(" "), expected, "{action:?}");
    }
}

#[test]
fn who_may_not_is_told_who_may() {
    let acknowledged = situation(State::Acknowledged);
    for action in Action::ALL {
        for role in Role::ALL {
            if let Err(why) = allowed(*action, Who::Person(role), &acknowledged) {
                assert!(!why.text.in_language(base::Language::En).is_empty() && !why.text.in_language(base::Language::Zh).is_empty());
            }
        }
    }
    let open = situation(State::Open);
    for role in [Role::Customer, Role::Supervisor, Role::Storekeeper] {
        assert_eq!(code(Action::Acknowledge, role, &open), "role.missing", "{role:?}");
    }
    let restored = situation(State::Restored);
    for role in Role::ALL.into_iter().filter(|role| role.is_staff()) {
        assert_eq!(code(Action::Confirm, role, &restored), "role.missing", "nobody confirms for the customer: {role:?}");
        assert_eq!(code(Action::Reject, role, &restored), "role.missing", "{role:?}");
    }
    assert_eq!(code(Action::Cancel, Role::Customer, &open), "role.missing", "not what the watch opened");
    let own = Situation { source: Source::Customer, ..open };
    assert_eq!(code(Action::Cancel, Role::Customer, &own), "ok");
    assert_eq!(code(Action::Cancel, Role::Customer, &Situation { state: State::Acknowledged, ..own }), "role.missing");
    assert_eq!(code(Action::Cancel, Role::Engineer, &open), "role.missing");
}

#[test]
fn a_link_takes_the_fault_and_does_nothing_else() {
    for action in Action::ALL {
        let answer = allowed(*action, Who::Called, &situation(State::Open));
        assert_eq!(answer.is_ok(), *action == Action::Acknowledge, "{action:?}");
    }
    assert!(allowed(Action::Confirm, Who::Signing, &situation(State::Restored)).is_ok());
    assert!(allowed(Action::Confirm, Who::Signing, &situation(State::Acknowledged)).is_err());
}

#[test]
fn a_question_is_resolved_without_being_restored() {
    let question = Situation { kind: Kind::Question, ..situation(State::Acknowledged) };
    assert_eq!(code(Action::Resolve, Role::Engineer, &question), "ok");
    assert_eq!(code(Action::Restore, Role::Engineer, &question), "ticket.nothing_to_restore");
    let claimed = Situation { claimed: true, ..situation(State::Acknowledged) };
    assert_eq!(code(Action::Restore, Role::Engineer, &claimed), "ticket.restore_already_claimed");
}

fn opened(kind: Kind) -> Opened {
    Opened { kind, source: Source::Customer, level: Level::TWO, proposed_level: Level::TWO, ..fixture::opened() }
}

/// The action of a click with some content; `proved`: whether the watch sees the service running.
fn act(action: Action, proved: bool) -> Option<Act> {
    let someone = Named { id: base::PersonId(1), name: "P".into() };
    let text = String::from("because");
    Some(match action {
        Action::Acknowledge => Act::Acknowledge { via: Via::Session },
        Action::Assign => Act::Assign { owner: someone },
        Action::Level => Act::Level { level: Level::ONE, reason: text },
        Action::Note => return None,
        Action::Pause => Act::Pause { reason: text.clone(), requester: text, evidence: Evidence::default() },
        Action::Resume => Act::Resume,
        Action::Restore if proved => Act::Restore { text, watch: Watching::Nothing },
        Action::Restore => Act::Restore { text, watch: Watching::Alarm(watch::AlarmId(1)) },
        Action::Resolve => Act::Resolve { cause: text.clone(), solution: text },
        Action::Confirm => {
            Act::Confirm(Confirmed { signed_by: text, satisfied: true, comment: None, visit_id: None, signature_sha256: None })
        }
        Action::Reject => Act::Reject { reason: text },
        Action::Reopen => Act::Reopen { reason: text },
        Action::Cancel => Act::Cancel { reason: text },
        Action::Evidence => Act::Evidence { pause: 1, evidence: Evidence { third_party_ticket: Some(text), ..Evidence::default() } },
        Action::Dispute => Act::Dispute { pause: 1, reason: text },
        Action::Decide => Act::Decide { pause: 1, withdrawn: proved, reason: text },
        Action::Contract => Act::Contract(ContractSet {
            contract_id: archive::ContractId(1),
            contract_version: 1,
            calendars: Vec::new(),
            reason: text,
            results: Vec::new(),
        }),
        Action::Correct => return None,
        Action::Report => Act::Report { text },
        Action::AskThirdParty => Act::AskThirdParty { party: text, number: None, target: None },
        Action::HearThirdParty => Act::HearThirdParty { text },
    })
}

/// What a ticket is, told as simply as can be: the model the story is compared with.
fn simple(state: State, ever_taken: bool, action: Action, proved: bool) -> State {
    let back = if ever_taken { State::Acknowledged } else { State::Open };
    match action {
        Action::Acknowledge => State::Acknowledged,
        Action::Restore if proved => State::Restored,
        Action::Resolve => State::Resolved,
        Action::Confirm => State::Closed,
        Action::Reject | Action::Reopen => back,
        Action::Cancel => State::Cancelled,
        _ => state,
    }
}

proptest! {
    #[test]
    fn any_order_of_clicks_that_is_accepted_leaves_what_the_journal_explains(
        kind in 0_usize..5, clicks in proptest::collection::vec((0_usize..20, 0_usize..7, any::<bool>(), any::<bool>()), 0..60),
    ) {
        let kind = Kind::ALL[kind];
        let promised = vec![promised().remove(0); 61];
        let mut steps = vec![Step { at: Timestamp::from_milliseconds(0), by: Some("P".into()), deed: Deed::Opened(Box::new(opened(kind))) }];
        let (mut state, mut taken, mut paused) = (State::Open, false, false);
        let mut breached = std::collections::BTreeMap::new();
        for (place, (action, role, proved, self_healed)) in clicks.into_iter().enumerate() {
            let at = Timestamp::from_milliseconds(1000 * (place as i64 + 1));
            let story = Story::of(&steps).unwrap();
            let now = Situation {
                kind,
                source: Source::Customer,
                state: story.state,
                paused: story.paused(),
                claimed: story.claimed,
                pauses: !story.pauses.is_empty(),
                disputed: story.pauses.iter().any(Pause::is_disputed),
                third_party: story.third_party.is_some(),
                reported: story.clock(crate::model::ClockKind::Report).own,
                promised: true,
            };
            // Now and then the watch sees by itself that the service runs again.
            if self_healed && matches!(story.state, State::Open | State::Acknowledged) && kind == Kind::Fault {
                for (at, deed) in seen_restored(&story, watch::AlarmId(1), at, Words::same("up")) {
                    steps.push(Step { at, by: None, deed });
                }
                (state, paused) = (State::Restored, false);
            } else if allowed(Action::ALL[action], Who::Person(Role::ALL[role]), &now).is_ok() {
                let action = Action::ALL[action];
                let someone = Named { id: base::PersonId(1), name: "P".into() };
                let written = act(action, proved).map(|act| deeds(&act, &story, &someone, &clocks(&story, &promised, at), at));
                for (at, deed) in written.unwrap_or_default() {
                    steps.push(Step { at, by: Some("P".into()), deed });
                }
                let after = simple(state, taken, action, proved);
                paused = match action {
                    Action::Pause => true,
                    Action::Resume => false,
                    _ => paused && after == state,
                };
                taken |= action == Action::Acknowledge;
                state = after;
            }
            let story = Story::of(&steps).unwrap();
            prop_assert_eq!((story.state, story.paused(), story.acknowledged), (state, paused, taken));
            prop_assert_eq!(story.closed_at.is_some(), story.state.is_over());
            prop_assert!(!(story.paused() && story.state.is_over()), "a clock stands still on a ticket that is over");
            prop_assert!(story.confirmation.is_some() == (story.state == State::Closed), "closed without the customer's word");
            prop_assert!(!story.claimed || story.state == State::Acknowledged);
            let clocks = clocks(&story, &promised, at);
            for clock in &clocks {
                prop_assert!(!(clock.running && story.state.is_over()), "a clock runs on a ticket that is over: {clock:?}");
                prop_assert!(clock.reading.elapsed >= 0 && clock.reading.paused_net <= clock.reading.paused_gross);
                if matches!(clock.reading.state, ClockState::Breached | ClockState::LateMet) {
                    breached.insert(clock.kind, clock.reading.breached_at);
                }
            }
            for (kind, since) in &breached {
                let clock = clocks.iter().find(|clock| clock.kind == *kind);
                // A pause that is withdrawn brings to light that it was broken earlier.
                let found = clock.and_then(|clock| clock.reading.breached_at);
                prop_assert!(found.is_some() && found <= *since, "a broken promise was mended: {:?} {:?} {:?}", kind, found, since);
            }
        }
    }
}
