//! What comes with a device and runs out is told in time, once, and is settled when it is renewed.

use archive::model::{ExpiryChange, ExpiryKind, NewExpiry};
use base::db::sql;
use base::{Clock, Role};
use testkit::{TestDb, on_both};
use watch::{AlarmKind, Watch};

use crate::town::{Listener, Rooms, hasty, person};

async fn look(watch: &Watch, clock: &Clock) {
    let worker = watch.workers().into_iter().find(|worker| worker.name() == "expiries").unwrap();
    worker.run(clock.now()).await.unwrap();
}

on_both!(a_licence_that_runs_out_is_an_alarm_until_it_is_renewed, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let door = Listener::open().await;
    let server = rooms.device(site, "SRV1", &door, None).await;
    let watch = rooms.watch(hasty());
    watch.reconcile(rooms.clock.now()).await.unwrap();
    let engineer = person(2, Role::Engineer, None);
    let today = rooms.clock.now().date_in("Asia/Shanghai");
    let archive = rooms.archive.by(&engineer);
    let enter = async |name: &str, days: i64, warn_days: u16| {
        let ends_on = today.checked_add(jiff::Span::new().days(days)).unwrap();
        let new = NewExpiry { device_id: server, kind: ExpiryKind::Licence, name: name.to_owned(), ends_on, warn_days, note: None };
        archive.create_expiry(rooms.clock.now(), new).await.unwrap()
    };
    let soon = enter("64 channels", 20, 30).await;
    enter("maker's word", 20, 7).await;
    enter("nobody cares", -5, 0).await;
    look(&watch, &rooms.clock).await;
    look(&watch, &rooms.clock).await;
    assert_eq!(rooms.open().await, [(server, AlarmKind::Expiring)], "one is due, and told once");
    let text: String = sql("SELECT text_en FROM alarms").scalar(&mut rooms.db.read().await.unwrap()).await.unwrap();
    assert!(text.contains("SRV1") && text.contains("licence “64 channels” ends on") && text.contains("in 20 days"), "{text}");

    let ends_on = today.checked_add(jiff::Span::new().days(400)).unwrap();
    let renewed = ExpiryChange { version: Some(1), ends_on: Some(ends_on), ..ExpiryChange::default() };
    archive.change_expiry(rooms.clock.now(), soon.id, renewed).await.unwrap();
    look(&watch, &rooms.clock).await;
    assert!(rooms.open().await.is_empty(), "renewed");
    let events = base::journal::read_after(&mut rooms.db.read().await.unwrap(), 0, 500).await.unwrap();
    let last = events.last().unwrap();
    assert_eq!((last.kind.as_str(), last.json()["reason"].as_str()), ("alarm.closed", Some("renewed")));
});
