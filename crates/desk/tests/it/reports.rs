//! Reports by people: what is taken over, what is proposed, and everything that is refused with the field that is wrong.

use axum::http::Method;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::furnish;

on_both!(a_customer_reports_for_their_own_customer, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "kind": "fault", "title": " 画面黑屏 ", "description": "早上开始", "device_id": house.cameras[1].id });
    let answer = house.post(&house.alice, "/tickets", body).await;
    assert_eq!(answer.status.as_u16(), 201);
    let ticket = answer.ok();
    assert_eq!((&ticket["source"], &ticket["title"], &ticket["description"]), (&json!("customer"), &json!("画面黑屏"), &json!("早上开始")));
    assert_eq!(
        (&ticket["customer"]["id"], &ticket["site"]["name"], &ticket["device"]["name"]),
        (&json!(house.north.id), &json!("解放路杆"), &json!("CAM-2"))
    );
    assert_eq!((&ticket["level"], &ticket["levels"][0]["from"], &ticket["levels"][0]["by"]), (&json!(3), &Json::Null, &json!("Alice")));
    assert_eq!(ticket["calls"][0]["person"]["name"], "Wang", "somebody is called at once");
    let mine = house.get(&house.alice, "/tickets?mine=true").await.ok();
    assert_eq!((&mine["total"], &house.get(&house.bob, "/tickets?mine=true").await.ok()["total"]), (&json!(1), &json!(0)));
    assert_eq!(house.get(&house.bob, "/tickets").await.ok()["total"], 1);
    house.verify().await;
});

on_both!(the_dispatcher_sets_another_level_than_the_proposed_one_only_with_a_reason, |test: TestDb| async move {
    let house = furnish(test).await;
    let mut body =
        json!({ "kind": "fault", "title": "平台中断", "customer_id": house.north.id, "business_stopped_minutes": 12, "level": 2 });
    let refused = house.post(&house.dispatcher, "/tickets", body.clone()).await;
    assert_eq!(refused.fields(), [("reason", "ticket.level_without_reason")]);
    body["reason"] = json!("已切换备用平台");
    let ticket = house.post(&house.dispatcher, "/tickets", body).await.ok();
    assert_eq!((&ticket["level"], &ticket["proposed_level"]), (&json!(2), &json!(1)));
    assert!(ticket["proposed_reason"].as_str().unwrap().contains("12 minutes"));
    assert_eq!(ticket["levels"][0]["reason"], "已切换备用平台");
    house.verify().await;
});

