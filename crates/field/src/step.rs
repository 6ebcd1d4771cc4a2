//! Taking a step of a visit: hold → decide → apply, in one transaction. Whoever steps names the version they looked at; of two who act at once
//! one wins, and the other is told who did what. What a step does to the ticket, the desk does, in the same transaction.

use base::journal::{self, Event};
use base::{Actor, Conn, Error, PersonId, Result, Timestamp};
use desk::model::{Confirmed, Deed, Named, State, Ticket};
use desk::rules::story::{Step as Told, Story};
use desk::rules::timeline;
use ring::digest::{SHA256, digest};
use serde_json::{Value as Json, json};

use crate::FieldBy;
use crate::model::{Position, Signature, Visit, VisitId, VisitState};
use crate::plan::{self, LEAD, WORK};
use crate::requests::{self, Request};
use crate::rules::actions::{Situation, VisitAction, Who, after, allowed, event_of};
use crate::store;

/// A step with what it needs. Texts are checked by whoever makes one.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are what the step's form asks for")]
pub enum Step {
    /// Somebody else goes.
    Assign { engineer: PersonId },
    /// On the way.
    SetOut { position: Option<Position> },
    /// On site.
    Arrive { position: Option<Position> },
    /// Something was done.
    Work { text: String },
    /// The work is done.
    Restored { text: String },
    /// The customer's person signed.
    Confirm(Signed),
    /// Gone.
    Leave,
    /// It does not take place, or is broken off.
    Cancel { reason: String },
}

/// What the customer's person gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Signed {
    /// Who signed.
    pub signed_by: String,
    /// A whole PNG (see [`crate::rules::png`]).
    pub image: Vec<u8>,
    /// What they added.
    pub comment: Option<String>,
    /// Where.
    pub position: Option<Position>,
}

impl Step {
    /// Which action it is.
    pub fn action(&self) -> VisitAction {
        match self {
            Step::Assign { .. } => VisitAction::Assign,
            Step::SetOut { .. } => VisitAction::SetOut,
            Step::Arrive { .. } => VisitAction::Arrive,
            Step::Work { .. } => VisitAction::Work,
            Step::Restored { .. } => VisitAction::Restored,
            Step::Confirm(_) => VisitAction::Confirm,
            Step::Leave => VisitAction::Leave,
            Step::Cancel { .. } => VisitAction::Cancel,
        }
    }
}

/// What a step has done: the event's body, and the rows it wrote besides the visit's.
struct Done {
    body: Json,
    rows: Vec<(&'static str, i64)>,
}

impl FieldBy<'_> {
    /// Takes a step of the visit as it was in `version`; what was done on site needs none, because it changes nothing else. A request that
    /// names itself is done once.
    pub async fn step(&self, id: VisitId, version: Option<i64>, step: Step, request: Option<&str>, now: Timestamp) -> Result<()> {
        let action = step.action();
        let mut conn = self.field.db.write().await?;
        if let Some(request) = request {
            let request = Request { id: request, action: action.as_str(), visit: Some(id) };
            if requests::begin(&mut conn, self.actor, request, now).await?.is_some() {
                return Ok(());
            }
        }
        let found = if store::hold(&mut conn, id).await? { store::by_id(&mut conn, id).await? } else { None };
        let mut visit = self.seen(found)?;
        let ticket = self.field.desk.hold(&mut conn, visit.ticket_id).await?;
        if version.is_some_and(|version| version != visit.version) {
            // Whoever may not do this anyway is told that first.
            forbidden(self.actor, action, &visit)?;
            return Err(changed(&mut conn, &visit).await?);
        }
        let situation = situation(&mut conn, &visit, &ticket).await?;
        allowed(action, who(self.actor, &visit), &situation)?;
        let done = self.apply(&mut conn, &mut visit, &ticket, step, now).await?;
        let mut event = Event::new(event_of(action), ("visit", id.0)).customer(visit.customer_id).ticket(visit.ticket_id).body(done.body);
        event = done.rows.iter().fold(event, |event, (table, row)| event.row(table, *row));
        journal::append(&mut conn, self.actor, now, now, event).await?;
        if action == VisitAction::Assign {
            let engineer = plan::sent(&mut conn, visit.engineer_id).await?;
            plan::tell(&mut conn, self.actor, &ticket, id, visit.version, &engineer, now).await?;
        }
        conn.commit().await
    }

    /// The visit's row first, the ticket's after it: everybody takes them in this order.
    async fn apply(&self, conn: &mut Conn, visit: &mut Visit, ticket: &Ticket, step: Step, now: Timestamp) -> Result<Done> {
        let engineer = engineer(conn, self.actor, visit).await?;
        let action = step.action();
        if action != VisitAction::Work {
            visit.state = after(action, visit.state);
            visit.version += 1;
        }
        let mut rows = Vec::new();
        let body = match step {
            Step::Assign { engineer: next } => {
                let next = plan::sent(conn, next).await?;
                plan::none_open(conn, ticket.id, &next).await?;
                (visit.engineer_id, visit.set_out_at) = (next.id, None);
                store::update(conn, visit).await?;
                json!({ "engineer": next, "before": engineer })
            }
            Step::SetOut { position } => {
                visit.set_out_at = Some(now);
                store::update(conn, visit).await?;
                json!({ "engineer": engineer, "position": position })
            }
            Step::Arrive { position } => {
                visit.arrived_at = Some(now);
                store::update(conn, visit).await?;
                self.field.desk.arrived(conn, self.actor, ticket.id, &engineer, now, now).await?;
                json!({ "engineer": engineer, "position": position })
            }
            Step::Work { text } => {
                rows.push(("visit_works", store::insert_work(conn, visit.id, now, &text).await?));
                json!({ "engineer": engineer, "text": text })
            }
            Step::Restored { text } => {
                visit.restored_at = Some(now);
                store::update(conn, visit).await?;
                self.field.desk.restore_claimed(conn, self.actor, ticket.id, &text, now).await?;
                json!({ "engineer": engineer, "text": text })
            }
            Step::Confirm(signed) => {
                visit.confirmed_at = Some(now);
                store::update(conn, visit).await?;
                let (row, body) = self.sign(conn, visit, &engineer, signed, now).await?;
                rows.push(("visit_signatures", row));
                body
            }
            Step::Leave => {
                visit.left_at = Some(now);
                store::update(conn, visit).await?;
                json!({ "engineer": engineer })
            }
            Step::Cancel { reason } => {
                visit.cancelled_at = Some(now);
                store::update(conn, visit).await?;
                json!({ "engineer": engineer, "reason": reason })
            }
        };
        if action != VisitAction::Work {
            rows.push(("visits", visit.id.0));
        }
        Ok(Done { body, rows })
    }

