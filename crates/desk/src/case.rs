//! One ticket in the hands of whoever changes it: its row, its story, its contract. Every change goes through [`Case::apply`], which tells the
//! story on, writes the row from the story, appends the events and keeps the clocks, in the caller's transaction. So a row can say nothing
//! that the journal does not.
//!
//! The row is written before the first event is appended: whoever appends holds the journal's order until the commit and must not wait for
//! a row then.

use archive::ContractId;
use archive::model::{ClockKind, Contract};
use base::journal::{self, Event, Told};
use base::{Actor, Conn, Error, Result, TicketId, Timestamp};

use crate::model::{Deed, FrozenCalendar, Named, Ticket, never};
use crate::rules::actions::Situation;
use crate::rules::clocks::{self, TicketClock};
use crate::rules::cycles::Agreement;
use crate::rules::pauses::Pause;
use crate::rules::story::{Step, Story};
use crate::rules::timeline;
use crate::store;

/// A ticket with everything a decision about it needs.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The row.
    pub(crate) ticket: Ticket,
    /// The row's explanation.
    pub(crate) story: Story,
    /// The contract in the version that was frozen when the ticket was opened.
    pub(crate) contract: Option<Contract>,
    /// What was agreed when it was opened, and with every version of the contract that was put in force since.
    pub(crate) terms: Vec<Agreement>,
}

/// What is to be changed.
#[derive(Debug, Clone)]
pub(crate) struct Change<'a> {
    /// Who does it.
    pub(crate) actor: &'a Actor,
    /// When it is recorded.
    pub(crate) now: Timestamp,
    /// What happens, each with the time at which it happened.
    pub(crate) deeds: Vec<(Timestamp, Deed)>,
    /// Further rows that the change wrote, to be attested with it.
    pub(crate) rows: Vec<(&'static str, i64)>,
}

impl Case {
    /// The ticket as it is now; `None` when there is none.
    pub(crate) async fn load(conn: &mut Conn, id: TicketId) -> Result<Option<Case>> {
        let Some(ticket) = store::tickets::by_id(conn, id).await? else { return Ok(None) };
        let steps = steps(journal::told(conn, id, &["ticket", "clock"]).await?)?;
        let story = Story::of(&steps).ok_or_else(|| Error::internal(format!("the journal does not tell how ticket {id} was opened")))?;
        let opened = &story.opened;
        let (mut contract, agreement) = agreed(conn, opened.contract_id.zip(opened.contract_version), &opened.calendars).await?;
        let mut terms = vec![agreement];
        for set in &story.agreed {
            let (newer, agreement) = agreed(conn, Some((set.contract_id, set.contract_version)), &set.calendars).await?;
            contract = newer.or(contract);
            terms.push(agreement);
        }
        Ok(Some(Case { ticket, story, contract, terms }))
    }

    /// The same, held until the transaction ends: for the workers, who name no version.
    pub(crate) async fn hold(conn: &mut Conn, id: TicketId) -> Result<Option<Case>> {
        if store::tickets::hold(conn, id).await? { Case::load(conn, id).await } else { Ok(None) }
    }

    /// The clocks at an instant.
    pub(crate) fn clocks(&self, now: Timestamp) -> Vec<TicketClock> {
        clocks::clocks(&self.story, &self.terms, now)
    }

    /// What decides which actions are allowed.
    pub(crate) fn situation(&self) -> Situation {
        Situation {
            kind: self.ticket.kind,
            source: self.ticket.source,
            state: self.ticket.state,
            paused: self.ticket.paused,
            claimed: self.story.claimed,
            pauses: !self.story.pauses.is_empty(),
            disputed: self.story.pauses.iter().any(Pause::is_disputed),
            third_party: self.story.third_party.is_some(),
            reported: self.story.clock(ClockKind::Report).own,
            promised: self.contract.is_some(),
        }
    }

