//! How people want to be told.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use notify::{Draft, Importance};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{call, furnish, mail_to, news};
use crate::platform::Platform;
use crate::smtp::{Mood, SmtpServer};

fn rules(routine: &[&str], important: &[&str], quiet: Json) -> Json {
    json!({ "routine": routine, "important": important, "quiet": quiet })
}

on_both!(everybody_says_for_themselves_how_they_are_told, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let path = format!("/api/v1/people/{}/message-rules", house.wang.id);
    let mine = house.get(&house.wang, &path).await.json;
    assert_eq!(
        mine,
        json!({ "routine": ["email"], "important": ["email", "dingtalk", "wecom", "feishu", "sms"], "quiet": null, "own": false, "ways": ["email"] })
    );
    let quiet = json!({ "from": "22:00", "to": "07:00" });
    let wanted = rules(&[], &["voice", "email", "email"], quiet);
    for stranger in [&house.li, &house.alice, &house.bob, &house.charlie] {
        assert_eq!(house.get(stranger, &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.ask(Some(stranger), Method::PUT, &path, Some(wanted.clone())).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.ask(Some(stranger), Method::DELETE, &path, None).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(house.ask(None, Method::GET, &path, None).await.status, StatusCode::UNAUTHORIZED);
    let kept = house.ask(Some(&house.wang), Method::PUT, &path, Some(wanted)).await;
    let hours = json!({ "from": "22:00", "to": "07:00", "zone": "Asia/Shanghai", "important_too": false });
    assert_eq!(kept.json, json!({ "routine": [], "important": ["email", "voice"], "quiet": hours, "own": true, "ways": ["email"] }));
    assert_eq!(house.get(&house.anna, &path).await.json, kept.json, "an administrator sees it");
    house.assert_attested().await;
    let cases = [
        (rules(&["webhook"], &["email"], Json::Null), "routine"),
        (rules(&[], &[], Json::Null), "important"),
        (rules(&[], &["email"], json!({ "from": "9", "to": "10:00" })), "quiet.from"),
        (rules(&[], &["email"], json!({ "from": "09:00", "to": "09:00" })), "quiet.to"),
        (rules(&[], &["email"], json!({ "from": "09:00", "to": "10:00", "zone": "Mars" })), "quiet.zone"),
    ];
    for (body, field) in cases {
        let refused = house.ask(Some(&house.wang), Method::PUT, &path, Some(body)).await;
        assert_eq!((refused.status.as_u16(), refused.field().0), (422, field), "{}", refused.json);
    }
    let back = house.ask(Some(&house.anna), Method::DELETE, &path, None).await;
    assert_eq!((back.status, back.json), (StatusCode::OK, mine));
    house.assert_attested().await;
});

on_both!(at_night_news_wait_and_a_first_call_does_not, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    let path = format!("/api/v1/people/{}/message-rules", house.wang.id);
    let quiet = json!({ "from": "22:00", "to": "07:00", "important_too": true });
    house.ask(Some(&house.wang), Method::PUT, &path, Some(rules(&["email"], &["email"], quiet))).await;
    // Monday 09:00 in Shanghai; fourteen hours later it is 23:00.
    house.clock.advance(Duration::from_secs(14 * 3600));
    house.enqueue(&news(&house.wang, "told:1")).await;
    house.enqueue(&Draft { importance: Importance::Important, ..call(&house.wang, "call:2") }).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    assert_eq!(house.run("courier").await, 1);
    assert_eq!(house.get(&house.wang, "/api/v1/inbox").await.json["total"], 3, "our own pages wake nobody");
    assert_eq!(house.unended().await, 0, "what waits for the morning is where it should be");
    let waiting = &house.messages("email").await[0];
    assert_eq!((&waiting["state"], &waiting["next_try_at"]), (&json!("waiting"), &json!("2026-03-02T23:00:00.000Z")));
    house.clock.advance(Duration::from_secs(8 * 3600 - 1));
    assert_eq!((house.run("courier").await, house.unended().await), (0, 0));
    house.clock.advance(Duration::from_secs(1));
    // Should nobody send them now, that is found half an hour after they might have left.
    house.clock.advance(Duration::from_secs(1800));
    assert_eq!(house.unended().await, 0);
    house.clock.advance(Duration::from_secs(1));
    assert_eq!(house.unended().await, 2);
    assert_eq!((house.run("courier").await, house.unended().await), (2, 0));
    assert_eq!(server.mails().len(), 3);
});

on_both!(who_chose_a_channel_is_told_there, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"errcode":0}"#).await;
    house.gateway(json!({ "name": "ours", "kind": "dingtalk", "url": platform.url("/") })).await;
    house.gateway(json!({ "name": "theirs", "kind": "wecom", "url": platform.url("/"), "audience": "customer", "customer_id": 1 })).await;
    let path = format!("/api/v1/people/{}/message-rules", house.wang.id);
    house.ask(Some(&house.wang), Method::PUT, &path, Some(rules(&["dingtalk"], &["email"], Json::Null))).await;
    assert_eq!(house.enqueue(&news(&house.wang, "told:1")).await, 2);
    assert_eq!(house.messages("dingtalk").await.len(), 1);
    // One group, one post: the same step is told there once, whoever of it is meant.
    for who in [&house.alice, &house.bob] {
        house.enqueue(&Draft { importance: Importance::Important, path: Some("/portal/tickets/7".into()), ..call(who, "told:2") }).await;
    }
    assert_eq!(house.messages("wecom").await.len(), 1);
    assert_eq!(house.run("wecom_courier").await, 1);
    assert!(platform.requests()[0].body.contains("/portal/tickets/7"));
    house
        .enqueue(&Draft { importance: Importance::Important, customer: Some(base::CustomerId(2)), ..call(&house.charlie, "told:2") })
        .await;
    assert_eq!(house.messages("wecom").await.len(), 1, "another customer's group is not theirs");
});
