//! Who would be called (推演): the same decision as a real one, with time that is only imagined. Nothing is written, nobody is told.

use base::{Conn, CustomerId, Result, Timestamp};
use notify::Channel;
use roster::model::Person;

use crate::chain::{self, Asked};
use crate::model::{FrozenPolicy, Level, Named, Obstacle, Place, Policy, Words};
use crate::open::USUAL_CALL_SECONDS;
use crate::rules::calling::{Action, Decision, Facts, decide};
use crate::{Desk, DeskBy, policies};

/// A chain longer than this is cut: nobody reads on.
const MOST: usize = 500;

/// What would happen if nobody took the ticket.
#[derive(Debug, Clone)]
pub(crate) struct Forecast {
    pub(crate) policy: Policy,
    /// The contract's name, if there is one.
    pub(crate) contract: Option<String>,
    /// In order.
    pub(crate) entries: Vec<Planned>,
    /// When everybody would have been called.
    pub(crate) ends_at: Option<Timestamp>,
}

/// One call, or one that would be skipped.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) at: Timestamp,
    pub(crate) place: Place,
    pub(crate) person: Option<Person>,
    /// Why not; called when absent.
    pub(crate) obstacle: Option<Obstacle>,
    /// Why this person is called, or is not.
    pub(crate) reason: Words,
    /// The step's channels that lead to them.
    pub(crate) ways: Vec<Channel>,
    /// The step's channels that do not.
    pub(crate) missing: Vec<Channel>,
}

impl DeskBy<'_> {
    /// Who would be called for a customer at a level and a moment; for staff.
    pub(crate) async fn forecast(&self, customer: CustomerId, level: Level, at: Timestamp) -> Result<Forecast> {
        self.actor.require_staff()?;
        let mut conn = self.desk.db.read().await?;
        let known = archive::facts::customer(&mut conn, customer).await?.is_some();
        if !known {
            return Err(base::Error::not_found("customer", "用户单位"));
        }
        self.desk.forecast(&mut conn, customer, level, at).await
    }
}

impl Desk {
    pub(crate) async fn forecast(&self, conn: &mut Conn, customer: CustomerId, level: Level, at: Timestamp) -> Result<Forecast> {
        let contract = archive::facts::contract_at(conn, customer, at).await?;
        let all = policies::freeze(conn, contract.as_ref().map(|contract| contract.id)).await?;
        let frozen = all.into_iter().find(|frozen| frozen.level == level);
        let seconds = contract.as_ref().map_or(USUAL_CALL_SECONDS, |contract| contract.call_next_after_seconds);
        let policy = policies::frozen(conn, frozen.as_ref()).await?;
        let (entries, ends_at) = self.imagine(conn, &policy, frozen.as_ref(), customer, seconds, at).await?;
        Ok(Forecast { policy, contract: contract.map(|contract| contract.name), entries, ends_at })
    }

    /// Time passes in thought, and nobody answers.
    async fn imagine(
        &self,
        conn: &mut Conn,
        policy: &Policy,
        frozen: Option<&FrozenPolicy>,
        customer: CustomerId,
        next_after_seconds: i64,
        at: Timestamp,
    ) -> Result<(Vec<Planned>, Option<Timestamp>)> {
        let plan = policy.plan.clone();
        let mut facts = Facts { plan, steps: Vec::new(), before: Vec::new(), count: 0, began_at: at, next_after_seconds, now: at };
        let mut entries = Vec::new();
        while entries.len() < MOST {
            let asked = Asked { plan: &policy.plan, frozen, customer, at: facts.now, zone: &self.zone };
            facts.steps = chain::steps(conn, &asked).await?;
            let Decision { actions, next_at } = decide(&facts);
            for action in &actions {
                entries.extend(planned(conn, &facts, action).await?);
            }
            facts.remember(&actions);
            match next_at {
                Some(next_at) => facts.now = next_at,
                None => return Ok((entries, Some(facts.now))),
            }
        }
        Ok((entries, None))
    }
}

async fn planned(conn: &mut Conn, facts: &Facts, action: &Action) -> Result<Option<Planned>> {
    let (at, place, named, obstacle, reason, ways): (_, _, Option<&Named>, _, _, _) = match action {
        Action::Call { person, place, due_at, because, ways, .. } => (*due_at, *place, Some(person), None, because.clone(), ways.clone()),
        Action::Skip { person, place, due_at, obstacle, reason, .. } => {
            (*due_at, *place, person.as_ref(), Some(*obstacle), reason.clone(), Vec::new())
        }
        Action::Exhausted { .. } => return Ok(None),
    };
    let person = match named {
        Some(named) => roster::facts::person(conn, named.id).await?,
        None => None,
    };
    let step = usize::try_from(place.step).ok().and_then(|step| facts.plan.steps.get(step));
    let asked = step.map_or(&[][..], |step| &step.channels);
    let missing = if obstacle.is_none() { asked.iter().copied().filter(|channel| !ways.contains(channel)).collect() } else { Vec::new() };
    Ok(Some(Planned { at, place, person, obstacle, reason, ways, missing }))
}
