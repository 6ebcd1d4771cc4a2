//! Several nodes on one PostgreSQL, and a PostgreSQL that goes away: nothing is lost, nothing is told twice.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use aftercare::demo::client::Client;
use aftercare::demo::mailbox;
use base::db::DbSettings;
use serde_json::{Value as Json, json};

use crate::process::{Installation, PASSWORD};
use crate::promise::{Mails, Promise, all_sent, check_mails, collect, journal, threshold};

/// A customer and an engineer on duty; answers the customer's id.
async fn furnish(admin: &Client) -> Json {
    let customer = admin.post("/api/v1/customers", &json!({ "name": "Harbour", "code": "H" })).await.unwrap()["id"].clone();
    let engineer = json!({ "name": "Erin", "login": "erin", "password": PASSWORD, "role": "engineer", "email": "erin@example.org" });
    let engineer = admin.post("/api/v1/people", &engineer).await.unwrap()["id"].clone();
    let date = admin.get("/api/v1/duty/now").await.unwrap()["date"].as_str().unwrap().to_owned();
    admin.put(&format!("/api/v1/duty/{date}"), &json!({ "people": [engineer] })).await.unwrap();
    customer
}

/// Of level 1: its first call waits for nothing and is never told together with another.
fn fault(customer: &Json, title: &str) -> Json {
    json!({ "kind": "fault", "title": title, "customer_id": customer, "level": 1, "reason": "test" })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_two_nodes_share_the_work_and_one_may_die() {
    let Some(test) = testkit::fresh(testkit::Kind::Postgres).await else { return };
    let DbSettings::Postgres { url, .. } = &test.settings else { panic!("a PostgreSQL was asked for") };
    let (mail, mut letters) = mailbox::open().await.unwrap();
    let port = mail.port().to_string();
    let settings = [
        ("AFTERCARE_DATABASE_URL", url.as_str()),
        ("AFTERCARE_WATCH_ENABLED", "false"),
        ("AFTERCARE_MAIL_HOST", "127.0.0.1"),
        ("AFTERCARE_MAIL_PORT", &port),
    ];
    let mut first = Installation::new(&settings);
    let mut second = first.another_node("second");
    first.start().await;
    second.start().await;
    let (here, there) = (first.sign_in("admin").await, second.sign_in("admin").await);
    let customer = furnish(&here).await;
    let mut opened = Vec::new();
    for count in 0..30 {
        let node = if count % 2 == 0 { &here } else { &there };
        match node.post("/api/v1/tickets", &fault(&customer, &format!("fault {count}"))).await {
            Ok(ticket) => opened.push(ticket["id"].as_i64().unwrap()),
            Err(error) => assert!(count >= 20, "only the killed node may refuse: {error}"),
        }
        if count == 20 {
            first.kill();
        }
    }
    let mut calls: BTreeMap<String, usize> = BTreeMap::new();
    while calls.len() < opened.len() {
        let letter = tokio::time::timeout(Duration::from_secs(90), letters.recv()).await;
        let letter = letter.unwrap_or_else(|_| panic!("only {} of {} calls were sent", calls.len(), opened.len())).unwrap();
        *calls.entry(letter.acknowledge_path().expect("each call has its link")).or_default() += 1;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    while let Ok(letter) = letters.try_recv() {
        *calls.entry(letter.acknowledge_path().unwrap_or_default()).or_default() += 1;
    }
    assert!(calls.values().all(|count| *count == 1), "each once: {calls:?}");
    let numbers = there.get("/api/v1/tickets?limit=200&sort=opened_at").await.unwrap();
    let numbers: Vec<String> =
        numbers["items"].as_array().unwrap().iter().map(|ticket| ticket["number"].as_str().unwrap().to_owned()).collect();
    let distinct: std::collections::BTreeSet<&String> = numbers.iter().collect();
    assert_eq!(distinct.len(), numbers.len(), "ticket numbers are unique: {numbers:?}");
    second.kill();
    first.verify();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_two_nodes_run_the_same_escalations_and_one_may_die() {
    let Some(test) = testkit::fresh(testkit::Kind::Postgres).await else { return };
    let DbSettings::Postgres { url, .. } = &test.settings else { panic!("a PostgreSQL was asked for") };
    let (mail, mut letters) = mailbox::open().await.unwrap();
    let port = mail.port().to_string();
    let settings = [
        ("AFTERCARE_DATABASE_URL", url.as_str()),
        ("AFTERCARE_WATCH_ENABLED", "false"),
        ("AFTERCARE_MAIL_HOST", "127.0.0.1"),
        ("AFTERCARE_MAIL_PORT", &port),
    ];
    let mut first = Installation::new(&settings);
    let mut second = first.another_node("second");
    first.start().await;
    second.start().await;
    let (here, there) = (first.sign_in("admin").await, second.sign_in("admin").await);
    let promise = Promise::give(&here).await;
    let mut tickets = Vec::new();
    for count in 0..12 {
        let node = if count % 2 == 0 { &here } else { &there };
        tickets.push(promise.fault(node, &format!("fault {count}")).await.unwrap());
    }
    // Both have worked at thresholds and calls when one of them is killed, and much is still to come.
    let so_far = async || journal(&test.db).await.iter().filter_map(threshold).count();
    let halfway = tokio::time::timeout(Duration::from_secs(90), async {
        while so_far().await < 3 * tickets.len() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    assert!(halfway.await.is_ok(), "{}{}", first.log(), second.log());
    first.kill();
    assert!(!Promise::is_over(&journal(&test.db).await, &tickets), "it is not over");
    let mut mails = Mails::new();
    let ended = tokio::time::timeout(Duration::from_secs(150), async {
        loop {
            collect(&mut letters, &mut mails);
            let events = journal(&test.db).await;
            if Promise::is_over(&events, &tickets) && all_sent(&events) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    let in_time = ended.await.is_ok();
    tokio::time::sleep(Duration::from_secs(3)).await;
    second.kill();
    collect(&mut letters, &mut mails);
    let events = journal(&test.db).await;
    promise.check(&events, &tickets);
    check_mails(&events, &mails, tickets.len());
    assert!(in_time, "everything came in time\n{}", second.log());
    first.verify();
}

/// A PostgreSQL of this test's own, which it may stop. Needs root or the right to run PostgreSQL's own programs.
struct Server {
    folder: PathBuf,
    port: u16,
}

impl Server {
    fn raise() -> Option<Server> {
        let folder = tempfile::tempdir().unwrap().keep();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Server { folder, port };
        if is_root() {
            Command::new("chown").arg("postgres").arg(&server.folder).status().ok()?;
        }
        server.command("initdb", &["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"])?;
        server.start()?;
        Some(server)
    }

    fn start(&self) -> Option<()> {
        let options = format!("-p {} -k {} -c listen_addresses=127.0.0.1", self.port, self.folder.display());
        let log = self.folder.join("log").display().to_string();
        self.command("pg_ctl", &["-l", &log, "-o", &options, "-w", "start"])
    }

    fn stop(&self) -> Option<()> {
        self.command("pg_ctl", &["-m", "immediate", "-w", "stop"])
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Option<()> {
        let bin = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok).map(|entry| entry.path().join("bin")).max()?;
        let data = self.folder.join("data");
        let mut command = if is_root() { Command::new("runuser") } else { Command::new(bin.join(program)) };
        if is_root() {
            command.args(["-u", "postgres", "--"]).arg(bin.join(program));
        }
        let done = command.arg("-D").arg(data).args(arguments).current_dir("/").stdout(std::process::Stdio::null()).status().ok()?;
        done.success().then_some(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_a_restarted_postgresql_is_told_and_nothing_is_lost() {
    let Some(server) = Server::raise() else {
        assert!(!testkit::peers_required(), "a PostgreSQL of this test's own could not be started");
        eprintln!("skipped: PostgreSQL's own programs are not here");
        return;
    };
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", server.port);
    let mut installation = Installation::new(&[("AFTERCARE_DATABASE_URL", &url), ("AFTERCARE_WATCH_ENABLED", "false")]);
    installation.start().await;
    let admin = installation.sign_in("admin").await;
    let customer = furnish(&admin).await;
    // The work goes on until the outage was told and some more was done afterwards.
    let (told, mut outage) = tokio::sync::watch::channel(false);
    let working = {
        let (admin, customer) = (admin.clone(), customer.clone());
        tokio::spawn(async move {
            let (mut acknowledged, mut refusals) = (Vec::new(), Vec::new());
            let mut afterwards = 0;
            while afterwards < 100 {
                let title = format!("fault {}", acknowledged.len() + refusals.len());
                match admin.post("/api/v1/tickets", &fault(&customer, &title)).await {
                    Ok(_) => {
                        afterwards += usize::from(!refusals.is_empty());
                        acknowledged.push(title);
                    }
                    Err(error) => {
                        refusals.push(error.to_string());
                        told.send_replace(true);
                    }
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            (acknowledged, refusals)
        })
    };
    tokio::time::sleep(Duration::from_millis(500)).await;
    server.stop().unwrap();
    let noticed = tokio::time::timeout(Duration::from_secs(60), outage.wait_for(|told| *told)).await;
    assert!(noticed.is_ok_and(|told| told.is_ok()), "a request is refused while the database is away");
    server.start().unwrap();
    let (acknowledged, refusals) = working.await.unwrap();
    for refusal in &refusals {
        assert!(refusal.contains("503") && refusal.contains("storage.unavailable"), "{refusal}");
    }
    assert!(admin.post("/api/v1/tickets", &fault(&customer, "afterwards")).await.is_ok(), "it recovers by itself");
    let mut after = String::new();
    let mut titles = Vec::new();
    loop {
        let page = admin.get(&format!("/api/v1/tickets?limit=200&sort=opened_at{after}")).await.unwrap();
        titles.extend(page["items"].as_array().unwrap().iter().map(|ticket| ticket["title"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    for title in &acknowledged {
        assert_eq!(titles.iter().filter(|found| *found == title).count(), 1, "{title} was acknowledged");
    }
    installation.kill();
    installation.verify();
}
