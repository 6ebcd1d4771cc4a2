//! Contacts: one is the first to ask; the journal does not keep their numbers.

use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{furnish, manager};

on_both!(a_customer_has_one_contact_to_ask_first, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "customer_id": house.north.id, "name": "李科长", "phone": "110", "is_primary": true });
    let made = house.post(&manager(), "/api/v1/contacts", body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    let list = house.get(&house.alice(), &format!("/api/v1/contacts?customer_id={}&sort=id", house.north.id)).await;
    let primary: Vec<bool> = list.json["items"].as_array().unwrap().iter().map(|item| item["is_primary"].as_bool().unwrap()).collect();
    assert_eq!(primary, [false, true]);
    let path = format!("/api/v1/contacts/{}", house.contact.id);
    let back = house.patch(&manager(), &path, json!({ "is_primary": true })).await;
    assert_eq!((back.status, &back.json["is_primary"]), (StatusCode::OK, &json!(true)));
    let mut conn = house.test.db.read().await.unwrap();
    let contacts = archive::facts::contacts(&mut conn, house.north.id).await.unwrap();
    assert_eq!(contacts.iter().map(|contact| contact.name.as_str()).collect::<Vec<_>>(), ["王主任", "李科长"]);
    drop(conn);
    house.verify().await;
});

on_both!(the_journal_tells_that_a_number_changed_and_never_which_it_is, |test: TestDb| async move {
    let house = furnish(test).await;
    let path = format!("/api/v1/contacts/{}", house.contact.id);
    let changed = house.patch(&manager(), &path, json!({ "phone": "0531-77770000", "email": "w2@north.example", "role": null })).await;
    assert_eq!((&changed.json["phone"], &changed.json["role"]), (&json!("0531-77770000"), &json!(null)));
    let body = house.last_event().await.json();
    assert_eq!(body["changes"]["phone"], "changed");
    assert_eq!(body["changes"]["role"]["from"], "信息科");
    assert_eq!(house.ask(Some(&manager()), Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.ask(Some(&manager()), Method::DELETE, &path, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.last_event().await.kind, "contact.removed");
    let journal: String = house.events().await.into_iter().map(|event| event.body).collect();
    for secret in ["88880000", "77770000", "wang@", "w2@"] {
        assert!(!journal.contains(secret), "{secret}");
    }
    house.verify().await;
});

on_both!(what_cannot_be_dialled_or_written_to_is_refused, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "customer_id": house.north.id, "name": "", "phone": "call me", "email": "at home" });
    let wrong = house.post(&manager(), "/api/v1/contacts", body).await;
    assert_eq!(wrong.fields(), [("name", "text.empty"), ("phone", "phone.wrong"), ("email", "email.wrong")]);
});
