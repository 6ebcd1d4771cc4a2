//! Calls that read a text aloud. A key that is pressed acknowledges; an answer without one does not.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use notify::{Channel, Draft, Wanted};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{Answer, House, call, furnish};
use crate::platform::{Platform, Reply};

fn ending(key: &str, status: &str) -> Json {
    json!({ "key": key, "answered": { "path": status, "is": ["200000"] }, "unanswered": { "path": status, "is": ["200005", "200010"] } })
}

/// A supplier that reports by itself and can be asked.
async fn supplier(house: &House, platform: &Platform, can_be_asked: bool) -> String {
    let mut template = json!({
        "send": { "method": "POST", "url": platform.url("/call"), "json": { "to": "{{phone}}", "say": "{{subject}}", "out_id": "{{message}}",
                  "report_to": "{{report_url}}" } },
        "taken": { "path": "Code", "is": ["OK"] }, "receipt": "CallId",
        "report": { "receipt": "call_id", "message": "out_id", "ending": ending("dtmf", "status_code") },
    });
    if can_be_asked {
        template["ask"] = json!({ "method": "GET", "url": platform.url("/detail"), "query": { "CallId": "{{receipt}}" } });
        template["ending"] = ending("Data.dtmf", "Data.state");
    }
    let made = house.post(&house.anna, "/api/v1/gateways", Some(json!({ "name": "calls", "kind": "voice", "template": template }))).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    made.json["report_url"].as_str().unwrap().strip_prefix("https://aftercare.example.com").unwrap().to_owned()
}

fn voice(house: &House, step: &str) -> Draft {
    Draft { wanted: Wanted::These(vec![Channel::Voice]), ..call(&house.wang, step) }
}

async fn report(house: &House, path: &str, body: Json) -> Answer {
    house.ask(None, Method::POST, path, Some(body)).await
}

on_both!(only_a_pressed_key_acknowledges, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let mut calls = 0;
    let platform = Platform::open(move |_| {
        calls += 1;
        Reply::Says(format!(r#"{{"Code":"OK","CallId":"call-{calls}"}}"#))
    })
    .await;
    let path = supplier(&house, &platform, false).await;
    for n in 1..=3 {
        house.enqueue(&voice(&house, &format!("call:{n}"))).await;
        assert_eq!(house.run("voice_courier").await, 1);
        house.clock.advance(Duration::from_secs(62));
    }
    let asked = platform.requests()[0].json();
    assert_eq!((&asked["to"], &asked["say"]), (&json!("+8613800138001"), &json!("故障 F-7：3 号摄像机离线")));
    assert!(asked["report_to"].as_str().unwrap().ends_with(&path));
    // A mailbox answers; a list of reports as Aliyun sends it, one of them about somebody else's call.
    let reports =
        json!([{ "call_id": "call-1", "status_code": "200000" }, { "call_id": "another's", "status_code": "200000", "dtmf": "1" }]);
    assert_eq!(report(&house, &path, reports.clone()).await.json, json!({ "code": 0, "msg": "ok" }));
    assert_eq!(house.events("message.acknowledged").await, [] as [Json; 0], "answered without a key is not acknowledged");
    let answered = house.events("message.answered").await;
    assert_eq!((answered.len(), &answered[0]["step"]), (1, &json!("call:1")));
    assert_eq!(report(&house, &path, reports).await.status, StatusCode::OK);
    assert_eq!(house.events("message.answered").await.len(), 1, "a report that comes twice is written down once");
    report(&house, &path, json!({ "call_id": "call-2", "status_code": "200000", "dtmf": "1" })).await;
    report(&house, &path, json!({ "call_id": "call-3", "status_code": "200010" })).await;
    let pressed = house.events("message.acknowledged").await;
    assert_eq!(
        (pressed.len(), &pressed[0]["step"], &pressed[0]["key"], &pressed[0]["person_id"]),
        (1, &json!("call:2"), &json!("1"), &json!(house.wang.id))
    );
    assert_eq!(house.events("message.unanswered").await.len(), 1);
    let answers: Vec<Json> = house.messages("voice").await.iter().map(|message| message["answer"].clone()).collect();
    assert_eq!(answers, ["answered", "key", "unanswered"]);
    // A key that is told of late counts all the same; what is told after it changes nothing.
    report(&house, &path, json!({ "call_id": "call-1", "status_code": "200000", "dtmf": "5" })).await;
    report(&house, &path, json!({ "call_id": "call-1", "status_code": "200010" })).await;
    assert_eq!(house.events("message.acknowledged").await.len(), 2);
    assert_eq!(house.messages("voice").await[0]["answer"], "key");
    house.assert_attested().await;
});

on_both!(nobody_reports_who_does_not_know_the_token, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"Code":"OK","CallId":"call-1"}"#).await;
    let path = supplier(&house, &platform, false).await;
    house.enqueue(&voice(&house, "call:1")).await;
    house.run("voice_courier").await;
    let forged = json!({ "call_id": "call-1", "dtmf": "1" });
    let wrong = report(&house, "/api/v1/gateway-reports/guessed", forged.clone()).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    // Another supplier's token does not reach this one's calls.
    let other = house
        .post(
            &house.anna,
            "/api/v1/gateways",
            Some(json!({ "name": "other", "kind": "voice", "template": {
        "send": { "method": "GET", "url": platform.url("/") },
        "report": { "receipt": "call_id", "ending": ending("dtmf", "status_code") } } })),
        )
        .await;
    let theirs = other.json["report_url"].as_str().unwrap().strip_prefix("https://aftercare.example.com").unwrap();
    assert_eq!(report(&house, theirs, forged.clone()).await.status, StatusCode::OK);
    assert!(house.events("message.acknowledged").await.is_empty());
    for nonsense in
        [json!(null), json!("x"), json!([1, [], {}]), json!({ "call_id": {}, "dtmf": "1" }), json!({ "out_id": "x", "dtmf": "1" })]
    {
        assert_eq!(report(&house, &path, nonsense).await.status, StatusCode::OK);
    }
    assert!(house.events("message.acknowledged").await.is_empty());
    report(&house, &path, forged).await;
    assert_eq!(house.events("message.acknowledged").await.len(), 1);
});

