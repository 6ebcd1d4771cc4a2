//! Folding: rows of the log become points of blocks, a part of the fleet after the other, so that memory holds a part's quarter of an hour at most.

use std::collections::BTreeMap;

use base::{Db, Error, Result};

use super::Turn;
use super::merge::{BySlot, go_on_without, in_background, into_blocks, sort_in};
use super::retain::Cutoffs;
use crate::rules::log;
use crate::rules::tier::Tier;
use crate::store::recent::Row;
use crate::store::{blocks, recent};

/// Rows of one transaction: a quarter of an hour of one part, when samples are written every two seconds.
const PIECE: i64 = 500;

/// What was done.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) rows: u64,
    pub(super) blocks: u64,
    pub(super) damaged: u64,
}

pub(super) async fn log(db: &Db, cutoffs: Cutoffs) -> Result<Folded> {
    let mut folded = Folded::default();
    let parts = recent::parts(&mut db.read().await?).await?;
    for (part,) in parts {
        while piece(db, part, cutoffs, &mut folded).await? {}
    }
    Ok(folded)
}

/// Folds the oldest rows of a part; false when there are none, or another node was at it.
async fn piece(db: &Db, part: i64, cutoffs: Cutoffs, folded: &mut Folded) -> Result<bool> {
    let turn = Turn::next(db).await?;
    let rows = recent::of_part(&mut db.read().await?, part, 0, PIECE).await?;
    if rows.is_empty() {
        return Ok(false);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let (points, damaged_rows) = in_background(move || by_slot(&rows, cutoffs.of(Tier::Raw))).await??;
    let (changed, damaged_blocks) = into_blocks(db, points).await?;
    let blocks = changed.len() as u64;
    let Some(mut conn) = turn.take(db).await? else { return Ok(false) };
    blocks::put(&mut conn, Tier::Raw, changed).await?;
    let removed = recent::remove(&mut conn, &ids).await?;
    if removed != ids.len() as u64 {
        return Err(Error::internal("rows of the log of samples went while they were folded; they are folded again"));
    }
    conn.commit().await?;
    folded.rows += removed;
    folded.blocks += blocks;
    folded.damaged += damaged_rows + damaged_blocks;
    Ok(true)
}

fn by_slot(rows: &[Row], cutoff: i64) -> Result<(BySlot, u64)> {
    let mut devices = BTreeMap::new();
    let mut damaged = 0;
    for row in rows {
        if let Err(unreadable) = log::read(&row.body, &mut devices) {
            damaged += 1;
            go_on_without(&unreadable, &format!("row {} of the log of samples", row.id))?;
        }
    }
    let mut by_slot = BySlot::new();
    for (device, cells) in devices {
        sort_in(&mut by_slot, device, cells, cutoff);
    }
    Ok((by_slot, damaged))
}
