//! Rolling up: when a window of the coarser tier is over, its block is made from all the blocks of the finer tier, and made again when late points
//! changed one of them.

use std::collections::BTreeSet;

use base::{Db, Result, Timestamp};

use super::Turn;
use super::merge::{go_on_without, in_background};
use crate::rules::block;
use crate::rules::cell::{Cells, roll_up};
use crate::rules::tier::Tier;
use crate::store::blocks::{self, Block};

/// How long after its end a window is rolled up, in seconds: most of what is late is there by then.
const GRACE_SECONDS: i64 = 1800;
/// Blocks looked up at once.
const LOOK: i64 = 300;
/// Windows of one transaction.
const PIECE: usize = 25;

/// Rolls up what is due and answers how many windows that were.
pub(super) async fn up(db: &Db, now: Timestamp) -> Result<u64> {
    let mut done = 0;
    for (tier, coarser) in Tier::ALL.into_iter().filter_map(|tier| Some((tier, tier.coarser()?))) {
        let before = coarser.window_of(now.plus_seconds(-GRACE_SECONDS).milliseconds());
        loop {
            let due = blocks::to_roll(&mut db.read().await?, tier, before, LOOK).await?;
            let windows: BTreeSet<(i64, i64)> = due.into_iter().map(|(device, from)| (device, coarser.window_of(from))).collect();
            if windows.is_empty() {
                break;
            }
            let windows: Vec<(i64, i64)> = windows.into_iter().collect();
            for some in windows.chunks(PIECE) {
                if !piece(db, tier, coarser, some).await? {
                    return Ok(done);
                }
                done += some.len() as u64;
            }
        }
    }
    Ok(done)
}

async fn piece(db: &Db, tier: Tier, coarser: Tier, windows: &[(i64, i64)]) -> Result<bool> {
    let turn = Turn::next(db).await?;
    let mut made = Vec::new();
    for (device, from) in windows {
        let finer = blocks::of_device(&mut db.read().await?, *device, tier, *from, from + coarser.window()).await?;
        let (device, from) = (*device, *from);
        made.extend(in_background(move || rolled(coarser, device, from, &finer)).await??);
    }
    let Some(mut conn) = turn.take(db).await? else { return Ok(false) };
    blocks::put(&mut conn, coarser, made).await?;
    for (device, from) in windows {
        blocks::rolled(&mut conn, *device, tier, *from, from + coarser.window()).await?;
    }
    conn.commit().await?;
    Ok(true)
}

/// The coarser block of a window; none when nothing in it can be read.
fn rolled(coarser: Tier, device_id: i64, from: i64, finer: &[Block]) -> Result<Option<Block>> {
    let mut cells = Cells::new();
    for block in finer {
        match block::read(&block.body, block.from_at) {
            Ok(found) => roll_up(&mut cells, &found, coarser.step()),
            Err(unreadable) => go_on_without(&unreadable, &format!("the block of device {device_id} from {}", block.from_at))?,
        }
    }
    let body = || block::write(coarser, from, &cells);
    Ok((!cells.is_empty()).then(|| Block { device_id, from_at: from, body: body() }))
}
