//! The table `contact_codes`: a code on its way to be typed back. Only its hash is kept.

use base::db::sql;
use base::{Conn, PersonId, Result};

use crate::model::ContactWay;
use crate::rules::contact::SentCode;

pub(crate) async fn sent(conn: &mut Conn, person: PersonId, way: ContactWay) -> Result<Option<SentCode>> {
    sql("SELECT address, code_hash, sent_at, expires_at, tries FROM contact_codes WHERE person_id = $1 AND way = $2")
        .bind(person)
        .bind(way.as_str())
        .optional(conn)
        .await
}

pub(crate) async fn keep(conn: &mut Conn, person: PersonId, way: ContactWay, code: &SentCode) -> Result<()> {
    sql("INSERT INTO contact_codes (person_id, way, address, code_hash, sent_at, expires_at, tries) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (person_id, way) DO UPDATE SET address = excluded.address, code_hash = excluded.code_hash, \
         sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries = excluded.tries")
    .bind(person)
    .bind(way.as_str())
    .bind(code.address.as_str())
    .bind(code.code_hash.as_str())
    .bind(code.sent_at)
    .bind(code.expires_at)
    .bind(code.tries)
    .run(conn)
    .await?;
    Ok(())
}

/// Counts one more wrong try.
pub(crate) async fn tried(conn: &mut Conn, person: PersonId, way: ContactWay) -> Result<()> {
    sql("UPDATE contact_codes SET tries = tries + 1 WHERE person_id = $1 AND way = $2").bind(person).bind(way.as_str()).run(conn).await?;
    Ok(())
}

/// A code is typed back once.
pub(crate) async fn forget(conn: &mut Conn, person: PersonId, way: ContactWay) -> Result<()> {
    sql("DELETE FROM contact_codes WHERE person_id = $1 AND way = $2").bind(person).bind(way.as_str()).run(conn).await?;
    Ok(())
}
