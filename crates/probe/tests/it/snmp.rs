//! SNMP against net-snmp's own agent.

use std::net::UdpSocket;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use probe::{CounterWidth, FailureKind, Measurement, Prober, Question, Value};
use serde_json::json;

use crate::support::{BRIEF, PATIENT, failure, measurements, number, prober, question, skip, text, value};

/// A running `snmpd` that ends with the test.
struct Agent {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Passwords are made of the user's name: `auth-NAME` and `priv-NAME`.
const CONFIGURATION: &str = "
rocommunity public 127.0.0.1
rocommunity narrow 127.0.0.1 -V narrow
rocommunity blind 127.0.0.1 -V blind
view narrow included .1.3.6.1.2.1
view narrow excluded .1.3.6.1.2.1.31
view blind included .1.3.6.1.2.1.25
view systemonly included .1.3.6.1.2.1.1
sysName core-switch-1
sysServices 72
sysDescr A switch\tfor the test
sysObjectID .1.3.6.1.4.1.2011.2.23
createUser sha1aes SHA auth-sha1aes AES priv-sha1aes
createUser sha256aes SHA-256 auth-sha256aes AES priv-sha256aes
createUser sha512aes SHA-512 auth-sha512aes AES priv-sha512aes
createUser sha512aes256 SHA-512 auth-sha512aes256 AES-256 priv-sha512aes256
createUser authonly SHA-256 auth-authonly
createUser bare
rouser sha1aes priv
rouser sha256aes priv
rouser sha512aes priv
rouser sha512aes256 priv
rouser authonly auth
rouser bare noauth -V systemonly
";

/// Starts an agent and waits until it answers; nothing when this computer has none.
async fn agent(prober: &Prober) -> Option<Agent> {
    for _ in 0..5 {
        let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut agent = match start(port) {
            Ok(agent) => agent,
            Err(error) => {
                skip(&format!("net-snmp's snmpd ({error}); install the package snmpd"));
                return None;
            }
        };
        // Somebody else may take the port meanwhile; then another one is tried.
        if agent.is_up(prober).await {
            return Some(agent);
        }
    }
    panic!("snmpd ends as soon as it is started");
}

fn start(port: u16) -> std::io::Result<Agent> {
    let folder = tempfile::tempdir()?;
    let configuration = folder.path().join("snmpd.conf");
    std::fs::write(&configuration, CONFIGURATION)?;
    let process = Command::new("snmpd")
        .args(["-f", "-Lo", "-C", "-I", "-smux", "-c"])
        .arg(&configuration)
        .arg("-p")
        .arg(folder.path().join("pid"))
        .arg(format!("udp:127.0.0.1:{port}"))
        .env("SNMP_PERSISTENT_DIR", folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(Agent { process, port, _folder: folder })
}

impl Agent {
    /// Waits until the agent answers; false when it has ended instead.
    async fn is_up(&mut self, prober: &Prober) -> bool {
        while self.process.try_wait().unwrap().is_none() {
            if prober.ask(&community(self.port, "public", "system"), Duration::from_millis(250)).await.result.is_ok() {
                return true;
            }
        }
        false
    }
}

fn community(port: u16, community: &str, read: &str) -> Question {
    question(
        json!({"kind": "snmp", "address": "127.0.0.1", "port": port, "read": read, "access": {"version": "2c", "community": community}}),
    )
}

fn user(port: u16, access: serde_json::Value) -> Question {
    question(json!({"kind": "snmp", "address": "127.0.0.1", "port": port, "access": access}))
}

fn secured(name: &str, hash: &str, cipher: &str) -> serde_json::Value {
    json!({"version": "3", "user": name, "auth": {"protocol": hash, "password": format!("auth-{name}"),
        "privacy": {"protocol": cipher, "password": format!("priv-{name}")}}})
}

fn counter(found: &[Measurement], name: &str, label: &str) -> (u64, CounterWidth) {
    match value(found, name, Some(label)) {
        Some(Value::Counter(count, width)) => (count, width),
        other => panic!("{name} of {label} is {other:?} in {found:?}"),
    }
}

#[tokio::test]
async fn an_agent_tells_about_its_system() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let found = measurements(prober.ask(&community(agent.port, "public", "system"), PATIENT).await);
    assert_eq!(text(&found, "sys_name", None), "core-switch-1");
    assert_eq!(text(&found, "sys_descr", None), "A switch for the test");
    assert_eq!(text(&found, "sys_object_id", None), "1.3.6.1.4.1.2011.2.23");
    assert!((0.0..600.0).contains(&number(&found, "sys_up_time")), "{found:?}");
    assert!(number(&found, "response_time") > 0.0);
    assert_eq!((value(&found, "if_count", None), value(&found, "if_complete", None)), (None, None));
}

#[tokio::test]
async fn an_agent_lists_its_interfaces_with_wide_counters() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let found = measurements(prober.ask(&community(agent.port, "public", "interfaces"), PATIENT).await);
    assert!(number(&found, "if_count") >= 1.0);
    assert_eq!(number(&found, "if_complete"), 1.0);
    assert_eq!(value(&found, "if_up", Some("lo")), Some(Value::Number(1.0)));
    assert_eq!(text(&found, "if_oper_status", Some("lo")), "up");
    assert_eq!(text(&found, "if_admin_status", Some("lo")), "up");
    for name in ["if_in_octets", "if_out_octets"] {
        let (count, width) = counter(&found, name, "lo");
        assert_eq!(width, CounterWidth::Bits64);
        assert!(count > 0, "our own questions went through lo");
    }
    let mut series: Vec<_> = found.iter().map(|one| (&one.name, &one.label)).collect();
    series.sort();
    series.dedup();
    assert_eq!(series.len(), found.len(), "no two measurements share a name");
}

