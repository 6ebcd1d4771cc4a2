//! Webhooks: what a real receiver gets, and who may enter one.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use base::db::sql;
use base::journal::{self, Event};
use base::{Actor, CustomerId, TicketId};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, furnish};
use crate::receiver::{Answer, Receiver};

const SECRET: &str = "sixteen letters and more";

async fn hook(house: &House, receiver: &Receiver, patch: Json) -> i64 {
    let mut body = json!({ "name": "city", "url": receiver.url() });
    body.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
    let made = house.post(&house.anna, "/api/v1/webhooks", Some(body)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    made.json["id"].as_i64().unwrap()
}

/// Appends an event as another room would.
async fn happen(house: &House, kind: &'static str, customer: i64) {
    let mut conn = house.test.db.write().await.unwrap();
    let event = Event::new(kind, ("ticket", 7)).customer(CustomerId(customer)).ticket(TicketId(7)).body(json!({ "level": 1 }));
    journal::append(&mut conn, &Actor::System("watch"), house.clock.now(), house.clock.now(), event).await.unwrap();
    conn.commit().await.unwrap();
}

on_both!(a_receiver_is_told_what_happens_signed, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let receiver = Receiver::open(Answer::Taken).await;
    happen(&house, "ticket.opened", 1).await;
    let id = hook(&house, &receiver, json!({ "secret": SECRET })).await;
    happen(&house, "ticket.acknowledged", 1).await;
    happen(&house, "session.opened", 1).await;
    happen(&house, "alarm.closed", 2).await;
    assert_eq!(house.run("webhook_feeder").await, 2, "from its beginning on, and only what is told");
    assert_eq!(house.run("webhook_feeder").await, 0, "its own messages are no news to it");
    assert_eq!(house.run("webhook_courier").await, 2);
    assert_eq!(house.run("webhook_courier").await, 0);
    let requests = receiver.requests();
    assert_eq!(requests.len(), 2);
    let first = requests.iter().find(|request| request.headers["aftercare-event"] == "ticket.acknowledged").unwrap();
    assert_eq!(first.line, "POST /hook?token=its-own-secret HTTP/1.1");
    assert_eq!(first.headers["content-type"], "application/json");
    assert!(first.headers["aftercare-delivery"].parse::<i64>().is_ok());
    let event = first.json();
    assert_eq!(
        (&event["kind"], &event["subject"], &event["customer_id"], &event["ticket_id"], &event["body"], &event["actor"]),
        (
            &json!("ticket.acknowledged"),
            &json!({ "kind": "ticket", "id": 7 }),
            &json!(1),
            &json!(7),
            &json!({ "level": 1 }),
            &json!({ "kind": "system", "id": null, "name": "watch" }),
        )
    );
    // The receiver checks the signature with nothing but the secret.
    let (t, v1) = first.headers["aftercare-signature"].split_once(",v1=").unwrap();
    let t = t.strip_prefix("t=").unwrap();
    assert_eq!(t.parse::<i64>().unwrap(), house.clock.now().milliseconds() / 1000);
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    let given = data_encoding::HEXLOWER.decode(v1.as_bytes()).unwrap();
    ring::hmac::verify(&key, format!("{t}.{}", first.body).as_bytes(), &given).unwrap();
    // The secret stands nowhere in the open.
    let mut conn = house.test.db.read().await.unwrap();
    let sealed: Vec<u8> = sql("SELECT secret FROM webhooks WHERE id = $1").bind(id).scalar(&mut conn).await.unwrap();
    assert!(!sealed.windows(7).any(|part| part == b"sixteen"));
    drop(conn);
    for kind in ["webhook.created", "message.queued", "message.sent"] {
        for event in house.events(kind).await {
            assert!(!event.to_string().contains("secret\":\"") && !event.to_string().contains("its-own-secret"), "{event}");
        }
    }
    house.assert_attested().await;
});

