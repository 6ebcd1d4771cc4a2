//! Mail over a real socket: what arrives, and what becomes of it when the server fails.

use std::time::Duration;

use notify::{MailSettings, Notify, NotifySettings};
use serde_json::{Value as Json, json};
use testkit::{TestDb, on_both};

use crate::house::{House, call, furnish, mail_to};
use crate::smtp::{Encryption, Mood, SmtpServer};

on_both!(a_call_arrives_in_the_persons_language_with_its_link, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    assert_eq!(house.enqueue(&call(&house.wang, "call:1")).await, 2, "on our own pages and by mail");
    assert_eq!(house.enqueue(&call(&house.li, "call:1")).await, 1, "without an address only on our own pages");
    assert_eq!(house.message("email").await["state"], "waiting");
    assert_eq!(house.run("courier").await, 1);
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].from.as_str(), &mails[0].to), ("ops@example.com", &vec!["wang@example.com".to_owned()]));
    let subject = "故障 F-7：3 号摄像机离线";
    let encoded = data_encoding::BASE64.encode(subject.as_bytes());
    assert!(mails[0].header("subject").starts_with("=?utf-8?b?") || encoded.contains(&mails[0].header("subject")), "{}", mails[0].text);
    assert_eq!(mails[0].header("auto-submitted"), "auto-generated");
    let body = mails[0].body();
    assert!(body.contains("3 号摄像机自 09:00 起无应答。"), "{body}");
    assert!(body.contains("https://aftercare.example.com/acknowledge/call:1-token"), "{body}");
    let message = house.message("email").await;
    assert_eq!(
        (&message["state"], &message["attempts"], &message["sent_at"], &message["last_error"]),
        (&json!("sent"), &json!(1), &json!("2026-03-02T01:00:00.000Z"), &Json::Null)
    );
    assert_eq!(house.run("courier").await, 0);
    assert_eq!(
        house.events("message.sent").await,
        [
            json!({ "channel": "email", "addressee": format!("person:{}", house.wang.id), "step": "call:1", "attempts": 1, "visibility": "internal" })
        ]
    );
    house.assert_attested().await;
});

on_both!(the_same_step_is_told_once, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    assert_eq!(house.enqueue(&call(&house.wang, "call:1")).await, 2);
    assert_eq!(house.enqueue(&call(&house.wang, "call:1")).await, 0);
    assert_eq!(house.enqueue(&call(&house.wang, "call:2")).await, 2);
    assert_eq!(house.run("courier").await, 2);
    assert_eq!(house.enqueue(&call(&house.wang, "call:1")).await, 0, "nor after it was sent");
    assert_eq!(house.run("courier").await, 0);
    assert_eq!(server.mails().len(), 2);
    assert_eq!(house.events("message.queued").await.len(), 4);
});

on_both!(a_change_that_was_not_made_is_not_told, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    let mut conn = house.test.db.write().await.unwrap();
    let draft = call(&house.wang, "call:1");
    notify::enqueue(&mut conn, &base::Actor::System("desk"), house.clock.now(), &draft).await.unwrap();
    drop(conn);
    assert_eq!(house.run("courier").await, 0);
    assert!(server.mails().is_empty());
});

on_both!(nobody_who_left_is_told, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    let mut conn = house.test.db.write().await.unwrap();
    let change = roster::PersonChange { active: Some(false), ..roster::PersonChange::default() };
    let admin = base::Actor::System("test");
    house.roster.change_person(&mut conn, &admin, house.clock.now(), house.wang.id, change).await.unwrap();
    conn.commit().await.unwrap();
    assert_eq!(house.enqueue(&call(&house.wang, "call:1")).await, 0);
});

