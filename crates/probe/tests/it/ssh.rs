//! SSH and SFTP against OpenSSH's server.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use probe::{FailureKind, Question, Unit};
use serde_json::{Value as Json, json};

use crate::daemon::{Daemon, start, takes_connections};
use crate::support::{BRIEF, PATIENT, broken, failure, measurements, number, prober, question, skip, text, value};

struct Server {
    daemon: Daemon,
    /// The user's private key.
    key: String,
    /// The server's.
    fingerprint: String,
    user: String,
    _folder: tempfile::TempDir,
}

fn run(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

/// A server that lets in whoever runs this test, by a key made here.
async fn server(kind: &str, sftp: bool) -> Option<Server> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for name in ["host", "user"] {
        if run("ssh-keygen", &["-q", "-t", kind, "-N", "", "-f", &path(name)]).is_none() {
            skip("OpenSSH's ssh-keygen; install the package openssh-client");
            return None;
        }
    }
    // The program that separates privileges wants this folder of its own.
    let _ = std::fs::create_dir_all("/run/sshd");
    let subsystem = if sftp { "Subsystem sftp internal-sftp\n" } else { "" };
    let configuration = format!(
        "HostKey {}\nAuthorizedKeysFile {}\nListenAddress 127.0.0.1\nPidFile none\nUsePAM no\nPasswordAuthentication no\nStrictModes no\nPermitRootLogin prohibit-password\n{subsystem}",
        path("host"),
        path("user.pub"),
    );
    std::fs::write(path("sshd_config"), configuration).unwrap();
    let configuration = path("sshd_config");
    let command = move |_: &std::path::Path, port: u16| {
        let mut sshd = Command::new("/usr/sbin/sshd");
        sshd.args(["-D", "-e", "-f", &configuration, "-p", &port.to_string()]);
        sshd
    };
    let daemon = start("openssh-server", command, takes_connections).await?;
    let fingerprint = run("ssh-keygen", &["-l", "-f", &path("host.pub")]).unwrap().split(' ').nth(1).unwrap().to_owned();
    let key = std::fs::read_to_string(path("user")).unwrap();
    Some(Server { daemon, key, fingerprint, user: run("id", &["-un"]).unwrap(), _folder: folder })
}

impl Server {
    fn ask(&self, kind: &str, more: Json) -> Question {
        let mut whole = json!({"kind": kind, "address": "127.0.0.1", "port": self.daemon.port, "host_key": self.fingerprint,
            "access": {"user": self.user, "key": self.key}});
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        question(whole)
    }
}

#[tokio::test]
async fn a_command_tells_its_status_its_words_and_a_number() {
    for kind in ["ed25519", "ecdsa", "rsa"] {
        let Some(server) = server(kind, true).await else { return };
        let more = json!({"command": "echo load 0.25 of 4; echo lost >&2; exit 3", "number": "load ([0-9.]+)", "unit": "ratio",
            "expect": [{"exit_status": {"=": 0}}, {"number": {"<": 0.2}}, {"output": {"contains": "load"}}]});
        let outcome = prober().ask(&server.ask("ssh", more), PATIENT).await;
        assert_eq!(
            broken(&outcome),
            ["The exit status should be 0, but it is “3”.", "The number in the output should be less than 0.2, but it is “0.25”."]
        );
        let found = measurements(outcome);
        assert_eq!((number(&found, "exit_status"), number(&found, "number")), (3.0, 0.25));
        assert_eq!((text(&found, "output", None).as_str(), text(&found, "host_key", None)), ("load 0.25 of 4", server.fingerprint.clone()));
        assert!(found.iter().any(|one| one.name == "number" && one.unit == Unit::Ratio));
    }
}

