//! The intake: tickets from alarms. It reads the journal from its own cursor, and what it does about an event is committed together with the
//! cursor's step past it: nothing is skipped, nothing done twice, whatever is killed when.

use std::time::Duration;

use archive::DeviceId;
use async_trait::async_trait;
use base::journal::{self, Recorded};
use base::{Conn, Progress, Result, Timestamp, Worker};
use watch::{Alarm, AlarmId, AlarmKind};

use crate::act::seen_well;
use crate::calls::DESK;
use crate::case::{Case, Change};
use crate::model::{Deed, Kind, Proof, SeenDevice, Source, Words};
use crate::open::{NewTicket, seen};
use crate::rules::level::Facts;
use crate::rules::steps::{no_proof_will_come, seen_restored};
use crate::{Desk, store};
use base::entry::LINE;

/// The cursor's name.
const CURSOR: &str = "desk.intake";
/// How many events are read at once.
const BATCH: i64 = 500;

pub(super) struct Intake(pub(super) Desk);

#[async_trait]
impl Worker for Intake {
    fn name(&self) -> &'static str {
        "intake"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    fn wakes_on_news(&self) -> bool {
        true
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let done = self.0.hear(now).await?;
        Ok(Progress::new(done, format!("{done} alarm events taken in")))
    }
}

impl Desk {
    /// Takes in whatever the watch has told and answers how much that was. Whoever acts because time passed hears the news first: nobody is
    /// called for a fault that is over, and no promise is broken that was kept.
    pub(super) async fn hear(&self, now: Timestamp) -> Result<usize> {
        let mut done = 0;
        loop {
            let (cursor, events) = {
                let mut conn = self.db.read().await?;
                let cursor = journal::saved_cursor(&mut conn, CURSOR).await?;
                (cursor, journal::read_after(&mut conn, cursor, BATCH).await?)
            };
            match self.go_through(cursor, &events, now).await? {
                Some(count) if !events.is_empty() => done += count,
                _ => return Ok(done),
            }
        }
    }

    /// Goes through the events; `None` when another node is ahead of us.
    async fn go_through(&self, mut cursor: i64, events: &[Recorded], now: Timestamp) -> Result<Option<usize>> {
        let mut done = 0;
        for event in events.iter().filter(|event| event.kind.starts_with("alarm.")) {
            let mut conn = self.db.write().await?;
            if !journal::save_cursor(&mut conn, CURSOR, cursor, event.seq).await? {
                return Ok(None);
            }
            done += usize::from(self.take_in(&mut conn, event, now).await?);
            conn.commit().await?;
            cursor = event.seq;
        }
        if let Some(last) = events.last().filter(|last| last.seq > cursor) {
            let mut conn = self.db.write().await?;
            if !journal::save_cursor(&mut conn, CURSOR, cursor, last.seq).await? {
                return Ok(None);
            }
            conn.commit().await?;
        }
        Ok(Some(done))
    }

    /// Answers whether anything was done.
    async fn take_in(&self, conn: &mut Conn, event: &Recorded, now: Timestamp) -> Result<bool> {
        let id = AlarmId(event.subject_id);
        let Some(alarm) = watch::facts::alarm(conn, id).await? else {
            tracing::warn!(alarm = %id, event = event.seq, "the journal tells of an alarm that is not there; it is passed over");
            return Ok(false);
        };
        match (event.kind.as_str(), store::tickets::by_alarm(conn, id).await?) {
            ("alarm.opened", None) => self.open_for(conn, &alarm, event.at, now).await,
            ("alarm.affected_changed", Some(ticket)) => match Case::hold(conn, ticket).await? {
                Some(case) => self.devices_changed(conn, case, &alarm, event.at, now).await,
                None => Ok(false),
            },
            ("alarm.closed", Some(ticket)) => match Case::hold(conn, ticket).await? {
                Some(case) => self.alarm_closed(conn, case, &alarm, event, now).await,
                None => Ok(false),
            },
            _ => Ok(false),
        }
    }

