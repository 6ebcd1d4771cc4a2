//! Calendars are entered, changed and kept: every version as it was written, with its author and reason.

use axum::http::{StatusCode, header};
use base::db::sql;
use base::{Role, Timestamp};
use calendar::{AROUND_THE_CLOCK, CalendarId, facts};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, manager, of_customer, office, staff};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

on_both!(an_edit_makes_a_new_version_and_keeps_the_old_one, |test: TestDb| async move {
    let house = House::furnish(test);
    let id = house.office().await;
    let path = format!("/api/v1/calendars/{id}");
    let mut later = office();
    later["week"]["sat"] = json!(["09:00-12:00"]);
    later["exceptions"] = json!([{ "date": "2026-03-04", "name": "盘点", "windows": [] }]);
    let changed = house.patch(&manager(), &path, json!({ "version": 1, "definition": later, "reason": "周六也值班" })).await;
    assert_eq!((changed.status, &changed.json["version"]), (StatusCode::OK, &json!(2)), "{}", changed.text);
    assert_eq!(changed.json["definition"]["week"]["tue"], json!(["09:00-12:00", "13:30-17:30"]), "ranges are kept as single days");

    let versions = house.get(&manager(), &format!("{path}/versions")).await.json;
    let of = |place: usize, key: &str| versions["items"][place][key].clone();
    assert_eq!((of(0, "version"), of(0, "reason"), of(0, "written_by")), (json!(2), json!("周六也值班"), json!("王经理")));
    assert_eq!(
        of(0, "changes"),
        json!(["Saturday: no service → 09:00-12:00", "2026-03-04: as the week and the holidays say → day off (盘点)"])
    );
    assert_eq!((of(1, "version"), of(1, "changes")), (json!(1), json!([])));

    let mut conn = house.test.db.read().await.unwrap();
    let (monday, thursday) = (at("2026-03-02T09:00:00+08:00"), at("2026-03-05T09:00:00+08:00"));
    let hours = |kept: &calendar::Kept| kept.calendar.service(monday, thursday) / 3_600_000;
    let old = facts::version(&mut conn, CalendarId(id), 1).await.unwrap().unwrap();
    let new = facts::current(&mut conn, CalendarId(id)).await.unwrap().unwrap();
    assert_eq!((old.version, hours(&old), new.version, hours(&new)), (1, 21, 2, 14));
    assert!(facts::version(&mut conn, CalendarId(id), 3).await.unwrap().is_none());
    assert!(facts::current(&mut conn, CalendarId(999)).await.unwrap().is_none());
    drop(conn);
    assert_eq!(house.get(&manager(), &format!("{path}?version=1")).await.json["definition"]["exceptions"], json!([]));
    let events: Vec<String> = house.events().await.into_iter().map(|event| event.kind).collect();
    assert_eq!(events, ["calendar.created", "calendar.changed"]);
    house.verify().await;
});

on_both!(what_changes_nothing_makes_no_version, |test: TestDb| async move {
    let house = House::furnish(test);
    let id = house.office().await;
    let path = format!("/api/v1/calendars/{id}");
    let same = house.patch(&manager(), &path, json!({ "version": 1, "definition": office(), "name": " 办公时间 " })).await;
    assert_eq!(same.json["version"], 1);
    assert_eq!(house.events().await.len(), 1);
    let stale = house.patch(&manager(), &path, json!({ "version": 2, "name": "x" })).await;
    assert_eq!((stale.status, &stale.json["code"]), (StatusCode::CONFLICT, &json!("calendar.changed")));
});

on_both!(two_who_change_at_once_are_one_change, |test: TestDb| async move {
    let house = House::furnish(test);
    let id = house.office().await;
    let (path, manager) = (format!("/api/v1/calendars/{id}"), manager());
    let change = |name: &str| house.patch(&manager, &path, json!({ "version": 1, "name": name }));
    let (a, b) = tokio::join!(change("a"), change("b"));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let enter = || house.post(&manager, "/api/v1/calendars", json!({ "name": "c", "definition": office() }));
    let (a, b) = tokio::join!(enter(), enter());
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
    house.verify().await;
});

