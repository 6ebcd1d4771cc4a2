//! Suppliers of short messages, asked by a template of the administrator's.

use std::time::Duration;

use axum::http::StatusCode;
use notify::{Channel, Draft, Wanted};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, call, furnish};
use crate::platform::{Platform, Reply};

/// A supplier of Aliyun's shape.
fn aliyun(platform: &Platform) -> Json {
    json!({
        "name": "short messages", "kind": "sms",
        "secrets": { "ACCESS_KEY_ID": "LTAI-the-id", "ACCESS_KEY_SECRET": "the-key-secret" },
        "template": {
            "send": {
                "method": "POST", "url": platform.url("/"),
                "query": { "Action": "SendSms", "Version": "2017-05-25", "RegionId": "cn-hangzhou" },
                "form": {
                    "PhoneNumbers": "{{plain_phone}}", "SignName": "守约", "TemplateCode": "SMS_1",
                    "TemplateParam": "{\"text\":\"{{subject|max:35|json}}\"}", "OutId": "{{message}}",
                },
                "sign": { "kind": "aliyun", "key_id": "{{secret.ACCESS_KEY_ID}}", "key_secret": "{{secret.ACCESS_KEY_SECRET}}" },
            },
            "taken": { "path": "Code", "is": ["OK"] },
            "refused": { "path": "Code", "is": ["isv.MOBILE_NUMBER_ILLEGAL"] },
            "says": "Message", "receipt": "BizId",
        },
    })
}

fn short_message(house: &House, step: &str) -> Draft {
    Draft { wanted: Wanted::Only(vec![Channel::Sms]), ..call(&house.wang, step) }
}

on_both!(a_short_message_is_sent_as_the_supplier_wants_it, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"Code":"OK","Message":"OK","BizId":"9006^0"}"#).await;
    house.gateway(aliyun(&platform)).await;
    assert_eq!(house.enqueue(&short_message(&house, "call:1")).await, 1);
    assert_eq!(house.enqueue(&Draft { to: house.li.id, ..short_message(&house, "call:1") }).await, 0, "she has no number");
    assert_eq!(house.run("sms_courier").await, 1);
    let request = &platform.requests()[0];
    assert!(request.line.starts_with("POST /?AccessKeyId=LTAI-the-id&Action=SendSms&"), "{}", request.line);
    assert!(request.line.contains("&Signature=") && !request.line.contains("the-key-secret"));
    assert!(request.body.contains("&PhoneNumbers=13800138001&"), "{}", request.body);
    assert!(request.body.contains("TemplateParam=%7B%22text%22%3A%22%E6%95%85%E9%9A%9C"), "{}", request.body);
    let message = &house.messages("sms").await[0];
    assert_eq!((&message["state"], &message["to"]), (&json!("sent"), &json!("+8613800138001")));
    // The keys stand nowhere in the open.
    let shown = house.get(&house.anna, "/api/v1/gateways").await.json.to_string();
    assert!(shown.contains("ACCESS_KEY_SECRET") && !shown.contains("the-key-secret"), "{shown}");
    for kind in ["gateway.created", "message.queued", "message.sent"] {
        assert!(house.events(kind).await.iter().all(|event| !event.to_string().contains("the-key-secret")));
    }
    house.assert_attested().await;
});

on_both!(what_the_supplier_says_in_its_body_counts, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"触发小时级流控"}"#).await;
    house.gateway(aliyun(&platform)).await;
    house.enqueue(&short_message(&house, "call:1")).await;
    house.run("sms_courier").await;
    let message = &house.messages("sms").await[0];
    assert_eq!(
        (&message["state"], &message["last_error"]),
        (&json!("failed"), &json!("The channel refused the message. (触发小时级流控)"))
    );
    platform.turns(|_| Reply::Says(r#"{"Code":"isv.MOBILE_NUMBER_ILLEGAL","Message":"号码不合法"}"#.to_owned()));
    house.clock.advance(Duration::from_secs(5));
    house.run("sms_courier").await;
    let message = &house.messages("sms").await[0];
    assert_eq!(message["state"], "given_up", "it would never be taken");
    assert_eq!(house.events("message.given_up").await[0]["reason"], "gateway.refused_for_good");
});

on_both!(a_code_is_told_nowhere_but_on_the_number_it_proves, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"Code":"OK"}"#).await;
    house.gateway(aliyun(&platform)).await;
    house.enqueue(&short_message(&house, "code:1")).await;
    assert_eq!(house.get(&house.wang, "/api/v1/inbox").await.json["total"], 0);
    let mut conn = house.test.db.read().await.unwrap();
    let asked = [Channel::Email, Channel::Sms, Channel::Voice];
    let ways = notify::facts::ways(&mut conn, house.wang.id, None, &asked).await.unwrap();
    assert_eq!(ways, [Channel::Email, Channel::Sms]);
    assert_eq!(notify::facts::ways(&mut conn, house.li.id, None, &asked).await.unwrap(), []);
    let later = house.clock.now().plus_seconds(60);
    assert_eq!(notify::facts::unended(&mut conn, later).await.unwrap(), 1);
    drop(conn);
    house.run("sms_courier").await;
    let mut conn = house.test.db.read().await.unwrap();
    assert_eq!(notify::facts::unended(&mut conn, later).await.unwrap(), 0);
});

on_both!(a_test_says_what_the_supplier_said, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"Code":"OK"}"#).await;
    let id = house.gateway(aliyun(&platform)).await;
    let path = format!("/api/v1/gateways/{id}/test");
    let tried = house.post(&house.anna, &path, Some(json!({ "to": "138 0000 0000" }))).await;
    assert_eq!((tried.status, &tried.json["ok"]), (StatusCode::OK, &json!(true)), "{}", tried.json);
    assert!(platform.requests()[0].body.contains("PhoneNumbers=13800000000"));
    let wrong = house.post(&house.anna, &path, Some(json!({ "to": "-rf /" }))).await;
    assert_eq!(wrong.json["text"], "This is no phone number. Correct it, then retry. (-rf /)");
    let none = house.post(&house.anna, &path, Some(json!({}))).await;
    assert_eq!((none.status.as_u16(), none.field()), (422, ("to", "gateway.number")));
    platform.turns(|_| Reply::Says(r#"{"Code":"InvalidAccessKeyId.NotFound","Message":"Specified access key is not found."}"#.to_owned()));
    let refused = house.post(&house.anna, &path, Some(json!({ "to": "13800000000" }))).await;
    assert_eq!(refused.json["ok"], false);
    assert!(refused.json["text"].as_str().unwrap().contains("Specified access key is not found."), "{}", refused.json);
    assert_eq!(house.events("gateway.tried").await.len(), 3);
    assert!(house.messages("sms").await.is_empty(), "a test is no message");
});
