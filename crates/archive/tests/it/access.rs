//! Who may not: every route, for the customer's own people, a stranger, every role of the staff, and nobody.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use base::{Actor, Role};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, furnish, staff};

/// Who writes what: the roles that may, beside the administrator and the manager, who always may.
#[derive(Clone, Copy, PartialEq)]
enum Writes {
    Nothing,
    Commercial,
    Registry,
    Hands,
}

struct Route {
    method: Method,
    /// As the description writes it.
    path: &'static str,
    /// What `{id}` is.
    id: i64,
    kind: Option<&'static str>,
    body: Vec<u8>,
    writes: Writes,
}

fn route(method: Method, path: &'static str, id: i64, body: Option<Json>, writes: Writes) -> Route {
    let kind = body.as_ref().map(|_| "application/json");
    Route { method, path, id, kind, body: body.map(|json| json.to_string().into_bytes()).unwrap_or_default(), writes }
}

/// Every route with a body that is in order, about the north's things. What removes comes last.
fn routes(house: &House) -> Vec<Route> {
    use Writes::{Commercial, Hands, Nothing, Registry};
    let House { north, contract, guard, site, contact, core, camera, .. } = house;
    let get = |path, id| route(Method::GET, path, id, None, Nothing);
    let customers = "/api/v1/customers";
    let one_customer = "/api/v1/customers/{id}";
    let one_contract = "/api/v1/contracts/{id}";
    let one_site = "/api/v1/sites/{id}";
    let one_contact = "/api/v1/contacts/{id}";
    let one_device = "/api/v1/devices/{id}";
    let photo = "/api/v1/devices/{id}/photo";
    let contract_body = json!({ "customer_id": north.id, "name": "x", "number": "1", "starts_on": "2031-01-01", "ends_on": "2031-01-31" });
    let guard_body =
        json!({ "customer_id": north.id, "name": "x", "starts_at": "2031-01-01T00:00:00Z", "ends_at": "2031-01-02T00:00:00Z" });
    let expiry = json!({ "device_id": camera.id, "kind": "licence", "name": "x", "ends_on": "2031-01-31" });
    let one_guard = "/api/v1/guard-periods/{id}";
    vec![
        get(customers, 0),
        get(one_customer, north.id.0),
        get("/api/v1/contracts", 0),
        get("/api/v1/contracts/usual", 0),
        get(one_contract, contract.id.0),
        get("/api/v1/contracts/{id}/versions", contract.id.0),
        get("/api/v1/sites", 0),
        get(one_site, site.id.0),
        get("/api/v1/contacts", 0),
        get("/api/v1/devices", 0),
        get(one_device, core.id.0),
        route(Method::POST, customers, 0, Some(json!({ "name": "新客户" })), Commercial),
        route(Method::PATCH, one_customer, north.id.0, Some(json!({ "note": "x" })), Commercial),
        route(Method::POST, "/api/v1/contracts", 0, Some(contract_body), Commercial),
        route(Method::PATCH, one_contract, contract.id.0, Some(json!({ "name": "y" })), Commercial),
        get("/api/v1/guard-periods", 0),
        route(Method::POST, "/api/v1/guard-periods", 0, Some(guard_body), Commercial),
        route(Method::PATCH, one_guard, guard.id.0, Some(json!({ "name": "国庆" })), Commercial),
        route(Method::POST, "/api/v1/sites", 0, Some(json!({ "customer_id": north.id, "name": "新点位" })), Registry),
        route(Method::PATCH, one_site, site.id.0, Some(json!({ "kind": "room" })), Registry),
        route(Method::POST, "/api/v1/contacts", 0, Some(json!({ "customer_id": north.id, "name": "李四" })), Registry),
        route(Method::PATCH, one_contact, contact.id.0, Some(json!({ "role": "x" })), Registry),
        route(Method::POST, "/api/v1/devices", 0, Some(json!({ "site_id": site.id, "name": "new", "kind": "ups" })), Registry),
        route(Method::PATCH, one_device, core.id.0, Some(json!({ "vendor": "H3C" })), Hands),
        Route {
            kind: Some("text/csv"),
            body: b"customer,site,name,kind\nN,S-001,imported,camera\n".to_vec(),
            ..route(Method::POST, "/api/v1/imports/devices", 0, None, Registry)
        },
        Route { kind: Some("image/png"), body: b"\x89PNG\r\n\x1a\n1".to_vec(), ..route(Method::PUT, photo, core.id.0, None, Hands) },
        get("/api/v1/device-links", 0),
        route(Method::POST, "/api/v1/device-links", 0, Some(json!({ "device_id": camera.id, "to_id": core.id, "kind": "power" })), Hands),
        // The one that the line before made.
        route(Method::DELETE, "/api/v1/device-links/{id}", 1, None, Hands),
        get("/api/v1/device-expiries", 0),
        route(Method::POST, "/api/v1/device-expiries", 0, Some(expiry), Hands),
        route(Method::PATCH, "/api/v1/device-expiries/{id}", 1, Some(json!({ "note": "x" })), Hands),
        route(Method::DELETE, "/api/v1/device-expiries/{id}", 1, None, Hands),
        get(photo, core.id.0),
        route(Method::DELETE, photo, core.id.0, None, Hands),
        route(Method::DELETE, one_guard, guard.id.0, None, Commercial),
        route(Method::DELETE, one_contact, contact.id.0, None, Registry),
        route(Method::DELETE, one_device, camera.id.0, None, Registry),
    ]
}

