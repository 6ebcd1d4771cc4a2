//! Entering, changing and withdrawing leave. Planners do it; staff read it.

use base::journal::{self, Event};
use base::{Actor, Conn, Error, PersonId, Result, Timestamp};
use serde_json::json;

use crate::model::{Leave, LeaveId, Person};
use crate::rules::duty::PLANNERS;
use crate::rules::leave as rules;
use crate::rules::person::Wrong;
use crate::{Roster, RosterBy, store};

/// A leave about to be entered.
#[derive(Debug, Clone)]
pub struct NewLeave {
    /// Who is away.
    pub person: PersonId,
    /// The first instant of it.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
    /// Who is called instead.
    pub substitute: Option<PersonId>,
    /// Why, or what else is to be known; may be empty.
    pub note: String,
}

/// What is to be changed of a leave.
#[derive(Debug, Clone, Default)]
pub(crate) struct LeaveChange {
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub substitute: Option<Option<PersonId>>,
    pub note: Option<String>,
}

/// A leave with the names in it.
#[derive(Debug, Clone)]
pub struct ShownLeave {
    /// The leave.
    pub leave: Leave,
    /// The name of who is away.
    pub person: String,
    /// The name of who stands in.
    pub substitute: Option<String>,
}

impl RosterBy<'_> {
    /// The leaves that touch the time from `from` to `until`; for staff.
    pub(crate) async fn leaves(&self, person: Option<PersonId>, from: Timestamp, until: Timestamp) -> Result<Vec<ShownLeave>> {
        self.actor.require_staff()?;
        let mut conn = self.roster.db.read().await?;
        let leaves = store::leaves::between(&mut conn, person, from, until).await?;
        shown(&mut conn, leaves).await
    }

    /// Enters a leave; for planners.
    pub(crate) async fn enter_leave(&self, new: NewLeave, now: Timestamp) -> Result<ShownLeave> {
        self.actor.require(&PLANNERS)?;
        let mut conn = self.roster.db.write().await?;
        let leave = self.roster.enter_leave(&mut conn, self.actor, now, new).await?;
        conn.commit().await?;
        Ok(leave)
    }

    /// Changes a leave as it was in `version`; for planners.
    pub(crate) async fn change_leave(&self, id: LeaveId, version: i64, change: LeaveChange, now: Timestamp) -> Result<ShownLeave> {
        self.actor.require(&PLANNERS)?;
        let mut conn = self.roster.db.write().await?;
        let (before, person) = self.held(&mut conn, id, version).await?;
        let after = Leave {
            from: change.from.unwrap_or(before.from),
            until: change.until.unwrap_or(before.until),
            substitute_id: change.substitute.unwrap_or(before.substitute_id),
            note: change.note.map_or_else(|| before.note.clone(), |note| note.trim().to_owned()),
            ..before.clone()
        };
        let substitute = checked(&mut conn, &after).await?.map(|person| person.name);
        if after == before {
            return Ok(ShownLeave { leave: after, person: person.name, substitute });
        }
        let leave = self.write(&mut conn, "leave.changed", after, &person, now).await?;
        conn.commit().await?;
        Ok(ShownLeave { leave, person: person.name, substitute })
    }

    /// Withdraws a leave; for planners. It stays on record.
    pub(crate) async fn withdraw_leave(&self, id: LeaveId, now: Timestamp) -> Result<()> {
        self.actor.require(&PLANNERS)?;
        let mut conn = self.roster.db.write().await?;
        let version = store::leaves::by_id(&mut conn, id).await?.ok_or_else(no_such_leave)?.version;
        let (before, person) = self.held(&mut conn, id, version).await?;
        self.write(&mut conn, "leave.withdrawn", Leave { withdrawn_at: Some(now), ..before }, &person, now).await?;
        conn.commit().await
    }

    /// The leave and its person, held so that two leaves of one person are not entered at once.
    async fn held(&self, conn: &mut Conn, id: LeaveId, version: i64) -> Result<(Leave, Person)> {
        let leave = store::leaves::by_id(conn, id).await?.ok_or_else(no_such_leave)?;
        store::people::hold(conn, leave.person_id).await?;
        let leave = store::leaves::by_id(conn, id).await?.filter(|leave| leave.withdrawn_at.is_none()).ok_or_else(no_such_leave)?;
        let person = store::people::by_id(conn, leave.person_id).await?.ok_or_else(no_such_leave)?;
        if leave.version == version { Ok((leave, person)) } else { Err(changed()) }
    }

    async fn write(&self, conn: &mut Conn, kind: &'static str, leave: Leave, person: &Person, now: Timestamp) -> Result<Leave> {
        if !store::leaves::update(conn, &leave).await? {
            return Err(changed());
        }
        let leave = Leave { version: leave.version + 1, ..leave };
        tell(conn, self.actor, kind, &leave, person, now).await?;
        Ok(leave)
    }
}

