//! What robots are sent, and what their answers mean.

use super::*;

fn told(body: &str) -> Told {
    Told { subject: "故障 F-7".into(), body: body.into(), link: Some("https://a.example/tickets/7".into()) }
}

fn post<'a>(kind: GatewayKind, secret: Option<&'a str>, told: &'a Told) -> Post<'a> {
    Post {
        kind,
        url: "https://robot.example/send?access_token=abc",
        secret,
        told,
        language: Language::Zh,
        mentions: vec!["+8613800138000", "13900139000", "+86 138 0013 8000"],
        now: Timestamp::from_milliseconds(1_767_225_600_000),
    }
}

#[test]
fn the_signatures_are_the_platforms_own() {
    assert_eq!(dingtalk_signature("SECdemo", 1_767_225_600_000), "obv1jKXupdCsRrmQyT6z59MdIICFujSKQJly1hcEYiE%3D");
    assert_eq!(feishu_signature("SECdemo", 1_767_225_600), "qcErL3q+dg7UYG+sIOzhK77jFmspEgBx9WHXK/idXqw=");
}

#[test]
fn each_platform_is_spoken_to_in_its_own_way() {
    let told = told("3 号摄像机无应答。");
    let dingtalk = request(&post(GatewayKind::Dingtalk, Some("SECdemo"), &told));
    assert_eq!(
        dingtalk.url,
        "https://robot.example/send?access_token=abc&timestamp=1767225600000&sign=obv1jKXupdCsRrmQyT6z59MdIICFujSKQJly1hcEYiE%3D"
    );
    let text = "故障 F-7\n3 号摄像机无应答。\nhttps://a.example/tickets/7";
    let numbers = ["13800138000", "13900139000"];
    assert_eq!(
        serde_json::from_str::<Json>(&dingtalk.body).unwrap(),
        json!({ "msgtype": "text", "text": { "content": format!("{text}\n@13800138000 @13900139000") },
                "at": { "atMobiles": numbers, "isAtAll": false } })
    );
    let wecom = request(&post(GatewayKind::Wecom, None, &told));
    assert_eq!(wecom.url, "https://robot.example/send?access_token=abc");
    assert_eq!(
        serde_json::from_str::<Json>(&wecom.body).unwrap(),
        json!({ "msgtype": "text", "text": { "content": text, "mentioned_mobile_list": numbers } })
    );
    let feishu = request(&post(GatewayKind::Feishu, Some("SECdemo"), &told));
    assert_eq!(
        serde_json::from_str::<Json>(&feishu.body).unwrap(),
        json!({ "timestamp": "1767225600", "sign": "qcErL3q+dg7UYG+sIOzhK77jFmspEgBx9WHXK/idXqw=", "msg_type": "text",
                "content": { "text": text } })
    );
    let unsigned = request(&post(GatewayKind::Feishu, None, &told));
    assert_eq!(serde_json::from_str::<Json>(&unsigned.body).unwrap(), json!({ "msg_type": "text", "content": { "text": text } }));
}

#[test]
fn a_long_text_is_cut_and_keeps_its_link() {
    for kind in [GatewayKind::Dingtalk, GatewayKind::Wecom, GatewayKind::Feishu] {
        for filling in ["故障\n", "\"\"\n\n", "x"] {
            let told = told(&filling.repeat(30_000));
            let request = request(&post(kind, Some("SECdemo"), &told));
            assert!(request.body.len() <= LONGEST_REQUEST, "{kind:?}: {}", request.body.len());
            assert!(request.body.contains("已截短") && request.body.contains("https://a.example/tickets/7"));
            let body: Json = serde_json::from_str(&request.body).unwrap();
            if kind == GatewayKind::Wecom {
                assert!(body["text"]["content"].as_str().unwrap().len() <= LONGEST_WECOM_TEXT);
            } else {
                assert!(request.body.len() > LONGEST_REQUEST / 2, "{kind:?} could have said more: {}", request.body.len());
            }
        }
    }
}

#[test]
fn what_a_robot_answers_is_read_in_the_body() {
    use GatewayKind::{Dingtalk, Feishu, Wecom};
    let cases = [
        (Dingtalk, 200, r#"{"errcode":0,"errmsg":"ok"}"#, None, None),
        (Dingtalk, 200, r#"{"errcode":130101,"errmsg":"send too fast"}"#, Some("gateway.silenced"), Some(600)),
        (Dingtalk, 200, r#"{"errcode":310000,"errmsg":"sign not match"}"#, Some("gateway.credentials"), None),
        (Dingtalk, 200, r#"{"errcode":1,"errmsg":"?"}"#, Some("gateway.refused"), None),
        (Dingtalk, 200, "", Some("gateway.answer"), None),
        (Dingtalk, 200, "<html>please sign in</html>", Some("gateway.answer"), None),
        (Dingtalk, 500, "oops", Some("gateway.status"), None),
        (Dingtalk, 500, r#"{"errcode":0}"#, Some("gateway.refused"), None),
        (Wecom, 200, r#"{"errcode":0,"errmsg":"ok"}"#, None, None),
        (Wecom, 200, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#, Some("gateway.silenced"), Some(60)),
        (Wecom, 200, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#, Some("gateway.credentials"), None),
        (Feishu, 200, r#"{"code":0,"data":{},"msg":"success"}"#, None, None),
        (Feishu, 200, r#"{"StatusCode":0,"StatusMessage":"success"}"#, None, None),
        (Feishu, 200, r#"{"code":9499,"msg":"Bad Request"}"#, Some("gateway.silenced"), Some(60)),
        (Feishu, 200, r#"{"code":19021,"msg":"sign match fail"}"#, Some("gateway.credentials"), None),
        (Feishu, 429, "slow down", Some("gateway.silenced"), Some(60)),
    ];
    for (kind, status, body, code, silence) in cases {
        let setback = judge(kind, status, body).err();
        assert_eq!(setback.as_ref().map(|setback| setback.code), code, "{kind:?} {body}");
        assert_eq!(setback.as_ref().and_then(|setback| setback.silence), silence, "{kind:?} {body}");
        assert!(setback.is_none_or(|setback| !setback.hopeless && !setback.uncertain));
    }
}
