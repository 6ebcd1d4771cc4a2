//! Setting gateways up: who may, what is refused, what is kept secret.

use axum::http::{Method, StatusCode};
use base::db::sql;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::furnish;
use crate::platform::Platform;

fn group() -> Json {
    json!({ "name": "ops group", "kind": "dingtalk", "url": "https://oapi.dingtalk.com/robot/send?access_token=its-own-token", "secret": "SEC-its-own" })
}

on_both!(only_administrators_set_channels_up, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let id = house.gateway(group()).await;
    let one = format!("/api/v1/gateways/{id}");
    let test = format!("{one}/test");
    let asks = [
        (Method::GET, "/api/v1/gateways", None),
        (Method::POST, "/api/v1/gateways", Some(group())),
        (Method::PATCH, one.as_str(), Some(json!({ "active": false }))),
        (Method::DELETE, one.as_str(), None),
        (Method::POST, test.as_str(), Some(json!({}))),
    ];
    for (method, path, body) in asks {
        assert_eq!(house.ask(None, method.clone(), path, body.clone()).await.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        for other in [&house.wang, &house.li, &house.alice, &house.bob, &house.charlie] {
            let answer = house.ask(Some(other), method.clone(), path, body.clone()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path} by {}", other.login);
        }
    }
    let list = house.get(&house.anna, "/api/v1/gateways").await.json;
    let shown = &list["items"][0];
    assert_eq!(
        (&shown["name"], &shown["audience"], &shown["host"], &shown["signed"]),
        (&json!("ops group"), &json!("staff"), &json!("oapi.dingtalk.com"), &json!(true))
    );
    assert!(!list.to_string().contains("its-own"), "{list}");
    let mut conn = house.test.db.read().await.unwrap();
    let (setup, sealed): (String, Vec<u8>) =
        sql("SELECT setup, secrets FROM gateways WHERE id = $1").bind(id).one(&mut conn).await.unwrap();
    assert!(!setup.contains("its-own") && !sealed.windows(7).any(|part| part == b"its-own"));
    drop(conn);
    assert!(!house.events("gateway.created").await[0].to_string().contains("its-own"));
    house.assert_attested().await;
});

on_both!(a_channel_is_changed_without_telling_its_secrets_again, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"errcode":0}"#).await;
    let id = house.gateway(json!({ "url": platform.url("/send?access_token=one"), "name": "a", "kind": "wecom" })).await;
    let path = format!("/api/v1/gateways/{id}");
    let change = async |body: Json| house.ask(Some(&house.anna), Method::PATCH, &path, Some(body)).await;
    let changed = change(json!({ "name": "b", "active": false, "customer_id": 1, "audience": "customer" })).await;
    assert_eq!((changed.status, &changed.json["name"], &changed.json["audience"]), (StatusCode::OK, &json!("b"), &json!("customer")));
    let tried = house.post(&house.anna, &format!("{path}/test"), Some(json!({}))).await;
    assert_eq!(tried.json["ok"], true, "switched off, it can still be tried: {}", tried.json);
    assert_eq!(platform.requests()[0].line, "POST /send?access_token=one HTTP/1.1");
    assert_eq!(change(json!({ "url": platform.url("/send?access_token=two") })).await.status, StatusCode::OK);
    house.post(&house.anna, &format!("{path}/test"), Some(json!({}))).await;
    assert_eq!(platform.requests()[1].line, "POST /send?access_token=two HTTP/1.1");
    assert_eq!(change(json!({ "customer_id": null })).await.field(), ("customer_id", "gateway.whose"));
    assert_eq!(change(json!({ "customer_id": 99 })).await.field(), ("customer_id", "gateway.no_such_customer"));
    assert_eq!(change(json!({ "kind": "feishu" })).await.field().0, "kind", "its kind stays");
    let gone = house.ask(Some(&house.anna), Method::DELETE, &path, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(change(json!({ "name": "c" })).await.status, StatusCode::NOT_FOUND);
    house.assert_attested().await;
});

on_both!(a_channel_that_could_not_work_is_refused, |test: TestDb| async move {
    let house = furnish(test, None).await;
    house.gateway(group()).await;
    let send = json!({ "method": "POST", "url": "https://sms.example.com/", "form": { "to": "{{phone}}" } });
    let mut typo = send.clone();
    typo["form"]["to"] = json!("{{fone}}");
    let cases = [
        (json!({ "name": "x", "kind": "pigeon" }), 422, "kind"),
        (json!({ "name": "x", "kind": "wecom", "url": "qyapi.weixin.qq.com" }), 422, "url"),
        (json!({ "name": "x", "kind": "wecom", "url": "https://u:p@qyapi.weixin.qq.com/" }), 422, "url"),
        (json!({ "name": "x", "kind": "wecom", "url": "https://a.example/", "audience": "everybody" }), 422, "audience"),
        (json!({ "name": "x", "kind": "sms" }), 422, "template"),
        (json!({ "name": "x", "kind": "sms", "template": { "send": typo } }), 422, "template.send"),
        (json!({ "name": "x", "kind": "sms", "template": { "send": send, "succes": {} } }), 422, "template.succes"),
        (json!({ "name": "x", "kind": "sms", "template": { "send": send }, "secrets": { "a b": "x" } }), 422, "secrets.a b"),
        (json!({ "name": "ops group", "kind": "modem" }), 409, "name"),
        (json!({ "name": "x", "kind": "modem", "colour": "red" }), 422, "colour"),
    ];
    for (body, status, path) in cases {
        let refused = house.post(&house.anna, "/api/v1/gateways", Some(body.clone())).await;
        assert_eq!((refused.status.as_u16(), refused.field().0), (status, path), "{body}: {}", refused.json);
    }
    assert_eq!(house.get(&house.anna, "/api/v1/gateways").await.json["total"], 1);
});
