//! A full disk: a clear error, nothing corrupted, and work goes on once there is room.

use std::process::Command;
use std::time::Duration;

use aftercare::demo::client::Client;
use serde_json::json;

use crate::process::Installation;

/// A file system of its own, of six megabytes, that goes with the value. Needs root.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<SmallDisk> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=6m", "tmpfs"]).arg(folder.path()).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(SmallDisk(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).output();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_a_full_disk_is_told_and_corrupts_nothing() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("skipped: mounting a small file system needs root");
        return;
    };
    let database = disk.0.path().join("aftercare.db").display().to_string();
    let mut installation = Installation::new(&[("AFTERCARE_DATABASE_PATH", &database), ("AFTERCARE_WATCH_ENABLED", "false")]);
    installation.start().await;
    let admin = installation.sign_in("admin").await;
    let customer = admin.post("/api/v1/customers", &json!({ "name": "Harbour", "code": "H" })).await.unwrap()["id"].clone();
    let ballast = disk.0.path().join("ballast");
    std::fs::write(&ballast, vec![1_u8; 2 * 1024 * 1024]).unwrap();
    let long = "x".repeat(4000);
    let mut written = 0;
    let refusal = loop {
        let site = json!({ "customer_id": customer, "name": format!("site {written}"), "code": format!("S{written}"), "kind": "pole", "address": long.get(..200) });
        match admin.post("/api/v1/sites", &site).await {
            Ok(_) => written += 1,
            Err(error) => break error.to_string(),
        }
        assert!(written < 20_000, "the disk never filled");
    };
    assert!(refusal.contains("507") && refusal.contains("storage.full"), "{refusal}\n{}", installation.log());
    assert!(admin.get("/api/v1/customers").await.is_ok(), "reading goes on");
    std::fs::remove_file(&ballast).unwrap();
    let site = json!({ "customer_id": customer, "name": "after", "code": "AFTER", "kind": "pole" });
    let after = admin.post("/api/v1/sites", &site).await;
    assert!(after.is_ok(), "writing goes on once there is room: {after:?}\n{}", installation.log());
    let sites = admin.get("/api/v1/sites?limit=1").await.unwrap();
    assert_eq!(sites["total"], written + 1, "every acknowledged site is there, and none that was refused");
    installation.kill();
    installation.verify();
}

/// Fills what is left of a disk.
fn fill(disk: &SmallDisk) {
    let mut ballast = std::fs::File::create(disk.0.path().join("ballast")).unwrap();
    while std::io::Write::write(&mut ballast, &[1; 4096]).is_ok_and(|written| written > 0) {}
}

/// What the program says of its watch.
async fn gauge(admin: &Client, name: &str) -> f64 {
    let page = admin.text("/metrics").await.unwrap();
    let line = page.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} is not in {page}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

async fn until(what: &str, installation: &Installation, mut so: impl AsyncFnMut() -> bool) {
    for _ in 0..600 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it never came about: {what}\n{}", installation.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_the_watch_goes_on_while_the_disk_is_full_and_tells_when_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("skipped: mounting a small file system needs root");
        return;
    };
    let database = disk.0.path().join("aftercare.db").display().to_string();
    let mut installation = Installation::new(&[("AFTERCARE_DATABASE_PATH", &database)]);
    let config = installation.path("aftercare.toml").display().to_string();
    std::fs::write(&config, "[watch]\nperiod_seconds = 1\ndoubt_period_seconds = 1\ntimeout_milliseconds = 500\n").unwrap();
    installation.start_with(&["--config", &config]).await;
    let admin = installation.sign_in("admin").await;
    let door = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = door.local_addr().unwrap();
    let customer = admin.post("/api/v1/customers", &json!({ "name": "Harbour", "code": "H" })).await.unwrap()["id"].clone();
    let site =
        admin.post("/api/v1/sites", &json!({ "customer_id": customer, "name": "Pole 7", "code": "P7", "kind": "pole" })).await.unwrap();
    let device = json!({ "site_id": site["id"], "name": "Gate", "kind": "other", "address": "127.0.0.1", "http_port": address.port() });
    admin.post("/api/v1/devices", &device).await.unwrap();
    let fleet = async |state: &str| admin.get("/api/v1/fleet").await.unwrap()["totals"][state] == 1;
    let tickets = async |state: &str| {
        let list = admin.get("/api/v1/tickets?limit=10").await.unwrap();
        list["total"] == 1 && list["items"][0]["state"] == state
    };
    until("the gate is up", &installation, async || fleet("up").await).await;

    // The disk fills, and then the gate dies.
    fill(&disk);
    drop(door);
    let failures = async || gauge(&admin, "aftercare_watch_write_failures_total").await;
    until("it says that it cannot write", &installation, async || failures().await > 2.0).await;
    let refusal = loop {
        let note = json!({ "customer_id": customer, "name": "x".repeat(100), "kind": "pole" });
        if let Err(error) = admin.post("/api/v1/sites", &note).await {
            break error.to_string();
        }
    };
    assert!(refusal.contains("507") && refusal.contains("storage.full"), "{refusal}");
    assert!(installation.log().contains("they are kept and written later"), "{}", installation.log());
    let asked = gauge(&admin, "aftercare_watch_asked_total").await;
    until("it still asks", &installation, async || gauge(&admin, "aftercare_watch_asked_total").await > asked + 3.0).await;
    assert!(admin.get("/api/v1/customers").await.is_ok(), "reading goes on");

    // There is room again: what happened meanwhile is told, without a restart.
    std::fs::remove_file(disk.0.path().join("ballast")).unwrap();
    until("the gate is down, and somebody has a ticket", &installation, async || fleet("down").await && tickets("open").await).await;

    // It fills once more, and the gate comes back.
    fill(&disk);
    let failed = failures().await;
    let door = std::net::TcpListener::bind(address).unwrap();
    until("it says so again", &installation, async || failures().await > failed + 2.0).await;
    std::fs::remove_file(disk.0.path().join("ballast")).unwrap();
    until("the gate is up, and the ticket restored", &installation, async || fleet("up").await && tickets("restored").await).await;
    assert_eq!(gauge(&admin, "aftercare_watch_samples_dropped_total").await, 0.0, "nothing measured was lost");
    assert!(admin.text("/readyz").await.is_ok());
    drop(door);
    installation.kill();
    installation.verify();
}
