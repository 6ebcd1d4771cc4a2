//! Looking at a ticket's level again when the evidence changed: other devices affected, or the interruption has lasted.

use base::{Actor, Conn, Result, Timestamp};

use crate::Desk;
use crate::case::{Case, Change};
use crate::model::{Deed, LevelChange};
use crate::rules::level::{self, Facts};
use crate::rules::telling;
use crate::store;
use crate::store::devices::TicketDevice;

impl Desk {
    /// Proposes the level again, in the caller's transaction, and raises it when the evidence became worse. `now` is also when it did.
    /// `facts` holds what came newly to light besides the numbers of devices. Answers whether anything changed.
    pub(crate) async fn reassess(&self, conn: &mut Conn, actor: &Actor, case: &mut Case, at: Timestamp, now: Timestamp) -> Result<bool> {
        if case.ticket.state.is_over() || case.story.restored_at.is_some() {
            return Ok(false);
        }
        let facts = self.level_facts(conn, case, at).await?;
        let (_, definitions) = store::levels::current(conn).await?;
        let proposal = level::propose(&facts, &definitions);
        let story = &case.story;
        // Evidence about devices only adds to what people reported: it never speaks for less than what was known before.
        if proposal.level >= story.proposed_level {
            return Ok(false);
        }
        let raised = level::raise(story.level, story.proposed_level, proposal.level);
        let change = LevelChange {
            from: story.level,
            to: raised.unwrap_or(story.level),
            proposed_level: proposal.level,
            proposed_reason: proposal.reason,
            reason: None,
            results: Vec::new(),
        };
        let deed = if raised.is_some() { Deed::LevelRaised(change) } else { Deed::LevelProposed(change) };
        case.apply(conn, Change { actor, now, deeds: vec![(at, deed)], rows: Vec::new() }).await?;
        if raised.is_some() {
            self.call_people(conn, case, now).await?;
            let told = telling::raised(&self.about(conn, case, now).await?, &case.story.proposed_reason);
            let step = format!("v{}:raised", case.ticket.version);
            self.tell_owner(conn, actor, case, now, &step, &told).await?;
            self.tell_customer(conn, actor, case, now, &step, &told).await?;
        }
        Ok(true)
    }

    /// What the watch knows that matters for the level.
    async fn level_facts(&self, conn: &mut Conn, case: &Case, at: Timestamp) -> Result<Facts> {
        let devices = store::devices::of_ticket(conn, case.ticket.id).await?;
        let device = match case.ticket.device_id {
            Some(id) => archive::facts::device(conn, id).await?,
            None => None,
        };
        let down = match case.ticket.alarm_id {
            Some(id) => watch::facts::alarm(conn, id).await?.filter(|alarm| alarm.closed_at.is_none()),
            None => None,
        };
        Ok(Facts {
            affected: devices.iter().filter(|device| is_affected(device)).count(),
            fleet: archive::facts::device_count(conn, case.ticket.customer_id).await?,
            device: device.map(|device| device.kind),
            guard: case.story.opened.guard.is_some(),
            device_down_minutes: down.map(|alarm| at.milliseconds_since(alarm.opened_at) / 60_000),
            ..Facts::of(case.ticket.kind)
        })
    }

    /// Has the level looked at again when the interruption will have lasted as long as the plan says.
    pub(crate) async fn reassess_later(&self, conn: &mut Conn, case: &Case) -> Result<()> {
        let device = match case.ticket.device_id {
            Some(id) => archive::facts::device(conn, id).await?,
            None => None,
        };
        if device.is_some_and(|device| level::carries_the_business(device.kind)) {
            let (_, definitions) = store::levels::current(conn).await?;
            let at = case.ticket.opened_at.plus_seconds(definitions.interruption_minutes * 60);
            store::callings::reassess_at(conn, case.ticket.id, at).await?;
        }
        Ok(())
    }
}

fn is_affected(device: &TicketDevice) -> bool {
    device.recovered_at.is_none()
}
