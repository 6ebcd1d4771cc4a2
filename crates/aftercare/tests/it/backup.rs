//! A backup written while the program works restores into either kind of database, and the journal verifies there.

use aftercare::demo::client::Client;
use serde_json::json;

use crate::process::Installation;

async fn furnish_and_back_up(installation: &mut Installation) -> (Client, String) {
    installation.start().await;
    let admin = installation.sign_in("admin").await;
    let customer = admin.post("/api/v1/customers", &json!({ "name": "Harbour 港口", "code": "H" })).await.unwrap()["id"].clone();
    let busy = {
        let (admin, customer) = (admin.clone(), customer.clone());
        tokio::spawn(async move {
            for count in 0..200 {
                let fault =
                    json!({ "kind": "fault", "title": format!("fault {count}"), "customer_id": customer, "level": 3, "reason": "test" });
                if admin.post("/api/v1/tickets", &fault).await.is_err() {
                    return;
                }
            }
        })
    };
    let file = installation.path("aftercare.backup").display().to_string();
    let backed_up = installation.run(&["backup", &file], "");
    assert!(backed_up.status.success(), "{}", String::from_utf8_lossy(&backed_up.stderr));
    let again = installation.run(&["backup", &file], "");
    assert!(!again.status.success(), "an existing file is not written over");
    busy.await.unwrap();
    (admin, file)
}

async fn restores(file: &str, mut target: Installation) {
    let restored = target.run(&["restore", file], "");
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    target.verify();
    let twice = target.run(&["restore", file], "");
    assert!(!twice.status.success(), "a database that holds something is not overwritten");
    target.start().await;
    let admin = target.sign_in("admin").await;
    assert_eq!(admin.get("/api/v1/customers").await.unwrap()["items"][0]["name"], "Harbour 港口");
    let opened =
        admin.post("/api/v1/tickets", &json!({ "kind": "fault", "title": "after", "customer_id": 1, "level": 3, "reason": "test" })).await;
    assert!(opened.is_ok(), "work goes on: {opened:?}");
    target.kill();
    target.verify();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_a_backup_of_a_working_program_restores_into_either_database() {
    let mut source = Installation::new(&[("AFTERCARE_WATCH_ENABLED", "false")]);
    let (_, file) = furnish_and_back_up(&mut source).await;
    let keys = source.path("keys").display().to_string();
    let beside = |settings: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> = [("AFTERCARE_WATCH_ENABLED", "false"), ("AFTERCARE_INSTALLATION_KEYS", keys.as_str())]
            .into_iter()
            .chain(settings.iter().copied())
            .collect();
        Installation::unfurnished(tempfile::tempdir().unwrap(), &all)
    };
    restores(&file, beside(&[])).await;
    if let Some(test) = testkit::fresh(testkit::Kind::Postgres).await {
        let base::db::DbSettings::Postgres { url, .. } = &test.settings else { panic!("a PostgreSQL was asked for") };
        restores(&file, beside(&[("AFTERCARE_DATABASE_URL", url)])).await;
    }
    let bytes = std::fs::read(&file).unwrap();
    let cut = source.path("cut.backup");
    std::fs::write(&cut, &bytes[..bytes.len() * 2 / 3]).unwrap();
    let refused = beside(&[]).run(&["restore", &cut.display().to_string()], "");
    assert!(!refused.status.success(), "a backup that was cut short is refused");
}
