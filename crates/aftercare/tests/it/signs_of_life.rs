//! The outside hears a sign of life after every clean audit, and nothing while there is a finding. What quiet hours hold back is none.

use std::time::Duration;

use aftercare::demo::mailbox;
use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::cast::House;
use crate::receiver::{Receiver, Reply};

/// Some minutes pass; whatever time drives is done in between, and then somebody audits.
async fn pass(house: &House, minutes: u64) -> Json {
    for _ in 0..minutes {
        house.clock.advance(Duration::from_secs(60));
        house.app.workers.settle().await.unwrap();
    }
    house.get("dan", "/api/v1/calling/audit").await
}

fn codes(audit: &Json) -> Vec<&str> {
    audit["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

on_both!(the_outside_hears_of_a_clean_audit_only, |test: TestDb| async move {
    let (mail, _letters) = mailbox::open().await.unwrap();
    let outside = Receiver::open().await;
    let url = outside.url("/alive?token=its-own-secret");
    let house = House::furnish_with(&test, |settings| {
        settings.heartbeat.url = url;
        settings.mail.host = "127.0.0.1".to_owned();
        settings.mail.port = mail.port();
    })
    .await;
    let beats = || outside.requests().len();
    assert_eq!(codes(&pass(&house, 1).await), Vec::<&str>::new());
    assert_eq!((beats(), outside.requests()[0].path.as_str()), (1, "/alive?token=its-own-secret"));

    // Erin wants to be left alone until the evening; her call waits there, and Eve takes the ticket.
    let quiet = json!({ "routine": ["email"], "important": ["email"], "quiet": { "from": "08:00", "to": "20:00", "important_too": true } });
    house.ok("erin", Method::PUT, &format!("/api/v1/people/{}/message-rules", house.ids["erin"]), Some(quiet)).await;
    let fault = |level: i64| json!({ "kind": "fault", "title": "no picture", "customer_id": house.ids["Harbour"], "level": level, "reason": "test" });
    let ticket = house.post("dan", "/api/v1/tickets", fault(3)).await;
    let path = format!("/api/v1/tickets/{}/acknowledge", ticket["id"]);
    house.post("eve", &path, json!({ "version": ticket["version"] })).await;
    let heard = beats();
    let audit = pass(&house, 45).await;
    let held = house.get("ada", "/api/v1/messages?channel=email&state=waiting").await;
    assert!(held["total"].as_i64() > Some(0), "her call is held back: {held}");
    assert_eq!(codes(&audit), Vec::<&str>::new(), "and that is no finding: {audit}");
    assert!(beats() >= heard + 40, "the outside hears on: {heard}, then {}", beats());

    // Somebody's program takes nothing for half an hour: that is one.
    let hook = Receiver::open().await;
    hook.answer(Reply::Status(StatusCode::INTERNAL_SERVER_ERROR));
    house.post("ada", "/api/v1/webhooks", json!({ "name": "hook", "url": hook.url("/") })).await;
    let note = json!({ "text": "looking at it", "visibility": "customer" });
    house.post("eve", &format!("/api/v1/tickets/{}/note", ticket["id"]), note).await;
    let audit = pass(&house, 32).await;
    assert!(hook.requests().len() > 1, "it is tried again");
    assert_eq!(codes(&audit), ["messages"], "{audit}");
    let heard = beats();
    pass(&house, 3).await;
    assert_eq!(beats(), heard, "silence is the alarm");
    hook.answer(Reply::Status(StatusCode::OK));
    assert_eq!(codes(&pass(&house, 12).await), Vec::<&str>::new());
    assert!(beats() > heard, "when it is over the outside hears again");

    // Everybody was called and nobody took it: there is no next step.
    let forgotten = house.post("dan", "/api/v1/tickets", fault(1)).await;
    let audit = pass(&house, 90).await;
    assert_eq!(codes(&audit), ["exhausted"], "{audit}");
    let heard = beats();
    pass(&house, 2).await;
    assert_eq!(beats(), heard);
    let version = house.get("eve", &format!("/api/v1/tickets/{}", forgotten["id"])).await["version"].clone();
    house.post("eve", &format!("/api/v1/tickets/{}/acknowledge", forgotten["id"]), json!({ "version": version })).await;
    pass(&house, 1).await;
    assert!(beats() > heard);

    // An outside that does not listen is said, and nothing else changes.
    outside.answer(Reply::Status(StatusCode::SERVICE_UNAVAILABLE));
    let audit = pass(&house, 1).await;
    assert!(audit["ping_error"].as_str().is_some_and(|error| error.contains("503")), "{audit}");
    assert!(!audit.to_string().contains("its-own-secret"), "the address is never told");
});
