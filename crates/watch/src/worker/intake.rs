//! The poller follows the archive: what the journal tells of devices, sites and customers is loaded and put into the round.

use std::collections::{BTreeSet, HashSet};

use archive::DeviceId;
use base::{Result, journal};

use super::asking::Asking;
use super::poller::Poller;
use crate::Watch;
use crate::alerting::standing::Standings;
use crate::loading::{Loaded, LoadedCheck};
use crate::maintenance;
use crate::maintenance::model::Quiet;
use crate::metrics::set;

/// Planned work that begins within this time is known to the round ahead.
const NEAR_SECONDS: i64 = 3600;
/// More changed devices than this are loaded all together.
const MANY: usize = 50;

impl Poller {
    /// Tells the round what was loaded. At the start all is asked in its turn; later, what is new is asked `soon`.
    pub(super) fn take_in(&mut self, loaded: Loaded, soon: bool) {
        let now = self.metronome.moment();
        self.awaits_banners = loaded.awaits_banners;
        let here: HashSet<DeviceId> = loaded.devices.iter().map(|device| device.facts.id).collect();
        let mut gone = loaded.removed;
        if loaded.whole {
            gone.extend(self.round.devices().filter(|id| !here.contains(id)));
        }
        for id in gone {
            self.round.remove(id, now);
        }
        let mut asked_anew = Vec::new();
        for device in loaded.devices {
            let (entering, with): (Vec<_>, Vec<_>) = device
                .checks
                .into_iter()
                .map(|LoadedCheck { entering, asked, patience, keep_all, rules, identity, banner }| {
                    (entering, (asked, patience, keep_all, rules, identity, banner))
                })
                .unzip();
            let places = self.round.put(device.facts, device.known, entering, now);
            for ((_, place), (asked, patience, keep_all, rules, identity, banner)) in places.into_iter().zip(with) {
                let settings = &self.watch.settings;
                let timeout = self.watch.clock.real(settings.timeout).max(settings.least_timeout) * patience;
                if self.asking.get(&place).is_none_or(|asking| asking.asked != asked) {
                    let standings = Standings::default();
                    let new = Asking { asked, timeout, counters: None, keep_all, standings, identity: None, rumour: None, banner };
                    self.asking.insert(place, new);
                    asked_anew.push(place);
                }
                if let Some(asking) = self.asking.get_mut(&place) {
                    (asking.keep_all, asking.identity) = (keep_all, identity);
                    asking.standings.follow(rules);
                }
            }
        }
        self.round.link(now);
        self.asking.retain(|place, _| self.round.check(*place).is_some());
        if soon {
            for place in asked_anew {
                self.round.ask_now(place, now);
            }
        }
        let (devices, checks) = self.round.size();
        set(&self.watch.gauges.devices, devices as u64);
        set(&self.watch.gauges.checks, checks as u64);
    }
}

/// What a look at the journal and the plans brought.
pub(super) struct Seen {
    /// How far the journal was looked through.
    pub(super) cursor: i64,
    /// What is new in the archive, if anything is.
    pub(super) loaded: Option<Loaded>,
    /// The planned work that runs, or begins before the next look but many.
    pub(super) planned: Vec<Quiet>,
}

/// Looks through the journal for news of the archive and loads what they concern, and reads what work is planned.
pub(super) async fn look(watch: &Watch, from: i64) -> Result<Seen> {
    let (cursor, loaded) = news(watch, from).await?;
    Ok(Seen { cursor, loaded, planned: planned(watch).await? })
}

/// The planned work that runs or is near.
pub(super) async fn planned(watch: &Watch) -> Result<Vec<Quiet>> {
    let now = watch.clock.now();
    maintenance::store::quiet(&mut watch.db.read().await?, now, now.plus_seconds(NEAR_SECONDS)).await
}

async fn news(watch: &Watch, from: i64) -> Result<(i64, Option<Loaded>)> {
    let (mut cursor, mut changed, mut everything) = (from, BTreeSet::new(), false);
    loop {
        let events = journal::read_after(&mut watch.db.read().await?, cursor, 500).await?;
        let Some(last) = events.last().map(|event| event.seq) else { break };
        for event in &events {
            match event.kind.as_str() {
                "device.created"
                | "device.changed"
                | "device.removed"
                | "device.identified"
                | "device_link.created"
                | "device_link.removed" => changed.extend([DeviceId(event.subject_id)]),
                "check.entered" | "check.changed" | "check.removed" => {
                    changed.extend(event.json().get("device_id").and_then(serde_json::Value::as_i64).map(DeviceId));
                }
                "devices.imported" | "site.changed" | "customer.changed" => everything = true,
                kind if kind.starts_with("alert_rule.") || kind.starts_with("check_template.") => everything = true,
                _ => {}
            }
        }
        cursor = last;
    }
    if changed.is_empty() && !everything {
        return Ok((cursor, None));
    }
    let only = if everything || changed.len() > MANY { None } else { Some(changed.into_iter().collect()) };
    Ok((cursor, Some(watch.loader.load(only, watch.clock.now()).await?)))
}
