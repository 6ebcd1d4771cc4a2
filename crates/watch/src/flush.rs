//! What was decided goes into the database in one transaction: whoever reads an alarm's event finds the states that it was judged from.

use base::{Db, Error, Result, Timestamp};
use series::Series;

use crate::health;
use crate::round::pending::Pending;
use crate::store::{banners, writing};

/// Writes everything. What could not be written is handed back whole, to be merged with what came since.
pub(crate) async fn flush(db: &Db, series: &Series, pending: Pending, now: Timestamp) -> Result<(), (Error, Pending)> {
    match write(db, series, &pending, now).await {
        Ok(()) => Ok(()),
        Err(error) => Err((error, pending)),
    }
}

async fn write(db: &Db, series: &Series, pending: &Pending, now: Timestamp) -> Result<()> {
    let prepared = series.prepare(&pending.samples).await?;
    let mut conn = db.write().await?;
    writing::device_states(&mut conn, &pending.devices).await?;
    writing::check_states(&mut conn, pending.checks.iter()).await?;
    series.write(&mut conn, &prepared).await?;
    health::store::write(&mut conn, &pending.minutes).await?;
    // The journal last: from its first event to the commit this transaction keeps every other one from appending.
    writing::identities(&mut conn, now, &pending.identities).await?;
    banners::write(&mut conn, now, &pending.banners).await?;
    for change in &pending.changes {
        writing::change(&mut conn, now, change).await?;
    }
    conn.commit().await
}
