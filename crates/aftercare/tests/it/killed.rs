//! kill -9 at random moments, a hundred times: every acknowledged change is there, and the journal verifies.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use aftercare::demo::client::Client;
use aftercare::demo::mailbox;
use serde_json::json;

use crate::process::{Installation, PASSWORD};

const KILLS: u64 = 100;

/// Opens faults and writes notes as fast as they are acknowledged, until the server goes away; answers what was acknowledged.
async fn work(client: Client, customer: i64, acknowledged: Arc<Mutex<BTreeSet<(i64, String)>>>, round: u64) {
    for count in 0.. {
        let fault = json!({ "kind": "fault", "title": format!("round {round} fault {count}"), "customer_id": customer, "level": 3, "reason": "test" });
        let Ok(ticket) = client.post("/api/v1/tickets", &fault).await else { return };
        let id = ticket["id"].as_i64().unwrap();
        acknowledged.lock().unwrap().insert((id, "opened".into()));
        let version = json!({ "version": ticket["version"] });
        if client.post(&format!("/api/v1/tickets/{id}/acknowledge"), &version).await.is_err() {
            return;
        }
        acknowledged.lock().unwrap().insert((id, "acknowledged".into()));
        let text = format!("note of round {round}");
        if client.post(&format!("/api/v1/tickets/{id}/note"), &json!({ "text": text, "visibility": "internal" })).await.is_err() {
            return;
        }
        acknowledged.lock().unwrap().insert((id, text));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_nothing_acknowledged_is_lost_when_the_program_is_killed() {
    let (mail, mut letters) = mailbox::open().await.unwrap();
    let port = mail.port().to_string();
    let mut installation =
        Installation::new(&[("AFTERCARE_WATCH_ENABLED", "false"), ("AFTERCARE_MAIL_HOST", "127.0.0.1"), ("AFTERCARE_MAIL_PORT", &port)]);
    installation.start().await;
    let admin = installation.sign_in("admin").await;
    let customer = admin.post("/api/v1/customers", &json!({ "name": "Harbour", "code": "H" })).await.unwrap()["id"].as_i64().unwrap();
    let engineer = json!({ "name": "Erin", "login": "erin", "password": PASSWORD, "role": "engineer", "email": "erin@example.org" });
    let engineer = admin.post("/api/v1/people", &engineer).await.unwrap()["id"].clone();
    let date = admin.get("/api/v1/duty/now").await.unwrap()["date"].as_str().unwrap().to_owned();
    admin.put(&format!("/api/v1/duty/{date}"), &json!({ "people": [engineer] })).await.unwrap();
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    for round in 0..KILLS {
        let working = tokio::spawn(work(admin.clone(), customer, Arc::clone(&acknowledged), round));
        // A moment that differs each round, without a random generator: the test repeats.
        tokio::time::sleep(Duration::from_millis(20 + round * 37 % 230)).await;
        installation.kill();
        working.await.unwrap();
        installation.start().await;
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() as u64 > KILLS, "the rounds did something: {}", acknowledged.len());
    let tickets: BTreeSet<i64> = acknowledged.iter().map(|(id, _)| *id).collect();
    for ticket in tickets {
        let timeline = admin.get(&format!("/api/v1/tickets/{ticket}/timeline")).await.unwrap();
        let told: Vec<String> =
            timeline["items"].as_array().unwrap().iter().map(|item| format!("{} {}", item["kind"], item["body"])).collect();
        for (_, what) in acknowledged.iter().filter(|(id, _)| *id == ticket) {
            assert!(told.iter().any(|line| line.contains(what.as_str())), "ticket {ticket} lost “{what}”: {told:?}");
        }
    }
    installation.kill();
    installation.verify();
    letters.close();
    let mut seen = BTreeSet::new();
    while let Some(letter) = letters.recv().await {
        let subject = letter.text.lines().find(|line| line.to_lowercase().starts_with("message-id:")).unwrap().to_owned();
        assert!(seen.insert((letter.to.clone(), subject.clone())), "sent twice: {subject}");
    }
    assert!(!seen.is_empty(), "engineers were called");
}
