//! Reading tickets: lists with the names beside them, one query per noun for a page; one ticket with everything that explains it.

use std::collections::HashMap;

use base::db::Filter;
use base::journal::{self, Recorded};
use base::{Actor, Conn, Language, Page, PageParams, Result, Role, TicketId, Timestamp};
use calendar::{Calendar, CalendarId, Kept};

use crate::DeskBy;
use crate::act::{actions, no_such_ticket};
use crate::api::wire::{
    ActionItem, CallState, Clock, ClockExplanation, ClockItem, ClockTicket, Face, NamedItem, NextClock, TicketCall, TicketClockItem,
    TicketConfirmation, TicketContract, TicketDetail, TicketDevice, TicketItem, TicketLevel, TimelineActor, TimelineItem, WhyNotItem,
};
use crate::case::{Case, doer};
use crate::model::{LevelNames, Ticket};
use crate::rules::clocks::TicketClock;
use crate::rules::story::{Call, CallStep, Story};
use crate::rules::{clock, explain, timeline};
use crate::shown::{clause_sentence, shown_change, shown_correction, shown_line, shown_pause};
use crate::store::{self, clocks::KeptClock};

impl DeskBy<'_> {
    /// One page of the tickets this actor may see. The filter speaks of `tickets t`.
    pub(crate) async fn tickets(
        &self,
        filter: Filter,
        params: &PageParams,
        language: Language,
        now: Timestamp,
    ) -> Result<Page<TicketItem>> {
        let mut conn = self.desk.db.read().await?;
        let filter = filter.scope("t.customer_id", &self.actor.scope());
        let Page { items, next, total } = store::tickets::page(&mut conn, filter, params).await?;
        let items = items_of(&mut conn, items, language, now).await?;
        Ok(Page { items, next, total })
    }

    /// One page of the clocks of tickets this actor may see. The filter speaks of `clocks c`.
    pub(crate) async fn clocks(&self, filter: Filter, params: &PageParams, language: Language, now: Timestamp) -> Result<Page<ClockItem>> {
        let mut conn = self.desk.db.read().await?;
        let filter = filter.scope("c.customer_id", &self.actor.scope());
        let Page { items, next, total } = store::clocks::page(&mut conn, filter, params).await?;
        let calendars = calendars(&mut conn, &items).await?;
        let tickets = store::tickets::by_ids(&mut conn, items.iter().map(|clock| clock.ticket_id)).await?;
        let owners: Vec<_> = tickets.iter().filter_map(|ticket| ticket.owner_id).collect();
        let owners = roster::facts::names(&mut conn, &owners).await?;
        let customers: Vec<_> = tickets.iter().map(|ticket| ticket.customer_id).collect();
        let names = archive::facts::customer_names(&mut conn, &customers).await?;
        let tickets: HashMap<TicketId, Ticket> = tickets.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        let show = |kept: KeptClock| {
            let ticket = tickets.get(&kept.ticket_id)?;
            let calendar = calendars.get(&(kept.calendar_id, kept.calendar_version))?;
            let reading = clock::later(&kept.reading(), &calendar.calendar, now);
            Some(ClockItem {
                ticket: ClockTicket {
                    id: ticket.id,
                    number: ticket.number.clone(),
                    title: ticket.title().in_language(language).to_owned(),
                    level: ticket.level,
                    customer: NamedItem::customer(ticket.customer_id, names.get(&ticket.customer_id)),
                    owner: ticket.owner_id.map(|id| NamedItem::of(id.0, owners.get(&id))),
                },
                clock: Clock::of(Face { kind: kept.kind, cycle: kept.cycle, target: kept.target, calendar, party: kept.party }, &reading),
            })
        };
        Ok(Page { items: items.into_iter().filter_map(show).collect(), next, total })
    }

    /// A ticket with everything that is known of it, if this actor may see it.
    pub async fn detail(&self, conn: &mut Conn, id: TicketId, language: Language, now: Timestamp) -> Result<TicketDetail> {
        let case = self.case(conn, id).await?;
        let ticket = items_of(conn, vec![case.ticket.clone()], language, now).await?.pop().ok_or_else(no_such_ticket)?;
        Ok(TicketDetail {
            ticket,
            description: case.ticket.description.clone().unwrap_or_default(),
            proposed_reason: case.ticket.proposed_reason().in_language(language).to_owned(),
            contract: case.contract.as_ref().map(|contract| TicketContract {
                id: contract.id.0,
                name: contract.name.clone(),
                version: contract.version,
            }),
            clocks: case.clocks(now).iter().map(|clock| TicketClockItem::of(clock, language)).collect(),
            pauses: case.story.pauses.iter().map(|pause| shown_pause(pause, language)).collect(),
            corrections: case.story.corrections.iter().map(shown_correction).collect(),
            guard: case.story.opened.guard.as_ref().map(|guard| NamedItem { id: guard.id.0, name: guard.name.clone() }),
            site_class: case.story.opened.site_class.clone(),
            third_party: case.story.third_party.clone(),
            devices: devices(conn, id).await?,
            levels: levels(&case.story, language),
            actions: shown_actions(self.actor, &case, language),
            confirmation: case.story.confirmation.as_ref().map(|(at, word)| TicketConfirmation {
                signed_by: word.signed_by.clone(),
                at: *at,
                satisfied: word.satisfied,
                comment: word.comment.clone(),
            }),
            calls: calls(&case.story, language),
            next_call_at: store::callings::next_at(conn, id).await?,
            restore_claimed: case.story.claimed,
        })
    }

    /// Every clock of a ticket with every stretch of its time, the earlier cycles first.
    pub(crate) async fn explained(
        &self,
        conn: &mut Conn,
        id: TicketId,
        language: Language,
        now: Timestamp,
    ) -> Result<Vec<ClockExplanation>> {
        let case = self.case(conn, id).await?;
        let clocks = case.clocks(now);
        let of_one = |clock: &TicketClock| ClockExplanation {
            clock: Clock::shown(clock),
            clause: clause_sentence(clock).in_language(language).to_owned(),
            lines: explain::explain(&case.story, clock, language, now).iter().map(|line| shown_line(line, clock, language, now)).collect(),
        };
        Ok(clocks.iter().flat_map(TicketClock::cycles).map(of_one).collect())
    }

    /// What happened to a ticket, as this actor may read it: a customer reads neither internal notes nor the ways of messages.
    pub async fn timeline(&self, conn: &mut Conn, id: TicketId, language: Language) -> Result<Vec<TimelineItem>> {
        let ticket = store::tickets::by_id(conn, id).await?;
        ticket.filter(|ticket| self.actor.scope().covers(Some(ticket.customer_id))).ok_or_else(no_such_ticket)?;
        let events = journal::by_ticket(conn, id).await?;
        let levels = store::levels::current(conn).await?.1.names();
        let customer = self.actor.role() == Some(Role::Customer);
        let hidden = |event: &Recorded| customer && (event.is_internal() || event.kind.starts_with("message."));
        Ok(events.iter().filter(|event| !hidden(event)).map(|event| entry(event, &levels, language)).collect())
    }
}

