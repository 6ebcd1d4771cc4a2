//! A channel that answers slowly, with an error in a body of 200, or never: the log says how it ended, it is tried again, and meanwhile the
//! next person is called in time.

use std::time::Duration;

use aftercare::demo::mailbox;
use axum::http::Method;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::cast::House;
use crate::receiver::{Receiver, Reply};

const OK: &str = r#"{"errcode":0,"errmsg":"ok"}"#;
const REFUSED: &str = r#"{"errcode":310000,"errmsg":"sign not match"}"#;

/// Waits, in real time, for what the program's own loops do.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    assert!(waited.await.is_ok(), "{what}");
}

/// The robot's newest message.
async fn post(house: &House) -> Json {
    house.get("ada", "/api/v1/messages?channel=dingtalk&sort=-created_at&limit=1").await["items"][0].clone()
}

on_both!(a_bad_channel_keeps_nobody_from_being_called, |test: TestDb| async move {
    let (mail, mut letters) = mailbox::open().await.unwrap();
    let platform = Receiver::open().await;
    let house = House::furnish_with(&test, |settings| {
        settings.mail.host = "127.0.0.1".to_owned();
        settings.mail.port = mail.port();
    })
    .await;
    house.post("ada", "/api/v1/gateways", json!({ "name": "ours", "kind": "dingtalk", "url": platform.url("/robot/send") })).await;
    house.post("ada", &format!("/api/v1/people/{}/contacts/email/vouch", house.ids["eve"]), json!({ "how": "asked her" })).await;
    let step = |who: &str, channel: &str, after: i64| json!({ "target": { "kind": "people", "people": [house.ids[who]] }, "channels": [channel], "after_seconds": after });
    let plan = json!({ "steps": [step("erin", "dingtalk", 0), step("eve", "email", 30)] });
    let policy = house.post("ada", "/api/v1/escalation-policies", json!({ "name": "robot first", "plan": plan })).await["id"].clone();
    let used = json!({ "contract_id": null, "level": null, "policy_id": policy });
    house.ok("ada", Method::PUT, "/api/v1/escalation-uses", Some(used)).await;
    // From here on the program runs by itself, as it does when it serves; only its clock is moved by hand.
    let mut loops = house.app.start();
    for (name, reply, ends) in [
        ("slow", Reply::Says(OK, Duration::from_secs(4)), "sent"),
        ("refuses", Reply::Says(REFUSED, Duration::ZERO), "failed"),
        ("never answers", Reply::Never, "failed"),
    ] {
        platform.answer(reply);
        let asked = platform.requests().len();
        let fault = json!({ "kind": "fault", "title": name, "customer_id": house.ids["Harbour"], "level": 1, "reason": "test" });
        let opened = house.clock.now();
        let ticket = house.post("dan", "/api/v1/tickets", fault).await["id"].clone();
        until("the robot is asked", async || platform.requests().len() > asked).await;
        house.clock.advance(Duration::from_secs(30));
        // By a channel that answers late or never, its own message is still under way.
        let calls = async || house.get("dan", &format!("/api/v1/tickets/{ticket}")).await["calls"].as_array().unwrap().clone();
        until("Eve is called", async || calls().await.len() == 2).await;
        assert_eq!(calls().await[1]["at"], json!(opened.plus_seconds(30)), "{name}: in time");
        let to_eve = async {
            while let Some(letter) = letters.recv().await {
                if letter.to == ["eve@example.org"] && letter.body().contains(name) {
                    return;
                }
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(60), to_eve).await.is_ok(), "{name}: her mail arrives");
        until("the log says how it ended", async || post(&house).await["state"] == ends).await;
        let message = post(&house).await;
        let error = message["last_error"].as_str().unwrap_or_default();
        match name {
            "slow" => assert!(message["last_error"].is_null(), "{message}"),
            "refuses" => assert!(error.contains("sign not match"), "{message}"),
            _ => assert!(error.contains("did not answer in time; the message may have arrived"), "{message}"),
        }
        // Once the channel is well again, what failed gets through.
        platform.answer(Reply::Says(OK, Duration::ZERO));
        house.clock.advance(Duration::from_secs(30));
        until("it is sent", async || post(&house).await["state"] == "sent").await;
        let version = house.get("eve", &format!("/api/v1/tickets/{ticket}")).await["version"].clone();
        house.post("eve", &format!("/api/v1/tickets/{ticket}/acknowledge"), json!({ "version": version })).await;
        house.clock.advance(Duration::from_secs(120));
    }
    house.app.stop.cancel();
    while loops.join_next().await.is_some() {}
});
