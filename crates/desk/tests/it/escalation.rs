//! Escalation policies: frozen with the ticket, skipping whoever cannot be reached, stopped by a key and by nothing less; rehearsed and audited.

use std::time::Duration;

use axum::http::Method;
use base::journal::{self, Event};
use base::{Actor, TicketId, Workers};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{Answer, House, furnish};

async fn put(house: &House, who: &Actor, path: &str, body: Json) -> Answer {
    let bytes = body.to_string().into_bytes();
    house.send(Some(who), Method::PUT, &format!("/api/v1{path}"), "en", Some(("application/json", bytes))).await
}

/// Who was called or skipped, in order.
async fn called(house: &House, ticket: i64) -> Vec<String> {
    let ticket = house.ticket(ticket).await;
    let calls = ticket["calls"].as_array().unwrap();
    calls.iter().map(|call| format!("{} {}", call["person"]["name"].as_str().unwrap(), call["state"].as_str().unwrap())).collect()
}

/// Duty by mail at once, then Gao by mail after ten minutes, then the supervisors.
fn plan() -> Json {
    json!({ "steps": [
        { "target": { "kind": "duty" }, "channels": ["email"], "gap_seconds": 120 },
        { "target": { "kind": "account_engineer" }, "after_seconds": 300, "channels": ["email"] },
        { "target": { "kind": "role", "role": "supervisor" }, "after_seconds": 600 },
    ] })
}

/// A policy for level 1 of the north's contract, written by the manager.
async fn policy(house: &House, plan: Json, level: Json) -> i64 {
    let written =
        house.post(&house.manager, "/escalation-policies", json!({ "name": "重大故障", "plan": plan, "reason": "合同" })).await.ok();
    let id = written["id"].as_i64().unwrap();
    put(house, &house.manager, "/escalation-uses", json!({ "contract_id": house.contract.id, "level": level, "policy_id": id })).await.ok();
    id
}

/// Their e-mail address was proved.
async fn verified(house: &House, people: &[&Actor]) {
    let mut conn = house.test.db.write().await.unwrap();
    for person in people {
        let (who, now, id) = (crate::house::program(), house.now(), person.person().unwrap());
        house.roster.prove_contact(&mut conn, &who, now, id, roster::ContactWay::Email).await.unwrap();
    }
    conn.commit().await.unwrap();
}

async fn account_engineer(house: &House, person: &Actor) {
    let mut conn = house.test.db.write().await.unwrap();
    let (who, now) = (crate::house::program(), house.now());
    house.roster.set_account_engineer(&mut conn, &who, now, house.north.id, person.person()).await.unwrap();
    conn.commit().await.unwrap();
}

async fn leave(house: &House, person: &Actor, hours: i64, substitute: Option<&Actor>) {
    let mut conn = house.test.db.write().await.unwrap();
    let (from, substitute) = (house.now(), substitute.and_then(Actor::person));
    let until = from.plus_seconds(hours * 3600);
    let new = roster::NewLeave { person: person.person().unwrap(), from, until, substitute, note: String::new() };
    house.roster.enter_leave(&mut conn, &crate::house::program(), from, new).await.unwrap();
    conn.commit().await.unwrap();
}

