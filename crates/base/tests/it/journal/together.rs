//! Many events appended at once.

use base::db::sql;
use base::journal::{self, Event, Signer};
use base::{Actor, CustomerId, TicketId};
use serde_json::json;
use testkit::{TestDb, monday, on_both};

on_both!(events_appended_together_are_as_if_appended_one_by_one, |test: TestDb| async move {
    let (clerk, now) = (Actor::System("clerk"), monday());
    let mut conn = test.db.write().await.unwrap();
    sql("CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT NOT NULL, value DOUBLE PRECISION)").run(&mut conn).await.unwrap();
    for id in 1..=700_i64 {
        sql("INSERT INTO things (id, name) VALUES ($1, $2)").bind(id).bind("相机").run(&mut conn).await.unwrap();
    }
    let event = |id: i64| {
        let event = Event::new("thing.made", ("thing", id)).customer(CustomerId(1)).ticket(TicketId(id)).body(json!({ "id": id }));
        if id % 7 == 0 { event.gone("things", 10_000 + id) } else { event.row("things", id) }
    };
    journal::append(&mut conn, &clerk, now, now, event(1)).await.unwrap();
    journal::append_all(&mut conn, &clerk, now, now, (1..=700).map(event).collect()).await.unwrap();
    journal::append_all(&mut conn, &clerk, now, now, Vec::new()).await.unwrap();
    let last = journal::append(&mut conn, &clerk, now, now, event(700)).await.unwrap();
    conn.commit().await.unwrap();
    assert_eq!(last, 702);

    let mut conn = test.db.read().await.unwrap();
    let events = journal::read_after(&mut conn, 0, 1000).await.unwrap();
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), (1..=702).collect::<Vec<_>>());
    let told =
        |place: usize| (&events[place].kind, events[place].customer_id, events[place].ticket_id, &events[place].body, &events[place].rows);
    assert_eq!(told(0), told(1), "the same event, alone and among others");
    assert_eq!(told(700), told(701));
    assert!(events.iter().all(|event| event.hash == event.compute_hash()));
    drop(conn);

    let signer = Signer::ephemeral().unwrap();
    journal::seal_all(&test.db, &signer, now).await.unwrap();
    let findings = journal::verify(&test.db, &signer.public_key()).await.unwrap().findings;
    // Every seventh row was never attested.
    assert!(findings.iter().all(|finding| format!("{finding:?}").contains("things")), "{findings:?}");
    assert_eq!(findings.len(), 100);
});

on_both!(an_event_among_many_that_attests_a_missing_row_stops_them_all, |test: TestDb| async move {
    let mut conn = test.db.write().await.unwrap();
    let events = vec![Event::new("a.made", ("a", 1)), Event::new("customer.created", ("customer", 99)).row("customers", 99)];
    let refused = journal::append_all(&mut conn, &Actor::System("clerk"), monday(), monday(), events).await.unwrap_err();
    assert!(refused.to_string().contains("the row customers 99, which is not there"), "{refused}");
    assert_eq!(journal::last_seq(&mut conn).await.unwrap(), 0);
});
