//! The watch follows the archive: what is entered is asked, what is changed is asked differently, what is removed is asked no more.

use archive::model::{DeviceChange, SiteChange};
use base::db::sql;
use testkit::{TestDb, on_both};
use watch::{AlarmKind, State};

use crate::town::{Listener, Rooms, Running, administrator, hasty, until};

on_both!(devices_come_change_and_go_while_the_watch_runs, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let running = Running::start(&rooms.watch(hasty()));
    let (door, mut other) = (Listener::open().await, Listener::open().await);
    let device = rooms.device(site, "D1", &door, None).await;
    until("the new device is up", async || rooms.state(device).await == State::Up).await;

    other.stop().await;
    let change = DeviceChange {
        address: Some(Some(other.address.ip().to_string())),
        http_port: Some(Some(other.address.port())),
        ..DeviceChange::default()
    };
    let mut conn = rooms.db.write().await.unwrap();
    rooms.archive.change_device(&mut conn, &administrator(), rooms.clock.now(), device, change).await.unwrap();
    conn.commit().await.unwrap();
    until("at its new address nobody answers", async || rooms.open().await == [(device, AlarmKind::DeviceDown)]).await;
    let mut conn = rooms.db.read().await.unwrap();
    let settings: String = sql("SELECT settings FROM checks WHERE name = 'port'").scalar(&mut conn).await.unwrap();
    assert!(settings.contains(&other.address.port().to_string()), "{settings}");
    drop(conn);

    let mut conn = rooms.db.write().await.unwrap();
    rooms.archive.remove_device(&mut conn, &administrator(), rooms.clock.now(), device).await.unwrap();
    conn.commit().await.unwrap();
    until("its alarm is closed", async || rooms.open().await.is_empty()).await;
    until("nothing is left of it", async || rooms.count("watched_devices").await == 0).await;
    assert_eq!((rooms.count("checks").await, rooms.count("check_states").await), (0, 0));
    let mut conn = rooms.db.read().await.unwrap();
    let events = base::journal::read_after(&mut conn, 0, 1000).await.unwrap();
    let closed = events.iter().find(|event| event.kind == "alarm.closed").unwrap();
    assert_eq!(closed.json()["reason"], "not_watched");
    running.stop().await;
});

on_both!(names_in_the_lists_are_the_archives, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let door = Listener::open().await;
    let device = rooms.device(site, "D1", &door, None).await;
    let running = Running::start(&rooms.watch(hasty()));
    until("the device is up", async || rooms.state(device).await == State::Up).await;
    let mut conn = rooms.db.write().await.unwrap();
    let change = SiteChange { name: Some("环城路口".to_owned()), ..SiteChange::default() };
    rooms.archive.change_site(&mut conn, &administrator(), rooms.clock.now(), site, change).await.unwrap();
    conn.commit().await.unwrap();
    until("the site's new name is there", async || {
        let mut conn = rooms.db.read().await.unwrap();
        let name: String = sql("SELECT site_name FROM watched_devices").scalar(&mut conn).await.unwrap();
        name == "环城路口"
    })
    .await;
    assert_eq!(rooms.state(device).await, State::Up, "its state stays");
    running.stop().await;
});

on_both!(a_device_that_was_removed_while_nobody_watched_leaves_no_open_alarm, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let mut door = Listener::open().await;
    let device = rooms.device(site, "D1", &door, None).await;
    door.stop().await;
    let running = Running::start(&rooms.watch(hasty()));
    until("the alarm is open", async || rooms.open().await == [(device, AlarmKind::DeviceDown)]).await;
    running.kill().await;
    let mut conn = rooms.db.write().await.unwrap();
    rooms.archive.remove_device(&mut conn, &administrator(), rooms.clock.now(), device).await.unwrap();
    conn.commit().await.unwrap();
    rooms.watch(hasty()).reconcile(rooms.clock.now()).await.unwrap();
    assert_eq!(rooms.open().await, []);
    assert_eq!((rooms.count("checks").await, rooms.count("watched_devices").await), (0, 0));
});
