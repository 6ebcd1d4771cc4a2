//! One fault, all the way round.

use axum::http::Method;
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{clock, furnish};

on_both!(a_fault_goes_all_the_way_round, |test: TestDb| async move {
    let house = furnish(test).await;
    let cameras: Vec<_> = house.cameras.iter().map(|camera| camera.id).collect();
    let alarm = house.alarm_opens(&house.switch, &cameras).await;
    house.settle().await;

    // The ticket opened by itself, with a proposed level, its devices, its clocks, and the first call.
    let id = house.newest_ticket().await;
    let ticket = house.ticket(id).await;
    assert_eq!(ticket["number"], "F-2026-000001");
    assert_eq!((&ticket["source"], &ticket["state"], &ticket["level"]), (&json!("alarm"), &json!("open"), &json!(2)));
    assert_eq!(ticket["title"], "SW-1 at 解放路杆 does not answer");
    assert!(ticket["proposed_reason"].as_str().unwrap().contains("4 of 27 devices"), "{}", ticket["proposed_reason"]);
    assert_eq!(ticket["devices"].as_array().unwrap().len(), 4);
    assert_eq!(ticket["contract"]["version"], 1);
    assert_eq!(clock(&ticket, "respond")["target_seconds"], 1800);
    assert_eq!(ticket["next_clock"]["kind"], "respond");
    assert_eq!(ticket["calls"][0]["person"]["name"], "Wang");
    assert_eq!(ticket["calls"][0]["state"], "calling");
    assert_eq!(ticket["next_call_at"], house.now().plus_seconds(300).to_string());
    assert_eq!(house.told(&house.wang).await, ["[F-2026-000001] 二级故障：解放路杆的SW-1无应答"]);
    assert_eq!(house.told(&house.alice).await.len(), 1, "the customer is told first");
    assert!(house.told(&house.charlie).await.is_empty());

    // Wang takes it by the link in the message, without signing in.
    house.pass(120).await;
    let path = house.link_to(&house.wang).await.replace("/acknowledge/", "/api/v1/acknowledgements/");
    let shown = house.send(None, Method::GET, &path, "zh-CN", None).await.ok();
    assert_eq!((&shown["state"], &shown["person"]), (&json!("open"), &json!("Wang")));
    assert_eq!(shown["ticket"]["title"], "解放路杆的SW-1无应答");
    let taken = house.send(None, Method::POST, &path, "en", None).await.ok();
    assert_eq!(taken["state"], "used");
    let ticket = house.ticket(id).await;
    assert_eq!((&ticket["state"], &ticket["owner"]["name"]), (&json!("acknowledged"), &json!("Wang")));
    assert_eq!((&clock(&ticket, "respond")["state"], &clock(&ticket, "respond")["elapsed_seconds"]), (&json!("met"), &json!(120)));
    assert_eq!(ticket["calls"][0]["state"], "acknowledged");
    assert!(ticket["next_call_at"].is_null());
    assert!(house.told(&house.alice).await.last().unwrap().contains("Wang已响应"));

    // Diagnosis, an internal one too; the work; the claim waits for the watch.
    house.step(&house.wang, id, "note", json!({ "text": "远程不可达", "visibility": "customer" })).await.ok();
    house.step(&house.wang, id, "note", json!({ "text": "上次就是这个电源", "visibility": "internal" })).await.ok();
    house.pass(3600).await;
    let claimed = house.step(&house.wang, id, "restore", json!({ "text": "更换电源" })).await.ok();
    assert_eq!((&claimed["state"], &claimed["restore_claimed"]), (&json!("acknowledged"), &json!(true)));

    // The watch proves it, at the time at which the alarm closed.
    house.clock.advance(std::time::Duration::from_secs(30));
    house.alarm_closes(alarm, &house.switch, "recovered").await;
    house.pass(10).await;
    let ticket = house.ticket(id).await;
    assert_eq!(ticket["state"], "restored");
    assert_eq!(clock(&ticket, "restore")["elapsed_seconds"], 120 + 3600 + 30);
    assert_eq!(clock(&ticket, "arrive")["state"], "met", "nobody had to arrive");
    assert!(house.told(&house.alice).await.last().unwrap().contains("已恢复，请确认"));
    house.step(&house.wang, id, "resolve", json!({ "cause": "电源老化", "solution": "更换电源" })).await.ok();

    // Nobody but the customer closes it.
    let refused = house.step(&house.manager, id, "confirm", json!({ "signed_by": "Gao", "satisfied": true })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "role.missing"));
    let closed = house.step(&house.bob, id, "confirm", json!({ "signed_by": "鲍科长", "satisfied": true, "comment": "及时" })).await.ok();
    assert_eq!((&closed["state"], &closed["confirmation"]["signed_by"]), (&json!("closed"), &json!("鲍科长")));
    assert!(closed["next_clock"].is_null());

    assert_eq!(
        house.kinds(id).await,
        [
            "ticket.opened",
            "ticket.called",
            "ticket.acknowledged",
            "ticket.noted",
            "ticket.noted",
            "ticket.restore_claimed",
            "ticket.restored",
            "ticket.resolved",
            "ticket.confirmed",
            "ticket.closed",
        ]
    );
    let timeline = house.get(&house.alice, &format!("/tickets/{id}/timeline")).await.ok();
    let texts: Vec<&str> = timeline["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap()).collect();
    assert!(texts.iter().any(|text| text.contains("proved by the monitoring")), "{texts:?}");
    assert!(!texts.iter().any(|text| text.contains("上次就是")), "an internal note is not for the customer: {texts:?}");
    let staff = house.get(&house.wang, &format!("/tickets/{id}/timeline")).await.ok();
    assert!(staff.to_string().contains("上次就是"));
    house.verify().await;
});
