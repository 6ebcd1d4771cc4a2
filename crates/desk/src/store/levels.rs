//! The table `level_definitions`: what makes a level, version by version.

use base::db::sql;
use base::{Conn, Error, Result, Timestamp};

use crate::rules::level::Definitions;

/// The present version with its definitions; the plan's, as version 0, until somebody writes others.
pub(crate) async fn current(conn: &mut Conn) -> Result<(i64, Definitions)> {
    let row: Option<(i64, String)> =
        sql("SELECT version, definitions FROM level_definitions ORDER BY version DESC LIMIT 1").optional(conn).await?;
    let Some((version, text)) = row else { return Ok((0, Definitions::default())) };
    let definitions = serde_json::from_str(&text);
    definitions.map(|definitions| (version, definitions)).map_err(|error| Error::internal(format!("level definitions {version}: {error}")))
}

/// Writes a version and answers its row.
pub(crate) async fn write(conn: &mut Conn, version: i64, definitions: &Definitions, now: Timestamp) -> Result<i64> {
    let text = serde_json::to_string(definitions).map_err(|error| Error::internal(format!("level definitions: {error}")))?;
    sql("INSERT INTO level_definitions (version, definitions, written_at) VALUES ($1, $2, $3) RETURNING id")
        .bind(version)
        .bind(text)
        .bind(now)
        .scalar(conn)
        .await
}
