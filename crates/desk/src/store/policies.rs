//! Escalation policies, their versions, and what they are used for.

use archive::ContractId;
use base::db::sql;
use base::{Conn, Error, Result, Timestamp};

use crate::model::{Level, Policy, PolicyId};

#[derive(sqlx::FromRow)]
struct Row {
    policy_id: PolicyId,
    version: i64,
    name: String,
    plan: String,
    reason: String,
    written_at: Timestamp,
    written_by: String,
}

impl TryFrom<Row> for Policy {
    type Error = Error;

    fn try_from(row: Row) -> Result<Policy> {
        let unreadable = |error| Error::internal(format!("version {} of policy {} cannot be read: {error}", row.version, row.policy_id));
        Ok(Policy {
            plan: serde_json::from_str(&row.plan).map_err(unreadable)?,
            id: row.policy_id,
            version: row.version,
            name: row.name,
            reason: row.reason,
            written_at: row.written_at,
            written_by: row.written_by,
        })
    }
}

const COLUMNS: &str = "v.policy_id, v.version, v.name, v.plan, v.reason, v.written_at, v.written_by";

/// Which policy holds for what.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Use {
    pub(crate) id: i64,
    /// For this contract; for every one when absent.
    pub(crate) contract_id: Option<ContractId>,
    /// At this level; at every one when absent.
    pub(crate) level: Option<i64>,
    pub(crate) policy_id: PolicyId,
}

/// Every policy in its current version, by name.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Policy>> {
    let text = format!(
        "SELECT {COLUMNS} FROM escalation_policies p \
         JOIN escalation_policy_versions v ON v.policy_id = p.id AND v.version = p.version ORDER BY v.name, p.id"
    );
    let rows: Vec<Row> = sql(text).all(conn).await?;
    rows.into_iter().map(Policy::try_from).collect()
}

/// A policy in its current version.
pub(crate) async fn current(conn: &mut Conn, id: PolicyId) -> Result<Option<Policy>> {
    let text = format!(
        "SELECT {COLUMNS} FROM escalation_policies p \
         JOIN escalation_policy_versions v ON v.policy_id = p.id AND v.version = p.version WHERE p.id = $1"
    );
    let row: Option<Row> = sql(text).bind(id).optional(conn).await?;
    row.map(Policy::try_from).transpose()
}

/// One version of a policy.
pub(crate) async fn version(conn: &mut Conn, id: PolicyId, version: i64) -> Result<Option<Policy>> {
    let text = format!("SELECT {COLUMNS} FROM escalation_policy_versions v WHERE v.policy_id = $1 AND v.version = $2");
    let row: Option<Row> = sql(text).bind(id).bind(version).optional(conn).await?;
    row.map(Policy::try_from).transpose()
}

/// Every version of a policy, the newest first.
pub(crate) async fn versions(conn: &mut Conn, id: PolicyId) -> Result<Vec<Policy>> {
    let text = format!("SELECT {COLUMNS} FROM escalation_policy_versions v WHERE v.policy_id = $1 ORDER BY v.version DESC");
    let rows: Vec<Row> = sql(text).bind(id).all(conn).await?;
    rows.into_iter().map(Policy::try_from).collect()
}

/// A new policy without a version yet.
pub(crate) async fn insert(conn: &mut Conn, now: Timestamp) -> Result<PolicyId> {
    sql("INSERT INTO escalation_policies (version, created_at) VALUES (0, $1) RETURNING id").bind(now).scalar(conn).await
}

/// Makes this the version in force; nothing when another than the one before it is by now. Answers the version's row.
pub(crate) async fn write(conn: &mut Conn, policy: &Policy) -> Result<Option<i64>> {
    let moved = sql("UPDATE escalation_policies SET version = $2 WHERE id = $1 AND version = $3")
        .bind(policy.id)
        .bind(policy.version)
        .bind(policy.version - 1)
        .run(conn)
        .await?;
    if moved == 0 {
        return Ok(None);
    }
    let plan = serde_json::to_string(&policy.plan).map_err(|error| Error::internal(format!("a plan cannot be written: {error}")))?;
    sql("INSERT INTO escalation_policy_versions (policy_id, version, name, plan, reason, written_at, written_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id")
    .bind(policy.id)
    .bind(policy.version)
    .bind(policy.name.as_str())
    .bind(plan)
    .bind(policy.reason.as_str())
    .bind(policy.written_at)
    .bind(policy.written_by.as_str())
    .scalar(conn)
    .await
    .map(Some)
}

/// What the policies are used for.
pub(crate) async fn uses(conn: &mut Conn) -> Result<Vec<Use>> {
    sql("SELECT id, contract_id, level, policy_id FROM escalation_uses ORDER BY contract_id, level, id").all(conn).await
}

/// Has a policy used for a contract and a level, in the place of any other; answers the row.
pub(crate) async fn set_use(conn: &mut Conn, contract: Option<ContractId>, level: Option<Level>, policy: PolicyId) -> Result<i64> {
    sql("INSERT INTO escalation_uses (contract_id, level, policy_id) VALUES ($1, $2, $3) \
         ON CONFLICT ((COALESCE(contract_id, 0)), (COALESCE(level, 0))) DO UPDATE SET policy_id = excluded.policy_id RETURNING id")
    .bind(contract)
    .bind(level.map(i64::from))
    .bind(policy)
    .scalar(conn)
    .await
}

pub(crate) async fn end_use(conn: &mut Conn, id: i64) -> Result<()> {
    sql("DELETE FROM escalation_uses WHERE id = $1").bind(id).run(conn).await?;
    Ok(())
}