/// The tickets of a page with the names beside them.
async fn items_of(conn: &mut Conn, tickets: Vec<Ticket>, language: Language, now: Timestamp) -> Result<Vec<TicketItem>> {
    let customers: Vec<_> = tickets.iter().map(|ticket| ticket.customer_id).collect();
    let sites: Vec<_> = tickets.iter().filter_map(|ticket| ticket.site_id).collect();
    let devices: Vec<_> = tickets.iter().filter_map(|ticket| ticket.device_id).collect();
    let owners: Vec<_> = tickets.iter().filter_map(|ticket| ticket.owner_id).collect();
    let customers = archive::facts::customer_names(conn, &customers).await?;
    let sites = archive::facts::site_names(conn, &sites).await?;
    let devices = archive::facts::device_names(conn, &devices).await?;
    let owners = roster::facts::names(conn, &owners).await?;
    let open = tickets.iter().filter(|ticket| ticket.closed_at.is_none()).map(|ticket| ticket.id);
    let mut clocks: HashMap<TicketId, NextClock> = HashMap::new();
    let running = store::clocks::running(conn, open).await?;
    let calendars = calendars(conn, &running).await?;
    for kept in running {
        let Some(calendar) = calendars.get(&(kept.calendar_id, kept.calendar_version)) else { continue };
        let next = next_clock(&kept, &calendar.calendar, now);
        match clocks.get(&kept.ticket_id) {
            Some(nearer) if order(nearer) <= order(&next) => {}
            _ => drop(clocks.insert(kept.ticket_id, next)),
        }
    }
    Ok(tickets
        .into_iter()
        .map(|ticket| TicketItem {
            id: ticket.id,
            title: ticket.title().in_language(language).to_owned(),
            customer: NamedItem::customer(ticket.customer_id, customers.get(&ticket.customer_id)),
            site: ticket.site_id.map(|id| NamedItem::of(id.0, sites.get(&id))),
            device: ticket.device_id.map(|id| NamedItem::of(id.0, devices.get(&id))),
            owner: ticket.owner_id.map(|id| NamedItem::of(id.0, owners.get(&id))),
            next_clock: clocks.remove(&ticket.id),
            number: ticket.number,
            kind: ticket.kind,
            source: ticket.source,
            level: ticket.level,
            proposed_level: ticket.proposed_level,
            state: ticket.state,
            paused: ticket.paused,
            opened_at: ticket.opened_at,
            closed_at: ticket.closed_at,
            version: ticket.version,
        })
        .collect())
}

