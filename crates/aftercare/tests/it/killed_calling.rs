//! kill -9 at random moments while promises run out and people are called: each threshold and each call is in the journal once, in order,
//! with its true time, and each message arrives.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aftercare::demo::mailbox;
use base::Db;
use base::db::DbSettings;
use base::journal::Recorded;
use serde_json::json;

use crate::process::Installation;
use crate::promise::{Mails, Promise, all_sent, check_mails, collect, journal, threshold};
use crate::receiver::{Receiver, Request};

const KILLS: u64 = 20;
const TICKETS: usize = 24;
/// The longest wait for what must come: a claim that a killed courier left runs out after a minute.
const PATIENCE: Duration = Duration::from_secs(150);

/// Random numbers that a seed repeats (SplitMix64).
struct Dice(u64);

impl Dice {
    /// Of the seed in `AFTERCARE_TEST_SEED`, or of one of its own; it is printed.
    #[expect(clippy::disallowed_methods, reason = "whoever repeats a failed run names its seed")]
    fn new() -> Dice {
        let given = std::env::var("AFTERCARE_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| {
            let mut bytes = [0; 4];
            base::secrets::random(&mut bytes).unwrap();
            u64::from(u32::from_le_bytes(bytes))
        });
        eprintln!("AFTERCARE_TEST_SEED={seed}");
        Dice(seed)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_no_promise_and_no_call_is_lost_or_doubled_when_the_program_is_killed() {
    let mut dice = Dice::new();
    let (mail, mut letters) = mailbox::open().await.unwrap();
    let hook = Receiver::open().await;
    let port = mail.port().to_string();
    let mut installation =
        Installation::new(&[("AFTERCARE_WATCH_ENABLED", "false"), ("AFTERCARE_MAIL_HOST", "127.0.0.1"), ("AFTERCARE_MAIL_PORT", &port)]);
    installation.start().await;
    let admin = installation.sign_in("admin").await;
    let promise = Promise::give(&admin).await;
    admin.post("/api/v1/webhooks", &json!({ "name": "hook", "url": hook.url("/hook") })).await.unwrap();
    let mut tickets = Vec::new();
    for round in 0..KILLS {
        for _ in 0..3 {
            if tickets.len() < TICKETS {
                tickets.push(promise.fault(&admin, &format!("fault of round {round}")).await.unwrap());
            }
        }
        tokio::time::sleep(Duration::from_millis(dice.below(3500))).await;
        installation.kill();
        if dice.below(3) == 0 {
            // Killed once more while it starts, and left down for a while.
            installation.spawn(&[]);
            tokio::time::sleep(Duration::from_millis(dice.below(400))).await;
            installation.kill();
            tokio::time::sleep(Duration::from_millis(dice.below(4000))).await;
        }
        installation.start().await;
    }
    let db = Db::open(&DbSettings::Sqlite { path: installation.path("data/aftercare.db") }).await.unwrap();
    let mut mails = Mails::new();
    let heard = || -> BTreeSet<i64> {
        let body = |request: &Request| serde_json::from_str::<serde_json::Value>(&request.body).unwrap()["seq"].as_i64();
        hook.requests().iter().map(|request| body(request).unwrap()).collect()
    };
    let to_be_heard = |events: &[Recorded]| -> BTreeSet<i64> {
        events.iter().filter(|event| event.kind.starts_with("ticket.") && !event.is_internal()).map(|event| event.seq).collect()
    };
    let everything = tokio::time::timeout(PATIENCE, async {
        loop {
            collect(&mut letters, &mut mails);
            let events = journal(&db).await;
            if Promise::is_over(&events, &tickets) && all_sent(&events) && to_be_heard(&events).is_subset(&heard()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    let in_time = everything.await.is_ok();
    // Whatever would come a second time has time to come.
    tokio::time::sleep(Duration::from_secs(3)).await;
    installation.kill();
    collect(&mut letters, &mut mails);
    let events = journal(&db).await;
    promise.check(&events, &tickets);

    // Among the tickets, too, the journal keeps the order in which the promises ran out.
    let passed: Vec<i64> = events.iter().filter_map(threshold).map(|(_, at)| at).collect();
    assert!(passed.is_sorted(), "in the order in which it happened: {passed:?}");

    check_mails(&events, &mails, TICKETS);

    let mut deliveries: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for request in hook.requests() {
        let event: serde_json::Value = serde_json::from_str(&request.body).unwrap();
        let delivery = request.headers["aftercare-delivery"].to_str().unwrap().to_owned();
        deliveries.entry(event["seq"].as_i64().unwrap()).or_default().insert(delivery);
    }
    assert!(deliveries.values().all(|names| names.len() == 1), "an event has one delivery, however often it is tried: {deliveries:?}");
    assert!(to_be_heard(&events).is_subset(&deliveries.into_keys().collect()), "the webhook heard of everything");
    assert!(in_time, "everything came in time\n{}", installation.log());
    installation.verify();
}
