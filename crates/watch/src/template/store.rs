//! The table `check_templates`.

use std::sync::Arc;

use archive::DeviceId;
use base::db::{Filter, Listing, sql};
use base::{Conn, Error, Page, PageParams, Result, Timestamp};

use super::model::{CheckTemplate, TemplateId};
use super::{Template, document};
use crate::alerting::model::{Rule, RuleId};

const COLUMNS: &str = "t.id, t.name, t.text, t.device_ids, t.active, t.entered_by, t.entered_at, t.removed_at, t.version";

const LIST: Listing = Listing {
    columns: COLUMNS,
    from: "check_templates t",
    id: "t.id",
    sorts: &[("name", "t.name"), ("entered_at", "t.entered_at"), ("id", "t.id")],
};

#[derive(sqlx::FromRow)]
struct Row {
    id: TemplateId,
    name: String,
    text: String,
    device_ids: String,
    active: bool,
    entered_by: String,
    entered_at: Timestamp,
    removed_at: Option<Timestamp>,
    version: i64,
}

impl Row {
    fn template(self) -> CheckTemplate {
        let device_ids = serde_json::from_str(&self.device_ids).unwrap_or_default();
        let Row { id, name, text, active, entered_by, entered_at, removed_at, version, .. } = self;
        CheckTemplate { id, name, text, device_ids, active, entered_by, entered_at, removed_at, version }
    }
}

/// One page of templates. The filter speaks of `check_templates t`.
pub(crate) async fn page(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<CheckTemplate>> {
    let Page { items, next, total } = LIST.page(conn, filter, params, |row: &Row| row.id.0).await?;
    Ok(Page { items: items.into_iter().map(Row::template).collect(), next, total })
}

/// One template that the filter matches.
pub(crate) async fn one(conn: &mut Conn, filter: Filter) -> Result<Option<CheckTemplate>> {
    let text = format!("SELECT {COLUMNS} FROM check_templates t{}", filter.where_clause());
    let row: Option<Row> = sql(text).bind_all(filter.binds()).optional(conn).await?;
    Ok(row.map(Row::template))
}

/// The templates that are followed. One that this program cannot read any more is left out, and said so in the log.
pub(crate) async fn in_use(conn: &mut Conn) -> Result<Vec<Template>> {
    let text = format!("SELECT {COLUMNS} FROM check_templates t WHERE t.removed_at IS NULL AND t.active ORDER BY t.id");
    let rows: Vec<Row> = sql(text).all(conn).await?;
    let read = |row: Row| {
        let kept = row.template();
        match document::read(&kept.text) {
            Ok(document) => Some(followed(&kept, document)),
            Err(wrong) => {
                tracing::warn!(template = kept.name, ?wrong, "a check template cannot be read and is not followed; mend it");
                None
            }
        }
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// A template as it is followed. Its rules bear numbers that no entered rule has.
pub(crate) fn followed(kept: &CheckTemplate, document: document::Document) -> Template {
    let rule = |(place, (name, definition)): (usize, &(String, _))| {
        Arc::new(Rule {
            id: RuleId(-(kept.id.0 * 1000 + place as i64 + 1)),
            customer_id: None,
            name: name.clone(),
            definition: Clone::clone(definition),
            active: true,
            entered_by: kept.entered_by.clone(),
            entered_at: kept.entered_at,
            removed_at: None,
            version: kept.version,
        })
    };
    let rules = document.rules.iter().enumerate().map(rule).collect();
    Template { document: Arc::new(document), rules, by_hand: kept.device_ids.iter().map(|id| id.0).collect() }
}

/// Keeps everything of a template but the id, which it answers; `None` when there is one of this name.
pub(crate) async fn insert(conn: &mut Conn, template: &CheckTemplate) -> Result<Option<TemplateId>> {
    let made: Option<(TemplateId,)> =
        sql("INSERT INTO check_templates (name, text, device_ids, active, name_key, entered_by, entered_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name_key) DO NOTHING RETURNING id")
        .bind(template.name.as_str())
        .bind(template.text.as_str())
        .bind(ids(&template.device_ids)?)
        .bind(template.active)
        .bind(template.name.to_lowercase())
        .bind(template.entered_by.as_str())
        .bind(template.entered_at)
        .bind(template.version)
        .optional(conn)
        .await?;
    Ok(made.map(|(id,)| id))
}

/// Whether another template in use has this name.
pub(crate) async fn taken(conn: &mut Conn, name: &str, by_other_than: TemplateId) -> Result<bool> {
    let found: i64 = sql("SELECT COUNT(*) FROM check_templates WHERE name_key = $1 AND id <> $2")
        .bind(name.to_lowercase())
        .bind(by_other_than)
        .scalar(conn)
        .await?;
    Ok(found > 0)
}

/// Writes a template as its next version; false when another version is there by now.
pub(crate) async fn update(conn: &mut Conn, template: &CheckTemplate) -> Result<bool> {
    let changed = sql("UPDATE check_templates SET name = $3, text = $4, device_ids = $5, active = $6, removed_at = $7, name_key = $8, \
         version = version + 1 WHERE id = $1 AND version = $2")
    .bind(template.id)
    .bind(template.version)
    .bind(template.name.as_str())
    .bind(template.text.as_str())
    .bind(ids(&template.device_ids)?)
    .bind(template.active)
    .bind(template.removed_at)
    .bind(template.removed_at.is_none().then(|| template.name.to_lowercase()))
    .run(conn)
    .await?;
    Ok(changed == 1)
}

fn ids(devices: &[DeviceId]) -> Result<String> {
    serde_json::to_string(devices).map_err(|error| Error::internal(error.to_string()))
}
