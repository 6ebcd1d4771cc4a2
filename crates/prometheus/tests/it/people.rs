//! Who sees what, and how refusals look.

use axum::http::StatusCode;
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::town::{Town, at, of_customer, staff};

on_both!(a_customer_asks_about_their_own_devices_alone, |test: TestDb| async move {
    let town = Town::new(test, false);
    town.an_hour().await;
    let time = at(3600).milliseconds().to_string();
    let time = format!("{}.000", &time[..time.len() - 3]);
    let count = async |who: base::Actor, query: &str| {
        let (status, answer) = town.get(&who, "query", &[("query", query), ("time", &time)]).await;
        assert_eq!((status, &answer["status"]), (StatusCode::OK, &json!("success")), "{answer}");
        answer["data"]["result"][0]["value"][1].clone()
    };
    assert_eq!(count(staff(), "count(aftercare_round_trip_seconds)").await, "3");
    assert_eq!(count(of_customer(1), "count(aftercare_round_trip_seconds)").await, "2");
    assert_eq!(count(of_customer(2), "count({device_id=~\".+\"})").await, "3", "a round trip, a count, a temperature");
    let (_, values) = town.get(&of_customer(2), "label/device_id/values", &[]).await;
    assert_eq!(values["data"], json!(["3"]));
    let (_, names) = town.get(&staff(), "label/__name__/values", &[]).await;
    assert_eq!(names["data"], json!(["aftercare_round_trip_seconds", "aftercare_served", "aftercare_temperature_celsius"]));
    let (_, series) = town.get(&staff(), "series", &[("match[]", "aftercare_served{device_id!=\"1\"}")]).await;
    assert_eq!(series["data"].as_array().unwrap().len(), 2, "{series}");
    let (_, labels) = town.get(&staff(), "labels", &[]).await;
    assert_eq!(labels["data"], json!(["__name__", "check_id", "device_id", "label"]));
    assert_eq!(town.get(&staff(), "metadata", &[]).await.1["data"]["aftercare_served"][0]["type"], "gauge");
    assert_eq!(town.get(&staff(), "status/buildinfo", &[]).await.1["data"]["application"], "aftercare");
});

on_both!(what_cannot_be_answered_is_refused_as_prometheus_refuses, |test: TestDb| async move {
    let town = Town::new(test, false);
    town.an_hour().await;
    let span = [("start", "0"), ("end", "100"), ("step", "10s")];
    let long = [("query", "1"), ("start", "0"), ("end", "20000"), ("step", "1")];
    type Case<'a> = (&'a str, Vec<(&'a str, &'a str)>, u16, &'a str, &'a str);
    let cases: [Case; 9] = [
        ("query", vec![], 400, "bad_data", "no expression found"),
        ("query", vec![("query", "sum(")], 400, "bad_data", "parse error"),
        ("query", vec![("query", "nothing_of_ours(up)")], 400, "bad_data", "unknown function"),
        ("query", vec![("query", "{a=\"\"}")], 400, "bad_data", "at least one non-empty matcher"),
        ("query", vec![("query", "up"), ("time", "yesterday")], 400, "bad_data", "timestamp"),
        ("query", vec![("query", "up{a=~\"(\"}")], 400, "bad_data", "parse error"),
        ("query_range", [vec![("query", "up[5m]")], span.to_vec()].concat(), 400, "bad_data", "must be Scalar or instant Vector"),
        ("query_range", long.to_vec(), 400, "bad_data", "maximum resolution"),
        ("query", vec![("query", "aftercare_served + on() aftercare_served"), ("time", "2026-03-02T02:00:00Z")], 422, "execution", "match"),
    ];
    for (path, pairs, status, kind, part) in cases {
        let (found, answer) = town.get(&staff(), path, &pairs).await;
        assert_eq!(
            (found.as_u16(), &answer["status"], &answer["errorType"]),
            (status, &json!("error"), &json!(kind)),
            "{pairs:?}: {answer}"
        );
        assert!(answer["error"].as_str().unwrap().contains(part), "{pairs:?}: {answer}");
    }
});
