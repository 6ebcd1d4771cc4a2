//! Doing something to a ticket: load → decide → apply → tell, in one transaction. Whoever acts names the version they looked at; of two who
//! act at once one wins, and the other is told who changed what.

use base::journal;
use base::{Actor, Conn, Error, PersonId, Result, Text, TicketId, Timestamp};

use crate::calls::TAKERS;
use crate::case::{Case, Change, name_of, named, present_calendars};
use crate::model::{ContractSet, Deed, Named, Noted, Proof, State, Visibility, Words};
use crate::rules::actions::{Action, Who, WhyNot, allowed};
use crate::rules::steps::{Act, Watching, deeds};
use crate::rules::telling;
use crate::{Desk, DeskBy, store};
use base::entry::{Entry, TEXT};

/// An action about to be done.
pub(crate) struct Acted {
    /// As whom.
    pub(crate) who: Who,
    /// What.
    pub(crate) act: Act,
    /// Further rows that it wrote.
    pub(crate) rows: Vec<(&'static str, i64)>,
}

/// As whom an actor acts on tickets.
pub(crate) fn who(actor: &Actor) -> Who {
    match actor {
        Actor::Person { role, .. } => Who::Person(*role),
        Actor::Link { .. } => Who::Called,
        Actor::System(_) => Who::Program,
    }
}

impl DeskBy<'_> {
    /// The ticket, if this actor may see it.
    pub(crate) async fn case(&self, conn: &mut Conn, id: TicketId) -> Result<Case> {
        let case = Case::load(conn, id).await?;
        case.filter(|case| self.actor.scope().covers(Some(case.ticket.customer_id))).ok_or_else(no_such_ticket)
    }

    /// Does something to the ticket as it was in `version`.
    pub(crate) async fn act(&self, id: TicketId, version: i64, act: Act, now: Timestamp) -> Result<()> {
        let mut conn = self.desk.db.write().await?;
        let mut case = self.case(&mut conn, id).await?;
        if case.ticket.version != version {
            return Err(case.changed(&mut conn).await?);
        }
        let acted = Acted { who: who(self.actor), act, rows: Vec::new() };
        self.desk.act_on(&mut conn, self.actor, &mut case, acted, now).await?;
        conn.commit().await
    }

    /// Says that the service runs again. While an alarm is open, the watch has the last word.
    pub(crate) async fn restore(&self, id: TicketId, version: i64, text: String, now: Timestamp) -> Result<()> {
        let watch = {
            let mut conn = self.desk.db.read().await?;
            let case = self.case(&mut conn, id).await?;
            watching(&mut conn, &case).await?
        };
        self.act(id, version, Act::Restore { text, watch }, now).await
    }

    /// Puts the present version of the customer's contract, and of its calendars, in force for the ticket.
    pub(crate) async fn renew_contract(&self, id: TicketId, version: i64, reason: String, now: Timestamp) -> Result<()> {
        let set = {
            let mut conn = self.desk.db.read().await?;
            let case = self.case(&mut conn, id).await?;
            allowed(Action::Contract, who(self.actor), &case.situation())?;
            let contract = archive::facts::contract_at(&mut conn, case.ticket.customer_id, now).await?.ok_or_else(no_contract)?;
            let calendars = present_calendars(&mut conn, &contract).await?;
            let in_force = case.story.agreed.last().map_or(&case.story.opened.calendars, |set| &set.calendars);
            let same_contract = (case.ticket.contract_id, case.ticket.contract_version) == (Some(contract.id), Some(contract.version));
            if same_contract && *in_force == calendars {
                return Err(nothing_newer());
            }
            ContractSet { contract_id: contract.id, contract_version: contract.version, calendars, reason, results: Vec::new() }
        };
        self.act(id, version, Act::Contract(set), now).await
    }

    /// Gives the ticket to an owner.
    pub(crate) async fn assign(&self, id: TicketId, version: i64, owner: PersonId, now: Timestamp) -> Result<()> {
        let owner = {
            let mut conn = self.desk.db.read().await?;
            self.case(&mut conn, id).await?;
            taker(&mut conn, owner).await?
        };
        self.act(id, version, Act::Assign { owner }, now).await
    }