on_both!(a_version_keeps_the_holidays_it_was_written_with, |test: TestDb| async move {
    let house = House::furnish(test);
    let id = house.office().await;
    // The list as an older program shipped it: it knew the year 2025, and a day less.
    let mut conn = house.test.db.write().await.unwrap();
    sql("UPDATE calendar_versions SET holidays = $1").bind("2025\n元旦 01-01\n").run(&mut conn).await.unwrap();
    conn.commit().await.unwrap();
    let mut conn = house.test.db.read().await.unwrap();
    let kept = facts::current(&mut conn, CalendarId(id)).await.unwrap().unwrap();
    assert_eq!(kept.calendar.announced_until().unwrap().to_string(), "2025-12-31");
    let first_of_october = at("2025-10-01T09:00:00+08:00");
    assert!(kept.calendar.has_service(first_of_october), "it did not know the National Day");
    drop(conn);

    let item = house.get(&manager(), "/api/v1/calendars").await.json["items"][1].clone();
    assert_eq!((&item["announced_until"], &item["holidays_outdated"]), (&json!("2025-12-31"), &json!(true)));
    let taken = house.patch(&manager(), &format!("/api/v1/calendars/{id}"), json!({ "version": 1, "definition": office() })).await;
    assert_eq!((&taken.json["version"], &taken.json["announced_until"]), (&json!(2), &json!("2026-12-31")), "{}", taken.text);
    let versions = house.get(&manager(), &format!("/api/v1/calendars/{id}/versions")).await.json;
    assert_eq!(versions["items"][0]["changes"], json!(["Public holidays as they are known now."]));
});

on_both!(seven_by_twenty_four_is_built_in, |test: TestDb| async move {
    let house = House::furnish(test);
    house.office().await;
    let mut conn = house.test.db.read().await.unwrap();
    let kept = facts::current(&mut conn, AROUND_THE_CLOCK).await.unwrap().unwrap();
    assert!(kept.calendar.is_around_the_clock());
    assert_eq!(facts::version(&mut conn, AROUND_THE_CLOCK, 1).await.unwrap().unwrap().calendar, kept.calendar);
    assert!(facts::version(&mut conn, AROUND_THE_CLOCK, 2).await.unwrap().is_none());
    drop(conn);
    let list = house.get(&manager(), "/api/v1/calendars").await.json;
    assert_eq!((&list["total"], &list["items"][0]["name"], &list["items"][0]["built_in"]), (&json!(2), &json!("7×24"), &json!(true)));
    assert_eq!(house.get(&manager(), "/api/v1/calendars?q=%E5%8A%9E").await.json["total"], 1, "a search does not always find it");
    let refused = house.patch(&manager(), "/api/v1/calendars/0", json!({ "version": 1, "name": "mine" })).await;
    assert_eq!((refused.status, &refused.json["code"]), (StatusCode::CONFLICT, &json!("calendar.built_in")));
    assert_eq!(house.get(&manager(), "/api/v1/calendars/0/versions").await.json["total"], 1);
});

on_both!(calendars_with_nonsense_are_refused_with_the_reason, |test: TestDb| async move {
    let house = House::furnish(test);
    house.office().await;
    let with = |change: &dyn Fn(&mut Json)| {
        let mut body = json!({ "name": "x", "definition": office() });
        change(&mut body);
        body
    };
    let cases: Vec<(Json, &str, &str)> = vec![
        (with(&|body| body["name"] = json!("  ")), "name", "name.wrong"),
        (with(&|body| body["name"] = json!("办公时间")), "name", "name.taken"),
        (with(&|body| body["definition"]["zone"] = json!("Mars/Base")), "definition.zone", "zone.unknown"),
        (with(&|body| body["definition"]["week"] = json!({})), "definition.week", "week.empty"),
        (with(&|body| body["definition"]["week"] = json!({ "mon": ["09:00-09:00"] })), "definition.week.mon[0]", "window.empty"),
        (
            with(&|body| body["definition"]["week"] = json!({ "mon": ["09:00-12:00", "11:00-13:00"] })),
            "definition.week.mon[1]",
            "window.overlap",
        ),
        (with(&|body| body["definition"]["holidays"] = json!(["xx"])), "definition.holidays[0]", "holidays.unknown"),
        (with(&|body| body["definition"]["exceptions"] = json!([{ "date": "soon" }])), "definition.exceptions[0].date", "date.unreadable"),
        (with(&|body| body["reason"] = json!("x".repeat(501))), "reason", "text.too_long"),
        (with(&|body| body["definition"]["weeks"] = json!({})), "definition.weeks", "value.wrong"),
    ];
    for (body, path, code) in cases {
        let answer = house.post(&manager(), "/api/v1/calendars", body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.fields(), [(path, code)], "{body}");
    }
    assert_eq!(house.events().await.len(), 1, "nothing was written");
});