on_both!(whoever_is_away_or_has_no_verified_contact_is_skipped_at_once_and_the_check_ahead_reports_both, |test: TestDb| async move {
    let house = furnish(test).await;
    policy(&house, plan(), Json::Null).await;
    // Wang is on leave, the account engineer at step 2 never proved an address.
    verified(&house, &[&house.wang, &house.li]).await;
    account_engineer(&house, &house.manager).await;
    leave(&house, &house.wang, 24, None).await;
    let path = format!("/calling/forecast?customer_id={}&level=1", house.north.id);
    let ahead = house.get(&house.dispatcher, &path).await.ok();
    let told: Vec<(i64, String, Json)> = ahead["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| {
            (call["after_seconds"].as_i64().unwrap(), call["person"]["name"].as_str().unwrap().to_owned(), call["obstacle"].clone())
        })
        .collect();
    let expected = [(0, "Wang", json!("away")), (0, "Li", Json::Null), (300, "Gao", json!("no_contact")), (300, "Sun", Json::Null)];
    assert_eq!(told, expected.map(|(at, name, obstacle)| (at, name.to_owned(), obstacle)));
    let rehearsed = house.post(&house.dispatcher, "/calling/rehearsals", json!({})).await.ok();
    let gaps: Vec<(&str, &str)> = rehearsed["items"][0]["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|gap| gap["customer"]["id"] == json!(house.north.id) && gap["severity"] == "weak")
        .map(|gap| (gap["code"].as_str().unwrap(), gap["text"].as_str().unwrap()))
        .collect();
    assert!(gaps.iter().any(|(code, text)| *code == "away" && text.contains("Wang")), "{gaps:?}");
    assert!(gaps.iter().any(|(code, text)| *code == "no_contact" && text.contains("Gao")), "{gaps:?}");
    // Live it happens exactly so.
    let id = house.fault().await;
    assert_eq!(called(&house, id).await, ["Wang skipped", "Li calling"]);
    house.pass(299).await;
    assert_eq!(called(&house, id).await.len(), 2);
    house.pass(1).await;
    assert_eq!(called(&house, id).await, ["Wang skipped", "Li passed_on", "Gao skipped", "Sun calling"]);
    let timeline = house.get(&house.dispatcher, &format!("/tickets/{id}/timeline")).await.ok().to_string();
    assert!(
        timeline.contains("Wang was not called: on leave until") && timeline.contains("Gao was not called: no verified contact for e-mail")
    );
    house.verify().await;
});

on_both!(whoever_stands_in_is_called_instead, |test: TestDb| async move {
    let house = furnish(test).await;
    leave(&house, &house.wang, 24, Some(&house.manager)).await;
    let id = house.fault().await;
    assert_eq!(called(&house, id).await, ["Wang skipped", "Gao calling"]);
    assert_eq!(house.ticket(id).await["calls"][1]["because"], "stands in for Wang");
});

on_both!(a_ticket_goes_by_the_version_with_which_it_was_opened, |test: TestDb| async move {
    let house = furnish(test).await;
    verified(&house, &[&house.wang, &house.li]).await;
    let id = policy(&house, plan(), json!(3)).await;
    let first = house.fault().await;
    let change = json!({ "version": 1, "name": "重大故障", "plan": { "steps": [{ "target": { "kind": "people", "people": [house.admin.person()] } }] }, "reason": "" });
    put(&house, &house.manager, &format!("/escalation-policies/{id}"), change.clone()).await.ok();
    let late = put(&house, &house.manager, &format!("/escalation-policies/{id}"), change.clone()).await;
    assert!(late.status.is_success() || late.code() == "policy.changed", "{late:?}");
    let mut other = change;
    other["name"] = json!("另一个");
    assert_eq!(put(&house, &house.manager, &format!("/escalation-policies/{id}"), other).await.code(), "policy.changed");
    let second = house.fault().await;
    house.pass(120).await;
    assert_eq!(called(&house, first).await, ["Wang passed_on", "Li calling"], "the gap of its version");
    assert_eq!(called(&house, second).await, ["Admin calling"]);
    let versions = house.get(&house.li, &format!("/escalation-policies/{id}")).await.ok();
    assert_eq!(versions["items"].as_array().unwrap().iter().map(|item| item["version"].as_i64().unwrap()).collect::<Vec<_>>(), [2, 1]);
    house.verify().await;
});

