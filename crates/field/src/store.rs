//! The tables of this room.

use base::db::{Filter, Listing, sql};
use base::{Conn, Page, PageParams, PersonId, Result, TicketId, Timestamp};

use crate::model::{Signature, Visit, VisitId, Work};

/// The columns of [`Visit`], of the table `visits v`.
const COLUMNS: &str = "v.id, v.ticket_id, v.customer_id, v.engineer_id, v.state, v.created_at, v.planned_at, v.set_out_at, v.arrived_at, \
     v.restored_at, v.confirmed_at, v.left_at, v.cancelled_at, v.version";

const LIST: Listing = Listing {
    columns: COLUMNS,
    from: "visits v",
    id: "v.id",
    sorts: &[("-created_at", "v.created_at"), ("planned_at", "COALESCE(v.planned_at, v.created_at)"), ("id", "v.id")],
};

/// One page. The filter speaks of `visits v`.
pub(crate) async fn page(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<Visit>> {
    LIST.page(conn, filter, params, |visit: &Visit| visit.id.0).await
}

pub(crate) async fn by_id(conn: &mut Conn, id: VisitId) -> Result<Option<Visit>> {
    sql(format!("SELECT {COLUMNS} FROM visits v WHERE v.id = $1")).bind(id).optional(conn).await
}

/// Holds the visit's row until the transaction ends: whoever steps waits here. False when there is no such visit.
pub(crate) async fn hold(conn: &mut Conn, id: VisitId) -> Result<bool> {
    Ok(sql("UPDATE visits SET version = version WHERE id = $1").bind(id).run(conn).await? == 1)
}

/// The visit on which this person is still to go, or is, for this ticket.
pub(crate) async fn open_of(conn: &mut Conn, ticket: TicketId, engineer: PersonId) -> Result<Option<VisitId>> {
    let row: Option<(VisitId,)> =
        sql("SELECT id FROM visits WHERE ticket_id = $1 AND engineer_id = $2 AND state NOT IN ('left', 'cancelled') ORDER BY id LIMIT 1")
            .bind(ticket)
            .bind(engineer)
            .optional(conn)
            .await?;
    Ok(row.map(|(id,)| id))
}

/// Writes a new row; the id of `visit` is not looked at.
pub(crate) async fn insert(conn: &mut Conn, visit: &Visit) -> Result<VisitId> {
    let id = sql("INSERT INTO visits (ticket_id, customer_id, engineer_id, state, created_at, planned_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id")
    .bind(visit.ticket_id)
    .bind(visit.customer_id)
    .bind(visit.engineer_id)
    .bind(visit.state.as_str())
    .bind(visit.created_at)
    .bind(visit.planned_at)
    .bind(visit.version)
    .scalar(conn)
    .await?;
    Ok(VisitId(id))
}

/// Writes what can change, of a row that the transaction holds.
pub(crate) async fn update(conn: &mut Conn, visit: &Visit) -> Result<()> {
    sql("UPDATE visits SET engineer_id = $2, state = $3, set_out_at = $4, arrived_at = $5, restored_at = $6, confirmed_at = $7, \
         left_at = $8, cancelled_at = $9, version = $10 WHERE id = $1")
    .bind(visit.id)
    .bind(visit.engineer_id)
    .bind(visit.state.as_str())
    .bind(visit.set_out_at)
    .bind(visit.arrived_at)
    .bind(visit.restored_at)
    .bind(visit.confirmed_at)
    .bind(visit.left_at)
    .bind(visit.cancelled_at)
    .bind(visit.version)
    .run(conn)
    .await?;
    Ok(())
}

/// Writes down what was done; answers the row's id.
pub(crate) async fn insert_work(conn: &mut Conn, visit: VisitId, at: Timestamp, text: &str) -> Result<i64> {
    sql("INSERT INTO visit_works (visit_id, at, text) VALUES ($1, $2, $3) RETURNING id").bind(visit).bind(at).bind(text).scalar(conn).await
}

/// What was done on several visits, in order.
pub(crate) async fn works(conn: &mut Conn, visits: &[VisitId]) -> Result<Vec<Work>> {
    let filter = Filter::new().and_in("visit_id", visits.iter().copied());
    let text = format!("SELECT visit_id, at, text FROM visit_works{} ORDER BY id", filter.where_clause());
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// Keeps a signature; answers the row's id.
pub(crate) async fn insert_signature(conn: &mut Conn, signature: &Signature, image: Vec<u8>) -> Result<i64> {
    sql("INSERT INTO visit_signatures (visit_id, signed_by, satisfied, comment, at, image, sha256, latitude, longitude, accuracy_metres) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id")
    .bind(signature.visit_id)
    .bind(&signature.signed_by)
    .bind(signature.satisfied)
    .bind(signature.comment.as_deref())
    .bind(signature.at)
    .bind(image)
    .bind(&signature.sha256)
    .bind(signature.latitude)
    .bind(signature.longitude)
    .bind(signature.accuracy_metres)
    .scalar(conn)
    .await
}

/// The signatures of several visits, without their pictures.
pub(crate) async fn signatures(conn: &mut Conn, visits: &[VisitId]) -> Result<Vec<Signature>> {
    let filter = Filter::new().and_in("visit_id", visits.iter().copied());
    let text = format!(
        "SELECT visit_id, signed_by, satisfied, comment, at, sha256, latitude, longitude, accuracy_metres FROM visit_signatures{}",
        filter.where_clause()
    );
    sql(text).bind_all(filter.binds()).all(conn).await
}

/// The picture of a visit's signature, with its SHA-256.
pub(crate) async fn signature_image(conn: &mut Conn, visit: VisitId) -> Result<Option<(Vec<u8>, String)>> {
    sql("SELECT image, sha256 FROM visit_signatures WHERE visit_id = $1").bind(visit).optional(conn).await
}
