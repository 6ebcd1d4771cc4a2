//! Two people at once, and the same request twice.

use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{furnish, id_of, signature};

on_both!(of_two_who_act_at_once_one_wins_and_the_other_is_told, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let visit = house.planned(ticket).await;
    let set_out = format!("/visits/{visit}/set-out");
    let cancel = format!("/visits/{visit}/cancel");
    let (one, other) = tokio::join!(
        house.post(&house.wang, &set_out, json!({ "version": 1 })),
        house.post(&house.dispatcher, &cancel, json!({ "version": 1, "reason": "用户改期" })),
    );
    let lost = if one.status.is_success() { &other } else { &one };
    assert!(one.status.is_success() != other.status.is_success(), "{one:?} {other:?}");
    assert_eq!(lost.refused(), (409, "visit.changed"));
    let detail = lost.json["detail"].as_str().unwrap();
    assert!(detail.contains("Wang set out.") || detail.contains("Diao cancelled Wang's visit: 用户改期"), "{detail}");
    house.verify().await;
});

on_both!(one_person_is_sent_once, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let plan = || house.post(&house.dispatcher, "/visits", json!({ "ticket_id": ticket, "engineer_id": id_of(&house.wang) }));
    let (one, other) = tokio::join!(plan(), plan());
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(house.count("visits").await, 1);
});

on_both!(the_same_request_again_is_answered_and_not_done_again, |test: TestDb| async move {
    let house = furnish(test).await;
    let ticket = house.taken_fault().await;
    let plan = json!({ "ticket_id": ticket, "engineer_id": id_of(&house.wang), "request_id": "p1" });
    let first = house.post(&house.wang, "/visits", plan.clone()).await.ok();
    let visit = first["id"].as_i64().unwrap();
    assert_eq!(house.post(&house.wang, "/visits", plan).await.ok()["id"], visit);

    let bodies = [
        ("set-out", json!({ "version": 1, "request_id": "a" })),
        ("arrive", json!({ "version": 2, "request_id": "b" })),
        ("work", json!({ "text": "更换电源", "request_id": "c" })),
        ("restored", json!({ "version": 3, "text": "恢复", "request_id": "d" })),
        ("confirm", json!({ "version": 4, "signed_by": "刘警官", "satisfied": true, "signature": signature(), "request_id": "e" })),
        ("leave", json!({ "version": 5, "request_id": "f" })),
    ];
    for (step, body) in bodies {
        let path = format!("/visits/{visit}/{step}");
        let (one, other) = tokio::join!(house.post(&house.wang, &path, body.clone()), house.post(&house.wang, &path, body.clone()));
        let (one, other) = (one.ok(), other.ok());
        assert_eq!((&one["version"], &one["state"]), (&other["version"], &other["state"]), "{step}");
        house.post(&house.wang, &path, body).await.ok();
    }
    let kinds = house.kinds(ticket).await;
    assert_eq!(kinds.iter().filter(|kind| kind.starts_with("visit.")).count(), 7, "each once: {kinds:?}");
    assert_eq!((house.count("visit_works").await, house.count("visit_signatures").await), (1, 1));

    let reused = house.post(&house.wang, &format!("/visits/{visit}/leave"), json!({ "version": 6, "request_id": "a" })).await;
    assert_eq!(reused.fields(), [("request_id", "request.reused")]);
    let others = house.post(&house.li, &format!("/visits/{visit}/leave"), json!({ "version": 6, "request_id": "f" })).await;
    assert_eq!(others.refused(), (403, "visit.not_yours"), "another person's id is another request");
    house.verify().await;
});
