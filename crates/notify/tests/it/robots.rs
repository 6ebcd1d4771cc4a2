//! Robots in groups of DingTalk, WeCom and Feishu, over real sockets: what they are sent, and what becomes of it when they answer slowly,
//! with an error in a body of 200, or never.

use std::time::Duration;

use notify::{Channel, Draft, Wanted};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, call, furnish};
use crate::platform::{Platform, Reply};

const OK: &str = r#"{"errcode":0,"errmsg":"ok"}"#;

/// A robot's gateway.
pub async fn robot(house: &House, kind: &str, platform: &Platform) -> i64 {
    let url = platform.url("/robot/send?access_token=its-own-token");
    house.gateway(json!({ "name": format!("{kind} group"), "kind": kind, "url": url, "secret": "SECdemo" })).await
}

/// A call to the group of one channel only.
pub fn to_group(house: &House, channel: Channel, step: &str) -> Draft {
    Draft { wanted: Wanted::Only(vec![channel]), ..call(&house.wang, step) }
}

on_both!(a_call_is_told_in_every_group_and_its_link_acts_as_nobody, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let feishu_ok = r#"{"code":0,"msg":"success"}"#;
    let (dingtalk, wecom, feishu) = (Platform::saying(OK).await, Platform::saying(OK).await, Platform::saying(feishu_ok).await);
    for (kind, platform) in [("dingtalk", &dingtalk), ("wecom", &wecom), ("feishu", &feishu)] {
        robot(&house, kind, platform).await;
    }
    assert_eq!(
        house.enqueue(&call(&house.wang, "call:1")).await,
        5,
        "our own pages, mail, three groups; no short message without a gateway"
    );
    for kind in ["dingtalk", "wecom", "feishu"] {
        assert_eq!(house.run(&format!("{kind}_courier")).await, 1, "{kind}");
        assert_eq!(house.run(&format!("{kind}_courier")).await, 0, "{kind}");
        let message = &house.messages(kind).await[0];
        assert_eq!((&message["state"], &message["importance"]), (&json!("sent"), &json!("urgent")));
        assert_eq!((&message["to"], &message["gateway"]["name"]), (&json!(format!("{kind} group")), &json!(format!("{kind} group"))));
    }
    let request = &dingtalk.requests()[0];
    let now = house.clock.now().milliseconds();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"SECdemo");
    let tag = ring::hmac::sign(&key, format!("{now}\nSECdemo").as_bytes());
    let sign = data_encoding::BASE64.encode(tag.as_ref()).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let line = format!("POST /robot/send?access_token=its-own-token&timestamp={now}&sign={sign} HTTP/1.1");
    assert_eq!(request.line, line);
    assert_eq!(request.json()["at"]["atMobiles"], json!(["13800138001"]));
    let text = request.json()["text"]["content"].as_str().unwrap().to_owned();
    assert!(text.contains("故障 F-7：3 号摄像机离线") && text.contains("https://aftercare.example.com/tickets/7"), "{text}");
    assert_eq!(wecom.requests()[0].json()["text"]["mentioned_mobile_list"], json!(["13800138001"]));
    assert_eq!(feishu.requests()[0].json()["timestamp"], json!((now / 1000).to_string()));
    for platform in [&dingtalk, &wecom, &feishu] {
        assert!(!platform.requests()[0].body.contains("acknowledge"), "a group does not get the link that acts as one of it");
    }
    house.assert_attested().await;
});

on_both!(an_error_in_a_body_of_200_is_an_error, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"errcode":310000,"errmsg":"sign not match"}"#).await;
    robot(&house, "dingtalk", &platform).await;
    house.enqueue(&to_group(&house, Channel::Dingtalk, "call:1")).await;
    assert_eq!(house.run("dingtalk_courier").await, 1);
    let message = &house.messages("dingtalk").await[0];
    assert_eq!(message["state"], "failed");
    let error = message["last_error"].as_str().unwrap();
    assert!(error.starts_with("The channel does not accept our address or signature.") && error.contains("sign not match"), "{error}");
    assert!(house.events("message.sent").await.is_empty());
    // Somebody corrects the secret; the next try gets through.
    platform.turns(|_| Reply::Says(OK.to_owned()));
    house.clock.advance(Duration::from_secs(5));
    assert_eq!(house.run("dingtalk_courier").await, 1);
    assert_eq!(house.messages("dingtalk").await[0]["state"], "sent");
});

