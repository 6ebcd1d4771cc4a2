//! One byte changed in any column of any attested row, of any event, of any seal, is reported by name; so is what was removed or added.

use std::collections::BTreeSet;

use base::db::{ColumnKind, Dialect, Table, Value, sql, tables};
use base::journal::{Event, Journal, VerifyReport, read_after};
use base::{CustomerId, Language, TicketId};
use testkit::{TestDb, on_both};

use crate::intruder::{Intruder, changed};
use crate::scenario::{TICKET, append, attestable, furnish, insert_row, journal_on, value};

fn names(report: &VerifyReport) -> BTreeSet<String> {
    report.findings.iter().map(|finding| finding.what.clone()).collect()
}

async fn found(journal: &Journal) -> BTreeSet<String> {
    let report = journal.verify(None).await.unwrap();
    assert_eq!(report.ok, report.findings.is_empty());
    for finding in &report.findings {
        assert!(!finding.detail.in_language(Language::Zh).is_empty() && finding.detail.in_language(Language::En).ends_with('.'));
    }
    names(&report)
}

fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

on_both!(what_nobody_touched_is_whole, |test: TestDb| async move {
    let journal = journal_on(&test);
    let empty = journal.verify(None).await.unwrap();
    assert_eq!(empty, VerifyReport { ok: true, events: 0, seals: 0, unsealed: 0, rows: 0, findings: Vec::new() });
    let tables = furnish(&test, &journal).await;
    let report = journal.verify(None).await.unwrap();
    assert!(report.ok, "{report:?}");
    let count = tables.len() as i64;
    assert_eq!((report.events, report.seals, report.unsealed, report.rows), (2 * count + 3, 3, 1, 2 * count));
    let ticket = journal.verify(Some(TICKET)).await.unwrap();
    assert!(ticket.ok, "{ticket:?}");
    assert_eq!((ticket.events, ticket.seals, ticket.unsealed, ticket.rows), (count + 1, 3, 1, count));
    assert_eq!(journal.verify(Some(TicketId(99))).await.unwrap_err().code(), "not_found");
});

on_both!(a_change_in_any_column_of_any_row_is_reported, |test: TestDb| async move {
    let journal = journal_on(&test);
    let tables = furnish(&test, &journal).await;
    assert!(tables.len() > 5, "the migrations make tables: {}", tables.len());
    let mut intruder = Intruder::in_at(&test).await;
    let widest = tables.iter().map(|table| table.columns.len()).max().unwrap();
    for column in 0..widest {
        let touched: Vec<&Table> = tables.iter().filter(|table| table.columns.len() > column).collect();
        let mut expected = BTreeSet::new();
        for table in &touched {
            expected.extend(touch(&mut intruder, table, column).await);
        }
        assert_eq!(found(&journal).await, expected, "column {column}");
        for table in &touched {
            put_back(&mut intruder, table, column).await;
        }
    }
    assert_eq!(found(&journal).await, set([]));
});

/// Changes one column in both rows of a table, and answers what must be reported.
async fn touch(intruder: &mut Intruder, table: &Table, at: usize) -> Vec<String> {
    let column = &table.columns[at];
    let mut expected = Vec::new();
    for n in [1, 2] {
        let old = value(column, n);
        intruder.set(&table.quoted(), &format!("id = {n}"), &column.name, &changed(column.kind().unwrap(), &old)).await;
        expected.push(format!("row {} {n}", table.name));
        if column.name == "id" {
            expected.push(format!("row {} {}", table.name, n + 1000));
        }
    }
    expected
}

async fn put_back(intruder: &mut Intruder, table: &Table, at: usize) {
    let column = &table.columns[at];
    for n in [1, 2] {
        let id = if column.name == "id" { n + 1000 } else { n };
        intruder.set(&table.quoted(), &format!("id = {id}"), &column.name, &value(column, n)).await;
    }
}

on_both!(a_value_that_was_emptied_is_reported, |test: TestDb| async move {
    let journal = journal_on(&test);
    let tables = furnish(&test, &journal).await;
    let mut intruder = Intruder::in_at(&test).await;
    let mut expected = BTreeSet::new();
    for table in &tables {
        if let Some(column) = table.columns.iter().find(|column| column.nullable) {
            intruder.set(&table.quoted(), "id = 1", &column.name, &Value::Int(None)).await;
            expected.insert(format!("row {} 1", table.name));
        }
    }
    assert!(!expected.is_empty());
    assert_eq!(found(&journal).await, expected);
});

