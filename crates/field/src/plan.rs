//! Who goes where: planning a visit and handing it over. Whoever is to go is told.

use base::journal::{self, Event};
use base::{Actor, Conn, Error, PersonId, Result, Role, Text, TicketId, Timestamp};
use desk::model::{Named, Ticket};
use notify::{Draft, Importance};
use serde_json::json;

use crate::FieldBy;
use crate::model::{Visit, VisitId, VisitState};
use crate::requests::{self, Request};
use crate::store;

/// Who may be sent, and who may plan.
pub(crate) const WORK: &[Role] = &[Role::Administrator, Role::Dispatcher, Role::Manager, Role::Engineer];
/// Who sends others.
pub(crate) const LEAD: &[Role] = &[Role::Administrator, Role::Dispatcher, Role::Manager];
/// How far ahead a visit is planned at most, and how far back somebody may enter one.
const AHEAD_SECONDS: i64 = 366 * 86_400;
const BACK_SECONDS: i64 = 86_400;

/// A visit about to be planned.
#[derive(Debug, Clone, Copy)]
pub struct NewVisit {
    /// What for.
    pub ticket: TicketId,
    /// Who goes.
    pub engineer: PersonId,
    /// For when; as soon as possible when absent.
    pub planned_at: Option<Timestamp>,
}

impl FieldBy<'_> {
    /// Plans a visit. An engineer plans only their own.
    pub async fn plan(&self, new: NewVisit, request: Option<&str>, now: Timestamp) -> Result<VisitId> {
        self.actor.require(WORK)?;
        if !self.actor.is_any(LEAD) && self.actor.person() != Some(new.engineer) {
            return Err(Error::forbidden(
                "visit.not_yours",
                "You plan visits of your own. Ask a dispatcher to send somebody else.",
                "您只能安排自己上门；如需安排他人，请联系调度。",
            ));
        }
        check_time(new.planned_at, now)?;
        let mut conn = self.field.db.write().await?;
        if let Some(id) = request {
            let again = requests::begin(&mut conn, self.actor, Request { id, action: "plan", visit: None }, now).await?;
            if let Some(visit) = again {
                return Ok(visit);
            }
        }
        let engineer = sent(&mut conn, new.engineer).await?;
        let ticket = self.ticket_to_visit(&mut conn, new.ticket).await?;
        none_open(&mut conn, ticket.id, &engineer).await?;
        let id = store::insert(&mut conn, &fresh(&ticket, &new, now)).await?;
        if let Some(request) = request {
            requests::planned(&mut conn, self.actor, request, id).await?;
        }
        let body = json!({ "engineer": engineer, "planned_at": new.planned_at });
        let event = Event::new("visit.planned", ("visit", id.0)).customer(ticket.customer_id).ticket(ticket.id).body(body);
        journal::append(&mut conn, self.actor, now, now, event.row("visits", id.0)).await?;
        tell(&mut conn, self.actor, &ticket, id, 1, &engineer, now).await?;
        conn.commit().await?;
        Ok(id)
    }

    /// The ticket, held until the transaction ends; refused when there is none or nothing is owed on it any more.
    async fn ticket_to_visit(&self, conn: &mut Conn, id: TicketId) -> Result<Ticket> {
        let known = desk::facts::ticket(conn, id).await?.filter(|ticket| self.actor.scope().covers(Some(ticket.customer_id)));
        if known.is_none() {
            return Err(Error::invalid_field("ticket_id", "visit.no_such_ticket", Text::new("There is no such ticket.", "没有这个工单。")));
        }
        let ticket = self.field.desk.hold(conn, id).await?;
        if ticket.state.is_over() {
            return Err(Error::conflict(
                "visit.ticket_over",
                "The ticket is closed or cancelled. Reopen it first, or open a new one.",
                "工单已关闭或取消，请先重新打开或新建工单。",
            ));
        }
        Ok(ticket)
    }
}

fn fresh(ticket: &Ticket, new: &NewVisit, now: Timestamp) -> Visit {
    Visit {
        id: VisitId(0),
        ticket_id: ticket.id,
        customer_id: ticket.customer_id,
        engineer_id: new.engineer,
        state: VisitState::Planned,
        created_at: now,
        planned_at: new.planned_at,
        set_out_at: None,
        arrived_at: None,
        restored_at: None,
        confirmed_at: None,
        left_at: None,
        cancelled_at: None,
        version: 1,
    }
}

/// A person who may be sent.
pub(crate) async fn sent(conn: &mut Conn, id: PersonId) -> Result<Named> {
    let person = roster::facts::person(conn, id).await?.filter(|person| person.active && WORK.contains(&person.role));
    person.map(|person| Named { id: person.id, name: person.name }).ok_or_else(|| {
        Error::invalid_field(
            "engineer_id",
            "visit.no_such_engineer",
            Text::new("Choose an active engineer, dispatcher, manager or administrator.", "请选择在职的工程师、调度、经理或管理员。"),
        )
    })
}

/// One person goes for one ticket once at a time. The ticket is held, so two who plan at once cannot both pass.
pub(crate) async fn none_open(conn: &mut Conn, ticket: TicketId, engineer: &Named) -> Result<()> {
    if store::open_of(conn, ticket, engineer.id).await?.is_none() {
        return Ok(());
    }
    Err(Error::conflict(
        "visit.already_planned",
        format!("{} is to visit for this ticket already. Use that visit, or choose somebody else.", engineer.name),
        format!("已安排{}为此工单上门，请使用该次上门或另选人员。", engineer.name),
    ))
}

fn check_time(planned_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    let sensible = now.plus_seconds(-BACK_SECONDS)..=now.plus_seconds(AHEAD_SECONDS);
    if planned_at.is_none_or(|at| sensible.contains(&at)) {
        return Ok(());
    }
    let text = Text::new("Choose a time within the next year.", "请选择一年以内的时间。");
    Err(Error::invalid_field("planned_at", "value.out_of_range", text))
}

/// Tells whoever is to go, unless they planned it themselves. `version` is the visit's: each handing over is told once.
pub(crate) async fn tell(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    visit: VisitId,
    version: i64,
    engineer: &Named,
    now: Timestamp,
) -> Result<()> {
    if actor.person() == Some(engineer.id) {
        return Ok(());
    }
    let (number, by) = (&ticket.number, actor.name());
    let levels = desk::facts::level_names(conn).await?;
    let level = levels.of(ticket.level);
    let subject =
        Text::new(format!("[{number}] You are to go on site: {}", ticket.title_en), format!("[{number}] 请上门服务：{}", ticket.title_zh));
    let body = Text::new(
        format!("{by} sends you on site for {number} ({}): {}. Say in Aftercare when you set out.", level.en, ticket.title_en),
        format!("{by}安排您为工单 {number}（{}）上门服务：{}。出发时请在系统中点击“出发”。", level.zh, ticket.title_zh),
    );
    let draft = Draft {
        path: Some(format!("/visits/{visit}")),
        ticket: Some(ticket.id),
        customer: Some(ticket.customer_id),
        importance: Importance::Important,
        ..Draft::new(engineer.id, format!("visit:{visit}:sent:{version}"), subject, body)
    };
    notify::enqueue(conn, actor, now, &draft).await.map(|_| ())
}
