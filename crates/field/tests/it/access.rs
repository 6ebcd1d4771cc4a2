//! Who may not: every route for Alice (owner), Bob (same customer), Charlie (another customer), another engineer, the staff, and nobody.

use axum::http::Method;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, furnish, id_of, signature};

fn steps(house: &House) -> Vec<(&'static str, Json)> {
    vec![
        ("assign", json!({ "version": 1, "engineer_id": id_of(&house.li) })),
        ("set-out", json!({ "version": 1 })),
        ("arrive", json!({ "version": 1 })),
        ("work", json!({ "text": "x" })),
        ("restored", json!({ "version": 1, "text": "x" })),
        ("confirm", json!({ "version": 1, "signed_by": "x", "satisfied": true, "signature": signature() })),
        ("leave", json!({ "version": 1 })),
        ("cancel", json!({ "version": 1, "reason": "x" })),
    ]
}

on_both!(strangers_find_no_visit_and_nobody_steps_somebody_elses, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let visit = house.planned(ticket).await;
    for (step, body) in steps(&house) {
        let path = format!("/visits/{visit}/{step}");
        let leads = matches!(step, "assign" | "cancel");
        let code = if leads { "role.missing" } else { "visit.not_yours" };
        assert_eq!(house.send(None, Method::POST, &path, "en", Some(&body)).await.refused(), (401, "session.required"), "{step}");
        assert_eq!(house.post(&house.charlie, &path, body.clone()).await.refused(), (404, "not_found"), "{step}");
        assert_eq!(house.post(&house.charlie, &format!("/visits/999/{step}"), body.clone()).await.refused(), (404, "not_found"), "{step}");
        for who in [&house.alice, &house.bob, &house.li, &house.supervisor, &house.storekeeper] {
            assert_eq!(house.post(who, &path, body.clone()).await.refused(), (403, code), "{step} by {}", who.name());
        }
        for who in [&house.admin, &house.dispatcher, &house.manager] {
            if !leads {
                assert_eq!(house.post(who, &path, body.clone()).await.refused(), (403, code), "{step} by {}", who.name());
            }
        }
    }
    assert_eq!(house.visit(visit).await["version"], 1, "nothing happened");
    house.verify().await;
});

on_both!(a_customer_reads_their_own_visits_only, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let visit = house.planned(ticket).await;
    house.as_far_as(visit, &["arrive", "restored", "confirm"]).await;
    house.post(&house.wang, &format!("/tickets/{ticket}/note"), json!({ "text": "内部消息", "visibility": "internal" })).await.ok();
    for path in ["", "/signature", "/report"] {
        let path = format!("/visits/{visit}{path}");
        let readers = [
            &house.alice,
            &house.bob,
            &house.wang,
            &house.li,
            &house.admin,
            &house.manager,
            &house.dispatcher,
            &house.supervisor,
            &house.storekeeper,
        ];
        for who in readers {
            assert_eq!(house.get(who, &path).await.status.as_u16(), 200, "{path} by {}", who.name());
        }
        assert_eq!(house.get(&house.charlie, &path).await.refused(), (404, "not_found"), "{path}");
        assert_eq!(house.send(None, Method::GET, &path, "en", None).await.refused(), (401, "session.required"), "{path}");
    }
    assert_eq!(house.get(&house.alice, "/visits").await.ok()["total"], 1);
    assert_eq!(house.get(&house.charlie, "/visits").await.ok()["total"], 0);
    assert_eq!(house.get(&house.charlie, &format!("/visits?ticket_id={ticket}")).await.ok()["total"], 0);
    assert_eq!(house.send(None, Method::GET, "/visits", "en", None).await.refused(), (401, "session.required"));
    let report = format!("/visits/{visit}/report");
    assert!(!house.get(&house.alice, &report).await.ok().to_string().contains("内部消息"), "an internal note is not for the customer");
    assert!(house.get(&house.li, &report).await.ok().to_string().contains("内部消息"));
});

on_both!(an_engineer_plans_their_own_visits_only, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let body = |who| json!({ "ticket_id": ticket, "engineer_id": id_of(who) });
    for who in [&house.alice, &house.charlie, &house.supervisor, &house.storekeeper] {
        assert_eq!(house.post(who, "/visits", body(&house.wang)).await.refused(), (403, "role.missing"), "{}", who.name());
    }
    assert_eq!(house.send(None, Method::POST, "/visits", "en", Some(&body(&house.wang))).await.refused(), (401, "session.required"));
    assert_eq!(house.post(&house.li, "/visits", body(&house.wang)).await.refused(), (403, "visit.not_yours"));
    for (who, sent) in [(&house.li, &house.li), (&house.manager, &house.wang), (&house.admin, &house.manager)] {
        assert_eq!(house.post(who, "/visits", body(sent)).await.ok()["engineer"]["id"], id_of(sent));
    }
    house.verify().await;
});
