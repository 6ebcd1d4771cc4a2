//! The watch tells how it fares itself, minute by minute, and when nobody polls any more.

use std::time::Duration;

use axum::http::StatusCode;
use base::{Clock, Role};
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::custom::send;
use crate::town::{Listener, Rooms, Running, hasty, person, until};

on_both!(a_minute_of_the_watch_is_told_and_so_is_it_when_nobody_polls, |test: TestDb| async move {
    // An hour of the program's time is a minute of ours.
    let rooms = Rooms::with_clock(&test, Clock::scaled(60));
    let (alpha, site) = rooms.customer("Alpha").await;
    let door = Listener::open().await;
    rooms.device(site, "SRV1", &door, None).await;
    let watch = rooms.watch(watch::WatchSettings { period: Duration::from_secs(2), doubt_period: Duration::from_secs(1), ..hasty() });
    let staff = person(2, Role::Engineer, None);
    let running = Running::start(&watch);
    let minutes = async || send(&watch, &staff, "GET", "/api/v1/watch/health?minutes=600", None).await.1["minutes"].clone();
    until("two minutes are over", async || minutes().await.as_array().is_some_and(|all| all.len() >= 2)).await;
    let all = minutes().await;
    let last = &all[1];
    assert_eq!((&last["node"], &last["devices"]), (&json!("first"), &json!(1)), "{last}");
    let kinds = last["kinds"].as_array().unwrap();
    assert!(kinds.iter().any(|kind| kind["asked"].as_u64() >= Some(10) && kind["unasked"] == 0), "{last}");
    assert!(watch::facts::troubles(&mut rooms.db.read().await.unwrap(), rooms.clock.now()).await.unwrap().is_empty());
    running.stop().await;
    let later = rooms.clock.now().plus_seconds(600);
    let found = watch::facts::troubles(&mut rooms.db.read().await.unwrap(), later).await.unwrap();
    assert!(found[0].in_language(base::Language::En).contains("no node polls"), "{found:?}");
    let stranger = person(3, Role::Customer, Some(alpha));
    assert_eq!(send(&watch, &stranger, "GET", "/api/v1/watch/health", None).await.0, StatusCode::FORBIDDEN);
});
