//! Clocks by the contract's calendars: versions frozen, corrected beside the first result, put in force anew; explained line by line.

use archive::model::{NewClause, NewGuardPeriod, SiteChange};
use calendar::{CalendarChange, CalendarId, Calendars, Draft, DraftException, NewCalendar};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, clock, furnish, program, promises};

/// Office hours in China: Monday is a working day.
fn office() -> Draft {
    let hours = || vec!["09:00-12:00".to_owned(), "13:30-17:30".to_owned()];
    Draft { zone: "Asia/Shanghai".into(), holidays: vec!["cn".into()], week: [("mon-fri".to_owned(), hours())].into(), ..Draft::default() }
}

async fn calendar(house: &House) -> CalendarId {
    let calendars = Calendars::new(house.test.db.clone(), house.clock.clone());
    let mut conn = house.test.db.write().await.unwrap();
    let new = NewCalendar { name: "工作时间".into(), definition: office(), reason: String::new() };
    let kept = calendars.create(&mut conn, &program(), house.now(), new).await.unwrap();
    conn.commit().await.unwrap();
    kept.id
}

/// The next version: the day is off after all.
async fn day_off(house: &House, id: CalendarId, version: i64, date: &str) {
    let calendars = Calendars::new(house.test.db.clone(), house.clock.clone());
    let exceptions = vec![DraftException { date: date.into(), name: "临时停工".into(), windows: Some(Vec::new()) }];
    let definition = Some(Draft { exceptions, ..office() });
    let change = CalendarChange { version, name: None, definition, reason: "政府通知".into() };
    let mut conn = house.test.db.write().await.unwrap();
    calendars.change(&mut conn, &program(), house.now(), id, change).await.unwrap();
    conn.commit().await.unwrap();
}

async fn by_office(house: &House) -> CalendarId {
    let id = calendar(house).await;
    let lines = promises().into_iter().map(|line| NewClause { calendar_id: Some(id), ..line }).collect();
    crate::house::change_contract(house, lines).await;
    id
}

on_both!(a_clock_counts_by_its_calendar_and_explains_every_stretch, |test: TestDb| async move {
    let house = furnish(test).await;
    by_office(&house).await;
    // Monday 2 March 2026, 09:00 in Shanghai.
    let id = house.fault().await;
    let ticket = house.ticket(id).await;
    let arrive = clock(&ticket, "arrive");
    assert_eq!((&arrive["target"], &arrive["calendar"]["name"]), (&json!("8h"), &json!("工作时间")));
    assert_eq!(arrive["due_at"], "2026-03-03T02:00:00.000Z", "seven hours on Monday, one on Tuesday");
    house.pass(26 * 3600).await;
    let list = house.get(&house.manager, "/clocks?kind=arrive").await.ok();
    let shown = &list["items"][0]["clock"];
    assert_eq!(
        (&shown["state"], &shown["elapsed_seconds"]),
        (&json!("breached"), &json!(9 * 3600)),
        "the list counts by the calendar, too"
    );
    let explained = house.get(&house.alice, &format!("/tickets/{id}/clocks")).await.ok();
    let arrive = explained["items"].as_array().unwrap().iter().find(|item| item["clock"]["kind"] == "arrive").unwrap();
    let lines = arrive["lines"].as_array().unwrap();
    let sum: i64 = lines.iter().map(|line| line["counted_seconds"].as_i64().unwrap()).sum();
    assert_eq!(sum, arrive["clock"]["elapsed_seconds"].as_i64().unwrap(), "the lines add up to what it shows");
    assert!(lines[0]["text"].as_str().unwrap().contains("Mon 2026-03-02 09:00–12:00 · counted 3 h"), "{lines:?}");
    assert!(arrive["clause"].as_str().unwrap().contains("arrive within 8h of the report, by the calendar 工作时间 (version 1)"));
    assert_eq!(house.get(&house.charlie, &format!("/tickets/{id}/clocks")).await.status.as_u16(), 404);
    house.verify().await;
});

on_both!(b21_a_corrected_calendar_stands_beside_the_first_result, |test: TestDb| async move {
    let house = furnish(test).await;
    let calendar = by_office(&house).await;
    let id = house.fault().await;
    house.step(&house.wang, id, "acknowledge", json!({})).await.ok();
    house.clock.advance(std::time::Duration::from_secs(25 * 3600 + 1800));
    house.step(&house.wang, id, "restore", json!({ "text": "恢复" })).await.ok();
    let closed = house.step(&house.alice, id, "confirm", json!({ "signed_by": "Alice", "satisfied": true })).await.ok();
    assert_eq!(clock(&closed, "arrive")["state"], "late_met");
    let nothing = house.step(&house.manager, id, "correct", json!({ "reason": "x" })).await;
    assert_eq!(nothing.code(), "ticket.nothing_to_correct");
    day_off(&house, calendar, 1, "2026-03-02").await;
    let same = house.ticket(id).await;
    assert_eq!(clock(&same, "arrive"), clock(&closed, "arrive"), "a correction of the calendar alone changes no verdict");
    let corrected = house.step(&house.manager, id, "correct", json!({ "reason": "当日停工通知补录" })).await.ok();
    assert_eq!(clock(&corrected, "arrive")["state"], "late_met", "the first result stays");
    let correction = &corrected["corrections"][0];
    assert_eq!((&correction["reason"], &correction["by"]["name"]), (&json!("当日停工通知补录"), &json!("Gao")));
    let arrive = correction["results"].as_array().unwrap().iter().find(|result| result["clock"] == "arrive").unwrap();
    assert_eq!((&arrive["first"]["state"], &arrive["corrected"]["state"]), (&json!("late_met"), &json!("met")));
    assert_eq!(arrive["corrected"]["elapsed_seconds"], 5400);
    assert_eq!(
        house.get(&house.alice, &format!("/tickets/{id}")).await.ok()["corrections"],
        corrected["corrections"],
        "the customer sees it"
    );
    house.verify().await;
});

