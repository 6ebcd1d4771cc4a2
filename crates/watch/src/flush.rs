//! What was decided goes into the database: states, alarms with their events, samples, all in one transaction.

use base::{Db, Error, Result, Timestamp};
use series::Series;

use crate::round::pending::Pending;
use crate::store::writing;

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
    // States first: whoever reads the alarm's event finds them as they were when it was told.
    writing::device_states(&mut conn, pending.devices.iter()).await?;
    writing::check_states(&mut conn, pending.checks.iter()).await?;
    for change in &pending.changes {
        writing::change(&mut conn, now, change).await?;
    }
    series.write(&mut conn, &prepared).await?;
    conn.commit().await
}