on_both!(a_webhook_of_one_customer_hears_of_no_other, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let (north, all) = (Receiver::open(Answer::Taken).await, Receiver::open(Answer::Taken).await);
    hook(&house, &north, json!({ "name": "north", "customer_id": 1 })).await;
    hook(&house, &all, json!({ "name": "all" })).await;
    for customer in [1, 2, 1] {
        happen(&house, "ticket.opened", customer).await;
    }
    assert_eq!(house.run("webhook_feeder").await, 5);
    assert_eq!(house.run("webhook_courier").await, 5);
    assert_eq!(all.requests().len(), 3);
    let heard: Vec<Json> = north.requests().iter().map(|request| request.json()["customer_id"].clone()).collect();
    assert_eq!(heard, [1, 1]);
    assert!(!north.requests()[0].headers.contains_key("aftercare-signature"), "without a secret nothing is signed");
});

on_both!(only_a_2xx_counts, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let receiver = Receiver::open(Answer::Broken).await;
    hook(&house, &receiver, json!({})).await;
    happen(&house, "ticket.opened", 1).await;
    house.run("webhook_feeder").await;
    let cases = [
        (Answer::Broken, "The receiver did not take the event. (500 Internal Server Error: out of order)", 5),
        (Answer::Elsewhere, "The receiver answered with another address. Enter that one. (302 Found /elsewhere)", 10),
        (Answer::HangUp, "The receiver's answer was lost; it may have the event.", 20),
    ];
    for (answer, error, pause) in cases {
        receiver.answer(answer);
        assert_eq!(house.run("webhook_courier").await, 1);
        let message = house.message("webhook").await;
        assert_eq!(message["state"], "failed");
        assert!(message["last_error"].as_str().unwrap().starts_with(error), "{message}");
        assert!(!message.to_string().contains("its-own-secret"), "{message}");
        house.clock.advance(Duration::from_secs(pause));
    }
    receiver.answer(Answer::Taken);
    assert_eq!(house.run("webhook_courier").await, 1);
    let message = house.message("webhook").await;
    assert_eq!((&message["state"], &message["attempts"], &message["person"]), (&json!("sent"), &json!(4), &Json::Null));
    let requests = receiver.requests();
    assert_eq!(requests.len(), 4, "the redirect was not followed");
    assert!(requests.iter().all(|request| request.headers["aftercare-delivery"] == requests[0].headers["aftercare-delivery"]));
    assert!(requests.iter().all(|request| request.body == requests[0].body));
});

on_both!(a_receiver_that_never_answers_is_let_go_after_ten_seconds, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let receiver = Receiver::open(Answer::Never).await;
    hook(&house, &receiver, json!({})).await;
    happen(&house, "ticket.opened", 1).await;
    house.run("webhook_feeder").await;
    assert_eq!(house.run("webhook_courier").await, 1);
    let message = house.message("webhook").await;
    assert!(
        message["last_error"].as_str().unwrap().starts_with("The receiver did not answer in time; it may have the event."),
        "{message}"
    );
});

on_both!(what_waits_for_a_webhook_that_is_gone_or_off_is_given_up, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let receiver = Receiver::open(Answer::Taken).await;
    let gone = hook(&house, &receiver, json!({ "name": "gone" })).await;
    let off = hook(&house, &receiver, json!({ "name": "off" })).await;
    happen(&house, "ticket.opened", 1).await;
    assert_eq!(house.run("webhook_feeder").await, 2);
    let path = |id: i64| format!("/api/v1/webhooks/{id}");
    assert_eq!(house.ask(Some(&house.anna), Method::DELETE, &path(gone), None).await.status, StatusCode::NO_CONTENT);
    let patch = async |body| house.ask(Some(&house.anna), Method::PATCH, &path(off), Some(body)).await;
    assert_eq!(patch(json!({ "active": false })).await.json["active"], false);
    assert_eq!(house.run("webhook_courier").await, 2);
    let mut reasons: Vec<String> =
        house.events("message.given_up").await.iter().map(|event| event["reason"].as_str().unwrap().to_owned()).collect();
    reasons.sort();
    assert_eq!(reasons, ["webhook.gone", "webhook.off"]);
    assert!(receiver.requests().is_empty());
    // Switched on again, it hears what happens from then on.
    happen(&house, "ticket.closed", 1).await;
    assert_eq!(house.run("webhook_feeder").await, 0, "nobody listens");
    assert_eq!(patch(json!({ "active": true })).await.json["active"], true);
    happen(&house, "ticket.reopened", 1).await;
    assert_eq!(house.run("webhook_feeder").await, 1);
    assert_eq!(house.run("webhook_courier").await, 1);
    assert_eq!(receiver.requests()[0].headers["aftercare-event"], "ticket.reopened");
    house.assert_attested().await;
});