/// Stands between the prober and an agent, and counts what the agent is asked.
async fn relay(agent: u16) -> (u16, Arc<AtomicU16>) {
    let (front, back) =
        (tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap(), tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap());
    back.connect(("127.0.0.1", agent)).await.unwrap();
    let (port, asked) = (front.local_addr().unwrap().port(), Arc::new(AtomicU16::new(0)));
    let counted = Arc::clone(&asked);
    tokio::spawn(async move {
        let (mut question, mut answer) = (vec![0; 65_536], vec![0; 65_536]);
        while let Ok((length, from)) = front.recv_from(&mut question).await {
            counted.fetch_add(1, Ordering::Relaxed);
            back.send(&question[..length]).await.unwrap();
            let length = back.recv(&mut answer).await.unwrap();
            front.send_to(&answer[..length], from).await.unwrap();
        }
    });
    (port, asked)
}

#[tokio::test]
async fn the_names_of_interfaces_are_asked_for_once() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let (port, asked) = relay(agent.port).await;
    let question = community(port, "public", "interfaces");
    let first = measurements(prober.ask(&question, PATIENT).await);
    let with_names = asked.swap(0, Ordering::Relaxed);
    let second = measurements(prober.ask(&question, PATIENT).await);
    let without = asked.swap(0, Ordering::Relaxed);
    assert!(without + 3 <= with_names, "{with_names} requests, then {without}");
    let series = |found: &[Measurement]| found.iter().map(|one| (one.name.clone(), one.label.clone())).collect::<Vec<_>>();
    assert_eq!(series(&first), series(&second), "all have the names they had");
    // Another user of the same agent may see others.
    measurements(prober.ask(&community(port, "narrow", "interfaces"), PATIENT).await);
    assert!(asked.load(Ordering::Relaxed) > without);
}

#[tokio::test]
async fn an_agent_without_wide_counters_is_read_by_its_narrow_ones() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let found = measurements(prober.ask(&community(agent.port, "narrow", "interfaces"), PATIENT).await);
    assert_eq!(counter(&found, "if_in_octets", "lo").1, CounterWidth::Bits32);
    assert_eq!(counter(&found, "if_out_octets", "lo").1, CounterWidth::Bits32);
    assert_eq!(value(&found, "if_up", Some("lo")), Some(Value::Number(1.0)));
}

