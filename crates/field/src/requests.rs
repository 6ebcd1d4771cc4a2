//! The same request twice: a phone that lost the answer on the way sends its request again, with the same `request_id`. What was done is then
//! answered and not done a second time. Each person's ids are their own.

use base::db::sql;
use base::{Actor, Conn, Error, Result, Text, Timestamp};

use crate::model::VisitId;

/// A request that names itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    /// What the phone calls it, 1 to 64 characters.
    pub(crate) id: &'a str,
    /// What it asks for: `arrive`.
    pub(crate) action: &'a str,
    /// On which visit; `None` when it plans one.
    pub(crate) visit: Option<VisitId>,
}

/// Notes the request in the transaction that does it. `Some` when it was done before, with the visit it was done on: then nothing is to be
/// done. Of two that come at once the second waits here for the first.
pub(crate) async fn begin(conn: &mut Conn, actor: &Actor, request: Request<'_>, now: Timestamp) -> Result<Option<VisitId>> {
    let person = actor.person().ok_or_else(|| Error::internal("the program itself sends no requests"))?;
    let fresh = sql("INSERT INTO visit_requests (person_id, request_id, action, visit_id, made_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (person_id, request_id) DO NOTHING")
    .bind(person)
    .bind(request.id)
    .bind(request.action)
    .bind(request.visit)
    .bind(now)
    .run(conn)
    .await?;
    if fresh == 1 {
        return Ok(None);
    }
    let (action, visit): (String, Option<VisitId>) =
        sql("SELECT action, visit_id FROM visit_requests WHERE person_id = $1 AND request_id = $2")
            .bind(person)
            .bind(request.id)
            .one(conn)
            .await?;
    match visit {
        Some(visit) if action == request.action && request.visit.is_none_or(|asked| asked == visit) => Ok(Some(visit)),
        _ => Err(Error::invalid_field(
            "request_id",
            "request.reused",
            Text::new(
                "This id was used for something else. Give every request an id of its own.",
                "该请求编号已用于其他操作，请为每个请求使用新的编号。",
            ),
        )),
    }
}

/// Notes which visit the request has planned.
pub(crate) async fn planned(conn: &mut Conn, actor: &Actor, id: &str, visit: VisitId) -> Result<()> {
    sql("UPDATE visit_requests SET visit_id = $3 WHERE person_id = $1 AND request_id = $2")
        .bind(actor.person())
        .bind(id)
        .bind(visit)
        .run(conn)
        .await?;
    Ok(())
}
