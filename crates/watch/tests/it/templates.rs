//! Templates that people write, against real servers and the small city: checks come and go with them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use archive::ImportOptions;
use archive::model::{DeviceKind, NewDevice};
use axum::http::StatusCode;
use base::Role;
use base::db::sql;
use city::{City, CityPlan, Settings};
use serde_json::{Value, json};
use testkit::{TestDb, on_both};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use watch::{AlarmKind, State, WatchSettings};

use crate::custom::send;
use crate::services::{server, web};
use crate::town::{Rooms, Running, administrator, hasty, person, until};

const PATH: &str = "/api/v1/check-templates";

const PORTAL: &str = r#"name = "Portal"

[[check]]
name = "portal"
role = "measure"
keep_all = true
ask = { kind = "http", path = "/status", port = PORT }

[[rule]]
name = "The portal answers"
check = "portal"
metric = "status"
when = { kind = "above", value = 399 }
"#;

on_both!(a_template_given_by_hand_brings_its_checks_and_rules_and_takes_them_away, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let status = Arc::new(AtomicU16::new(200));
    let (address, _serving) = web(&status).await;
    let device = server(&rooms, site, address).await;
    let watch = rooms.watch(hasty());
    let running = Running::start(&watch);
    until("the server is up", async || rooms.state(device).await == State::Up).await;
    let engineer = person(1, Role::Engineer, None);
    let text = PORTAL.replace("PORT", &address.port().to_string());
    let tried = json!({"text": text, "device_ids": [device], "device_id": device});
    let (answered, tried) = send(&watch, &engineer, "POST", &format!("{PATH}/try"), Some(tried)).await;
    assert_eq!((answered, &tried["problems"], &tried["fits"]), (StatusCode::OK, &json!([]), &json!(1)), "{tried}");
    assert!(tried["checks"].as_array().unwrap().iter().any(|check| check["name"] == "portal" && check["settings"]["path"] == "/status"));

    let new = json!({"text": text, "device_ids": [device]});
    let (answered, entered) = send(&watch, &engineer, "POST", PATH, Some(new.clone())).await;
    assert_eq!((answered, &entered["name"]), (StatusCode::CREATED, &json!("Portal")), "{entered}");
    assert_eq!(send(&watch, &engineer, "POST", PATH, Some(new.clone())).await.1["fields"][0]["code"], "template.name_taken");
    let has = async || {
        let (_, checks) = send(&watch, &engineer, "GET", &format!("/api/v1/checks?device_id={device}"), None).await;
        checks["items"].as_array().unwrap().iter().any(|check| check["name"] == "portal")
    };
    until("the device has the check", has).await;
    until("what it measures is kept", async || !rooms.series.named("status").await.unwrap().is_empty()).await;
    status.store(404, Ordering::SeqCst);
    until("its rule is an alarm", async || rooms.open().await == [(device, AlarmKind::CheckFailed)]).await;

    let mut off = new.clone();
    (off["version"], off["active"]) = (json!(1), json!(false));
    let path = format!("{PATH}/{}", entered["id"]);
    assert_eq!(send(&watch, &engineer, "PUT", &path, Some(off.clone())).await.0, StatusCode::OK);
    until("nobody asks any more", async || !has().await && rooms.open().await.is_empty()).await;
    assert_eq!(send(&watch, &engineer, "PUT", &path, Some(off)).await.0, StatusCode::CONFLICT, "an old version");
    assert_eq!(send(&watch, &engineer, "DELETE", &format!("{path}?version=2"), None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(send(&watch, &engineer, "GET", &path, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(send(&watch, &engineer, "POST", PATH, Some(new)).await.0, StatusCode::CREATED, "its name is free again");
    running.stop().await;
});

on_both!(what_is_wrong_is_told_with_its_line_and_only_staff_write, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (customer, _) = rooms.customer("Alpha").await;
    let watch = rooms.watch(hasty());
    let engineer = person(1, Role::Engineer, None);
    let wrong = json!({"text": PORTAL.replace("path", "pth").replace("PORT", "80").replace("399", "399, clear = 500")});
    let (answered, tried) = send(&watch, &engineer, "POST", &format!("{PATH}/try"), Some(wrong.clone())).await;
    let lines: Vec<&Value> = tried["problems"].as_array().unwrap().iter().map(|problem| &problem["line"]).collect();
    assert_eq!((answered, lines), (StatusCode::OK, vec![&json!(7), &json!(9)]), "{tried}");
    let (answered, refused) = send(&watch, &engineer, "POST", PATH, Some(wrong)).await;
    assert_eq!((answered, &refused["fields"][0]["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("text")), "{refused}");
    assert!(refused["fields"][0]["detail"].as_str().unwrap().starts_with("Line 7: "), "{refused}");
    let nobody = json!({"text": PORTAL.replace("PORT", "80"), "device_ids": [99]});
    assert_eq!(send(&watch, &engineer, "POST", PATH, Some(nobody)).await.1["fields"][0]["code"], "template.device");
    for stranger in [person(2, Role::Customer, Some(customer)), person(3, Role::Storekeeper, None)] {
        let new = json!({"text": PORTAL.replace("PORT", "80")});
        assert_eq!(send(&watch, &stranger, "POST", PATH, Some(new)).await.0, StatusCode::FORBIDDEN);
    }
    assert_eq!(send(&watch, &person(2, Role::Customer, Some(customer)), "GET", PATH, None).await.0, StatusCode::FORBIDDEN);
    let (_, built_in) = send(&watch, &engineer, "GET", &format!("{PATH}/built-in"), None).await;
    assert_eq!(built_in["items"].as_array().unwrap().len(), 7);
});

const HUAWEI: &str = r#"name = "Huawei switch"
match.sys_object_id = ["1.3.6.1.4.1.2011"]

[[check]]
name = "ports"
role = "measure"
keep_all = true

[check.ask]
kind = "snmp"
tables = [{ name = "ports", label_oid = "1.3.6.1.2.1.31.1.1.1.1", columns = [{ name = "port_speed", oid = "1.3.6.1.2.1.31.1.1.1.15" }] }]
"#;

on_both!(devices_say_what_they_are_and_get_the_template_for_it, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let city = City::start(CityPlan::small(), Settings { base_port: 0, ..Settings::default() }).await.unwrap();
    let options = ImportOptions { apply: true, create_places: true };
    let csv = city.devices_csv();
    assert!(rooms.archive.import_devices(&administrator(), csv.as_bytes(), options, rooms.clock.now()).await.unwrap().applied);
    let watch = rooms.watch(WatchSettings { period: Duration::from_secs(1), timeout: Duration::from_millis(700), ..hasty() });
    let engineer = person(1, Role::Engineer, None);
    assert_eq!(send(&watch, &engineer, "POST", PATH, Some(json!({"text": HUAWEI}))).await.0, StatusCode::CREATED);
    let running = Running::start(&watch);
    let count = async |text: &'static str| sql(text).scalar::<i64>(&mut rooms.db.read().await.unwrap()).await.unwrap();
    until("a UPS tells of its battery", async || !rooms.series.named("battery_charge").await.unwrap().is_empty()).await;
    until("switches say what they are", async || {
        count("SELECT COUNT(*) FROM watched_devices WHERE sys_object_id LIKE '1.3.6.1.4.1.2011.%' AND sys_descr <> ''").await > 0
    })
    .await;
    let told = "SELECT COUNT(*) FROM events WHERE kind = 'device.identified'";
    assert!(count(told).await > 0);
    let speeds = async || rooms.series.named("port_speed").await.unwrap();
    until("their ports are measured", async || !speeds().await.is_empty()).await;
    assert!(speeds().await.iter().all(|metric| !metric.label.is_empty()), "each has its name");
    let without = "SELECT COUNT(*) FROM checks c JOIN watched_devices d ON d.id = c.device_id \
        WHERE c.name = 'ports' AND (d.sys_object_id IS NULL OR d.sys_object_id NOT LIKE '1.3.6.1.4.1.2011.%')";
    assert_eq!(count(without).await, 0, "nobody else has the check");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let again = "SELECT COUNT(*) - COUNT(DISTINCT subject_id) FROM events WHERE kind = 'device.identified'";
    assert_eq!(count(again).await, 0, "what is known is not told again");
    running.stop().await;
});

const HIKVISION: &str = r#"name = "Hikvision by its web server"
match.banner = ["*realm \"IP Camera*"]

[[check]]
name = "stream"
role = "service"
every = 4
ask = { kind = "tcp" }
"#;

/// A web server that asks who one is, and says who it is itself.
async fn camera() -> (std::net::SocketAddr, tokio::task::AbortHandle) {
    let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = door.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        while let Ok((mut stream, _)) = door.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let answer = "HTTP/1.1 401 Unauthorized\r\nServer: App-webs/\r\nContent-Length: 0\r\n\
                     WWW-Authenticate: Digest realm=\"IP Camera(21388)\", nonce=\"2b4a\"\r\n\r\n";
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    (address, serving.abort_handle())
}

on_both!(a_service_says_what_it_is_and_the_device_gets_the_template_for_it, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let (address, serving) = camera().await;
    let mut conn = rooms.db.write().await.unwrap();
    for (name, port) in [("CAM1", address.port()), ("CAM2", 9)] {
        let (address, http_port) = (Some("127.0.0.1".to_owned()), Some(port));
        let new = NewDevice { address, http_port, ..NewDevice::named(site, name, DeviceKind::Camera) };
        rooms.archive.create_device(&mut conn, &administrator(), rooms.clock.now(), new).await.unwrap();
    }
    conn.commit().await.unwrap();
    let watch = rooms.watch(hasty());
    let running = Running::start(&watch);
    let banners = async || {
        sql("SELECT check_name, banner FROM device_banners").all::<(String, String)>(&mut rooms.db.read().await.unwrap()).await.unwrap()
    };
    until("its banner is known", async || !banners().await.is_empty()).await;
    let said = vec![("web".to_owned(), "App-webs/; realm \"IP Camera(21388)\"".to_owned())];
    assert_eq!(banners().await, said);
    let told = "SELECT COUNT(*) FROM events WHERE kind = 'device.identified'";
    let count = async |text: &'static str| sql(text).scalar::<i64>(&mut rooms.db.read().await.unwrap()).await.unwrap();
    assert_eq!(count(told).await, 0, "nobody waited for it");
    let engineer = person(1, Role::Engineer, None);
    let (_, tried) = send(&watch, &engineer, "POST", &format!("{PATH}/try"), Some(json!({"text": HIKVISION}))).await;
    assert_eq!(tried["fits"], 1, "{tried}");
    assert_eq!(send(&watch, &engineer, "POST", PATH, Some(json!({"text": HIKVISION}))).await.0, StatusCode::CREATED);
    let given = "SELECT COUNT(*) FROM checks c JOIN watched_devices d ON d.id = c.device_id WHERE c.name = 'stream' AND d.name = 'CAM1'";
    until("it has its checks", async || count(given).await == 1).await;
    assert_eq!(count("SELECT COUNT(*) FROM checks WHERE name = 'stream'").await, 1, "nobody else has");
    running.stop().await;
    // Who awaits a banner is told when it is heard.
    let mut conn = rooms.db.write().await.unwrap();
    sql("DELETE FROM device_banners").run(&mut conn).await.unwrap();
    conn.commit().await.unwrap();
    let running = Running::start(&watch);
    until("it is told", async || count(told).await == 1).await;
    running.stop().await;
    serving.abort();
});