#[tokio::test]
async fn single_objects_and_tables_are_read_under_the_names_they_are_given() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let asked = json!({"kind": "snmp", "address": "127.0.0.1", "port": agent.port, "access": {"version": "2c", "community": "public"},
        "get": [{"name": "services", "oid": "1.3.6.1.2.1.1.7.0"}, {"name": "memory", "oid": ".1.3.6.1.2.1.25.2.2.0", "unit": "bytes", "scale": 1024},
            {"name": "nothing", "oid": "1.3.6.1.2.1.1.99.0"}, {"name": "contact", "oid": "1.3.6.1.2.1.1.4.0", "unit": "text"}],
        "tables": [{"name": "loads", "label_oid": "1.3.6.1.4.1.2021.10.1.2",
            "columns": [{"name": "load", "oid": "1.3.6.1.4.1.2021.10.1.3"}, {"name": "load_float", "oid": "1.3.6.1.4.1.2021.10.1.6"}]},
            {"name": "none", "columns": [{"name": "x", "oid": "1.3.6.1.4.1.99999"}]}]});
    let found = measurements(prober.ask(&question(asked.clone()), PATIENT).await);
    assert_eq!(text(&found, "sys_name", None), "core-switch-1");
    assert!(number(&found, "services") > 0.0);
    assert!(number(&found, "memory") > 1e6, "{found:?}");
    assert!(!text(&found, "contact", None).is_empty());
    assert_eq!(value(&found, "nothing", None), None);
    assert_eq!((number(&found, "loads_complete"), number(&found, "loads_rows")), (1.0, 3.0));
    assert_eq!((number(&found, "none_complete"), number(&found, "none_rows")), (1.0, 0.0));
    for label in ["Load-1", "Load-5", "Load-15"] {
        let (Some(Value::Number(said)), Some(Value::Number(float))) =
            (value(&found, "load", Some(label)), value(&found, "load_float", Some(label)))
        else {
            panic!("{label} is not in {found:?}")
        };
        assert!((said - float).abs() < 0.011, "text {said} and float {float} are one number");
    }
    let narrow = json!({"name": "loads", "most_rows": 2, "columns": [{"name": "load", "oid": "1.3.6.1.4.1.2021.10.1.3"}]});
    let too_long = json!({"kind": "snmp", "address": "127.0.0.1", "port": agent.port, "access": asked["access"], "tables": [narrow]});
    let refused = failure(prober.ask(&question(too_long), PATIENT).await, FailureKind::Protocol);
    assert!(refused.detail_en.contains("more than 2 rows"), "{refused:?}");
}

#[tokio::test]
async fn an_agent_of_version_1_is_asked_again_without_what_it_does_not_have() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let asked = json!({"kind": "snmp", "address": "127.0.0.1", "port": agent.port, "access": {"version": "1", "community": "public"}, "read": "interfaces",
        "get": [{"name": "nothing", "oid": "1.3.6.1.2.1.1.99.0"}, {"name": "services", "oid": "1.3.6.1.2.1.1.7.0"}, {"name": "no", "oid": "1.3.6.1.9.0"}]});
    let found = measurements(prober.ask(&question(asked), PATIENT).await);
    assert_eq!(text(&found, "sys_name", None), "core-switch-1");
    assert!(number(&found, "services") > 0.0);
    assert_eq!(value(&found, "nothing", None), None);
    assert_eq!(counter(&found, "if_in_octets", "lo").1, CounterWidth::Bits32, "version 1 has no wide counters");
}

#[tokio::test]
async fn every_way_of_securing_v3_is_understood() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let ways = [
        secured("sha1aes", "sha1", "aes128"),
        secured("sha256aes", "sha256", "aes128"),
        secured("sha512aes", "sha512", "aes128"),
        json!({"version": "3", "user": "authonly", "auth": {"protocol": "sha256", "password": "auth-authonly"}}),
        json!({"version": "3", "user": "bare"}),
    ];
    for access in ways {
        // Twice: the second time the engine and the keys are known.
        for _ in 0..2 {
            let found = measurements(prober.ask(&user(agent.port, access.clone()), PATIENT).await);
            assert_eq!(text(&found, "sys_name", None), "core-switch-1");
        }
    }
    // Longer keys are not in every build of net-snmp; where the agent knows the user, it must work.
    let outcome = prober.ask(&user(agent.port, secured("sha512aes256", "sha512", "aes256")), PATIENT).await;
    match &outcome.result {
        Err(failed) if failed.detail_en.contains("does not know the user") => skip("AES-256 in net-snmp's snmpd"),
        _ => assert_eq!(text(&measurements(outcome), "sys_name", None), "core-switch-1"),
    }
}

#[tokio::test]
async fn interfaces_are_read_over_an_encrypted_conversation_too() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let json = json!({"kind": "snmp", "address": "127.0.0.1", "port": agent.port, "read": "interfaces", "access": secured("sha256aes", "sha256", "aes128")});
    let found = measurements(prober.ask(&question(json), PATIENT).await);
    assert_eq!(counter(&found, "if_in_octets", "lo").1, CounterWidth::Bits64);
}

