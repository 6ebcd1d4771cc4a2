//! One byte changed behind the program's back, in any column of any row that the journal attests, or in any event: verification names it.

use axum::http::Method;
use base::db::{Dialect, sql};
use base::{Db, Error, Language};
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::cast::House;

/// A fault lived through from the report to the signature, so that every noun of the loop has rows.
async fn live_through_a_fault(house: &House) {
    let ticket = house
        .post("alice", "/api/v1/tickets", json!({ "kind": "fault", "title": "no picture", "device_id": house.ids["Harbour device"] }))
        .await;
    let id = ticket["id"].as_i64().unwrap();
    house.app.workers.settle().await.unwrap();
    let version = async || house.get("dan", &format!("/api/v1/tickets/{id}")).await["version"].clone();
    let path = |action: &str| format!("/api/v1/tickets/{id}/{action}");
    house.post("erin", &path("acknowledge"), json!({ "version": version().await })).await;
    house.post("dan", &path("level"), json!({ "version": version().await, "level": 2, "reason": "crossing unwatched" })).await;
    house
        .post(
            "dan",
            &path("pause"),
            json!({ "version": version().await, "reason": "no access", "requester": "Alice", "evidence": "call 12" }),
        )
        .await;
    house.post("dan", &path("resume"), json!({ "version": version().await })).await;
    let visit =
        house.post("dan", "/api/v1/visits", json!({ "ticket_id": id, "engineer_id": house.ids["erin"] })).await["id"].as_i64().unwrap();
    let signature = include_str!("../../src/demo/signature.txt").trim();
    for (step, mut body) in [
        ("set-out", json!({})),
        ("arrive", json!({})),
        ("restored", json!({ "text": "works again" })),
        ("confirm", json!({ "signed_by": "Alice", "signature": signature, "satisfied": true })),
    ] {
        body["version"] = house.get("erin", &format!("/api/v1/visits/{visit}")).await["version"].clone();
        house.post("erin", &format!("/api/v1/visits/{visit}/{step}"), body).await;
    }
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 64]].concat();
    let photo = axum::http::Request::put(format!("/api/v1/devices/{}/photo", house.ids["Harbour device"]));
    let photo = photo.header("cookie", house.cookie("ada")).header("content-type", "image/png").body(axum::body::Body::from(png)).unwrap();
    assert!(house.send(photo).await.status.is_success());
    house.ok("ada", Method::POST, "/api/v1/webhooks", Some(json!({ "name": "w", "url": "http://127.0.0.1:9/" }))).await;
    house.app.workers.settle().await.unwrap();
}

/// `(table, column, type)` of every table, from the database's own catalogue.
async fn columns(db: &Db) -> Vec<(String, String, String)> {
    let mut conn = db.read().await.unwrap();
    let catalogue = match db.dialect() {
        Dialect::Sqlite => {
            "SELECT m.name, p.name, p.type FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' ORDER BY m.name, p.cid"
        }
        Dialect::Postgres => {
            "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
        }
    };
    sql(catalogue).all(&mut conn).await.unwrap()
}

/// SQL that changes a value of this type as little as possible.
fn changed(column: &str, kind: &str, dialect: Dialect) -> String {
    match kind.to_uppercase().as_str() {
        "TEXT" => format!("COALESCE({column}, '') || 'x'"),
        "BOOLEAN" => format!("NOT COALESCE({column}, FALSE)"),
        "BYTEA" if dialect == Dialect::Sqlite => format!("CAST(COALESCE({column}, x'') || x'01' AS BLOB)"),
        "BYTEA" => format!("COALESCE({column}, ''::bytea) || '\\x01'::bytea"),
        _ => format!("COALESCE({column}, 0) + 1"),
    }
}

async fn execute(db: &Db, text: String) -> Result<(), Error> {
    let mut conn = db.write().await?;
    sql(text).run(&mut conn).await?;
    conn.commit().await
}

on_both!(a_changed_byte_in_any_attested_row_is_named, |test: TestDb| async move {
    let house = House::furnish(&test).await;
    live_through_a_fault(&house).await;
    let db = &house.app.db;
    let clean = house.app.journal.verify(None).await.unwrap();
    assert!(clean.ok, "{:?}", clean.findings);
    let mut conn = db.read().await.unwrap();
    let events: Vec<(String,)> = sql("SELECT \"rows\" FROM events").all(&mut conn).await.unwrap();
    drop(conn);
    let attested: std::collections::BTreeSet<String> = events
        .iter()
        .flat_map(|(rows,)| serde_json::from_str::<Vec<serde_json::Value>>(rows).unwrap())
        .map(|row| row["table"].as_str().unwrap().to_owned())
        .collect();
    for wanted in ["customers", "contracts", "sites", "devices", "people", "tickets", "visits", "messages"] {
        assert!(attested.contains(wanted), "{wanted} is not attested: {attested:?}");
    }
    let mut tried = 0;
    for (table, column, kind) in columns(db).await {
        if !attested.contains(&table) || column == "id" {
            continue;
        }
        execute(db, format!("CREATE TABLE saved AS SELECT * FROM {table} WHERE id = (SELECT MAX(id) FROM {table})")).await.unwrap();
        let change = format!("UPDATE {table} SET {column} = {} WHERE id IN (SELECT id FROM saved)", changed(&column, &kind, db.dialect()));
        if execute(db, change).await.is_ok() {
            tried += 1;
            let report = house.app.journal.verify(None).await.unwrap();
            let named = report.findings.iter().any(|finding| finding.what.contains(&table));
            assert!(!report.ok && named, "{table}.{column} was changed and nobody noticed: {:?}", report.findings);
            execute(db, format!("UPDATE {table} SET {column} = (SELECT s.{column} FROM saved s) WHERE id IN (SELECT id FROM saved)"))
                .await
                .unwrap();
        }
        execute(db, "DROP TABLE saved".to_owned()).await.unwrap();
    }
    assert!(tried > 60, "only {tried} columns could be tried");
    let again = house.app.journal.verify(None).await.unwrap();
    assert!(again.ok, "put back, everything agrees: {:?}", again.findings);
});

on_both!(a_changed_byte_in_any_event_is_named, |test: TestDb| async move {
    let house = House::furnish(&test).await;
    live_through_a_fault(&house).await;
    let db = &house.app.db;
    for (table, column, kind) in columns(db).await {
        if table != "events" || column == "seq" {
            continue;
        }
        execute(db, "CREATE TABLE saved AS SELECT * FROM events WHERE seq = 7".to_owned()).await.unwrap();
        execute(db, format!("UPDATE events SET \"{column}\" = {} WHERE seq = 7", changed(&format!("\"{column}\""), &kind, db.dialect())))
            .await
            .unwrap();
        let report = house.app.journal.verify(None).await.unwrap();
        let named = report.findings.iter().any(|finding| finding.what == "event 7");
        let told: Vec<_> =
            report.findings.iter().map(|finding| format!("{}: {}", finding.what, finding.detail.in_language(Language::En))).collect();
        assert!(!report.ok && named, "events.{column} was changed and nobody noticed: {told:?}");
        execute(db, format!("UPDATE events SET \"{column}\" = (SELECT s.\"{column}\" FROM saved s) WHERE seq = 7")).await.unwrap();
        execute(db, "DROP TABLE saved".to_owned()).await.unwrap();
    }
    assert!(house.app.journal.verify(None).await.unwrap().ok);
});