on_both!(a_file_goes_out_and_comes_in, |test: TestDb| async move {
    let house = House::furnish(test);
    let id = house.office().await;
    let file = house.get(&staff(Role::Engineer), &format!("/api/v1/calendars/{id}/file")).await;
    assert!(file.headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains("calendar-1-v1.toml"));
    let text = file.text.replace("[week]", "[week]\nsun = [\"10:00-11:00\"]");
    let read = house.post(&manager(), "/api/v1/calendars/read-file", json!({ "text": text, "into": { "calendar_id": id } })).await;
    assert_eq!((read.status, &read.json["changes"]), (StatusCode::OK, &json!(["Sunday: no service → 10:00-11:00"])), "{}", read.text);
    assert_eq!(house.events().await.len(), 1, "reading writes nothing");
    let applied =
        house.patch(&manager(), &format!("/api/v1/calendars/{id}"), json!({ "version": 1, "definition": read.json["definition"] })).await;
    assert_eq!(applied.json["version"], 2);
    let wrong = house.post(&manager(), "/api/v1/calendars/read-file", json!({ "text": text.replace("10:00-11:00", "10:00-10:00") })).await;
    assert_eq!(wrong.fields(), [("week.sun[0]", "window.empty")]);
    assert!(wrong.json["fields"][0]["detail"].as_str().unwrap().starts_with("Line 5:"), "{}", wrong.text);
});

on_both!(an_ical_file_is_a_proposal_until_somebody_applies_it, |test: TestDb| async move {
    let house = House::furnish(test);
    let id = house.office().await;
    let ics = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260306\nSUMMARY:厂庆\nEND:VEVENT\n\
               BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260307\nSUMMARY:厂庆补班\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART:20260309\nSTATUS:CANCELLED\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n";
    let ask = json!({ "text": ics, "into": { "calendar_id": id } });
    let proposed = house.post(&manager(), "/api/v1/calendars/read-ical", ask).await;
    assert_eq!(
        proposed.json["changes"],
        json!([
            "2026-03-06: as the week and the holidays say → day off (厂庆)",
            "2026-03-07: as the week and the holidays say → make-up working day (厂庆补班)",
        ]),
        "{}",
        proposed.text
    );
    assert_eq!(proposed.json["left_out"].as_array().unwrap().len(), 1);
    assert_eq!(house.get(&manager(), &format!("/api/v1/calendars/{id}")).await.json["version"], 1);
    let definition = &proposed.json["definition"];
    let applied = house.patch(&manager(), &format!("/api/v1/calendars/{id}"), json!({ "version": 1, "definition": definition })).await;
    assert_eq!(&applied.json["definition"], definition);
    let bad = house.post(&manager(), "/api/v1/calendars/read-ical", json!({ "text": "hello", "into": { "calendar_id": 0 } })).await;
    assert_eq!(bad.fields(), [("text", "ical.unreadable")]);
});

on_both!(who_may_not, |test: TestDb| async move {
    let house = House::furnish(test);
    let id = house.office().await;
    let one = format!("/api/v1/calendars/{id}");
    let of = json!({ "calendar_id": id });
    let reads = [
        "/api/v1/calendars".to_owned(),
        one.clone(),
        format!("{one}/versions"),
        format!("{one}/file"),
        "/api/v1/calendars/holidays".into(),
    ];
    let asks = [
        ("/api/v1/calendars/year", json!({ "of": of, "year": 2026 })),
        ("/api/v1/calendars/due", json!({ "of": of, "start": "2026-03-03T10:00", "target": "4h" })),
        ("/api/v1/calendars/read-file", json!({ "text": "zone = 'UTC'\n[week]\nmon = ['09:00-10:00']" })),
        ("/api/v1/calendars/read-ical", json!({ "text": "BEGIN:VCALENDAR", "into": of })),
    ];
    for role in Role::ALL {
        let who = if role == Role::Customer { of_customer("Alice", 1) } else { staff(role) };
        let expected = if role == Role::Customer { StatusCode::FORBIDDEN } else { StatusCode::OK };
        for path in &reads {
            assert_eq!(house.get(&who, path).await.status, expected, "{role:?} {path}");
        }
        for (path, body) in &asks {
            assert_eq!(house.post(&who, path, body.clone()).await.status, expected, "{role:?} {path}");
        }
        let writes = matches!(role, Role::Administrator | Role::Manager);
        let name = format!("{role:?}");
        let made = house.post(&who, "/api/v1/calendars", json!({ "name": name, "definition": office() })).await;
        assert_eq!(made.status == StatusCode::CREATED, writes, "{role:?}: {}", made.text);
        assert_eq!(made.status == StatusCode::FORBIDDEN, !writes, "{role:?}: {}", made.text);
        let version = house.get(&manager(), &one).await.json["version"].clone();
        let changed = house.patch(&who, &one, json!({ "version": version, "name": format!("{name} 2") })).await;
        assert_eq!(changed.status == StatusCode::FORBIDDEN, !writes, "{role:?}: {}", changed.text);
    }
    for who in [of_customer("Bob", 1), of_customer("Charlie", 2)] {
        assert_eq!(house.get(&who, &one).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(house.ask(None, axum::http::Method::GET, &one, None).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.get(&manager(), "/api/v1/calendars/999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&manager(), &format!("{one}?version=99")).await.status, StatusCode::NOT_FOUND);
});
