//! Keeping escalation policies: reading, writing new versions, saying which holds for which contract and level. Managers and administrators
//! write; staff read.

use archive::ContractId;
use base::journal::{self, Event};
use base::{Conn, Error, FieldRefusal, Result, Role, Text, Timestamp};
use serde_json::json;

use crate::model::{FrozenPolicy, Level, Plan, Policy, PolicyId, Target, USUAL};
use crate::rules::policy::check;
use crate::store::policies::Use;
use crate::{DeskBy, store};

/// Who keeps policies and templates.
pub(crate) const KEEPERS: &[Role] = &[Role::Administrator, Role::Manager];

/// A version about to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewPolicy {
    pub name: String,
    pub plan: Plan,
    pub reason: String,
}

impl DeskBy<'_> {
    /// Every policy in its current version, the usual order first.
    pub(crate) async fn policies(&self) -> Result<Vec<Policy>> {
        self.actor.require_staff()?;
        let mut conn = self.desk.db.read().await?;
        let kept = store::policies::all(&mut conn).await?;
        Ok(std::iter::once(Policy::usual()).chain(kept).collect())
    }

    /// A policy with all its versions, the newest first.
    pub(crate) async fn policy(&self, id: PolicyId) -> Result<Vec<Policy>> {
        self.actor.require_staff()?;
        if id == USUAL {
            return Ok(vec![Policy::usual()]);
        }
        let mut conn = self.desk.db.read().await?;
        let versions = store::policies::versions(&mut conn, id).await?;
        if versions.is_empty() { Err(no_such_policy()) } else { Ok(versions) }
    }

    /// Writes a new policy.
    pub(crate) async fn write_policy(&self, new: NewPolicy, now: Timestamp) -> Result<Policy> {
        self.actor.require(KEEPERS)?;
        let mut conn = self.desk.db.write().await?;
        let new = checked(&mut conn, new).await?;
        let id = store::policies::insert(&mut conn, now).await?;
        let policy = self.write_version(&mut conn, id, 1, new, now).await?;
        conn.commit().await?;
        Ok(policy)
    }

    /// Writes the next version of a policy as it was in `version`. Tickets that are open go on by theirs.
    pub(crate) async fn rewrite_policy(&self, id: PolicyId, version: i64, new: NewPolicy, now: Timestamp) -> Result<Policy> {
        self.actor.require(KEEPERS)?;
        if id == USUAL {
            return Err(Error::conflict(
                "policy.built_in",
                "The usual order is built in. Make a policy of your own and use it instead.",
                "默认顺序为内置策略，不能修改。请新建策略并指定使用。",
            ));
        }
        let mut conn = self.desk.db.write().await?;
        let before = store::policies::current(&mut conn, id).await?.ok_or_else(no_such_policy)?;
        let new = checked(&mut conn, new).await?;
        if before.version == version && (&before.name, &before.plan) == (&new.name, &new.plan) {
            return Ok(before);
        }
        let policy = self.write_version(&mut conn, id, version + 1, new, now).await?;
        conn.commit().await?;
        Ok(policy)
    }

    async fn write_version(&self, conn: &mut Conn, id: PolicyId, version: i64, new: NewPolicy, now: Timestamp) -> Result<Policy> {
        let NewPolicy { name, plan, reason } = new;
        let policy = Policy { id, version, name, plan, reason, written_at: now, written_by: self.actor.name().to_owned() };
        let row = store::policies::write(conn, &policy).await?.ok_or_else(changed)?;
        let kind = if version == 1 { "escalation_policy.created" } else { "escalation_policy.changed" };
        let event = Event::new(kind, ("escalation_policy", id.0))
            .body(json!({ "name": policy.name, "version": version, "plan": policy.plan, "reason": policy.reason }))
            .row("escalation_policies", id.0)
            .row("escalation_policy_versions", row);
        journal::append(conn, self.actor, now, now, event).await?;
        Ok(policy)
    }

    /// Which policy holds for what.
    pub(crate) async fn uses(&self) -> Result<Vec<Use>> {
        self.actor.require_staff()?;
        store::policies::uses(&mut self.desk.db.read().await?).await
    }

    /// Has a policy hold for a contract and a level, or none of its own any more.
    pub(crate) async fn set_use(
        &self,
        contract: Option<ContractId>,
        level: Option<Level>,
        policy: Option<PolicyId>,
        now: Timestamp,
    ) -> Result<Vec<Use>> {
        self.actor.require(KEEPERS)?;
        let mut conn = self.desk.db.write().await?;
        let mut customer = None;
        if let Some(id) = contract {
            let found = archive::facts::contract_version(&mut conn, id, 1).await?.ok_or_else(no_such_contract)?;
            customer = Some(found.customer_id);
        }
        let before = store::policies::uses(&mut conn).await?;
        let before = before.into_iter().find(|used| (used.contract_id, used.level) == (contract, level.map(i64::from)));
        let told =
            json!({ "contract_id": contract, "level": level, "policy_id": policy, "before": before.as_ref().map(|used| used.policy_id) });
        let event = |id: i64| Event::new("escalation.use_set", ("escalation_use", id)).customer(customer).body(told.clone());
        match (policy, before) {
            (Some(policy), before) if before.as_ref().is_none_or(|used| used.policy_id != policy) => {
                store::policies::current(&mut conn, policy).await?.ok_or_else(no_policy_to_use)?;
                let row = store::policies::set_use(&mut conn, contract, level, policy).await?;
                journal::append(&mut conn, self.actor, now, now, event(row).row("escalation_uses", row)).await?;
            }
            (None, Some(used)) => {
                store::policies::end_use(&mut conn, used.id).await?;
                journal::append(&mut conn, self.actor, now, now, event(used.id).gone("escalation_uses", used.id)).await?;
            }
            _ => {}
        }
        let uses = store::policies::uses(&mut conn).await?;
        conn.commit().await?;
        Ok(uses)
    }
}

