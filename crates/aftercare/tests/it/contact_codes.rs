//! An address is proved by a code that was sent there, over a real mail server.

use std::time::Duration;

use aftercare::demo::mailbox::{self, Letter};
use axum::http::Method;
use serde_json::json;
use testkit::{TestDb, on_both};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::cast::{Answer, House};

/// The code in the next letter that is about one. The house's other letters — a rehearsal tells the administrator of its gaps — are passed over.
async fn code(house: &House, letters: &mut UnboundedReceiver<Letter>, to: &str) -> String {
    house.app.workers.settle().await.unwrap();
    loop {
        let letter = tokio::time::timeout(Duration::from_secs(60), letters.recv()).await.unwrap().unwrap();
        let body = letter.body();
        let Some((_, after)) = body.split_once("Your code is ") else { continue };
        assert_eq!(letter.to, [to]);
        let code: String = after.chars().take_while(char::is_ascii_digit).collect();
        assert_eq!(code.len(), 6, "{body}");
        return code;
    }
}

async fn type_back(house: &House, who: &str, code: &str) -> Answer {
    let path = format!("/api/v1/people/{}/contacts/email/confirm", house.ids["erin"]);
    house.ask(who, Method::POST, &path, Some(json!({ "code": code }))).await
}

fn refusal(answer: &Answer) -> (u16, String) {
    let json = answer.json();
    let code = json["fields"][0]["code"].as_str().or(json["code"].as_str()).unwrap_or_default();
    (answer.status.as_u16(), code.to_owned())
}

on_both!(an_address_is_proved_by_the_code_that_was_sent_there, |test: TestDb| async move {
    let (mail, mut letters) = mailbox::open().await.unwrap();
    let house = House::furnish_with(&test, |settings| {
        settings.mail.host = "127.0.0.1".to_owned();
        settings.mail.port = mail.port();
    })
    .await;
    let send = format!("/api/v1/people/{}/contacts/email/code", house.ids["erin"]);
    let verified = async || house.get("ada", &format!("/api/v1/people/{}", house.ids["erin"])).await["email_verified_at"].clone();
    let other = |code: &str| if code == "000000" { "000001".to_owned() } else { "000000".to_owned() };
    let no_code = (409, "contact.no_code".to_owned());
    assert_eq!(refusal(&type_back(&house, "erin", "123456").await), no_code, "none was sent");

    // Too many wrong ones: the right one is worth nothing any more.
    assert_eq!(house.post("erin", &send, json!({})).await["channel"], "email");
    let first = code(&house, &mut letters, "erin@example.org").await;
    assert_eq!(refusal(&house.ask("erin", Method::POST, &send, Some(json!({}))).await), (429, "contact.too_soon".to_owned()));
    for _ in 0..5 {
        assert_eq!(refusal(&type_back(&house, "erin", &other(&first)).await), (422, "contact.wrong_code".to_owned()));
    }
    assert_eq!(refusal(&type_back(&house, "erin", &first).await), no_code, "it was guessed at too often");

    // Too late.
    house.clock.advance(Duration::from_secs(61));
    house.post("erin", &send, json!({})).await;
    let second = code(&house, &mut letters, "erin@example.org").await;
    house.clock.advance(Duration::from_secs(15 * 60));
    assert_eq!(refusal(&type_back(&house, "erin", &second).await), no_code, "it is a quarter of an hour old");
    assert!(verified().await.is_null());

    // Whoever is somebody else neither asks for it nor types it.
    assert_eq!(house.ask("eve", Method::POST, &send, Some(json!({}))).await.status.as_u16(), 403);
    house.post("erin", &send, json!({})).await;
    let third = code(&house, &mut letters, "erin@example.org").await;
    assert_eq!(type_back(&house, "eve", &third).await.status.as_u16(), 403);
    // A wrong one, then the right one, which works once.
    assert_eq!(type_back(&house, "erin", &other(&third)).await.status.as_u16(), 422);
    let proved = type_back(&house, "erin", &third).await;
    assert!(proved.status.is_success(), "{}", proved.text);
    assert_eq!(verified().await, json!(house.clock.now()));
    assert_eq!(refusal(&type_back(&house, "erin", &third).await), no_code);

    // The code stood in the mail and nowhere else.
    for path in ["/api/v1/inbox", "/api/v1/messages?limit=200"] {
        let shown = house.get("ada", path).await.to_string() + &house.get("erin", path).await.to_string();
        for code in [&first, &second, &third] {
            assert!(!shown.contains(code.as_str()), "{path} shows a code: {shown}");
        }
    }
    while let Ok(letter) = letters.try_recv() {
        assert!(!letter.body().contains("Your code is "), "one letter for each code: {}", letter.body());
    }
});
