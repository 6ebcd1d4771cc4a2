//! The table `heartbeats`.

use base::db::sql;
use base::secrets::Keyring;
use base::{Conn, Result, Timestamp, secrets};

use crate::custom::model::CustomCheckId;

/// Where the addresses stand, for the key.
const PLACE: &str = "heartbeats.token";

/// The last call of a check.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub(crate) struct Last {
    pub(crate) called_at: Option<Timestamp>,
    pub(crate) ok: Option<bool>,
    pub(crate) text: Option<String>,
    pub(crate) value: Option<f64>,
    pub(crate) calls: i64,
}

/// Makes the row of a check, with an address that nobody can guess; a check that has one keeps it.
pub(crate) async fn make(conn: &mut Conn, keyring: &Keyring, check: CustomCheckId) -> Result<()> {
    let token = secrets::token()?;
    sql(
        "INSERT INTO heartbeats (custom_check_id, token_key, token, calls) VALUES ($1, $2, $3, 0) ON CONFLICT (custom_check_id) DO NOTHING",
    )
    .bind(check)
    .bind(secrets::token_hash(&token))
    .bind(keyring.seal(PLACE, &token)?)
    .run(conn)
    .await?;
    Ok(())
}

/// Removes the row of a check that waits for calls no more.
pub(crate) async fn forget(conn: &mut Conn, check: CustomCheckId) -> Result<()> {
    sql("DELETE FROM heartbeats WHERE custom_check_id = $1").bind(check).run(conn).await?;
    Ok(())
}

/// Replaces the address by a new one; false when the check waits for no calls.
pub(super) async fn replace(conn: &mut Conn, keyring: &Keyring, check: CustomCheckId) -> Result<bool> {
    let token = secrets::token()?;
    let changed = sql("UPDATE heartbeats SET token_key = $2, token = $3 WHERE custom_check_id = $1")
        .bind(check)
        .bind(secrets::token_hash(&token))
        .bind(keyring.seal(PLACE, &token)?)
        .run(conn)
        .await?;
    Ok(changed == 1)
}

/// The address of a check.
pub(super) async fn token(conn: &mut Conn, keyring: &Keyring, check: CustomCheckId) -> Result<Option<String>> {
    let row: Option<(Vec<u8>,)> = sql("SELECT token FROM heartbeats WHERE custom_check_id = $1").bind(check).optional(conn).await?;
    row.map(|(sealed,)| keyring.open(PLACE, &sealed)).transpose()
}

/// The last call of a check.
pub(super) async fn last(conn: &mut Conn, check: CustomCheckId) -> Result<Option<Last>> {
    sql("SELECT called_at, ok, text, value, calls FROM heartbeats WHERE custom_check_id = $1").bind(check).optional(conn).await
}

/// Notes a call. False when no check in use has this address.
pub(super) async fn call(conn: &mut Conn, token: &str, at: Timestamp, ok: bool, text: Option<&str>, value: Option<f64>) -> Result<bool> {
    let changed = sql("UPDATE heartbeats SET called_at = $2, ok = $3, text = $4, value = $5, calls = calls + 1 WHERE token_key = $1 \
         AND EXISTS (SELECT 1 FROM custom_checks c WHERE c.id = custom_check_id AND c.removed_at IS NULL)")
    .bind(secrets::token_hash(token))
    .bind(at)
    .bind(ok)
    .bind(text)
    .bind(value)
    .run(conn)
    .await?;
    Ok(changed == 1)
}