/// Passes datagrams on to the agent on the port `agent`, and back as changed by `forge`.
async fn in_between(agent: Arc<AtomicU16>, forge: impl Fn(&mut Vec<u8>) + Send + 'static) -> u16 {
    let near = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let far = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = near.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut buffer = vec![0; 65536];
        loop {
            let (length, asker) = near.recv_from(&mut buffer).await.unwrap();
            far.send_to(&buffer[..length], ("127.0.0.1", agent.load(Ordering::SeqCst))).await.unwrap();
            let length = far.recv(&mut buffer).await.unwrap();
            let mut answer = buffer[..length].to_vec();
            forge(&mut answer);
            near.send_to(&answer, asker).await.unwrap();
        }
    });
    port
}

#[tokio::test]
async fn a_signed_answer_that_was_changed_on_its_way_is_not_believed() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let rename = |answer: &mut Vec<u8>| {
        if let Some(at) = answer.windows(13).position(|window| window == b"core-switch-1") {
            answer[at + 12] = b'2';
        }
    };
    let question =
        |port| user(port, json!({"version": "3", "user": "authonly", "auth": {"protocol": "sha256", "password": "auth-authonly"}}));
    // The way through works, and over v2c the lie is believed: that is why there is v3.
    let honest = in_between(Arc::new(agent.port.into()), |_| {}).await;
    assert_eq!(text(&measurements(prober.ask(&question(honest), PATIENT).await), "sys_name", None), "core-switch-1");
    let forged = in_between(Arc::new(agent.port.into()), rename).await;
    assert_eq!(text(&measurements(prober.ask(&community(forged, "public", "system"), PATIENT).await), "sys_name", None), "core-switch-2");
    failure(prober.ask(&question(forged), BRIEF).await, FailureKind::Timeout);
    // A device nobody has met yet, changed in the same way.
    failure(self::prober().ask(&question(forged), BRIEF).await, FailureKind::Timeout);
}

#[tokio::test]
async fn wrong_credentials_are_told_apart() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let mut wrong_auth = secured("sha256aes", "sha256", "aes128");
    wrong_auth["auth"]["password"] = "not-the-password".into();
    let mut wrong_privacy = secured("sha256aes", "sha256", "aes128");
    wrong_privacy["auth"]["privacy"]["password"] = "not-the-password".into();
    for (access, said) in [
        (secured("nobody", "sha256", "aes128"), "does not know the user"),
        (wrong_auth, "authentication password or protocol is wrong"),
        (secured("authonly", "sha256", "aes128"), "security level"),
        (json!({"version": "3", "user": "sha256aes"}), "grants no right"),
    ] {
        let failed = failure(prober.ask(&user(agent.port, access), PATIENT).await, FailureKind::Authentication);
        assert!(failed.detail_en.contains(said) && !failed.detail_en.contains("not-the-password"), "{failed}");
    }
    // net-snmp drops what it cannot decrypt, so a wrong privacy password looks like silence; other agents report it.
    let outcome = prober.ask(&user(agent.port, wrong_privacy), BRIEF).await;
    assert!(matches!(outcome.result.unwrap_err().kind, FailureKind::Timeout | FailureKind::Authentication));
}

#[tokio::test]
async fn an_unknown_community_is_met_with_silence_and_a_blind_one_is_told() {
    let prober = prober();
    let Some(agent) = agent(&prober).await else { return };
    let failed = failure(prober.ask(&community(agent.port, "unknown", "system"), BRIEF).await, FailureKind::Timeout);
    assert!(failed.detail_en.contains("community") && failed.detail_zh.contains("团体名"), "{failed}");
    let failed = failure(prober.ask(&community(agent.port, "blind", "system"), PATIENT).await, FailureKind::Authentication);
    assert!(failed.detail_en.contains("shows nothing"), "{failed}");
}

#[tokio::test]
async fn a_device_put_in_the_place_of_another_is_met_anew() {
    let prober = prober();
    let Some(old) = agent(&prober).await else { return };
    let Some(new) = agent(&prober).await else { return };
    let there = Arc::new(AtomicU16::new(old.port));
    let port = in_between(Arc::clone(&there), |_| {}).await;
    let question = user(port, secured("sha1aes", "sha1", "aes128"));
    measurements(prober.ask(&question, PATIENT).await);
    there.store(new.port, Ordering::SeqCst);
    // Whoever bears another identity is not believed at once, but introduced the next time.
    failure(prober.ask(&question, BRIEF).await, FailureKind::Timeout);
    measurements(prober.ask(&question, PATIENT).await);
}

#[tokio::test]
async fn a_port_without_an_agent_is_silent() {
    // Should somebody be given this port meanwhile, it is no agent.
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    failure(prober().ask(&community(port, "public", "system"), BRIEF).await, FailureKind::Timeout);
}