/// Runs the courier until nothing is due for good, moving the clock to each next try; answers the seconds between the tries.
async fn run_to_the_end(house: &House) -> Vec<u64> {
    let mut pauses = Vec::new();
    let mut waited = 0;
    for _ in 0..5000 {
        if house.run("courier").await > 0 {
            pauses.push(waited);
            waited = 0;
            let state = house.message("email").await["state"].clone();
            if state != "failed" {
                return pauses;
            }
        }
        house.clock.advance(Duration::from_secs(5));
        waited += 5;
    }
    pauses
}

on_both!(a_server_that_is_away_is_tried_again_and_given_up, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Later).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    assert_eq!(run_to_the_end(&house).await, [0, 5, 10, 20, 40, 80, 160, 320, 600, 600, 600, 600]);
    let message = house.message("email").await;
    assert_eq!((&message["state"], &message["attempts"]), (&json!("given_up"), &json!(12)));
    let error = message["last_error"].as_str().unwrap();
    assert!(error.starts_with("The mail server did not take the message. (") && error.contains("451"), "{error}");
    assert_eq!(
        house.events("message.given_up").await,
        [json!({
            "channel": "email", "addressee": format!("person:{}", house.wang.id), "step": "call:1", "attempts": 12, "reason": "mail.refused", "visibility": "internal",
        })]
    );
    assert!(server.mails().is_empty());
    house.assert_attested().await;
});

on_both!(a_server_that_comes_back_gets_the_message_once, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Later).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    assert_eq!(house.run("courier").await, 1);
    assert_eq!(house.message("email").await["state"], "failed");
    assert_eq!(house.run("courier").await, 0, "it is not due");
    server.mood(Mood::Kind);
    house.clock.advance(Duration::from_secs(5));
    assert_eq!(house.run("courier").await, 1);
    let message = house.message("email").await;
    assert_eq!((&message["state"], &message["attempts"], &message["last_error"]), (&json!("sent"), &json!(2), &Json::Null));
    assert_eq!(server.mails().len(), 1);
});

on_both!(what_will_never_be_taken_is_given_up_at_once, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let cases = [
        (Mood::Nobody, "mail.recipient_refused", "The mail server does not take mail for this address."),
        (Mood::Spam, "mail.refused", "The mail server did not take the message."),
    ];
    for (n, (mood, code, sentence)) in cases.into_iter().enumerate() {
        let server = SmtpServer::open(mood).await;
        let message = try_once(&house, &again(&house, mail_to(&server)), &format!("call:{n}")).await;
        assert_eq!((&message["state"], &message["attempts"]), (&json!("given_up"), &json!(1)), "{mood:?}");
        assert!(message["last_error"].as_str().unwrap().starts_with(sentence), "{message}");
        assert_eq!(house.events("message.given_up").await[n]["reason"], code);
    }
});

on_both!(without_a_mail_server_mail_is_given_up_visibly, |test: TestDb| async move {
    let house = furnish(test, None).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    assert_eq!(house.run("courier").await, 1);
    let message = house.message("email").await;
    assert_eq!(message["state"], "given_up");
    assert_eq!(message["last_error"], "No mail server is set up. Set [mail] in the configuration, then retry.");
    assert_eq!(house.message("in_app").await["state"], "sent", "on our own pages it can be read");
});

on_both!(a_server_that_is_not_there_is_said_so, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let settings = mail_to(&server);
    drop(server);
    tokio::task::yield_now().await;
    let house = furnish(test, Some(settings)).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    assert_eq!(house.run("courier").await, 1);
    let message = house.message("email").await;
    assert_eq!(message["state"], "failed");
    assert!(message["last_error"].as_str().unwrap().starts_with("The mail server cannot be reached."), "{message}");
});

