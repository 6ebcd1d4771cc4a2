//! Computing a ticket's clocks again by corrected calendars. What they had come to stays, as it was frozen; the second result stands beside it,
//! with reason and author.

use base::{Error, Result, TicketId, Timestamp};

use crate::DeskBy;
use crate::act::who;
use crate::case::{Case, Change, named};
use crate::model::{CorrectedClock, Deed, FrozenCalendar};
use crate::rules::actions::{Action, allowed};
use crate::rules::clocks::{TicketClock, clocks};
use crate::rules::cycles::Agreement;

impl DeskBy<'_> {
    /// Computes the clocks again by the calendars as they are now.
    pub(crate) async fn correct(&self, id: TicketId, version: i64, reason: String, now: Timestamp) -> Result<()> {
        let mut conn = self.desk.db.write().await?;
        let mut case = self.case(&mut conn, id).await?;
        if case.ticket.version != version {
            return Err(case.changed(&mut conn).await?);
        }
        allowed(Action::Correct, who(self.actor), &case.situation())?;
        let mut terms = Vec::with_capacity(case.terms.len());
        let mut calendars: Vec<FrozenCalendar> = Vec::new();
        for agreement in &case.terms {
            let mut corrected = Agreement { clauses: agreement.clauses.clone(), ..Agreement::default() };
            for (id, frozen) in &agreement.calendars {
                let present = calendar::facts::current(&mut conn, *id).await?.unwrap_or_else(|| frozen.clone());
                let calendar = FrozenCalendar { id: *id, version: present.version };
                if present.version != frozen.version && !calendars.contains(&calendar) {
                    calendars.push(calendar);
                }
                corrected.calendars.insert(*id, present);
            }
            terms.push(corrected);
        }
        if calendars.is_empty() {
            return Err(nothing_corrected());
        }
        let results = compared(&case, &clocks(&case.story, &terms, now), now);
        let deeds = vec![(now, Deed::ClocksCorrected { calendars, by: named(self.actor)?, reason, results })];
        case.apply(&mut conn, Change { actor: self.actor, now, deeds, rows: Vec::new() }).await?;
        conn.commit().await
    }
}

/// Each clock as it was, beside what it comes to.
fn compared(case: &Case, corrected: &[TicketClock], now: Timestamp) -> Vec<CorrectedClock> {
    let first = case.clocks(now);
    let second: Vec<&TicketClock> = corrected.iter().flat_map(TicketClock::cycles).collect();
    let beside = |clock: &TicketClock| {
        let again = second.iter().find(|again| (again.kind, again.cycle) == (clock.kind, clock.cycle))?;
        Some(CorrectedClock { clock: clock.kind, cycle: clock.cycle, first: clock.verdict(), corrected: again.verdict() })
    };
    first.iter().flat_map(TicketClock::cycles).filter_map(beside).collect()
}

fn nothing_corrected() -> Error {
    Error::conflict(
        "ticket.nothing_to_correct",
        "Its calendars have not changed since: correct the calendar first.",
        "其适用的日历没有新版本，请先更正日历。",
    )
}
