//! The real program as a process: started, killed, started again.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use aftercare::demo::client::Client;

/// The password of every account that these tests make.
pub const PASSWORD: &str = "a long enough password";

/// An installation in a folder of its own; the process may come and go.
pub struct Installation {
    pub folder: tempfile::TempDir,
    address: SocketAddr,
    settings: Vec<(String, String)>,
    child: Option<Child>,
}

impl Installation {
    /// An installation with an administrator `admin`; it does not run yet. `settings` are more `AFTERCARE_…` pairs.
    pub fn new(settings: &[(&str, &str)]) -> Installation {
        Installation::in_folder(tempfile::tempdir().unwrap(), settings)
    }

    /// The same in a folder that is there already.
    pub fn in_folder(folder: tempfile::TempDir, settings: &[(&str, &str)]) -> Installation {
        let installation = Installation::unfurnished(folder, settings);
        let added = installation.run(&["user", "add", "--login", "admin", "--name", "Ada", "--role", "administrator"], PASSWORD);
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        installation
    }

    /// An installation with nobody in it.
    pub fn unfurnished(folder: tempfile::TempDir, settings: &[(&str, &str)]) -> Installation {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let mut all = vec![
            ("AFTERCARE_SERVER_LISTEN".to_owned(), address.to_string()),
            ("AFTERCARE_DATABASE_PATH".to_owned(), path("data/aftercare.db")),
            ("AFTERCARE_INSTALLATION_KEYS".to_owned(), path("keys")),
        ];
        all.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Installation { folder, address, settings: all, child: None }
    }

    /// The same installation as another node: its own port, the same database and keys.
    pub fn another_node(&self, name: &str) -> Installation {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        let mut settings = self.settings.clone();
        settings[0].1 = address.to_string();
        settings.push(("AFTERCARE_INSTALLATION_NODE".to_owned(), name.to_owned()));
        Installation { folder: tempfile::tempdir().unwrap(), address, settings, child: None }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command of the program to its end, with a line on its standard input.
    pub fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(format!("{input}\n").as_bytes()).unwrap_or_default();
        child.wait_with_output().unwrap()
    }

    /// Starts the server and waits until it is ready.
    pub async fn start(&mut self) {
        self.start_with(&[]).await;
    }

    /// The same with more arguments.
    pub async fn start_with(&mut self, arguments: &[&str]) {
        self.spawn(arguments);
        let nobody = Client::new(&self.url()).unwrap();
        for _ in 0..600 {
            if nobody.text("/readyz").await.is_ok() {
                return;
            }
            let ended = self.child.as_mut().is_none_or(|child| child.try_wait().unwrap().is_some());
            assert!(!ended, "the server ended: {}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server is not ready: {}", self.log());
    }

    /// Starts the server and waits for nothing.
    pub fn spawn(&mut self, arguments: &[&str]) {
        let log = std::fs::File::options().create(true).append(true).open(self.path("log")).unwrap();
        let mut command = self.command(&[&["serve"], arguments].concat());
        self.child = Some(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap());
    }

    /// kill -9.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub async fn sign_in(&self, login: &str) -> Client {
        Client::new(&self.url()).unwrap().sign_in(login, PASSWORD).await.unwrap()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// `journal verify`, which must find nothing.
    pub fn verify(&self) {
        let verified = self.run(&["journal", "verify"], "");
        assert!(verified.status.success(), "{}{}", String::from_utf8_lossy(&verified.stdout), String::from_utf8_lossy(&verified.stderr));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.folder.path()).envs(self.settings.iter().cloned());
        command
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.kill();
    }
}

pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_aftercare"))
}
