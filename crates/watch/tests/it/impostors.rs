//! Another device answers at a device's address: real agents of net-snmp that take each other's place. An answer is not taken for
//! the device's own until people say that it was replaced.

use std::process::{Child, Command, Stdio};

use archive::DeviceId;
use archive::model::{DeviceChange, DeviceKind, NewDevice};
use base::Language;
use serde_json::json;
use testkit::{TestDb, on_both};
use watch::{AlarmKind, State, facts};

use crate::town::{Rooms, Running, administrator, hasty, until};

/// An agent with this object identifier at this port; it dies with the value.
struct Agent {
    _folder: tempfile::TempDir,
    child: Child,
}

impl Agent {
    fn start(port: u16, object: &str) -> Option<Agent> {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("snmpd.conf");
        std::fs::write(&settings, format!("agentAddress udp:127.0.0.1:{port}\nrocommunity public\nsysObjectID {object}\n")).unwrap();
        let mut agent = Command::new("/usr/sbin/snmpd");
        agent.args(["-f", "-C", "-Lf", "/dev/null", "-c"]).arg(&settings).env("SNMP_PERSISTENT_DIR", folder.path().join("state"));
        match agent.stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Ok(child) => Some(Agent { _folder: folder, child }),
            Err(_) => {
                assert!(!testkit::peers_required(), "snmpd is not installed, and this run requires it");
                eprintln!("skipped: snmpd is not installed");
                None
            }
        }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const OURS: &str = "1.3.6.1.4.1.2011.2.23";
const STRANGER: &str = "1.3.6.1.4.1.9.1.1208";

async fn switch(rooms: &Rooms, port: u16) -> DeviceId {
    let (_, site) = rooms.customer("Alpha").await;
    let snmp = serde_json::from_value(json!({"version": "2c", "port": port, "community": "public"})).unwrap();
    let new = NewDevice { address: Some("127.0.0.1".to_owned()), snmp: Some(snmp), ..NewDevice::named(site, "SW1", DeviceKind::Switch) };
    let mut conn = rooms.db.write().await.unwrap();
    let device = rooms.archive.create_device(&mut conn, &administrator(), rooms.clock.now(), new).await.unwrap();
    conn.commit().await.unwrap();
    device.id
}

on_both!(another_device_at_the_address_is_told_and_restores_nothing, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let port = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let Some(ours) = Agent::start(port, OURS) else { return };
    let device = switch(&rooms, port).await;
    let settings = watch::WatchSettings { timeout: std::time::Duration::from_millis(400), ..hasty() };
    let running = Running::start(&rooms.watch(settings));
    let identified = async || {
        let mut conn = rooms.db.read().await.unwrap();
        let events = base::journal::read_after(&mut conn, 0, 10_000).await.unwrap();
        events.into_iter().filter(|event| event.kind == "device.identified").map(|event| event.json()).collect::<Vec<_>>()
    };
    until("the switch is up and known", async || rooms.state(device).await == State::Up && identified().await.len() == 1).await;

    // It dies, and another device answers at its address: somebody is there, but nothing is restored.
    drop(ours);
    until("the switch is down", async || rooms.open().await == [(device, AlarmKind::DeviceDown)]).await;
    let stranger = Agent::start(port, STRANGER).unwrap();
    until("somebody answers", async || rooms.state(device).await == State::Up).await;
    tokio::time::sleep(4 * hasty().period).await;
    assert_eq!(rooms.open().await, [(device, AlarmKind::DeviceDown)], "the stranger is not the switch");
    assert_eq!(identified().await.len(), 1, "and is not taken for it");
    drop(stranger);
    let ours = Agent::start(port, OURS).unwrap();
    until("the switch itself is back", async || rooms.open().await.is_empty()).await;

    // A stranger in the place of a switch that is well is told as what it is.
    drop(ours);
    let stranger = Agent::start(port, STRANGER).unwrap();
    until("it is told", async || rooms.open().await == [(device, AlarmKind::CheckFailed)]).await;
    let alarm = facts::open_alarm_of_device(&mut rooms.db.read().await.unwrap(), device).await.unwrap().unwrap();
    let (en, zh) = (alarm.text.in_language(Language::En), alarm.text.in_language(Language::Zh));
    assert!(en.contains("Another device answers here") && en.contains(OURS) && en.contains(STRANGER), "{en}");
    assert!(zh.contains("另一台设备"), "{zh}");

    // It was put there on purpose, and whoever did so changes the archive.
    let mut conn = rooms.db.write().await.unwrap();
    let change = DeviceChange { model: Some(Some("C9200".to_owned())), ..DeviceChange::default() };
    rooms.archive.change_device(&mut conn, &administrator(), rooms.clock.now(), device, change).await.unwrap();
    conn.commit().await.unwrap();
    until("the alarm is closed", async || rooms.open().await.is_empty()).await;
    let told = identified().await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!((&told[1]["sys_object_id"], &told[1]["before"]["sys_object_id"]), (&STRANGER.into(), &OURS.into()));
    running.stop().await;
    drop(stranger);
});
