//! Faults on real sockets: one alarm where the fault is, told once, whatever happens to the program meanwhile.

use archive::DeviceId;
use archive::model::{LinkKind, NewLink};
use base::db::sql;
use testkit::{TestDb, on_both};
use watch::{AlarmKind, State, facts};

use crate::town::{Listener, Rooms, Running, administrator, hasty, until};

/// A switch with two cameras behind it.
struct Pole {
    rooms: Rooms,
    doors: Vec<Listener>,
    switch: DeviceId,
    cameras: Vec<DeviceId>,
}

impl Pole {
    async fn new(test: &TestDb) -> Pole {
        let rooms = Rooms::new(test);
        let (_, site) = rooms.customer("滨江交警").await;
        let mut doors = vec![Listener::open().await];
        let switch = rooms.device(site, "SW1", &doors[0], None).await;
        let mut cameras = Vec::new();
        for name in ["CAM1", "CAM2"] {
            let door = Listener::open().await;
            cameras.push(rooms.device(site, name, &door, Some(switch)).await);
            doors.push(door);
        }
        Pole { rooms, doors, switch, cameras }
    }

    async fn all_up(&self) {
        until("all devices are up", async || {
            let mut all = vec![self.rooms.state(self.switch).await];
            for camera in &self.cameras {
                all.push(self.rooms.state(*camera).await);
            }
            all.iter().all(|state| *state == State::Up)
        })
        .await;
    }

    async fn break_all(&mut self) {
        for door in &mut self.doors {
            door.stop().await;
        }
    }

    async fn mend_all(&mut self) {
        for door in &mut self.doors {
            door.start().await;
        }
    }

    async fn affected(&self) -> Vec<DeviceId> {
        let mut conn = self.rooms.db.read().await.unwrap();
        facts::open_alarm_of_device(&mut conn, self.switch).await.unwrap().map(|alarm| alarm.affected).unwrap_or_default()
    }
}

on_both!(a_pole_falls_silent_and_one_alarm_tells, |test: TestDb| async move {
    let mut pole = Pole::new(&test).await;
    let running = Running::start(&pole.rooms.watch(hasty()));
    pole.all_up().await;
    assert_eq!(pole.rooms.open().await, []);
    pole.break_all().await;
    until("both cameras are in the switch's alarm", async || pole.affected().await == pole.cameras).await;
    assert_eq!(pole.rooms.open().await, [(pole.switch, AlarmKind::DeviceDown)]);
    for camera in &pole.cameras {
        assert_eq!(pole.rooms.state(*camera).await, State::Unreachable);
    }
    pole.mend_all().await;
    pole.all_up().await;
    assert_eq!(pole.rooms.open().await, []);
    running.stop().await;

    let told = pole.rooms.told().await;
    let switch = pole.switch.0;
    assert_eq!(told.first(), Some(&("alarm.opened".to_owned(), switch)));
    assert_eq!(told.last(), Some(&("alarm.closed".to_owned(), switch)));
    let between = told.get(1..told.len() - 1).unwrap();
    assert!(between.iter().all(|(kind, _)| kind == "alarm.affected_changed"), "{told:?}");
    assert_eq!(pole.rooms.count("alarms").await, 1);
});

on_both!(an_alarm_says_what_happened_and_its_row_is_attested, |test: TestDb| async move {
    let mut pole = Pole::new(&test).await;
    let running = Running::start(&pole.rooms.watch(hasty()));
    pole.all_up().await;
    pole.doors[1].stop().await;
    until("the camera's alarm is open", async || pole.rooms.open().await == [(pole.cameras[0], AlarmKind::DeviceDown)]).await;
    running.stop().await;
    let mut conn = pole.rooms.db.read().await.unwrap();
    let alarm = facts::open_alarm_of_device(&mut conn, pole.cameras[0]).await.unwrap().unwrap();
    let events = base::journal::read_after(&mut conn, 0, 1000).await.unwrap();
    let event = events.iter().find(|event| event.kind == "alarm.opened").unwrap();
    let body = event.json();
    assert_eq!(event.subject_id, alarm.id.0);
    assert_eq!((event.customer_id, event.actor.as_str()), (Some(alarm.customer_id), "system:watch"));
    assert_eq!(body["device_name"], "CAM1");
    assert_eq!(body["site_name"], "滨江交警 1");
    assert_eq!(body["kind"], "device_down");
    let text = body["text_en"].as_str().unwrap();
    assert!(text.starts_with("CAM1 at 滨江交警 1 does not answer. ") && text.contains(&pole.doors[1].address.ip().to_string()), "{text}");
    assert!(body["text_zh"].as_str().unwrap().starts_with("滨江交警 1的CAM1无应答。"), "{body}");
    assert_eq!(body["opened_at"], alarm.opened_at.to_string());
    assert!(alarm.failing_since <= alarm.opened_at);
    let hash = base::journal::row_hash(&mut conn, "alarms", alarm.id.0).await.unwrap().unwrap();
    let hexadecimal: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(event.rows.contains(&hexadecimal), "{} {hexadecimal}", event.rows);
});

