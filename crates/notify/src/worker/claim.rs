//! What a courier takes next. Where a queue keeps a pace, the lane's facts go to the rule, which decides what leaves now and what leaves
//! together; everything happens while the lane's row is held, so two nodes never go beyond its limits together.

use std::collections::BTreeSet;

use base::{Db, Result};

use crate::model::{Bundle, MessageId};
use crate::rules::pace::{self, Facts, Pace};
use crate::store::{self, deliveries::Claim};

/// Claims up to about `limit` handovers.
pub(super) async fn claim(db: &Db, claim: Claim<'_>, limit: usize) -> Result<Vec<Bundle>> {
    let mut conn = db.read().await?;
    if !store::deliveries::any_due(&mut conn, claim).await? {
        return Ok(Vec::new());
    }
    let Some(pace) = pace::of(claim.queue) else {
        drop(conn);
        let mut conn = db.write().await?;
        let parcels = store::deliveries::claim_singles(&mut conn, claim, limit).await?;
        conn.commit().await?;
        return Ok(parcels.into_iter().filter_map(|parcel| Bundle::of(vec![parcel])).collect());
    };
    let lanes = store::lanes::due(&mut conn, claim, limit).await?;
    drop(conn);
    let mut bundles = Vec::new();
    for lane in lanes {
        if bundles.len() >= limit {
            break;
        }
        bundles.extend(claim_on_lane(db, claim, pace, &lane, limit - bundles.len()).await?);
    }
    Ok(bundles)
}

/// Claims what may leave on one lane now, in one transaction, and puts the rest off until it may.
async fn claim_on_lane(db: &Db, claim: Claim<'_>, pace: Pace, lane: &str, limit: usize) -> Result<Vec<Bundle>> {
    let Claim { queue, now, .. } = claim;
    let mut conn = db.write().await?;
    let silent_until = store::lanes::hold(&mut conn, queue, lane).await?;
    let lately = store::lanes::lately(&mut conn, queue, lane, now).await?;
    let waiting = store::lanes::waiting(&mut conn, claim, lane).await?;
    let facts = Facts { pace, silent_until, lately, waiting, now };
    let plan = pace::plan(&facts);
    let mut bundles = Vec::new();
    for ids in plan.handovers.iter().take(limit) {
        let parcels = store::deliveries::claim_bundle(&mut conn, claim, ids).await?;
        let chosen: BTreeSet<MessageId> = ids.iter().copied().collect();
        let groups: BTreeSet<Option<&str>> =
            facts.waiting.iter().filter(|one| chosen.contains(&one.id)).map(|one| one.group.as_deref()).collect();
        store::lanes::note(&mut conn, queue, lane, ids, &groups, now).await?;
        bundles.extend(Bundle::of(parcels));
    }
    if let Some(later) = plan.look_again_at
        && plan.handovers.len() <= limit
    {
        store::lanes::put_off(&mut conn, queue, lane, now, later).await?;
    }
    conn.commit().await?;
    Ok(bundles)
}
