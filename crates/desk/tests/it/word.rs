//! The customer's word: confirming, rejecting, reopening; and cancelling.

use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{House, clock, furnish};

async fn restored(house: &House) -> i64 {
    let id = house.fault().await;
    house.clock.advance(std::time::Duration::from_secs(60));
    house.step(&house.wang, id, "acknowledge", json!({})).await.ok();
    house.clock.advance(std::time::Duration::from_secs(540));
    house.step(&house.wang, id, "restore", json!({ "text": "重启后恢复" })).await.ok();
    id
}

on_both!(a_rejected_restoration_never_was_one_and_both_results_are_kept, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = restored(&house).await;
    house.pass(400).await;
    let rejected = house.step(&house.alice, id, "reject", json!({ "reason": "仍然模糊" })).await.ok();
    assert_eq!((&rejected["state"], &rejected["owner"]["name"]), (&json!("acknowledged"), &json!("Wang")));
    let restore = clock(&rejected, "restore");
    assert_eq!((&restore["state"], &restore["stopped_at"]), (&json!("running"), &json!(null)));
    assert_eq!(restore["elapsed_seconds"], 1000, "the time since counts");
    assert_eq!((&restore["earlier"][0]["state"], &restore["earlier"][0]["elapsed_seconds"]), (&json!("met"), &json!(600)));
    assert_eq!(clock(&rejected, "respond")["state"], "met", "it had been taken");
    assert_eq!(clock(&rejected, "arrive")["state"], "running", "nobody had arrived");
    assert!(house.told(&house.wang).await.last().unwrap().contains("用户未认可"));
    // The next restoration is the one that counts.
    house.step(&house.wang, id, "restore", json!({ "text": "更换镜头" })).await.ok();
    let closed = house.step(&house.alice, id, "confirm", json!({ "signed_by": "爱丽丝", "satisfied": true })).await.ok();
    assert_eq!(clock(&closed, "restore")["elapsed_seconds"], 1000);
    assert_eq!(clock(&closed, "resolve")["state"], "met", "confirming ends what is left");
    house.verify().await;
});

on_both!(a_reopened_ticket_goes_on_and_the_time_it_was_closed_does_not_count, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = restored(&house).await;
    house.step(&house.alice, id, "confirm", json!({ "signed_by": "爱丽丝", "satisfied": true })).await.ok();
    house.pass(864_000).await;
    let reopened = house.step(&house.bob, id, "reopen", json!({ "reason": "又模糊了" })).await.ok();
    assert_eq!(
        (&reopened["state"], &reopened["closed_at"], &reopened["confirmation"]),
        (&json!("acknowledged"), &json!(null), &json!(null))
    );
    house.pass(50).await;
    let ticket = house.ticket(id).await;
    assert_eq!(clock(&ticket, "restore")["elapsed_seconds"], 650);
    assert_eq!(clock(&ticket, "restore")["paused_seconds"], 0, "being closed is no pause");
    assert_eq!(clock(&ticket, "restore")["earlier"][0]["elapsed_seconds"], 600);
    assert_eq!(clock(&ticket, "restore")["state"], "running");
    house.verify().await;
});

on_both!(whoever_is_not_satisfied_says_why_instead_of_confirming, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = restored(&house).await;
    let refused = house.step(&house.alice, id, "confirm", json!({ "signed_by": "爱丽丝", "satisfied": false })).await;
    assert_eq!((refused.status.as_u16(), refused.fields()), (422, vec![("satisfied", "ticket.not_satisfied")]));
    assert_eq!(house.ticket(id).await["state"], "restored");
});

on_both!(a_question_is_answered_without_anything_to_restore, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "kind": "question", "title": "如何导出录像？" });
    let ticket = house.post(&house.alice, "/tickets", body).await.ok();
    assert_eq!((&ticket["number"], &ticket["clocks"].as_array().unwrap().len()), (&json!("Q-2026-000001"), &2));
    let id = ticket["id"].as_i64().unwrap();
    house.step(&house.dispatcher, id, "acknowledge", json!({})).await.ok();
    let refused = house.step(&house.dispatcher, id, "restore", json!({ "text": "x" })).await;
    assert_eq!(refused.code(), "ticket.nothing_to_restore");
    house.step(&house.dispatcher, id, "resolve", json!({ "cause": "不熟悉", "solution": "已电话指导" })).await.ok();
    assert!(house.told(&house.bob).await.last().unwrap().contains("已解决，请确认"));
    let closed = house.step(&house.alice, id, "confirm", json!({ "signed_by": "爱丽丝", "satisfied": true })).await.ok();
    assert_eq!(closed["state"], "closed");
    house.verify().await;
});

on_both!(a_cancelled_ticket_promises_nothing_any_more_but_keeps_what_was_broken, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    house.pass(3601).await;
    let cancelled = house.step(&house.dispatcher, id, "cancel", json!({ "reason": "重复登记" })).await.ok();
    assert_eq!(cancelled["state"], "cancelled");
    let clocks: Vec<_> = cancelled["clocks"].as_array().unwrap().iter().map(|clock| (&clock["kind"], &clock["state"])).collect();
    assert_eq!(clocks, [(&json!("respond"), &json!("breached"))]);
    assert_eq!(house.get(&house.manager, "/clocks?running=true").await.ok()["total"], 0);
    house.pass(864_000).await;
    let mut conn = house.test.db.read().await.unwrap();
    let breaches: i64 = base::db::sql("SELECT COUNT(*) FROM events WHERE kind = 'clock.breached'").scalar(&mut conn).await.unwrap();
    assert_eq!(breaches, 1);
    assert_eq!(house.count("callings").await, 0);
    drop(conn);
    house.verify().await;
});

on_both!(a_customer_takes_back_a_report_until_somebody_has_taken_it, |test: TestDb| async move {
    let house = furnish(test).await;
    let report = async || {
        let body = json!({ "kind": "fault", "title": "黑屏", "device_id": house.cameras[0].id });
        house.post(&house.alice, "/tickets", body).await.ok()["id"].as_i64().unwrap()
    };
    let first = report().await;
    assert_eq!(house.step(&house.bob, first, "cancel", json!({ "reason": "看错了" })).await.ok()["state"], "cancelled");
    let second = report().await;
    house.step(&house.wang, second, "acknowledge", json!({})).await.ok();
    let refused = house.step(&house.alice, second, "cancel", json!({ "reason": "看错了" })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "role.missing"));
});

on_both!(the_owner_is_changed_by_name_and_told, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    let assigned = house.step(&house.dispatcher, id, "assign", json!({ "owner_id": house.li.person() })).await.ok();
    assert_eq!((&assigned["owner"]["name"], &assigned["state"]), (&json!("Li"), &json!("open")), "assigning is not yet taking it");
    assert!(house.told(&house.li).await.last().unwrap().contains("You are responsible"));
    let taken = house.step(&house.wang, id, "acknowledge", json!({})).await.ok();
    assert_eq!(taken["owner"]["name"], "Li", "whoever was made responsible stays so");
    for (owner, code) in [
        (house.alice.person(), "ticket.no_such_owner"),
        (house.storekeeper.person(), "ticket.no_such_owner"),
        (house.li.person(), "ticket.same_owner"),
    ] {
        let refused = house.step(&house.dispatcher, id, "assign", json!({ "owner_id": owner })).await;
        assert_eq!(refused.fields(), [("owner_id", code)]);
    }
    house.verify().await;
});
