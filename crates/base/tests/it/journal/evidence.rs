//! The evidence file: what the customer takes home, and what becomes of one that somebody edited.

use base::journal::{Audience, Event, EvidenceFile, EvidenceReport, Signer, check, export};
use base::{CustomerId, Language, TicketId};
use serde_json::json;
use testkit::{TestDb, monday, on_both};

use crate::intruder::Intruder;
use crate::scenario::{TICKET, append, furnish, journal_on};

const CUSTOMER: CustomerId = CustomerId(1);

async fn told(test: &TestDb, kind: &'static str, body: serde_json::Value) -> i64 {
    append(&test.db, Event::new(kind, ("ticket", TICKET.0)).ticket(TICKET).customer(CUSTOMER).body(body)).await
}

/// A ticket with three events in two seals, the second of them internal, among others' events.
async fn a_ticket(test: &TestDb, journal: &base::journal::Journal) {
    told(test, "ticket.opened", json!({ "title": "相机 3 无图像" })).await;
    append(&test.db, Event::new("ticket.opened", ("ticket", 8)).ticket(TicketId(8)).customer(CustomerId(2))).await;
    told(test, "ticket.noted", json!({ "text": "他们又没有交电费", "visibility": "internal" })).await;
    journal.seal(monday()).await.unwrap();
    append(&test.db, Event::new("ticket.noted", ("ticket", 8)).ticket(TicketId(8)).customer(CustomerId(2))).await;
    journal.seal(monday().plus_seconds(5)).await.unwrap();
    told(test, "ticket.closed", json!({ "by": "监控" })).await;
}

fn whats(report: &EvidenceReport) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.what.as_str()).collect()
}

on_both!(a_tickets_evidence_is_checked_with_the_key_alone, |test: TestDb| async move {
    let journal = journal_on(&test);
    a_ticket(&test, &journal).await;
    let file = journal.export(TICKET, Audience::Staff, monday().plus_seconds(9)).await.unwrap();
    let text = file.text().unwrap();
    let report = check(&text, Some(&journal.public_key())).unwrap();
    assert!(report.ok && report.key_given, "{report:?}");
    assert_eq!((report.events, report.withheld, report.seals), (3, 0, 3), "the seal between is there, so that the chain holds");
    assert_eq!((report.installation.as_str(), report.ticket, report.exported_at), ("守约 test", TICKET, monday().plus_seconds(9)));
    assert_eq!(report.fingerprint, journal.public_key().fingerprint());
    assert_eq!(report.sealed, Some((monday(), monday().plus_seconds(9))));
    assert_eq!(EvidenceFile::read(&text).unwrap(), file);
    assert!(text.contains("他们又没有交电费"));
    let alone = check(&text, None).unwrap();
    assert!(alone.ok && !alone.key_given);
    let other = check(&text, Some(&Signer::ephemeral().unwrap().public_key())).unwrap();
    assert!(!other.ok && whats(&other).contains(&"key"), "{other:?}");
    assert!(!other.findings[0].detail.in_language(Language::Zh).is_empty());
});

on_both!(internal_events_are_withheld_from_the_customer_and_proved_all_the_same, |test: TestDb| async move {
    let journal = journal_on(&test);
    a_ticket(&test, &journal).await;
    let file = journal.export(TICKET, Audience::Customer(CUSTOMER), monday()).await.unwrap();
    let text = file.text().unwrap();
    assert!(!text.contains("电费") && text.contains("无图像"), "{text}");
    let report = check(&text, Some(&journal.public_key())).unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!((report.events, report.withheld), (3, 1));
    assert!(file.events[1].recorded().is_none() && !file.events[1].proof.is_empty());
    for audience in [Audience::Customer(CustomerId(2)), Audience::Customer(CustomerId(9))] {
        assert_eq!(journal.export(TICKET, audience, monday()).await.unwrap_err().code(), "not_found");
    }
    assert_eq!(journal.export(TicketId(99), Audience::Staff, monday()).await.unwrap_err().code(), "not_found");
});

