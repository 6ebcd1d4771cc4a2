//! The table `alert_rules`.

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Error, Page, PageParams, Result, Timestamp};

use super::model::{Rule, RuleId};

const COLUMNS: &str = "r.id, r.customer_id, r.name, r.definition, r.active, r.entered_by, r.entered_at, r.removed_at, r.version";

const LIST: Listing = Listing {
    columns: COLUMNS,
    from: "alert_rules r",
    id: "r.id",
    sorts: &[("name", "r.name"), ("entered_at", "r.entered_at"), ("id", "r.id")],
};

#[derive(sqlx::FromRow)]
struct Row {
    id: RuleId,
    customer_id: Option<CustomerId>,
    name: String,
    definition: String,
    active: bool,
    entered_by: String,
    entered_at: Timestamp,
    removed_at: Option<Timestamp>,
    version: i64,
}

impl Row {
    fn rule(self) -> Result<Rule> {
        let definition = serde_json::from_str(&self.definition)
            .map_err(|error| Error::internal(format!("the alert rule {} cannot be read: {error}", self.id)))?;
        let Row { id, customer_id, name, active, entered_by, entered_at, removed_at, version, .. } = self;
        Ok(Rule { id, customer_id, name, definition, active, entered_by, entered_at, removed_at, version })
    }
}

/// One page of rules. The filter speaks of `alert_rules r`.
pub(crate) async fn page(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<Rule>> {
    let Page { items, next, total } = LIST.page(conn, filter, params, |row: &Row| row.id.0).await?;
    Ok(Page { items: items.into_iter().map(Row::rule).collect::<Result<_>>()?, next, total })
}

/// One rule that the filter matches.
pub(crate) async fn one(conn: &mut Conn, filter: Filter) -> Result<Option<Rule>> {
    let text = format!("SELECT {COLUMNS} FROM alert_rules r{}", filter.where_clause());
    let row: Option<Row> = sql(text).bind_all(filter.binds()).optional(conn).await?;
    row.map(Row::rule).transpose()
}

/// The rules that are held against something.
pub(crate) async fn in_use(conn: &mut Conn) -> Result<Vec<Rule>> {
    let text = format!("SELECT {COLUMNS} FROM alert_rules r WHERE r.removed_at IS NULL AND r.active ORDER BY r.id");
    let rows: Vec<Row> = sql(text).all(conn).await?;
    rows.into_iter().map(Row::rule).collect()
}

/// Keeps everything of a rule but the id, which it answers.
pub(crate) async fn insert(conn: &mut Conn, rule: &Rule) -> Result<RuleId> {
    sql("INSERT INTO alert_rules (customer_id, name, definition, active, entered_by, entered_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id")
    .bind(rule.customer_id)
    .bind(rule.name.as_str())
    .bind(text(rule)?)
    .bind(rule.active)
    .bind(rule.entered_by.as_str())
    .bind(rule.entered_at)
    .bind(rule.version)
    .scalar(conn)
    .await
}

/// Writes a rule as its next version; false when another version is there by now.
pub(crate) async fn update(conn: &mut Conn, rule: &Rule) -> Result<bool> {
    let changed = sql("UPDATE alert_rules SET customer_id = $3, name = $4, definition = $5, active = $6, removed_at = $7, \
         version = version + 1 WHERE id = $1 AND version = $2")
    .bind(rule.id)
    .bind(rule.version)
    .bind(rule.customer_id)
    .bind(rule.name.as_str())
    .bind(text(rule)?)
    .bind(rule.active)
    .bind(rule.removed_at)
    .run(conn)
    .await?;
    Ok(changed == 1)
}

fn text(rule: &Rule) -> Result<String> {
    serde_json::to_string(&rule.definition).map_err(|error| Error::internal(error.to_string()))
}
