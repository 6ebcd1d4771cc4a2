//! Calling people: the facts for [`crate::rules::calling`], and what its decision leaves: a one-time link, a message, an event, the time to
//! look again.

use base::secrets::{token, token_hash};
use base::{Actor, Conn, Result, Role, Timestamp};
use roster::model::Person;

use crate::Desk;
use crate::case::{Case, Change};
use crate::model::{Called, Deed, Named, Skipped, Words};
use crate::rules::calling::{Action, Before, Callee, Facts, Group, decide};
use crate::rules::story::Call;
use crate::rules::telling;
use crate::store;
use crate::tell::send;

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
        let on_duty = roster::facts::on_duty(conn, now.date_in(&self.zone)).await?;
        let mut chain: Vec<Callee> = on_duty.into_iter().map(|person| callee(person, Group::Duty)).collect();
        for (role, group) in [(Role::Manager, Group::Managers), (Role::Administrator, Group::Administrators)] {
            chain.extend(roster::facts::people(conn, &[role]).await?.into_iter().map(|person| callee(person, group)));
        }
        let before = case
            .story
            .round_calls()
            .map(|step| match &step.call {
                Call::Made(called) => Before::Called(called.person.id, called.due_at),
                Call::Skipped(skipped) => Before::Skipped(skipped.person.as_ref().map(|person| person.id), skipped.reason.clone()),
            })
            .collect();
        Ok(Facts {
            chain,
            before,
            steps: case.story.calls.len() as i64,
            began_at: case.story.round_began_at,
            next_after_seconds: case.story.opened.call_next_after_seconds,
            now,
        })
    }

    async fn carry_out(&self, conn: &mut Conn, case: &mut Case, now: Timestamp, action: &Action) -> Result<()> {
        let actor = &DESK;
        match action {
            Action::Call { person, step, due_at, because } => {
                let token = token()?;
                let link =
                    store::links::insert(conn, case.ticket.id, person.id, &token_hash(&token), now, now.plus_seconds(LINK_SECONDS)).await?;
                let called = Called { person: person.clone(), step: *step, due_at: *due_at, because: because.clone() };
                let deeds = vec![(now, Deed::Called(called))];
                case.apply(conn, Change { actor, now, deeds, rows: vec![("acknowledgement_links", link)] }).await?;
                let told = telling::call(&self.about(conn, case, now).await?, because);
                send(conn, actor, case, now, &format!("call:{step}"), person.id, &format!("/acknowledge/{token}"), &told).await?;
            }
            Action::Skip { person, step, reason } => {
                let deeds = vec![(now, Deed::CallSkipped(Skipped { person: person.clone(), step: *step, reason: reason.clone() }))];
                case.apply(conn, Change { actor, now, deeds, rows: Vec::new() }).await?;
            }
            Action::Exhausted { calls } => {
                let deeds = vec![(now, Deed::CallsExhausted { calls: *calls })];
                case.apply(conn, Change { actor, now, deeds, rows: Vec::new() }).await?;
            }
        }
        Ok(())
    }
}

fn callee(person: Person, group: Group) -> Callee {
    let unreachable = (!TAKERS.contains(&person.role)).then(|| Words::new("their role may not take tickets", "其角色无权响应工单"));
    Callee { person: Named { id: person.id, name: person.name }, group, unreachable }
}
