//! The house's own texts to the customer.

use base::db::sql;
use base::{Conn, Result, Timestamp};

use crate::model::Words;
use crate::rules::notice::{Notice, Template};

#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) notice: String,
    subject_en: String,
    subject_zh: String,
    body_en: String,
    body_zh: String,
    pub(crate) version: i64,
    pub(crate) changed_at: Timestamp,
}

impl Row {
    pub(crate) fn template(&self) -> Template {
        Template { subject: Words::new(&self.subject_en, &self.subject_zh), body: Words::new(&self.body_en, &self.body_zh) }
    }
}

const COLUMNS: &str = "id, notice, subject_en, subject_zh, body_en, body_zh, version, changed_at";

pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Row>> {
    sql(format!("SELECT {COLUMNS} FROM message_templates ORDER BY id")).all(conn).await
}

pub(crate) async fn of(conn: &mut Conn, notice: Notice) -> Result<Option<Row>> {
    sql(format!("SELECT {COLUMNS} FROM message_templates WHERE notice = $1")).bind(notice.as_str()).optional(conn).await
}

/// Writes the text as the version after `version` (0: the first); nothing when another is there by now. Answers the row.
pub(crate) async fn write(conn: &mut Conn, notice: Notice, template: &Template, version: i64, now: Timestamp) -> Result<Option<i64>> {
    let row: Option<(i64,)> = sql("INSERT INTO message_templates (notice, subject_en, subject_zh, body_en, body_zh, version, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6 + 1, $7) ON CONFLICT (notice) DO UPDATE SET subject_en = excluded.subject_en, \
         subject_zh = excluded.subject_zh, body_en = excluded.body_en, body_zh = excluded.body_zh, version = excluded.version, \
         changed_at = excluded.changed_at WHERE message_templates.version = $6 RETURNING id")
    .bind(notice.as_str())
    .bind(template.subject.en.as_str())
    .bind(template.subject.zh.as_str())
    .bind(template.body.en.as_str())
    .bind(template.body.zh.as_str())
    .bind(version)
    .bind(now)
    .optional(conn)
    .await?;
    Ok(row.map(|(id,)| id))
}

pub(crate) async fn remove(conn: &mut Conn, id: i64) -> Result<()> {
    sql("DELETE FROM message_templates WHERE id = $1").bind(id).run(conn).await?;
    Ok(())
}