on_both!(evidence_waits_for_the_seal_and_refuses_a_damaged_journal, |test: TestDb| async move {
    let (journal, signer) = (journal_on(&test), Signer::ephemeral().unwrap());
    a_ticket(&test, &journal).await;
    let early = export(&test.db, &signer, "test", TICKET, Audience::Staff, monday()).await;
    assert_eq!(early.unwrap_err().code(), "journal.unsealed");
    journal.seal(monday()).await.unwrap();
    Intruder::in_at(&test).await.run("UPDATE events SET kind = 'ticket.opened_late' WHERE seq = 1").await;
    let damaged = journal.export(TICKET, Audience::Staff, monday()).await.unwrap_err();
    assert_eq!(damaged.code(), "journal.damaged");
    assert!(damaged.to_string().contains("event 1"), "{damaged}");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_changed_byte_that_matters_is_found() {
    let test = testkit::fresh(testkit::Kind::Sqlite).await.unwrap();
    let journal = journal_on(&test);
    a_ticket(&test, &journal).await;
    let text = journal.export(TICKET, Audience::Customer(CUSTOMER), monday()).await.unwrap().text().unwrap();
    let original = EvidenceFile::read(&text).unwrap();
    let (mut found, mut harmless) = (0, 0);
    for at in 0..text.len() {
        for flip in [1, 4, 32] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= flip;
            let Ok(changed) = String::from_utf8(bytes) else {
                found += 1;
                continue;
            };
            // Without a key of one's own: also the key in the file must fit.
            match check(&changed, None) {
                Ok(report) if report.ok => {
                    assert_eq!(EvidenceFile::read(&changed).unwrap(), original, "byte {at} of the file may be changed unnoticed");
                    harmless += 1;
                }
                Ok(_) | Err(_) => found += 1,
            }
        }
    }
    assert!(harmless * 10 < found, "spaces may change: {harmless} of {found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_out_or_moved_is_found() {
    let test = testkit::fresh(testkit::Kind::Sqlite).await.unwrap();
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    a_ticket(&test, &journal).await;
    let whole = journal.export(TICKET, Audience::Staff, monday()).await.unwrap();
    let key = journal.public_key();
    type Edit = Box<dyn Fn(&mut EvidenceFile)>;
    let cases: Vec<(&str, &str, Edit)> = vec![
        ("an event left out", "file", Box::new(|file| drop(file.events.remove(1)))),
        ("every event left out", "file", Box::new(|file| file.events.clear())),
        ("two events swapped", "event 1", Box::new(|file| file.events.swap(0, 1))),
        ("an event withheld afterwards", "file", Box::new(|file| file.events[1].content = None)),
        ("a seal left out", "seal 2", Box::new(|file| drop(file.seals.remove(1)))),
        ("the first seal left out", "event 1", Box::new(|file| drop(file.seals.remove(0)))),
        ("another ticket", "file", Box::new(|file| file.ticket = TicketId(8))),
        ("another ticket's event", "event 1", Box::new(|file| file.ticket = TicketId(8))),
        ("a proof left out", "event 1", Box::new(|file| file.events[0].proof.clear())),
        ("another name", "file", Box::new(|file| file.installation.push('x'))),
        ("another seal", "event 1", Box::new(|file| file.events[0].seal = 2)),
        ("a later instant", "seal 1", Box::new(|file| file.seals[0].sealed_at = monday().plus_seconds(99))),
    ];
    for (case, expected, edit) in cases {
        let mut file = whole.clone();
        edit(&mut file);
        let report = check(&file.text().unwrap(), Some(&key)).unwrap();
        assert!(!report.ok && whats(&report).contains(&expected), "{case}: {report:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_evidence_file_is_refused_with_its_reason() {
    let test = testkit::fresh(testkit::Kind::Sqlite).await.unwrap();
    let journal = journal_on(&test);
    a_ticket(&test, &journal).await;
    let text = journal.export(TICKET, Audience::Staff, monday()).await.unwrap().text().unwrap();
    let cases = [
        (String::new(), "evidence.unreadable", "cut off"),
        ("[1, 2]".to_owned(), "evidence.unreadable", "cut off"),
        ("{}".to_owned(), "evidence.not_evidence", "not an evidence file"),
        (text.replace("aftercare-evidence", "aftercare-backup"), "evidence.not_evidence", "not an evidence file"),
        (text.replace("\"version\": 1,", "\"version\": 2,"), "evidence.unknown_version", "newest version"),
        (text.replace("\"version\": 1,", ""), "evidence.unknown_version", "missing"),
        (text.replace("\"version\": 1,", "\"version\": 1, \"extra\": 1,"), "evidence.unreadable", "unknown field `extra`"),
        (text.replace("\"actor\":", "\"aktor\":"), "evidence.unreadable", "events[0].content.aktor"),
        (text[..text.len() / 2].to_owned(), "evidence.unreadable", "cut off"),
        (format!("{text}{{}}"), "evidence.unreadable", "trailing"),
    ];
    for (text, code, words) in cases {
        let refused = check(&text, None).unwrap_err();
        assert_eq!(refused.code(), code, "{refused}");
        assert!(refused.to_string().contains(words), "{refused}");
    }
}

/// The manual's own checker, which shares no line with ours, must say the same: then the manual is right.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_implementation_agrees() {
    let Ok(version) = std::process::Command::new("node").arg("--version").output() else {
        assert!(!testkit::peers_required(), "this run requires Node");
        eprintln!("skipped: no Node");
        return;
    };
    assert!(version.status.success());
    let test = testkit::fresh(testkit::Kind::Sqlite).await.unwrap();
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    a_ticket(&test, &journal).await;
    let key = journal.public_key().to_string();
    for audience in [Audience::Staff, Audience::Customer(CUSTOMER)] {
        let whole = journal.export(TICKET, audience, monday()).await.unwrap();
        let (ok, said) = second_opinion(&whole, Some(&key));
        assert!(ok && said.contains(&journal.public_key().fingerprint()), "{said}");
        assert!(!second_opinion(&whole, Some(&Signer::ephemeral().unwrap().public_key().to_string())).0);
        let mut edited = whole.clone();
        edited.events[0].content.as_mut().unwrap().body.push(' ');
        assert_eq!(second_opinion(&edited, None), (false, "event 1: its content was changed\n".to_owned()));
        let mut shorter = whole;
        shorter.events.pop();
        assert_eq!(second_opinion(&shorter, None), (false, "file: not as the installation signed it\n".to_owned()));
    }
}

fn second_opinion(file: &EvidenceFile, key: Option<&str>) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evidence.json");
    std::fs::write(&path, file.text().unwrap()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/check-evidence.mjs");
    let done = std::process::Command::new("node").arg(script).arg(&path).args(key).output().unwrap();
    (done.status.success(), String::from_utf8(done.stdout).unwrap())
}
