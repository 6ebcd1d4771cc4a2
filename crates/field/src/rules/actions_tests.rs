//! The table of what may be done, and random clicks against what the service promises.

use base::Language;
use proptest::prelude::*;

use super::*;

const ENGINEER: Who = Who { own: true, leads: false };
const LEAD: Who = Who { own: false, leads: true };
const STRANGER: Who = Who { own: false, leads: false };

fn on(visit: VisitState, ticket: State) -> Situation {
    Situation { visit, ticket, kind: Kind::Fault, awaits_proof: false }
}

fn code(action: VisitAction, who: Who, situation: &Situation) -> &'static str {
    allowed(action, who, situation).map_or_else(|why| why.code, |()| "yes")
}

#[test]
fn each_step_has_its_time() {
    use State::{Acknowledged, Cancelled as TicketCancelled, Closed, Open, Resolved, Restored as TicketRestored};
    use VisitAction::{Arrive, Assign, Cancel, Confirm, Leave, Restored, SetOut, Work};
    use VisitState as V;
    let cases = [
        (V::Planned, Acknowledged, SetOut, "yes"),
        (V::Planned, Open, SetOut, "yes"),
        (V::Planned, Acknowledged, Arrive, "yes"),
        (V::Planned, Acknowledged, Work, "visit.not_arrived"),
        (V::Planned, Acknowledged, Restored, "visit.not_arrived"),
        (V::Planned, Acknowledged, Confirm, "visit.not_arrived"),
        (V::Planned, Acknowledged, Leave, "visit.not_arrived"),
        (V::Planned, Closed, SetOut, "visit.ticket_over"),
        (V::SetOut, Acknowledged, SetOut, "visit.already_set_out"),
        (V::SetOut, Acknowledged, Arrive, "yes"),
        (V::SetOut, TicketCancelled, Arrive, "visit.ticket_over"),
        (V::Arrived, Acknowledged, Arrive, "visit.already_arrived"),
        (V::Arrived, Acknowledged, SetOut, "visit.already_arrived"),
        (V::Arrived, Acknowledged, Work, "yes"),
        (V::Arrived, Acknowledged, Restored, "yes"),
        (V::Arrived, TicketRestored, Restored, "yes"),
        (V::Arrived, Open, Restored, "visit.ticket_not_taken"),
        (V::Arrived, Closed, Restored, "visit.ticket_over"),
        (V::Arrived, TicketRestored, Confirm, "visit.not_restored"),
        (V::Arrived, Acknowledged, Leave, "visit.unconfirmed"),
        (V::Arrived, Closed, Leave, "yes"),
        (V::Restored, Acknowledged, Restored, "yes"),
        (V::Restored, TicketRestored, Restored, "visit.already_restored"),
        (V::Restored, TicketRestored, Confirm, "yes"),
        (V::Restored, Resolved, Confirm, "yes"),
        (V::Restored, Acknowledged, Confirm, "visit.not_restored"),
        (V::Restored, Closed, Confirm, "visit.ticket_over"),
        (V::Restored, TicketRestored, Leave, "visit.unconfirmed"),
        (V::Restored, TicketCancelled, Leave, "yes"),
        (V::Confirmed, Closed, Leave, "yes"),
        (V::Confirmed, Acknowledged, Leave, "yes"),
        (V::Confirmed, Closed, Work, "visit.confirmed"),
        (V::Confirmed, Closed, Confirm, "visit.confirmed"),
        (V::Left, Closed, Work, "visit.left"),
        (V::Cancelled, Acknowledged, SetOut, "visit.cancelled"),
    ];
    for (visit, ticket, action, expected) in cases {
        assert_eq!(code(action, ENGINEER, &on(visit, ticket)), expected, "{action:?} when {visit:?} and {ticket:?}");
    }
    let lead = [
        (V::Planned, Assign, "yes"),
        (V::SetOut, Assign, "yes"),
        (V::Arrived, Assign, "visit.already_arrived"),
        (V::Restored, Cancel, "yes"),
        (V::Confirmed, Cancel, "visit.confirmed"),
        (V::Left, Cancel, "visit.left"),
    ];
    for (visit, action, expected) in lead {
        assert_eq!(code(action, LEAD, &on(visit, Acknowledged)), expected, "{action:?} when {visit:?}");
    }
}

#[test]
fn the_signature_waits_for_the_proof_and_other_work_for_its_solution() {
    let waiting = Situation { awaits_proof: true, ..on(VisitState::Restored, State::Acknowledged) };
    assert_eq!(code(VisitAction::Confirm, ENGINEER, &waiting), "visit.not_proved");
    assert_eq!(code(VisitAction::Restored, ENGINEER, &waiting), "visit.already_restored");
    let task = Situation { kind: Kind::Task, ..on(VisitState::Restored, State::Acknowledged) };
    assert_eq!(code(VisitAction::Confirm, ENGINEER, &task), "visit.not_resolved");
    assert_eq!(code(VisitAction::Restored, ENGINEER, &task), "visit.already_restored");
}

#[test]
fn nobody_steps_somebody_elses_visit() {
    for action in VisitAction::ALL.iter().copied() {
        let leads = matches!(action, VisitAction::Assign | VisitAction::Cancel);
        for who in [STRANGER, if leads { ENGINEER } else { LEAD }] {
            let why = allowed(action, who, &on(VisitState::Arrived, State::Acknowledged)).unwrap_err();
            assert_eq!((why.status, why.code), (403, if leads { "role.missing" } else { "visit.not_yours" }), "{action:?}");
        }
    }
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

proptest! {
    /// Whoever clicks whatever, while the ticket goes its own ways: what is accepted, the journal explains; and nobody leaves a ticket that
    /// is still open without the customer's signature.
    #[test]
    fn any_order_of_clicks_leaves_a_state_the_journal_explains(
        clicks in prop::collection::vec((one_of(VisitAction::ALL), any::<bool>(), any::<bool>(), one_of(State::ALL), one_of(Kind::ALL), any::<bool>()), 0..60),
    ) {
        let mut visit = VisitState::Planned;
        let mut journal = vec!["visit.planned"];
        for (action, own, leads, ticket, kind, awaits_proof) in clicks {
            let situation = Situation { visit, ticket, kind, awaits_proof };
            match allowed(action, Who { own, leads }, &situation) {
                Ok(()) => {
                    prop_assert!(own || leads);
                    prop_assert!(!visit.is_over());
                    journal.push(event_of(action));
                    visit = after(action, visit);
                    prop_assert_eq!(told(journal.iter().copied()), Some(visit), "{:?}", journal);
                    if visit == VisitState::Left && !ticket.is_over() {
                        prop_assert!(journal.contains(&"visit.confirmed"));
                    }
                }
                Err(why) => {
                    prop_assert!(matches!(why.status, 403 | 409));
                    for language in [Language::En, Language::Zh] {
                        prop_assert!(!why.text.in_language(language).is_empty());
                    }
                }
            }
        }
    }
}

#[test]
fn events_in_an_order_that_cannot_be_tell_nothing() {
    for kinds in [&["visit.set_out"][..], &["visit.planned", "visit.left"], &["visit.planned", "visit.arrived", "visit.confirmed"], &[]] {
        assert_eq!(told(kinds.iter().copied()), None, "{kinds:?}");
    }
}
