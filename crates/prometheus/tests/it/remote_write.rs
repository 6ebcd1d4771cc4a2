//! Samples are sent on to a real store, which is away meanwhile: none is missing there, and none is wrong.

use std::collections::BTreeMap;

use prometheus::Target;
use serde_json::Value;
use testkit::{TestDb, on_both};

use crate::town::{Town, at, fetch, free_port, has, sample, store, text, until};

on_both!(every_sample_reaches_the_store_also_when_it_was_away, |test: TestDb| async move {
    if !has("victoria-metrics") {
        return;
    }
    let town = Town::new(test, true);
    let folder = std::env::temp_dir().join(format!("aftercare-store-{}", free_port()));
    let port = free_port();
    let target = Target { url: format!("http://127.0.0.1:{port}/api/v1/write"), ..Target::default() };
    let sender = town.room.sender(target).unwrap();
    let hour =
        |from: i64| (from..from + 600).step_by(30).map(|second| sample(1, "round_trip", "", "seconds", second, second as f64 / 1000.0));
    town.write(&hour(0).collect::<Vec<_>>()).await;
    assert!(sender.run(at(0)).await.is_err(), "the store is away");
    let first = store(port, &folder).await;
    assert_eq!(sender.run(at(0)).await.unwrap().done, 20, "what waited is sent");
    town.write(&hour(600).collect::<Vec<_>>()).await;
    assert_eq!(sender.run(at(0)).await.unwrap().done, 20);
    first.stop();
    town.write(&hour(1200).collect::<Vec<_>>()).await;
    town.write(&hour(1800).collect::<Vec<_>>()).await;
    assert!(sender.run(at(0)).await.is_err(), "it is away again");
    let _second = store(port, &folder).await;
    assert_eq!(sender.run(at(0)).await.unwrap().done, 40);
    assert_eq!(sender.run(at(0)).await.unwrap().done, 0, "nothing is sent twice");
    let query = format!("http://127.0.0.1:{port}/api/v1/export?match%5B%5D=aftercare_round_trip_seconds");
    let stored = async || {
        fetch(&format!("http://127.0.0.1:{port}/internal/force_flush")).await;
        let mut values = BTreeMap::new();
        // A line for each block of the store.
        for line in text(&query).await.lines() {
            let found: Value = serde_json::from_str(line).unwrap();
            assert_eq!(found["metric"]["device_id"], "1");
            let whens = found["timestamps"].as_array().unwrap().iter().map(|when| when.as_i64().unwrap());
            values.extend(whens.zip(found["values"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap())));
        }
        values
    };
    until("all of it is there", async || stored().await.len() == 80).await;
    for (when, value) in stored().await {
        let second = (when - at(0).milliseconds()) as f64 / 1000.0;
        assert!((value - second / 1000.0).abs() < 1e-12, "{second}: {value}");
    }
    std::fs::remove_dir_all(&folder).ok();
});
