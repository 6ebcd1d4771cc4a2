//! The same against somebody else's mail server, where there is one: `python3 -m aiosmtpd` (Debian: python3-aiosmtpd).

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

use crate::house::{call, furnish};

async fn is_installed() -> bool {
    let status = Command::new("python3").args(["-m", "aiosmtpd", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status().await;
    status.is_ok_and(|status| status.success())
}

#[tokio::test]
async fn aiosmtpd_gets_the_mail() {
    if !is_installed().await {
        eprintln!("skipped: install python3-aiosmtpd to run this test");
        return;
    }
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let mut server = Command::new("python3")
        .args(["-u", "-m", "aiosmtpd", "--nosetuid", "--listen", &format!("127.0.0.1:{port}")])
        .args(["--class", "aiosmtpd.handlers.Debugging", "stdout"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    for _ in 0..200 {
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let test = testkit::fresh(testkit::Kind::Sqlite).await.unwrap();
    let mail = notify::MailSettings {
        host: "127.0.0.1".to_owned(),
        port,
        from: "守约 <ops@example.com>".to_owned(),
        tls: "none".to_owned(),
        user: None,
        password: None,
    };
    let house = furnish(test, Some(mail)).await;
    house.enqueue(&call(&house.wang, "call:1")).await;
    assert_eq!(house.run("courier").await, 1);
    let message = house.message("email").await;
    assert_eq!(message["state"], "sent", "{message}");
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut text = String::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        text.push_str(&line);
        text.push('\n');
        if line.contains("END MESSAGE") {
            break;
        }
    }
    for part in ["To: wang@example.com", "Message-ID: <message.", "Auto-Submitted: auto-generated"] {
        assert!(text.contains(part), "{text}");
    }
    server.kill().await.unwrap();
}
