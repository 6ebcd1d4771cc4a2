//! The duty table: who writes it, who is called, where it has gaps.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use base::db::sql;
use jiff::civil::date;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{Answer, House, furnish};

const TODAY: &str = "/api/v1/duty/2026-03-02";

async fn put(house: &House, who: &roster::Person, path: &str, people: &[&roster::Person]) -> Answer {
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    house.ask(Some(who), Method::PUT, path, Some(json!({ "people": ids }))).await
}

on_both!(a_day_is_planned_in_calling_order, |test: TestDb| async move {
    let house = furnish(test).await;
    let (wang, li, gao) = (&house.wang, &house.li, &house.gao);
    let day = put(&house, &house.diao, TODAY, &[li, wang]).await;
    assert_eq!(day.status, StatusCode::OK, "{}", day.json);
    assert_eq!(
        day.json,
        json!({ "date": "2026-03-02", "gap": false, "people": [
        { "id": li.id, "name": li.name, "active": true }, { "id": wang.id, "name": wang.name, "active": true },
    ] })
    );
    assert_eq!(put(&house, gao, TODAY, &[wang]).await.json["gap"], json!(true));
    assert_eq!(put(&house, gao, TODAY, &[wang]).await.status, StatusCode::OK);
    let events = house.events("duty.set").await;
    assert_eq!(events.len(), 2, "the same order again changes nothing");
    assert_eq!(events[1]["before"], json!([li.id, wang.id]));
    assert_eq!(put(&house, &house.anna, TODAY, &[]).await.json["people"], json!([]));
    assert_eq!(put(&house, &house.anna, "/api/v1/duty/2026-03-09", &[]).await.status, StatusCode::OK, "an empty day stays empty");
    house.assert_attested().await;
});

on_both!(the_table_is_for_staff_and_written_by_planners, |test: TestDb| async move {
    let house = furnish(test).await;
    for nobody in [
        house.ask(None, Method::GET, "/api/v1/duty", None).await,
        house.ask(None, Method::GET, "/api/v1/duty/now", None).await,
        house.ask(None, Method::PUT, TODAY, Some(json!({ "people": [] }))).await,
    ] {
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    }
    for customer in [&house.alice, &house.bob, &house.charlie] {
        assert_eq!(house.get(customer, "/api/v1/duty").await.status, StatusCode::FORBIDDEN);
        assert_eq!(put(&house, customer, TODAY, &[]).await.status, StatusCode::FORBIDDEN);
    }
    for reader in [&house.wang, &house.ku] {
        assert_eq!(house.get(reader, "/api/v1/duty").await.status, StatusCode::OK);
        assert_eq!(put(&house, reader, TODAY, &[&house.wang]).await.code(), "role.missing");
    }
    for planner in [&house.anna, &house.gao, &house.diao] {
        assert_eq!(put(&house, planner, TODAY, &[&house.wang]).await.status, StatusCode::OK);
    }
});

on_both!(a_day_that_is_over_is_corrected_by_few_and_never_silently, |test: TestDb| async move {
    let house = furnish(test).await;
    let yesterday = "/api/v1/duty/2026-03-01";
    let refused = put(&house, &house.diao, yesterday, &[&house.wang]).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "duty.past"));
    assert_eq!(put(&house, &house.gao, yesterday, &[&house.wang]).await.status, StatusCode::OK);
    assert_eq!(house.events("duty.set").await[0]["past"], json!(true));
    // 17:00 UTC is the next day in Shanghai: the day has passed in the installation's zone.
    house.clock.advance(Duration::from_secs(16 * 3600));
    assert_eq!(put(&house, &house.diao, TODAY, &[&house.wang]).await.code(), "duty.past");
});

on_both!(only_those_who_can_be_called_are_planned, |test: TestDb| async move {
    let house = furnish(test).await;
    let path = format!("/api/v1/people/{}", house.li.id);
    house.ask(Some(&house.anna), Method::PATCH, &path, Some(json!({ "active": false }))).await;
    let cases: [(Json, &str, &str); 8] = [
        (json!({ "people": [house.wang.id, house.ku.id] }), "people[1]", "duty.wrong_role"),
        (json!({ "people": [house.alice.id] }), "people[0]", "duty.wrong_role"),
        (json!({ "people": [house.li.id] }), "people[0]", "duty.not_active"),
        (json!({ "people": [999] }), "people[0]", "duty.no_such_person"),
        (json!({ "people": [house.wang.id, house.wang.id] }), "people[1]", "duty.twice"),
        (json!({ "people": (0..21).collect::<Vec<_>>() }), "people", "duty.too_many"),
        (json!({ "people": ["wang"] }), "people[0]", "value.wrong"),
        (json!({ "people": [], "note": "x" }), "note", "value.wrong"),
    ];
    for (body, path, code) in cases {
        let answer = house.ask(Some(&house.gao), Method::PUT, TODAY, Some(body.clone())).await;
        assert_eq!((answer.status.as_u16(), answer.field()), (422, (path, code)), "{body}: {}", answer.json);
    }
    for (day, status) in [("2026-02-30", 404), ("tomorrow", 404), ("1999-12-31", 422), ("2200-01-01", 422), ("-009999-01-01", 422)] {
        let answer = put(&house, &house.gao, &format!("/api/v1/duty/{day}"), &[]).await;
        assert_eq!(answer.status.as_u16(), status, "{day}");
    }
    house.assert_attested().await;
});