impl Route {
    async fn ask(&self, house: &House, who: Option<&Actor>) -> (StatusCode, Json) {
        let path = self.path.replace("{id}", &self.id.to_string());
        let answer = house.send(who, self.method.clone(), &path, self.kind, self.body.clone(), &[]).await;
        (answer.status, answer.json)
    }

    fn allowed(&self, role: Role) -> bool {
        match role {
            Role::Administrator | Role::Manager => true,
            Role::Dispatcher => matches!(self.writes, Writes::Nothing | Writes::Registry | Writes::Hands),
            Role::Engineer => matches!(self.writes, Writes::Nothing | Writes::Hands),
            Role::Supervisor | Role::Storekeeper | Role::Customer => self.writes == Writes::Nothing,
        }
    }

    fn of_one(&self) -> bool {
        self.path.contains("{id}")
    }
}

on_both!(everybody_may_what_they_may_and_nothing_else, |test: TestDb| async move {
    let house = furnish(test).await;
    for route in routes(&house) {
        let told = format!("{} {}", route.method, route.path);
        assert_eq!(route.ask(&house, None).await.0, StatusCode::UNAUTHORIZED, "{told} by nobody");
        let (status, json) = route.ask(&house, Some(&house.charlie())).await;
        match (route.of_one(), route.writes) {
            (true, _) => assert_eq!(status, StatusCode::NOT_FOUND, "{told} by Charlie"),
            (false, Writes::Nothing) => {
                assert_eq!(status, StatusCode::OK, "{told} by Charlie");
                let owners =
                    json["items"].as_array().into_iter().flatten().map(|item| item["customer_id"].as_i64().or(item["id"].as_i64()));
                assert!(owners.into_iter().all(|owner| owner == Some(house.south.id.0)), "{told} by Charlie: {json}");
            }
            (false, _) => assert_eq!(status, StatusCode::FORBIDDEN, "{told} by Charlie"),
        }
        for own in [house.alice(), house.bob()] {
            let (status, json) = route.ask(&house, Some(&own)).await;
            let expected = if route.writes == Writes::Nothing { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(status, expected, "{told} by {}: {json}", own.name());
            if status == StatusCode::FORBIDDEN {
                assert_eq!(json["code"], "role.missing");
            }
        }
        let (mut may, may_not): (Vec<Role>, Vec<Role>) =
            Role::ALL.into_iter().filter(|role| role.is_staff()).partition(|role| route.allowed(*role));
        for role in may_not {
            assert_eq!(route.ask(&house, Some(&staff(role))).await.0, StatusCode::FORBIDDEN, "{told} by {role:?}");
        }
        // What creates or removes succeeds once; the others of those who may are told that it is done, not that they may not.
        let first = may.remove(0);
        let (status, json) = route.ask(&house, Some(&staff(first))).await;
        assert!(status.is_success(), "{told} by {first:?}: {status} {json}");
        for role in may {
            let (status, json) = route.ask(&house, Some(&staff(role))).await;
            assert_ne!(status, StatusCode::FORBIDDEN, "{told} by {role:?}: {json}");
        }
    }
    house.verify().await;
});

on_both!(every_route_of_the_description_is_among_those_tested, |test: TestDb| async move {
    let house = furnish(test).await;
    let (_, description) = archive::routes(house.archive.clone()).split_for_parts();
    let mut described = BTreeSet::new();
    for (path, item) in serde_json::to_value(&description).unwrap()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            described.insert(format!("{} {path}", method.to_uppercase()));
            let answers = operation["responses"].as_object().unwrap();
            assert!(answers.contains_key("401"), "{method} {path} tells that one must be signed in");
            assert_eq!(answers.contains_key("404"), path.contains("{id}"), "{method} {path}");
            assert_eq!(operation["tags"], json!(["archive"]));
        }
    }
    let tested: BTreeSet<String> = routes(&house).iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(described, tested);
});

on_both!(a_stranger_gains_nothing_by_naming_anothers_things, |test: TestDb| async move {
    let house = furnish(test).await;
    let charlie = house.charlie();
    for list in ["sites", "contacts", "devices", "contracts"] {
        let answer = house.get(&charlie, &format!("/api/v1/{list}?customer_id={}", house.north.id)).await;
        assert_eq!((answer.status, &answer.json["total"]), (StatusCode::OK, &json!(0)), "{list}");
    }
    let behind = house.get(&charlie, &format!("/api/v1/devices?parent_id={}", house.core.id)).await;
    assert_eq!(behind.json["total"], 0);
    let found = house.get(&charlie, "/api/v1/devices?q=cam-1").await;
    assert_eq!(found.json["total"], 0);
    let after = house.get(&house.alice(), "/api/v1/devices?limit=1").await;
    let key = after.json["next"].as_str().unwrap();
    let page = house.get(&charlie, &format!("/api/v1/devices?after={key}")).await;
    assert!(page.names().iter().all(|name| *name == "core"), "another's page key opens nothing: {:?}", page.names());
});