on_both!(a_raised_level_calls_by_its_own_policy_from_the_beginning, |test: TestDb| async move {
    let house = furnish(test).await;
    verified(&house, &[&house.wang, &house.li]).await;
    policy(
        &house,
        json!({ "steps": [{ "target": { "kind": "role", "role": "supervisor" } }, { "target": { "kind": "duty" }, "together": true }] }),
        json!(1),
    )
    .await;
    let id = house.fault().await;
    assert_eq!(called(&house, id).await, ["Wang calling"]);
    house.step(&house.dispatcher, id, "level", json!({ "level": 2, "reason": "r" })).await.ok();
    assert_eq!(called(&house, id).await, ["Wang calling"], "the same order: it goes on");
    house.step(&house.dispatcher, id, "level", json!({ "level": 1, "reason": "r" })).await.ok();
    assert_eq!(called(&house, id).await, ["Wang passed_on", "Sun calling"]);
    house.pass(300).await;
    assert_eq!(called(&house, id).await, ["Wang passed_on", "Sun passed_on", "Wang passed_on", "Li calling"]);
    house.step(&house.li, id, "acknowledge", json!({})).await.ok();
    house.pass(86_400).await;
    assert_eq!(called(&house, id).await.len(), 4, "taken");
    house.verify().await;
});

/// The room of messages tells how a call ended.
async fn ended(house: &House, kind: &'static str, ticket: i64, person: &Actor, key: Json) {
    let mut conn = house.test.db.write().await.unwrap();
    let body =
        json!({ "channel": "voice", "person_id": person.person(), "step": "s", "key": key, "gateway": "g", "visibility": "internal" });
    let event = Event::new(kind, ("message", 1)).customer(house.north.id).ticket(TicketId(ticket)).body(body);
    journal::append(&mut conn, &Actor::System("voice"), house.now(), house.now(), event).await.unwrap();
    conn.commit().await.unwrap();
}

on_both!(a_call_answered_without_a_key_is_no_acknowledgement, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    ended(&house, "message.answered", id, &house.wang, Json::Null).await;
    house.settle().await;
    assert_eq!(house.ticket(id).await["state"], "open");
    house.pass(300).await;
    assert_eq!(called(&house, id).await, ["Wang passed_on", "Li calling"], "the calling goes on");
    ended(&house, "message.acknowledged", id, &house.li, json!("1")).await;
    house.settle().await;
    let ticket = house.ticket(id).await;
    assert_eq!((&ticket["state"], &ticket["owner"]["name"]), (&json!("acknowledged"), &json!("Li")));
    assert_eq!(called(&house, id).await, ["Wang passed_on", "Li acknowledged"]);
    // A second key, and a key of somebody who may not take it, change nothing.
    ended(&house, "message.acknowledged", id, &house.wang, json!("1")).await;
    ended(&house, "message.acknowledged", id, &house.storekeeper, json!("1")).await;
    house.settle().await;
    assert_eq!(house.ticket(id).await["owner"]["name"], "Li");
    let timeline = house.get(&house.dispatcher, &format!("/tickets/{id}/timeline")).await.ok().to_string();
    assert!(timeline.contains("Li took it by a key pressed in the call"), "{timeline}");
});

