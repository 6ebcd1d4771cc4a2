//! Leave, who answers for which customer, and contacts that were proved.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use base::{Actor, CustomerId};
use roster::{ContactWay, Person};
use serde_json::{Value as Json, json};
use testkit::{TestDb, monday, on_both};

use crate::house::{Answer, House, furnish};

async fn post(house: &House, who: &Person, path: &str, body: Json) -> Answer {
    house.ask(Some(who), Method::POST, path, Some(body)).await
}

fn days(from: i64, until: i64) -> (String, String) {
    (monday().plus_seconds(from * 86_400).to_string(), monday().plus_seconds(until * 86_400).to_string())
}

async fn leave(house: &House, who: &Person, person: &Person, (from, until): (i64, i64), substitute: Option<&Person>) -> Answer {
    let (from, until) = days(from, until);
    let body = json!({ "person_id": person.id, "from": from, "until": until, "substitute_id": substitute.map(|person| person.id), "note": "年假" });
    post(house, who, "/api/v1/leaves", body).await
}

/// Who is away now, until when, and who stands in.
async fn away(house: &House) -> Vec<(String, String, Option<String>)> {
    let mut conn = house.test.db.read().await.unwrap();
    let absences = roster::facts::absences(&mut conn, house.clock.now()).await.unwrap();
    let mut away = Vec::new();
    for absence in absences.into_values() {
        let person = roster::facts::person(&mut conn, absence.person).await.unwrap().unwrap();
        away.push((person.login, absence.until.to_string(), absence.substitute.map(|person| person.login)));
    }
    away.sort();
    away
}

