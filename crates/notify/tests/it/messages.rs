//! The outbox as staff see it.

use axum::http::{Method, StatusCode};
use roster::PersonChange;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{call, furnish, mail_to};
use crate::smtp::{Mood, SmtpServer};

on_both!(staff_see_what_was_told_to_whom_and_nobody_else_does, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    house.enqueue(&call(&house.alice, "told:1")).await;
    house.run("courier").await;
    assert_eq!(house.ask(None, Method::GET, "/api/v1/messages", None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.ask(None, Method::POST, "/api/v1/messages/1/retry", None).await.status, StatusCode::UNAUTHORIZED);
    for customer in [&house.alice, &house.bob, &house.charlie] {
        assert_eq!(house.get(customer, "/api/v1/messages").await.status, StatusCode::FORBIDDEN);
        assert_eq!(house.post(customer, "/api/v1/messages/1/retry", None).await.status, StatusCode::FORBIDDEN);
    }
    for staff in [&house.anna, &house.wang, &house.li] {
        let list = house.get(staff, "/api/v1/messages").await.json;
        assert_eq!(list["total"], 4);
        assert!(!list.to_string().contains("acknowledge"), "no link, no text");
    }
    let first = house.message("email").await;
    assert_eq!(first["to"], "wang@example.com");
    assert_eq!(first["person"], json!({ "id": house.wang.id, "name": house.wang.name }));
    assert_eq!((&first["ticket_id"], &first["subject"]), (&json!(7), &json!("故障 F-7：3 号摄像机离线")));
    let count = async |query: &str| house.get(&house.anna, &format!("/api/v1/messages?{query}")).await.json["total"].clone();
    assert_eq!(count("channel=in_app").await, 2);
    assert_eq!(count("state=sent").await, 4);
    assert_eq!(count("state=waiting").await, 0);
    assert_eq!(count("ticket_id=8").await, 0);
    assert_eq!(count(&format!("person_id={}&channel=email", house.alice.id)).await, 1);
    assert_eq!(count("q=ALICE@").await, 1);
    for (query, path) in
        [("state=lost", "state"), ("channel=pigeon", "channel"), ("ticket_id=x", "ticket_id"), ("a=b", "a"), ("sort=to", "sort")]
    {
        let answer = house.get(&house.anna, &format!("/api/v1/messages?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.field().0), (422, path), "{query}: {}", answer.json);
    }
});

on_both!(a_message_that_was_given_up_is_tried_again_at_the_corrected_address, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Nobody).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    house.run("courier").await;
    let message = house.message("email").await;
    assert_eq!(message["state"], "given_up");
    let mut conn = house.test.db.write().await.unwrap();
    let change = PersonChange { email: Some(Some("wang.wei@example.com".into())), ..PersonChange::default() };
    house.roster.change_person(&mut conn, &base::Actor::System("test"), house.clock.now(), house.wang.id, change).await.unwrap();
    conn.commit().await.unwrap();
    server.mood(Mood::Kind);
    let path = format!("/api/v1/messages/{}/retry", message["id"]);
    let retried = house.post(&house.li, &path, None).await;
    assert_eq!(retried.status, StatusCode::OK, "{}", retried.json);
    assert_eq!(
        (&retried.json["state"], &retried.json["to"], &retried.json["attempts"]),
        (&json!("waiting"), &json!("wang.wei@example.com"), &json!(0))
    );
    let again = house.post(&house.li, &path, None).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "message.not_failed"));
    assert_eq!(house.run("courier").await, 1);
    assert_eq!(server.mails()[0].to, ["wang.wei@example.com"]);
    assert!(server.mails()[0].body().contains("/acknowledge/call:1-token"), "the link is still there");
    assert_eq!(house.post(&house.li, &path, None).await.code(), "message.not_failed");
    assert_eq!(house.post(&house.li, "/api/v1/messages/999/retry", None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&house.li, "/api/v1/messages/x/retry", None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.events("message.retried").await, [json!({ "channel": "email", "attempts_before": 1, "visibility": "internal" })]);
    let in_app = house.message("in_app").await["id"].clone();
    assert_eq!(house.post(&house.li, &format!("/api/v1/messages/{in_app}/retry"), None).await.code(), "message.not_failed");
    house.assert_attested().await;
});

on_both!(an_administrator_tries_the_mail_channel, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    let body = || Some(json!({ "to": "check@example.com" }));
    assert_eq!(house.ask(None, Method::POST, "/api/v1/mail/test", body()).await.status, StatusCode::UNAUTHORIZED);
    for other in [&house.wang, &house.li, &house.alice, &house.bob, &house.charlie] {
        assert_eq!(house.post(other, "/api/v1/mail/test", body()).await.status, StatusCode::FORBIDDEN, "{}", other.login);
    }
    let tried = house.post(&house.anna, "/api/v1/mail/test", body()).await;
    assert_eq!((&tried.json["ok"], &tried.json["text"]), (&json!(true), &json!("The mail server took the message.")));
    assert_eq!(server.mails()[0].to, ["check@example.com"]);
    server.mood(Mood::Nobody);
    let tried = house.post(&house.anna, "/api/v1/mail/test", body()).await;
    assert_eq!(tried.json["ok"], false);
    assert!(tried.json["text"].as_str().unwrap().contains("550"), "{}", tried.json);
    let wrong = house.post(&house.anna, "/api/v1/mail/test", Some(json!({ "to": "nobody" }))).await;
    assert_eq!((wrong.status, &wrong.json["ok"]), (StatusCode::OK, &json!(false)));
    let unknown = house.post(&house.anna, "/api/v1/mail/test", Some(json!({ "to": "a@example.com", "cc": "b" }))).await;
    assert_eq!((unknown.status.as_u16(), unknown.field().0), (422, "cc"));
    assert_eq!(house.events("mail.tried").await.len(), 3);
    assert_eq!(house.get(&house.anna, "/api/v1/messages").await.json["items"], Json::Array(vec![]), "a test is no message");
});
