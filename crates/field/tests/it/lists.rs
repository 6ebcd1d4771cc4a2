//! Lists of visits: mine, those still open, those of a ticket; page by page.

use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{furnish, id_of};

on_both!(a_list_shows_what_was_asked_for, |test: TestDb| async move {
    let house = furnish(test).await;
    let mut tickets = Vec::new();
    for _ in 0..5 {
        let ticket = house.taken_fault().await;
        house.planned(ticket).await;
        tickets.push(ticket);
    }
    let li = house.post(&house.li, "/visits", json!({ "ticket_id": tickets[0], "engineer_id": id_of(&house.li) })).await.ok();
    house.step(&house.dispatcher, 1, "cancel", json!({})).await.ok();
    let total = async |who, query: &str| house.get(who, &format!("/visits{query}")).await.ok()["total"].as_i64().unwrap();
    assert_eq!(total(&house.wang, "").await, 6);
    assert_eq!(total(&house.wang, "?mine=true").await, 5);
    assert_eq!(total(&house.wang, "?mine=true&open=true").await, 4);
    assert_eq!(total(&house.wang, "?open=false").await, 1);
    assert_eq!(total(&house.li, "?mine=true").await, 1);
    assert_eq!(total(&house.alice, &format!("?ticket_id={}", tickets[0])).await, 2);
    assert_eq!(total(&house.alice, &format!("?engineer_id={}", id_of(&house.li))).await, 1);
    assert_eq!(total(&house.alice, &format!("?customer_id={}", house.south.id)).await, 0);
    let newest = house.get(&house.wang, "/visits?limit=2").await.ok();
    assert_eq!(newest["items"][0]["id"], li["id"]);
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = house.get(&house.wang, &format!("/visits?limit=4&sort=id{after}")).await.ok();
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
    for wrong in ["?sort=name", "?open=perhaps", "?ticket_id=x", "?colour=red", "?after=x"] {
        assert_eq!(house.get(&house.wang, &format!("/visits{wrong}")).await.status.as_u16(), 422, "{wrong}");
    }
});
