//! Lists: filtered, searched, sorted, and paged by key.

use axum::http::StatusCode;
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{House, furnish, manager};

async fn fill(house: &House) {
    let mut lines = "customer,site,name,kind,vendor,model,serial,address,parent\n".to_owned();
    for n in 0..30 {
        let kind = ["camera", "ups", "server"][n % 3];
        lines += &format!("N,中心机房,dev-{n:02},{kind},H3C,S51%d{n},SN{n},10.1.0.{},core\n", 200 - n);
    }
    assert_eq!(house.csv(&manager(), "?apply=true", lines).await.status, StatusCode::OK);
}

on_both!(devices_are_filtered_and_searched, |test: TestDb| async move {
    let house = furnish(test).await;
    fill(&house).await;
    let totals = [
        (String::new(), 33),
        ("?kind=ups".into(), 10),
        (format!("?customer_id={}", house.south.id), 1),
        (format!("?site_id={}", house.site.id), 32),
        (format!("?parent_id={}", house.core.id), 31),
        (format!("?parent_id={}&kind=server", house.core.id), 10),
        ("?q=DEV-2".into(), 10),
        ("?q=sn29".into(), 1),
        ("?q=10.1.0.200".into(), 1),
        ("?q=%E4%B8%AD%E5%BF%83".into(), 32),
        ("?q=S51%25d".into(), 30),
        ("?q=S51_d".into(), 0),
        ("?site_id=999".into(), 0),
    ];
    for (query, total) in totals {
        let answer = house.get(&manager(), &format!("/api/v1/devices{query}")).await;
        assert_eq!(answer.json["total"], total, "{query}: {}", answer.json);
    }
});

on_both!(devices_are_sorted_and_paged_without_loss, |test: TestDb| async move {
    let house = furnish(test).await;
    fill(&house).await;
    for sort in ["name", "-name", "kind", "-address", "site", "customer", "created_at", "-id"] {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = house.get(&manager(), &format!("/api/v1/devices?limit=7&sort={sort}{after}")).await;
            assert_eq!(page.json["total"], 33, "{sort}: {}", page.json);
            seen.extend(page.json["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()));
            match page.json["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        let once: std::collections::BTreeSet<i64> = seen.iter().copied().collect();
        assert_eq!((seen.len(), once.len()), (33, 33), "{sort}");
    }
    let page = house.get(&manager(), "/api/v1/devices?sort=-name&limit=2").await;
    assert_eq!(page.names(), ["dev-29", "dev-28"]);
});

on_both!(a_list_that_is_asked_for_wrongly_says_what_is_right, |test: TestDb| async move {
    let house = furnish(test).await;
    for (list, query, path) in [
        ("devices", "sort=colour", "sort"),
        ("devices", "kind=toaster", "kind"),
        ("devices", "limit=many", "limit"),
        ("devices", "after=%21", "after"),
        ("devices", "colour=red", "colour"),
        ("devices", "site_id=x", "site_id"),
        ("customers", "customer_id=1", "customer_id"),
        ("sites", "sort=-colour", "sort"),
        ("contacts", "sort=phone", "sort"),
        ("contracts", "sort=colour", "sort"),
    ] {
        let answer = house.get(&manager(), &format!("/api/v1/{list}?{query}")).await;
        assert_eq!((answer.status, answer.fields()[0].0), (StatusCode::UNPROCESSABLE_ENTITY, path), "{list}?{query}");
    }
});

on_both!(the_other_lists_are_searched_and_sorted_too, |test: TestDb| async move {
    let house = furnish(test).await;
    let found = house.get(&manager(), "/api/v1/customers?q=%E5%8D%97&sort=-name").await;
    assert_eq!((found.names(), &found.json["items"][0]["devices"]), (vec!["南区交警"], &json!(1)));
    for sort in ["name", "-code", "created_at", "id"] {
        assert_eq!(house.get(&manager(), &format!("/api/v1/customers?sort={sort}")).await.json["total"], 2);
    }
    for sort in ["name", "code", "kind", "-customer", "created_at", "id"] {
        assert_eq!(house.get(&manager(), &format!("/api/v1/sites?sort={sort}")).await.json["total"], 2);
    }
    for sort in ["starts_on", "-ends_on", "name", "number", "customer", "id"] {
        assert_eq!(house.get(&manager(), &format!("/api/v1/contracts?sort={sort}&q=as-2026")).await.json["total"], 1);
    }
    for sort in ["name", "-created_at", "id"] {
        assert_eq!(house.get(&manager(), &format!("/api/v1/contacts?sort={sort}&q=8888")).await.json["total"], 1);
    }
});