/// The calendars by which kept clocks count, each once.
async fn calendars(conn: &mut Conn, clocks: &[KeptClock]) -> Result<HashMap<(CalendarId, i64), Kept>> {
    let mut calendars = HashMap::new();
    for clock in clocks {
        let key = (clock.calendar_id, clock.calendar_version);
        if !calendars.contains_key(&key)
            && let Some(kept) = calendar::facts::version(conn, key.0, key.1).await?
        {
            calendars.insert(key, kept);
        }
    }
    Ok(calendars)
}

fn next_clock(kept: &KeptClock, calendar: &Calendar, now: Timestamp) -> NextClock {
    let reading = clock::later(&kept.reading(), calendar, now);
    NextClock { kind: kept.kind, due_at: reading.due_at, state: reading.state }
}

/// The nearest first; one whose due instant is unknown last.
fn order(clock: &NextClock) -> (bool, Option<Timestamp>, crate::model::ClockKind) {
    (clock.due_at.is_none(), clock.due_at, clock.kind)
}

async fn devices(conn: &mut Conn, ticket: TicketId) -> Result<Vec<TicketDevice>> {
    let rows = store::devices::of_ticket(conn, ticket).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.device_id).collect();
    let names = archive::facts::device_names(conn, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let NamedItem { id, name } = NamedItem::of(row.device_id.0, names.get(&row.device_id));
            TicketDevice { id, name, state_when_opened: row.state_when_added }
        })
        .collect())
}

fn levels(story: &Story, language: Language) -> Vec<TicketLevel> {
    let program = program(language);
    story
        .levels
        .iter()
        .map(|step| TicketLevel {
            at: step.at,
            from: step.from,
            to: step.to,
            by: step.by.clone().unwrap_or_else(|| program.to_owned()),
            reason: step.reason.in_language(language).to_owned(),
            clocks: step.results.iter().map(shown_change).collect(),
        })
        .collect()
}

fn calls(story: &Story, language: Language) -> Vec<TicketCall> {
    let last = story.calls.iter().rposition(|step| matches!(step.call, Call::Made(_)));
    story.calls.iter().enumerate().filter_map(|(place, step)| shown_call(story, step, last == Some(place), language)).collect()
}

/// A call as it is shown; a step at which there was nobody to call stands on the timeline only.
fn shown_call(story: &Story, step: &CallStep, latest: bool, language: Language) -> Option<TicketCall> {
    let (person, number, because, state) = match &step.call {
        Call::Made(called) => {
            let taken = story.taken_by == Some((step.round, called.person.id));
            let state = match (taken, latest && story.calls_somebody()) {
                (true, _) => CallState::Acknowledged,
                (false, true) => CallState::Calling,
                (false, false) => CallState::PassedOn,
            };
            (called.person.clone(), called.step, &called.because, state)
        }
        Call::Skipped(skipped) => (skipped.person.clone()?, skipped.step, &skipped.reason, CallState::Skipped),
    };
    Some(TicketCall {
        person: NamedItem { id: person.id.0, name: person.name },
        step: number,
        at: step.at,
        state,
        because: because.in_language(language).to_owned(),
    })
}

fn shown_actions(actor: &Actor, case: &Case, language: Language) -> Vec<ActionItem> {
    actions(actor, case)
        .into_iter()
        .map(|(action, why)| ActionItem { action, allowed: why.is_none(), why_not: why.map(|why| WhyNotItem::of(&why, language)) })
        .collect()
}

fn entry(event: &Recorded, levels: &LevelNames, language: Language) -> TimelineItem {
    let body = event.json();
    let by = doer(&event.actor, &event.actor_name);
    let (kind, id) = event.actor.split_once(':').unwrap_or((event.actor.as_str(), ""));
    TimelineItem {
        seq: event.seq,
        at: event.at,
        recorded_at: event.recorded_at,
        kind: event.kind.clone(),
        actor: TimelineActor {
            kind: kind.to_owned(),
            id: id.parse().ok(),
            name: by.map_or_else(|| program(language).to_owned(), str::to_owned),
        },
        text: timeline::sentence(&event.kind, by, &body, levels).in_language(language).to_owned(),
        body,
    }
}

/// What the program is called where a person's name would stand.
pub(crate) fn program(language: Language) -> &'static str {
    match language {
        Language::En => "Aftercare",
        Language::Zh => "系统",
    }
}