/// The policy that holds for a contract at a level: the most specific use wins. None: the usual order.
pub(crate) fn in_use(uses: &[Use], contract: Option<ContractId>, level: Level) -> Option<PolicyId> {
    let level = i64::from(level);
    let holds = |used: &&Use| used.contract_id.is_none_or(|own| Some(own) == contract) && used.level.is_none_or(|own| own == level);
    uses.iter().filter(holds).max_by_key(|used| (used.contract_id.is_some(), used.level.is_some())).map(|used| used.policy_id)
}

/// The policies of a ticket under a contract, each level's in the version in force, with the versions of the calendars they name: what is
/// frozen when the ticket is opened.
pub(crate) async fn freeze(conn: &mut Conn, contract: Option<ContractId>) -> Result<Vec<FrozenPolicy>> {
    let uses = store::policies::uses(conn).await?;
    let mut frozen = Vec::new();
    for level in Level::ALL {
        let Some(id) = in_use(&uses, contract, level) else { continue };
        let Some(policy) = store::policies::current(conn, id).await? else { continue };
        let mut calendars = Vec::new();
        for calendar in policy.plan.calendars() {
            calendars.extend(calendar::facts::current(conn, calendar).await?.map(|kept| (kept.id, kept.version)));
        }
        frozen.push(FrozenPolicy { level, policy_id: id, version: policy.version, calendars });
    }
    Ok(frozen)
}

/// The policy that was frozen; the usual order when none was.
pub(crate) async fn frozen(conn: &mut Conn, frozen: Option<&FrozenPolicy>) -> Result<Policy> {
    let Some(frozen) = frozen else { return Ok(Policy::usual()) };
    let kept = store::policies::version(conn, frozen.policy_id, frozen.version).await?;
    kept.ok_or_else(|| Error::internal(format!("version {} of policy {} is gone", frozen.version, frozen.policy_id)))
}

async fn checked(conn: &mut Conn, new: NewPolicy) -> Result<NewPolicy> {
    let new = NewPolicy { name: new.name.trim().to_owned(), reason: new.reason.trim().to_owned(), ..new };
    let mut wrong = check(&new.name, &new.plan);
    if new.reason.chars().count() > 500 {
        let text = Text::new("Write at most 500 characters.", "最多 500 个字符。");
        wrong.push(FieldRefusal { path: "reason".into(), code: "policy.reason", text });
    }
    for (number, step) in new.plan.steps.iter().enumerate() {
        if let Some(hours) = step.hours
            && calendar::facts::current(conn, hours.calendar_id).await?.is_none()
        {
            let text = Text::new("There is no such calendar. Choose one of the list.", "没有这个日历，请从列表中选择。");
            wrong.push(FieldRefusal { path: format!("plan.steps[{number}].hours.calendar_id"), code: "policy.calendar", text });
        }
        if let Target::People { people } = &step.target {
            for (place, id) in people.iter().enumerate() {
                let person = roster::facts::person(conn, *id).await?.filter(|person| person.active && person.role.is_staff());
                if person.is_none() {
                    let text = Text::new("Choose an active person of the service.", "请选择在职的服务人员。");
                    let path = format!("plan.steps[{number}].target.people[{place}]");
                    wrong.push(FieldRefusal { path, code: "policy.person", text });
                }
            }
        }
    }
    if wrong.is_empty() { Ok(new) } else { Err(Error::invalid(wrong)) }
}

fn no_such_policy() -> Error {
    Error::not_found("policy", "升级策略")
}

fn no_such_contract() -> Error {
    let text = Text::new("There is no such contract. Choose one of the list.", "没有这个合同，请从列表中选择。");
    Error::invalid_field("contract_id", "policy.no_such_contract", text)
}

fn no_policy_to_use() -> Error {
    let text = Text::new(
        "There is no such policy. Choose one of the list, or none for the usual order.",
        "没有这个策略，请从列表中选择；留空则使用默认顺序。",
    );
    Error::invalid_field("policy_id", "policy.no_such_policy", text)
}

fn changed() -> Error {
    Error::conflict(
        "policy.changed",
        "Somebody changed this policy in the meantime. Look at it again, then decide.",
        "该策略已被他人修改，请刷新后再操作。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_use_wins() {
        let used = |contract: Option<i64>, level: Option<i64>, policy: i64| Use {
            id: policy,
            contract_id: contract.map(ContractId),
            level,
            policy_id: PolicyId(policy),
        };
        let uses = [used(None, None, 1), used(None, Some(1), 2), used(Some(7), None, 3), used(Some(7), Some(1), 4)];
        let ask = |uses: &[Use], contract: Option<i64>, level| in_use(uses, contract.map(ContractId), level).map(|id| id.0);
        assert_eq!(ask(&uses, Some(7), Level::ONE), Some(4));
        assert_eq!(ask(&uses, Some(7), Level::TWO), Some(3), "a contract before a level");
        assert_eq!(ask(&uses, Some(8), Level::ONE), Some(2));
        assert_eq!(ask(&uses, None, Level::THREE), Some(1));
        assert_eq!(ask(&[], Some(7), Level::ONE), None);
    }
}
