//! The sealer's stories.

use base::journal::{Event, GENESIS, Journal, LARGEST_SEAL, Seal, Signer, seals_after};
use base::{Clock, Db};
use testkit::{TestDb, monday, on_both};

use crate::intruder::Intruder;
use crate::scenario::{SYSTEM, append, journal_on};

async fn some_events(test: &TestDb, count: i64) {
    let mut conn = test.db.write().await.unwrap();
    for n in 0..count {
        base::journal::append(&mut conn, &SYSTEM, monday(), monday(), Event::new("thing.told", ("thing", n))).await.unwrap();
    }
    conn.commit().await.unwrap();
}

async fn seals(test: &TestDb) -> Vec<Seal> {
    seals_after(&mut test.db.read().await.unwrap(), 0, 1000).await.unwrap()
}

on_both!(every_event_is_sealed_once_and_in_order, |test: TestDb| async move {
    let journal = journal_on(&test);
    assert_eq!(journal.seal(monday()).await.unwrap(), 0);
    some_events(&test, LARGEST_SEAL + 5).await;
    let worker = journal.workers().remove(0);
    assert_eq!((worker.name(), worker.leased()), ("sealer", true));
    assert_eq!(worker.run(monday()).await.unwrap().done as i64, LARGEST_SEAL + 5);
    assert_eq!(worker.run(monday()).await.unwrap().done, 0);
    some_events(&test, 1).await;
    assert_eq!(journal.seal(monday()).await.unwrap(), 1);
    let seals = seals(&test).await;
    let runs: Vec<(i64, i64)> = seals.iter().map(|seal| (seal.first_seq, seal.last_seq)).collect();
    assert_eq!(runs, [(1, 4096), (4097, 4101), (4102, 4102)]);
    assert_eq!(seals[0].previous, GENESIS);
    assert_eq!(seals[1].previous, seals[0].head());
    assert_eq!(seals[2].previous, seals[1].head());
    assert!(seals.iter().all(|seal| seal.is_signed_by(&journal.public_key())));
    let report = journal.verify(None).await.unwrap();
    assert!(report.ok && report.unsealed == 0 && report.events == 4102, "{report:?}");
});

on_both!(two_nodes_that_seal_at_once_make_one_chain, |test: TestDb| async move {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("journal.pk8");
    let mut nodes = Vec::new();
    for _ in 0..3 {
        let db = Db::open(&test.settings).await.unwrap();
        nodes.push(Journal::new(db, Clock::manual(monday()), Signer::open_or_create(&key).unwrap(), "test"));
    }
    for round in 0..10 {
        some_events(&test, 3).await;
        let at_once = nodes.iter().map(|node| node.seal(monday().plus_seconds(round)));
        let sealed: usize = futures::future::try_join_all(at_once).await.unwrap().into_iter().sum();
        assert_eq!(sealed, 3);
    }
    let report = nodes[0].verify(None).await.unwrap();
    assert!(report.ok && report.seals == 10 && report.unsealed == 0, "{report:?}");
    for node in nodes {
        node.db().close().await;
    }
});

on_both!(another_key_seals_nothing_and_verifies_nothing, |test: TestDb| async move {
    let (journal, other) = (journal_on(&test), journal_on(&test));
    some_events(&test, 2).await;
    journal.seal(monday()).await.unwrap();
    some_events(&test, 1).await;
    let refused = other.seal(monday()).await.unwrap_err().to_string();
    assert!(refused.contains("put back the key file"), "{refused}");
    assert_eq!(seals(&test).await.len(), 1);
    let report = other.verify(None).await.unwrap();
    assert_eq!(report.findings.iter().map(|finding| finding.what.as_str()).collect::<Vec<_>>(), ["seal 1"]);
});

on_both!(a_gap_is_left_for_verification_to_report, |test: TestDb| async move {
    let journal = journal_on(&test);
    some_events(&test, 5).await;
    Intruder::in_at(&test).await.run("DELETE FROM events WHERE seq = 3").await;
    append(&test.db, Event::new("thing.told", ("thing", 9))).await;
    assert_eq!(journal.seal(monday()).await.unwrap(), 5);
    let report = journal.verify(None).await.unwrap();
    let names: Vec<&str> = report.findings.iter().map(|finding| finding.what.as_str()).collect();
    assert_eq!(names, ["event 3", "seal 2"]);
});

on_both!(a_verification_sees_one_moment_while_others_write_and_seal, |test: TestDb| async move {
    let journal = journal_on(&test);
    let tables = crate::scenario::furnish(&test, &journal).await;
    let stop = tokio_util::sync::CancellationToken::new();
    let working = tokio::spawn({
        let (test_db, journal, stop) = (test.db.clone(), journal.clone(), stop.clone());
        async move {
            while !stop.is_cancelled() {
                let mut conn = test_db.write().await.unwrap();
                base::db::sql("UPDATE customers SET version = version + 1 WHERE id = 1").run(&mut conn).await.unwrap();
                let event = Event::new("customer.changed", ("customer", 1)).row("customers", 1);
                base::journal::append(&mut conn, &SYSTEM, monday(), monday(), event).await.unwrap();
                conn.commit().await.unwrap();
                journal.seal(monday()).await.unwrap();
            }
        }
    });
    let mut seen = Vec::new();
    for _ in 0..10 {
        let report = journal.verify(None).await.unwrap();
        assert!(report.ok && report.rows == 2 * tables.len() as i64, "{report:?}");
        seen.push(report.events);
    }
    stop.cancel();
    working.await.unwrap();
    assert!(seen.is_sorted());
});
