//! The system's clock jumps by an hour while the program runs, forward and back: no promise and no call is lost or doubled. The program's
//! real-time clock is moved under it by libfaketime; its monotonic clock runs on, as the kernel's does.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use aftercare::demo::client::Client;
use aftercare::demo::mailbox;
use base::db::DbSettings;
use base::journal::Recorded;
use base::{Db, Timestamp};
use serde_json::{Value as Json, json};

use crate::process::Installation;
use crate::promise::{Mails, Promise, collect, journal, opening, told_calls};

const HOUR: i64 = 3600;
const PATIENCE: Duration = Duration::from_secs(90);

/// The library, where Debian puts it.
fn libfaketime() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.filter_map(Result::ok).map(|entry| entry.path());
    folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|file| file.exists())
}

/// The clock of a program.
struct Wall(PathBuf);

impl Wall {
    /// From now on it is this far from the kernel's. The file is replaced as a whole: the program never reads half of it.
    fn set(&self, seconds: i64) {
        let new = self.0.with_extension("new");
        std::fs::write(&new, format!("{seconds:+}\n")).unwrap();
        std::fs::rename(new, &self.0).unwrap();
    }
}

/// Waits until something holds.
async fn until(what: &str, installation: &Installation, mut holds: impl AsyncFnMut() -> bool) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    assert!(waited.await.is_ok(), "{what}\n{}", installation.log());
}

async fn workers(admin: &Client) -> Vec<Json> {
    admin.get("/api/v1/workers").await.unwrap()["items"].as_array().unwrap().clone()
}

