//! Levels: proposed from evidence, raised by worse evidence, set by a person with a reason, the history kept.

use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{clock, furnish};

on_both!(more_devices_raise_the_level_and_it_never_falls_by_itself, |test: TestDb| async move {
    let house = furnish(test).await;
    let alarm = house.alarm_opens(&house.switch, &[]).await;
    house.settle().await;
    let id = house.newest_ticket().await;
    assert_eq!(house.ticket(id).await["level"], 2, "a switch endangers what is behind it");
    house.pass(600).await;
    let mut conn = house.test.db.read().await.unwrap();
    let all: Vec<_> = archive::facts::devices(&mut conn).await.unwrap();
    drop(conn);
    let north: Vec<_> = all.iter().filter(|device| device.customer_id == house.north.id).map(|device| device.id).collect();
    house.alarm_affects(alarm, &house.switch, &north[..20]).await;
    house.settle().await;
    let ticket = house.ticket(id).await;
    assert_eq!((&ticket["level"], &ticket["proposed_level"]), (&json!(1), &json!(1)));
    assert!(ticket["proposed_reason"].as_str().unwrap().contains("the system is paralysed"), "{}", ticket["proposed_reason"]);
    assert!(ticket["devices"].as_array().unwrap().len() >= 20);
    assert_eq!(ticket["levels"][1]["by"], "Aftercare");
    assert_eq!((&ticket["levels"][1]["from"], &ticket["levels"][1]["to"]), (&json!(2), &json!(1)));
    assert_eq!(clock(&ticket, "respond")["target_seconds"], 900, "the clock goes on from its start with the tighter promise");
    assert_eq!(clock(&ticket, "respond")["elapsed_seconds"], 600);
    assert!(house.told(&house.alice).await.last().unwrap().contains("升为一级故障"));
    house.settle().await;
    assert_eq!(house.ticket(id).await["levels"].as_array().unwrap().len(), 2);
    house.verify().await;
});

on_both!(a_business_function_that_is_down_for_ten_minutes_is_level_one, |test: TestDb| async move {
    let house = furnish(test).await;
    let opened = house.now();
    house.alarm_opens(&house.recorder, &[]).await;
    house.alarm_opens(&house.cameras[0], &[]).await;
    house.settle().await;
    let (recorder, camera) = (1, 2);
    assert_eq!((&house.ticket(recorder).await["level"], &house.ticket(camera).await["level"]), (&json!(2), &json!(3)));
    house.pass(599).await;
    assert_eq!(house.ticket(recorder).await["level"], 2);
    house.pass(200).await;
    let ticket = house.ticket(recorder).await;
    assert_eq!(ticket["level"], 1);
    assert_eq!(ticket["levels"][1]["at"], opened.plus_seconds(600).to_string(), "raised at its true time");
    assert!(ticket["proposed_reason"].as_str().unwrap().contains("down for 10 minutes"), "{}", ticket["proposed_reason"]);
    house.pass(3600).await;
    assert_eq!(house.ticket(camera).await["level"], 3, "one camera is no function of the business");
    house.verify().await;
});

on_both!(a_device_that_is_well_in_time_raises_nothing, |test: TestDb| async move {
    let house = furnish(test).await;
    let alarm = house.alarm_opens(&house.recorder, &[]).await;
    house.settle().await;
    house.pass(300).await;
    house.alarm_closes(alarm, &house.recorder, "recovered").await;
    house.pass(600).await;
    assert_eq!(house.ticket(1).await["level"], 2);
    assert_eq!(house.count("reassessments").await, 0);
});

on_both!(a_person_sets_the_level_with_a_reason_and_known_evidence_does_not_overrule_it, |test: TestDb| async move {
    let house = furnish(test).await;
    let alarm = house.alarm_opens(&house.switch, &[]).await;
    house.settle().await;
    let id = house.newest_ticket().await;
    let refused = house.step(&house.manager, id, "level", json!({ "level": 3, "reason": "  " })).await;
    assert_eq!(refused.fields(), [("reason", "value.missing")]);
    let lowered = house.step(&house.manager, id, "level", json!({ "level": 3, "reason": "夜间无业务" })).await.ok();
    assert_eq!((&lowered["level"], &lowered["proposed_level"]), (&json!(3), &json!(2)));
    assert_eq!((&lowered["levels"][1]["by"], &lowered["levels"][1]["reason"]), (&json!("Gao"), &json!("夜间无业务")));
    let same = house.step(&house.manager, id, "level", json!({ "level": 3, "reason": "再说一次" })).await;
    assert_eq!(same.fields(), [("level", "ticket.same_level")]);
    house.alarm_affects(alarm, &house.switch, &[house.cameras[0].id, house.cameras[1].id]).await;
    house.settle().await;
    assert_eq!(house.ticket(id).await["level"], 3, "the same level of evidence as the manager knew");
    house.verify().await;
});

on_both!(a_lowered_level_does_not_undo_a_breach, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "kind": "fault", "title": "全部黑屏", "customer_id": house.north.id, "data_lost": true });
    let ticket = house.post(&house.dispatcher, "/tickets", body).await.ok();
    let id = ticket["id"].as_i64().unwrap();
    assert_eq!(ticket["level"], 1);
    house.pass(901).await;
    assert_eq!(clock(&house.ticket(id).await, "respond")["state"], "breached");
    let lowered = house.step(&house.manager, id, "level", json!({ "level": 3, "reason": "误报" })).await.ok();
    assert_eq!(clock(&lowered, "respond")["state"], "breached");
    let listed = house.get(&house.manager, "/tickets").await.ok();
    assert_eq!(listed["items"][0]["next_clock"]["state"], "breached", "the list says the same");
    house.verify().await;
});

on_both!(the_service_defines_its_levels_and_every_version_is_kept, |test: TestDb| async move {
    let house = furnish(test).await;
    let levels = house.get(&house.alice, "/levels").await.ok();
    assert_eq!((&levels["version"], &levels["interruption_minutes"]), (&json!(0), &json!(10)), "the plan's own");
    let mut definitions = levels.clone();
    definitions.as_object_mut().unwrap().remove("version");
    definitions["interruption_minutes"] = json!(5);
    definitions["levels"][0]["name_zh"] = json!("特急");
    let body = json!({ "version": 0, "reason": "合同约定 5 分钟", "definitions": definitions });
    let put = async |who: &base::Actor, body: serde_json::Value| {
        let bytes = body.to_string().into_bytes();
        house.send(Some(who), axum::http::Method::PUT, "/api/v1/levels", "en", Some(("application/json", bytes))).await
    };
    for who in [&house.alice, &house.wang, &house.dispatcher, &house.supervisor] {
        assert_eq!(put(who, body.clone()).await.code(), "role.missing");
    }
    let defined = put(&house.manager, body.clone()).await.ok();
    assert_eq!((&defined["version"], &defined["levels"][0]["name_zh"]), (&json!(1), &json!("特急")));
    assert_eq!(put(&house.manager, body.clone()).await.code(), "levels.changed");
    let mut wrong = body;
    wrong["version"] = json!(1);
    wrong["definitions"]["share_from"] = json!(0);
    assert_eq!(put(&house.manager, wrong).await.fields(), [("definitions.share_from", "value.range")]);
    house.alarm_opens(&house.recorder, &[]).await;
    house.settle().await;
    house.pass(300).await;
    let ticket = house.ticket(house.newest_ticket().await).await;
    assert_eq!(ticket["level"], 1);
    assert!(ticket["proposed_reason"].as_str().unwrap().contains("5 or more make level 1"), "{}", ticket["proposed_reason"]);
    house.verify().await;
});
