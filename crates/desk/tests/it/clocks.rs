//! Clocks over the routes and workers: pauses, warnings, breaches.

use base::Timestamp;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, clock, furnish};

/// What passed, in the order of the journal: the ticket, the kind, the clock, and after how many seconds of its ticket it did.
async fn passed(house: &House, since: Timestamp) -> Vec<(i64, String, String, i64)> {
    let mut conn = house.test.db.read().await.unwrap();
    let events = base::journal::read_after(&mut conn, 0, 100_000).await.unwrap();
    events
        .iter()
        .filter(|event| event.kind.starts_with("clock."))
        .map(|event| {
            let seconds = event.at.milliseconds_since(since) / 1000;
            (event.subject_id, event.kind.clone(), event.json()["clock"].as_str().unwrap().to_owned(), seconds)
        })
        .collect()
}

async fn taken(house: &House) -> i64 {
    let id = house.fault().await;
    house.step(&house.wang, id, "acknowledge", json!({})).await.ok();
    id
}

const PAUSE: &str = r#"{ "reason": "现场停电", "requester": "鲍科长", "evidence": "停电通知单 7 号" }"#;

fn pause() -> Json {
    serde_json::from_str(PAUSE).unwrap()
}

on_both!(a_pause_with_its_evidence_lets_the_clocks_stand_still, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = taken(&house).await;
    house.pass(1000).await;
    let paused = house.step(&house.wang, id, "pause", pause()).await.ok();
    assert_eq!(paused["paused"], true);
    house.pass(5000).await;
    let ticket = house.ticket(id).await;
    let restore = clock(&ticket, "restore");
    assert_eq!((&restore["state"], &restore["due_at"]), (&json!("paused"), &Json::Null), "an open pause makes it unknown");
    assert_eq!((&restore["elapsed_seconds"], &restore["paused_seconds"]), (&json!(1000), &json!(5000)));
    assert_eq!(ticket["next_clock"]["state"], "paused");
    let again = house.step(&house.li, id, "pause", pause()).await;
    assert_eq!(again.code(), "ticket.already_paused");
    let resumed = house.step(&house.wang, id, "resume", json!({})).await.ok();
    assert_eq!(clock(&resumed, "restore")["remaining_seconds"], 86_400 - 1000);
    let due = house.now().plus_seconds(86_400 - 1000).to_string();
    assert_eq!(clock(&resumed, "restore")["due_at"], due);
    // The customer reads why.
    let timeline = house.get(&house.alice, &format!("/tickets/{id}/timeline")).await.ok();
    assert!(timeline.to_string().contains("停电通知单 7 号"));
    house.verify().await;
});

on_both!(what_ends_the_work_ends_the_pause_and_says_so, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = taken(&house).await;
    house.step(&house.wang, id, "pause", pause()).await.ok();
    house.pass(100).await;
    let restored = house.step(&house.wang, id, "restore", json!({ "text": "来电后恢复" })).await.ok();
    assert_eq!((&restored["state"], &restored["paused"]), (&json!("restored"), &json!(false)));
    let kinds = house.kinds(id).await;
    assert_eq!(kinds[kinds.len() - 2..], ["ticket.resumed", "ticket.restored"]);
    assert_eq!(clock(&restored, "restore")["elapsed_seconds"], 0);
    house.verify().await;
});

on_both!(a_threshold_passes_once_with_its_true_time_also_after_a_downtime, |test: TestDb| async move {
    let house = furnish(test).await;
    let opened = house.now();
    let first = house.fault().await;
    house.clock.advance(std::time::Duration::from_secs(100));
    let second = house.fault().await;
    // The program is down for an hour and a half; then everything that passed is told in the order in which it did.
    house.pass(5400).await;
    let expected = [
        (first, "clock.warned", "respond", 2700),
        (second, "clock.warned", "respond", 2800),
        (first, "clock.breached", "respond", 3600),
        (second, "clock.breached", "respond", 3700),
    ];
    let expected: Vec<_> = expected.into_iter().map(|(ticket, kind, clock, at)| (ticket, kind.to_owned(), clock.to_owned(), at)).collect();
    assert_eq!(passed(&house, opened).await, expected);
    house.settle().await;
    house.settle().await;
    assert_eq!(passed(&house, opened).await.len(), 4, "each once");
    // Somebody is told of the breach, and not of a warning that comes too late to help.
    let told = house.told(&house.li).await;
    assert_eq!(told.iter().filter(|told| told.contains("is over")).count(), 2, "{told:?}");
    assert!(!told.iter().any(|told| told.contains("is running out")), "{told:?}");
    let ticket = house.ticket(first).await;
    assert_eq!(clock(&ticket, "respond")["state"], "breached");
    // Taking it late does not undo the breach.
    let late = house.step(&house.wang, first, "acknowledge", json!({})).await.ok();
    assert_eq!(clock(&late, "respond")["state"], "late_met");
    house.verify().await;
});