/// By the program's clock it is now about this long after the kernel's: what its workers show.
async fn offset(admin: &Client) -> i64 {
    let all = workers(admin).await;
    let shown = |worker: &Json| worker["last_started_at"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
    let caller = all.iter().find(|worker| worker["name"] == "caller").and_then(shown).unwrap();
    caller.milliseconds_since(base::Clock::System.now()) / 1000
}

/// The clock is put, and the program has noticed.
async fn jump(wall: &Wall, seconds: i64, admin: &Client, installation: &Installation) {
    wall.set(seconds);
    until("the caller runs by the new clock", installation, async || (offset(admin).await - seconds).abs() < 60).await;
}

/// Every worker, or every one that needs no lease, runs when somebody wakes it, whatever its period; none fails. A lease that a killed
/// process held runs out in its time.
async fn all_run(admin: &Client, installation: &Installation, leased_too: bool) {
    let name = |worker: &Json| worker["name"].as_str().unwrap().to_owned();
    let runs = |worker: &Json| worker["runs"].as_u64().unwrap();
    let before: BTreeMap<String, u64> = workers(admin).await.iter().map(|worker| (name(worker), runs(worker))).collect();
    until("every worker runs", installation, async || {
        let mut all = true;
        for worker in workers(admin).await.iter().filter(|worker| leased_too || worker["leased"] == false) {
            if runs(worker) <= before.get(&name(worker)).copied().unwrap_or(0) {
                all = false;
                admin.post(&format!("/api/v1/workers/{}/run", name(worker)), &json!({})).await.unwrap();
            }
        }
        all
    })
    .await;
    let failing: Vec<Json> = workers(admin).await.into_iter().filter(|worker| worker["state"] == "failing").collect();
    assert!(failing.is_empty(), "{failing:?}");
}

/// The mails that were queued and are not recorded as sent.
fn unsent(events: &[Recorded]) -> Vec<i64> {
    let of = |kind: &'static str| events.iter().filter(move |event| event.kind == kind && event.json()["channel"] == "email");
    of("message.queued").map(|event| event.subject_id).filter(|id| !of("message.sent").any(|event| event.subject_id == *id)).collect()
}

/// The word that a message was sent, where it says that an earlier handover ended unknown.
fn doubtful<'a>(events: &'a [Recorded], message: &str) -> Vec<&'a Recorded> {
    let is_it = |event: &&Recorded| event.kind == "message.sent" && message.split('.').nth(1) == Some(&event.subject_id.to_string());
    events.iter().filter(is_it).filter(|event| !event.json()["unknown_before"].is_null()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heavy_a_clock_that_jumps_an_hour_loses_and_doubles_nothing() {
    let Some(library) = libfaketime() else {
        assert!(!testkit::peers_required(), "libfaketime is not here, and this run requires it");
        eprintln!("skipped: moving the program's clock needs Debian's package faketime");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let wall = Wall(folder.path().join("clock"));
    wall.set(0);
    let (mail, mut letters) = mailbox::open().await.unwrap();
    let (port, file, library) = (mail.port().to_string(), wall.0.display().to_string(), library.display().to_string());
    let mut installation = Installation::in_folder(
        folder,
        &[
            ("AFTERCARE_WATCH_ENABLED", "false"),
            ("AFTERCARE_MAIL_HOST", "127.0.0.1"),
            ("AFTERCARE_MAIL_PORT", &port),
            ("LD_PRELOAD", &library),
            ("FAKETIME_TIMESTAMP_FILE", &file),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("NO_FAKE_STAT", "1"),
        ],
    );
    installation.start().await;
    let admin = installation.sign_in("admin").await;
    let promise = Promise::give(&admin).await;
    let db = Db::open(&DbSettings::Sqlite { path: installation.path("data/aftercare.db") }).await.unwrap();
    let over = async |tickets: &[i64]| Promise::is_over(&journal(&db).await, tickets);
    let fault = async |title: &str| promise.fault(&admin, title).await.unwrap();

    // An hour forward: all that passed within it is told, at the instants at which it passed.
    let mut early = Vec::new();
    for count in 0..4 {
        early.push(fault(&format!("before the jump {count}")).await);
    }
    until("the first calls", &installation, async || {
        let events = journal(&db).await;
        early.iter().all(|ticket| told_calls(&events, *ticket).len() >= 2)
    })
    .await;
    let events = journal(&db).await;
    assert!(early.iter().all(|ticket| told_calls(&events, *ticket).len() < 7), "the calls are under way, not over");
    jump(&wall, HOUR, &admin, &installation).await;
    until("what the jump passed", &installation, async || over(&early).await).await;
    promise.check(&journal(&db).await, &early);
    until("every call is sent, repeated ones too", &installation, async || unsent(&journal(&db).await).is_empty()).await;
    all_run(&admin, &installation, true).await;

    // An hour back: tickets are there that were opened "later". Nothing is told twice, and everything goes on.
    let later = fault("in the hour that comes twice").await;
    let taken = fault("in the hour that comes twice, and taken").await;
    until("the second call", &installation, async || told_calls(&journal(&db).await, later).len() >= 2).await;
    let version = admin.get(&format!("/api/v1/tickets/{taken}")).await.unwrap()["version"].clone();
    jump(&wall, 0, &admin, &installation).await;
    assert!(admin.text("/readyz").await.is_ok());
    assert!(admin.get("/api/v1/session").await.is_ok(), "whoever was signed in is");
    assert!(installation.sign_in("erin").await.get("/api/v1/session").await.is_ok(), "whoever was not can sign in");
    let calls = told_calls(&journal(&db).await, later);
    all_run(&admin, &installation, false).await;
    admin.post(&format!("/api/v1/tickets/{taken}/acknowledge"), &json!({ "version": version })).await.unwrap();
    let between = fault("in the hour that comes twice, the second time").await;
    until("a call by the new clock", &installation, async || told_calls(&journal(&db).await, between).len() >= 2).await;
    assert_eq!(told_calls(&journal(&db).await, later), calls, "what is to come is not called before its time, and nothing twice");

    // Killed in the hour that comes twice: what another process held until "later" holds nothing up.
    installation.kill();
    installation.start().await;
    all_run(&admin, &installation, true).await;

    // Forward again, and further, so that what is told together with an earlier call need not wait: what was to come has come, once.
    jump(&wall, 2 * HOUR, &admin, &installation).await;
    let all = [&early[..], &[later, between]].concat();
    until("all is past", &installation, async || over(&all).await).await;
    until("every call is sent", &installation, async || unsent(&journal(&db).await).is_empty()).await;
    installation.kill();
    let events = journal(&db).await;
    promise.check(&events, &all);
    let calls = told_calls(&events, taken);
    assert!(calls.iter().all(|(what, _)| what != "exhausted") && calls.len() <= 2, "nobody is called for what is taken: {calls:?}");
    assert!(opening(&events, between).at < opening(&events, later).at, "the clock was put back");
    let mut mails = Mails::new();
    collect(&mut letters, &mut mails);
    for (message, copies) in &mails {
        // No jump sends anything twice. Only what was called a moment before the kill may have been on its way then.
        let was_killed = doubtful(&events, message).iter().all(|sent| sent.ticket_id.map(|id| id.0) == Some(between));
        assert!(was_killed, "{message} is in doubt though nobody was killed over it");
        assert!(copies.len() <= 1 + doubtful(&events, message).len(), "{message} came {} times", copies.len());
    }
    installation.verify();
}
