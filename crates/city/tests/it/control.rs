//! The control on 127.0.0.1: what there is, and orders.

use city::City;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Time, small};

/// One request; status, headers and body.
async fn ask(city: &City, request: &str, headers: &str, body: &str) -> (u16, String, String) {
    let port = city.ports().control;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let host = if headers.to_lowercase().contains("host:") { String::new() } else { format!("Host: 127.0.0.1:{port}\r\n") };
    let text = format!("{request} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len());
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut heard = String::new();
    stream.read_to_string(&mut heard).await.unwrap();
    let (head, body) = heard.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_lowercase(), body.to_owned())
}

async fn order(city: &City, body: &str) -> (u16, Value) {
    let (status, head, body) = ask(city, "POST /orders", "Content-Type: application/json\r\n", body).await;
    assert!(head.contains(if status == 200 { "application/json" } else { "application/problem+json" }), "{head}");
    (status, serde_json::from_str(&body).unwrap())
}

async fn state(city: &City, path: &str) -> Value {
    let (status, _, body) = ask(city, &format!("GET {path}"), "", "").await;
    assert_eq!(status, 200);
    serde_json::from_str(&body).unwrap()
}

#[tokio::test]
async fn an_order_is_carried_out_and_seen() {
    let city = small(&Time::new()).await;
    let whole = state(&city, "/city").await;
    assert_eq!((whole["planned"].as_u64(), whole["silent"].as_u64()), (Some(61), Some(0)));
    assert_eq!(whole["devices"].as_array().unwrap().len(), 61);
    let (status, applied) = order(&city, r#"{"order":"pole_switch_down","device":"BINJIANG-P01-SW"}"#).await;
    assert_eq!((status, &applied["silent"], &applied["order"]["device"]), (200, &json!(6), &json!("BINJIANG-P01-SW")));
    let troubled = state(&city, "/city?troubled=true").await;
    let conditions: Vec<&str> =
        troubled["devices"].as_array().unwrap().iter().map(|device| device["condition"].as_str().unwrap()).collect();
    assert_eq!(conditions, ["down", "cut_off", "cut_off", "cut_off", "cut_off", "cut_off"]);
    order(&city, r#"{"order":"power_cut","site":"YUNQI-P01"}"#).await;
    let site = state(&city, "/city").await["sites"].as_array().unwrap().iter().find(|site| site["code"] == "YUNQI-P01").cloned().unwrap();
    assert_eq!(site["batteries_flat_at"].as_i64().unwrap() - site["on_battery_since"].as_i64().unwrap(), 20 * 60 * 1000);
    assert_eq!(order(&city, r#"{"order":"heal_all"}"#).await.1["silent"], 0);
}

#[tokio::test]
async fn a_bad_order_is_answered_with_what_would_have_been_right() {
    let city = small(&Time::new()).await;
    let cases = [
        ("", 400, "city.not_an_order", "camera_down"),
        ("[]", 400, "city.not_an_order", "heal_all"),
        (r#"{"order": 3}"#, 400, "city.not_an_order", "slow"),
        (r#"{"order":"camera_dwon","device":"x"}"#, 422, "city.unknown_order", "camera_down"),
        (r#"{"order":"camera_down"}"#, 422, "city.bad_fields", ""),
        (r#"{"order":"slow","device":"x","milliseconds":-1}"#, 422, "city.bad_fields", ""),
        (r#"{"order":"heal_all","really":true}"#, 422, "city.bad_fields", ""),
        (r#"{"order":"camera_down","device":"BINJIANG-P01-CAM12"}"#, 422, "city.unknown_device", "BINJIANG-P01-CAM1"),
        (r#"{"order":"power_cut","site":"nowhere"}"#, 422, "city.unknown_site", ""),
    ];
    for (body, expected, code, likely) in cases {
        let (status, problem) = order(&city, body).await;
        assert_eq!(
            (status, problem["code"].as_str(), problem["status"].as_u64()),
            (expected, Some(code), Some(u64::from(expected))),
            "{body}"
        );
        let valid = problem["valid"].as_array().unwrap();
        assert!(likely.is_empty() || valid.iter().any(|name| name == likely), "{problem}");
        assert!(
            problem["detail"].as_str().is_some_and(|text| !text.is_empty())
                && problem["detail_zh"].as_str().is_some_and(|text| !text.is_empty())
        );
    }
    assert_eq!(city.state(true).devices.len(), 0);
}

#[tokio::test]
async fn foreign_pages_cannot_give_orders() {
    let city = small(&Time::new()).await;
    let body = r#"{"order":"device_down","device":"BINJIANG-CORE"}"#;
    let (status, ..) = ask(&city, "POST /orders", "Content-Type: text/plain\r\n", body).await;
    assert_eq!(status, 415);
    let (status, ..) = ask(&city, "POST /orders", "Content-Type: application/json\r\nHost: city.example:80\r\n", body).await;
    assert_eq!(status, 403);
    assert_eq!(city.state(true).silent, 0);
}

#[tokio::test]
async fn the_list_the_page_and_nothing_else() {
    let city = small(&Time::new()).await;
    let (_, head, list) = ask(&city, "GET /devices.csv", "", "").await;
    assert!(head.contains("text/csv"));
    assert_eq!(list, city.devices_csv());
    assert!(list.contains(&format!(",{},", city.ports().snmp)));
    let (_, head, page) = ask(&city, "GET /", "", "").await;
    assert!(head.contains("content-security-policy") && page.contains("Heal all"));
    let (status, _, body) = ask(&city, "GET /nothing", "", "").await;
    assert!(status == 404 && body.contains("/orders"));
}
