//! The watch in an actor's hands: what they may read, and asking a check now.

use std::collections::HashMap;

use archive::DeviceId;
use base::db::Filter;
use base::{Actor, CustomerId, Error, Page, PageParams, Result, Role};
use probe::Measurement;

use crate::Watch;
use crate::custom;
use crate::model::{AlarmId, CheckId, State};
use crate::rules::verdict::{Judged, judge};
use crate::store::lists::{AlarmListed, CheckShown, DeviceState, SiteCount};
use crate::store::{alarms, banners, devices, lists};

/// The room in an actor's hands.
#[derive(Debug, Clone, Copy)]
pub struct WatchBy<'a> {
    pub(crate) watch: &'a Watch,
    pub(crate) actor: &'a Actor,
}

/// Who may have a device asked out of turn.
const MAY_TRY: [Role; 5] = [Role::Administrator, Role::Dispatcher, Role::Engineer, Role::Manager, Role::Supervisor];

impl Watch {
    /// What this actor may see and do.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> WatchBy<'a> {
        WatchBy { watch: self, actor }
    }
}

impl WatchBy<'_> {
    /// How many devices of each site are in which state.
    pub(crate) async fn fleet(&self) -> Result<Vec<SiteCount>> {
        let mut conn = self.watch.db.read().await?;
        lists::site_counts(&mut conn, Filter::new().scope("customer_id", &self.actor.scope())).await
    }

    /// Devices and their states.
    pub(crate) async fn device_states(
        &self,
        devices: Option<Vec<DeviceId>>,
        state: Option<State>,
        params: &PageParams,
    ) -> Result<Page<DeviceState>> {
        let mut filter = Filter::new().scope("d.customer_id", &self.actor.scope());
        if let Some(devices) = devices {
            filter = filter.and_in("d.id", devices);
        }
        filter =
            filter.and_some("d.state = {}", state.map(State::as_str)).search(&["d.name", "d.site_name", "d.address"], params.q.as_deref());
        lists::device_states(&mut self.watch.db.read().await?, filter, params).await
    }

    /// The checks of a device.
    pub(crate) async fn checks(&self, device: DeviceId) -> Result<Vec<CheckShown>> {
        let filter = Filter::new().and_bind("c.device_id = {}", device).scope("d.customer_id", &self.actor.scope());
        lists::checks(&mut self.watch.db.read().await?, filter).await
    }

    /// Alarms, with whom they affect. Those of a device are its own and those that cut it off.
    pub(crate) async fn alarms(
        &self,
        open: Option<bool>,
        device: Option<DeviceId>,
        customer: Option<CustomerId>,
        params: &PageParams,
    ) -> Result<(Page<AlarmListed>, HashMap<AlarmId, Vec<(DeviceId, String)>>)> {
        let mut filter = Filter::new().scope("a.customer_id", &self.actor.scope()).and_some("a.customer_id = {}", customer);
        filter = match open {
            Some(true) => filter.and("a.closed_at IS NULL"),
            Some(false) => filter.and("a.closed_at IS NOT NULL"),
            None => filter,
        };
        let concerns = "(a.device_id = {} OR EXISTS (SELECT 1 FROM alarm_affected f WHERE f.alarm_id = a.id AND f.device_id = {}))";
        filter = filter.and_some(concerns, device).search(&["a.device_name", "a.site_name"], params.q.as_deref());
        let mut conn = self.watch.db.read().await?;
        let page = lists::alarms(&mut conn, filter, params).await?;
        let affected = alarms::affected(&mut conn, page.items.iter().map(|alarm| alarm.id)).await?;
        Ok((page, affected))
    }

    /// Asks a check now. Nothing is judged, kept or changed.
    pub(crate) async fn try_check(&self, id: CheckId) -> Result<(Judged, Vec<Measurement>)> {
        let gone = || Error::not_found("check", "检测项");
        let filter = Filter::new().and_bind("c.id = {}", id).scope("d.customer_id", &self.actor.scope());
        let mut conn = self.watch.db.read().await?;
        let check = lists::checks(&mut conn, filter).await?.into_iter().next().ok_or_else(gone)?;
        self.actor.require(&MAY_TRY)?;
        let device = self.watch.archive.device_with_access(&mut conn, check.device_id).await?.ok_or_else(gone)?;
        let custom = custom::store::in_use(&mut conn, Some(&[device.id])).await?;
        let templates = self.watch.loader.built_in.in_use(&mut conn).await?;
        let row = devices::all(&mut conn, Some(&[device.id])).await?.pop();
        let banners = banners::all(&mut conn, Some(&[device.id])).await?;
        drop(conn);
        let identities = row.map(|row| (row.id, row.said(&banners))).into_iter().collect();
        let plan = self.watch.loader.plans(std::slice::from_ref(&device), &identities, &templates, custom);
        let planned = plan.into_iter().flat_map(|plan| plan.checks).find(|planned| planned.name == check.name).ok_or_else(gone)?;
        let settings = &self.watch.settings;
        // A person waits in real time, whatever the program's time does.
        let outcome = self.watch.ask(&planned.asked, settings.timeout * planned.patience).await;
        let judged = judge(&planned.asked, &outcome);
        Ok((judged, outcome.result.unwrap_or_default()))
    }
}
