//! Who may see and write people, and what a person's entry may not be.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base::{Actor, Role};
use roster::PersonChange;
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{PASSWORD, furnish, new_person};

on_both!(people_are_read_by_staff_and_written_by_administrators, |test: TestDb| async move {
    let house = furnish(test).await;
    let one = format!("/api/v1/people/{}", house.wang.id);
    let change = json!({ "name": "王工" });
    let new = json!({ "name": "新人", "login": "new", "password": PASSWORD, "role": "engineer" });
    for nobody in [
        house.ask(None, Method::GET, "/api/v1/people", None).await,
        house.ask(None, Method::GET, &one, None).await,
        house.ask(None, Method::POST, "/api/v1/people", Some(new.clone())).await,
        house.ask(None, Method::PATCH, &one, Some(change.clone())).await,
    ] {
        assert_eq!((nobody.status, nobody.code()), (StatusCode::UNAUTHORIZED, "session.required"));
    }
    for customer in [&house.alice, &house.bob, &house.charlie] {
        for answer in [
            house.get(customer, "/api/v1/people").await,
            house.get(customer, &one).await,
            house.get(customer, &format!("/api/v1/people/{}", house.alice.id)).await,
            house.ask(Some(customer), Method::POST, "/api/v1/people", Some(new.clone())).await,
            house.ask(Some(customer), Method::PATCH, &one, Some(change.clone())).await,
        ] {
            assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "role.missing"), "{}", customer.login);
        }
    }
    for staff in [&house.diao, &house.wang, &house.gao, &house.ku] {
        assert_eq!(house.get(staff, &one).await.json["login"], "wang");
        for answer in [
            house.ask(Some(staff), Method::POST, "/api/v1/people", Some(new.clone())).await,
            house.ask(Some(staff), Method::PATCH, &one, Some(change.clone())).await,
        ] {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", staff.login);
        }
    }
    let made = house.ask(Some(&house.anna), Method::POST, "/api/v1/people", Some(new)).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(
        (&made.json["locale"], &made.json["active"], &made.json["customer_id"], &made.json["created_at"]),
        (&json!("zh"), &json!(true), &Json::Null, &json!("2026-03-02T01:00:00.000Z"))
    );
    assert!(made.json.get("password").is_none());
    let changed = house.ask(Some(&house.anna), Method::PATCH, &one, Some(change)).await;
    assert_eq!(changed.json["name"], "王工");
    assert_eq!(
        house.events("person.changed").await,
        [json!({ "name": "王工", "changed": { "name": { "from": "wang 先生", "to": "王工" } } })]
    );
    assert_eq!(house.get(&house.anna, "/api/v1/people/999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&house.anna, "/api/v1/people/nobody").await.status, StatusCode::NOT_FOUND);
    house.assert_attested().await;
});