on_both!(a_newer_contract_comes_into_force_for_a_running_ticket_by_its_own_policy, |test: TestDb| async move {
    let house = furnish(test).await;
    let opened = house.now();
    let id = house.fault().await;
    house.step(&house.wang, id, "acknowledge", json!({})).await.ok();
    let none = house.step(&house.manager, id, "contract", json!({ "reason": "x" })).await;
    assert_eq!(none.code(), "ticket.contract_is_present");
    let restart = archive::model::OnChange::Restart;
    let lines = promises().into_iter().map(|line| NewClause { on_contract_change: Some(restart), target: "6h".into(), ..line });
    crate::house::change_contract(&house, lines.collect()).await;
    house.pass(3600).await;
    assert_eq!(clock(&house.ticket(id).await, "restore")["target"], "24h", "what was promised is frozen");
    let renewed = house.step(&house.manager, id, "contract", json!({ "reason": "补充协议生效" })).await.ok();
    assert_eq!(renewed["contract"]["version"], 2);
    let restore = clock(&renewed, "restore");
    assert_eq!((&restore["target"], &restore["cycle"], &restore["before"][0]["state"]), (&json!("6h"), &json!(2), &json!("ended")));
    assert_eq!(restore["due_at"], opened.plus_seconds(7 * 3600).to_string());
    let set = house.events(id).await.into_iter().find(|event| event.kind == "ticket.contract_set").unwrap().json();
    let kept: Vec<&Json> = set["results"].as_array().unwrap().iter().filter(|result| result["clock"] == "restore").collect();
    assert_eq!(kept[0]["due_at"], opened.plus_seconds(86_400).to_string(), "what it had been");
    assert_eq!(kept[0]["due_if_it_goes_on"], opened.plus_seconds(6 * 3600).to_string(), "and what the other policy makes of it");
    // The clocks go on by the new terms after the next change, too.
    let noted = house.step(&house.wang, id, "level", json!({ "level": 1, "reason": "x" })).await.ok();
    assert_eq!(clock(&noted, "restore")["target"], "6h");
    house.verify().await;
});

on_both!(sites_of_a_class_and_guard_periods_are_promised_more, |test: TestDb| async move {
    let house = furnish(test).await;
    let mut lines = promises();
    let respond = |target: &str| NewClause::usual(archive::model::ClockKind::Respond, 3, target);
    lines.push(NewClause { site_class: Some("A".into()), ..respond("20m") });
    lines.push(NewClause { guard: Some(true), ..NewClause::usual(archive::model::ClockKind::Respond, 2, "5m") });
    crate::house::change_contract(&house, lines).await;
    let archive = crate::house::archive_of(&house);
    let mut conn = house.test.db.write().await.unwrap();
    let change = SiteChange { class: Some(Some("A".into())), ..SiteChange::default() };
    archive.change_site(&mut conn, &program(), house.now(), house.pole.id, change).await.unwrap();
    let guard = NewGuardPeriod {
        customer_id: Some(house.north.id),
        name: "两会保障".into(),
        starts_at: house.now().plus_seconds(86_400),
        ends_at: house.now().plus_seconds(2 * 86_400),
    };
    archive.create_guard_period(&mut conn, &program(), house.now(), guard).await.unwrap();
    conn.commit().await.unwrap();
    let id = house.fault().await;
    let ticket = house.ticket(id).await;
    assert_eq!((&clock(&ticket, "respond")["target"], &ticket["site_class"], &ticket["guard"]), (&json!("20m"), &json!("A"), &Json::Null));
    house.pass(86_400).await;
    let id = house.fault().await;
    let guarded = house.ticket(id).await;
    assert_eq!((&guarded["guard"]["name"], &guarded["level"]), (&json!("两会保障"), &json!(2)), "no fault is minor then");
    assert!(guarded["proposed_reason"].as_str().unwrap().contains("guard period"), "{}", guarded["proposed_reason"]);
    assert_eq!(clock(&guarded, "respond")["target"], "5m");
    house.pass(2 * 86_400).await;
    assert_eq!(clock(&house.ticket(id).await, "respond")["target"], "5m", "what held when it was opened");
    house.verify().await;
});

on_both!(a_raised_level_keeps_both_results, |test: TestDb| async move {
    let house = furnish(test).await;
    let opened = house.now();
    let id = house.fault().await;
    house.pass(5 * 3600).await;
    let raised = house.step(&house.manager, id, "level", json!({ "level": 1, "reason": "影响扩大" })).await.ok();
    let kept = raised["levels"][1]["clocks"].as_array().unwrap().iter().find(|clock| clock["clock"] == "restore").unwrap().clone();
    assert_eq!((&kept["policy"], &kept["elapsed_seconds"]), (&json!("go_on"), &json!(5 * 3600)));
    assert_eq!(kept["due_if_it_goes_on"], opened.plus_seconds(4 * 3600).to_string());
    assert_eq!(kept["due_if_it_restarts"], opened.plus_seconds(9 * 3600).to_string());
    assert_eq!(clock(&raised, "restore")["remaining_seconds"], -3600, "one hour late at once");
    house.pass(1).await;
    assert_eq!(clock(&house.ticket(id).await, "restore")["breached_at"], opened.plus_seconds(5 * 3600).to_string());
    house.verify().await;
});