    /// Keeps the signature and closes the ticket with it.
    async fn sign(&self, conn: &mut Conn, visit: &Visit, engineer: &Named, signed: Signed, now: Timestamp) -> Result<(i64, Json)> {
        let Signed { signed_by, image, comment, position } = signed;
        let sha256 = data_encoding::HEXLOWER.encode(digest(&SHA256, &image).as_ref());
        let signature = Signature {
            visit_id: visit.id,
            signed_by: signed_by.clone(),
            satisfied: true,
            comment: comment.clone(),
            at: now,
            sha256: sha256.clone(),
            latitude: position.map(|at| at.latitude),
            longitude: position.map(|at| at.longitude),
            accuracy_metres: position.map(|at| at.accuracy_metres),
        };
        let row = store::insert_signature(conn, &signature, image).await?;
        let body = json!({
            "engineer": engineer, "signed_by": signed_by, "satisfied": true, "comment": comment,
            "signature_sha256": sha256, "position": position,
        });
        let word = Confirmed { signed_by, satisfied: true, comment, visit_id: Some(visit.id.0), signature_sha256: Some(sha256) };
        self.field.desk.confirmed(conn, self.actor, visit.ticket_id, word, now).await?;
        Ok((row, body))
    }

    /// The visit, if there is one and this actor may see it.
    pub(crate) fn seen(&self, visit: Option<Visit>) -> Result<Visit> {
        visit.filter(|visit| self.actor.scope().covers(Some(visit.customer_id))).ok_or_else(|| Error::not_found("visit", "上门服务"))
    }
}

/// As whom an actor acts on a visit.
pub(crate) fn who(actor: &Actor, visit: &Visit) -> Who {
    let person = matches!(actor, Actor::Person { .. });
    Who { own: person && actor.is_any(WORK) && actor.person() == Some(visit.engineer_id), leads: person && actor.is_any(LEAD) }
}

/// What decides which actions are allowed.
pub(crate) async fn situation(conn: &mut Conn, visit: &Visit, ticket: &Ticket) -> Result<Situation> {
    let awaits_proof = visit.state == VisitState::Restored && ticket.state == State::Acknowledged && awaits_proof(conn, ticket).await?;
    Ok(Situation { visit: visit.state, ticket: ticket.state, kind: ticket.kind, awaits_proof })
}

/// Whether the ticket is reported as restored and the watch has not seen it: only the ticket's own story says so.
async fn awaits_proof(conn: &mut Conn, ticket: &Ticket) -> Result<bool> {
    let events = journal::by_ticket(conn, ticket.id).await?;
    let steps: Vec<Told> =
        events.iter().filter_map(|event| Some(Told { at: event.at, by: None, deed: Deed::read(&event.kind, &event.json())? })).collect();
    Ok(Story::of(&steps).is_some_and(|story| story.claimed))
}

/// The refusal of somebody who may never do this on this visit.
fn forbidden(actor: &Actor, action: VisitAction, visit: &Visit) -> Result<()> {
    let situation = Situation { visit: visit.state, ticket: State::Acknowledged, kind: desk::model::Kind::Fault, awaits_proof: false };
    match allowed(action, who(actor, visit), &situation) {
        Err(why) if why.status == 403 => Err(why.into()),
        _ => Ok(()),
    }
}

/// The visit's engineer with their present name.
async fn engineer(conn: &mut Conn, actor: &Actor, visit: &Visit) -> Result<Named> {
    if actor.person() == Some(visit.engineer_id) {
        return desk::visits::person(actor);
    }
    let names = roster::facts::names(conn, &[visit.engineer_id]).await?;
    let name = names.get(&visit.engineer_id).cloned().unwrap_or_else(|| format!("#{}", visit.engineer_id));
    Ok(Named { id: visit.engineer_id, name })
}

/// The refusal of whoever steps on what is no longer so: it says who did what.
async fn changed(conn: &mut Conn, visit: &Visit) -> Result<Error> {
    let events = journal::by_ticket(conn, visit.ticket_id).await?;
    let last = events.iter().rev().find(|event| {
        event.subject_kind == "visit" && event.subject_id == visit.id.0 && event.kind.starts_with("visit.") && event.kind != "visit.worked"
    });
    let levels = desk::facts::level_names(conn).await?;
    let told = last.map(|event| timeline::sentence(&event.kind, Some(&event.actor_name), &event.json(), &levels));
    let (en, zh) = told.map_or_else(Default::default, |told| (format!(" {}", told.en), told.zh));
    Ok(Error::conflict(
        "visit.changed",
        format!("This visit changed since you looked at it.{en} Look at it again, then decide."),
        format!("该次上门在您查看后已变更。{zh}请刷新后再操作。"),
    ))
}
