//! A journal with something in every table that any migration makes: two rows in each, attested, and one that came and went. So a table
//! that a later migration adds is tried as well.

use base::db::{Column, ColumnKind, Dialect, Table, Value, sql, tables};
use base::journal::{self, Event, Journal, Signer};
use base::{Actor, Clock, CustomerId, Db, TicketId, Timestamp};
use serde_json::json;
use testkit::{TestDb, monday};

use crate::intruder::Intruder;

pub const SYSTEM: Actor = Actor::System("test");

/// The ticket that the scenario's events are about.
pub const TICKET: TicketId = TicketId(7);

pub fn journal_on(test: &TestDb) -> Journal {
    Journal::new(test.db.clone(), Clock::manual(monday()), Signer::ephemeral().unwrap(), "守约 test")
}

/// Every table whose rows can be attested: those with an id.
pub async fn attestable(db: &Db) -> Vec<Table> {
    let mut conn = db.read().await.unwrap();
    let tables = tables(&mut conn).await.unwrap();
    tables.into_iter().filter(|table| table.column("id").is_some()).collect()
}

/// What stands in row `n` of any table: every integer is `n`, so that references lead to rows that are there.
pub fn value(column: &Column, n: i64) -> Value {
    let kind = column.kind().unwrap();
    let null = n == 2 && column.nullable;
    match kind {
        ColumnKind::Int => Value::Int((!null).then_some(n)),
        ColumnKind::Text => Value::Text((!null).then(|| format!("text {n} 文"))),
        ColumnKind::Real => Value::Real((!null).then_some(n as f64 + 0.1)),
        ColumnKind::Bool => Value::Bool((!null).then_some(n == 1)),
        ColumnKind::Bytes => Value::Bytes((!null).then(|| vec![n as u8, 0, 255])),
    }
}

/// Inserts row `n`, as if the database had given its id.
pub async fn insert_row(intruder: &mut Intruder, table: &Table, n: i64) {
    let names: Vec<String> = table.columns.iter().map(Column::quoted).collect();
    let values: Vec<String> = table.columns.iter().map(|column| intruder.literal(&value(column, n))).collect();
    intruder.run(&format!("INSERT INTO {} ({}) VALUES ({})", table.quoted(), names.join(", "), values.join(", "))).await;
    if intruder.dialect() == Dialect::Postgres {
        let name = &table.name;
        let given = format!("SELECT setval(s, {n}) FROM pg_get_serial_sequence('{name}', 'id') AS s WHERE s IS NOT NULL");
        intruder.run(&given).await;
    }
}

/// Appends one event in a transaction of its own.
pub async fn append(db: &Db, event: Event) -> i64 {
    let mut conn = db.write().await.unwrap();
    let seq = journal::append(&mut conn, &SYSTEM, monday(), monday(), event).await.unwrap();
    conn.commit().await.unwrap();
    seq
}

/// Fills every table, attests every row, and seals three times; the last event stays unsealed.
pub async fn furnish(test: &TestDb, journal: &Journal) -> Vec<Table> {
    let tables = attestable(&test.db).await;
    let mut intruder = Intruder::in_at(test).await;
    for n in [1, 2] {
        for table in &tables {
            insert_row(&mut intruder, table, n).await;
        }
        for table in &tables {
            let name: &'static str = table.name.clone().leak();
            let event = Event::new("thing.made", ("thing", n)).body(json!({ "table": name })).row(name, n);
            append(&test.db, event.customer(CustomerId(n)).ticket(Some(TICKET).filter(|_| n == 1))).await;
        }
        journal.seal(monday().plus_seconds(n)).await.unwrap();
    }
    come_and_go(test, &tables).await;
    journal.seal(monday().plus_seconds(3)).await.unwrap();
    append(&test.db, Event::new("thing.last", ("thing", 1)).ticket(TICKET).customer(CustomerId(1))).await;
    tables
}

/// A row that was made and removed, each with its event.
async fn come_and_go(test: &TestDb, tables: &[Table]) {
    let table = tables.iter().find(|table| table.name == "customers").unwrap();
    insert_row(&mut Intruder::in_at(test).await, table, 3).await;
    append(&test.db, Event::new("customer.created", ("customer", 3)).row("customers", 3)).await;
    let mut conn = test.db.write().await.unwrap();
    sql("DELETE FROM customers WHERE id = 3").run(&mut conn).await.unwrap();
    let event = Event::new("customer.removed", ("customer", 3)).gone("customers", 3);
    journal::append(&mut conn, &SYSTEM, monday(), later(), event).await.unwrap();
    conn.commit().await.unwrap();
}

fn later() -> Timestamp {
    monday().plus_seconds(60)
}
