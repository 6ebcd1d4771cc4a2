//! People are called until somebody takes the fault.

use base::Workers;
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{House, furnish};

/// Who was called or skipped, in order.
async fn called(house: &House, ticket: i64) -> Vec<String> {
    let ticket = house.ticket(ticket).await;
    let calls = ticket["calls"].as_array().unwrap();
    calls.iter().map(|call| format!("{} {}", call["person"]["name"].as_str().unwrap(), call["state"].as_str().unwrap())).collect()
}

on_both!(nobody_answers_and_the_next_is_called_until_everybody_was, |test: TestDb| async move {
    let house = furnish(test).await;
    house.alarm_opens(&house.cameras[0], &[]).await;
    house.settle().await;
    let id = house.newest_ticket().await;
    assert_eq!(called(&house, id).await, ["Wang calling"]);
    house.pass(299).await;
    assert_eq!(called(&house, id).await, ["Wang calling"], "the contract gives five minutes");
    house.pass(1).await;
    assert_eq!(called(&house, id).await, ["Wang passed_on", "Li calling"]);
    house.settle().await;
    house.pass(300).await;
    house.pass(300).await;
    assert_eq!(called(&house, id).await, ["Wang passed_on", "Li passed_on", "Gao passed_on", "Admin calling"]);
    assert_eq!(house.told(&house.li).await, ["[F-2026-000001] Level 3: CAM-1 at 解放路杆 does not answer"]);
    house.pass(300).await;
    house.pass(86_400).await;
    let exhausted = house.kinds(id).await.into_iter().filter(|kind| kind == "ticket.calls_exhausted").count();
    assert_eq!(exhausted, 1, "said once");
    assert_eq!(called(&house, id).await.len(), 4, "nobody is called twice");
    assert!(house.ticket(id).await["next_call_at"].is_null());
    house.verify().await;
});

on_both!(taking_it_stops_the_calls, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    house.pass(300).await;
    assert_eq!(called(&house, id).await, ["Wang passed_on", "Li calling"]);
    house.step(&house.li, id, "acknowledge", json!({})).await.ok();
    house.pass(3600).await;
    assert_eq!(called(&house, id).await, ["Wang passed_on", "Li acknowledged"]);
    assert_eq!(house.count("callings").await, 0);
});

on_both!(after_a_downtime_every_missed_call_is_made_once_with_its_true_time, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    let opened = house.now();
    house.pass(700).await;
    let due: Vec<_> = house
        .events(id)
        .await
        .iter()
        .filter(|event| event.kind == "ticket.called")
        .map(|event| (event.json()["due_at"].as_str().unwrap().to_owned(), event.at))
        .collect();
    let expected = [(0, opened), (300, house.now()), (600, house.now())];
    let expected: Vec<_> = expected.into_iter().map(|(after, made)| (opened.plus_seconds(after).to_string(), made)).collect();
    assert_eq!(due, expected, "due when the contract says, made when it was made");
    house.settle().await;
    assert_eq!(called(&house, id).await.len(), 3);
});

on_both!(two_nodes_call_everybody_once, |test: TestDb| async move {
    let house = furnish(test).await;
    for device in house.cameras.iter().chain([&house.recorder]) {
        house.alarm_opens(device, &[]).await;
    }
    house.clock.advance(std::time::Duration::from_secs(400));
    let second = base::Db::open(&house.test.settings).await.unwrap();
    let other = desk::Desk::new(second.clone(), house.clock.clone(), "Asia/Shanghai");
    let other = Workers::new(second.clone(), house.clock.clone(), "node-2", other.workers());
    let run = async |workers: &Workers| {
        for _ in 0..20 {
            for name in ["intake", "caller", "thresholds"] {
                // A node that loses a race is told so by the database and tries again: that is not what is tested here.
                let _ = workers.run_once(name).await.unwrap();
            }
        }
    };
    tokio::join!(run(&house.workers), run(&other));
    house.settle().await;
    assert_eq!(house.count("tickets").await, 4);
    for (id, _) in house.tickets().await {
        assert_eq!(called(&house, id).await, ["Wang passed_on", "Li calling"], "ticket {id}");
    }
    house.verify().await;
    second.close().await;
});

on_both!(a_gap_in_the_duty_table_is_said_and_the_manager_is_called, |test: TestDb| async move {
    let house = furnish(test).await;
    house.clock.advance(std::time::Duration::from_secs(86_400));
    let id = house.fault().await;
    assert_eq!(called(&house, id).await, ["Gao calling"]);
    let timeline = house.get(&house.dispatcher, &format!("/tickets/{id}/timeline")).await.ok();
    assert_eq!(timeline["items"][1]["text"], "Nobody was called at this step: nobody is on duty.");
});

on_both!(whoever_may_not_take_tickets_is_skipped_and_it_is_said, |test: TestDb| async move {
    let house = furnish(test).await;
    let mut conn = house.test.db.write().await.unwrap();
    let change = roster::PersonChange { role: Some(base::Role::Storekeeper), ..Default::default() };
    house.roster.change_person(&mut conn, &crate::house::program(), house.now(), house.wang.person().unwrap(), change).await.unwrap();
    conn.commit().await.unwrap();
    let id = house.fault().await;
    assert_eq!(called(&house, id).await, ["Wang skipped", "Li calling"], "on duty, but with another role by now");
});

on_both!(planned_work_calls_nobody, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "kind": "task", "title": "季度巡检", "customer_id": house.north.id });
    let ticket = house.post(&house.dispatcher, "/tickets", body).await.ok();
    assert_eq!(ticket["number"], "T-2026-000001");
    assert_eq!(ticket["calls"], json!([]));
    assert_eq!(ticket["clocks"].as_array().unwrap().len(), 1, "only resolving is promised");
    house.pass(86_400).await;
    assert!(house.told(&house.wang).await.iter().all(|told| !told.contains("季度巡检") || told.contains("时限")));
});

on_both!(a_ticket_that_the_customer_rejects_untaken_is_called_again, |test: TestDb| async move {
    let house = furnish(test).await;
    let alarm = house.alarm_opens(&house.cameras[0], &[]).await;
    house.settle().await;
    let id = house.newest_ticket().await;
    house.alarm_closes(alarm, &house.cameras[0], "recovered").await;
    house.settle().await;
    assert_eq!(house.ticket(id).await["state"], "restored");
    assert_eq!(called(&house, id).await, ["Wang passed_on"], "it healed before anybody took it");
    house.pass(60).await;
    let rejected = house.step(&house.alice, id, "reject", json!({ "reason": "画面仍然黑屏" })).await.ok();
    assert_eq!(rejected["state"], "open");
    assert_eq!(called(&house, id).await, ["Wang passed_on", "Wang calling"], "a new round begins with the first");
    house.step(&house.wang, id, "acknowledge", json!({})).await.ok();
    assert_eq!(called(&house, id).await, ["Wang passed_on", "Wang acknowledged"]);
    house.verify().await;
});
