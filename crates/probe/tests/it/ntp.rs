//! NTP against chrony, and against servers that are wrong or turn us away.

use std::process::Command;
use std::time::{Duration, SystemTime};

use probe::{FailureKind, Prober, ProberSettings, Question};
use serde_json::json;
use tokio::net::UdpSocket;

use crate::daemon::{Daemon, start};
use crate::support::{PATIENT, broken, failure, measurements, number, prober, question, text};

/// chrony that serves this computer's own clock and leaves it alone. Nobody listens until it answers, so it is asked until it does.
async fn server(synchronized: bool) -> Option<Daemon> {
    let command = move |folder: &std::path::Path, port: u16| {
        let local = if synchronized { "local stratum 3\n" } else { "" };
        let configuration = folder.join("chrony.conf");
        std::fs::write(
            &configuration,
            format!(
                "{local}allow 127.0.0.0/8\nbindaddress 127.0.0.1\nport {port}\ncmdport 0\nbindcmdaddress /\npidfile {}\n",
                folder.join("pid").display()
            ),
        )
        .unwrap();
        let mut chrony = Command::new("/usr/sbin/chronyd");
        // -x: never set the clock.
        chrony.args(["-x", "-d", "-u", "root", "-f"]).arg(configuration);
        chrony
    };
    start("chrony", command, async |port| prober().ask(&ask(port, json!([])), Duration::from_millis(300)).await.result.is_ok()).await
}

fn ask(port: u16, expect: serde_json::Value) -> Question {
    question(json!({"kind": "ntp", "address": "127.0.0.1", "port": port, "expect": expect}))
}

#[tokio::test]
async fn a_time_server_tells_how_far_its_clock_is_from_ours() {
    let Some(server) = server(true).await else { return };
    let found = measurements(prober().ask(&ask(server.port, json!([])), PATIENT).await);
    assert!(number(&found, "offset").abs() < 0.05, "{found:?}");
    assert!(number(&found, "round_trip") < 0.5 && number(&found, "root_dispersion") < 1.0);
    assert_eq!((number(&found, "stratum"), number(&found, "leap"), number(&found, "synchronized")), (3.0, 0.0, 1.0));
    assert_eq!(text(&found, "reference", None), "127.127.1.1");
    // A computer whose own clock is a hundred seconds behind.
    #[expect(clippy::disallowed_methods, reason = "chrony serves this computer's clock, so it is what the test must shift")]
    let late = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok().map(|now| now - Duration::from_secs(100));
    let late = Prober::new(ProberSettings { time_of_day: late, ..ProberSettings::default() }).unwrap();
    let outcome = late.ask(&ask(server.port, json!([{"distance": {"<": 0.5}}, {"stratum": {"<=": 3}}])), PATIENT).await;
    let told = broken(&outcome);
    assert!(told.len() == 1 && told[0].contains("distance between the clocks in seconds should be less than 0.5"), "{told:?}");
    assert!((number(&measurements(outcome), "offset") - 100.0).abs() < 0.05);
}

#[tokio::test]
async fn a_server_that_is_not_synchronized_says_so() {
    let Some(server) = server(false).await else { return };
    let outcome = prober().ask(&ask(server.port, json!([{"stratum": {"<": 16}}])), PATIENT).await;
    assert_eq!(broken(&outcome), ["The stratum should be less than 16, but it is “16”."]);
    let found = measurements(outcome);
    assert_eq!((number(&found, "leap"), number(&found, "synchronized")), (3.0, 0.0));
}

#[tokio::test]
async fn a_server_that_turns_us_away_is_a_failure() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut buffer = [0; 600];
        while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
            let mut answer = buffer[..length].to_vec();
            answer[0] = 4 << 3 | 4;
            answer[12..16].copy_from_slice(b"RATE");
            // First without repeating what we sent, as a stranger would have to.
            let _ = socket.send_to(&answer, peer).await;
            answer.copy_within(40..48, 24);
            let _ = socket.send_to(&answer, peer).await;
        }
    });
    let refused = failure(prober().ask(&ask(port, json!([])), PATIENT).await, FailureKind::Protocol);
    assert!(refused.detail_en.contains("(RATE)"), "{refused}");
}
