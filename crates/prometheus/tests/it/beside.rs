//! The same samples in the real Prometheus, and the same questions to both.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;
use testkit::{TestDb, on_both};

use crate::town::{Server, Town, at, fetch, free_port, has, staff, until};

/// Everything that people draw with, and what stands beside it in a book.
const QUESTIONS: &[&str] = &[
    "aftercare_round_trip_seconds",
    "aftercare_temperature_celsius{device_id=~\"1|3\"}",
    "aftercare_temperature_celsius{device_id!~\"1|3\",label=\"case\"}",
    "{__name__=~\"aftercare_(served|round_trip_seconds)\"}",
    "aftercare_served offset 10m",
    "aftercare_served @ 1772415000",
    "aftercare_served @ start() - aftercare_served",
    "sum(aftercare_served)",
    "sum by (device_id) (aftercare_round_trip_seconds)",
    "avg without (device_id, check_id) (aftercare_temperature_celsius)",
    "min(aftercare_temperature_celsius)",
    "max by (label) (aftercare_temperature_celsius)",
    "count(aftercare_served > 1000)",
    "stddev(aftercare_temperature_celsius)",
    "stdvar(aftercare_temperature_celsius)",
    "group(aftercare_served)",
    "topk(2, aftercare_round_trip_seconds)",
    "bottomk(1, aftercare_round_trip_seconds)",
    "quantile(0.75, aftercare_round_trip_seconds)",
    "count_values(\"value\", ceil(aftercare_temperature_celsius / 10))",
    "rate(aftercare_served[5m])",
    "increase(aftercare_served[10m])",
    "irate(aftercare_served[2m])",
    "delta(aftercare_temperature_celsius[5m])",
    "idelta(aftercare_temperature_celsius[5m])",
    "deriv(aftercare_temperature_celsius[10m])",
    "predict_linear(aftercare_temperature_celsius[10m], 3600)",
    "avg_over_time(aftercare_round_trip_seconds[7m])",
    "sum_over_time(aftercare_round_trip_seconds[7m])",
    "min_over_time(aftercare_round_trip_seconds[7m])",
    "max_over_time(aftercare_round_trip_seconds[7m] offset 3m)",
    "count_over_time(aftercare_temperature_celsius[7m])",
    "last_over_time(aftercare_temperature_celsius[20m])",
    "present_over_time(aftercare_temperature_celsius[7m])",
    "quantile_over_time(0.9, aftercare_round_trip_seconds[7m])",
    "stddev_over_time(aftercare_round_trip_seconds[7m])",
    "changes(aftercare_served[7m])",
    "resets(aftercare_served[30m])",
    "absent(aftercare_temperature_celsius{device_id=\"1\"})",
    "absent(nothing{a=\"b\",c=~\"d\"})",
    "absent_over_time(aftercare_temperature_celsius{device_id=\"2\"}[5m])",
    "timestamp(aftercare_round_trip_seconds)",
    "round(aftercare_temperature_celsius, 0.5)",
    "abs(-aftercare_served)",
    "clamp(aftercare_temperature_celsius, 15, 20)",
    "clamp_max(aftercare_temperature_celsius, 18)",
    "floor(aftercare_temperature_celsius) + ceil(aftercare_temperature_celsius)",
    "sqrt(aftercare_served) * 2 ^ 3 ^ 0.5 - -1",
    "aftercare_served / on(device_id) group_left(label) aftercare_temperature_celsius",
    "aftercare_served * ignoring(label) aftercare_temperature_celsius",
    "aftercare_served > bool 1000",
    "aftercare_served > on(device_id) (aftercare_temperature_celsius * 100)",
    "1000 < aftercare_served",
    "aftercare_served and on(device_id) (aftercare_temperature_celsius > 20)",
    "aftercare_served unless on(device_id) (aftercare_temperature_celsius > 20)",
    "aftercare_temperature_celsius or aftercare_served",
    "label_replace(aftercare_served, \"name\", \"dev-$1\", \"device_id\", \"(.*)\")",
    "label_join(aftercare_temperature_celsius, \"all\", \"/\", \"device_id\", \"label\")",
    "vector(time())",
    "scalar(aftercare_served{device_id=\"1\"}) % 7",
    "max_over_time(rate(aftercare_served[5m])[15m:1m])",
    "avg_over_time((aftercare_round_trip_seconds > 0.05)[10m:30s])",
    "sort_desc(aftercare_round_trip_seconds)",
    "1 + 2 * 3",
    "aftercare_served % 10 == 0",
];

