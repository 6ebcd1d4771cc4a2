//! The journal over HTTP: what the staff, Alice (whose ticket it is), Bob (of the same customer) and Charlie (of another) get to see.

use axum::body::Body;
use axum::http::{Request, header};
use base::journal::{Event, EvidenceFile, Journal, check, routes};
use base::{Actor, CustomerId, PersonId, Role, Scope, TicketId};
use serde_json::{Value as Json, json};
use testkit::{TestDb, monday, on_both};
use tower::ServiceExt as _;

use crate::intruder::Intruder;
use crate::scenario::{append, journal_on};

fn person(id: i64, role: Role, customer: Option<i64>) -> Actor {
    let scope = customer.map_or(Scope::All, |id| Scope::Customer(CustomerId(id)));
    Actor::Person { id: PersonId(id), name: format!("person {id}"), role, scope }
}

fn staff() -> Actor {
    person(1, Role::Engineer, None)
}
fn alice() -> Actor {
    person(2, Role::Customer, Some(1))
}
fn bob() -> Actor {
    person(3, Role::Customer, Some(1))
}
fn charlie() -> Actor {
    person(4, Role::Customer, Some(2))
}

/// Asks, and answers the status and the body.
async fn ask(journal: &Journal, actor: Option<Actor>, request: &str) -> (u16, String) {
    let (method, address) = request.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(format!("/api/v1{address}")).header(header::ACCEPT_LANGUAGE, "zh");
    if let Some(actor) = actor {
        request = request.extension(actor);
    }
    let (router, _) = routes(journal.clone()).split_for_parts();
    let router = router.layer(axum::middleware::from_fn(base::http::speak));
    let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn json(journal: &Journal, actor: Actor, request: &str) -> Json {
    let (status, body) = ask(journal, Some(actor), request).await;
    assert_eq!(status, 200, "{request}: {body}");
    serde_json::from_str(&body).unwrap()
}

fn seqs(page: &Json) -> Vec<i64> {
    page["items"].as_array().unwrap().iter().map(|item| item["seq"].as_i64().unwrap()).collect()
}

/// Ticket 7 of customer 1 with an internal note, ticket 8 of customer 2, and something that concerns nobody.
async fn two_tickets(test: &TestDb) {
    let event = |kind, ticket, customer| Event::new(kind, ("ticket", ticket)).ticket(TicketId(ticket)).customer(CustomerId(customer));
    append(&test.db, event("ticket.opened", 7, 1).body(json!({ "title": "无图像" }))).await;
    append(&test.db, event("ticket.opened", 8, 2)).await;
    append(&test.db, event("ticket.noted", 7, 1).body(json!({ "text": "暗语", "visibility": "internal" }))).await;
    append(&test.db, event("ticket.noted", 7, 1).body(json!({ "text": "好", "visibility": "customer" }))).await;
    append(&test.db, Event::new("duty.set", ("duty", 1))).await;
}

on_both!(events_are_read_by_those_they_concern, |test: TestDb| async move {
    let journal = journal_on(&test);
    two_tickets(&test).await;
    let all = json(&journal, staff(), "GET /journal/events").await;
    assert_eq!((seqs(&all), &all["total"]), (vec![1, 2, 3, 4, 5], &json!(5)));
    let first = &all["items"][0];
    assert_eq!(first["actor"], json!({ "kind": "system", "id": null, "name": "test" }));
    assert_eq!(first["subject"], json!({ "kind": "ticket", "id": 7 }));
    assert_eq!((&first["at"], &first["body"]), (&json!("2026-03-02T01:00:00.000Z"), &json!({ "title": "无图像" })));
    assert_eq!((&first["customer_id"], &first["ticket_id"]), (&json!(1), &json!(7)));
    for (query, expected) in [
        ("ticket_id=7", vec![1, 3, 4]),
        ("subject=ticket:8", vec![2]),
        ("subject=duty", vec![5]),
        ("kind=ticket.opened&sort=-seq", vec![2, 1]),
        ("after_seq=3", vec![4, 5]),
    ] {
        assert_eq!(seqs(&json(&journal, staff(), &format!("GET /journal/events?{query}")).await), expected, "{query}");
    }
    let page = json(&journal, staff(), "GET /journal/events?limit=2").await;
    let next = json(&journal, staff(), &format!("GET /journal/events?limit=2&after={}", page["next"].as_str().unwrap())).await;
    assert_eq!((seqs(&page), seqs(&next)), (vec![1, 2], vec![3, 4]));

    for actor in [alice(), bob()] {
        let (status, body) = ask(&journal, Some(actor.clone()), "GET /journal/events?ticket_id=7").await;
        assert_eq!((status, seqs(&serde_json::from_str(&body).unwrap())), (200, vec![1, 4]));
        assert!(!body.contains("暗语"), "{body}");
        assert_eq!(ask(&journal, Some(actor.clone()), "GET /journal/events").await.0, 403);
        assert_eq!(ask(&journal, Some(actor), "GET /journal/events?ticket_id=8").await.0, 404);
    }
    assert_eq!(ask(&journal, Some(charlie()), "GET /journal/events?ticket_id=7").await.0, 404);
    assert_eq!(seqs(&json(&journal, charlie(), "GET /journal/events?ticket_id=8").await), [2]);
    for (query, status) in [("subject=ticket:x", 422), ("colour=red", 422), ("sort=at", 422), ("after=x", 422), ("ticket_id=x", 422)] {
        assert_eq!(ask(&journal, Some(staff()), &format!("GET /journal/events?{query}")).await.0, status, "{query}");
    }
});

on_both!(seals_and_verification_are_the_staffs, |test: TestDb| async move {
    let journal = journal_on(&test);
    two_tickets(&test).await;
    journal.seal(monday()).await.unwrap();
    append(&test.db, Event::new("duty.set", ("duty", 2))).await;
    journal.seal(monday()).await.unwrap();
    let seals = json(&journal, staff(), "GET /journal/seals").await;
    assert_eq!(seals["items"].as_array().unwrap().iter().map(|seal| seal["number"].as_i64().unwrap()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(seals["items"][0]["previous"], seals["items"][1]["head"]);
    assert_eq!(seals["items"][1]["previous"], json!("0".repeat(64)));
    let report = json(&journal, staff(), "POST /journal/verify").await;
    assert_eq!(report, json!({ "ok": true, "events": 6, "seals": 2, "unsealed": 0, "rows": 0, "findings": [] }));
    assert_eq!(json(&journal, staff(), "POST /journal/verify?ticket_id=7").await["events"], json!(3));
    assert_eq!(ask(&journal, Some(staff()), "POST /journal/verify?ticket_id=99").await.0, 404);
    Intruder::in_at(&test).await.run("UPDATE events SET kind = 'duty.unset' WHERE seq = 6").await;
    let report = json(&journal, staff(), "POST /journal/verify").await;
    assert_eq!((&report["ok"], &report["findings"][0]["what"]), (&json!(false), &json!("event 6")));
    assert!(report["findings"][0]["detail"].as_str().unwrap().contains("改动"), "{report}");
    for customer in [alice(), bob(), charlie()] {
        for request in ["GET /journal/seals", "POST /journal/verify", "POST /journal/verify?ticket_id=7"] {
            assert_eq!(ask(&journal, Some(customer.clone()), request).await.0, 403, "{request}");
        }
    }
});

on_both!(whoever_signs_in_may_have_the_key_and_their_own_evidence, |test: TestDb| async move {
    let journal = journal_on(&test);
    two_tickets(&test).await;
    let key = journal.public_key();
    for actor in [staff(), alice(), bob(), charlie()] {
        let shown = json(&journal, actor, "GET /journal/key").await;
        assert_eq!(shown, json!({ "public_key": key.to_string(), "algorithm": "Ed25519", "fingerprint": key.fingerprint() }));
    }
    for (actor, withheld) in [(staff(), 0), (alice(), 1), (bob(), 1)] {
        let (status, text) = ask(&journal, Some(actor), "GET /tickets/7/evidence").await;
        assert_eq!(status, 200, "{text}");
        let report = check(&text, Some(&key)).unwrap();
        assert!(report.ok && report.events == 3 && report.withheld == withheld, "{report:?}");
        assert_eq!(text.contains("暗语"), withheld == 0);
        assert_eq!(EvidenceFile::read(&text).unwrap().exported_at, monday());
    }
    assert_eq!(ask(&journal, Some(charlie()), "GET /tickets/7/evidence").await.0, 404);
    assert_eq!(ask(&journal, Some(staff()), "GET /tickets/99/evidence").await.0, 404);
    assert_eq!(ask(&journal, Some(staff()), "GET /tickets/x/evidence").await.0, 404);
    for request in ["GET /journal/events", "GET /journal/seals", "POST /journal/verify", "GET /journal/key", "GET /tickets/7/evidence"] {
        assert_eq!(ask(&journal, None, request).await.0, 401, "{request}");
    }
});