#[tokio::test]
async fn a_session_that_must_not_be_is_a_failure() {
    let Some(server) = server("ed25519", false).await else { return };
    let other = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let failed =
        failure(prober().ask(&server.ask("ssh", json!({"command": "true", "host_key": other})), PATIENT).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains(&server.fingerprint), "{failed}");
    let found = measurements(prober().ask(&server.ask("ssh", json!({"command": "true", "host_key": "accept_any"})), PATIENT).await);
    assert_eq!(text(&found, "host_key", None), server.fingerprint);
    let stranger = json!({"command": "true", "access": {"user": server.user, "password": "s3cret"}});
    let failed = failure(prober().ask(&server.ask("ssh", stranger), PATIENT).await, FailureKind::Authentication);
    assert!(!failed.detail_en.contains("s3cret"), "{failed}");
    failure(prober().ask(&server.ask("ssh", json!({"command": "sleep 20"})), Duration::from_secs(2)).await, FailureKind::Timeout);
    failure(prober().ask(&server.ask("ssh", json!({"command": "kill $$"})), PATIENT).await, FailureKind::Protocol);
    let failed = failure(prober().ask(&server.ask("sftp", json!({"path": "/"})), PATIENT).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("not SFTP"), "{failed}");
    // Words without end are cut.
    let found = measurements(prober().ask(&server.ask("ssh", json!({"command": "head -c 3000000 /dev/zero | tr '\\0' x"})), PATIENT).await);
    assert!(number(&found, "exit_status") == 0.0 && text(&found, "output", None).len() == 500);
    // Somebody who takes the connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    failure(prober().ask(&server.ask("ssh", json!({"command": "true", "port": port})), BRIEF).await, FailureKind::Timeout);
    let printed = format!("{:?}", server.ask("ssh", json!({"command": "true"})));
    assert!(!printed.contains("PRIVATE KEY") && printed.contains("•••"), "{printed}");
}

#[tokio::test]
async fn a_folder_tells_how_old_its_newest_file_is() {
    let Some(server) = server("ed25519", true).await else { return };
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    for (name, bytes, age) in [("one.bak", 10, "-1 hour"), ("two.bak", 20, "-3 minutes"), ("three.log", 40, "-1 minute")] {
        let path = folder.path().join(name);
        std::fs::write(&path, vec![0; bytes]).unwrap();
        run("touch", &["-d", age, path.to_str().unwrap()]).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let found = measurements(prober().ask(&server.ask("sftp", json!({"path": path})), PATIENT).await);
    assert_eq!(
        (number(&found, "files"), number(&found, "bytes"), number(&found, "newest_bytes"), number(&found, "complete")),
        (3.0, 70.0, 40.0, 1.0)
    );
    assert_eq!(text(&found, "newest", None), "three.log");
    assert!((59.0..75.0).contains(&number(&found, "newest_age")), "{found:?}");
    let more = json!({"path": path, "pattern": "\\.bak$",
        "expect": [{"age": {"<": 60}}, {"files": {">=": 3}}, {"bytes": {"=": 30}}, {"newest_bytes": {">": 10}}]});
    let outcome = prober().ask(&server.ask("sftp", more), PATIENT).await;
    let told = broken(&outcome);
    assert!(
        told.len() == 2 && told[0].starts_with("The age of the newest file in seconds should be less than 60, but it is “18"),
        "{told:?}"
    );
    assert_eq!(told[1], "The number of files should be at least 3, but it is “2”.");
    // One file, none, and what is not there.
    let found = measurements(prober().ask(&server.ask("sftp", json!({"path": format!("{path}/one.bak")})), PATIENT).await);
    assert_eq!((number(&found, "files"), text(&found, "newest", None).as_str()), (1.0, "one.bak"));
    let outcome = prober().ask(&server.ask("sftp", json!({"path": format!("{path}/sub"), "expect": [{"age": {"<": 60}}]})), PATIENT).await;
    assert!(broken(&outcome)[0].ends_with("but there is none."));
    assert_eq!(value(&measurements(outcome), "newest_age", None), None);
    let failed = failure(prober().ask(&server.ask("sftp", json!({"path": "/nowhere"})), PATIENT).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("no such file"), "{failed}");
    // More entries than one packet holds.
    for number in 0..700 {
        std::fs::write(folder.path().join(format!("sub/{number}")), "x").unwrap();
    }
    let found = measurements(prober().ask(&server.ask("sftp", json!({"path": format!("{path}/sub")})), PATIENT).await);
    assert_eq!((number(&found, "files"), number(&found, "bytes")), (700.0, 700.0));
}