on_both!(killed_at_random_on_two_nodes_nobody_is_skipped_or_called_twice, |test: TestDb| async move {
    let house = furnish(test).await;
    verified(&house, &[&house.wang, &house.li, &house.manager]).await;
    account_engineer(&house, &house.manager).await;
    let again = json!({ "times": 1, "after_seconds": 300 });
    let mut plan = plan();
    plan["again"] = again;
    policy(&house, plan, Json::Null).await;
    for device in house.cameras.iter().chain([&house.recorder]) {
        house.alarm_opens(device, &[]).await;
    }
    let second = base::Db::open(&house.test.settings).await.unwrap();
    let other = desk::Desk::new(second.clone(), house.clock.clone(), "Asia/Shanghai");
    let other = Workers::new(second.clone(), house.clock.clone(), "node-2", other.workers());
    let mut luck: u64 = 42;
    let mut random = || {
        luck = luck.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        luck >> 33
    };
    for _ in 0..40 {
        house.clock.advance(Duration::from_secs(random() % 90));
        for (workers, name) in [(&house.workers, "caller"), (&other, "caller"), (&house.workers, "intake"), (&other, "answers")] {
            // The run is dropped wherever it happens to be: what a killed process leaves behind.
            let run = workers.run_once(name);
            let _ = tokio::time::timeout(Duration::from_micros(random() % 4000), run).await;
        }
    }
    house.settle().await;
    house.pass(3600).await;
    house.settle().await;
    let tickets = house.tickets().await;
    assert_eq!(tickets.len(), 4, "one ticket an alarm");
    for (id, number) in tickets {
        let told: Vec<String> = called(&house, id).await.iter().map(|call| call.split(' ').next().unwrap().to_owned()).collect();
        assert_eq!(told, ["Wang", "Li", "Gao", "Sun", "Wang", "Li", "Gao", "Sun"], "ticket {id}");
        let due: Vec<i64> = house
            .events(id)
            .await
            .iter()
            .filter(|event| event.kind == "ticket.called")
            .map(|event| event.json()["due_at"].as_str().unwrap().parse::<base::Timestamp>().unwrap().milliseconds())
            .collect();
        let first = due[0];
        let after: Vec<i64> = due.iter().map(|at| (at - first) / 1000).collect();
        assert_eq!(after, [0, 120, 420, 1020, 1320, 1440, 1740, 2340], "each at its true time");
        let messages = house.told(&house.wang).await.iter().filter(|told| told.contains(&number)).count();
        assert!(messages >= 2, "Wang was told of ticket {id} at each of his calls: {messages}");
    }
    house.verify().await;
    second.close().await;
});

on_both!(the_auditor_finds_what_does_not_go_on, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    house.pass(30).await;
    let audit = house.get(&house.storekeeper, "/calling/audit").await.ok();
    assert_eq!((&audit["open_escalations"], &audit["findings"], &audit["outside"]), (&json!(1), &json!([]), &json!(false)), "{audit}");
    // Somebody removed the next step behind the program's back.
    let mut conn = house.test.db.write().await.unwrap();
    base::db::sql("DELETE FROM callings").run(&mut conn).await.unwrap();
    conn.commit().await.unwrap();
    house.pass(61).await;
    let audit = house.get(&house.storekeeper, "/calling/audit").await.ok();
    assert_eq!((&audit["findings"][0]["code"], &audit["findings"][0]["ticket_id"]), (&json!("no_next_step"), &json!(id)), "{audit}");
    for who in [&house.alice, &house.bob, &house.charlie] {
        assert_eq!(house.get(who, "/calling/audit").await.status.as_u16(), 403);
    }
});

