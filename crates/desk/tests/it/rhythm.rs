//! Thresholds in any rhythm: workers killed in the middle, two nodes at once, a system clock that jumps an hour either way.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use base::{Clock, Timestamp, Workers};
use desk::Desk;
use testkit::{TestDb, on_both};

use crate::house::{House, furnish};

/// What passed: ticket, kind, clock, cycle and when, in the order of the journal.
async fn passed(house: &House) -> Vec<(i64, String, Timestamp)> {
    let mut conn = house.test.db.read().await.unwrap();
    let events = base::journal::read_after(&mut conn, 0, 100_000).await.unwrap();
    let clocks = events.iter().filter(|event| event.kind.starts_with("clock."));
    clocks.map(|event| (event.subject_id, format!("{} {}", event.kind, event.json()["clock"].as_str().unwrap()), event.at)).collect()
}

/// Each threshold of each ticket once, stamped with its own time, in order.
async fn check(house: &House, opened: &BTreeMap<i64, Timestamp>) {
    let found = passed(house).await;
    let promised = [
        ("clock.warned respond", 2700),
        ("clock.breached respond", 3600),
        ("clock.warned arrive", 21_600),
        ("clock.breached arrive", 28_800),
    ];
    for (ticket, at) in opened {
        let of_ticket: Vec<_> = found.iter().filter(|(id, ..)| id == ticket).map(|(_, kind, at)| (kind.as_str(), *at)).collect();
        let expected: Vec<_> = promised.iter().map(|(kind, seconds)| (*kind, at.plus_seconds(*seconds))).collect();
        assert_eq!(of_ticket, expected, "ticket {ticket}");
    }
    assert_eq!(found.len(), 4 * opened.len());
}

async fn open(house: &House, count: i64) -> BTreeMap<i64, Timestamp> {
    let mut opened = BTreeMap::new();
    for _ in 0..count {
        let at = house.now();
        opened.insert(house.fault().await, at);
        house.clock.advance(Duration::from_secs(7));
    }
    opened
}

fn node(house: &House, name: &str) -> Workers {
    let desk = Desk::new(house.test.db.clone(), house.clock.clone(), "Asia/Shanghai");
    Workers::new(house.test.db.clone(), house.clock.clone(), name, desk.workers())
}

on_both!(b20_workers_killed_at_random_skip_nothing_and_repeat_nothing, |test: TestDb| async move {
    let house = furnish(test).await;
    let opened = open(&house, 6).await;
    let mut chance: u64 = 20_260_302;
    // Nine hours, in which the worker dies again and again at any of its waits.
    for _ in 0..90 {
        house.clock.advance(Duration::from_secs(360));
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let lives = Duration::from_micros((chance >> 40) % 9000);
        // The transaction it is in is lost with it.
        let _ = tokio::time::timeout(lives, house.workers.run_once("thresholds")).await;
    }
    house.settle().await;
    check(&house, &opened).await;
    house.settle().await;
    check(&house, &opened).await;
    house.verify().await;
});

on_both!(two_nodes_pass_each_threshold_once, |test: TestDb| async move {
    let house = furnish(test).await;
    let opened = open(&house, 6).await;
    let (first, second) = (node(&house, "node-1"), node(&house, "node-2"));
    for _ in 0..10 {
        house.clock.advance(Duration::from_secs(3240));
        let (first, second) = tokio::join!(first.run_once("thresholds"), second.run_once("thresholds"));
        first.unwrap().unwrap();
        second.unwrap().unwrap();
    }
    house.settle().await;
    check(&house, &opened).await;
    house.verify().await;
});

on_both!(a_system_clock_that_jumps_an_hour_either_way_repeats_and_loses_nothing, |test: TestDb| async move {
    let house = furnish(test).await;
    let opened = open(&house, 3).await;
    let jump = |seconds: i64| {
        let Clock::Manual(at) = &house.clock else { panic!("the house's clock is moved by hand") };
        at.fetch_add(seconds * 1000, Ordering::SeqCst);
    };
    for seconds in [2600, 3600, -3600, 600, 600, -3600, 3600, 3600, 3600, -3600, 7200, 14_400, -3600, 3600, 3600] {
        jump(seconds);
        house.settle().await;
    }
    check(&house, &opened).await;
    // Read before its ticket was opened, a clock shows its beginning.
    jump(-86_400);
    for id in opened.keys() {
        let ticket = house.ticket(*id).await;
        assert_eq!(crate::house::clock(&ticket, "restore")["elapsed_seconds"], 0);
    }
    house.settle().await;
    check(&house, &opened).await;
    house.verify().await;
});
