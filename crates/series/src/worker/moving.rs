//! Moving: points that an older program wrote, a row each, go into blocks, a day of a device after the other.

use base::{Db, Result};

use super::Turn;
use super::merge::{BySlot, into_blocks, sort_in};
use super::retain::Cutoffs;
use crate::rules::cell::Cells;
use crate::rules::tier::Tier;
use crate::store::{blocks, old};

/// Moves all of them and answers how many.
pub(super) async fn old_points(db: &Db, cutoffs: Cutoffs) -> Result<u64> {
    let mut moved = 0;
    while let Some(some) = day(db, cutoffs).await? {
        moved += some;
    }
    Ok(moved)
}

/// Moves the oldest day of a device; `None` when there is none, or another node was at it.
async fn day(db: &Db, cutoffs: Cutoffs) -> Result<Option<u64>> {
    let turn = Turn::next(db).await?;
    let mut conn = db.read().await?;
    let Some((device, metrics)) = old::next_device(&mut conn).await? else { return Ok(None) };
    let mut first = None;
    for metric in &metrics {
        let of_metric = old::first_of(&mut conn, *metric).await?;
        first = [first, of_metric].into_iter().flatten().min();
    }
    let Some(first) = first else { return Ok(None) };
    let end = Tier::FiveMinutes.window_of(first).saturating_add(Tier::FiveMinutes.window());
    let mut cells = Cells::new();
    for metric in &metrics {
        cells.insert(*metric, old::of_metric(&mut conn, *metric, first, end).await?);
    }
    drop(conn);
    let mut points = BySlot::new();
    sort_in(&mut points, device, cells, cutoffs.of(Tier::Raw));
    let (changed, _) = into_blocks(db, points).await?;
    let Some(mut conn) = turn.take(db).await? else { return Ok(None) };
    blocks::put(&mut conn, Tier::Raw, changed).await?;
    let removed = old::remove(&mut conn, &metrics, end).await?;
    conn.commit().await?;
    Ok(Some(removed))
}