on_both!(two_feeders_tell_each_event_once, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let receiver = Receiver::open(Answer::Taken).await;
    hook(&house, &receiver, json!({})).await;
    for _ in 0..450 {
        happen(&house, "ticket.noted", 1).await;
    }
    let (one, two) = (house.worker("webhook_feeder"), house.worker("webhook_feeder"));
    let now = house.clock.now();
    let (a, b) = tokio::join!(tokio::spawn(async move { one.run(now).await }), tokio::spawn(async move { two.run(now).await }));
    let fed = a.unwrap().unwrap().done + b.unwrap().unwrap().done + house.run("webhook_feeder").await;
    assert_eq!(fed, 450);
    assert_eq!(house.get(&house.anna, "/api/v1/messages?channel=webhook").await.json["total"], 450);
});

on_both!(webhooks_are_for_administrators, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let receiver = Receiver::open(Answer::Taken).await;
    let id = hook(&house, &receiver, json!({})).await;
    let one = format!("/api/v1/webhooks/{id}");
    let test = format!("{one}/test");
    let body = json!({ "name": "mine", "url": "http://127.0.0.1:9/" });
    let calls = [
        (Method::GET, "/api/v1/webhooks", None),
        (Method::POST, "/api/v1/webhooks", Some(body)),
        (Method::PATCH, one.as_str(), Some(json!({ "active": false }))),
        (Method::DELETE, one.as_str(), None),
        (Method::POST, test.as_str(), None),
    ];
    for (method, path, body) in calls {
        let nobody = house.ask(None, method.clone(), path, body.clone()).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        for other in [&house.wang, &house.li, &house.alice, &house.bob, &house.charlie] {
            let answer = house.ask(Some(other), method.clone(), path, body.clone()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} {method} {path}", other.login);
        }
    }
    let list = house.get(&house.anna, "/api/v1/webhooks").await.json;
    assert_eq!(
        list["items"][0],
        json!({
            "id": id, "name": "city", "url": receiver.url(), "active": true, "has_secret": false, "customer_id": null,
            "created_at": "2026-03-02T01:00:00.000Z",
        })
    );
    let tried = house.post(&house.anna, &test, None).await;
    assert_eq!((&tried.json["ok"], &tried.json["text"]), (&json!(true), &json!("The receiver took the event (HTTP 204).")));
    assert_eq!(receiver.requests()[0].json()["kind"], "webhook.test");
    receiver.answer(Answer::Broken);
    let tried = house.post(&house.anna, &test, None).await;
    assert_eq!((tried.status, &tried.json["ok"]), (StatusCode::OK, &json!(false)));
    assert_eq!(house.events("webhook.tried").await, [json!({ "ok": true }), json!({ "ok": false })]);
    for path in ["/api/v1/webhooks/999/test", "/api/v1/webhooks/x/test"] {
        assert_eq!(house.post(&house.anna, path, None).await.status, StatusCode::NOT_FOUND);
    }
});

