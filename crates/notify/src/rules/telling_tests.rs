//! One message, several told together, a storm.

use base::Timestamp;

use super::*;
use crate::model::MessageId;

pub(crate) fn parcel(id: i64, subject: &str, path: Option<&str>) -> Parcel {
    Parcel {
        id: MessageId(id),
        step: format!("call:{id}"),
        channel: "dingtalk".into(),
        addressee: "gateway:1".into(),
        webhook_id: None,
        gateway_id: None,
        ticket_id: None,
        customer_id: None,
        recipient: "ops".into(),
        language: "zh".into(),
        subject: subject.into(),
        body: "3 号摄像机无应答。\r\n".into(),
        created_at: Timestamp::from_milliseconds(1_772_413_200_000),
        mention: None,
        path: path.map(str::to_owned),
        attempts: 1,
        lost: 0,
        started_at: Timestamp::from_milliseconds(1_772_413_200_000),
    }
}

#[test]
fn one_message_is_told_as_it_is() {
    let bundle = Bundle::of(vec![parcel(1, "故障 F-1\nBcc: x", Some("/tickets/1"))]).unwrap();
    let told = told(&bundle, "https://a.example/");
    assert_eq!((told.subject.as_str(), told.body.as_str()), ("故障 F-1 Bcc: x", "3 号摄像机无应答。"));
    assert_eq!(told.link.as_deref(), Some("https://a.example/tickets/1"));
    assert_eq!(short(&told), "故障 F-1 Bcc: x https://a.example/tickets/1");
}

#[test]
fn several_are_named_and_a_storm_is_counted() {
    let two = Bundle::of(vec![parcel(1, "F-1", Some("/tickets/1")), parcel(2, "F-2", None), parcel(3, "F-2", None)]).unwrap();
    let told_of_two = told(&two, "https://a.example");
    assert_eq!(told_of_two.subject, "3 条消息，首条：F-1");
    assert_eq!(told_of_two.body, "1. F-1\n   https://a.example/tickets/1\n2. F-2 ×2");
    let storm = Bundle::of((0..1000).map(|n| parcel(n, &format!("F-{n}"), None)).collect()).unwrap();
    let told = told(&storm, "https://a.example");
    assert_eq!(told.body.lines().count(), NAMED + 1);
    assert!(told.body.ends_with("另有 960 条，请登录系统查看。"), "{}", told.body);
}

#[test]
fn a_text_is_cut_between_characters() {
    assert_eq!(cut("故障故障", 12, "…"), "故障故障");
    assert_eq!(cut("故障故障", 11, "…"), "故障…");
    assert_eq!(cut("abc", 0, ""), "");
}