on_both!(an_answer_that_was_lost_is_said_to_be_and_the_message_keeps_its_name, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Forgetful).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    assert_eq!(house.run("courier").await, 1);
    let message = house.message("email").await;
    assert_eq!(message["state"], "failed");
    let error = message["last_error"].as_str().unwrap();
    assert!(error.starts_with("The mail server's answer was lost; the message may have arrived."), "{error}");
    server.mood(Mood::Kind);
    house.clock.advance(Duration::from_secs(5));
    assert_eq!(house.run("courier").await, 1);
    let id = format!("<message.{}.{}@example.com>", message["id"], testkit::monday().milliseconds());
    assert_eq!(server.mails()[0].header("message-id"), id);
    assert_eq!(house.events("message.sent").await[0]["unknown_before"], 1);
});

on_both!(conversations_are_kept_and_a_closed_one_costs_no_attempt, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    for n in 0..5 {
        house.enqueue(&call(&house.wang, &format!("call:{n}"))).await;
        assert_eq!(house.run("courier").await, 1);
    }
    assert_eq!(server.connections(), 1);
    server.mood(Mood::Hasty);
    for n in 5..8 {
        house.enqueue(&call(&house.wang, &format!("call:{n}"))).await;
        assert_eq!(house.run("courier").await, 1);
    }
    assert_eq!(server.mails().len(), 8);
    assert!(house.events("message.sent").await.iter().all(|event| event["attempts"] == 1));
});

/// The same room with other mail settings.
fn again(house: &House, mail: MailSettings) -> Notify {
    let settings = NotifySettings { public_url: "https://aftercare.example.com".to_owned(), mail: Some(mail), ..NotifySettings::default() };
    Notify::new(house.test.db.clone(), house.clock.clone(), base::secrets::Keyring::ephemeral().unwrap(), settings)
}

async fn try_once(house: &House, notify: &Notify, step: &str) -> Json {
    house.enqueue(&call(&house.wang, step)).await;
    let courier = notify.workers().into_iter().find(|worker| worker.name() == "courier").unwrap();
    assert_eq!(courier.run(house.clock.now()).await.unwrap().done, 1);
    house.get(&house.anna, "/api/v1/messages?channel=email").await.json["items"][0].clone()
}

on_both!(encryption_is_kept_to_or_nothing_is_sent, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let cases = [
        (Encryption::Starttls, "starttls", true, "sent", ""),
        (Encryption::Tls, "tls", true, "sent", ""),
        (Encryption::Starttls, "starttls", false, "failed", "No encrypted connection"),
        (Encryption::Tls, "tls", false, "failed", "No encrypted connection"),
        (Encryption::None, "starttls", true, "failed", "The mail server offers no encryption"),
        (Encryption::None, "any word that is none of ours", true, "failed", "The mail server offers no encryption"),
    ];
    for (n, (offered, wanted, trusted, state, error)) in cases.into_iter().enumerate() {
        let server = SmtpServer::open_with(Mood::Kind, offered, None).await;
        let mut notify = again(&house, MailSettings { tls: wanted.to_owned(), ..mail_to(&server) });
        if trusted {
            notify = notify.with_trusted(vec![server.certificate.clone()]);
        }
        let message = try_once(&house, &notify, &format!("call:{n}")).await;
        assert_eq!(message["state"], state, "{offered:?} {wanted} {trusted}: {message}");
        assert!(message["last_error"].as_str().unwrap_or("").starts_with(error), "{message}");
        assert_eq!(server.mails().len(), usize::from(state == "sent"));
    }
});

on_both!(the_courier_signs_in, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let server = SmtpServer::open_with(Mood::Kind, Encryption::None, Some(("ops", "open sesame"))).await;
    for (n, (password, state)) in [("open sesame", "sent"), ("wrong", "failed")].into_iter().enumerate() {
        let mail = MailSettings { user: Some("ops".to_owned()), password: Some(password.to_owned()), ..mail_to(&server) };
        assert!(!format!("{mail:?}").contains("sesame"), "a password does not show");
        let message = try_once(&house, &again(&house, mail), &format!("call:{n}")).await;
        assert_eq!(message["state"], state, "{message}");
        assert!(!message.to_string().contains(password));
    }
});