    async fn open_for(&self, conn: &mut Conn, alarm: &Alarm, at: Timestamp, now: Timestamp) -> Result<bool> {
        let device = archive::facts::device(conn, alarm.device_id).await?;
        // What runs out is planned work: nobody is called at night for it.
        let kind = if alarm.kind == AlarmKind::Expiring { Kind::Task } else { Kind::Fault };
        let new = NewTicket {
            kind,
            source: Source::Alarm,
            title: title(alarm),
            description: None,
            customer: alarm.customer_id,
            site: Some(alarm.site_id),
            device: Some(alarm.device_id),
            alarm: Some(alarm.id),
            detected_at: Some(alarm.failing_since),
            reporter: None,
            level: None,
            facts: Facts { device: device.map(|device| device.kind), ..Facts::of(kind) },
            affected: affected(alarm),
            over: alarm.closed_at.is_some(),
        };
        let ticket = self.open(conn, &DESK, at, now, new).await?;
        if let Some(case) = Case::load(conn, ticket).await? {
            self.reassess_later(conn, &case).await?;
        }
        Ok(true)
    }

    async fn devices_changed(&self, conn: &mut Conn, mut case: Case, alarm: &Alarm, at: Timestamp, now: Timestamp) -> Result<bool> {
        let known = store::devices::of_ticket(conn, case.ticket.id).await?;
        let wanted = affected(alarm);
        let is_known = |id: &DeviceId| known.iter().any(|device| device.device_id == *id && device.recovered_at.is_none());
        let added: Vec<DeviceId> = wanted.iter().copied().filter(|id| !is_known(id)).collect();
        let gone = known.iter().filter(|device| device.recovered_at.is_none() && !wanted.contains(&device.device_id));
        let (gone_rows, gone): (Vec<i64>, Vec<DeviceId>) = gone.map(|device| (device.id, device.device_id)).unzip();
        if case.ticket.state.is_over() || (added.is_empty() && gone.is_empty()) {
            return Ok(false);
        }
        let added: Vec<SeenDevice> = seen(conn, &added).await?;
        let recovered = seen(conn, &gone).await?;
        let mut rows = Vec::with_capacity(added.len() + gone_rows.len());
        for device in &added {
            rows.push(("ticket_devices", store::devices::add(conn, case.ticket.id, device, at).await?));
        }
        for row in gone_rows {
            store::devices::recovered(conn, row, at).await?;
            rows.push(("ticket_devices", row));
        }
        let deeds = vec![(at, Deed::DevicesChanged { added, recovered })];
        case.apply(conn, Change { actor: &DESK, now, deeds, rows }).await?;
        self.reassess(conn, &DESK, &mut case, at, now).await?;
        Ok(true)
    }

    /// The watch closed the alarm: the service runs again since then — or nobody watches the device any more, which proves nothing.
    async fn alarm_closed(&self, conn: &mut Conn, mut case: Case, alarm: &Alarm, event: &Recorded, now: Timestamp) -> Result<bool> {
        let watched = event.json().get("reason").and_then(serde_json::Value::as_str) != Some("not_watched");
        let (deeds, proof) = if watched {
            (seen_restored(&case.story, alarm.id, event.at, seen_well(alarm)), Proof::Monitoring)
        } else {
            (no_proof_will_come(&case.story, alarm.id, event.at), Proof::Statement)
        };
        if deeds.is_empty() {
            return Ok(false);
        }
        case.apply(conn, Change { actor: &DESK, now, deeds, rows: Vec::new() }).await?;
        self.tell_restored(conn, &DESK, &case, proof, now).await?;
        Ok(true)
    }
}

/// The device of the alarm and every device behind it that it cuts off.
fn affected(alarm: &Alarm) -> Vec<DeviceId> {
    let mut devices = vec![alarm.device_id];
    devices.extend(alarm.affected.iter().copied().filter(|id| *id != alarm.device_id));
    devices
}

/// The alarm's first sentence, as long as a title may be: the rest of it is the probe's detail.
fn title(alarm: &Alarm) -> Words {
    let words = Words::from(&alarm.text);
    Words::new(first_sentence(&words.en, ". ", '.'), first_sentence(&words.zh, "。", '。'))
}

fn first_sentence(text: &str, end: &str, mark: char) -> String {
    let first = text.split_once(end).map_or(text, |(first, _)| first);
    first.trim().trim_end_matches(mark).chars().take(LINE).collect()
}