    /// Changes the ticket. Refused with `ticket.changed` when somebody else changed it since it was loaded.
    pub(crate) async fn apply(&mut self, conn: &mut Conn, change: Change<'_>) -> Result<()> {
        let Change { actor, now, mut deeds, rows } = change;
        let by = name_of(actor);
        for (at, deed) in &mut deeds {
            self.tell(conn, *at, by.clone(), deed).await?;
        }
        let clocks = self.clocks(now);
        let mut next = self.projected(&clocks);
        let changed = next != self.ticket;
        if changed {
            next.version += 1;
            if !store::tickets::update(conn, &next).await? {
                return Err(self.changed(conn).await?);
            }
            self.ticket = next;
        }
        let moved = deeds.iter().any(|(_, deed)| deed.moves_clocks());
        self.append(conn, actor, now, deeds, rows, changed).await?;
        if moved { self.keep(conn, &clocks).await } else { self.keep_calling(conn).await }
    }

    /// Tells the story on by one deed. One that changes the terms of running clocks is told with what it did to them.
    async fn tell(&mut self, conn: &mut Conn, at: Timestamp, by: Option<String>, deed: &mut Deed) -> Result<()> {
        if let Deed::ContractSet(set) = deed {
            let (contract, agreement) = agreed(conn, Some((set.contract_id, set.contract_version)), &set.calendars).await?;
            self.contract = contract;
            self.terms.push(agreement);
        }
        let before = self.story.clone();
        let mut after = before.clone();
        after.tell(&Step { at, by: by.clone(), deed: deed.clone() });
        match deed {
            Deed::LevelSet(change) | Deed::LevelRaised(change) => {
                change.results = clocks::changed(&before, &after, &self.terms, at, false);
            }
            Deed::ContractSet(set) => set.results = clocks::changed(&before, &after, &self.terms, at, true),
            _ => {}
        }
        self.story.tell(&Step { at, by, deed: deed.clone() });
        Ok(())
    }

