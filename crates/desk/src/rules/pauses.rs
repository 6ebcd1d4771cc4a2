//! Pauses (挂起) of a ticket: which count, which count apart because nothing proves them, and which were withdrawn after the customer disputed
//! them. A withdrawn pause takes out no time: what it had hidden comes to light with its true times.

use base::Timestamp;

use super::clock::{Standstill, Why};
use super::story::Step;
use crate::model::{Deed, Evidence, Named};

/// A pause with everything that was said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Which of the ticket, counted from 1.
    pub number: i64,
    /// From here on…
    pub from: Timestamp,
    /// … until here; `None` while it lasts.
    pub to: Option<Timestamp>,
    /// Who paused; nobody when the program did.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
    /// Who asked for it.
    pub requester: String,
    /// What was given to prove it, in the order in which it was.
    pub evidence: Vec<Evidence>,
    /// What the customer said against it.
    pub disputes: Vec<Dispute>,
}

/// The customer's word that a pause was none of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// When.
    pub at: Timestamp,
    /// Whose word.
    pub by: Named,
    /// Why.
    pub reason: String,
    /// What a manager decided.
    pub decision: Option<Decision>,
}

/// What a manager decided about a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Named,
    /// Whether the pause is withdrawn.
    pub withdrawn: bool,
    /// Why.
    pub reason: String,
}

impl Pause {
    /// Whether it lasts.
    pub fn is_open(&self) -> bool {
        self.to.is_none()
    }

    /// Whether anything proves it.
    pub fn is_proven(&self) -> bool {
        self.evidence.iter().any(Evidence::proves)
    }

    /// Whether it was withdrawn after a dispute.
    pub fn is_withdrawn(&self) -> bool {
        self.disputes.iter().filter_map(|dispute| dispute.decision.as_ref()).any(|decision| decision.withdrawn)
    }

    /// Whether the customer waits for a decision about it.
    pub fn is_disputed(&self) -> bool {
        self.disputes.iter().any(|dispute| dispute.decision.is_none())
    }

    /// Takes down a decision about every dispute that waits for one.
    pub fn decide(&mut self, at: Timestamp, by: &Named, withdrawn: bool, reason: &str) {
        for dispute in self.disputes.iter_mut().filter(|dispute| dispute.decision.is_none()) {
            dispute.decision = Some(Decision { at, by: by.clone(), withdrawn, reason: reason.to_owned() });
        }
    }

    /// The time that it takes out; none when it was withdrawn.
    pub fn standstill(&self) -> Option<Standstill> {
        let why = if self.is_proven() { Why::Pause } else { Why::Unproven };
        (!self.is_withdrawn()).then_some(Standstill { from: self.from, to: self.to, why })
    }
}

/// Goes on by one step about a pause.
pub fn tell(pauses: &mut Vec<Pause>, step: &Step) {
    let at = step.at;
    match &step.deed {
        Deed::Paused { pause, reason, requester, evidence } => pauses.push(Pause {
            number: *pause,
            from: at,
            to: None,
            by: step.by.clone(),
            reason: reason.clone(),
            requester: requester.clone(),
            evidence: vec![evidence.clone()],
            disputes: Vec::new(),
        }),
        Deed::PauseEvidenced { pause, evidence } => {
            if let Some(pause) = find(pauses, *pause) {
                pause.evidence.push(evidence.clone());
            }
        }
        Deed::PauseDisputed { pause, by, reason } => {
            if let Some(pause) = find(pauses, *pause) {
                pause.disputes.push(Dispute { at, by: by.clone(), reason: reason.clone(), decision: None });
            }
        }
        Deed::DisputeDecided { pause, by, withdrawn, reason } => {
            if let Some(pause) = find(pauses, *pause) {
                pause.decide(at, by, *withdrawn, reason);
            }
        }
        _ => {}
    }
}

fn find(pauses: &mut [Pause], number: i64) -> Option<&mut Pause> {
    pauses.iter_mut().find(|known| known.number == number)
}

/// Ends the last one, if it lasts.
pub fn end(pauses: &mut [Pause], at: Timestamp) {
    if let Some(pause) = pauses.last_mut() {
        pause.to.get_or_insert(at);
    }
}
