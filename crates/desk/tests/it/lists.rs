//! Lists: filters, sorts, pages, search, names.

use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, furnish};

async fn ids(house: &House, query: &str) -> Vec<i64> {
    let answer = house.get(&house.manager, &format!("/tickets{query}")).await.ok();
    let found: Vec<i64> = answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect();
    assert_eq!(answer["total"], found.len() as i64, "{query}");
    found
}

/// Five tickets: 1 a level 1 fault in its work, 2 a question, 3 a camera's fault from the watch, 4 the south's, 5 closed.
async fn five(house: &House) {
    let north = json!({ "kind": "fault", "title": "平台 100% 中断_A", "customer_id": house.north.id, "data_lost": true });
    house.post(&house.dispatcher, "/tickets", north).await.ok();
    house.step(&house.wang, 1, "acknowledge", json!({})).await.ok();
    house.clock.advance(std::time::Duration::from_secs(1));
    house.post(&house.alice, "/tickets", json!({ "kind": "question", "title": "How to export?" })).await.ok();
    house.clock.advance(std::time::Duration::from_secs(1));
    house.alarm_opens(&house.cameras[0], &[]).await;
    house.settle().await;
    house.clock.advance(std::time::Duration::from_secs(1));
    house.post(&house.charlie, "/tickets", json!({ "kind": "complaint", "title": "太慢" })).await.ok();
    house.clock.advance(std::time::Duration::from_secs(1));
    house.post(&house.dispatcher, "/tickets", json!({ "kind": "fault", "title": "误报", "customer_id": house.north.id })).await.ok();
    house.step(&house.dispatcher, 5, "cancel", json!({ "reason": "误报" })).await.ok();
}

on_both!(a_list_is_filtered_sorted_and_searched, |test: TestDb| async move {
    let house = furnish(test).await;
    five(&house).await;
    let (camera, pole, north, wang) = (house.cameras[0].id, house.pole.id, house.north.id, house.wang.person().unwrap());
    let cases: Vec<(String, Vec<i64>)> = vec![
        (String::new(), vec![5, 4, 3, 2, 1]),
        ("?sort=opened_at".into(), vec![1, 2, 3, 4, 5]),
        ("?sort=level".into(), vec![1, 2, 3, 4, 5]),
        ("?sort=-level".into(), vec![5, 4, 3, 2, 1]),
        ("?sort=due_at&open=true".into(), vec![2, 3, 1, 4]),
        ("?open=true".into(), vec![4, 3, 2, 1]),
        ("?open=false".into(), vec![5]),
        ("?state=open".into(), vec![4, 3, 2]),
        ("?state=acknowledged,cancelled".into(), vec![5, 1]),
        ("?level=1".into(), vec![1]),
        ("?level=1,3".into(), vec![5, 4, 3, 2, 1]),
        ("?kind=question,complaint".into(), vec![4, 2]),
        (format!("?customer_id={north}"), vec![5, 3, 2, 1]),
        (format!("?site_id={pole}"), vec![3]),
        (format!("?device_id={camera}"), vec![3]),
        (format!("?owner_id={wang}"), vec![1]),
        ("?q=F-2026-000002".into(), vec![3]),
        ("?q=q-2026".into(), vec![2]),
        ("?q=100%25".into(), vec![1]),
        ("?q=中断_a".into(), vec![1]),
        ("?q=EXPORT".into(), vec![2]),
        ("?q=无应答".into(), vec![3]),
        ("?q=does%20not%20answer".into(), vec![3]),
        ("?q=%27%20OR%201=1%20--".into(), vec![]),
    ];
    for (query, expected) in cases {
        assert_eq!(ids(&house, &query).await, expected, "{query}");
    }
    let mine = house.get(&house.wang, "/tickets?mine=true").await.ok();
    assert_eq!((&mine["total"], &mine["items"][0]["id"]), (&json!(1), &json!(1)));
    for (query, path) in
        [("?sort=colour", "sort"), ("?state=lost", "state"), ("?level=9", "level"), ("?kind=x", "kind"), ("?after=zz", "after")]
    {
        let refused = house.get(&house.manager, &format!("/tickets{query}")).await;
        assert_eq!((refused.status.as_u16(), refused.fields()[0].0), (422, path), "{query}");
    }
    for query in ["?colour=red", "?open=maybe", "?limit=-1", "?customer_id=x"] {
        assert_eq!(house.get(&house.manager, &format!("/tickets{query}")).await.status.as_u16(), 422, "{query}");
    }
});

on_both!(a_list_names_what_it_shows_in_the_readers_language, |test: TestDb| async move {
    let house = furnish(test).await;
    five(&house).await;
    let list = house.get(&house.manager, "/tickets").await.ok();
    let by_alarm = &list["items"][2];
    assert_eq!(by_alarm["title"], "CAM-1 at 解放路杆 does not answer");
    assert_eq!(
        (&by_alarm["customer"]["name"], &by_alarm["site"]["name"], &by_alarm["device"]["name"]),
        (&json!("北区交警"), &json!("解放路杆"), &json!("CAM-1"))
    );
    assert_eq!((&list["items"][4]["owner"]["name"], &list["items"][4]["next_clock"]["kind"]), (&json!("Wang"), &json!("arrive")));
    assert_eq!((&list["items"][1]["next_clock"], &list["items"][0]["next_clock"]), (&Json::Null, &Json::Null));
    let chinese = house.send(Some(&house.manager), axum::http::Method::GET, "/api/v1/tickets", "zh-CN", None).await.ok();
    assert_eq!(chinese["items"][2]["title"], "解放路杆的CAM-1无应答");
});

on_both!(pages_follow_each_other_by_key_in_every_order, |test: TestDb| async move {
    let house = furnish(test).await;
    five(&house).await;
    for sort in ["opened_at", "-opened_at", "level", "-level", "due_at", "-due_at"] {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = house.get(&house.manager, &format!("/tickets?limit=2&sort={sort}{after}")).await.ok();
            assert_eq!(page["total"], 5);
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        let mut sorted = seen.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [1, 2, 3, 4, 5], "by {sort}: {seen:?}");
    }
});
