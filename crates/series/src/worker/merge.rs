//! Points into blocks: those there are are read, what is new is added, and they are written anew.

use std::collections::BTreeMap;

use base::{Db, Error, Result};

use crate::rules::block;
use crate::rules::bytes::Unreadable;
use crate::rules::cell::{Cells, add};
use crate::rules::tier::Tier;
use crate::store::blocks::{self, Block};

/// Points by the beginning of their slot and their device.
pub(super) type BySlot = BTreeMap<i64, BTreeMap<i64, Cells>>;

/// Sorts a device's points into their slots. What is older than `cutoff` is dropped: its slot is gone.
pub(super) fn sort_in(by_slot: &mut BySlot, device: i64, cells: Cells, cutoff: i64) {
    for (metric, points) in cells {
        for point in points.into_iter().filter(|point| point.at >= cutoff) {
            let slot = by_slot.entry(Tier::Raw.window_of(point.at)).or_default();
            slot.entry(device).or_default().entry(metric).or_default().push(point);
        }
    }
}

/// The blocks that change, and how many of those there were could not be read and are replaced.
pub(super) async fn into_blocks(db: &Db, by_slot: BySlot) -> Result<(Vec<Block>, u64)> {
    let mut changed = Vec::new();
    let mut damaged = 0;
    for (from, fresh) in by_slot {
        let devices: Vec<i64> = fresh.keys().copied().collect();
        let found = blocks::raw_at(&mut db.read().await?, &devices, from).await?;
        let (some, broken) = in_background(move || merged(from, fresh, found)).await??;
        changed.extend(some);
        damaged += broken;
    }
    Ok((changed, damaged))
}

fn merged(from: i64, mut fresh: BTreeMap<i64, Cells>, found: Vec<Block>) -> Result<(Vec<Block>, u64)> {
    let mut changed = Vec::with_capacity(fresh.len());
    let mut damaged = 0;
    for old in found {
        let Some(points) = fresh.remove(&old.device_id) else { continue };
        let mut cells = match block::read(&old.body, from) {
            Ok(cells) => cells,
            Err(unreadable) => {
                damaged += 1;
                go_on_without(&unreadable, &format!("the block of device {} from {from}", old.device_id))?;
                Cells::new()
            }
        };
        if add(&mut cells, points) {
            changed.push(Block { body: block::write(Tier::Raw, from, &cells), ..old });
        }
    }
    for (device_id, points) in fresh {
        let mut cells = Cells::new();
        add(&mut cells, points);
        changed.push(Block { device_id, from_at: from, body: block::write(Tier::Raw, from, &cells) });
    }
    Ok((changed, damaged))
}

/// What is damaged is told to the log and done without; what a newer program wrote stops the work, so that nothing of it is lost.
pub(super) fn go_on_without(unreadable: &Unreadable, what: &str) -> Result<()> {
    match unreadable {
        Unreadable::Newer(_) => Err(Error::internal(format!("{what}: {unreadable}"))),
        Unreadable::Damaged(_) => {
            tracing::error!("{what} is lost: {unreadable}");
            Ok(())
        }
    }
}

/// Packing keeps a core busy for some milliseconds: it must not keep the tasks waiting that ask devices.
pub(super) async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal(format!("packing measurements: {error}")))
}