on_both!(a_wrong_entry_is_refused_by_its_field, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let receiver = Receiver::open(Answer::Taken).await;
    let id = hook(&house, &receiver, json!({ "secret": SECRET })).await;
    let good = json!({ "name": "another", "url": "https://example.com/hook" });
    let cases = [
        (json!({ "name": "" }), "name", "name.length"),
        (json!({ "url": "example.com" }), "url", "webhook.url"),
        (json!({ "url": "ftp://example.com" }), "url", "webhook.url"),
        (json!({ "url": "http://" }), "url", "webhook.url"),
        (json!({ "url": "http://example.com:99999" }), "url", "webhook.url"),
        (json!({ "url": "javascript:alert(1)" }), "url", "webhook.url"),
        (json!({ "url": format!("https://example.com/{}", "x".repeat(1000)) }), "url", "webhook.url"),
        (json!({ "url": "https://user:secret@example.com" }), "url", "webhook.url"),
        (json!({ "secret": "short" }), "secret", "webhook.secret"),
        (json!({ "customer_id": 99 }), "customer_id", "webhook.no_such_customer"),
        (json!({ "customer_id": "north" }), "customer_id", "value.wrong"),
        (json!({ "method": "GET" }), "method", "value.wrong"),
    ];
    for (patch, path, code) in cases {
        let mut body = good.clone();
        body.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        let answer = house.post(&house.anna, "/api/v1/webhooks", Some(body)).await;
        assert_eq!((answer.status.as_u16(), answer.field()), (422, (path, code)), "{patch}: {}", answer.json);
    }
    let taken = house.post(&house.anna, "/api/v1/webhooks", Some(json!({ "name": "city", "url": "https://example.com" }))).await;
    assert_eq!((taken.status.as_u16(), taken.code()), (409, "webhook.name_taken"));
    let made = house.post(&house.anna, "/api/v1/webhooks", Some(good)).await;
    let other = format!("/api/v1/webhooks/{}", made.json["id"]);
    let renamed = house.ask(Some(&house.anna), Method::PATCH, &other, Some(json!({ "name": "city" }))).await;
    assert_eq!((renamed.status.as_u16(), renamed.code()), (409, "webhook.name_taken"));
    let one = format!("/api/v1/webhooks/{id}");
    let patch = async |body: Json| house.ask(Some(&house.anna), Method::PATCH, &one, Some(body)).await;
    assert_eq!(patch(json!({ "customer_id": 99 })).await.field().1, "webhook.no_such_customer");
    assert_eq!(patch(json!({ "url": "nowhere" })).await.field(), ("url", "webhook.url"));
    assert_eq!(patch(json!({})).await.json["has_secret"], true);
    assert_eq!(patch(json!({ "secret": null, "customer_id": 1 })).await.json["has_secret"], false);
    assert_eq!(patch(json!({ "customer_id": null })).await.json["customer_id"], Json::Null);
    assert_eq!(house.events("webhook.changed").await.len(), 2, "no change, no event");
    let missing = house.ask(Some(&house.anna), Method::PATCH, "/api/v1/webhooks/999", Some(json!({}))).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    house.assert_attested().await;
});

on_both!(a_customers_webhook_hears_nothing_internal, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let receiver = Receiver::open(Answer::Taken).await;
    hook(&house, &receiver, json!({ "customer_id": 1 })).await;
    let mut conn = house.test.db.write().await.unwrap();
    for visibility in ["internal", "customer"] {
        let event = Event::new("ticket.noted", ("ticket", 7)).customer(CustomerId(1)).body(json!({ "visibility": visibility }));
        journal::append(&mut conn, &Actor::System("desk"), house.clock.now(), house.clock.now(), event).await.unwrap();
    }
    conn.commit().await.unwrap();
    assert_eq!(house.run("webhook_feeder").await, 1);
    assert_eq!(house.run("webhook_courier").await, 1);
    assert_eq!(receiver.requests()[0].json()["body"], json!({ "visibility": "customer" }));
});

on_both!(a_receiver_by_tls_must_be_who_it_says, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let (receiver, certificate) = Receiver::open_tls(Answer::Taken).await;
    let url = format!("https://127.0.0.1:{}/hook", receiver.address.port());
    hook(&house, &receiver, json!({ "url": url })).await;
    happen(&house, "ticket.opened", 1).await;
    house.run("webhook_feeder").await;
    assert_eq!(house.run("webhook_courier").await, 1);
    let message = house.message("webhook").await;
    assert!(message["last_error"].as_str().unwrap().contains("UnknownIssuer"), "{message}");
    assert!(receiver.requests().is_empty());
    house.clock.advance(Duration::from_secs(5));
    let trusting = house.notify.clone().with_trusted(vec![certificate]);
    let courier = trusting.workers().into_iter().find(|worker| worker.name() == "webhook_courier").unwrap();
    assert_eq!(courier.run(house.clock.now()).await.unwrap().done, 1);
    assert_eq!(receiver.requests().len(), 1);
    assert_eq!(house.message("webhook").await["state"], "sent");
});
