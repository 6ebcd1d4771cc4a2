//! The computer's clock is set while the watch runs: an hour, a year, forward and back. Nothing is told that did not happen, and nothing
//! that did is held back.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU16, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use base::{Clock, Role};
use serde_json::json;
use testkit::{TestDb, on_both};
use watch::{AlarmKind, State};

use crate::custom::send;
use crate::services::{server, web};
use crate::town::{Listener, Rooms, Running, hasty, person, until};

const HOUR: i64 = 3_600_000;
const YEAR: i64 = 365 * 24 * HOUR;

/// A clock that runs like the computer's until somebody sets it.
struct Wall(Arc<AtomicI64>);

impl Wall {
    fn new() -> (Wall, Clock) {
        let at = Arc::new(AtomicI64::new(Clock::System.now().milliseconds()));
        let clock = Clock::Manual(Arc::clone(&at));
        let weak = Arc::downgrade(&at);
        tokio::spawn(async move {
            let mut beat = tokio::time::interval(Duration::from_millis(10));
            loop {
                beat.tick().await;
                let Some(at) = weak.upgrade() else { return };
                at.fetch_add(10, Ordering::SeqCst);
            }
        });
        (Wall(at), clock)
    }

    fn set(&self, by: i64) {
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

on_both!(a_clock_that_is_set_tells_nothing_and_hides_nothing, |test: TestDb| async move {
    let (wall, clock) = Wall::new();
    let rooms = Rooms::with_clock(&test, clock);
    let (_, site) = rooms.customer("Alpha").await;
    let (mut door, steady) = (Listener::open().await, Listener::open().await);
    let device = rooms.device(site, "D1", &door, None).await;
    let other = rooms.device(site, "D2", &steady, None).await;
    let status = Arc::new(AtomicU16::new(200));
    let (address, _serving) = web(&status).await;
    let page = server(&rooms, site, address).await;
    let watch = rooms.watch(hasty());
    let manager = person(1, Role::Manager, None);
    // Too slow for an hour would be an alarm; it is too slow for some seconds only.
    let definition =
        json!({"of": {"device_ids": [page]}, "metric": "response_time", "when": {"kind": "above", "value": 0.0}, "for_seconds": 1800});
    let rule = json!({"name": "Slow", "definition": definition});
    assert_eq!(send(&watch, &manager, "POST", "/api/v1/alert-rules", Some(rule)).await.0, StatusCode::CREATED);
    let running = Running::start(&watch);
    until("all is up", async || {
        rooms.state(device).await == State::Up && rooms.state(other).await == State::Up && rooms.state(page).await == State::Up
    })
    .await;
    let asked_well = async || {
        let asked = watch.metrics().asked;
        until("the watch goes on", async || watch.metrics().asked > asked + 12).await;
    };
    for jump in [HOUR, YEAR, -YEAR, -2 * HOUR] {
        wall.set(jump);
        asked_well().await;
        assert_eq!(rooms.open().await, [], "nothing happened but a clock that was set by {jump} ms");
    }
    // A fault during which the clock is set: told once, closed by the return and by nothing else.
    for (round, jump) in [(1, YEAR), (2, -YEAR)] {
        door.stop().await;
        until("it is down", async || rooms.open().await == [(device, AlarmKind::DeviceDown)]).await;
        wall.set(jump);
        asked_well().await;
        assert_eq!(rooms.open().await, [(device, AlarmKind::DeviceDown)], "still down");
        door.start().await;
        until("it is back", async || rooms.open().await.is_empty() && rooms.state(device).await == State::Up).await;
        assert_eq!(rooms.count("alarms").await, round);
    }
    assert!(watch.metrics().polling);
    assert_eq!((watch.metrics().write_failures, watch.metrics().samples_dropped), (0, 0));
    running.stop().await;
    let mut conn = rooms.db.read().await.unwrap();
    let backwards = "SELECT COUNT(*) FROM alarms WHERE closed_at < opened_at OR failing_since > opened_at";
    assert_eq!(base::db::sql(backwards).scalar::<i64>(&mut conn).await.unwrap(), 0, "nothing ends before it began");
});
