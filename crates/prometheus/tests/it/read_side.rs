//! What is kept here no more is asked of the store that got it: a real one, one that is away, and one that lies.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use base::Actor;
use prometheus::{Prometheus, Target};
use serde_json::{Value, json};
use testkit::{TestDb, on_both};

use crate::town::{Town, at, fetch, free_port, has, of_customer, sample, staff, store, text, until};

const QUESTION: &str = "aftercare_round_trip_seconds[10m]";

impl Town {
    /// Ten minutes of a device of each of two customers, a value each half minute, and the room with a store beside it.
    async fn with_store(mut self, port: u16) -> (Town, Target) {
        let base = format!("http://127.0.0.1:{port}");
        let target = Target { url: format!("{base}/api/v1/write"), read_url: format!("{base}/"), ..Target::default() };
        let ten_minutes = (0..600)
            .step_by(30)
            .flat_map(|second| [1, 3].map(|device| sample(device, "round_trip", "", "seconds", second, (second * device) as f64 / 1000.0)));
        self.write(&ten_minutes.collect::<Vec<_>>()).await;
        self.room = Prometheus::new(self.test.db.clone(), self.clock.clone(), self.series.clone()).with_store(&target).unwrap();
        (self, target)
    }

    /// The values of the ten minutes by device, and the warnings.
    async fn ten_minutes(&self, who: &Actor) -> (Vec<(String, Vec<f64>)>, Value) {
        let time = (at(599).milliseconds() as f64 / 1000.0).to_string();
        let (status, answer) = self.get(who, "query", &[("query", QUESTION), ("time", &time)]).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let number = |pair: &Value| pair[1].as_str().unwrap().parse::<f64>().unwrap();
        let series = |found: &Value| {
            let values = found["values"].as_array().unwrap().iter().map(number).collect();
            (found["metric"]["device_id"].as_str().unwrap().to_owned(), values)
        };
        let mut found: Vec<_> = answer["data"]["result"].as_array().unwrap().iter().map(series).collect();
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        (found, answer["warnings"].clone())
    }
}

fn measured(device: i64) -> Vec<f64> {
    (0..600).step_by(30).map(|second| (second * device) as f64 / 1000.0).collect()
}

on_both!(what_is_kept_no_more_is_read_from_the_store, |test: TestDb| async move {
    if !has("victoria-metrics") {
        return;
    }
    let folder = std::env::temp_dir().join(format!("aftercare-read-{}", free_port()));
    let port = free_port();
    let running = store(port, &folder).await;
    let (town, target) = Town::new(test, true).with_store(port).await;
    assert_eq!(town.room.sender(target).unwrap().run(at(0)).await.unwrap().done, 40);
    let export = format!("http://127.0.0.1:{port}/api/v1/export?match%5B%5D=aftercare_round_trip_seconds");
    let stored = async || {
        fetch(&format!("http://127.0.0.1:{port}/internal/force_flush")).await;
        text(&export).await.lines().count() == 2
    };
    until("the store has both", stored).await;
    let whole = vec![("1".to_owned(), measured(1)), ("3".to_owned(), measured(3))];
    assert_eq!(town.ten_minutes(&staff()).await, (whole.clone(), Value::Null), "from here");
    town.days_later(40).await;
    assert_eq!(town.ten_minutes(&staff()).await, (whole, Value::Null), "from the store");
    let (seen, _) = town.ten_minutes(&of_customer(2)).await;
    assert_eq!(seen, [("3".to_owned(), measured(3))], "a customer sees what is theirs, wherever it stands");

    running.stop();
    let (means, warnings) = town.ten_minutes(&staff()).await;
    assert_eq!(means[0].1.len(), 2, "two means of five minutes are left here: {means:?}");
    assert!(warnings[0].as_str().unwrap().starts_with("the store of older points could not be asked"), "{warnings}");
    std::fs::remove_dir_all(&folder).ok();
});

on_both!(a_store_that_lies_brings_in_nothing_that_was_not_asked_for, |test: TestDb| async move {
    let says: Arc<Mutex<(StatusCode, String)>> = Arc::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = Arc::clone(&says);
    let router = axum::Router::new().fallback(move || {
        let answer = told.lock().unwrap().clone();
        async move { answer }
    });
    let _serving = ending_with_the_test(tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }));
    let (town, _) = Town::new(test, false).with_store(port).await;
    town.days_later(40).await;
    let means = town.ten_minutes(&staff()).await.0;
    let say = |status: StatusCode, text: String| *says.lock().unwrap() = (status, text);
    for (status, text, why) in [
        (StatusCode::OK, "<html>Welcome</html>".to_owned(), "no answer of Prometheus' query API"),
        (StatusCode::OK, json!({"status": "success"}).to_string(), "200"),
        (StatusCode::UNPROCESSABLE_ENTITY, json!({"status": "error", "error": "too many samples"}).to_string(), "too many samples"),
        (StatusCode::UNAUTHORIZED, String::new(), "401"),
    ] {
        say(status, text);
        let (found, warnings) = town.ten_minutes(&staff()).await;
        assert_eq!(found, means, "{why}");
        assert!(warnings[0].as_str().unwrap().contains(why), "{warnings}");
    }
    let when = at(30).milliseconds() as f64 / 1000.0;
    let series = |name: &str, check: &str, values: Value| json!({"metric": {"__name__": name, "check_id": check, "device_id": "1", "customer": "x"}, "values": values});
    let ours = "aftercare_round_trip_seconds";
    let answer = json!({"status": "success", "data": {"resultType": "matrix", "result": [
        series("aftercare_secret", "10", json!([[when, "1"]])),
        series(ours, "20", json!([[when, "2"]])),
        series(ours, "10", json!([[when + 60.0, "4"], [when, "3"], [when, "5"], [0, "6"], [4e18, "7"], [when + 5.0, "NaN"], [when + 6.0, "words"]])),
    ]}});
    say(StatusCode::OK, answer.to_string());
    let (found, warnings) = town.ten_minutes(&staff()).await;
    assert_eq!(found, [("1".to_owned(), vec![3.0, 4.0]), means[1].clone()], "our own metric, in order, within the span");
    assert_eq!(warnings, Value::Null);
});

/// Ends a task with the test.
fn ending_with_the_test(task: tokio::task::JoinHandle<()>) -> impl Drop {
    struct Ending(tokio::task::JoinHandle<()>);
    impl Drop for Ending {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
    Ending(task)
}
