//! Coverage in an actor's hands.

use std::collections::HashMap;

use archive::model::DeviceKind;
use archive::{DeviceId, SiteId};
use base::db::Filter;
use base::{CustomerId, Page, PageParams, Result};

use super::store::{self, Row};
use super::{Gap, Gaps};
use crate::by::WatchBy;

/// Which devices a list is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CoverageAsked {
    pub(crate) customer_id: Option<CustomerId>,
    pub(crate) site_id: Option<SiteId>,
    pub(crate) kind: Option<DeviceKind>,
    /// Only those that lack this.
    pub(crate) gap: Option<Gap>,
    /// Only those that lack anything, or nothing.
    pub(crate) lacking: Option<bool>,
}

/// One page, and how many devices there are of which.
#[derive(Debug)]
pub(crate) struct Covered {
    pub(crate) page: Page<Row>,
    pub(crate) checks: HashMap<DeviceId, Vec<(String, String)>>,
    /// How many devices, whatever they lack.
    pub(crate) devices: i64,
    /// How many of them lack anything.
    pub(crate) lacking: i64,
    /// How many lack what, the worst first.
    pub(crate) counts: Vec<(Gap, i64)>,
}

impl WatchBy<'_> {
    /// What devices lack. The counts are of all devices that the other conditions let through, whatever they lack.
    pub(crate) async fn coverage(&self, asked: CoverageAsked, params: &PageParams) -> Result<Covered> {
        let CoverageAsked { customer_id, site_id, kind, gap, lacking } = asked;
        let all = Filter::new()
            .scope("d.customer_id", &self.actor.scope())
            .and_some("d.customer_id = {}", customer_id)
            .and_some("d.site_id = {}", site_id)
            .and_some("d.kind = {}", kind.map(DeviceKind::as_str))
            .search(&["d.name", "d.site_name", "d.address"], params.q.as_deref());
        let mut wanted = all.clone().and_some(&format!("({} & {{}}) <> 0", store::GAPS), gap.map(Gap::bit));
        if let Some(lacking) = lacking {
            wanted = wanted.and(&format!("{} {} 0", store::GAPS, if lacking { "<>" } else { "=" }));
        }
        let mut conn = self.watch.db.read().await?;
        let page = store::page(&mut conn, wanted, params).await?;
        let ids: Vec<DeviceId> = page.items.iter().map(|row| row.device_id).collect();
        let checks = store::checks(&mut conn, &ids).await?;
        let counted = store::counts(&mut conn, all).await?;
        let sum = |of: &dyn Fn(Gaps) -> bool| -> i64 {
            counted.iter().filter(|(bits, _)| of(Gaps::of_bits(*bits))).map(|(_, devices)| devices).sum()
        };
        let counts = Gap::ALL.into_iter().map(|gap| (gap, sum(&|gaps| gaps.has(gap)))).collect();
        Ok(Covered { page, checks, devices: sum(&|_| true), lacking: sum(&|gaps| gaps.bits() != 0), counts })
    }
}
