//! Short messages by a modem: the real `gammu`, with its own dummy phone or into the daemon's folder (Debian: gammu, gammu-smsd).

use std::path::Path;
use std::time::Duration;

use notify::{Channel, Draft, ModemSettings, NotifySettings, Wanted};
use serde_json::json;
use testkit::{Kind, TestDb, on_both};

use crate::house::{House, call, furnish_with};

/// Whether the program is here; CI has it.
fn is_installed(program: &str) -> bool {
    let found = std::process::Command::new(program).arg("--version").output().is_ok();
    assert!(found || !testkit::peers_required(), "required here, but missing: {program}");
    if !found {
        eprintln!("skipped: install {program} to run this test");
    }
    found
}

fn configuration(folder: &Path) -> ModemSettings {
    for name in ["phone", "out", "in", "sent", "error"] {
        std::fs::create_dir_all(folder.join(name)).unwrap();
    }
    let at = |name: &str| folder.join(name).display().to_string();
    let text = format!(
        "[gammu]\nmodel = dummy\nconnection = none\nport = {}\n[smsd]\nservice = files\noutboxpath = {}/\ninboxpath = {}/\nsentsmspath = {}/\n\
         errorsmspath = {}/\n",
        at("phone"),
        at("out"),
        at("in"),
        at("sent"),
        at("error")
    );
    let config = folder.join("gammurc");
    std::fs::write(&config, text).unwrap();
    ModemSettings { config, daemon: false }
}

async fn house_with(test: TestDb, modem: Option<ModemSettings>) -> House {
    let house = furnish_with(test, NotifySettings { modem, ..NotifySettings::default() }).await;
    house.gateway(json!({ "name": "modem", "kind": "modem" })).await;
    house
}

fn short_message(house: &House, step: &str) -> Draft {
    Draft { wanted: Wanted::Only(vec![Channel::Sms]), ..call(&house.wang, step) }
}

#[tokio::test]
async fn gammu_sends_by_its_dummy_phone() {
    if !is_installed("gammu") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let house = house_with(testkit::fresh(Kind::Sqlite).await.unwrap(), Some(configuration(folder.path()))).await;
    house.enqueue(&short_message(&house, "call:1")).await;
    assert_eq!(house.run("modem_courier").await, 1);
    let message = &house.messages("sms").await[0];
    assert_eq!((&message["state"], &message["to"], &message["last_error"]), (&json!("sent"), &json!("+8613800138001"), &json!(null)));
    let gateways = house.get(&house.anna, "/api/v1/gateways").await.json;
    assert_eq!(gateways["items"][0]["modem_is_here"], true);
    let tried = house.post(&house.anna, "/api/v1/gateways/1/test", Some(json!({ "to": "10086" }))).await;
    assert_eq!((&tried.json["ok"], &tried.json["text"]), (&json!(true), &json!("The modem sent the message.")));
    house.assert_attested().await;
}

#[tokio::test]
async fn gammu_without_a_phone_says_what_it_says() {
    if !is_installed("gammu") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("gammurc");
    std::fs::write(&config, "[gammu]\nmodel = at\nconnection = at115200\nport = /dev/there-is-no-modem\n").unwrap();
    let house = house_with(testkit::fresh(Kind::Sqlite).await.unwrap(), Some(ModemSettings { config, daemon: false })).await;
    house.enqueue(&short_message(&house, "call:1")).await;
    assert_eq!(house.run("modem_courier").await, 1);
    let message = &house.messages("sms").await[0];
    assert_eq!(message["state"], "failed");
    let error = message["last_error"].as_str().unwrap();
    assert!(error.starts_with("The modem did not send the message.") && error.contains("doesn't exist"), "{error}");
}

#[tokio::test]
async fn the_daemon_gets_number_and_text_as_they_are() {
    if !is_installed("gammu-smsd-inject") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let modem = ModemSettings { daemon: true, ..configuration(folder.path()) };
    let house = house_with(testkit::fresh(Kind::Sqlite).await.unwrap(), Some(modem)).await;
    let subject = base::Text::new("--help \"$(id)\" ; 100%", "--help \"$(id)\" ; 一级故障");
    house.enqueue(&Draft { subject, ..short_message(&house, "call:1") }).await;
    assert_eq!(house.run("modem_courier").await, 1);
    assert_eq!(house.messages("sms").await[0]["state"], "sent");
    let files: Vec<_> = std::fs::read_dir(folder.path().join("out")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mut text = String::new();
    let mut number = String::new();
    let mut files = files;
    files.sort();
    for file in &files {
        let written = std::fs::read_to_string(file).unwrap();
        let value = |name: &str| written.lines().filter_map(move |line| line.strip_prefix(name)).map(str::to_owned).collect::<Vec<_>>();
        number = value("Number = ").concat();
        // A long text comes in parts, each a field of UTF-16 in hexadecimal digits.
        for hex in written.lines().filter(|line| line.starts_with("Text")).filter_map(|line| line.split(" = ").nth(1)) {
            let bytes = data_encoding::HEXUPPER.decode(hex.as_bytes()).unwrap();
            let units: Vec<u16> = bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            text.push_str(&String::from_utf16(&units).unwrap());
        }
    }
    assert!(number.contains("+8613800138001"), "{number}");
    assert!(text.contains("--help \"$(id)\" ; 一级故障 https://aftercare.example.com/acknowledge/call:1-token"), "{text}");
}

on_both!(a_node_without_a_modem_leaves_it_to_the_one_that_has_it, |test: TestDb| async move {
    if !is_installed("gammu") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let house = house_with(test, None).await;
    house.enqueue(&short_message(&house, "call:1")).await;
    assert_eq!(house.run("modem_courier").await, 0);
    let settings = NotifySettings { modem: Some(configuration(folder.path())), ..house.settings.clone() };
    let there = notify::Notify::new(base::Db::open(&house.test.settings).await.unwrap(), house.clock.clone(), house.keys.clone(), settings);
    let courier = there.workers().into_iter().find(|worker| worker.name() == "modem_courier").unwrap();
    assert_eq!(courier.run(house.clock.now()).await.unwrap().done, 1);
    assert_eq!(house.messages("sms").await[0]["state"], "sent");
    // Where no node has one, it is said after a while.
    house.enqueue(&short_message(&house, "call:2")).await;
    house.clock.advance(Duration::from_secs(301));
    assert_eq!(house.run("modem_courier").await, 1);
    let error = house.messages("sms").await[1]["last_error"].clone();
    assert_eq!(error, "No node has a modem. Set [modem] in the configuration of the node where it is, then retry.");
});
