//! Bodies that cannot be: each refused by the path of what is wrong, and nothing done.

use axum::http::Method;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{PIXEL, furnish, id_of, signature};

on_both!(what_is_wrong_is_named_by_its_field, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let visit = house.planned(ticket).await;
    house.as_far_as(visit, &["arrive", "restored"]).await;
    let version = house.visit(visit).await["version"].clone();
    let before = house.events(ticket).await.len();
    let at = |latitude: f64, longitude: f64, accuracy: f64| json!({ "position": { "latitude": latitude, "longitude": longitude, "accuracy_metres": accuracy } });
    let sign = |text: &str| json!({ "signature": text });
    let big = format!("data:image/png;base64,{}", "A".repeat(280_000));
    /// The step, what is different from a good body, and the field and code that answer.
    type Case<'a> = (&'a str, Json, &'a str, &'a str);
    let cases: Vec<Case> = vec![
        ("confirm", json!({ "signed_by": "  " }), "signed_by", "value.missing"),
        ("confirm", json!({ "signed_by": "长".repeat(201) }), "signed_by", "value.too_long"),
        ("confirm", json!({ "signed_by": "a\u{1}b" }), "signed_by", "value.control_character"),
        ("confirm", json!({ "signed_by": 7 }), "signed_by", "value.wrong"),
        ("confirm", json!({ "satisfied": false }), "satisfied", "ticket.not_satisfied"),
        ("confirm", json!({ "comment": "长".repeat(4001) }), "comment", "value.too_long"),
        ("confirm", sign(""), "signature", "signature.not_a_data_url"),
        ("confirm", sign(PIXEL), "signature", "signature.not_a_data_url"),
        ("confirm", sign(&format!("data:image/jpeg;base64,{PIXEL}")), "signature", "signature.not_a_data_url"),
        ("confirm", sign("data:image/png;base64,%%%"), "signature", "signature.not_base64"),
        ("confirm", sign("data:image/png;base64,PHN2Zz4="), "signature", "signature.not_a_png"),
        ("confirm", sign(&signature()[..signature().len() - 16]), "signature", "signature.not_a_png"),
        ("confirm", sign(&big), "signature", "signature.too_large"),
        ("confirm", at(91.0, 0.0, 1.0), "position.latitude", "value.out_of_range"),
        ("confirm", json!({ "position": { "latitude": 1.0 } }), "position", "value.wrong"),
        ("confirm", json!({ "ticket": 1 }), "ticket", "value.wrong"),
        ("set-out", at(0.0, 181.0, 1.0), "position.longitude", "value.out_of_range"),
        ("arrive", at(0.0, 0.0, -1.0), "position.accuracy_metres", "value.out_of_range"),
        ("arrive", json!({ "version": "1" }), "version", "value.wrong"),
        ("work", json!({ "text": "\n" }), "text", "value.missing"),
        ("work", json!({ "text": "长".repeat(4001) }), "text", "value.too_long"),
        ("restored", json!({ "text": "" }), "text", "value.missing"),
        ("leave", json!({ "request_id": " " }), "request_id", "value.missing"),
        ("leave", json!({ "request_id": "x".repeat(65) }), "request_id", "value.too_long"),
    ];
    for (step, change, path, code) in cases {
        let answer = house.step(&house.wang, visit, step, change).await;
        assert_eq!((answer.status.as_u16(), answer.fields()), (422, vec![(path, code)]), "{step}: {}", answer.json);
    }
    for change in [json!({ "reason": " " }), json!({ "reason": "长".repeat(4001) })] {
        assert_eq!(house.step(&house.dispatcher, visit, "cancel", change).await.fields()[0].0, "reason");
    }
    assert_eq!(house.step(&house.wang, visit, "confirm", json!({ "version": 1 })).await.refused(), (409, "visit.changed"));
    let several = house.step(&house.wang, visit, "confirm", json!({ "signed_by": "", "satisfied": false, "signature": "x" })).await;
    assert_eq!(several.fields().len(), 3, "everything at once: {}", several.json);
    assert_eq!((house.visit(visit).await["version"].clone(), house.events(ticket).await.len()), (version, before), "nothing was done");
});

on_both!(a_visit_that_cannot_be_is_not_planned, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let good = json!({ "ticket_id": ticket, "engineer_id": id_of(&house.wang) });
    let cases = [
        (json!({ "ticket_id": 999 }), "ticket_id", "visit.no_such_ticket"),
        (json!({ "engineer_id": 999 }), "engineer_id", "visit.no_such_engineer"),
        (json!({ "engineer_id": id_of(&house.alice) }), "engineer_id", "visit.no_such_engineer"),
        (json!({ "engineer_id": id_of(&house.storekeeper) }), "engineer_id", "visit.no_such_engineer"),
        (json!({ "planned_at": "tomorrow" }), "planned_at", "value.wrong"),
        (json!({ "planned_at": "2031-01-01T00:00:00Z" }), "planned_at", "value.out_of_range"),
        (json!({ "planned_at": "2020-01-01T00:00:00Z" }), "planned_at", "value.out_of_range"),
        (json!({ "where": "there" }), "where", "value.wrong"),
    ];
    for (change, path, code) in cases {
        let mut body = good.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = house.post(&house.dispatcher, "/visits", body).await;
        assert_eq!((answer.status.as_u16(), answer.fields()), (422, vec![(path, code)]), "{}", answer.json);
    }
    house.act(&house.dispatcher, ticket, "cancel", json!({ "reason": "误报" })).await.ok();
    assert_eq!(house.post(&house.dispatcher, "/visits", good).await.refused(), (409, "visit.ticket_over"));
    assert_eq!(house.count("visits").await, 0);
    let zh = house.send(Some(&house.li), Method::POST, "/visits", "zh-CN", Some(&json!({ "ticket_id": ticket, "engineer_id": 1 }))).await;
    assert!(zh.json["detail"].as_str().unwrap().contains("调度"), "{}", zh.json);
});