/// The samples as a file that Prometheus takes in.
fn file(matrix: &Value) -> String {
    let mut text = String::new();
    let mut series: Vec<&Value> = matrix["data"]["result"].as_array().unwrap().iter().collect();
    series.sort_by_key(|one| one["metric"]["__name__"].as_str().unwrap().to_owned());
    for one in series {
        let labels = one["metric"].as_object().unwrap();
        let inner: Vec<String> =
            labels.iter().filter(|(name, _)| *name != "__name__").map(|(name, value)| format!("{name}={value}")).collect();
        for value in one["values"].as_array().unwrap() {
            let name = labels["__name__"].as_str().unwrap();
            writeln!(text, "{name}{{{}}} {} {}", inner.join(","), value[1].as_str().unwrap(), value[0]).unwrap();
        }
    }
    text + "# EOF\n"
}

/// The result in an order and a form in which two of them can be compared: labels, instants, values.
fn plain(answer: &Value) -> Vec<(String, Vec<(i64, f64)>)> {
    let pair = |pair: &Value| ((pair[0].as_f64().unwrap() * 1000.0).round() as i64, number(pair[1].as_str().unwrap()));
    let result = answer["data"]["result"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let mut found: Vec<(String, Vec<(i64, f64)>)> =
        result.iter().map(|one| (one["metric"].to_string(), one["values"].as_array().unwrap().iter().map(pair).collect())).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn number(text: &str) -> f64 {
    match text {
        "+Inf" => f64::INFINITY,
        "-Inf" => f64::NEG_INFINITY,
        other => other.parse().unwrap(),
    }
}

fn near(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

on_both!(every_question_is_answered_as_prometheus_answers_it, |test: TestDb| async move {
    if !has("prometheus") || !has("promtool") {
        return;
    }
    let town = Town::new(test, false);
    town.an_hour().await;
    let time = at(3700).to_string();
    let (_, all) = town.get(&staff(), "query", &[("query", "{__name__=~\".+\"}[2h]"), ("time", &time)]).await;
    let folder = std::env::temp_dir().join(format!("aftercare-prometheus-{}", free_port()));
    std::fs::create_dir_all(&folder).unwrap();
    let samples = folder.join("samples.txt");
    std::fs::write(&samples, file(&all)).unwrap();
    let data = folder.join("data");
    let made = Command::new("promtool").args(["tsdb", "create-blocks-from", "openmetrics"]).args([&samples, &data]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let port = free_port();
    let config = folder.join("prometheus.yml");
    std::fs::write(&config, "global: {scrape_interval: 1h}\n").unwrap();
    let child = Command::new("prometheus")
        .arg(format!("--config.file={}", config.display()))
        .arg(format!("--storage.tsdb.path={}", data.display()))
        .arg("--storage.tsdb.retention.time=100y")
        .arg(format!("--web.listen-address=127.0.0.1:{port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _server = Server(child);
    until("Prometheus is ready", async || fetch(&format!("http://127.0.0.1:{port}/-/ready")).await.is_some()).await;
    let mut different = Vec::new();
    for question in QUESTIONS {
        // Half a second beside the samples: whether a window holds its first instant differs between versions of Prometheus.
        let instant = |second: i64| format!("{}.5", at(second).milliseconds() / 1000);
        let pairs = [("query", *question), ("start", &instant(600)), ("end", &instant(3600)), ("step", "37s")];
        let (status, ours) = town.get(&staff(), "query_range", &pairs).await;
        assert!(status.is_success(), "{question}: {ours}");
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let theirs = fetch(&format!("http://127.0.0.1:{port}/api/v1/query_range?{query}")).await;
        let (ours, theirs) = (plain(&ours), plain(&theirs.unwrap_or_else(|| panic!("Prometheus refuses {question}"))));
        let same = ours.len() == theirs.len()
            && ours
                .iter()
                .zip(&theirs)
                .all(|(a, b)| a.0 == b.0 && a.1.len() == b.1.len() && a.1.iter().zip(&b.1).all(|(a, b)| a.0 == b.0 && near(a.1, b.1)));
        if !same {
            let first = ours.iter().zip(&theirs).find(|(a, b)| a != b);
            let at = first.and_then(|(a, b)| a.1.iter().zip(&b.1).find(|(a, b)| !near(a.1, b.1) || a.0 != b.0));
            different.push(format!(
                "{question}: {} and {} series; {:?} {at:?}",
                ours.len(),
                theirs.len(),
                first.map(|(a, b)| (&a.0, a.1.len(), &b.0, b.1.len()))
            ));
        }
    }
    std::fs::remove_dir_all(&folder).ok();
    assert!(different.is_empty(), "{}", different.join("\n"));
});