on_both!(a_supplier_that_does_not_report_is_asked, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"Code":"OK","CallId":"call-1"}"#).await;
    supplier(&house, &platform, true).await;
    house.enqueue(&voice(&house, "call:1")).await;
    house.run("voice_courier").await;
    assert_eq!(house.run("voice_asker").await, 0);
    platform.turns(|_| Reply::Says(r#"{"Code":"OK","Data":"{\"state\":\"200002\"}"}"#.to_owned()));
    house.clock.advance(Duration::from_secs(5));
    assert_eq!(house.run("voice_asker").await, 0, "it still rings");
    assert_eq!(platform.requests()[1].line, "GET /detail?CallId=call-1 HTTP/1.1");
    platform.turns(|_| Reply::Status(500, "oops".to_owned()));
    house.clock.advance(Duration::from_secs(5));
    assert_eq!(house.run("voice_asker").await, 0);
    platform.turns(|_| Reply::Says(r#"{"Code":"OK","Data":"{\"state\":\"200000\",\"dtmf\":\"1\"}"}"#.to_owned()));
    house.clock.advance(Duration::from_secs(5));
    let second = house.second("voice_asker").await;
    let (one, now) = (house.worker("voice_asker"), house.clock.now());
    let (a, b) = tokio::join!(one.run(now), second.run(now));
    assert_eq!(a.unwrap().done + b.unwrap().done, 1);
    assert_eq!(house.events("message.acknowledged").await.len(), 1);
    house.clock.advance(Duration::from_secs(600));
    assert_eq!(house.run("voice_asker").await, 0, "and is asked no more");
});

on_both!(a_call_whose_end_nobody_tells_is_said_to_be_unknown, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"Code":"OK","CallId":"call-1"}"#).await;
    supplier(&house, &platform, true).await;
    house.enqueue(&voice(&house, "call:1")).await;
    house.run("voice_courier").await;
    let mut ended = 0;
    for _ in 0..70 {
        house.clock.advance(Duration::from_secs(5));
        ended += house.run("voice_asker").await;
    }
    assert_eq!(ended, 1);
    assert_eq!(house.events("message.answer_unknown").await.len(), 1);
    assert_eq!(house.messages("voice").await[0]["answer"], "unknown");
});
