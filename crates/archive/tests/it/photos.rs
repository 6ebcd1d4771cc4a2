//! Photos: only pictures, only what they say they are, only so large.

use axum::http::{Method, StatusCode, header};
use testkit::{TestDb, on_both};

use crate::house::{House, furnish, staff};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest of it";
const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0rest of it";
const LARGEST: usize = 5 * 1024 * 1024;

async fn put(house: &House, kind: Option<&str>, body: &[u8]) -> (StatusCode, String) {
    let engineer = staff(base::Role::Engineer);
    let answer = house.send(Some(&engineer), Method::PUT, &path(house), kind, body.to_vec(), &[]).await;
    (answer.status, answer.code().to_owned())
}

fn path(house: &House) -> String {
    format!("/api/v1/devices/{}/photo", house.core.id)
}

on_both!(a_photo_is_kept_served_replaced_and_removed, |test: TestDb| async move {
    let house = furnish(test).await;
    let (alice, path) = (house.alice(), path(&house));
    let device = format!("/api/v1/devices/{}", house.core.id);
    assert_eq!(house.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&alice, &device).await.json["has_photo"], false);
    assert_eq!(put(&house, Some("image/png"), PNG).await.0, StatusCode::NO_CONTENT);
    assert_eq!(house.get(&alice, &device).await.json["has_photo"], true);

    let shown = house.get(&alice, &path).await;
    assert_eq!((shown.status, shown.bytes.as_slice()), (StatusCode::OK, PNG));
    let header = |name| shown.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header(header::CONTENT_TYPE), "image/png");
    assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(header(header::CACHE_CONTROL), "private, no-cache");
    let tag = header(header::ETAG);
    for (given, status) in [(tag.as_str(), 304), (&format!("W/{tag}, \"x\""), 304), ("*", 304), ("\"other\"", 200)] {
        let again = house.send(Some(&alice), Method::GET, &path, None, Vec::new(), &[(header::IF_NONE_MATCH, given)]).await;
        assert_eq!((again.status.as_u16(), again.bytes.is_empty()), (status, status == 304), "{given}");
        assert_eq!(again.headers[header::ETAG], tag.as_str());
    }

    let event = house.last_event().await;
    assert_eq!((event.kind.as_str(), &event.json()["sha256"]), ("device.photo_put", &serde_json::json!(tag.trim_matches('"'))));
    let events = house.events().await.len();
    assert_eq!(put(&house, Some("image/png"), PNG).await.0, StatusCode::NO_CONTENT);
    assert_eq!(house.events().await.len(), events, "the same photo again is no change");
    assert_eq!(put(&house, Some("image/jpeg; charset=x"), JPEG).await.0, StatusCode::NO_CONTENT);
    assert_eq!(house.get(&alice, &path).await.bytes, JPEG);
    house.verify().await;

    let engineer = staff(base::Role::Engineer);
    assert_eq!(house.ask(Some(&engineer), Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.ask(Some(&engineer), Method::DELETE, &path, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
    house.verify().await;
});

on_both!(what_is_no_photo_is_refused, |test: TestDb| async move {
    let house = furnish(test).await;
    let mut exact = PNG.to_vec();
    exact.resize(LARGEST, 0);
    let mut large = exact.clone();
    large.push(0);
    /// What is sent as what, and the status and code that answer.
    type Case<'a> = (&'a str, Option<&'a str>, &'a [u8], u16, &'a str);
    let cases: [Case; 8] = [
        ("no type", None, PNG, 415, "photo.type"),
        ("another type", Some("text/html"), PNG, 415, "photo.type"),
        ("a vector picture", Some("image/svg+xml"), b"<svg/>", 415, "photo.type"),
        ("a page called a picture", Some("image/png"), b"<html>", 422, "photo.not_what_it_says"),
        ("a jpeg called png", Some("image/png"), JPEG, 422, "photo.not_what_it_says"),
        ("nothing", Some("image/png"), b"", 422, "photo.not_what_it_says"),
        ("a byte too many", Some("image/png"), &large, 413, "photo.too_large"),
        ("just as large as allowed", Some("image/png"), &exact, 204, ""),
    ];
    for (name, kind, body, status, code) in cases {
        let (found, found_code) = put(&house, kind, body).await;
        assert_eq!((found.as_u16(), found_code.as_str()), (status, code), "{name}");
    }
});

on_both!(a_photo_changed_behind_the_programs_back_is_noticed, |test: TestDb| async move {
    let house = furnish(test).await;
    put(&house, Some("image/png"), PNG).await;
    house.verify().await;
    let mut conn = house.test.db.write().await.unwrap();
    let mut forged = PNG.to_vec();
    forged[10] ^= 1;
    base::db::sql("UPDATE device_photos SET content = $1").bind(forged).run(&mut conn).await.unwrap();
    conn.commit().await.unwrap();
    let report = base::journal::verify(&house.test.db, &house.signer.public_key()).await.unwrap();
    assert!(report.findings.iter().any(|finding| format!("{finding:?}").contains("device_photos")), "{:?}", report.findings);
});
