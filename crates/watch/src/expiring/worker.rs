//! The reconciler of expiries: what runs out and was not told opens an alarm, what was put off closes it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use archive::ExpiryId;
use async_trait::async_trait;
use base::{Db, Progress, Result, Timestamp, Worker};

use super::rule::{decide, told};
use crate::model::AlarmKind;
use crate::round::pending::{Opened, Reason};
use crate::store::writing;

/// The longest warning is given a year before.
const LONGEST_WARNING_DAYS: i64 = 366;

/// Tells of what runs out, on any node: the database refuses a second open alarm of an entry.
#[derive(Debug)]
pub(crate) struct Expiring {
    db: Db,
    /// The IANA zone whose days are counted.
    zone: String,
}

impl Expiring {
    pub(crate) fn new(db: Db, zone: String) -> Expiring {
        Expiring { db, zone }
    }
}

#[async_trait]
impl Worker for Expiring {
    fn name(&self) -> &'static str {
        "expiries"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(20)
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let today = now.date_in(&self.zone);
        let mut conn = self.db.read().await?;
        let all = archive::facts::expiries_until(&mut conn, now.plus_seconds(LONGEST_WARNING_DAYS * 86_400).date_in(&self.zone)).await?;
        let keys = writing::open_keys(&mut conn, AlarmKind::Expiring).await?;
        let open: BTreeMap<ExpiryId, String> = keys.into_iter().filter_map(|key| Some((expiry_of(&key)?, key))).collect();
        let told_of: BTreeSet<ExpiryId> = open.keys().copied().collect();
        let decided = decide(&all, &told_of, today);
        if decided.open.is_empty() && decided.close.is_empty() {
            return Ok(Progress::new(0, format!("{} of {} entries run out soon", told_of.len(), all.len())));
        }
        drop(conn);
        let done = decided.open.len() + decided.close.len();
        let mut conn = self.db.write().await?;
        for expiry in decided.open {
            let Some(device) = archive::facts::device(&mut conn, expiry.device_id).await?.filter(|device| device.removed_at.is_none())
            else {
                continue;
            };
            let site_name = archive::facts::site(&mut conn, device.site_id).await?.map(|site| site.name).unwrap_or_default();
            let opened = Opened {
                device: device.id,
                device_name: device.name,
                site_id: device.site_id,
                text: told(expiry, &site_name, today),
                site_name,
                customer_id: device.customer_id,
                kind: AlarmKind::Expiring,
                cause: None,
                evidence: Vec::new(),
                failing_since: now,
                at: now,
                affected: Vec::new(),
            };
            writing::open_as(&mut conn, now, &key_of(expiry.id), &opened).await?;
        }
        for id in decided.close {
            if let Some(key) = open.get(&id) {
                writing::close(&mut conn, now, key, now, Reason::Renewed, &[]).await?;
            }
        }
        conn.commit().await?;
        Ok(Progress::new(done, "expiries told or settled"))
    }
}

/// What the database allows only once among open alarms.
fn key_of(id: ExpiryId) -> String {
    format!("{} {id}", AlarmKind::Expiring.as_str())
}

fn expiry_of(key: &str) -> Option<ExpiryId> {
    key.strip_prefix(AlarmKind::Expiring.as_str())?.trim().parse().ok().map(ExpiryId)
}
