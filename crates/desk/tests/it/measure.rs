//! How long a list takes with 100,000 tickets, and what a run of the workers costs then. Not a test of anything:
//! `cargo nextest run --release -p desk --run-ignored only measure --no-capture`.

use std::time::{Duration, Instant};

use base::db::sql;
use testkit::{Kind, TestDb, fresh};

use crate::house::{House, furnish};

const TICKETS: i64 = 100_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn a_hundred_thousand_tickets_on_sqlite() {
    measure(fresh(Kind::Sqlite).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn a_hundred_thousand_tickets_on_postgres() {
    measure(fresh(Kind::Postgres).await.unwrap()).await;
}

async fn measure(test: TestDb) {
    let dialect = test.db.dialect();
    let house = furnish(test).await;
    fill(&house).await;
    let queries = [
        "/tickets",
        "/tickets?open=true",
        "/tickets?open=true&sort=due_at",
        "/tickets?sort=level",
        "/tickets?open=true&sort=level",
        "/tickets?state=open,acknowledged",
        "/tickets?level=1&open=true",
        "/tickets?q=F-2026-0500",
        "/tickets?q=无应答",
        "/tickets?q=nothing-like-this",
        "/tickets?limit=200",
        "/clocks?running=true&limit=20",
    ];
    for who in [&house.manager, &house.alice] {
        for query in queries {
            let (least, median, p95) = spread(&house, who, query).await;
            eprintln!(
                "{dialect:?} {:<10} {query:<40} least {least:.1?} median {median:.1?} p95 {p95:.1?}",
                format!("{:?}", who.role().unwrap())
            );
        }
    }
    let mut after = String::new();
    let mut slowest = Duration::ZERO;
    for _ in 0..50 {
        let started = Instant::now();
        let page = house.get(&house.manager, &format!("/tickets?limit=200&sort=opened_at{after}")).await.ok();
        slowest = slowest.max(started.elapsed());
        after = format!("&after={}", page["next"].as_str().unwrap());
    }
    eprintln!("{dialect:?} fifty pages of 200: slowest {slowest:?}");
    let started = Instant::now();
    house.get(&house.manager, "/tickets/1").await.ok();
    eprintln!("{dialect:?} one ticket: {:?}", started.elapsed());
    for name in ["caller", "thresholds", "intake"] {
        let started = Instant::now();
        let progress = house.workers.run_once(name).await.unwrap().unwrap();
        eprintln!("{dialect:?} {name} with nothing to do: {:?} ({})", started.elapsed(), progress.note);
    }
}

async fn spread(house: &House, who: &base::Actor, query: &str) -> (Duration, Duration, Duration) {
    let mut took = Vec::new();
    for _ in 0..40 {
        let started = Instant::now();
        house.get(who, query).await.ok();
        took.push(started.elapsed());
    }
    took.sort();
    (took[0], took[took.len() / 2], took[took.len() * 95 / 100])
}

/// One real ticket, then its likes in bulk: every tenth still open, half of them of each customer.
async fn fill(house: &House) {
    house.fault().await;
    let mut conn = house.test.db.write().await.unwrap();
    let numbers = "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < $1)";
    sql(format!(
        "{numbers} INSERT INTO tickets (id, number, kind, source, title_en, title_zh, description, level, proposed_level, proposed_reason_en, \
         proposed_reason_zh, state, paused, customer_id, site_id, device_id, contract_id, contract_version, owner_id, opened_at, closed_at, \
         next_due_at, version, search_text) \
         SELECT i, 'F-2026-' || CAST(100000 + i AS TEXT), t.kind, 'alarm', 'CAM-' || CAST(i AS TEXT) || ' at Liberation Road does not answer', \
         '解放路的CAM-' || CAST(i AS TEXT) || '无应答', t.description, 1 + i % 3, 3, t.proposed_reason_en, t.proposed_reason_zh, \
         CASE WHEN i % 10 = 0 THEN CASE WHEN i % 20 = 0 THEN 'open' ELSE 'acknowledged' END ELSE 'closed' END, t.paused, \
         CASE WHEN i % 2 = 0 THEN t.customer_id ELSE $2 END, t.site_id, t.device_id, t.contract_id, t.contract_version, t.owner_id, \
         t.opened_at - i * 1000, CASE WHEN i % 10 = 0 THEN NULL ELSE t.opened_at END, \
         CASE WHEN i % 10 = 0 THEN t.opened_at + i * 1000 ELSE 253402207200000 END, 1, \
         LOWER('F-2026-' || CAST(100000 + i AS TEXT) || ' CAM-' || CAST(i AS TEXT) || ' at Liberation Road does not answer') || ' 解放路的无应答' \
         FROM n, tickets t WHERE t.id = 1"
    ))
    .bind(TICKETS)
    .bind(house.south.id)
    .run(&mut conn)
    .await
    .unwrap();
    sql("INSERT INTO clocks (ticket_id, customer_id, kind, cycle, started_at, target, target_milliseconds, wall, calendar_id, \
         calendar_version, as_of, elapsed_milliseconds, paused_net_milliseconds, paused_gross_milliseconds, unproven_net_milliseconds, \
         running, held, held_unproven, due_at, stopped_at, breached_at, next_threshold_at) \
         SELECT t.id, t.customer_id, c.kind, 1, c.started_at, c.target, c.target_milliseconds, c.wall, c.calendar_id, c.calendar_version, \
         c.as_of, 0, 0, 0, 0, t.closed_at IS NULL, c.held, c.held, t.opened_at + 100000000000 + t.id, NULL, NULL, \
         CASE WHEN t.closed_at IS NULL THEN t.opened_at + 100000000000 END FROM tickets t, clocks c WHERE t.id > 1 AND c.ticket_id = 1")
    .run(&mut conn)
    .await
    .unwrap();
    conn.commit().await.unwrap();
    // What the database does by itself after a while.
    let mut conn = house.test.db.read().await.unwrap();
    if house.test.db.dialect() == base::db::Dialect::Postgres {
        sql("VACUUM ANALYZE").run(&mut conn).await.unwrap();
    }
}

/// How much a second costs while 100,000 clocks run, how late a threshold is told, and what an explanation costs as a history grows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn a_hundred_thousand_running_clocks_on_sqlite() {
    run_clocks(fresh(Kind::Sqlite).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn a_hundred_thousand_running_clocks_on_postgres() {
    run_clocks(fresh(Kind::Postgres).await.unwrap()).await;
}

async fn run_clocks(test: TestDb) {
    let dialect = test.db.dialect();
    let house = furnish(test).await;
    fill(&house).await;
    let mut conn = house.test.db.write().await.unwrap();
    sql("UPDATE clocks SET running = TRUE, next_threshold_at = due_at").run(&mut conn).await.unwrap();
    conn.commit().await.unwrap();
    let mut conn = house.test.db.read().await.unwrap();
    let running: i64 = sql("SELECT COUNT(*) FROM clocks WHERE running").scalar(&mut conn).await.unwrap();
    drop(conn);
    // Real tickets, whose thresholds pass while the others run.
    for _ in 0..20 {
        house.fault().await;
    }
    let started = Instant::now();
    for _ in 0..100 {
        house.clock.advance(Duration::from_secs(1));
        house.workers.run_once("thresholds").await.unwrap().unwrap();
    }
    eprintln!("{dialect:?} {running} running clocks: a second with nothing due costs {:?}", started.elapsed() / 100);
    house.clock.advance(Duration::from_secs(2600));
    let started = Instant::now();
    let progress = house.workers.run_once("thresholds").await.unwrap().unwrap();
    eprintln!("{dialect:?} a second in which 20 pass: {:?} ({})", started.elapsed(), progress.note);
    for events in [100, 1000, 10_000] {
        let id = house.fault().await;
        let mut conn = house.test.db.write().await.unwrap();
        for count in 0..events {
            let at = house.now().plus_seconds(count);
            let noted = desk::model::Noted { visibility: desk::model::Visibility::Internal, text: "x".into(), by_service: true };
            let deed = desk::model::Deed::Noted(noted);
            let event = base::journal::Event::new(deed.kind(), ("ticket", id))
                .customer(house.north.id)
                .ticket(base::TicketId(id))
                .body(deed.body());
            base::journal::append(&mut conn, &crate::house::program(), at, at, event).await.unwrap();
        }
        conn.commit().await.unwrap();
        let (least, median, p95) = spread(&house, &house.manager, &format!("/tickets/{id}/clocks")).await;
        eprintln!("{dialect:?} an explanation with {events} events: least {least:.1?} median {median:.1?} p95 {p95:.1?}");
    }
}
