//! Signing in and out, what a cookie is worth, and for how long.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base::Role;
use roster::Client;
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{Answer, House, PASSWORD, furnish};

async fn sign_in(house: &House, login: &str, password: &str) -> Answer {
    house.ask(None, Method::POST, "/api/v1/session", Some(json!({ "login": login, "password": password }))).await
}

const HOUR: Duration = Duration::from_secs(3600);

on_both!(a_person_signs_in_and_out, |test: TestDb| async move {
    let house = furnish(test).await;
    let answer = sign_in(&house, " Wang ", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    assert_eq!(answer.json["person"]["login"], "wang");
    assert!(answer.json["rights"].as_array().unwrap().contains(&json!("tickets.acknowledge")));
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["aftercare_session=", "; Path=/", "; HttpOnly", "; SameSite=Strict", "; Max-Age=2592000"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Secure"));
    let cookie = answer.cookie();
    assert_eq!(cookie.len(), 43, "256 random bits");
    let now = house.clock.now();
    let actor = house.roster.actor_of_session(&cookie, now).await.unwrap().unwrap();
    assert_eq!(actor, house.wang.actor());
    assert_eq!(house.get(&house.wang, "/api/v1/session").await.json["person"]["login"], "wang");
    let out =
        Request::delete("/api/v1/session").header(header::COOKIE, format!("a=b; aftercare_session={cookie}")).body(Body::empty()).unwrap();
    let out = house.send(out).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.headers[header::SET_COOKIE].to_str().unwrap().starts_with("aftercare_session=; "));
    assert_eq!(house.roster.actor_of_session(&cookie, now).await.unwrap(), None);
    assert_eq!(house.ask(None, Method::DELETE, "/api/v1/session", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.events("session.opened").await, [json!({ "address": "127.0.0.1" })]);
    assert_eq!(house.events("session.closed").await.len(), 1);
    assert_eq!(house.ask(None, Method::GET, "/api/v1/session", None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.ask(None, Method::PATCH, "/api/v1/session", Some(json!({}))).await.status, StatusCode::UNAUTHORIZED);
});

on_both!(everybody_sees_their_own_session_and_rights, |test: TestDb| async move {
    let house = furnish(test).await;
    for person in [&house.anna, &house.diao, &house.wang, &house.gao, &house.ku, &house.alice, &house.bob, &house.charlie] {
        let session = house.get(person, "/api/v1/session").await.json;
        assert_eq!(session["person"]["id"], json!(person.id));
        let rights = session["rights"].as_array().unwrap();
        assert_eq!(rights.contains(&json!("tickets.confirm")), person.role == Role::Customer);
        assert_eq!(rights.contains(&json!("people.write")), person.role == Role::Administrator);
    }
});

on_both!(the_cookie_is_for_tls_only_where_tls_is, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "login": "wang", "password": PASSWORD }).to_string();
    let request = Request::post("/api/v1/session")
        .header(header::CONTENT_TYPE, "application/json")
        .extension(Client { address: [192, 0, 2, 1].into(), https: true })
        .body(Body::from(body))
        .unwrap();
    assert!(house.send(request).await.headers[header::SET_COOKIE].to_str().unwrap().ends_with("; Secure"));
});

on_both!(nobody_learns_who_has_an_account, |test: TestDb| async move {
    let house = furnish(test).await;
    let inactive = json!({ "active": false });
    let path = format!("/api/v1/people/{}", house.li.id);
    assert_eq!(house.ask(Some(&house.anna), Method::PATCH, &path, Some(inactive)).await.status, StatusCode::OK);
    let answers = [
        sign_in(&house, "wang", "wrong password").await,
        sign_in(&house, "nobody", PASSWORD).await,
        sign_in(&house, "li", PASSWORD).await,
        sign_in(&house, "wang\u{0}", PASSWORD).await,
        sign_in(&house, "' OR 1=1 --", PASSWORD).await,
        sign_in(&house, "", "").await,
    ];
    for answer in &answers {
        assert_eq!((answer.status, answer.code()), (StatusCode::UNAUTHORIZED, "session.wrong_login"), "{}", answer.json);
        assert_eq!(answer.json, answers[0].json);
        assert!(!answer.headers.contains_key(header::SET_COOKIE));
    }
    assert!(house.events("session.opened").await.is_empty());
    for (body, path) in [(json!({ "login": "wang" }), "."), (json!({ "login": "wang", "password": "x", "remember": true }), "remember")] {
        let answer = house.ask(None, Method::POST, "/api/v1/session", Some(body)).await;
        assert_eq!((answer.status.as_u16(), answer.field().0), (422, path), "{}", answer.json);
    }
});

