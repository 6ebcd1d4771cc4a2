//! A lease names the node that does what must be done once. It is taken by a conditional upsert and runs out by itself, so a killed node
//! delays its work by one lease at most.

use crate::db::sql;
use crate::{Db, Result, Timestamp};

/// How long a lease holds without being renewed, in seconds.
pub const LEASE_SECONDS: i64 = 20;

/// A lease that runs for longer than any lease does was taken before the clock was put back: nobody keeps it. As far may two nodes' clocks be
/// apart.
const LONGEST_SECONDS: i64 = 3 * LEASE_SECONDS;

/// Takes or renews the lease `name` for `holder`; answers whether it is theirs now.
pub async fn acquire(db: &Db, name: &str, holder: &str, now: Timestamp) -> Result<bool> {
    let mut conn = db.write().await?;
    let taken = sql("INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3) \
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
         WHERE leases.holder = excluded.holder OR leases.until < $4 OR leases.until > $5")
    .bind(name)
    .bind(holder)
    .bind(now.plus_seconds(LEASE_SECONDS))
    .bind(now)
    .bind(now.plus_seconds(LONGEST_SECONDS))
    .run(&mut conn)
    .await?;
    conn.commit().await?;
    Ok(taken > 0)
}

/// Gives the lease back, for a clean stop: the next node need not wait.
pub async fn release(db: &Db, name: &str, holder: &str) -> Result<()> {
    let mut conn = db.write().await?;
    sql("DELETE FROM leases WHERE name = $1 AND holder = $2").bind(name).bind(holder).run(&mut conn).await?;
    conn.commit().await
}

/// Who holds it and until when.
pub async fn holder(db: &Db, name: &str) -> Result<Option<(String, Timestamp)>> {
    let mut conn = db.read().await?;
    sql("SELECT holder, until FROM leases WHERE name = $1").bind(name).optional(&mut conn).await
}
