//! The one-time link in a call.

use axum::http::Method;
use serde_json::Value as Json;
use testkit::{TestDb, on_both};

use crate::house::{Answer, House, furnish};

async fn follow(house: &House, method: Method, path: &str) -> Answer {
    house.send(None, method, &path.replace("/acknowledge/", "/api/v1/acknowledgements/"), "en", None).await
}

async fn state(house: &House, path: &str) -> Json {
    follow(house, Method::GET, path).await.ok()["state"].clone()
}

on_both!(a_link_works_once_and_looking_changes_nothing, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    let path = house.link_to(&house.wang).await;
    for _ in 0..3 {
        assert_eq!(state(&house, &path).await, "open", "mail programs look at links by themselves");
    }
    assert_eq!(house.ticket(id).await["state"], "open");
    follow(&house, Method::POST, &path).await.ok();
    assert_eq!(state(&house, &path).await, "used");
    let again = follow(&house, Method::POST, &path).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "acknowledgement.used"));
    let event = house.events(id).await.into_iter().find(|event| event.kind == "ticket.acknowledged").unwrap();
    assert_eq!(event.actor, format!("link:{}", house.wang.person().unwrap()));
    assert_eq!(event.json()["via"], "link");
    house.verify().await;
});

on_both!(a_link_is_taken_when_somebody_else_was_first, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    let wangs = house.link_to(&house.wang).await;
    house.pass(300).await;
    let lis = house.link_to(&house.li).await;
    assert_ne!(wangs, lis);
    follow(&house, Method::POST, &lis).await.ok();
    assert_eq!(state(&house, &wangs).await, "taken");
    let late = follow(&house, Method::POST, &wangs).await;
    assert_eq!((late.status.as_u16(), late.code()), (409, "acknowledgement.taken"));
    assert!(late.json["detail"].as_str().unwrap().contains("Li has taken"), "{}", late.json);
    assert_eq!(house.ticket(id).await["owner"]["name"], "Li");
    house.verify().await;
});

on_both!(a_link_runs_out_after_a_day, |test: TestDb| async move {
    let house = furnish(test).await;
    house.fault().await;
    let path = house.link_to(&house.wang).await;
    house.pass(86_400).await;
    assert_eq!(state(&house, &path).await, "open");
    house.pass(1).await;
    assert_eq!(state(&house, &path).await, "expired");
    let late = follow(&house, Method::POST, &path).await;
    assert_eq!((late.status.as_u16(), late.code()), (410, "acknowledgement.expired"));
});

on_both!(an_unknown_link_and_a_persons_who_left_are_not_found, |test: TestDb| async move {
    let house = furnish(test).await;
    house.fault().await;
    for path in ["/acknowledge/AAAA", "/acknowledge/%00", "/acknowledge/'%20OR%201=1"] {
        for method in [Method::GET, Method::POST] {
            assert_eq!(follow(&house, method, path).await.status.as_u16(), 404, "{path}");
        }
    }
    let path = house.link_to(&house.wang).await;
    let mut conn = house.test.db.write().await.unwrap();
    let change = roster::PersonChange { active: Some(false), ..Default::default() };
    house.roster.change_person(&mut conn, &crate::house::program(), house.now(), house.wang.person().unwrap(), change).await.unwrap();
    conn.commit().await.unwrap();
    assert_eq!(follow(&house, Method::POST, &path).await.status.as_u16(), 404);
});

on_both!(two_who_follow_one_link_at_once_take_it_once, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    let path = house.link_to(&house.wang).await;
    let (one, two) = tokio::join!(follow(&house, Method::POST, &path), follow(&house, Method::POST, &path));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(house.kinds(id).await.iter().filter(|kind| *kind == "ticket.acknowledged").count(), 1);
    assert_eq!(house.told(&house.alice).await.iter().filter(|told| told.contains("已响应")).count(), 1, "told once");
    house.verify().await;
});