    async fn append(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        deeds: Vec<(Timestamp, Deed)>,
        rows: Vec<(&'static str, i64)>,
        changed: bool,
    ) -> Result<()> {
        let last = deeds.len().saturating_sub(1);
        for (place, (at, deed)) in deeds.iter().enumerate() {
            let mut event = self.event(deed);
            if place == last {
                event = rows.iter().fold(event, |event, (table, id)| event.row(table, *id));
                event = if changed { event.row("tickets", self.ticket.id.0) } else { event };
            }
            journal::append(conn, actor, *at, now, event).await?;
        }
        Ok(())
    }

    /// The event that tells a deed.
    pub(crate) fn event(&self, deed: &Deed) -> Event {
        Event::new(deed.kind(), ("ticket", self.ticket.id.0)).customer(self.ticket.customer_id).ticket(self.ticket.id).body(deed.body())
    }

    /// Keeps what lists and workers look at.
    pub(crate) async fn keep(&self, conn: &mut Conn, clocks: &[TicketClock]) -> Result<()> {
        store::clocks::keep(conn, self.ticket.id, self.ticket.customer_id, clocks).await?;
        self.keep_calling(conn).await
    }

    async fn keep_calling(&self, conn: &mut Conn) -> Result<()> {
        if !self.story.calls_somebody() {
            store::callings::set(conn, self.ticket.id, None).await?;
        }
        if self.ticket.state.is_over() || self.story.restored_at.is_some() {
            store::callings::reassessed(conn, self.ticket.id).await?;
        }
        Ok(())
    }

    /// The row as the story has it.
    fn projected(&self, clocks: &[TicketClock]) -> Ticket {
        let story = &self.story;
        Ticket {
            level: story.level,
            proposed_level: story.proposed_level,
            proposed_reason_en: story.proposed_reason.en.clone(),
            proposed_reason_zh: story.proposed_reason.zh.clone(),
            state: story.state,
            paused: story.paused(),
            owner_id: story.owner.as_ref().map(|owner| owner.id),
            closed_at: story.closed_at,
            contract_id: self.contract.as_ref().map(|contract| contract.id),
            contract_version: self.contract.as_ref().map(|contract| contract.version),
            next_due_at: next_due(clocks),
            ..self.ticket.clone()
        }
    }

    /// The refusal of whoever acts on what is no longer so: it says who changed what.
    pub(crate) async fn changed(&self, conn: &mut Conn) -> Result<Error> {
        let events = journal::by_ticket(conn, self.ticket.id).await?;
        let last = events.iter().rev().find(|event| changes_the_row(&event.kind));
        let levels = store::levels::current(conn).await?.1.names();
        let told = last.map(|event| timeline::sentence(&event.kind, doer(&event.actor, &event.actor_name), &event.json(), &levels));
        let (en, zh) = told.map_or_else(Default::default, |told| (format!(" {}", told.en), told.zh));
        Ok(Error::conflict(
            "ticket.changed",
            format!("Somebody changed this ticket since you looked at it.{en} Look at it again, then decide."),
            format!("该工单在您查看后已被更改。{zh}请刷新后再操作。"),
        ))
    }
}

/// A contract in one version with the calendars it counts by, as they were frozen.
pub(crate) async fn agreed(
    conn: &mut Conn,
    contract: Option<(ContractId, i64)>,
    calendars: &[FrozenCalendar],
) -> Result<(Option<Contract>, Agreement)> {
    let contract = match contract {
        Some((contract, version)) => archive::facts::contract_version(conn, contract, version).await?,
        None => None,
    };
    let mut agreement =
        Agreement { clauses: contract.as_ref().map_or_else(Vec::new, |contract| contract.clauses.clone()), ..Agreement::default() };
    for FrozenCalendar { id, version } in calendars {
        let kept = calendar::facts::version(conn, *id, *version).await?;
        let kept = kept.ok_or_else(|| Error::internal(format!("version {version} of calendar {id} is not there")))?;
        agreement.calendars.insert(*id, kept);
    }
    Ok((contract, agreement))
}

/// The calendars by which a contract counts, as they are now.
pub(crate) async fn present_calendars(conn: &mut Conn, contract: &Contract) -> Result<Vec<FrozenCalendar>> {
    let mut calendars = Vec::new();
    for id in contract.calendars() {
        let kept = calendar::facts::current(conn, id).await?;
        let kept = kept.ok_or_else(|| Error::internal(format!("contract {} counts by calendar {id}, which is not there", contract.id)))?;
        calendars.push(FrozenCalendar { id, version: kept.version });
    }
    Ok(calendars)
}

/// When the nearest running clock is due.
pub(crate) fn next_due(clocks: &[TicketClock]) -> Timestamp {
    clocks::next(clocks).and_then(|clock| clock.reading.due_at).unwrap_or_else(never)
}

/// The deeds that this room's events tell, in order. One that cannot be read is a failure: a story with a gap would tell something that is
/// not so.
fn steps(events: Vec<Told>) -> Result<Vec<Step>> {
    let step = |event: Told| {
        let deed = Deed::told(&event.kind, &event.body);
        let deed = deed.ok_or_else(|| Error::internal(format!("event {} ({}) cannot be read", event.seq, event.kind)))?;
        Ok(Step { at: event.at, by: doer(&event.actor, &event.actor_name).map(str::to_owned), deed })
    };
    events.into_iter().map(step).collect()
}

/// The name of who did what an event tells; nobody when the program did.
pub(crate) fn doer<'e>(actor: &str, name: &'e str) -> Option<&'e str> {
    (!actor.starts_with("system:")).then_some(name)
}

/// The actor's name; nobody when it is the program.
pub(crate) fn name_of(actor: &Actor) -> Option<String> {
    (!matches!(actor, Actor::System(_))).then(|| actor.name().to_owned())
}

/// The actor as a person of the journal.
pub(crate) fn named(actor: &Actor) -> Result<Named> {
    let id = actor.person().ok_or_else(|| Error::internal("the program itself cannot do what a person does"))?;
    Ok(Named { id, name: actor.name().to_owned() })
}

fn changes_the_row(kind: &str) -> bool {
    kind.starts_with("ticket.") && !matches!(kind, "ticket.noted" | "ticket.called" | "ticket.call_skipped" | "ticket.calls_exhausted")
}
