//! A full disk: a clear error, nothing corrupted, and work goes on once there is room.

use std::process::Command;

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