on_both!(leave_is_entered_changed_and_withdrawn_by_planners, |test: TestDb| async move {
    let house = furnish(test).await;
    let entered = leave(&house, &house.diao, &house.wang, (0, 2), Some(&house.li)).await;
    assert_eq!(entered.status, StatusCode::CREATED, "{}", entered.json);
    assert_eq!(
        (entered.json["person"]["name"].as_str(), entered.json["substitute"]["name"].as_str()),
        (Some("wang 先生"), Some("li 先生"))
    );
    assert_eq!(away(&house).await, [("wang".to_owned(), days(0, 2).1, Some("li".to_owned()))]);
    let path = format!("/api/v1/leaves/{}", entered.json["id"]);
    let longer = json!({ "version": 1, "until": days(0, 3).1, "substitute_id": null });
    let changed = house.ask(Some(&house.gao), Method::PATCH, &path, Some(longer.clone())).await;
    assert_eq!((changed.status, changed.json["version"].as_i64()), (StatusCode::OK, Some(2)), "{}", changed.json);
    assert_eq!(house.ask(Some(&house.gao), Method::PATCH, &path, Some(longer)).await.code(), "leave.changed");
    assert_eq!(away(&house).await, [("wang".to_owned(), days(0, 3).1, None)]);
    let listed = house.get(&house.ku, "/api/v1/leaves").await;
    assert_eq!(listed.json["total"], 1);
    assert_eq!(house.ask(Some(&house.gao), Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.ask(Some(&house.gao), Method::DELETE, &path, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(away(&house).await, []);
    assert_eq!(house.events("leave.withdrawn").await.len(), 1);
    assert!(!house.events("leave.entered").await[0].to_string().contains("年假"), "why somebody is away is theirs");
    house.assert_attested().await;
});

on_both!(leave_that_cannot_be_is_refused_by_its_field, |test: TestDb| async move {
    let house = furnish(test).await;
    leave(&house, &house.diao, &house.wang, (0, 2), None).await;
    let field = async |answer: Answer| (answer.field().0.to_owned(), answer.field().1.to_owned());
    let expect = |path: &str, code: &str| (path.to_owned(), code.to_owned());
    assert_eq!(field(leave(&house, &house.diao, &house.wang, (1, 4), None).await).await, expect("from", "leave.overlap"));
    assert_eq!(field(leave(&house, &house.diao, &house.wang, (4, 4), None).await).await, expect("until", "leave.order"));
    assert_eq!(
        field(leave(&house, &house.diao, &house.wang, (4, 5), Some(&house.ku)).await).await,
        expect("substitute_id", "leave.substitute")
    );
    assert_eq!(field(leave(&house, &house.diao, &house.alice, (4, 5), None).await).await, expect("person_id", "leave.no_such_person"));
    // Leave that goes on without a gap is one.
    leave(&house, &house.diao, &house.wang, (2, 4), None).await;
    assert_eq!(away(&house).await, [("wang".to_owned(), days(0, 4).1, None)]);
});

on_both!(leave_is_written_by_planners_and_read_by_staff, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = leave(&house, &house.diao, &house.wang, (0, 2), None).await.json["id"].clone();
    let path = format!("/api/v1/leaves/{id}");
    for stranger in [&house.alice, &house.bob, &house.charlie] {
        assert_eq!(house.get(stranger, "/api/v1/leaves").await.status, StatusCode::FORBIDDEN);
    }
    for nobody in [&house.alice, &house.wang, &house.ku] {
        assert_eq!(leave(&house, nobody, &house.li, (0, 2), None).await.code(), "role.missing");
        assert_eq!(house.ask(Some(nobody), Method::PATCH, &path, Some(json!({ "version": 1 }))).await.code(), "role.missing");
        assert_eq!(house.ask(Some(nobody), Method::DELETE, &path, None).await.code(), "role.missing");
    }
    assert_eq!(house.ask(None, Method::GET, "/api/v1/leaves", None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.get(&house.wang, "/api/v1/leaves").await.status, StatusCode::OK);
});

on_both!(each_customer_has_one_account_engineer, |test: TestDb| async move {
    let house = furnish(test).await;
    let set = async |who: &Person, customer: i64, person: Json| {
        house.ask(Some(who), Method::PUT, &format!("/api/v1/account-engineers/{customer}"), Some(json!({ "person_id": person }))).await
    };
    assert_eq!(set(&house.gao, 1, json!(house.wang.id)).await.json["person"]["name"], "wang 先生");
    assert_eq!(set(&house.gao, 1, json!(house.li.id)).await.json["person"]["name"], "li 先生");
    assert_eq!(set(&house.gao, 1, json!(house.li.id)).await.status, StatusCode::OK, "the same again changes nothing");
    assert_eq!(set(&house.anna, 2, json!(house.wang.id)).await.status, StatusCode::OK);
    assert_eq!(house.events("account_engineer.set").await.len(), 3);
    assert_eq!(set(&house.gao, 1, json!(house.ku.id)).await.field(), ("person_id", "account_engineer.no_such_person"));
    assert_eq!(set(&house.gao, 77, json!(house.li.id)).await.status, StatusCode::NOT_FOUND);
    for nobody in [&house.diao, &house.wang, &house.alice, &house.charlie] {
        assert_eq!(set(nobody, 1, json!(house.li.id)).await.code(), "role.missing");
    }
    let seen = async |who: &Person| house.get(who, "/api/v1/account-engineers").await.json["total"].clone();
    assert_eq!((seen(&house.ku).await, seen(&house.alice).await, seen(&house.charlie).await), (json!(2), json!(1), json!(1)));
    assert_eq!(house.get(&house.bob, "/api/v1/account-engineers").await.json["items"][0]["person"]["name"], "li 先生");
    let mut conn = house.test.db.read().await.unwrap();
    let engineer = roster::facts::account_engineer(&mut conn, CustomerId(1)).await.unwrap();
    assert_eq!(engineer.map(|person| person.login), Some("li".to_owned()));
    drop(conn);
    assert_eq!(set(&house.gao, 1, Json::Null).await.json["person"], Json::Null);
    assert_eq!(seen(&house.alice).await, json!(0));
    house.assert_attested().await;
});

/// The code that would be sent.
async fn code(house: &House, who: &Actor, person: &Person, way: ContactWay) -> base::Result<String> {
    let mut conn = house.test.db.write().await.unwrap();
    let code = roster::facts::contact_code(&mut conn, who, person.id, way, house.clock.now()).await?.code;
    conn.commit().await.unwrap();
    Ok(code)
}

on_both!(a_code_that_is_typed_back_proves_the_number, |test: TestDb| async move {
    let house = furnish(test).await;
    let path = format!("/api/v1/people/{}/contacts/phone/confirm", house.wang.id);
    let sent = code(&house, &house.wang.actor(), &house.wang, ContactWay::Phone).await.unwrap();
    assert_eq!(sent.len(), 6);
    assert_eq!(code(&house, &house.wang.actor(), &house.wang, ContactWay::Phone).await.unwrap_err().code(), "contact.too_soon");
    let wrong = if sent == "000000" { "000001" } else { "000000" };
    assert_eq!(post(&house, &house.wang, &path, json!({ "code": wrong })).await.field(), ("code", "contact.wrong_code"));
    let proved = post(&house, &house.wang, &path, json!({ "code": format!(" {sent} ") })).await;
    assert_eq!(proved.json["phone_verified_at"], json!(monday()), "{}", proved.json);
    assert_eq!(proved.json["email_verified_at"], Json::Null);
    assert_eq!(post(&house, &house.wang, &path, json!({ "code": sent })).await.code(), "contact.no_code", "a code is typed back once");
    // Another number is another number.
    let person = format!("/api/v1/people/{}", house.wang.id);
    let moved = house.ask(Some(&house.anna), Method::PATCH, &person, Some(json!({ "phone": "+86 139 0000 0000" }))).await;
    assert_eq!(moved.json["phone_verified_at"], Json::Null);
    house.assert_attested().await;
});

on_both!(a_code_dies_by_age_by_guessing_and_with_its_number, |test: TestDb| async move {
    let house = furnish(test).await;
    let path = format!("/api/v1/people/{}/contacts/email/confirm", house.wang.id);
    let old = code(&house, &house.wang.actor(), &house.wang, ContactWay::Email).await.unwrap();
    house.clock.advance(Duration::from_secs(900));
    assert_eq!(post(&house, &house.wang, &path, json!({ "code": old })).await.code(), "contact.no_code");
    let guessed = code(&house, &house.wang.actor(), &house.wang, ContactWay::Email).await.unwrap();
    for _ in 0..5 {
        assert_eq!(post(&house, &house.wang, &path, json!({ "code": "x" })).await.code(), "invalid");
    }
    assert_eq!(post(&house, &house.wang, &path, json!({ "code": guessed })).await.code(), "contact.no_code");
});

on_both!(contacts_are_proved_by_their_owner_or_the_keepers_of_the_list, |test: TestDb| async move {
    let house = furnish(test).await;
    let vouch = format!("/api/v1/people/{}/contacts/phone/vouch", house.wang.id);
    let confirm = format!("/api/v1/people/{}/contacts/phone/confirm", house.wang.id);
    for nobody in [&house.li, &house.ku, &house.alice, &house.bob, &house.charlie] {
        assert_eq!(post(&house, nobody, &vouch, json!({ "how": "called" })).await.code(), "role.missing");
        assert_eq!(post(&house, nobody, &confirm, json!({ "code": "123456" })).await.code(), "role.missing");
        assert_eq!(code(&house, &nobody.actor(), &house.wang, ContactWay::Phone).await.unwrap_err().code(), "role.missing");
    }
    assert_eq!(post(&house, &house.wang, &vouch, json!({ "how": "mine" })).await.code(), "role.missing");
    let own = format!("/api/v1/people/{}/contacts/phone/vouch", house.gao.id);
    assert_eq!(post(&house, &house.gao, &own, json!({ "how": "mine" })).await.code(), "contact.own");
    let proved = post(&house, &house.gao, &vouch, json!({ "how": "called him, he answered" })).await;
    assert_eq!(proved.json["phone_verified_at"], json!(monday()));
    assert_eq!(house.events("person.contact_verified").await[0]["proof"], json!({ "how": "word", "note": "called him, he answered" }));
    let odd = format!("/api/v1/people/{}/contacts/pigeon/vouch", house.wang.id);
    assert_eq!(post(&house, &house.gao, &odd, json!({ "how": "x" })).await.status, StatusCode::NOT_FOUND);
});