on_both!(policies_are_read_by_staff_and_written_by_managers, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "name": "p", "plan": plan() });
    for nobody in [&house.alice, &house.bob, &house.charlie] {
        for path in ["/escalation-policies", "/escalation-uses", "/calling/rehearsals", "/calling/audit", "/calling/forecast?customer_id=1"]
        {
            assert_eq!(house.get(nobody, path).await.status.as_u16(), 403, "{path}");
        }
        assert_eq!(house.post(nobody, "/calling/rehearsals", json!({})).await.status.as_u16(), 403);
    }
    for nobody in [&house.alice, &house.charlie, &house.wang, &house.dispatcher, &house.supervisor] {
        assert_eq!(house.post(nobody, "/escalation-policies", body.clone()).await.code(), "role.missing");
        assert_eq!(put(&house, nobody, "/escalation-uses", json!({ "policy_id": null })).await.code(), "role.missing");
    }
    let listed = house.get(&house.storekeeper, "/escalation-policies").await.ok();
    assert_eq!((&listed["total"], &listed["items"][0]["built_in"]), (&json!(1), &json!(true)));
    assert_eq!(
        put(&house, &house.manager, "/escalation-policies/0", json!({ "version": 1, "name": "p", "plan": plan() })).await.code(),
        "policy.built_in"
    );
    let strange =
        json!({ "steps": [{ "target": { "kind": "people", "people": [9999] }, "hours": { "calendar_id": 77, "inside": true } }] });
    let refused = house.post(&house.admin, "/escalation-policies", json!({ "name": "", "plan": strange })).await;
    assert_eq!(
        refused.fields(),
        [
            ("name", "policy.name"),
            ("plan.steps[0].hours.calendar_id", "policy.calendar"),
            ("plan.steps[0].target.people[0]", "policy.person")
        ]
    );
    assert_eq!(
        put(&house, &house.admin, "/escalation-uses", json!({ "contract_id": 999, "policy_id": 1 })).await.fields(),
        [("contract_id", "policy.no_such_contract")]
    );
    let id = policy(&house, plan(), json!(1)).await;
    let uses = put(&house, &house.admin, "/escalation-uses", json!({ "contract_id": house.contract.id, "level": 1, "policy_id": null }))
        .await
        .ok();
    assert_eq!(uses["total"], 0, "policy {id} is not used any more");
    assert_eq!(
        house.get(&house.wang, &format!("/calling/forecast?customer_id={}&level=7", house.north.id)).await.fields(),
        [("level", "calling.level")]
    );
    assert_eq!(house.get(&house.wang, "/calling/forecast?customer_id=999").await.status.as_u16(), 404);
    house.verify().await;
});

on_both!(the_customer_is_told_at_once_in_the_house_s_own_words, |test: TestDb| async move {
    let house = furnish(test).await;
    let text = json!({ "version": 0, "subject_en": "{number} opened", "subject_zh": "【通报】{title}", "body_en": "{facts}", "body_zh": "{customer}：{title}" });
    let wrong = json!({ "version": 0, "subject_en": "{owner}", "subject_zh": "x", "body_en": "x", "body_zh": "{标题}" });
    assert_eq!(put(&house, &house.wang, "/message-templates/opened", text.clone()).await.code(), "role.missing");
    assert_eq!(
        put(&house, &house.manager, "/message-templates/opened", wrong).await.fields(),
        [("subject_en", "template.place"), ("body_zh", "template.place")]
    );
    put(&house, &house.manager, "/message-templates/opened", text.clone()).await.ok();
    assert_eq!(put(&house, &house.manager, "/message-templates/opened", text).await.code(), "template.changed");
    assert_eq!(put(&house, &house.manager, "/message-templates/nonsense", json!({ "version": 0 })).await.status.as_u16(), 404);
    let alarm = house.alarm_opens(&house.cameras[0], &[]).await;
    house.settle().await;
    let id = house.newest_ticket().await;
    house.step(&house.wang, id, "acknowledge", json!({})).await.ok();
    house.step(&house.manager, id, "level", json!({ "level": 1, "reason": "领导现场" })).await.ok();
    house.step(&house.wang, id, "note", json!({ "text": "已到达现场", "visibility": "customer" })).await.ok();
    house.step(&house.wang, id, "note", json!({ "text": "内部", "visibility": "internal" })).await.ok();
    house.alarm_closes(alarm, &house.cameras[0], "recovered").await;
    house.settle().await;
    let told = house.told(&house.alice).await;
    let expected = ["【通报】解放路杆的CAM-1无应答", "Wang已响应", "升为一级故障", "进展通报", "已恢复，请确认"];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.contains(expected), "{told} for {expected}");
    }
    assert!(house.told(&house.charlie).await.is_empty());
    put(&house, &house.manager, "/message-templates/opened", json!({ "version": 1 })).await.ok();
    let listed = house.get(&house.storekeeper, "/message-templates").await.ok();
    assert_eq!((&listed["items"][0]["version"], listed["total"].as_i64()), (&json!(0), Some(8)));
    house.verify().await;
});
