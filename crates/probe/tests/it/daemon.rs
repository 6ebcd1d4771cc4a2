//! Debian's own servers, each on a free loopback port and in a folder of its own.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::skip;

pub struct Daemon {
    process: Child,
    pub port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that is free for both TCP and UDP at this moment.
fn free_port() -> u16 {
    loop {
        let tcp = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = tcp.local_addr().unwrap().port();
        if std::net::UdpSocket::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Starts what `command` makes of a folder and a port, and waits until `is_up`; nothing, having said so, when this computer lacks `package`.
pub async fn start(package: &str, command: impl Fn(&Path, u16) -> Command, is_up: impl AsyncFn(u16) -> bool) -> Option<Daemon> {
    for _ in 0..5 {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let started = command(folder.path(), port).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let process = match started {
            Ok(process) => process,
            Err(error) => {
                skip(&format!("Debian's package {package} ({error})"));
                return None;
            }
        };
        let mut daemon = Daemon { process, port, _folder: folder };
        for _ in 0..200 {
            if is_up(port).await {
                return Some(daemon);
            }
            // Somebody else took the port meanwhile; then another one is tried.
            if daemon.process.try_wait().unwrap().is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
    panic!("{package} does not start");
}

/// Whether somebody takes connections there.
pub async fn takes_connections(port: u16) -> bool {
    tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()
}
