//! Tokens of programs that act as a person.

use base::db::sql;
use base::{Conn, PersonId, Result, Timestamp};

use super::people::{COLUMNS, PersonRow};
use crate::model::{Person, Token, TokenId};

#[derive(sqlx::FromRow)]
struct FoundRow {
    token_id: TokenId,
    last_used_at: Option<Timestamp>,
    #[sqlx(flatten)]
    person: PersonRow,
}

/// The token with this hash, when it was last used, and its person, who is active.
pub(crate) async fn by_hash(conn: &mut Conn, token_hash: &str) -> Result<Option<(TokenId, Option<Timestamp>, Person)>> {
    let text = format!(
        "SELECT t.id AS token_id, u.last_used_at, {COLUMNS} FROM api_tokens t JOIN people p ON p.id = t.person_id \
         LEFT JOIN token_uses u ON u.token_id = t.id WHERE t.token_hash = $1 AND p.active"
    );
    let row: Option<FoundRow> = sql(text).bind(token_hash).optional(conn).await?;
    row.map(|row| Ok((row.token_id, row.last_used_at, row.person.try_into()?))).transpose()
}

/// A person's tokens, the newest first.
pub(crate) async fn of(conn: &mut Conn, person: PersonId) -> Result<Vec<Token>> {
    sql("SELECT t.id, t.name, t.created_at, u.last_used_at FROM api_tokens t LEFT JOIN token_uses u ON u.token_id = t.id \
         WHERE t.person_id = $1 ORDER BY t.id DESC")
    .bind(person)
    .all(conn)
    .await
}

/// Keeps a token; `None` when the person has one of this name.
pub(crate) async fn insert(conn: &mut Conn, person: PersonId, name: &str, token_hash: &str, now: Timestamp) -> Result<Option<TokenId>> {
    let row: Option<(TokenId,)> = sql("INSERT INTO api_tokens (person_id, name, token_hash, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (person_id, name) DO NOTHING RETURNING id")
    .bind(person)
    .bind(name)
    .bind(token_hash)
    .bind(now)
    .optional(conn)
    .await?;
    Ok(row.map(|(id,)| id))
}

/// Removes a person's own token and answers its name.
pub(crate) async fn remove(conn: &mut Conn, person: PersonId, id: TokenId) -> Result<Option<String>> {
    let row: Option<(String,)> =
        sql("DELETE FROM api_tokens WHERE id = $1 AND person_id = $2 RETURNING name").bind(id).bind(person).optional(conn).await?;
    Ok(row.map(|(name,)| name))
}

/// Moves the instant of last use.
pub(crate) async fn touch(conn: &mut Conn, id: TokenId, now: Timestamp) -> Result<()> {
    sql("INSERT INTO token_uses (token_id, last_used_at) VALUES ($1, $2) \
         ON CONFLICT (token_id) DO UPDATE SET last_used_at = excluded.last_used_at WHERE token_uses.last_used_at < excluded.last_used_at")
    .bind(id)
    .bind(now)
    .run(conn)
    .await?;
    Ok(())
}
