//! Time for which nobody here answers counts neither way; whoever says so gives a reason, and the customer reads it.

use archive::model::NewContract;
use axum::http::StatusCode;
use base::db::sql;
use base::{Clock, Role, Timestamp};
use serde_json::{Value, json};
use testkit::{TestDb, monday, on_both};

use crate::custom::send;
use crate::town::{Listener, Rooms, administrator, hasty, person};

/// Says that a device was in these states, each from a second after Monday noon on.
async fn was(rooms: &Rooms, device: archive::DeviceId, states: &[(i64, &str)]) {
    let mut conn = rooms.db.write().await.unwrap();
    for (second, state) in states {
        sql("INSERT INTO state_changes (device_id, at, state) VALUES ($1, $2, $3)")
            .bind(device)
            .bind(monday().plus_seconds(*second))
            .bind(*state)
            .run(&mut conn)
            .await
            .unwrap();
    }
    conn.commit().await.unwrap();
}

fn at(second: i64) -> Timestamp {
    monday().plus_seconds(second)
}

on_both!(a_cut_of_the_mains_is_taken_out_of_the_availability_and_put_back, |test: TestDb| async move {
    let clock = Clock::manual(at(10_000));
    let rooms = Rooms::with_clock(&test, clock);
    let (alpha, site) = rooms.customer("Alpha").await;
    let (beta, other_site) = rooms.customer("Beta").await;
    let door = Listener::open().await;
    let camera = rooms.device(site, "CAM1", &door, None).await;
    let watch = rooms.watch(hasty());
    watch.reconcile(at(10_000)).await.unwrap();
    was(&rooms, camera, &[(0, "up"), (4000, "down"), (6000, "up")]).await;
    let manager = person(2, Role::Manager, None);
    let customer = person(3, Role::Customer, Some(alpha));
    let line = async |by: &str| -> Value {
        let path = format!("/api/v1/availability?from={}&by={by}", at(0));
        send(&watch, &manager, "GET", &path, None).await.1["items"][0].clone()
    };
    assert_eq!(line("device").await["rate"], 0.8);

    let path = "/api/v1/availability-exclusions";
    let body = json!({ "customer_id": alpha, "targets": [{ "kind": "site", "id": site }], "starts_at": at(3000), "ends_at": at(5000),
        "reason": "third_party_power", "note": "The mains failed; see the supplier's notice 17/2026." });
    let with = |field: &str, value: Value| {
        let mut body = body.clone();
        body[field] = value;
        body
    };
    for (wrong, code) in [
        (with("note", json!(" ")), "value.missing"),
        (with("ends_at", json!(at(3000))), "exclusion.length"),
        (with("starts_at", json!(at(10_001))), "exclusion.length"),
        (with("targets", json!([])), "maintenance.no_targets"),
        (with("targets", json!([{ "kind": "site", "id": other_site }])), "maintenance.elsewhere"),
    ] {
        let (status, refused) = send(&watch, &manager, "POST", path, Some(wrong)).await;
        assert_eq!((status, &refused["fields"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)), "{refused}");
    }
    assert_eq!(send(&watch, &person(4, Role::Engineer, None), "POST", path, Some(body.clone())).await.0, StatusCode::FORBIDDEN);
    assert_eq!(send(&watch, &customer, "POST", path, Some(body.clone())).await.0, StatusCode::FORBIDDEN);
    let (status, entered) = send(&watch, &manager, "POST", path, Some(body)).await;
    assert_eq!((status, &entered["targets"][0]["kind"]), (StatusCode::CREATED, &json!("site")), "{entered}");

    let device = line("device").await;
    let seconds = ["up_seconds", "observed_seconds", "down_seconds", "excluded_seconds"].map(|name| device[name].as_f64().unwrap());
    assert_eq!(seconds, [7000.0, 8000.0, 1000.0, 2000.0], "{device}");
    assert_eq!(send(&watch, &customer, "GET", path, None).await.1["items"][0]["note"], entered["note"], "the customer reads why");
    assert_eq!(send(&watch, &person(5, Role::Customer, Some(beta)), "GET", path, None).await.1["total"], 0);

    let one = format!("{path}/{}", entered["id"]);
    assert_eq!(send(&watch, &person(5, Role::Customer, Some(beta)), "DELETE", &one, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(send(&watch, &manager, "DELETE", &one, None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(line("device").await["rate"], 0.8, "its time counts again");
    let events = base::journal::read_after(&mut rooms.db.read().await.unwrap(), 0, 500).await.unwrap();
    let told: Vec<&str> = events.iter().map(|event| event.kind.as_str()).filter(|kind| kind.starts_with("exclusion.")).collect();
    assert_eq!(told, ["exclusion.entered", "exclusion.removed"]);
});

on_both!(a_contract_answers_for_the_time_for_which_it_is_valid, |test: TestDb| async move {
    let rooms = Rooms::with_clock(&test, Clock::manual(at(10 * 86_400)));
    let (alpha, site) = rooms.customer("Alpha").await;
    let door = Listener::open().await;
    let camera = rooms.device(site, "CAM1", &door, None).await;
    let watch = rooms.watch(hasty());
    watch.reconcile(at(0)).await.unwrap();
    was(&rooms, camera, &[(0, "down"), (5 * 86_400, "up")]).await;
    let by = administrator();
    let day = |after: i64| at(after * 86_400).date_in("UTC");
    let contract = |name: &str, from: i64, to: i64| NewContract {
        customer_id: alpha,
        name: name.to_owned(),
        number: name.to_owned(),
        starts_on: day(from),
        ends_on: day(to),
        zone: Some("UTC".to_owned()),
        clauses: None,
        call_next_after_seconds: None,
    };
    rooms.archive.by(&by).create_contract(at(0), contract("first", -10, 2)).await.unwrap();
    rooms.archive.by(&by).create_contract(at(0), contract("second", 3, 100)).await.unwrap();
    let path = format!("/api/v1/availability?from={}&to={}&by=contract", at(0), at(8 * 86_400));
    let (_, lines) = send(&watch, &by, "GET", &path, None).await;
    let told = |place: usize| {
        let line = &lines["items"][place];
        (line["name"].as_str().unwrap().to_owned(), line["up_seconds"].as_f64().unwrap() + line["down_seconds"].as_f64().unwrap())
    };
    assert_eq!(lines["items"].as_array().unwrap().len(), 2, "{lines}");
    assert_eq!((told(0).0, told(1).0), ("Alpha · first".to_owned(), "Alpha · second".to_owned()), "the worst first");
    assert_eq!(told(0).1 + told(1).1, 8.0 * 86_400.0, "together they answer for all of it, and for none of it twice");
});
