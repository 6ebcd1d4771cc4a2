//! Several nodes on one database: one asks, and when it dies another goes on.

use base::Clock;
use testkit::{TestDb, on_both};
use watch::{AlarmKind, State, WatchSettings};

use crate::town::{Listener, Rooms, Running, hasty, until};

on_both!(one_node_asks_and_another_takes_over, |test: TestDb| async move {
    // Twenty times as fast, so that a lease of twenty seconds runs out in one.
    let rooms = Rooms::with_clock(&test, Clock::scaled(20));
    let (_, site) = rooms.customer("Alpha").await;
    let mut door = Listener::open().await;
    let device = rooms.device(site, "D1", &door, None).await;
    let settings = |node: &str| {
        let hasty = hasty();
        WatchSettings { node: node.to_owned(), period: hasty.period * 20, doubt_period: hasty.doubt_period * 20, ..hasty }
    };
    let (first, second) = (rooms.watch(settings("first")), rooms.watch(settings("second")));
    let one = Running::start(&first);
    until("the first node polls", async || first.metrics().polling).await;
    let two = Running::start(&second);
    until("the device is up", async || rooms.state(device).await == State::Up).await;
    door.stop().await;
    until("the alarm is open", async || rooms.open().await == [(device, AlarmKind::DeviceDown)]).await;
    let asked = first.metrics().asked;
    until("the first node asks on", async || first.metrics().asked > asked + 5).await;
    assert_eq!(second.metrics().asked, 0);

    one.kill().await;
    until("the second node polls", async || second.metrics().asked > 5).await;
    assert_eq!(rooms.count("alarms").await, 1, "what the first told, the second does not tell again");
    door.start().await;
    until("the device is up again", async || rooms.state(device).await == State::Up).await;
    assert_eq!(rooms.open().await, []);
    two.stop().await;
    assert_eq!(rooms.count("alarms").await, 1);
});

on_both!(a_node_that_stops_gives_the_watch_away_at_once, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let door = Listener::open().await;
    rooms.device(site, "D1", &door, None).await;
    let first = rooms.watch(hasty());
    let one = Running::start(&first);
    until("the first node asks", async || first.metrics().asked > 0).await;
    one.stop().await;
    assert_eq!(base::lease::holder(&rooms.db, "poller").await.unwrap(), None);
    let second = rooms.watch(WatchSettings { node: "second".to_owned(), ..hasty() });
    let two = Running::start(&second);
    until("the second node asks", async || second.metrics().asked > 0).await;
    two.stop().await;
});
