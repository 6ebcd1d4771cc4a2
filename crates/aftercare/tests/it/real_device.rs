//! The main job on real input: a configuration, a CSV, and a real net-snmp agent on loopback that is stopped and started. This is
//! docs/real-device.md as a test.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use aftercare::demo::client::Client;
use serde_json::Value as Json;

use crate::process::Installation;

struct Agent {
    folder: tempfile::TempDir,
    port: u16,
    child: Option<Child>,
}

impl Agent {
    fn new() -> Option<Agent> {
        let here = Command::new("/usr/sbin/snmpd").arg("-v").output().is_ok();
        if !here {
            assert!(!testkit::peers_required(), "snmpd is not installed, and this run requires it");
            eprintln!("skipped: snmpd is not installed");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!("agentAddress udp:127.0.0.1:{port}\nrocommunity public\nsysName pole-7\n");
        std::fs::write(folder.path().join("snmpd.conf"), settings).unwrap();
        Some(Agent { folder, port, child: None })
    }

    fn start(&mut self) {
        let settings = self.folder.path().join("snmpd.conf");
        let child = Command::new("/usr/sbin/snmpd")
            .args(["-f", "-C", "-Lf", "/dev/null", "-c"])
            .arg(settings)
            .env("SNMP_PERSISTENT_DIR", self.folder.path().join("state"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.child = Some(child.unwrap());
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn wait_for(what: &str, admin: &Client, path: &str, found: impl Fn(&Json) -> bool) -> Json {
    for _ in 0..600 {
        let answer = admin.get(path).await.unwrap();
        if found(&answer) {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let last = admin.get(path).await.unwrap();
    panic!("waited in vain for this: {what}; {last}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_agent_stops_and_the_fault_opens_it_starts_and_restoration_is_noticed() {
    let Some(mut agent) = Agent::new() else { return };
    agent.start();
    let mut installation = Installation::unfurnished(tempfile::tempdir().unwrap(), &[]);
    let config = installation.path("aftercare.toml");
    std::fs::write(&config, "[watch]\nperiod_seconds = 2\ndoubt_period_seconds = 1\ntimeout_milliseconds = 500\n").unwrap();
    let config = config.display().to_string();
    let added =
        installation.run(&["user", "add", "--login", "admin", "--name", "Ada", "--role", "administrator"], crate::process::PASSWORD);
    assert!(added.status.success());
    let csv = installation.path("devices.csv");
    let header = "customer,site,name,kind,vendor,model,serial,address,parent,snmp_version,snmp_port,snmp_community,http_port,rtsp_port";
    std::fs::write(
        &csv,
        format!("{header}\nHarbour,Pole 7,Pole switch 7,switch,net-snmp,snmpd,S7,127.0.0.1,,2c,{},public,,\n", agent.port),
    )
    .unwrap();
    let imported = installation.run(&["import", &csv.display().to_string(), "--apply", "--create-places"], "");
    assert!(imported.status.success(), "{}{}", String::from_utf8_lossy(&imported.stdout), String::from_utf8_lossy(&imported.stderr));
    assert!(installation.run(&["config", "check", "--config", &config], "").status.success());
    installation.start_with(&["--config", &config]).await;
    let admin = installation.sign_in("admin").await;
    wait_for("the device is up", &admin, "/api/v1/fleet", |fleet| fleet["totals"]["up"] == 1).await;
    agent.stop();
    let tickets = wait_for("the fault opens", &admin, "/api/v1/tickets?open=true", |list| list["total"] == 1).await;
    let ticket = format!("/api/v1/tickets/{}", tickets["items"][0]["id"]);
    assert!(tickets["items"][0]["title"].as_str().unwrap().contains("Pole switch 7"), "{tickets}");
    agent.start();
    let restored = wait_for("restoration is noticed", &admin, &ticket, |ticket| ticket["state"] == "restored").await;
    let clock = restored["clocks"].as_array().unwrap().iter().find(|clock| clock["kind"] == "restore").cloned();
    assert!(clock.is_none_or(|clock| !clock["stopped_at"].is_null()), "the restore clock has stopped: {restored}");
    installation.kill();
    installation.verify();
}