on_both!(a_warning_in_time_is_told_to_whoever_is_responsible, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = taken(&house).await;
    let opened = house.now();
    house.pass(28_800 * 3 / 4).await;
    assert_eq!(passed(&house, opened).await, [(id, "clock.warned".to_owned(), "arrive".to_owned(), 21_600)]);
    assert!(house.told(&house.wang).await.last().unwrap().contains("到场时限将到"));
    house.pass(7200).await;
    assert_eq!(passed(&house, opened).await.len(), 1, "due, and kept up to the very instant");
    house.pass(1).await;
    assert_eq!(passed(&house, opened).await[1], (id, "clock.breached".to_owned(), "arrive".to_owned(), 28_800));
    // A pause after the breach does not undo it.
    house.step(&house.wang, id, "pause", pause()).await.ok();
    let ticket = house.ticket(id).await;
    assert_eq!((&clock(&ticket, "arrive")["state"], &clock(&ticket, "restore")["state"]), (&json!("breached"), &json!("paused")));
    house.verify().await;
});

on_both!(a_breach_during_a_downtime_is_told_although_the_clock_was_stopped_since, |test: TestDb| async move {
    let house = furnish(test).await;
    let opened = house.now();
    let id = house.fault().await;
    house.clock.advance(std::time::Duration::from_secs(4000));
    house.step(&house.wang, id, "acknowledge", json!({})).await.ok();
    house.settle().await;
    let found: Vec<_> = passed(&house, opened).await.into_iter().map(|(_, kind, clock, at)| (kind, clock, at)).collect();
    assert_eq!(found, [("clock.warned".into(), "respond".into(), 2700), ("clock.breached".to_owned(), "respond".to_owned(), 3600)]);
});

on_both!(without_a_contract_there_is_no_clock_and_the_work_goes_on, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.post(&house.charlie, "/tickets", json!({ "kind": "fault", "title": "黑屏" })).await.ok();
    assert_eq!((&ticket["contract"], &ticket["clocks"], &ticket["next_clock"]), (&Json::Null, &json!([]), &Json::Null));
    let id = ticket["id"].as_i64().unwrap();
    house.step(&house.wang, id, "acknowledge", json!({})).await.ok();
    house.pass(864_000).await;
    house.step(&house.wang, id, "restore", json!({ "text": "好了" })).await.ok();
    let closed = house.step(&house.charlie, id, "confirm", json!({ "signed_by": "查理", "satisfied": true })).await.ok();
    assert_eq!(closed["state"], "closed");
    house.verify().await;
});

on_both!(the_promise_is_the_one_that_was_valid_when_the_fault_was_opened, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    let mut promises = crate::house::promises();
    promises[8].target = "1m".into();
    crate::house::change_contract(&house, promises).await;
    let old = house.ticket(id).await;
    assert_eq!((&old["contract"]["version"], &clock(&old, "respond")["target_seconds"]), (&json!(1), &json!(3600)));
    let new = house.fault().await;
    let new = house.ticket(new).await;
    assert_eq!((&new["contract"]["version"], &clock(&new, "respond")["target_seconds"]), (&json!(2), &json!(60)));
});

on_both!(every_running_clock_stands_in_one_list_by_its_due_time, |test: TestDb| async move {
    let house = furnish(test).await;
    let first = house.fault().await;
    house.clock.advance(std::time::Duration::from_secs(10));
    let second = taken(&house).await;
    house.post(&house.charlie, "/tickets", json!({ "kind": "fault", "title": "黑屏" })).await.ok();
    house.clock.advance(std::time::Duration::from_secs(20));
    let list = house.get(&house.manager, "/clocks?running=true").await.ok();
    let found: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["ticket"]["id"].as_i64().unwrap(), item["clock"]["kind"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [
        (first, "respond"),
        (first, "arrive"),
        (second, "arrive"),
        (first, "restore"),
        (second, "restore"),
        (first, "resolve"),
        (second, "resolve"),
    ];
    assert_eq!(found, expected.map(|(id, kind)| (id, kind.to_owned())));
    assert_eq!(list["items"][0]["clock"]["elapsed_seconds"], 30, "as of the answer, not of the last change");
    assert_eq!(list["items"][0]["ticket"]["customer"]["name"], "北区交警");
    let stopped = house.get(&house.manager, "/clocks?running=false").await.ok();
    assert_eq!((&stopped["total"], &stopped["items"][0]["clock"]["state"]), (&json!(1), &json!("met")));
    // The kept readings say what the journal says.
    for id in [first, second] {
        let ticket = house.ticket(id).await;
        for item in list["items"].as_array().unwrap().iter().filter(|item| item["ticket"]["id"] == id) {
            let kind = item["clock"]["kind"].as_str().unwrap();
            for (field, shown) in item["clock"].as_object().unwrap() {
                assert_eq!(&clock(&ticket, kind)[field], shown, "{kind} {field}");
            }
        }
    }
    assert_eq!(house.get(&house.charlie, "/clocks").await.ok()["total"], 0, "another customer's clocks are not found");
    assert_eq!(house.get(&house.alice, "/clocks?running=true&kind=restore").await.ok()["total"], 2);
});
