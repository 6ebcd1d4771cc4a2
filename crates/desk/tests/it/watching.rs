//! What the watch proves and what it does not.

use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{clock, furnish};

on_both!(a_fault_that_heals_itself_is_restored_at_its_true_time, |test: TestDb| async move {
    let house = furnish(test).await;
    let alarm = house.alarm_opens(&house.cameras[0], &[]).await;
    house.settle().await;
    house.clock.advance(std::time::Duration::from_secs(90));
    house.alarm_closes(alarm, &house.cameras[0], "recovered").await;
    house.pass(500).await;
    let ticket = house.ticket(1).await;
    assert_eq!(ticket["state"], "restored");
    for kind in ["respond", "arrive", "restore"] {
        assert_eq!((&clock(&ticket, kind)["state"], &clock(&ticket, kind)["elapsed_seconds"]), (&json!("met"), &json!(90)), "{kind}");
    }
    let event = house.events(1).await.into_iter().find(|event| event.kind == "ticket.restored").unwrap();
    assert_eq!((event.at, event.recorded_at), (house.now().plus_seconds(-500), house.now()));
    assert_eq!((&event.json()["proof"], &event.json()["alarm_id"]), (&json!("monitoring"), &json!(alarm)));
    assert_eq!(house.told(&house.li).await.len(), 0, "nobody else is called");
    house.verify().await;
});

on_both!(what_runs_out_is_planned_work_that_wakes_nobody, |test: TestDb| async move {
    let house = furnish(test).await;
    let alarm = house.alarm_of_kind("expiring", &house.cameras[0], &[]).await;
    house.pass(3600).await;
    let ticket = house.ticket(1).await;
    assert_eq!((&ticket["kind"], &ticket["state"], &ticket["calls"]), (&json!("task"), &json!("open"), &json!([])));
    assert!(house.told(&house.wang).await.is_empty());
    house.alarm_closes(alarm, &house.cameras[0], "renewed").await;
    house.settle().await;
    let event = house.events(1).await.into_iter().find(|event| event.kind == "ticket.restored").unwrap();
    assert_eq!(event.json()["proof"], "monitoring");
    assert_eq!(event.json()["monitoring"]["en"], format!("What ran out at {} was renewed.", house.cameras[0].name));
    assert_eq!(house.ticket(1).await["state"], "restored");
    house.verify().await;
});

on_both!(a_fault_that_came_and_went_while_nobody_looked_is_kept_and_wakes_nobody, |test: TestDb| async move {
    let house = furnish(test).await;
    let alarm = house.alarm_opens(&house.cameras[0], &[]).await;
    house.clock.advance(std::time::Duration::from_secs(90));
    house.alarm_closes(alarm, &house.cameras[0], "recovered").await;
    house.pass(3600).await;
    let ticket = house.ticket(1).await;
    assert_eq!((&ticket["state"], &ticket["calls"]), (&json!("restored"), &json!([])));
    assert_eq!(clock(&ticket, "restore")["elapsed_seconds"], 90);
    assert!(house.told(&house.wang).await.is_empty());
    house.verify().await;
});

on_both!(a_device_that_nobody_watches_any_more_proves_nothing, |test: TestDb| async move {
    let house = furnish(test).await;
    let alarm = house.alarm_opens(&house.cameras[0], &[]).await;
    house.settle().await;
    house.step(&house.wang, 1, "acknowledge", json!({})).await.ok();
    house.alarm_closes(alarm, &house.cameras[0], "not_watched").await;
    house.settle().await;
    assert_eq!(house.ticket(1).await["state"], "acknowledged");
    let restored = house.step(&house.wang, 1, "restore", json!({ "text": "换了新设备" })).await.ok();
    assert_eq!(restored["state"], "restored", "no proof will come: the word counts");
    let event = house.events(1).await.into_iter().find(|event| event.kind == "ticket.restored").unwrap();
    assert_eq!(event.json()["proof"], "statement");
});

on_both!(a_claim_that_waits_for_a_proof_counts_as_a_word_when_none_will_come, |test: TestDb| async move {
    let house = furnish(test).await;
    let alarm = house.alarm_opens(&house.cameras[0], &[]).await;
    house.settle().await;
    house.step(&house.wang, 1, "acknowledge", json!({})).await.ok();
    house.step(&house.wang, 1, "restore", json!({ "text": "换了新设备" })).await.ok();
    let twice = house.step(&house.wang, 1, "restore", json!({ "text": "换了新设备" })).await;
    assert_eq!(twice.code(), "ticket.restore_already_claimed");
    house.pass(60).await;
    house.alarm_closes(alarm, &house.cameras[0], "not_watched").await;
    house.settle().await;
    let ticket = house.ticket(1).await;
    assert_eq!((&ticket["state"], &ticket["restore_claimed"]), (&json!("restored"), &json!(false)));
    house.verify().await;
});

on_both!(an_alarm_opens_one_ticket_however_often_it_is_read, |test: TestDb| async move {
    let house = furnish(test).await;
    house.alarm_opens(&house.cameras[0], &[]).await;
    house.settle().await;
    let mut conn = house.test.db.write().await.unwrap();
    base::db::sql("UPDATE cursors SET seq = 0 WHERE name = 'desk.intake'").run(&mut conn).await.unwrap();
    conn.commit().await.unwrap();
    house.settle().await;
    assert_eq!(house.count("tickets").await, 1);
    // A cancelled ticket is not opened again by its alarm.
    house.step(&house.dispatcher, 1, "cancel", json!({ "reason": "施工" })).await.ok();
    let mut conn = house.test.db.write().await.unwrap();
    base::db::sql("UPDATE cursors SET seq = 0 WHERE name = 'desk.intake'").run(&mut conn).await.unwrap();
    conn.commit().await.unwrap();
    house.settle().await;
    assert_eq!(house.count("tickets").await, 1);
    house.verify().await;
});
