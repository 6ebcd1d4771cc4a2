//! Pauses: what proves them, what counts apart, the customer's dispute and the manager's decision.

use axum::http::{Method, StatusCode};
use base::Actor;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{Answer, House, clock, furnish};

async fn taken(house: &House) -> i64 {
    let id = house.fault().await;
    house.step(&house.wang, id, "acknowledge", json!({})).await.ok();
    id
}

async fn upload(house: &House, who: &Actor, ticket: i64, name: &str, bytes: &[u8]) -> Answer {
    let path = format!("/api/v1/tickets/{ticket}/files?name={name}");
    house.send(Some(who), Method::POST, &path, "en", Some(("application/octet-stream", bytes.to_vec()))).await
}

const PHOTO: &[u8] = b"\xFF\xD8\xFF\xE0 a photo of a locked door";

fn pause(more: Json) -> Json {
    let mut body = json!({ "reason": "用户机房锁门", "requester": "鲍科长" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

on_both!(a_pause_with_a_file_is_proven_and_the_customer_sees_the_file, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = taken(&house).await;
    let file = upload(&house, &house.wang, id, "door.jpg", PHOTO).await;
    assert_eq!((file.status, &file.json["content_type"]), (StatusCode::CREATED, &json!("image/jpeg")));
    let file_id = file.json["id"].clone();
    let paused = house.step(&house.wang, id, "pause", pause(json!({ "file_id": file_id }))).await.ok();
    let shown = &paused["pauses"][0];
    assert_eq!((&shown["proven"], &shown["number"], &shown["by"], &shown["to"]), (&json!(true), &json!(1), &json!("Wang"), &Json::Null));
    assert_eq!(shown["evidence"][0]["file"]["name"], "door.jpg");
    house.pass(600).await;
    house.step(&house.wang, id, "resume", json!({})).await.ok();
    let ticket = house.get(&house.alice, &format!("/tickets/{id}")).await.ok();
    let restore = clock(&ticket, "restore");
    assert_eq!((&restore["paused_seconds"], &restore["unproven_seconds"]), (&json!(600), &json!(0)));
    assert_eq!(clock(&ticket, "respond")["paused_seconds"], 0, "taken before");
    let path = format!("/tickets/{id}/files/{file_id}");
    assert_eq!(house.get(&house.alice, &path).await.status, StatusCode::OK);
    assert_eq!(house.get(&house.charlie, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&house.alice, &format!("/tickets/{id}/files/999")).await.status, StatusCode::NOT_FOUND);
    // What is no evidence, and who keeps none.
    assert_eq!(upload(&house, &house.wang, id, "page.html", b"<html>").await.code(), "file.kind");
    assert_eq!(upload(&house, &house.alice, id, "door.jpg", PHOTO).await.code(), "role.missing");
    assert_eq!(upload(&house, &house.charlie, id, "door.jpg", PHOTO).await.status, StatusCode::NOT_FOUND);
    let other = taken(&house).await;
    let stolen = house.step(&house.wang, other, "pause", pause(json!({ "file_id": file_id }))).await;
    assert_eq!(stolen.fields(), [("file_id", "ticket.no_such_file")], "another ticket's file proves nothing here");
    house.verify().await;
});

on_both!(a_pause_without_evidence_counts_apart_until_it_is_proven, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = taken(&house).await;
    house.step(&house.wang, id, "pause", pause(json!({ "evidence": "电话里说的" }))).await.ok();
    house.pass(500).await;
    let ticket = house.step(&house.wang, id, "resume", json!({})).await.ok();
    assert_eq!(ticket["pauses"][0]["proven"], false, "words alone prove nothing");
    assert_eq!((&clock(&ticket, "restore")["paused_seconds"], &clock(&ticket, "restore")["unproven_seconds"]), (&json!(500), &json!(500)));
    let listed = house.get(&house.manager, "/clocks?kind=restore").await.ok();
    assert_eq!(listed["items"][0]["clock"]["unproven_seconds"], 500, "the list says the same");
    let nothing = house.step(&house.wang, id, "prove", json!({ "pause": 1 })).await;
    assert_eq!(nothing.fields(), [("evidence", "value.missing")]);
    let proven = house.step(&house.li, id, "prove", json!({ "pause": 1, "third_party_ticket": "运营商 20260302-7" })).await.ok();
    assert_eq!((&proven["pauses"][0]["proven"], &clock(&proven, "restore")["unproven_seconds"]), (&json!(true), &json!(0)));
    assert_eq!(house.step(&house.li, id, "prove", json!({ "pause": 2, "evidence": "x" })).await.status, StatusCode::NOT_FOUND);
    house.verify().await;
});

on_both!(the_customer_disputes_a_pause_and_a_manager_decides, |test: TestDb| async move {
    let house = furnish(test).await;
    let opened = house.now();
    let id = taken(&house).await;
    house.pass(3600).await;
    house.step(&house.wang, id, "pause", pause(json!({ "third_party_ticket": "T-1" }))).await.ok();
    house.pass(8 * 3600).await;
    house.step(&house.wang, id, "resume", json!({})).await.ok();
    let early = house.step(&house.manager, id, "decide", json!({ "pause": 1, "withdrawn": true, "reason": "x" })).await;
    assert_eq!(early.code(), "ticket.not_disputed");
    let disputed = house.step(&house.alice, id, "dispute", json!({ "pause": 1, "reason": "当天门一直开着" })).await.ok();
    assert_eq!(disputed["pauses"][0]["disputes"][0]["by"]["name"], "Alice");
    assert!(house.told(&house.wang).await.last().unwrap().contains("异议"));
    let again = house.step(&house.bob, id, "dispute", json!({ "pause": 1, "reason": "x" })).await;
    assert_eq!(again.code(), "pause.already_disputed");
    assert_eq!(clock(&disputed, "arrive")["state"], "running", "a dispute alone changes nothing");
    let decided = house.step(&house.manager, id, "decide", json!({ "pause": 1, "withdrawn": true, "reason": "门禁记录属实" })).await.ok();
    assert_eq!((&decided["pauses"][0]["withdrawn"], &clock(&decided, "arrive")["paused_seconds"]), (&json!(true), &json!(0)));
    // What the pause had hidden comes to light, with its true time.
    house.settle().await;
    let ticket = house.ticket(id).await;
    let arrive = clock(&ticket, "arrive");
    assert_eq!((&arrive["state"], &arrive["breached_at"]), (&json!("breached"), &json!(opened.plus_seconds(28_800).to_string())));
    let breach = house.events(id).await.into_iter().find(|event| event.kind == "clock.breached").unwrap();
    assert_eq!(breach.at, opened.plus_seconds(28_800));
    let kinds = house.kinds(id).await;
    assert!(kinds.contains(&"ticket.pause_disputed".to_owned()) && kinds.contains(&"ticket.dispute_decided".to_owned()));
    house.verify().await;
});

on_both!(a_third_party_has_a_clock_of_its_own, |test: TestDb| async move {
    let house = furnish(test).await;
    let mut lines = crate::house::promises();
    lines.push(archive::model::NewClause {
        level: None,
        ..archive::model::NewClause::usual(archive::model::ClockKind::ThirdParty, 1, "8h")
    });
    crate::house::change_contract(&house, lines).await;
    let id = taken(&house).await;
    let nobody = house.step(&house.wang, id, "hear_third_party", json!({ "text": "x" })).await;
    assert_eq!(nobody.code(), "ticket.nobody_asked");
    let wrong = house.step(&house.wang, id, "ask_third_party", json!({ "party": "运营商", "target": "soon" })).await;
    assert_eq!(wrong.fields(), [("target", "clause.target")]);
    let asked = house.step(&house.wang, id, "ask_third_party", json!({ "party": "运营商", "number": "7", "target": "2h" })).await.ok();
    assert_eq!((&asked["third_party"], &clock(&asked, "third_party")["party"]), (&json!("运营商"), &json!("运营商")));
    assert_eq!(clock(&asked, "third_party")["target"], "2h");
    let twice = house.step(&house.wang, id, "ask_third_party", json!({ "party": "厂家" })).await;
    assert_eq!(twice.code(), "ticket.third_party_waiting");
    house.pass(7201).await;
    let heard = house.step(&house.wang, id, "hear_third_party", json!({ "text": "光缆已修复" })).await.ok();
    assert_eq!(clock(&heard, "third_party")["state"], "late_met");
    let asked = house.step(&house.wang, id, "ask_third_party", json!({ "party": "厂家" })).await.ok();
    let second = clock(&asked, "third_party");
    assert_eq!((&second["cycle"], &second["target"], &second["before"][0]["state"]), (&json!(2), &json!("8h"), &json!("late_met")));
    house.verify().await;
});

on_both!(the_customer_is_owed_word_and_a_report, |test: TestDb| async move {
    let house = furnish(test).await;
    let mut lines = crate::house::promises();
    for (kind, target) in [(archive::model::ClockKind::Update, "1h"), (archive::model::ClockKind::Report, "24h")] {
        lines.push(archive::model::NewClause { level: None, ..archive::model::NewClause::usual(kind, 1, target) });
    }
    crate::house::change_contract(&house, lines).await;
    let opened = house.now();
    let id = taken(&house).await;
    house.pass(1800).await;
    house.step(&house.wang, id, "note", json!({ "text": "正在赶往现场", "visibility": "customer" })).await.ok();
    let ticket = house.ticket(id).await;
    let update = clock(&ticket, "update");
    assert_eq!((&update["cycle"], &update["due_at"]), (&json!(2), &json!(opened.plus_seconds(5400).to_string())));
    house.pass(3601).await;
    let warned = house.events(id).await.into_iter().filter(|event| event.kind.starts_with("clock.") && event.json()["clock"] == "update");
    let warned: Vec<_> = warned.map(|event| (event.kind.clone(), event.json()["cycle"].clone())).collect();
    assert_eq!(warned, [("clock.warned".to_owned(), json!(2)), ("clock.breached".to_owned(), json!(2))]);
    house.step(&house.wang, id, "restore", json!({ "text": "已恢复" })).await.ok();
    house.step(&house.alice, id, "confirm", json!({ "signed_by": "Alice", "satisfied": true })).await.ok();
    let closed = house.ticket(id).await;
    assert_eq!((&closed["state"], &clock(&closed, "report")["state"]), (&json!("closed"), &json!("running")), "the report is owed");
    let reported = house.step(&house.wang, id, "report", json!({ "text": "事故报告 R-7" })).await.ok();
    assert_eq!(clock(&reported, "report")["state"], "met");
    assert_eq!(house.step(&house.wang, id, "report", json!({ "text": "again" })).await.code(), "ticket.already_reported");
    assert!(house.told(&house.alice).await.last().unwrap().contains("事故报告"));
    house.verify().await;
});