on_both!(what_cannot_be_is_refused_with_the_field_that_is_wrong, |test: TestDb| async move {
    let house = furnish(test).await;
    let north = house.north.id;
    let fault = |more: Json| {
        let mut body = json!({ "kind": "fault", "title": "x", "customer_id": north });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let long = "长".repeat(201);
    let cases = [
        (json!({}), "kind", "value.wrong"),
        (json!({ "kind": "fault", "customer_id": north }), "title", "value.wrong"),
        (fault(json!({ "title": "" })), "title", "value.missing"),
        (fault(json!({ "title": long })), "title", "value.too_long"),
        (fault(json!({ "title": "a\u{7}b" })), "title", "value.control_character"),
        (fault(json!({ "title": 7 })), "title", "value.wrong"),
        (fault(json!({ "kind": "wish" })), "kind", "value.wrong"),
        (fault(json!({ "colour": "red" })), "colour", "value.wrong"),
        (fault(json!({ "level": 0 })), "level", "value.wrong"),
        (fault(json!({ "level": 4 })), "level", "value.wrong"),
        (fault(json!({ "level": "1" })), "level", "value.wrong"),
        (fault(json!({ "description": "长".repeat(4001) })), "description", "value.too_long"),
        (fault(json!({ "business_stopped_minutes": -1 })), "business_stopped_minutes", "value.out_of_range"),
        (fault(json!({ "business_stopped_minutes": 1.5 })), "business_stopped_minutes", "value.wrong"),
        (fault(json!({ "data_lost": "yes" })), "data_lost", "value.wrong"),
        (fault(json!({ "customer_id": null })), "customer_id", "value.missing"),
        (fault(json!({ "customer_id": 99 })), "customer_id", "ticket.no_such_customer"),
        (fault(json!({ "customer_id": "1; DROP TABLE tickets" })), "customer_id", "value.wrong"),
        (fault(json!({ "device_id": 9999 })), "device_id", "ticket.no_such_device"),
        (fault(json!({ "device_id": house.south_device.id })), "device_id", "ticket.no_such_device"),
        (fault(json!({ "site_id": house.south_site.id })), "site_id", "ticket.no_such_site"),
        (fault(json!({ "site_id": house.site.id, "device_id": house.cameras[0].id })), "site_id", "ticket.device_elsewhere"),
        (fault(json!({ "level": 1 })), "reason", "ticket.level_without_reason"),
    ];
    for (body, path, code) in cases {
        let refused = house.post(&house.dispatcher, "/tickets", body.clone()).await;
        assert_eq!(refused.status.as_u16(), 422, "{body}: {}", refused.json);
        assert!(
            refused.fields().iter().any(|field| field.1 == code && (field.0 == path || field.0 == ".")),
            "{body}: {:?}",
            refused.fields()
        );
    }
    let customers = [
        (json!({ "kind": "fault", "title": "x", "customer_id": house.south.id }), "customer_id", "ticket.no_such_customer"),
        (json!({ "kind": "fault", "title": "x", "level": 1 }), "level", "ticket.level_not_yours"),
        (json!({ "kind": "fault", "title": "x", "reason": "急" }), "reason", "ticket.level_not_yours"),
        (json!({ "kind": "task", "title": "x" }), "kind", "ticket.kind_not_yours"),
        (json!({ "kind": "finding", "title": "x" }), "kind", "ticket.kind_not_yours"),
        (json!({ "kind": "fault", "title": "x", "device_id": house.south_device.id }), "device_id", "ticket.no_such_device"),
    ];
    for (body, path, code) in customers {
        let refused = house.post(&house.alice, "/tickets", body.clone()).await;
        assert_eq!((refused.status.as_u16(), refused.fields()), (422, vec![(path, code)]), "{body}");
    }
    assert_eq!(house.count("tickets").await, 0);
    assert_eq!(house.count("ticket_numbers").await, 0, "a refused report takes no number");
});

on_both!(what_is_no_json_or_no_action_is_refused_as_such, |test: TestDb| async move {
    let house = furnish(test).await;
    let id = house.fault().await;
    let send = async |path: &str, kind: &str, body: &[u8]| {
        let path = format!("/api/v1/tickets{path}");
        house.send(Some(&house.manager), Method::POST, &path, "en", Some((kind, body.to_vec()))).await
    };
    let one = format!("/{id}");
    let cases: Vec<(String, &str, &[u8], u16, &str)> = vec![
        (String::new(), "text/plain", b"{}", 415, "body.not_json"),
        (String::new(), "", b"{}", 415, "body.not_json"),
        (String::new(), "application/json", b"{", 400, "body.unreadable"),
        (String::new(), "application/json", b"", 400, "body.unreadable"),
        (format!("{one}/acknowledge"), "application/json", br#"{"version":1} {}"#, 400, "body.unreadable"),
        (String::new(), "application/json", b"\xff\xfe", 400, "body.unreadable"),
        (String::new(), "application/json", b"[]", 422, "invalid"),
        (format!("{one}/acknowledge"), "application/json", b"{}", 422, "invalid"),
        (format!("{one}/acknowledge"), "application/json", br#"{"version":"1"}"#, 422, "invalid"),
        (format!("{one}/acknowledge"), "application/json", br#"{"version":1,"force":true}"#, 422, "invalid"),
        (format!("{one}/acknowledge"), "application/json", br#"{"version":7}"#, 409, "ticket.changed"),
        (format!("{one}/assign"), "application/json", br#"{"version":1,"owner_id":null}"#, 422, "invalid"),
        (format!("{one}/assign"), "application/json", br#"{"version":1,"owner_id":777}"#, 422, "invalid"),
        (format!("{one}/level"), "application/json", br#"{"version":1,"level":9,"reason":"x"}"#, 422, "invalid"),
        (format!("{one}/note"), "application/json", br#"{"text":"","visibility":"customer"}"#, 422, "invalid"),
        (format!("{one}/note"), "application/json", br#"{"text":"x","visibility":"public"}"#, 422, "invalid"),
        (format!("{one}/pause"), "application/json", br#"{"version":1,"reason":"x","requester":" ","evidence":"z"}"#, 422, "invalid"),
        (format!("{one}/restore"), "application/json", br#"{"version":1,"text":""}"#, 422, "invalid"),
        (format!("{one}/resolve"), "application/json", br#"{"version":1,"cause":"x"}"#, 422, "invalid"),
        (format!("{one}/confirm"), "application/json", br#"{"version":1,"signed_by":"","satisfied":true}"#, 422, "invalid"),
        (format!("{one}/reopen"), "application/json", br#"{"version":1,"reason":"x"}"#, 409, "ticket.not_closed"),
        (format!("{one}/cancel"), "application/json", br#"{"version":1,"reason":""}"#, 422, "invalid"),
        ("/999/acknowledge".into(), "application/json", br#"{"version":1}"#, 404, "not_found"),
        ("/abc/acknowledge".into(), "application/json", br#"{"version":1}"#, 404, "not_found"),
        ("/99999999999999999999/note".into(), "application/json", br#"{"text":"x","visibility":"internal"}"#, 404, "not_found"),
    ];
    for (path, kind, body, status, code) in cases {
        let refused = send(&path, kind, body).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (status, code), "{path} {}: {}", String::from_utf8_lossy(body), refused.json);
    }
    assert_eq!(house.kinds(id).await, ["ticket.opened", "ticket.called"], "nothing of it happened");
    house.verify().await;
});
