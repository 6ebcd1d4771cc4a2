//! Who may not: every route, for the customer's own people, a stranger, every role of the staff, and nobody.

use axum::http::Method;
use base::{Actor, Role};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, furnish};

/// Each action with a body that is in order, and who may do it in a state that allows it.
fn actions(house: &House) -> Vec<(&'static str, Json, Vec<Role>)> {
    use Role::{Administrator, Customer, Dispatcher, Engineer, Manager};
    let work = vec![Administrator, Dispatcher, Manager, Engineer];
    let reason = json!({ "reason": "x" });
    vec![
        ("acknowledge", json!({}), work.clone()),
        ("assign", json!({ "owner_id": house.li.person() }), work.clone()),
        ("level", json!({ "level": 1, "reason": "x" }), work.clone()),
        ("note", json!({ "text": "x", "visibility": "customer" }), Role::ALL.to_vec()),
        ("pause", json!({ "reason": "x", "requester": "y", "evidence": "z" }), work.clone()),
        ("resume", json!({}), work.clone()),
        ("restore", json!({ "text": "x" }), work.clone()),
        ("resolve", json!({ "cause": "x", "solution": "y" }), work.clone()),
        ("prove", json!({ "pause": 1, "evidence": "x" }), work.clone()),
        ("dispute", json!({ "pause": 1, "reason": "x" }), vec![Customer]),
        ("decide", json!({ "pause": 1, "withdrawn": false, "reason": "x" }), vec![Administrator, Manager]),
        ("contract", reason.clone(), vec![Administrator, Manager]),
        ("correct", reason.clone(), vec![Administrator, Manager]),
        ("report", json!({ "text": "x" }), work.clone()),
        ("ask_third_party", json!({ "party": "x" }), work.clone()),
        ("hear_third_party", json!({ "text": "x" }), work),
        ("confirm", json!({ "signed_by": "x", "satisfied": true }), vec![Customer]),
        ("reject", reason.clone(), vec![Customer]),
        ("reopen", reason.clone(), Role::ALL.to_vec()),
        ("cancel", reason, vec![Administrator, Dispatcher, Manager]),
    ]
}

fn everybody(house: &House) -> Vec<&Actor> {
    let House { admin, dispatcher, wang, manager, supervisor, storekeeper, alice, bob, .. } = house;
    vec![admin, dispatcher, wang, manager, supervisor, storekeeper, alice, bob]
}

on_both!(each_action_is_refused_to_whoever_may_not_and_a_stranger_finds_nothing, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    for (action, body, roles) in actions(&house) {
        let path = format!("/tickets/{id}/{}", action.replace('_', "-"));
        for who in everybody(&house) {
            let mut body = body.clone();
            if action != "note" {
                body["version"] = house.version(id).await.into();
            }
            let answer = house.post(who, &path, body).await;
            let (may, refused) = (roles.contains(&who.role().unwrap()), answer.code() == "role.missing");
            assert_eq!(refused, !may, "{action} by {:?}: {} {}", who.role(), answer.status, answer.json);
            assert_eq!(answer.status.as_u16() == 403, !may, "{action} by {:?}: {}", who.role(), answer.json);
        }
        let version = house.version(id).await;
        let mut stranger = body.clone();
        if action != "note" {
            stranger["version"] = version.into();
        }
        assert_eq!(house.post(&house.charlie, &path, stranger.clone()).await.status.as_u16(), 404, "{action} by a stranger");
        let nobody = house
            .send(None, Method::POST, &format!("/api/v1{path}"), "en", Some(("application/json", stranger.to_string().into_bytes())))
            .await;
        assert_eq!((nobody.status.as_u16(), nobody.code()), (401, "session.required"), "{action} by nobody");
        assert_eq!(house.version(id).await, version, "a stranger changed something");
    }
    house.verify().await;
});

on_both!(a_customer_sees_their_own_and_nothing_else, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    house.step(&house.wang, id, "note", json!({ "text": "内部：检查合同", "visibility": "internal" })).await.ok();
    for path in [format!("/tickets/{id}"), format!("/tickets/{id}/timeline")] {
        for who in everybody(&house) {
            assert_eq!(house.get(who, &path).await.status.as_u16(), 200, "{path} by {:?}", who.role());
        }
        assert_eq!(house.get(&house.charlie, &path).await.status.as_u16(), 404, "{path}");
        assert_eq!(house.send(None, Method::GET, &format!("/api/v1{path}"), "en", None).await.status.as_u16(), 401, "{path}");
    }
    for path in ["/tickets", "/clocks"] {
        for who in everybody(&house) {
            assert!(house.get(who, path).await.ok()["total"].as_i64().unwrap() > 0, "{path} by {:?}", who.role());
        }
        assert_eq!(house.get(&house.charlie, path).await.ok()["total"], 0, "{path}");
        assert_eq!(house.send(None, Method::GET, &format!("/api/v1{path}"), "en", None).await.status.as_u16(), 401, "{path}");
    }
    // Asking for another customer's by a filter finds nothing either.
    for filter in [format!("customer_id={}", house.north.id), format!("device_id={}", house.cameras[0].id), "q=F-2026".into()] {
        assert_eq!(house.get(&house.charlie, &format!("/tickets?{filter}")).await.ok()["total"], 0, "{filter}");
    }
    for who in [&house.alice, &house.bob] {
        let timeline = house.get(who, &format!("/tickets/{id}/timeline")).await.ok().to_string();
        assert!(!timeline.contains("检查合同"), "an internal note is not for the customer");
        assert!(!timeline.contains("message.queued"), "the ways of messages are not for the customer");
        let refused = house.step(who, id, "note", json!({ "text": "x", "visibility": "internal" })).await;
        assert_eq!(refused.fields(), [("visibility", "note.not_internal")]);
    }
});

on_both!(everybody_who_is_signed_in_may_report, |test: TestDb| async move {
    let house = furnish(test).await;
    for who in everybody(&house) {
        let mut body = json!({ "kind": "question", "title": "?" });
        if who.role() != Some(Role::Customer) {
            body["customer_id"] = json!(house.north.id);
        }
        assert_eq!(house.post(who, "/tickets", body).await.status.as_u16(), 201, "{:?}", who.role());
    }
    let nobody = house.send(None, Method::POST, "/api/v1/tickets", "en", Some(("application/json", b"{}".to_vec()))).await;
    assert_eq!(nobody.status.as_u16(), 401);
});

on_both!(the_actions_shown_are_the_actions_allowed, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    for who in everybody(&house) {
        let shown = house.get(who, &format!("/tickets/{id}")).await.ok()["actions"].clone();
        for item in shown.as_array().unwrap() {
            let action = item["action"].as_str().unwrap();
            let (_, mut body, _) = actions(&house).into_iter().find(|(name, ..)| *name == action).unwrap();
            // A version that is out of date does nothing, so only what is refused for another reason is compared.
            if item["allowed"] == false {
                body["version"] = house.version(id).await.into();
                let refused = house.post(who, &format!("/tickets/{id}/{}", action.replace('_', "-")), body).await;
                assert_eq!(refused.code(), item["why_not"]["code"], "{action} by {:?}", who.role());
                assert_eq!(refused.json["detail"], item["why_not"]["detail"]);
            }
        }
    }
});
