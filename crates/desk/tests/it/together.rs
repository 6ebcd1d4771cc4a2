//! Two people at once: one wins, the other is told who did what.

use std::collections::BTreeSet;

use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::furnish;

on_both!(of_two_who_take_it_at_once_one_wins_and_the_other_is_told, |test: TestDb| async move {
    let house = furnish(test).await;
    for _ in 0..5 {
        let id = house.fault().await;
        let path = format!("/tickets/{id}/acknowledge");
        let (wang, li) =
            tokio::join!(house.post(&house.wang, &path, json!({ "version": 1 })), house.post(&house.li, &path, json!({ "version": 1 })),);
        let (winner, loser, name) = if wang.status.is_success() { (wang, li, "Wang") } else { (li, wang, "Li") };
        assert_eq!(winner.ok()["owner"]["name"], name);
        assert_eq!((loser.status.as_u16(), loser.code()), (409, "ticket.changed"));
        assert!(loser.json["detail"].as_str().unwrap().contains(&format!("{name} took it")), "{}", loser.json);
    }
    house.verify().await;
});

on_both!(whoever_acts_on_an_old_version_is_told_what_changed_in_their_language, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    house.step(&house.manager, id, "level", json!({ "level": 1, "reason": "领导现场" })).await.ok();
    let body = json!({ "version": 1, "owner_id": house.li.person() }).to_string().into_bytes();
    let path = format!("/api/v1/tickets/{id}/assign");
    let late = house.send(Some(&house.dispatcher), axum::http::Method::POST, &path, "zh", Some(("application/json", body))).await;
    assert_eq!(late.code(), "ticket.changed");
    assert!(late.json["detail"].as_str().unwrap().contains("Gao将级别由三级故障改为一级故障：领导现场"), "{}", late.json);
    // A note changes nothing that a decision rests on.
    house.step(&house.li, id, "note", json!({ "text": "正在查看", "visibility": "internal" })).await.ok();
    house.post(&house.wang, &format!("/tickets/{id}/acknowledge"), json!({ "version": 2 })).await.ok();
});

on_both!(a_click_and_the_watch_at_once_leave_what_the_journal_explains, |test: TestDb| async move {
    let house = furnish(test).await;
    for _ in 0..5 {
        let alarm = house.alarm_opens(&house.cameras[0], &[]).await;
        house.settle().await;
        let id = house.newest_ticket().await;
        house.alarm_closes(alarm, &house.cameras[0], "recovered").await;
        let path = format!("/tickets/{id}/acknowledge");
        let (clicked, _) = tokio::join!(house.post(&house.wang, &path, json!({ "version": 1 })), house.workers.run_once("intake"));
        assert!(clicked.status.is_success() || clicked.code() == "ticket.changed", "{:?}", clicked);
        house.settle().await;
        assert_eq!(house.ticket(id).await["state"], "restored");
    }
    house.verify().await;
});

on_both!(numbers_are_dense_and_unique_however_many_report_at_once, |test: TestDb| async move {
    let house = furnish(test).await;
    let report = async |kind: &str| {
        let body = json!({ "kind": kind, "title": "同时", "customer_id": house.north.id });
        house.post(&house.dispatcher, "/tickets", body).await.ok()["number"].as_str().unwrap().to_owned()
    };
    let mut numbers = BTreeSet::new();
    for _ in 0..4 {
        let (a, b, c, d, e) = tokio::join!(report("fault"), report("question"), report("fault"), report("fault"), report("question"));
        numbers.extend([a, b, c, d, e]);
    }
    // A refused report leaves no gap.
    let refused = house.post(&house.dispatcher, "/tickets", json!({ "kind": "fault", "title": "x", "customer_id": 999 })).await;
    assert_eq!(refused.status.as_u16(), 422);
    numbers.insert(report("fault").await);
    let expected: BTreeSet<String> = (1..=13).map(|n| format!("F-2026-{n:06}")).chain((1..=8).map(|n| format!("Q-2026-{n:06}"))).collect();
    assert_eq!(numbers, expected);
});

on_both!(a_new_year_begins_in_the_zone_of_the_installation, |test: TestDb| async move {
    let house = furnish(test).await;
    let eve: base::Timestamp = "2026-12-31T15:59:00Z".parse().unwrap();
    house.clock.advance(std::time::Duration::from_millis(eve.milliseconds_since(house.now()).unsigned_abs()));
    house.fault().await;
    house.clock.advance(std::time::Duration::from_secs(60));
    let id = house.fault().await;
    assert_eq!(house.ticket(id).await["number"], "F-2027-000001", "midnight in Shanghai");
});

on_both!(nobody_waits_in_a_circle, |test: TestDb| async move {
    let house = furnish(test).await;
    let second = base::Db::open(&house.test.settings).await.unwrap();
    let other = desk::Desk::new(second.clone(), house.clock.clone(), "Asia/Shanghai");
    let other = base::Workers::new(second.clone(), house.clock.clone(), "node-2", other.workers());
    let reporters = async {
        for _ in 0..12 {
            let id = house.fault().await;
            house.clock.advance(std::time::Duration::from_secs(400));
            let taken = house.step(&house.li, id, "acknowledge", json!({})).await;
            assert!(taken.status.is_success() || taken.code() == "ticket.changed", "{taken:?}");
            house.step(&house.alice, id, "note", json!({ "text": "?", "visibility": "customer" })).await.ok();
        }
    };
    let watch = async {
        for _ in 0..4 {
            for device in [&house.cameras[0], &house.recorder, &house.switch] {
                let alarm = house.alarm_opens(device, &[house.cameras[1].id]).await;
                tokio::task::yield_now().await;
                house.alarm_affects(alarm, device, &[house.cameras[2].id]).await;
                house.alarm_closes(alarm, device, "recovered").await;
            }
        }
    };
    let customers = async {
        for _ in 0..12 {
            house.post(&house.bob, "/tickets", json!({ "kind": "complaint", "title": "慢" })).await.ok();
        }
    };
    // A worker that loses a race may say so, but never because two held what the other wanted.
    let node = async |workers: &base::Workers| {
        for _ in 0..25 {
            for name in ["intake", "caller", "thresholds"] {
                workers.run_once(name).await.unwrap().unwrap();
            }
        }
    };
    tokio::join!(reporters, watch, customers, node(&house.workers), node(&other));
    house.settle().await;
    assert_eq!(house.count("tickets").await, 12 + 12 + 12);
    house.verify().await;
    second.close().await;
});