on_both!(a_list_of_people_is_filtered_searched_and_paged, |test: TestDb| async move {
    let house = furnish(test).await;
    let logins = async |query: &str| -> Vec<String> {
        let answer = house.get(&house.gao, &format!("/api/v1/people?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.json);
        answer.json["items"].as_array().unwrap().iter().map(|person| person["login"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(logins("role=engineer").await, ["li", "wang"]);
    assert_eq!(logins("role=engineer&sort=-name").await, ["wang", "li"]);
    assert_eq!(logins("customer_id=1").await, ["alice", "bob"]);
    assert_eq!(logins("q=CHARLIE@").await, ["charlie"]);
    assert_eq!(logins("active=false").await, [""; 0]);
    let first = house.get(&house.gao, "/api/v1/people?limit=5").await.json;
    assert_eq!((first["items"].as_array().unwrap().len(), &first["total"]), (5, &json!(9)));
    assert_eq!(logins(&format!("limit=5&after={}", first["next"].as_str().unwrap())).await.len(), 4);
    for (query, path) in
        [("role=pilot", "role"), ("colour=red", "colour"), ("limit=many", "limit"), ("after=x", "after"), ("sort=password", "sort")]
    {
        let answer = house.get(&house.gao, &format!("/api/v1/people?{query}")).await;
        assert_eq!((answer.status, answer.field().0), (StatusCode::UNPROCESSABLE_ENTITY, path), "{query}: {}", answer.json);
    }
});

on_both!(a_wrong_entry_is_refused_by_the_name_of_each_mistake, |test: TestDb| async move {
    let house = furnish(test).await;
    let good = json!({ "name": "新人", "login": "new", "password": PASSWORD, "role": "engineer" });
    let cases = [
        (json!({ "name": " " }), "name", "name.length"),
        (json!({ "name": "a\nb" }), "name", "name.length"),
        (json!({ "login": "x" }), "login", "person.login"),
        (json!({ "login": "zwei worte" }), "login", "person.login"),
        (json!({ "password": "short" }), "password", "password.length"),
        (json!({ "password": "aaaaaaaaaaaaaaaa" }), "password", "password.guessable"),
        (json!({ "email": "nobody" }), "email", "person.email"),
        (json!({ "phone": "call me" }), "phone", "person.phone"),
        (json!({ "role": "customer" }), "customer_id", "person.customer_missing"),
        (json!({ "role": "customer", "customer_id": 99 }), "customer_id", "person.no_such_customer"),
        (json!({ "customer_id": 1 }), "customer_id", "person.customer_unexpected"),
        (json!({ "role": "pilot" }), "role", "value.wrong"),
        (json!({ "locale": "fr" }), "locale", "value.wrong"),
        (json!({ "name": 5 }), "name", "value.wrong"),
        (json!({ "nickname": "x" }), "nickname", "value.wrong"),
    ];
    for (patch, path, code) in cases {
        let mut body = good.clone();
        body.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        let answer = house.ask(Some(&house.anna), Method::POST, "/api/v1/people", Some(body)).await;
        assert_eq!((answer.status.as_u16(), answer.field()), (422, (path, code)), "{patch}: {}", answer.json);
    }
    let all = json!({ "name": "", "login": "", "password": "", "role": "engineer", "email": "x", "phone": "x", "customer_id": 1 });
    let answer = house.ask(Some(&house.anna), Method::POST, "/api/v1/people", Some(all)).await;
    assert_eq!(answer.json["fields"].as_array().unwrap().len(), 6, "{}", answer.json);
    let not_json = Request::post("/api/v1/people").extension(house.anna.actor()).body(Body::from("name=x")).unwrap();
    assert_eq!(house.send(not_json).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let broken = Request::post("/api/v1/people")
        .header(header::CONTENT_TYPE, "application/json")
        .extension(house.anna.actor())
        .body(Body::from("{\"name\":"))
        .unwrap();
    assert_eq!(house.send(broken).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(house.events("person.created").await.len(), 9, "nothing was written");
});

on_both!(a_login_is_unique_however_it_is_typed, |test: TestDb| async move {
    let house = furnish(test).await;
    let body = json!({ "name": "Another", "login": "WANG", "password": PASSWORD, "role": "engineer" });
    let answer = house.ask(Some(&house.anna), Method::POST, "/api/v1/people", Some(body)).await;
    assert_eq!((answer.status.as_u16(), answer.code(), answer.field().0), (409, "person.login_taken", "login"));
});

on_both!(the_last_administrator_stays, |test: TestDb| async move {
    let house = furnish(test).await;
    let anna = format!("/api/v1/people/{}", house.anna.id);
    for change in [json!({ "active": false }), json!({ "role": "engineer" }), json!({ "role": "customer", "customer_id": 1 })] {
        let answer = house.ask(Some(&house.anna), Method::PATCH, &anna, Some(change)).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (409, "person.last_administrator"));
    }
    let diao = format!("/api/v1/people/{}", house.diao.id);
    let promoted = house.ask(Some(&house.anna), Method::PATCH, &diao, Some(json!({ "role": "administrator" }))).await;
    assert_eq!(promoted.json["role"], "administrator");
    // Both give up their right at the same moment: one of them must keep it.
    let (one, two) = tokio::join!(
        house.ask(Some(&house.anna), Method::PATCH, &anna, Some(json!({ "role": "engineer" }))),
        house.ask(Some(&house.anna), Method::PATCH, &diao, Some(json!({ "role": "engineer" }))),
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    house.assert_attested().await;
});

on_both!(a_change_says_what_it_leaves_alone, |test: TestDb| async move {
    let house = furnish(test).await;
    let wang = format!("/api/v1/people/{}", house.wang.id);
    let patch = async |body: Json| house.ask(Some(&house.anna), Method::PATCH, &wang, Some(body)).await.json;
    assert_eq!(patch(json!({ "email": null })).await["email"], Json::Null);
    let person = patch(json!({ "phone": " 110 ", "locale": "en" })).await;
    assert_eq!((&person["phone"], &person["locale"], &person["email"]), (&json!("110"), &json!("en"), &Json::Null));
    assert_eq!(patch(json!({})).await, person);
    assert_eq!(patch(json!({ "phone": "110" })).await, person);
    assert_eq!(house.events("person.changed").await.len(), 2, "no change, no event");
    assert_eq!(house.events("person.changed").await[0]["changed"], json!({ "email": {} }), "the journal keeps no addresses");
    // Into a customer's service and back out of it.
    assert_eq!(patch(json!({ "role": "customer" })).await["fields"][0]["code"], "person.customer_missing");
    assert_eq!(patch(json!({ "role": "customer", "customer_id": 2 })).await["customer_id"], 2);
    assert_eq!(patch(json!({ "customer_id": null })).await["fields"][0]["code"], "person.customer_missing");
    assert_eq!(patch(json!({ "role": "engineer" })).await["customer_id"], Json::Null);
    house.assert_attested().await;
});

on_both!(the_command_line_enters_and_changes_people, |test: TestDb| async move {
    let house = furnish(test).await;
    let system = Actor::System("cli");
    let now = house.clock.now();
    let mut conn = house.test.db.write().await.unwrap();
    let taken = house.roster.create_person(&mut conn, &system, now, new_person("Anna", Role::Engineer, None)).await.unwrap_err();
    assert_eq!(taken.code(), "person.login_taken");
    drop(conn);
    let mut conn = house.test.db.write().await.unwrap();
    let found = house.roster.person_by_login(&mut conn, " ANNA ").await.unwrap().unwrap();
    assert_eq!(found.id, house.anna.id);
    let change =
        PersonChange {
            name: Some("安娜".into()), password: Some(roster::Password("another good one".into())), ..PersonChange::default()
        };
    let changed = house.roster.change_person(&mut conn, &system, now, found.id, change).await.unwrap();
    assert_eq!(changed.name, "安娜");
    conn.commit().await.unwrap();
    let mut conn = house.test.db.read().await.unwrap();
    let engineers = roster::facts::people(&mut conn, &[Role::Engineer, Role::Manager]).await.unwrap();
    assert_eq!(engineers.iter().map(|person| person.login.as_str()).collect::<Vec<_>>(), ["gao", "li", "wang"]);
    let own = roster::facts::customers_people(&mut conn, base::CustomerId(1)).await.unwrap();
    assert_eq!(own.iter().map(|person| person.id).collect::<Vec<_>>(), [house.alice.id, house.bob.id]);
    drop(conn);
    house.assert_attested().await;
});
