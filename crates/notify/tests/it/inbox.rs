//! Each person's own messages.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{call, furnish};

on_both!(everybody_reads_their_own_messages_only, |test: TestDb| async move {
    let house = furnish(test, None).await;
    for person in [&house.wang, &house.li, &house.alice, &house.charlie] {
        house.enqueue(&call(person, "told:1")).await;
    }
    for nobody in [
        house.ask(None, Method::GET, "/api/v1/inbox", None).await,
        house.ask(None, Method::POST, "/api/v1/inbox/1/read", None).await,
        house.ask(None, Method::POST, "/api/v1/inbox/read-all", None).await,
    ] {
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    }
    let inbox = house.get(&house.alice, "/api/v1/inbox").await.json;
    assert_eq!((&inbox["unread"], &inbox["total"]), (&json!(1), &json!(1)));
    let item = &inbox["items"][0];
    assert_eq!((&item["subject"], &item["ticket_id"], &item["read_at"]), (&json!("故障 F-7：3 号摄像机离线"), &json!(7), &Json::Null));
    assert!(!item.to_string().contains("acknowledge"), "the link is for the mail");
    assert_eq!(house.get(&house.li, "/api/v1/inbox").await.json["items"][0]["subject"], "Fault F-7: camera 3 is down");
    assert_eq!(house.get(&house.bob, "/api/v1/inbox").await.json["items"], json!([]));
    let read = format!("/api/v1/inbox/{}/read", item["id"]);
    for stranger in [&house.bob, &house.charlie, &house.wang, &house.anna] {
        assert_eq!(house.post(stranger, &read, None).await.status, StatusCode::NOT_FOUND, "{}", stranger.login);
    }
    assert_eq!(house.post(&house.alice, &read, None).await.status, StatusCode::NO_CONTENT);
    let first = house.get(&house.alice, "/api/v1/inbox").await.json;
    assert_eq!((&first["unread"], &first["items"][0]["read_at"]), (&json!(0), &json!("2026-03-02T01:00:00.000Z")));
    house.clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(house.post(&house.alice, &read, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.get(&house.alice, "/api/v1/inbox").await.json, first, "the first reading counts");
    assert_eq!(house.get(&house.charlie, "/api/v1/inbox").await.json["unread"], 1);
});

on_both!(all_is_read_at_once_and_listed_newest_first, |test: TestDb| async move {
    let house = furnish(test, None).await;
    for n in 0..5 {
        house.enqueue(&call(&house.wang, &format!("told:{n}"))).await;
        house.enqueue(&call(&house.alice, &format!("told:{n}"))).await;
        house.clock.advance(std::time::Duration::from_secs(1));
    }
    let page = house.get(&house.wang, "/api/v1/inbox?limit=2").await.json;
    assert_eq!((page["items"].as_array().unwrap().len(), &page["total"], &page["unread"]), (2, &json!(5), &json!(5)));
    assert_eq!(page["items"][0]["created_at"], "2026-03-02T01:00:04.000Z");
    let next = house.get(&house.wang, &format!("/api/v1/inbox?limit=2&after={}", page["next"].as_str().unwrap())).await.json;
    assert_eq!(next["items"][0]["created_at"], "2026-03-02T01:00:02.000Z");
    let email = house.message("email").await["id"].clone();
    assert_eq!(
        house.post(&house.wang, &format!("/api/v1/inbox/{email}/read"), None).await.status,
        StatusCode::NOT_FOUND,
        "a mail is not read here"
    );
    let one = page["items"][0]["id"].clone();
    house.post(&house.wang, &format!("/api/v1/inbox/{one}/read"), None).await;
    assert_eq!(house.get(&house.wang, "/api/v1/inbox?unread=true").await.json["total"], 4);
    assert_eq!(house.post(&house.wang, "/api/v1/inbox/read-all", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.post(&house.wang, "/api/v1/inbox/read-all", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.get(&house.wang, "/api/v1/inbox?unread=true").await.json["items"], json!([]));
    assert_eq!(house.get(&house.alice, "/api/v1/inbox").await.json["unread"], 5, "hers are not read by him");
    let wrong = house.get(&house.wang, "/api/v1/inbox?unread=maybe").await;
    assert_eq!((wrong.status.as_u16(), wrong.field().0), (422, "unread"));
});