on_both!(rows_removed_added_and_brought_back_are_reported, |test: TestDb| async move {
    let journal = journal_on(&test);
    let tables = furnish(&test, &journal).await;
    let mut intruder = Intruder::in_at(&test).await;
    let customers = tables.iter().find(|table| table.name == "customers").unwrap();
    intruder.run("DELETE FROM customers WHERE id = 2").await;
    insert_row(&mut intruder, customers, 3).await;
    insert_row(&mut intruder, customers, 4).await;
    assert_eq!(found(&journal).await, set(["row customers 2", "row customers 3", "row customers 4"]));
    let ticket = journal.verify(Some(TICKET)).await.unwrap();
    assert!(ticket.ok, "the ticket's own row is row 1: {ticket:?}");
    intruder.run("DELETE FROM customers").await;
    assert_eq!(names(&journal.verify(Some(TICKET)).await.unwrap()), set(["row customers 1"]));
    for table in attestable(&test.db).await {
        let cascade = if intruder.dialect() == Dialect::Postgres { " CASCADE" } else { "" };
        intruder.run(&format!("DROP TABLE {}{cascade}", table.quoted())).await;
    }
    let expected = tables.iter().map(|table| format!("table {}", table.name)).collect();
    assert_eq!(found(&journal).await, expected);
});

on_both!(a_change_in_any_column_of_an_event_is_reported, |test: TestDb| async move {
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    let mut intruder = Intruder::in_at(&test).await;
    let mut conn = test.db.read().await.unwrap();
    let table = tables(&mut conn).await.unwrap().into_iter().find(|table| table.name == "events").unwrap();
    let last: i64 = sql("SELECT MAX(seq) FROM events").scalar(&mut conn).await.unwrap();
    // One that is sealed, and the last, which is not.
    for seq in [3, last] {
        for column in &table.columns {
            let old = read_cell(&test, column.kind().unwrap(), &column.name, seq).await;
            let mut new = vec![changed(column.kind().unwrap(), &old)];
            if column.nullable {
                new.push(if matches!(old, Value::Int(None)) { Value::from(0) } else { Value::Int(None) });
            }
            for new in new {
                intruder.set("events", &format!("seq = {seq}"), &column.name, &new).await;
                let found = found(&journal).await;
                let name = format!("event {seq}");
                let gap = format!("events {seq}-{}", seq + 999);
                assert!(found.contains(&name) || column.name == "seq" && found.contains(&gap), "{} of {name}: {found:?}", column.name);
                let place = if column.name == "seq" { seq + 1000 } else { seq };
                intruder.set("events", &format!("seq = {place}"), &column.name, &old).await;
            }
        }
    }
    assert_eq!(found(&journal).await, set([]));
});

async fn read_cell(test: &TestDb, kind: ColumnKind, column: &str, seq: i64) -> Value {
    let mut conn = test.db.read().await.unwrap();
    let query = sql(format!("SELECT \"{column}\" FROM events WHERE seq = $1")).bind(seq);
    match kind {
        ColumnKind::Int => Value::Int(query.scalar(&mut conn).await.unwrap()),
        ColumnKind::Text => Value::Text(query.scalar(&mut conn).await.unwrap()),
        ColumnKind::Bytes => Value::Bytes(query.scalar(&mut conn).await.unwrap()),
        ColumnKind::Real | ColumnKind::Bool => unreachable!("events have no such column"),
    }
}

on_both!(an_intruder_who_knows_the_hash_is_caught_by_the_seal, |test: TestDb| async move {
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    let mut intruder = Intruder::in_at(&test).await;
    let mut event = read_after(&mut test.db.read().await.unwrap(), 2, 1).await.unwrap().remove(0);
    event.body = "{\"table\":\"invented\"}".to_owned();
    intruder.set("events", "seq = 3", "body", &Value::from(event.body.as_str())).await;
    intruder.set("events", "seq = 3", "hash", &Value::from(event.compute_hash().to_vec())).await;
    assert_eq!(found(&journal).await, set(["seal 1"]));
    let ticket = names(&journal.verify(Some(TICKET)).await.unwrap());
    assert!(ticket.contains("event 3"), "{ticket:?}");
});

