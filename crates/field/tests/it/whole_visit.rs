//! One visit, all the way: set out, arrived, worked, restored, proved, signed, left, reported.

use std::time::Duration;

use axum::http::{Method, header};
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{PIXEL, furnish, id_of, may};

on_both!(a_visit_goes_all_the_way, |test: TestDb| async move {
    let house = furnish(test).await;
    let (alarm, ticket) = house.alarm_opens().await;
    house.act(&house.wang, ticket, "acknowledge", json!({})).await.ok();
    let planned_at = house.clock.now().plus_seconds(600).to_string();
    let body = json!({ "ticket_id": ticket, "engineer_id": id_of(&house.wang), "planned_at": planned_at });
    let planned = house.post(&house.dispatcher, "/visits", body).await.ok();
    let visit = planned["id"].as_i64().unwrap();
    assert_eq!((&planned["state"], &planned["planned_at"], &planned["version"]), (&json!("planned"), &json!(planned_at), &json!(1)));
    assert_eq!(planned["site"]["address"], "解放路 1 号");
    assert_eq!(planned["site"]["latitude"], 36.65);
    assert_eq!((may(&planned, "cancel"), may(&planned, "set-out")), ("yes", "visit.not_yours"), "the dispatcher sends, the engineer goes");

    let here = json!({ "latitude": 36.65, "longitude": 117.12, "accuracy_metres": 15.5 });
    house.step(&house.wang, visit, "set-out", json!({ "position": here })).await.ok();
    house.clock.advance(Duration::from_secs(1800));
    let arrived = house.step(&house.wang, visit, "arrive", json!({ "position": here })).await.ok();
    assert_eq!(arrived["arrived_at"], house.clock.now().to_string());
    assert_eq!(may(&arrived, "leave"), "visit.unconfirmed", "得到用户方确认后方可离开");
    let arrive = &house.ticket(ticket).await["clocks"][1];
    assert_eq!((&arrive["kind"], &arrive["state"], &arrive["elapsed_seconds"]), (&json!("arrive"), &json!("met"), &json!(1800)));

    house.clock.advance(Duration::from_secs(600));
    let worked = house.step(&house.wang, visit, "work", json!({ "text": "更换电源模块" })).await.ok();
    assert_eq!((&worked["work"][0]["text"], &worked["version"]), (&json!("更换电源模块"), &arrived["version"]));
    let restored = house.step(&house.wang, visit, "restored", json!({})).await.ok();
    assert_eq!((&restored["state"], may(&restored, "confirm")), (&json!("restored"), "visit.not_proved"), "the watch has the last word");
    assert_eq!(house.step(&house.wang, visit, "confirm", json!({})).await.refused(), (409, "visit.not_proved"));
    assert_eq!(house.count("visit_signatures").await, 0);

    house.clock.advance(Duration::from_secs(30));
    house.alarm_closes(alarm).await;
    let word = json!({ "comment": "及时", "position": here });
    let confirmed = house.step(&house.wang, visit, "confirm", word).await.ok();
    assert_eq!(confirmed["confirmation"]["signed_by"], "刘警官");
    assert_eq!(confirmed["confirmation"]["position"], here);
    let closed = house.ticket(ticket).await;
    assert_eq!((&closed["state"], &closed["confirmation"]["signed_by"]), (&json!("closed"), &json!("刘警官")));
    let left = house.step(&house.wang, visit, "leave", json!({})).await.ok();
    assert_eq!(left["state"], "left");

    let kinds: Vec<String> = house.kinds(ticket).await;
    let visits: Vec<&str> = kinds.iter().map(String::as_str).filter(|kind| !kind.starts_with("ticket.restore")).collect();
    assert_eq!(
        visits,
        [
            "ticket.opened",
            "ticket.acknowledged",
            "visit.planned",
            "visit.set_out",
            "ticket.arrived",
            "visit.arrived",
            "visit.worked",
            "visit.restored",
            "ticket.confirmed",
            "ticket.closed",
            "visit.confirmed",
            "visit.left",
        ]
    );
    house.verify().await;

    let picture = house.get(&house.alice, &format!("/visits/{visit}/signature")).await;
    assert_eq!(data_encoding::BASE64.encode(&picture.bytes), PIXEL);
    assert_eq!(
        (&picture.headers[header::CONTENT_TYPE], &picture.headers[header::X_CONTENT_TYPE_OPTIONS]),
        (&"image/png".parse().unwrap(), &"nosniff".parse().unwrap())
    );
    let sha256 = left["confirmation"]["signature_sha256"].as_str().unwrap();
    assert_eq!(picture.headers[header::ETAG], format!("\"{sha256}\"").as_str());
    let told = house.events(ticket).await.into_iter().find(|event| event.kind == "visit.confirmed").unwrap();
    assert_eq!(told.json()["signature_sha256"], sha256);

    let report = house.send(Some(&house.alice), Method::GET, &format!("/visits/{visit}/report"), "zh-CN", None).await.ok();
    assert_eq!(report["visit"]["id"], visit);
    assert_eq!((&report["ticket"]["state"], &report["device"]["serial"]), (&json!("closed"), &json!("S-1")));
    assert_eq!((&report["customer"]["name"], &report["contract"]["number"]), (&json!("北区交警"), &json!("AS-2026")));
    assert_eq!(report["contract"]["version"], 1);
    assert_eq!(report["signature_url"], format!("/api/v1/visits/{visit}/signature"));
    let texts: Vec<&str> = report["timeline"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap()).collect();
    for sentence in [
        "Diao安排Wang上门服务。",
        "Wang已出发。",
        "Wang到达现场。",
        "Wang现场处理：更换电源模块",
        "用户单位刘警官已现场签字。",
        "Wang已离开现场。",
    ] {
        assert!(texts.contains(&sentence), "{sentence}: {texts:?}");
    }
    assert!(report["ticket"]["clocks"].as_array().unwrap().len() == 4);
});