    /// Writes something on the ticket's timeline. It needs no version: what the service tells the customer only sets the clock for telling
    /// them back, and nothing else changes.
    pub(crate) async fn note(&self, id: TicketId, visibility: Visibility, text: &str, now: Timestamp) -> Result<()> {
        let mut conn = self.desk.db.write().await?;
        let tells = visibility == Visibility::Customer && self.actor.require_staff().is_ok();
        if tells {
            store::tickets::hold(&mut conn, id).await?;
        }
        let mut case = self.case(&mut conn, id).await?;
        allowed(Action::Note, who(self.actor), &case.situation())?;
        let mut entry = Entry::new();
        let text = entry.text("text", text, TEXT);
        if visibility == Visibility::Internal && self.actor.require_staff().is_err() {
            let only =
                Text::new("Only the service writes internal notes. Leave it visible to both.", "仅服务方可写内部备注，请选择双方可见。");
            entry.refuse("visibility", "note.not_internal", only);
        }
        entry.done()?;
        let deed = Deed::Noted(Noted { visibility, text, by_service: self.actor.require_staff().is_ok() });
        if !tells {
            journal::append(&mut conn, self.actor, now, now, case.event(&deed)).await?;
            return conn.commit().await;
        }
        let told = telling::update(&self.desk.about(&mut conn, &case, now).await?, noted_text(&deed));
        case.apply(&mut conn, Change { actor: self.actor, now, deeds: vec![(now, deed)], rows: Vec::new() }).await?;
        let step = format!("update:{}", now.milliseconds());
        self.desk.tell_customer(&mut conn, self.actor, &case, now, &step, &told).await?;
        conn.commit().await
    }
}

impl Desk {
    /// Does it in the caller's transaction, to a ticket that the caller may see, and tells whom it concerns.
    pub(crate) async fn act_on(&self, conn: &mut Conn, actor: &Actor, case: &mut Case, acted: Acted, now: Timestamp) -> Result<()> {
        let Acted { who, act, rows } = acted;
        allowed(act.action(), who, &case.situation())?;
        no_empty_change(&act, case)?;
        let deeds = deeds(&act, &case.story, &named(actor)?, &case.clocks(now), now);
        case.apply(conn, Change { actor, now, deeds, rows }).await?;
        self.tell_of(conn, actor, case, &act, now).await?;
        // After a change of level others may be to be called.
        if case.story.calls_somebody() && matches!(act, Act::Reject { .. } | Act::Reopen { .. } | Act::Level { .. }) {
            self.call_people(conn, case, now).await?;
        }
        Ok(())
    }

    async fn tell_of(&self, conn: &mut Conn, actor: &Actor, case: &Case, act: &Act, now: Timestamp) -> Result<()> {
        let about = self.about(conn, case, now).await?;
        let by = name_of(actor).unwrap_or_default();
        let step = |what: &str| format!("v{}:{what}", case.ticket.version);
        match act {
            Act::Acknowledge { .. } => {
                let owner = case.story.owner.as_ref().map_or(by.as_str(), |owner| owner.name.as_str());
                let told = telling::acknowledged(&about, owner);
                self.tell_customer(conn, actor, case, now, &step("acknowledged"), &told).await
            }
            Act::Assign { .. } => self.tell_owner(conn, actor, case, now, &step("assigned"), &telling::assigned(&about, &by)).await,
            Act::Restore { .. } if case.ticket.state == State::Restored => {
                self.tell_restored(conn, actor, case, Proof::Statement, now).await
            }
            Act::Resolve { solution, .. } => {
                self.tell_customer(conn, actor, case, now, &step("resolved"), &telling::resolved(&about, solution)).await
            }
            Act::Confirm(word) => {
                let told = telling::closed(&about, &word.signed_by);
                self.tell_owner(conn, actor, case, now, &step("closed"), &told).await?;
                self.tell_customer(conn, actor, case, now, &step("closed"), &told).await
            }
            Act::Reject { reason } | Act::Reopen { reason } => {
                self.tell_owner(conn, actor, case, now, &step("sent_back"), &telling::back_to_work(&about, &by, reason)).await
            }
            Act::Cancel { reason } => {
                let told = telling::cancelled(&about, reason);
                if case.story.owner.is_some() {
                    self.tell_owner(conn, actor, case, now, &step("cancelled"), &told).await?;
                }
                self.tell_customer(conn, actor, case, now, &step("cancelled"), &told).await
            }
            Act::Report { text } => self.tell_customer(conn, actor, case, now, &step("reported"), &telling::reported(&about, text)).await,
            Act::Dispute { reason, .. } => {
                self.tell_owner(conn, actor, case, now, &step("disputed"), &telling::disputed(&about, &by, reason)).await
            }
            Act::Decide { withdrawn, reason, .. } => {
                let told = telling::decided(&about, *withdrawn, reason);
                self.tell_owner(conn, actor, case, now, &step("decided"), &told).await?;
                self.tell_customer(conn, actor, case, now, &step("decided"), &told).await
            }
            Act::Level { reason, .. } => {
                self.tell_customer(conn, actor, case, now, &step("level"), &telling::raised(&about, &Words::same(reason))).await
            }
            Act::Restore { .. }
            | Act::Pause { .. }
            | Act::Evidence { .. }
            | Act::Contract(_)
            | Act::AskThirdParty { .. }
            | Act::HearThirdParty { .. }
            | Act::Resume => Ok(()),
        }
    }

    /// Tells the customer, and whoever is responsible, that the service runs again.
    pub(crate) async fn tell_restored(&self, conn: &mut Conn, actor: &Actor, case: &Case, proof: Proof, now: Timestamp) -> Result<()> {
        let told = telling::restored(&self.about(conn, case, now).await?, proof);
        let step = format!("v{}:restored", case.ticket.version);
        if case.story.owner.is_some() {
            self.tell_owner(conn, actor, case, now, &step, &told).await?;
        }
        self.tell_customer(conn, actor, case, now, &step, &told).await
    }
}

