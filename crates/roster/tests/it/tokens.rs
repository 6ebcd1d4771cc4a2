//! API tokens: one's own, shown once, gone when removed.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use base::db::sql;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::furnish;

on_both!(a_token_acts_as_its_person_until_it_is_removed, |test: TestDb| async move {
    let house = furnish(test).await;
    for person in [&house.wang, &house.alice, &house.bob, &house.charlie] {
        let made = house.ask(Some(person), Method::POST, "/api/v1/tokens", Some(json!({ "name": " 报表 " }))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
        assert_eq!((&made.json["name"], &made.json["last_used_at"]), (&json!("报表"), &Json::Null));
        let secret = made.json["token"].as_str().unwrap().to_owned();
        assert_eq!(house.roster.actor_of_token(&secret, house.clock.now()).await.unwrap(), Some(person.actor()));
        let list = house.get(person, "/api/v1/tokens").await.json;
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        assert!(list["items"][0].get("token").is_none(), "the token is shown once");
        assert_eq!(list["items"][0]["last_used_at"], "2026-03-02T01:00:00.000Z");
        let id = made.json["id"].as_i64().unwrap();
        // Nobody removes another's token, not even of the same customer, not even an administrator.
        for stranger in [&house.anna, &house.diao, &house.wang, &house.alice, &house.bob, &house.charlie] {
            if stranger.id != person.id {
                let answer = house.ask(Some(stranger), Method::DELETE, &format!("/api/v1/tokens/{id}"), None).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} removes {}'s", stranger.login, person.login);
            }
        }
        let removed = house.ask(Some(person), Method::DELETE, &format!("/api/v1/tokens/{id}"), None).await;
        assert_eq!(removed.status, StatusCode::NO_CONTENT);
        assert_eq!(house.roster.actor_of_token(&secret, house.clock.now()).await.unwrap(), None);
    }
    for nobody in [
        house.ask(None, Method::GET, "/api/v1/tokens", None).await,
        house.ask(None, Method::POST, "/api/v1/tokens", Some(json!({ "name": "x" }))).await,
        house.ask(None, Method::DELETE, "/api/v1/tokens/1", None).await,
    ] {
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(house.events("token.created").await.len(), 4);
    assert_eq!(house.events("token.removed").await.len(), 4);
    house.assert_attested().await;
});

on_both!(a_token_has_a_name_of_its_own, |test: TestDb| async move {
    let house = furnish(test).await;
    let make = async |body: Json| house.ask(Some(&house.wang), Method::POST, "/api/v1/tokens", Some(body)).await;
    assert_eq!(make(json!({ "name": "a" })).await.status, StatusCode::CREATED);
    let again = make(json!({ "name": "a" })).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "token.name_taken"));
    for (body, path) in
        [(json!({ "name": "" }), "name"), (json!({ "name": "x".repeat(81) }), "name"), (json!({ "name": "b", "token": "mine" }), "token")]
    {
        let answer = make(body).await;
        assert_eq!((answer.status.as_u16(), answer.field().0), (422, path), "{}", answer.json);
    }
});

on_both!(the_last_use_moves_once_a_minute, |test: TestDb| async move {
    let house = furnish(test).await;
    let made = house.ask(Some(&house.wang), Method::POST, "/api/v1/tokens", Some(json!({ "name": "a" }))).await.json;
    let secret = made["token"].as_str().unwrap();
    let mut seen = Vec::new();
    for _ in 0..4 {
        house.roster.actor_of_token(secret, house.clock.now()).await.unwrap().unwrap();
        let mut conn = house.test.db.read().await.unwrap();
        let last: i64 = sql("SELECT last_used_at FROM token_uses").scalar(&mut conn).await.unwrap();
        seen.push((last - testkit::monday().milliseconds()) / 1000);
        house.clock.advance(Duration::from_secs(25));
    }
    assert_eq!(seen, [0, 0, 0, 75]);
});

on_both!(the_token_of_a_deactivated_person_lets_nobody_in, |test: TestDb| async move {
    let house = furnish(test).await;
    let made = house.ask(Some(&house.wang), Method::POST, "/api/v1/tokens", Some(json!({ "name": "a" }))).await.json;
    let path = format!("/api/v1/people/{}", house.wang.id);
    house.ask(Some(&house.anna), Method::PATCH, &path, Some(json!({ "active": false }))).await;
    assert_eq!(house.roster.actor_of_token(made["token"].as_str().unwrap(), house.clock.now()).await.unwrap(), None);
    let mut conn = house.test.db.read().await.unwrap();
    let kept: Vec<(String,)> = sql("SELECT token_hash FROM api_tokens").all(&mut conn).await.unwrap();
    assert_ne!(kept[0].0, made["token"].as_str().unwrap(), "the token itself stands nowhere");
});