on_both!(whoever_guesses_must_wait, |test: TestDb| async move {
    let house = furnish(test).await;
    for _ in 0..5 {
        assert_eq!(sign_in(&house, "wang", "wrong password").await.status, StatusCode::UNAUTHORIZED);
    }
    let blocked = sign_in(&house, "WANG", PASSWORD).await;
    assert_eq!((blocked.status.as_u16(), blocked.code()), (429, "session.too_many_attempts"));
    assert_eq!(blocked.headers[header::RETRY_AFTER], "5");
    assert_eq!(sign_in(&house, "li", PASSWORD).await.status, StatusCode::OK, "nobody else is kept out");
    house.clock.advance(Duration::from_secs(5));
    assert_eq!(sign_in(&house, "wang", PASSWORD).await.status, StatusCode::OK);
    assert_eq!(sign_in(&house, "wang", PASSWORD).await.status, StatusCode::OK, "a right password ends the count");
});

on_both!(many_guesses_at_once_are_many_guesses, |test: TestDb| async move {
    let house = furnish(test).await;
    let tries = (0..12).map(|_| sign_in(&house, "wang", "wrong password"));
    let mut blocked = 0;
    for answer in futures_all(tries).await {
        blocked += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(blocked, 7);
});

/// All at once on this task: each attempt begins before the first has ended.
async fn futures_all<F: Future<Output = Answer>>(tries: impl Iterator<Item = F>) -> Vec<Answer> {
    let mut tries: Vec<_> = tries.map(Box::pin).collect();
    let mut answers = Vec::new();
    std::future::poll_fn(|context| {
        tries.retain_mut(|one| match one.as_mut().poll(context) {
            std::task::Poll::Ready(answer) => {
                answers.push(answer);
                false
            }
            std::task::Poll::Pending => true,
        });
        if tries.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    answers
}

on_both!(a_session_slides_and_ends, |test: TestDb| async move {
    let house = furnish(test).await;
    let cookie = sign_in(&house, "wang", PASSWORD).await.cookie();
    let alive = async || house.roster.actor_of_session(&cookie, house.clock.now()).await.unwrap().is_some();
    for _ in 0..65 {
        house.clock.advance(HOUR * 11);
        assert!(alive().await, "it is used every eleven hours");
    }
    house.clock.advance(HOUR * 6);
    assert!(!alive().await, "after thirty days it ends");
    let cookie = sign_in(&house, "wang", PASSWORD).await.cookie();
    house.clock.advance(HOUR * 12);
    assert_eq!(house.roster.actor_of_session(&cookie, house.clock.now()).await.unwrap(), None, "nobody used it for half a day");
    let sweeper = house.roster.workers().remove(0);
    assert_eq!(sweeper.run(house.clock.now()).await.unwrap().done, 2);
    assert_eq!(sweeper.run(house.clock.now()).await.unwrap().done, 0);
    assert_eq!(house.roster.actor_of_session("", house.clock.now()).await.unwrap(), None);
});

on_both!(a_deactivated_person_is_out_at_once, |test: TestDb| async move {
    let house = furnish(test).await;
    let cookie = sign_in(&house, "wang", PASSWORD).await.cookie();
    let path = format!("/api/v1/people/{}", house.wang.id);
    let patch = async |body| house.ask(Some(&house.anna), Method::PATCH, &path, Some(body)).await.status;
    assert_eq!(patch(json!({ "active": false })).await, StatusCode::OK);
    assert_eq!(house.roster.actor_of_session(&cookie, house.clock.now()).await.unwrap(), None);
    assert_eq!(patch(json!({ "active": true })).await, StatusCode::OK);
    assert_eq!(house.roster.actor_of_session(&cookie, house.clock.now()).await.unwrap(), None, "the session does not come back");
    // A role taken away counts from the next request on.
    let cookie = sign_in(&house, "wang", PASSWORD).await.cookie();
    assert_eq!(patch(json!({ "role": "storekeeper" })).await, StatusCode::OK);
    let actor = house.roster.actor_of_session(&cookie, house.clock.now()).await.unwrap().unwrap();
    assert_eq!(actor.role(), Some(Role::Storekeeper));
    house.assert_attested().await;
});

on_both!(a_new_password_ends_the_other_sessions, |test: TestDb| async move {
    let house = furnish(test).await;
    let (mine, other) = (sign_in(&house, "alice", PASSWORD).await.cookie(), sign_in(&house, "alice", PASSWORD).await.cookie());
    let patch = async |body: serde_json::Value| {
        let request = Request::patch("/api/v1/session")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, format!("aftercare_session={mine}"))
            .extension(house.alice.actor())
            .body(Body::from(body.to_string()))
            .unwrap();
        house.send(request).await
    };
    let wrong = patch(json!({ "password": { "current": "not this one", "new": "a much better one" } })).await;
    assert_eq!((wrong.status.as_u16(), wrong.field()), (422, ("password.current", "password.wrong")));
    let weak = patch(json!({ "password": { "current": PASSWORD, "new": "short" } })).await;
    assert_eq!((weak.status.as_u16(), weak.field()), (422, ("password.new", "password.length")));
    let done = patch(json!({ "locale": "en", "password": { "current": PASSWORD, "new": "a much better one" } })).await;
    assert_eq!((done.status, &done.json["person"]["locale"]), (StatusCode::OK, &json!("en")));
    let alive = async |cookie: &str| house.roster.actor_of_session(cookie, house.clock.now()).await.unwrap().is_some();
    assert_eq!((alive(&mine).await, alive(&other).await), (true, false));
    assert_eq!(sign_in(&house, "alice", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in(&house, "alice", "a much better one").await.status, StatusCode::OK);
    // An administrator's reset ends them all.
    let path = format!("/api/v1/people/{}", house.alice.id);
    let weak = house.ask(Some(&house.anna), Method::PATCH, &path, Some(json!({ "password": "alice" }))).await;
    assert_eq!(weak.field(), ("password", "password.length"));
    let reset = house.ask(Some(&house.anna), Method::PATCH, &path, Some(json!({ "password": "set by the office" }))).await;
    assert_eq!(reset.status, StatusCode::OK);
    assert!(!alive(&mine).await);
    assert_eq!(house.events("person.password_changed").await.len(), 2);
    house.assert_attested().await;
});

on_both!(an_open_browser_is_no_place_to_guess, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "password": { "current": "not this one", "new": "a much better one" } });
    for _ in 0..5 {
        let answer = house.ask(Some(&house.bob), Method::PATCH, "/api/v1/session", Some(body.clone())).await;
        assert_eq!(answer.status.as_u16(), 422);
    }
    let answer = house.ask(Some(&house.bob), Method::PATCH, "/api/v1/session", Some(body)).await;
    assert_eq!((answer.status.as_u16(), answer.headers[header::RETRY_AFTER].to_str().unwrap()), (429, "5"));
});

on_both!(a_person_has_so_many_sessions_and_no_more, |test: TestDb| async move {
    let house = furnish(test).await;
    let mut cookies = Vec::new();
    for _ in 0..22 {
        cookies.push(sign_in(&house, "wang", PASSWORD).await.cookie());
        house.clock.advance(Duration::from_secs(1));
    }
    let mut alive = Vec::new();
    for cookie in &cookies {
        alive.push(house.roster.actor_of_session(cookie, house.clock.now()).await.unwrap().is_some());
    }
    assert_eq!(alive.iter().filter(|alive| **alive).count(), 20);
    assert_eq!(alive[..2], [false, false]);
});