impl Roster {
    /// Enters a leave in the caller's transaction, without asking whether the actor may: for the demo.
    pub async fn enter_leave(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, new: NewLeave) -> Result<ShownLeave> {
        store::people::hold(conn, new.person).await?;
        let person = store::people::by_id(conn, new.person).await?.filter(|person| person.active && person.role.is_staff());
        let person = person.ok_or_else(|| Error::invalid(vec![rules::no_such_person()]))?;
        let mut leave = Leave {
            id: LeaveId(0),
            person_id: person.id,
            from: new.from,
            until: new.until,
            substitute_id: new.substitute,
            note: new.note.trim().to_owned(),
            version: 1,
            entered_at: now,
            withdrawn_at: None,
        };
        let substitute = checked(conn, &leave).await?;
        leave.id = store::leaves::insert(conn, &leave).await?;
        tell(conn, actor, "leave.entered", &leave, &person, now).await?;
        Ok(ShownLeave { leave, person: person.name, substitute: substitute.map(|person| person.name) })
    }
}

/// The journal does not keep the note: why somebody is away is theirs.
async fn tell(conn: &mut Conn, actor: &Actor, kind: &'static str, leave: &Leave, person: &Person, now: Timestamp) -> Result<()> {
    let event = Event::new(kind, ("leave", leave.id.0))
        .body(json!({
            "person": { "id": person.id, "name": person.name },
            "from": leave.from, "until": leave.until, "substitute_id": leave.substitute_id,
        }))
        .row("leaves", leave.id.0);
    journal::append(conn, actor, now, now, event).await.map(|_| ())
}

/// Refuses nonsense; answers who stands in.
async fn checked(conn: &mut Conn, leave: &Leave) -> Result<Option<Person>> {
    let others = store::leaves::between(conn, Some(leave.person_id), leave.from, leave.until.max(leave.from)).await?;
    let substitute = match leave.substitute_id {
        Some(id) => store::people::by_id(conn, id).await?,
        None => None,
    };
    let mut wrong = Wrong::none();
    rules::check(leave, &others, substitute.as_ref(), &mut wrong);
    wrong.refuse()?;
    Ok(substitute)
}

async fn shown(conn: &mut Conn, leaves: Vec<Leave>) -> Result<Vec<ShownLeave>> {
    let ids: Vec<PersonId> = leaves.iter().flat_map(|leave| std::iter::once(leave.person_id).chain(leave.substitute_id)).collect();
    let names = store::people::names(conn, &ids).await?;
    let name = |id: PersonId| names.get(&id).cloned().unwrap_or_default();
    Ok(leaves
        .into_iter()
        .map(|leave| ShownLeave { person: name(leave.person_id), substitute: leave.substitute_id.map(name), leave })
        .collect())
}

fn no_such_leave() -> Error {
    Error::not_found("leave", "休假记录")
}

fn changed() -> Error {
    Error::conflict(
        "leave.changed",
        "Somebody changed this leave in the meantime. Look at it again, then decide.",
        "该休假记录已被他人修改，请刷新后再操作。",
    )
}
