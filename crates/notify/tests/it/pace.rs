//! One storm is one message, no platform is asked too often, and the first call for a level 1 waits for nobody.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base::Clock;
use notify::{Channel, Draft, Importance, Wanted};
use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::{furnish, mail_to, news};
use crate::platform::{Platform, Reply};
use crate::robots::{robot, to_group};
use crate::smtp::{Mood, SmtpServer};

/// DingTalk as it is: more than twenty requests within a minute, and it says nothing but "too fast" for ten.
async fn strict_platform(clock: &Clock) -> (Platform, Arc<Mutex<usize>>) {
    let (clock, refused) = (clock.clone(), Arc::new(Mutex::new(0)));
    let (counted, mut taken) = (Arc::clone(&refused), Vec::new());
    let platform = Platform::open(move |_| {
        let now = clock.now();
        taken.retain(|at| now.milliseconds_since(*at) < 60_000);
        taken.push(now);
        if taken.len() > 20 {
            *counted.lock().unwrap() += 1;
            return Reply::Says(r#"{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}"#.to_owned());
        }
        Reply::Says(r#"{"errcode":0,"errmsg":"ok"}"#.to_owned())
    })
    .await;
    (platform, refused)
}

on_both!(a_storm_is_one_message_and_a_call_passes_it, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    let storm = |n: usize| Draft {
        subject: base::Text::new(format!("Camera {n} is down"), format!("{n} 号摄像机离线")),
        group: Some("ticket:7".to_owned()),
        ..news(&house.wang, &format!("told:{n}"))
    };
    house.enqueue(&storm(0)).await;
    house.run("courier").await;
    assert_eq!(server.mails().len(), 1, "the first is told at once");
    for n in 1..=200 {
        house.enqueue(&storm(n)).await;
    }
    assert_eq!(house.run("courier").await, 0, "the others wait to be told together");
    let waiting = house.messages("email").await[1].clone();
    assert_eq!((&waiting["state"], &waiting["next_try_at"]), (&json!("waiting"), &json!("2026-03-02T01:05:00.000Z")));
    house.enqueue(&Draft { importance: Importance::Urgent, ..storm(999) }).await;
    assert_eq!(house.run("courier").await, 1, "the first call for a level 1 does not");
    house.clock.advance(Duration::from_secs(300));
    assert_eq!(house.run("courier").await, 200);
    let mails = server.mails();
    assert_eq!(mails.len(), 3, "two hundred messages are one mail");
    let body = mails[2].body();
    assert!(body.contains("1. 1 号摄像机离线") && body.contains("40. 40 号摄像机离线") && body.contains("另有 160 条"), "{body}");
    let sent = house.events("message.sent").await;
    assert_eq!(sent.len(), 202, "each of them is recorded");
    assert_eq!(sent[201]["told_with"]["messages"], 200);
    let told = house.messages("email").await;
    assert_eq!((&told[0]["told_together"], &told[5]["told_together"]), (&json!(1), &json!(200)));
    house.assert_attested().await;
});

on_both!(more_than_a_person_can_read_is_a_digest, |test: TestDb| async move {
    let server = SmtpServer::open(Mood::Kind).await;
    let house = furnish(test, Some(mail_to(&server))).await;
    for n in 0..60 {
        house.enqueue(&news(&house.wang, &format!("told:{n}"))).await;
    }
    for n in 0..3 {
        house.enqueue(&news(&house.alice, &format!("told:{n}"))).await;
    }
    assert_eq!(house.run("courier").await, 63);
    let to = |who: &str| server.mails().iter().filter(|mail| mail.to[0].starts_with(who)).count();
    assert_eq!((to("wang"), to("alice")), (1, 3));
    let body = server.mails().iter().find(|mail| mail.to[0].starts_with("wang")).unwrap().body();
    assert!(body.contains("1. 故障 F-7：3 号摄像机离线 ×60"), "what is said sixty times is said once: {body}");
});

on_both!(a_platform_is_never_asked_more_often_than_it_takes, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let (platform, refused) = strict_platform(&house.clock).await;
    robot(&house, "dingtalk", &platform).await;
    // Two nodes run side by side through five minutes of steady calls and news.
    let (one, two) = (house.worker("dingtalk_courier"), house.second("dingtalk_courier").await);
    for n in 0..150 {
        house.enqueue(&to_group(&house, Channel::Dingtalk, &format!("call:{n}"))).await;
        house.enqueue(&Draft { importance: Importance::Routine, ..to_group(&house, Channel::Dingtalk, &format!("told:{n}")) }).await;
        let now = house.clock.now();
        let (a, b) = tokio::join!(one.run(now), two.run(now));
        a.unwrap();
        b.unwrap();
        house.clock.advance(Duration::from_secs(2));
    }
    for _ in 0..20 {
        house.run("dingtalk_courier").await;
        house.clock.advance(Duration::from_secs(62));
    }
    assert_eq!(*refused.lock().unwrap(), 0);
    let messages = house.events("message.sent").await;
    assert_eq!(messages.len(), 300, "everything was told");
    let mut steps: Vec<String> = messages.iter().map(|event| event["step"].to_string()).collect();
    steps.sort();
    steps.dedup();
    assert_eq!(steps.len(), 300, "and nothing twice");
    assert!(platform.requests().len() < 200, "in {} posts", platform.requests().len());
    house.assert_attested().await;
});

on_both!(who_was_silenced_waits_and_then_tells_everything, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"errcode":130101,"errmsg":"send too fast"}"#).await;
    robot(&house, "dingtalk", &platform).await;
    house.enqueue(&to_group(&house, Channel::Dingtalk, "call:1")).await;
    house.run("dingtalk_courier").await;
    assert!(house.messages("dingtalk").await[0]["last_error"].as_str().unwrap().starts_with("The channel had too many messages"));
    platform.turns(|_| Reply::Says(r#"{"errcode":0}"#.to_owned()));
    for n in 2..5 {
        house.clock.advance(Duration::from_secs(120));
        house.enqueue(&to_group(&house, Channel::Dingtalk, &format!("call:{n}"))).await;
        assert_eq!(house.run("dingtalk_courier").await, 0, "asking again would prolong the silence");
    }
    assert_eq!(platform.requests().len(), 1);
    house.clock.advance(Duration::from_secs(240));
    assert_eq!(house.run("dingtalk_courier").await, 4);
});

on_both!(a_clock_that_is_put_back_an_hour_holds_no_message_up, |test: TestDb| async move {
    let house = furnish(test, None).await;
    let platform = Platform::saying(r#"{"errcode":0}"#).await;
    robot(&house, "dingtalk", &platform).await;
    house.clock.advance(Duration::from_secs(3600));
    for n in 0..20 {
        house.enqueue(&to_group(&house, Channel::Dingtalk, &format!("call:{n}"))).await;
    }
    house.run("dingtalk_courier").await;
    house.enqueue(&Draft { wanted: Wanted::Only(vec![Channel::Dingtalk]), ..news(&house.wang, "told:1") }).await;
    assert_eq!(house.run("dingtalk_courier").await, 0, "the minute is full");
    if let Clock::Manual(at) = &house.clock {
        at.fetch_sub(3_600_000, std::sync::atomic::Ordering::SeqCst);
    }
    house.enqueue(&Draft { wanted: Wanted::Only(vec![Channel::Dingtalk]), ..news(&house.wang, "told:2") }).await;
    assert_eq!(house.run("dingtalk_courier").await, 2, "what was put off before and what came since");
});
