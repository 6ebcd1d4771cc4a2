//! Couriers that share the work, die in the middle of it, and take over from each other.

use std::sync::Arc;
use std::time::Duration;

use base::db::sql;
use base::{Db, Worker};
use notify::Notify;
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{call, furnish, mail_to};
use crate::smtp::{Mood, SmtpServer};

/// A second node on the same database, with a courier of its own.
async fn second_courier(house: &crate::house::House, server: &SmtpServer) -> Arc<dyn Worker> {
    let db = Db::open(&house.test.settings).await.unwrap();
    let settings = notify::NotifySettings { mail: Some(mail_to(server)), ..notify::NotifySettings::default() };
    let notify = Notify::new(db, house.clock.clone(), base::secrets::Keyring::ephemeral().unwrap(), settings);
    notify.workers().into_iter().find(|worker| worker.name() == "courier").unwrap()
}

on_both!(two_couriers_at_once_send_each_message_once, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    for n in 0..60 {
        house.enqueue(&call(&house.wang, &format!("call:{n}"))).await;
    }
    let (one, two) = (house.worker("courier"), second_courier(&house, &server).await);
    let now = house.clock.now();
    let (a, b) = tokio::join!(tokio::spawn(async move { one.run(now).await }), tokio::spawn(async move { two.run(now).await }));
    let (a, b) = (a.unwrap().unwrap().done, b.unwrap().unwrap().done);
    assert_eq!(a + b, 60, "{a} and {b}");
    let mut ids: Vec<String> = server.mails().iter().map(|mail| mail.header("message-id")).collect();
    assert_eq!(ids.len(), 60);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 60, "each of them once");
    assert_eq!(house.events("message.sent").await.len(), 60);
    house.assert_attested().await;
});

on_both!(a_killed_couriers_message_is_taken_over_and_said_to_be_in_doubt, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Slow).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    // The server has the text and has not said so when the courier's node is killed.
    let courier = house.worker("courier");
    let now = house.clock.now();
    let killed = tokio::spawn(async move { courier.run(now).await });
    server.texts(1).await;
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());
    assert_eq!(house.message("email").await["state"], "waiting", "nobody knows how it ended");
    server.mood(Mood::Kind);
    let second = second_courier(&house, &server).await;
    assert_eq!(second.run(house.clock.now()).await.unwrap().done, 0, "the claim still holds");
    house.clock.advance(Duration::from_secs(61));
    assert_eq!(second.run(house.clock.now()).await.unwrap().done, 1);
    assert_eq!(second.run(house.clock.now()).await.unwrap().done, 0);
    let sent = house.events("message.sent").await;
    assert_eq!(sent.len(), 1);
    assert_eq!((&sent[0]["attempts"], &sent[0]["unknown_before"]), (&json!(2), &json!(1)));
    let mails = server.mails();
    assert!(mails.iter().all(|mail| mail.header("message-id") == mails[0].header("message-id")), "a mailbox sees that it is the same");
});

on_both!(a_courier_that_was_overtaken_still_tells_the_truth, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Slow).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    let courier = house.worker("courier");
    let now = house.clock.now();
    let slow = tokio::spawn(async move { courier.run(now).await });
    server.texts(1).await;
    // Its claim runs out while it still waits; the other one finds a server that is kind again at the same moment.
    house.clock.advance(Duration::from_secs(61));
    let second = second_courier(&house, &server).await;
    let now = house.clock.now();
    let other = tokio::spawn(async move { second.run(now).await });
    server.texts(2).await;
    server.mood(Mood::Kind);
    slow.await.unwrap().unwrap();
    other.await.unwrap().unwrap();
    assert_eq!(house.events("message.sent").await.len(), 1, "it is recorded as sent once");
    assert_eq!(house.run("courier").await, 0);
    assert_eq!(house.message("email").await["state"], "sent");
});

on_both!(a_message_does_not_wait_for_the_one_before_it, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Slow).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    let courier = house.worker("courier");
    let now = house.clock.now();
    let running = tokio::spawn(async move { courier.run(now).await });
    server.texts(1).await;
    // The first one hangs; the second is queued during the same run and goes out beside it.
    house.enqueue(&call(&house.anna, "call:2")).await;
    server.texts(2).await;
    server.mood(Mood::Kind);
    assert_eq!(running.await.unwrap().unwrap().done, 2);
    assert_eq!(server.connections(), 2);
});

on_both!(a_message_that_kills_every_courier_ends, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Slow).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    for n in 1..=12 {
        let courier = house.worker("courier");
        let now = house.clock.now();
        let killed = tokio::spawn(async move { courier.run(now).await });
        server.texts(n).await;
        killed.abort();
        let _ = killed.await;
        house.clock.advance(Duration::from_secs(61));
    }
    assert_eq!(house.run("courier").await, 1);
    assert_eq!(house.message("email").await["state"], "given_up");
    assert_eq!(house.events("message.given_up").await[0]["reason"], "courier.stopped");
    server.mood(Mood::Kind);
});

on_both!(a_link_is_forgotten_once_it_was_sent, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Later).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    let links = async || -> i64 {
        let mut conn = house.test.db.read().await.unwrap();
        sql("SELECT COUNT(*) FROM deliveries WHERE path IS NOT NULL").scalar(&mut conn).await.unwrap()
    };
    house.run("courier").await;
    assert_eq!(links().await, 1, "it is needed for the next try");
    server.mood(Mood::Kind);
    house.clock.advance(Duration::from_secs(5));
    house.run("courier").await;
    assert_eq!(links().await, 0);
    assert!(!format!("{:?}", call(&house.wang, "call:1")).contains("token"), "nor does it show in a log");
});

on_both!(a_clock_that_jumps_sends_nothing_twice_and_holds_nothing_up, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Slow).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    let jump = |milliseconds: i64| {
        if let base::Clock::Manual(at) = &house.clock {
            at.fetch_add(milliseconds, std::sync::atomic::Ordering::SeqCst);
        }
    };
    // While a server takes its time over a message, the clock jumps either way and another message wakes the courier.
    let courier = house.worker("courier");
    let now = house.clock.now();
    house.enqueue(&call(&house.wang, "call:1")).await;
    let under_way = tokio::spawn(async move { courier.run(now).await });
    server.texts(1).await;
    for (count, hours) in [(2, 1), (3, -2), (4, 1)] {
        jump(hours * 3_600_000);
        house.enqueue(&call(&house.alice, &format!("call:{count}"))).await;
        server.texts(count).await;
    }
    server.mood(Mood::Kind);
    under_way.await.unwrap().unwrap();
    let names: std::collections::BTreeSet<String> = server.mails().iter().map(|mail| mail.header("message-id").to_owned()).collect();
    assert_eq!((server.mails().len(), names.len()), (4, 4));
    // A courier is killed, then the clock is put back: its message does not wait until the clock is where it was.
    server.mood(Mood::Slow);
    house.enqueue(&call(&house.wang, "call:5")).await;
    let (courier, now) = (house.worker("courier"), house.clock.now());
    let killed = tokio::spawn(async move { courier.run(now).await });
    server.texts(5).await;
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());
    server.mood(Mood::Kind);
    jump(-3_600_000);
    let second = second_courier(&house, &server).await;
    assert_eq!(second.run(house.clock.now()).await.unwrap().done, 1);
});
