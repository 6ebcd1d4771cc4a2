//! Calling people: the facts for [`crate::rules::calling`], and what its decision leaves: a one-time link, a message, an event, the time to
//! look again.

use base::secrets::{token, token_hash};
use base::{Actor, Conn, Result, Role, Timestamp};
use notify::{Draft, Importance, Wanted};

use crate::case::{Case, Change};
use crate::chain::{self, Asked};
use crate::model::{Called, Deed, Level, Skipped};
use crate::rules::calling::{Action, Before, Facts, decide};
use crate::rules::story::Call;
use crate::rules::telling;
use crate::{Desk, policies, root, store};

/// How long a link in a message works.
pub(crate) const LINK_SECONDS: i64 = 24 * 3600;

/// Whoever calls and tells when nobody in particular does: the desk itself.
pub(crate) const DESK: Actor = Actor::System("desk");

/// Who may take a ticket.
pub(crate) const TAKERS: &[Role] = &[Role::Administrator, Role::Dispatcher, Role::Manager, Role::Engineer];

impl Desk {
    /// Calls whoever is to be called now, in the caller's transaction; answers how many calls and skips that were.
    pub(crate) async fn call_people(&self, conn: &mut Conn, case: &mut Case, now: Timestamp) -> Result<usize> {
        if !case.story.calls_somebody() {
            store::callings::set(conn, case.ticket.id, None).await?;
            return Ok(0);
        }
        let facts = self.calling_facts(conn, case, now).await?;
        let decision = decide(&facts);
        for action in &decision.actions {
            self.carry_out(conn, case, now, action).await?;
        }
        store::callings::set(conn, case.ticket.id, decision.next_at).await?;
        Ok(decision.actions.len())
    }

    async fn calling_facts(&self, conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Facts> {
        let frozen = case.story.policy(case.story.level);
        let plan = policies::frozen(conn, frozen).await?.plan;
        let asked = Asked { plan: &plan, frozen, customer: case.ticket.customer_id, at: now, zone: &self.zone };
        let steps = chain::steps(conn, &asked).await?;
        let before = case.story.round_calls().map(|step| match &step.call {
            Call::Made(called) => Before {
                place: called.place,
                person: Some(called.person.id),
                made: true,
                due_at: called.due_at,
                ways: called.channels.clone(),
            },
            Call::Skipped(skipped) => Before {
                place: skipped.place,
                person: skipped.person.as_ref().map(|person| person.id),
                made: false,
                due_at: skipped.due_at.unwrap_or(step.at),
                ways: Vec::new(),
            },
        });
        Ok(Facts {
            before: before.collect(),
            count: case.story.calls.len() as i64,
            began_at: case.story.round_began_at,
            next_after_seconds: case.story.opened.call_next_after_seconds,
            now,
            steps,
            plan,
        })
    }

    async fn carry_out(&self, conn: &mut Conn, case: &mut Case, now: Timestamp, action: &Action) -> Result<()> {
        let deed = match action {
            Action::Call { person, step, place, due_at, because, ways } => {
                let (person, because) = (person.clone(), because.clone());
                let called = Called { person, step: *step, due_at: *due_at, because, place: *place, channels: ways.clone() };
                return self.call(conn, case, now, called).await;
            }
            Action::Skip { person, step, place, due_at, reason, .. } => {
                let (person, reason) = (person.clone(), reason.clone());
                Deed::CallSkipped(Skipped { person, step: *step, reason, place: *place, due_at: Some(*due_at) })
            }
            Action::Exhausted { calls } => Deed::CallsExhausted { calls: *calls },
        };
        case.apply(conn, Change { actor: &DESK, now, deeds: vec![(now, deed)], rows: Vec::new() }).await
    }

    /// One call: the event, and the message with which the person takes the ticket. Who is only to know of it — a supervisor — reads it on the
    /// ticket's page.
    async fn call(&self, conn: &mut Conn, case: &mut Case, now: Timestamp, called: Called) -> Result<()> {
        let person = called.person.id;
        let takes = roster::facts::person(conn, person).await?.is_some_and(|person| TAKERS.contains(&person.role));
        let (path, rows) = if takes {
            let token = token()?;
            let link = store::links::insert(conn, case.ticket.id, person, &token_hash(&token), now, now.plus_seconds(LINK_SECONDS)).await?;
            (format!("/acknowledge/{token}"), vec![("acknowledgement_links", link)])
        } else {
            (format!("/tickets/{}", case.ticket.id), Vec::new())
        };
        let group = root::group(conn, &case.ticket).await?;
        let deeds = vec![(now, Deed::Called(called.clone()))];
        case.apply(conn, Change { actor: &DESK, now, deeds, rows }).await?;
        let told = telling::call(&self.about(conn, case, now).await?, &called.because);
        let step = format!("ticket:{}:call:{}", case.ticket.id, called.step);
        let draft = Draft {
            path: Some(path),
            ticket: Some(case.ticket.id),
            customer: Some(case.ticket.customer_id),
            importance: importance(case.story.level, &called),
            wanted: if called.channels.is_empty() { Wanted::Usual } else { Wanted::These(called.channels) },
            group: Some(group),
            ..Draft::new(person, step, told.subject, told.body)
        };
        notify::enqueue(conn, &DESK, now, &draft).await.map(|_| ())
    }
}

/// The first call to somebody for a level 1 waits for nothing.
fn importance(level: Level, called: &Called) -> Importance {
    let first = called.place.cycle == 0 && called.place.pass == 0;
    if level == Level::ONE && first { Importance::Urgent } else { Importance::Important }
}