on_both!(a_ticket_that_the_customer_sends_back_is_restored_again, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let visit = house.planned(ticket).await;
    house.as_far_as(visit, &["arrive", "restored"]).await;
    assert_eq!(house.ticket(ticket).await["state"], "restored", "no alarm is open: the word counts");
    house.act(&house.bob, ticket, "reject", json!({ "reason": "夜间仍模糊" })).await.ok();
    assert_eq!(house.step(&house.wang, visit, "confirm", json!({})).await.refused(), (409, "visit.not_restored"));
    house.as_far_as(visit, &["work", "restored", "confirm", "leave"]).await;
    assert_eq!(house.ticket(ticket).await["state"], "closed");
    house.verify().await;
});

on_both!(who_is_confirmed_on_the_customers_own_pages_may_leave, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let visit = house.planned(ticket).await;
    house.as_far_as(visit, &["set-out", "arrive", "restored"]).await;
    assert_eq!(house.step(&house.wang, visit, "leave", json!({})).await.refused(), (409, "visit.unconfirmed"));
    house.act(&house.alice, ticket, "confirm", json!({ "signed_by": "Alice", "satisfied": true })).await.ok();
    assert_eq!(house.step(&house.wang, visit, "confirm", json!({})).await.refused(), (409, "visit.ticket_over"));
    house.as_far_as(visit, &["leave"]).await;
    house.verify().await;
});

on_both!(a_visit_is_handed_over_and_broken_off, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let visit = house.planned(ticket).await;
    house.as_far_as(visit, &["set-out"]).await;
    let given = house.step(&house.manager, visit, "assign", json!({})).await.ok();
    assert_eq!((&given["engineer"]["name"], &given["state"], given["set_out_at"].is_null()), (&json!("Li"), &json!("planned"), true));
    assert_eq!(house.step(&house.wang, visit, "arrive", json!({})).await.refused(), (403, "visit.not_yours"));
    house.step(&house.li, visit, "arrive", json!({})).await.ok();
    assert_eq!(house.step(&house.manager, visit, "assign", json!({})).await.refused(), (409, "visit.already_arrived"));
    house.step(&house.dispatcher, visit, "cancel", json!({ "reason": "等待备件" })).await.ok();
    assert_eq!(house.step(&house.li, visit, "work", json!({})).await.refused(), (409, "visit.cancelled"));
    let told: Vec<String> =
        house.events(ticket).await.into_iter().filter(|event| event.kind == "message.queued").map(|event| event.body).collect();
    assert_eq!(told.iter().filter(|body| body.contains("visit:")).count(), 2, "Wang and then Li were told: {told:?}");
    house.verify().await;
});