/// What the watch knows of the ticket's fault. An alarm that was closed proves something only when the device is up: it is closed, too,
/// when nobody watches the device any more.
pub(crate) async fn watching(conn: &mut Conn, case: &Case) -> Result<Watching> {
    let Some(id) = case.ticket.alarm_id else { return Ok(Watching::Nothing) };
    let Some(alarm) = watch::facts::alarm(conn, id).await? else { return Ok(Watching::Nothing) };
    Ok(match alarm.closed_at {
        None => Watching::Alarm(id),
        Some(closed_at)
            if alarm.kind == watch::AlarmKind::Expiring || watch::facts::device_state(conn, alarm.device_id).await? == watch::State::Up =>
        {
            Watching::Over { alarm: id, closed_at, seen: seen_well(&alarm) }
        }
        Some(_) => Watching::Nothing,
    })
}

/// What the watch saw when it closed an alarm.
pub(crate) fn seen_well(alarm: &watch::Alarm) -> Words {
    let device = &alarm.device_name;
    if alarm.kind == watch::AlarmKind::Expiring {
        return Words::new(format!("What ran out at {device} was renewed."), format!("{device}的到期项已续期。"));
    }
    Words::new(format!("{device} is well again."), format!("{device}已恢复正常。"))
}

/// A person who may take a ticket.
pub(crate) async fn taker(conn: &mut Conn, id: PersonId) -> Result<Named> {
    let person = roster::facts::person(conn, id).await?;
    let person = person.filter(|person| person.active && TAKERS.contains(&person.role));
    person.map(|person| Named { id: person.id, name: person.name }).ok_or_else(|| {
        Error::invalid_field(
            "owner_id",
            "ticket.no_such_owner",
            Text::new("Choose an active engineer, dispatcher, manager or administrator.", "请选择在职的工程师、调度、经理或管理员。"),
        )
    })
}

/// Setting what is set already would leave an event that says nothing; a pause that is spoken of is there.
fn no_empty_change(act: &Act, case: &Case) -> Result<()> {
    match act {
        Act::Evidence { pause, .. } | Act::Dispute { pause, .. } | Act::Decide { pause, .. }
            if !case.story.pauses.iter().any(|known| known.number == *pause) =>
        {
            Err(Error::not_found("pause", "挂起记录"))
        }
        Act::Dispute { pause, .. } if case.story.pauses.iter().any(|known| known.number == *pause && known.is_disputed()) => {
            Err(Error::conflict(
                "pause.already_disputed",
                "This pause is disputed already; a manager will decide.",
                "该挂起已提出异议，等待裁定。",
            ))
        }
        Act::Dispute { pause, .. } if case.story.pauses.iter().any(|known| known.number == *pause && known.is_withdrawn()) => {
            Err(Error::conflict("pause.withdrawn", "This pause has been withdrawn; it takes out no time.", "该挂起已撤销，不影响计时。"))
        }
        Act::Decide { pause, .. } if !case.story.pauses.iter().any(|known| known.number == *pause && known.is_disputed()) => {
            Err(Error::conflict("pause.not_disputed", "Nobody disputes this pause.", "没有对该挂起的异议。"))
        }
        Act::Level { level, .. } if *level == case.story.level => {
            Err(Error::invalid_field("level", "ticket.same_level", Text::new("It has this level already.", "工单已是该级别。")))
        }
        Act::Assign { owner } if case.story.owner.as_ref().is_some_and(|before| before.id == owner.id) => Err(Error::invalid_field(
            "owner_id",
            "ticket.same_owner",
            Text::new(format!("{} is responsible already.", owner.name), format!("{}已是责任人。", owner.name)),
        )),
        _ => Ok(()),
    }
}

fn no_contract() -> Error {
    Error::conflict("ticket.no_contract", "The customer has no contract that is valid now.", "该用户单位目前没有有效合同。")
}

fn nothing_newer() -> Error {
    Error::conflict(
        "ticket.contract_is_present",
        "This version of the contract and of its calendars is in force for the ticket already.",
        "工单已适用当前版本的合同和日历。",
    )
}

/// What somebody wrote.
fn noted_text(deed: &Deed) -> &str {
    match deed {
        Deed::Noted(noted) => &noted.text,
        _ => "",
    }
}

/// Refused: there is no such ticket, or it is not this actor's.
pub(crate) fn no_such_ticket() -> Error {
    Error::not_found("ticket", "工单")
}

/// Every action with why it is not allowed, for the actor who asks.
pub(crate) fn actions(actor: &Actor, case: &Case) -> Vec<(Action, Option<WhyNot>)> {
    let situation = case.situation();
    Action::ALL.iter().map(|action| (*action, allowed(*action, who(actor), &situation).err())).collect()
}