on_both!(a_restart_in_the_middle_of_an_outage_tells_nothing_twice, |test: TestDb| async move {
    let mut pole = Pole::new(&test).await;
    let running = Running::start(&pole.rooms.watch(hasty()));
    pole.all_up().await;
    pole.break_all().await;
    until("the alarm is open", async || pole.affected().await == pole.cameras).await;
    for round in 0..3 {
        // Once as on Ctrl-C, then as by kill -9.
        let running = Running::start(&pole.rooms.watch(hasty()));
        until("the next one asks", async || pole.rooms.count("check_states").await == 6).await;
        if round == 0 { running.stop().await } else { running.kill().await }
    }
    running.kill().await;
    let watch = pole.rooms.watch(hasty());
    let running = Running::start(&watch);
    until("everything was asked several times", async || watch.metrics().asked > 30).await;
    assert_eq!(pole.rooms.open().await, [(pole.switch, AlarmKind::DeviceDown)]);
    pole.mend_all().await;
    pole.all_up().await;
    running.stop().await;
    assert_eq!(pole.rooms.open().await, []);
    assert_eq!(pole.rooms.count("alarms").await, 1, "{:?}", pole.rooms.told().await);
});

on_both!(a_fault_that_was_mended_while_nobody_watched_is_closed_at_the_start, |test: TestDb| async move {
    let mut pole = Pole::new(&test).await;
    let running = Running::start(&pole.rooms.watch(hasty()));
    pole.all_up().await;
    pole.break_all().await;
    until("the alarm is open", async || pole.affected().await == pole.cameras).await;
    running.kill().await;
    pole.mend_all().await;
    let running = Running::start(&pole.rooms.watch(hasty()));
    until("the alarm is closed", async || pole.rooms.open().await.is_empty()).await;
    pole.all_up().await;
    running.stop().await;
    assert_eq!(pole.rooms.count("alarms").await, 1);
});

on_both!(while_the_database_refuses_the_watch_goes_on_and_tells_later, |test: TestDb| async move {
    let mut pole = Pole::new(&test).await;
    let watch = pole.rooms.watch(hasty());
    let running = Running::start(&watch);
    pole.all_up().await;
    let rename = async |from: &str, to: &str| {
        let mut conn = pole.rooms.db.write().await.unwrap();
        sql(format!("ALTER TABLE {from} RENAME TO {to}")).run(&mut conn).await.unwrap();
        conn.commit().await.unwrap();
    };
    rename("alarm_affected", "hidden").await;
    for door in &mut pole.doors {
        door.stop().await;
    }
    until("writing has failed", async || watch.metrics().write_failures > 1).await;
    let asked = watch.metrics().asked;
    until("it still asks", async || watch.metrics().asked > asked + 10).await;
    rename("hidden", "alarm_affected").await;
    until("the alarm is open", async || pole.affected().await == pole.cameras).await;
    running.stop().await;
    assert_eq!(pole.rooms.open().await, [(pole.switch, AlarmKind::DeviceDown)]);
    assert_eq!(pole.rooms.count("alarms").await, 1);
});

on_both!(a_second_way_and_a_feed_entered_while_it_runs_count_at_once, |test: TestDb| async move {
    let mut pole = Pole::new(&test).await;
    let site = {
        let mut conn = pole.rooms.db.read().await.unwrap();
        archive::facts::device(&mut conn, pole.switch).await.unwrap().unwrap().site_id
    };
    let (radio, mut mains) = (Listener::open().await, Listener::open().await);
    let (bridge, ups) = (pole.rooms.device(site, "4G", &radio, None).await, pole.rooms.device(site, "UPS", &mains, None).await);
    let running = Running::start(&pole.rooms.watch(hasty()));
    pole.all_up().await;
    until("the feed is known", async || pole.rooms.state(ups).await == State::Up && pole.rooms.state(bridge).await == State::Up).await;
    let link = async |device_id, to_id, kind| {
        let mut conn = pole.rooms.db.write().await.unwrap();
        let new = NewLink { device_id, to_id, kind, port: None };
        pole.rooms.archive.create_link(&mut conn, &administrator(), pole.rooms.clock.now(), new).await.unwrap();
        conn.commit().await.unwrap();
    };
    link(pole.cameras[0], bridge, LinkKind::Network).await;
    link(pole.cameras[1], ups, LinkKind::Power).await;
    let seen = |device: DeviceId| {
        let rooms = &pole.rooms;
        async move { rooms.state(device).await }
    };
    pole.doors[0].stop().await;
    until("the switch is told", async || pole.rooms.open().await == [(pole.switch, AlarmKind::DeviceDown)]).await;
    assert_eq!(seen(pole.cameras[0]).await, State::Up, "it has another way");
    pole.doors[0].start().await;
    until("all is well", async || pole.rooms.open().await.is_empty()).await;

    mains.stop().await;
    pole.doors[2].stop().await;
    until("the camera is dark", async || seen(pole.cameras[1]).await == State::Unreachable).await;
    assert_eq!(pole.rooms.open().await, [(ups, AlarmKind::DeviceDown)], "told once, where the power failed");
    mains.start().await;
    pole.doors[2].start().await;
    until("all is well again", async || pole.rooms.open().await.is_empty()).await;
    running.stop().await;
});