on_both!(two_planners_of_one_day_do_not_overwrite_each_other, |test: TestDb| async move {
    let house = furnish(test).await;
    let plan = async |people: Vec<base::PersonId>, expected: Vec<base::PersonId>| {
        house.ask(Some(&house.gao), Method::PUT, TODAY, Some(json!({ "people": people, "expected": expected }))).await
    };
    let (wang, li) = (house.wang.id, house.li.id);
    let (one, two) = tokio::join!(plan(vec![wang, li], vec![]), plan(vec![li], vec![]));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert!([one.code(), two.code()].contains(&"duty.changed"));
    let mut conn = house.test.db.read().await.unwrap();
    let rows: i64 = sql("SELECT COUNT(*) FROM duty").scalar(&mut conn).await.unwrap();
    assert_eq!(rows, if one.status == StatusCode::OK { 2 } else { 1 });
    drop(conn);
    house.assert_attested().await;
});

on_both!(whoever_is_on_duty_now_is_named_with_a_number, |test: TestDb| async move {
    let house = furnish(test).await;
    put(&house, &house.gao, TODAY, &[&house.li, &house.wang]).await;
    put(&house, &house.gao, "/api/v1/duty/2026-03-05", &[&house.gao, &house.wang]).await;
    let now = house.get(&house.wang, "/api/v1/duty/now").await.json;
    assert_eq!((&now["at"], &now["date"]), (&json!("2026-03-02T01:00:00.000Z"), &json!("2026-03-02")));
    assert_eq!(now["on_duty"][0], json!({ "id": house.li.id, "name": house.li.name, "phone": house.li.phone, "email": house.li.email }));
    assert_eq!(now["on_duty"][1]["id"], json!(house.wang.id));
    assert_eq!((&now["next"]["date"], &now["next"]["people"][0]["id"]), (&json!("2026-03-05"), &json!(house.gao.id)));
    let gaps = now["gaps"].as_array().unwrap();
    assert_eq!(gaps.len(), 28);
    assert_eq!((&gaps[0], &gaps[27]), (&json!("2026-03-03"), &json!("2026-03-31")));
    for customer in [&house.alice, &house.bob, &house.charlie] {
        let now = house.get(customer, "/api/v1/duty/now").await.json;
        assert_eq!(now["on_duty"][0], json!({ "id": house.li.id, "name": house.li.name, "phone": house.li.phone, "email": null }));
        assert_eq!((&now["next"], &now["gaps"]), (&Json::Null, &json!([])));
    }
    // Somebody who left is neither called nor counted, and stays visible on the table.
    let path = format!("/api/v1/people/{}", house.li.id);
    house.ask(Some(&house.anna), Method::PATCH, &path, Some(json!({ "active": false }))).await;
    let now = house.get(&house.wang, "/api/v1/duty/now").await.json;
    assert_eq!((now["on_duty"].as_array().unwrap().len(), &now["gaps"][0]), (1, &json!("2026-03-02")));
    let table = house.get(&house.wang, "/api/v1/duty?from=2026-03-02&to=2026-03-02").await.json;
    assert_eq!((&table["days"][0]["gap"], &table["days"][0]["people"][0]["active"]), (&json!(true), &json!(false)));
    // At midnight in Shanghai the day changes.
    house.clock.advance(Duration::from_secs(15 * 3600));
    let now = house.get(&house.wang, "/api/v1/duty/now").await.json;
    assert_eq!((&now["date"], &now["on_duty"]), (&json!("2026-03-03"), &json!([])));
    let mut conn = house.test.db.read().await.unwrap();
    let on_duty = roster::facts::on_duty(&mut conn, date(2026, 3, 5)).await.unwrap();
    assert_eq!(on_duty.iter().map(|person| person.id).collect::<Vec<_>>(), [house.gao.id, house.wang.id]);
});

on_both!(a_range_of_days_is_shown_whole, |test: TestDb| async move {
    let house = furnish(test).await;
    put(&house, &house.gao, "/api/v1/duty/2026-12-31", &[&house.li, &house.wang]).await;
    let table = house.get(&house.wang, "/api/v1/duty?from=2026-12-30&to=2027-01-01").await.json;
    assert_eq!(table["required"], 2);
    let days: Vec<_> =
        table["days"].as_array().unwrap().iter().map(|day| (day["date"].as_str().unwrap(), day["gap"].as_bool().unwrap())).collect();
    assert_eq!(days, [("2026-12-30", true), ("2026-12-31", false), ("2027-01-01", true)]);
    let ahead = house.get(&house.wang, "/api/v1/duty").await.json;
    assert_eq!((ahead["days"].as_array().unwrap().len(), &ahead["days"][0]["date"]), (30, &json!("2026-03-02")));
    for (query, status) in [
        ("from=2026-01-01&to=2027-02-04", 200),
        ("from=2026-01-01&to=2027-02-05", 422),
        ("from=2026-01-02&to=2026-01-01", 422),
        ("from=2026-13-01", 422),
        ("from=0001-01-01", 422),
        ("to=9999-12-31", 422),
        ("until=2026-01-01", 422),
    ] {
        let answer = house.get(&house.wang, &format!("/api/v1/duty?{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {}", answer.json);
    }
});