on_both!(a_robot_that_hangs_up_or_answers_nonsense_is_asked_again, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::open(|_| Reply::HangUp).await;
    robot(&house, "wecom", &platform).await;
    house.enqueue(&to_group(&house, Channel::Wecom, "call:1")).await;
    let cases: [(Reply, &str, u64); 3] = [
        (Reply::HangUp, "The channel's answer was lost; the message may have arrived.", 5),
        (Reply::Says("<html>login</html>".to_owned()), "The channel's server answered something that does not say", 10),
        (Reply::Status(502, "bad gateway".to_owned()), "The channel's server did not take the message. (HTTP 502: bad gateway)", 20),
    ];
    for (reply, error, pause) in cases {
        platform.turns(move |_| reply.clone());
        assert_eq!(house.run("wecom_courier").await, 1);
        let message = &house.messages("wecom").await[0];
        assert!(message["last_error"].as_str().unwrap().starts_with(error), "{message}");
        house.clock.advance(Duration::from_secs(pause));
    }
    platform.turns(|_| Reply::Says(OK.to_owned()));
    assert_eq!(house.run("wecom_courier").await, 1);
    let sent = house.events("message.sent").await;
    assert_eq!((&sent[0]["attempts"], &sent[0]["unknown_before"]), (&json!(4), &json!(1)));
});

on_both!(a_robot_that_never_answers_holds_up_no_other, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let (mute, kind) = (Platform::open(|_| Reply::Never).await, Platform::saying(OK).await);
    let url = mute.url("/send");
    house.gateway(json!({ "name": "north's", "kind": "dingtalk", "url": url, "customer_id": 1 })).await;
    robot(&house, "dingtalk", &kind).await;
    house.enqueue(&to_group(&house, Channel::Dingtalk, "call:1")).await;
    house.enqueue(&Draft { customer: None, ..to_group(&house, Channel::Dingtalk, "call:2") }).await;
    assert_eq!(house.run("dingtalk_courier").await, 2);
    let states: Vec<Json> = house.messages("dingtalk").await.iter().map(|message| message["state"].clone()).collect();
    assert_eq!(states, ["failed", "sent"]);
    let error = house.messages("dingtalk").await[0]["last_error"].clone();
    assert_eq!(error, "The channel's server did not answer in time; the message may have arrived.");
});

on_both!(a_killed_couriers_post_is_taken_over, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::open(|_| Reply::Never).await;
    robot(&house, "dingtalk", &platform).await;
    house.enqueue(&to_group(&house, Channel::Dingtalk, "call:1")).await;
    let courier = house.worker("dingtalk_courier");
    let now = house.clock.now();
    let killed = tokio::spawn(async move { courier.run(now).await });
    platform.heard(1).await;
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());
    platform.left(1).await;
    platform.turns(|_| Reply::Says(OK.to_owned()));
    let second = house.second("dingtalk_courier").await;
    assert_eq!(second.run(house.clock.now()).await.unwrap().done, 0, "the claim still holds");
    house.clock.advance(Duration::from_secs(61));
    assert_eq!(second.run(house.clock.now()).await.unwrap().done, 1);
    assert_eq!(house.run("dingtalk_courier").await, 0);
    let sent = house.events("message.sent").await;
    assert_eq!((sent.len(), &sent[0]["unknown_before"]), (1, &json!(1)), "recorded once, and the doubt is said");
    house.assert_attested().await;
});

on_both!(a_gateway_that_is_gone_or_off_is_said_so, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(OK).await;
    let id = robot(&house, "feishu", &platform).await;
    house.enqueue(&to_group(&house, Channel::Feishu, "call:1")).await;
    house.enqueue(&to_group(&house, Channel::Feishu, "call:2")).await;
    let path = format!("/api/v1/gateways/{id}");
    house.ask(Some(&house.anna), axum::http::Method::PATCH, &path, Some(json!({ "active": false }))).await;
    assert_eq!(house.enqueue(&to_group(&house, Channel::Feishu, "call:3")).await, 0, "there is no way there now");
    assert_eq!(house.run("feishu_courier").await, 2);
    assert_eq!(house.messages("feishu").await[0]["last_error"], "The channel is switched off. Switch it on, then retry.");
    house.ask(Some(&house.anna), axum::http::Method::DELETE, &path, None).await;
    let message = house.messages("feishu").await[0].clone();
    assert_eq!(message["gateway"], json!({ "id": id, "name": null }));
    house.post(&house.anna, &format!("/api/v1/messages/{}/retry", message["id"]), None).await;
    assert_eq!(house.run("feishu_courier").await, 1);
    assert_eq!(house.messages("feishu").await[0]["last_error"], "The channel was removed. Set it up anew, then retry.");
    assert!(platform.requests().is_empty());
    house.assert_attested().await;
});
