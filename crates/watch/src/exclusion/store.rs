//! The table `availability_exclusions`.

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Error, Page, PageParams, Result, Timestamp};

use super::model::{Exclusion, ExclusionId, Reason};

const LIST: Listing = Listing {
    columns: "x.id, x.customer_id, x.targets, x.starts_at, x.ends_at, x.reason, x.note, x.entered_by, x.entered_at",
    from: "availability_exclusions x",
    id: "x.id",
    sorts: &[("-starts_at", "x.starts_at"), ("ends_at", "x.ends_at"), ("reason", "x.reason"), ("id", "x.id")],
};

#[derive(sqlx::FromRow)]
struct Row {
    id: ExclusionId,
    customer_id: CustomerId,
    targets: String,
    starts_at: Timestamp,
    ends_at: Timestamp,
    reason: String,
    note: String,
    entered_by: String,
    entered_at: Timestamp,
}

impl Row {
    fn exclusion(self) -> Result<Exclusion> {
        let unreadable = |what: &str| Error::internal(format!("availability_exclusions {}: {what} cannot be read", self.id));
        Ok(Exclusion {
            targets: serde_json::from_str(&self.targets).map_err(|_| unreadable("targets"))?,
            reason: Reason::parse(&self.reason).ok_or_else(|| unreadable("reason"))?,
            id: self.id,
            customer_id: self.customer_id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            note: self.note,
            entered_by: self.entered_by,
            entered_at: self.entered_at,
        })
    }
}

/// One page. The filter speaks of `availability_exclusions x`.
pub(super) async fn page(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<Exclusion>> {
    let Page { items, next, total } = LIST.page(conn, filter, params, |row: &Row| row.id.0).await?;
    Ok(Page { items: items.into_iter().map(Row::exclusion).collect::<Result<_>>()?, next, total })
}

/// Those that the filter matches, by their beginning. It speaks as for [`page`].
pub(crate) async fn all(conn: &mut Conn, filter: Filter) -> Result<Vec<Exclusion>> {
    let text = format!("SELECT {} FROM {}{} ORDER BY x.starts_at, x.id", LIST.columns, LIST.from, filter.where_clause());
    let rows: Vec<Row> = sql(text).bind_all(filter.binds()).all(conn).await?;
    rows.into_iter().map(Row::exclusion).collect()
}

/// Keeps everything of an exclusion but the id, which it answers.
pub(super) async fn insert(conn: &mut Conn, exclusion: &Exclusion) -> Result<ExclusionId> {
    let targets = serde_json::to_string(&exclusion.targets).map_err(|error| Error::internal(error.to_string()))?;
    sql("INSERT INTO availability_exclusions (customer_id, targets, starts_at, ends_at, reason, note, entered_by, entered_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id")
    .bind(exclusion.customer_id)
    .bind(targets)
    .bind(exclusion.starts_at)
    .bind(exclusion.ends_at)
    .bind(exclusion.reason.as_str())
    .bind(exclusion.note.as_str())
    .bind(exclusion.entered_by.as_str())
    .bind(exclusion.entered_at)
    .scalar(conn)
    .await
}

/// Removes one; false when it is gone already.
pub(super) async fn delete(conn: &mut Conn, id: ExclusionId) -> Result<bool> {
    Ok(sql("DELETE FROM availability_exclusions WHERE id = $1").bind(id).run(conn).await? == 1)
}