on_both!(removed_and_added_events_are_reported, |test: TestDb| async move {
    let journal = journal_on(&test);
    let count = furnish(&test, &journal).await.len() as i64;
    let mut intruder = Intruder::in_at(&test).await;
    let gone = format!("event {}", 2 * count + 2);
    intruder.run(&format!("DELETE FROM events WHERE seq IN (2, {}, {})", 2 * count + 2, 2 * count + 3)).await;
    let found_now = found(&journal).await;
    // The row that event 2 attested, and the one that the removed event said was removed.
    for name in ["event 2", gone.as_str(), "seal 1", "seal 3", "row customers 3"] {
        assert!(found_now.contains(name), "{name}: {found_now:?}");
    }
    assert_eq!(found_now.iter().filter(|name| name.starts_with("row")).count(), 2, "{found_now:?}");
    intruder.run("INSERT INTO events SELECT -5, at, recorded_at, actor, actor_name, kind, subject_kind, subject_id, customer_id, ticket_id, body, \"rows\", hash FROM events WHERE seq = 1").await;
    assert!(found(&journal).await.contains("table events"));
});

on_both!(a_change_in_any_column_of_a_seal_is_reported, |test: TestDb| async move {
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    let mut intruder = Intruder::in_at(&test).await;
    for column in ["number", "first_seq", "last_seq", "sealed_at"] {
        intruder.run(&format!("UPDATE seals SET {column} = {column} + 1000 WHERE number = 2")).await;
        let found_now = found(&journal).await;
        assert!(found_now.contains("seal 2"), "{column}: {found_now:?}");
        let number = if column == "number" { 1002 } else { 2 };
        intruder.run(&format!("UPDATE seals SET {column} = {column} - 1000 WHERE number = {number}")).await;
    }
    for column in ["root", "previous", "signature"] {
        let mut conn = test.db.read().await.unwrap();
        let old: Vec<u8> = sql(format!("SELECT {column} FROM seals WHERE number = 2")).scalar(&mut conn).await.unwrap();
        for new in [changed(ColumnKind::Bytes, &Value::from(old.clone())), Value::from(old[1..].to_vec())] {
            intruder.set("seals", "number = 2", column, &new).await;
            let found_now = found(&journal).await;
            assert!(found_now.contains("seal 2"), "{column}: {found_now:?}");
        }
        intruder.set("seals", "number = 2", column, &Value::from(old)).await;
    }
    assert_eq!(found(&journal).await, set([]));
    intruder.run("DELETE FROM seals WHERE number = 2").await;
    assert!(found(&journal).await.contains("seal 2"));
});

on_both!(what_one_event_attests_wrongly_is_named, |test: TestDb| async move {
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    // A change that forgets to attest its row is a fault of ours, and shows in the same way.
    let mut conn = test.db.write().await.unwrap();
    sql("UPDATE customers SET address = 'elsewhere' WHERE id = 1").run(&mut conn).await.unwrap();
    conn.commit().await.unwrap();
    append(&test.db, Event::new("customer.changed", ("customer", 1)).customer(CustomerId(1))).await;
    assert_eq!(found(&journal).await, set(["row customers 1"]));
    append(&test.db, Event::new("customer.changed", ("customer", 1)).customer(CustomerId(1)).row("customers", 1)).await;
    assert_eq!(found(&journal).await, set([]));
});

/// SQLite takes any type in any column: what no program of ours could read is still named, not an error.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_is_named() {
    let test = testkit::fresh(testkit::Kind::Sqlite).await.unwrap();
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    let mut intruder = Intruder::in_at(&test).await;
    intruder.run("UPDATE customers SET name = CAST(X'ff41' AS TEXT) WHERE id = 1").await;
    intruder.run("UPDATE people SET created_at = 'yesterday' WHERE id = 2").await;
    intruder.run("UPDATE credentials SET id = 'nobody' WHERE id = 2").await;
    assert_eq!(found(&journal).await, set(["row customers 1", "row people 2", "row credentials 2", "table credentials"]));
    intruder.run("UPDATE events SET body = X'00ff' WHERE seq = 3").await;
    intruder.run("UPDATE events SET \"rows\" = 'no json' WHERE seq = 4").await;
    intruder.run("UPDATE events SET hash = 5 WHERE seq = 5").await;
    intruder.run("UPDATE events SET seq = 'last' WHERE seq = (SELECT MAX(seq) FROM events)").await;
    intruder.run("UPDATE seals SET first_seq = 'x' WHERE number = 3").await;
    let found = found(&journal).await;
    for name in ["event 3", "event 4", "event 5", "table events", "table seals"] {
        assert!(found.contains(name), "{name}: {found:?}");
    }
}
