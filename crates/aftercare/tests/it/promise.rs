//! A customer whose promises are so short, and an escalation so quick, that all of it passes while a test waits; and what the journal must
//! say of it, reckoned by hand.

use std::collections::{BTreeMap, BTreeSet};

use aftercare::demo::client::Client;
use aftercare::demo::mailbox::Letter;
use base::Db;
use base::journal::{self, Recorded};
use serde_json::{Value as Json, json};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::process::PASSWORD;

/// A clock with its promised seconds, and its warnings with when each stands, in milliseconds from the clock's start.
type Clock = (&'static str, i64, &'static [(&'static str, i64)]);

/// No two thresholds of a ticket stand at one instant.
const CLOCKS: &[Clock] = &[
    ("respond", 20, &[("50%", 10_000), ("-5s", 15_000), ("+5s", 25_000)]),
    ("restore", 31, &[("25%", 7_750), ("-3s", 28_000), ("+2s", 33_000)]),
    ("resolve", 42, &[("75%", 31_500), ("+1s", 43_000)]),
];

/// Whom each step calls, as (going-through, step, pass, login, milliseconds after the ticket began to wait).
const CALLS: &[(i64, i64, i64, &str, i64)] = &[
    (0, 0, 0, "erin", 0),
    (0, 0, 0, "eve", 2_000),
    (0, 0, 1, "erin", 32_000),
    (0, 0, 1, "eve", 34_000),
    (0, 1, 0, "max", 37_000),
    (0, 1, 0, "mia", 37_000),
    (0, 2, 0, "gao", 41_000),
];

/// When it is said that nobody is left.
const EXHAUSTED: i64 = 45_000;

/// How many of the calls are somebody's first: these are urgent, and leave as mails of their own at once.
const FIRST_CALLS: usize = 5;

/// The customer and the people who are called.
pub struct Promise {
    customer: Json,
    people: Vec<(&'static str, i64)>,
}

/// A threshold or a call as the journal tells it: what, and its own instant.
pub type Told = (String, i64);

impl Promise {
    /// Everything set up over the API by its administrator.
    pub async fn give(admin: &Client) -> Promise {
        let customer = admin.post("/api/v1/customers", &json!({ "name": "Harbour", "code": "H" })).await.unwrap()["id"].clone();
        let clause = |(clock, seconds, warnings): &Clock| {
            let warnings: Vec<&str> = warnings.iter().map(|(warning, _)| *warning).collect();
            json!({ "clock": clock, "target": format!("{seconds}s"), "warnings": warnings })
        };
        let contract = json!({ "customer_id": customer, "name": "Harbour service", "number": "H-1", "starts_on": "2020-01-01",
            "ends_on": "2099-12-31", "zone": "Asia/Shanghai", "call_next_after_seconds": 4,
            "clauses": CLOCKS.iter().map(clause).collect::<Vec<_>>() });
        let contract = admin.post("/api/v1/contracts", &contract).await.unwrap()["id"].clone();
        let mut people = Vec::new();
        for (login, role) in [("erin", "engineer"), ("eve", "engineer"), ("max", "engineer"), ("mia", "engineer"), ("gao", "manager")] {
            let person =
                json!({ "name": login, "login": login, "password": PASSWORD, "role": role, "email": format!("{login}@example.org") });
            let id = admin.post("/api/v1/people", &person).await.unwrap()["id"].as_i64().unwrap();
            admin.post(&format!("/api/v1/people/{id}/contacts/email/vouch"), &json!({ "how": "asked them" })).await.unwrap();
            people.push((login, id));
        }
        // On duty is one without an address: the warnings are read on the pages.
        let dora = json!({ "name": "dora", "login": "dora", "password": PASSWORD, "role": "engineer" });
        let dora = admin.post("/api/v1/people", &dora).await.unwrap()["id"].clone();
        let today: jiff::civil::Date = admin.get("/api/v1/duty/now").await.unwrap()["date"].as_str().unwrap().parse().unwrap();
        for date in [today.yesterday().unwrap(), today, today.tomorrow().unwrap()] {
            admin.put(&format!("/api/v1/duty/{date}"), &json!({ "people": [dora] })).await.unwrap();
        }
        let id = |login: &str| people.iter().find(|(name, _)| *name == login).unwrap().1;
        let step = |people: &[&str], more: Json| {
            let mut step = json!({ "target": { "kind": "people", "people": people.iter().map(|login| id(login)).collect::<Vec<_>>() },
                "channels": ["email"] });
            step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            step
        };
        let plan = json!({ "steps": [
            step(&["erin", "eve"], json!({ "gap_seconds": 2, "again": { "times": 1, "after_seconds": 30 } })),
            step(&["max", "mia"], json!({ "after_seconds": 3, "together": true })),
            step(&["gao"], json!({ "after_seconds": 4 })),
        ] });
        let policy = admin.post("/api/v1/escalation-policies", &json!({ "name": "quick", "plan": plan })).await.unwrap()["id"].clone();
        admin.put("/api/v1/escalation-uses", &json!({ "contract_id": contract, "level": null, "policy_id": policy })).await.unwrap();
        Promise { customer, people }
    }

    /// A fault of level 1 is reported; answers its ticket.
    pub async fn fault(&self, admin: &Client, title: &str) -> base::Result<i64> {
        let fault = json!({ "kind": "fault", "title": title, "customer_id": self.customer, "level": 1, "reason": "test" });
        Ok(admin.post("/api/v1/tickets", &fault).await?["id"].as_i64().unwrap())
    }

    /// Every threshold of a ticket that nobody took, in order.
    pub fn thresholds(opened: &Recorded) -> Vec<Told> {
        let start = opened.at.milliseconds();
        let mut all = Vec::new();
        for (clock, seconds, warnings) in CLOCKS {
            all.extend(warnings.iter().map(|(warning, at)| (format!("{clock} {warning}"), start + at)));
            all.push((format!("{clock} breach"), start + seconds * 1000));
        }
        all.sort_by_key(|(_, at)| *at);
        all
    }

    /// Every call for a ticket that nobody took, in order, and that nobody is left.
    pub fn calls(&self, opened: &Recorded) -> Vec<Told> {
        let start = opened.at.milliseconds();
        let who = |login: &str| self.people.iter().find(|(name, _)| *name == login).unwrap().1;
        let call = |(cycle, step, pass, login, after): &(i64, i64, i64, &str, i64)| {
            (format!("{cycle}.{step}.{pass} person {}", who(login)), start + after)
        };
        CALLS.iter().map(call).chain([("exhausted".to_owned(), start + EXHAUSTED)]).collect()
    }
}

/// The whole journal.
pub async fn journal(db: &Db) -> Vec<Recorded> {
    journal::read_after(&mut db.read().await.unwrap(), 0, 1_000_000).await.unwrap()
}

/// Where a ticket was opened in the journal.
pub fn opening(events: &[Recorded], ticket: i64) -> &Recorded {
    let is_it = |event: &&Recorded| event.kind == "ticket.opened" && event.ticket_id.map(|id| id.0) == Some(ticket);
    events.iter().find(is_it).unwrap()
}

/// The thresholds of a ticket that the journal tells, in its order.
pub fn told_thresholds(events: &[Recorded], ticket: i64) -> Vec<Told> {
    of(events, ticket).filter_map(threshold).collect()
}

/// The calls of a ticket that the journal tells, in its order. That nobody is left is told when it is noticed, and stands here without its
/// instant.
pub fn told_calls(events: &[Recorded], ticket: i64) -> Vec<Told> {
    let call = |event: &Recorded| {
        let body = event.json();
        match event.kind.as_str() {
            "ticket.called" => {
                let place = &body["place"];
                let due: base::Timestamp = body["due_at"].as_str().unwrap().parse().unwrap();
                let what = format!("{}.{}.{} person {}", place["cycle"], place["step"], place["pass"], body["person"]["id"]);
                Some((what, due.milliseconds()))
            }
            "ticket.call_skipped" => Some((format!("skipped {body}"), event.at.milliseconds())),
            "ticket.calls_exhausted" => Some(("exhausted".to_owned(), event.at.milliseconds())),
            _ => None,
        }
    };
    of(events, ticket).filter_map(call).collect()
}

/// One event of a clock.
pub fn threshold(event: &Recorded) -> Option<Told> {
    let body = event.json();
    let clock = body["clock"].as_str().unwrap_or_default();
    let what = match event.kind.as_str() {
        "clock.warned" => format!("{clock} {}", body["warning"].as_str().unwrap()),
        "clock.breached" => format!("{clock} breach"),
        _ => return None,
    };
    Some((what, event.at.milliseconds()))
}

fn of(events: &[Recorded], ticket: i64) -> impl Iterator<Item = &Recorded> {
    events.iter().filter(move |event| event.ticket_id.map(|id| id.0) == Some(ticket))
}

impl Promise {
    /// What the journal must say of tickets of which everything is in the past: each threshold once, in order, at its own instant; each call
    /// once, in order, with the instant at which it was due.
    pub fn check(&self, events: &[Recorded], tickets: &[i64]) {
        for ticket in tickets {
            let opened = opening(events, *ticket);
            assert_eq!(told_thresholds(events, *ticket), Promise::thresholds(opened), "the thresholds of ticket {ticket}");
            let (told, expected) = (told_calls(events, *ticket), self.calls(opened));
            let last = expected.last().unwrap().1;
            assert!(told.last().is_some_and(|(_, at)| *at >= last), "ticket {ticket} was given up before its time: {told:?}");
            let without_end = |mut calls: Vec<Told>| {
                calls.last_mut().unwrap().1 = last;
                calls
            };
            assert_eq!(without_end(told), expected, "the calls of ticket {ticket}");
        }
    }

    /// Whether the journal says that everything about these tickets is in the past.
    pub fn is_over(events: &[Recorded], tickets: &[i64]) -> bool {
        tickets.iter().all(|ticket| {
            let thresholds = CLOCKS.iter().map(|(_, _, warnings)| warnings.len() + 1).sum::<usize>();
            told_thresholds(events, *ticket).len() >= thresholds && told_calls(events, *ticket).iter().any(|(what, _)| what == "exhausted")
        })
    }
}

/// The mails that came, by message.
pub type Mails = BTreeMap<String, Vec<Letter>>;

/// Takes what came.
pub fn collect(letters: &mut UnboundedReceiver<Letter>, mails: &mut Mails) {
    while let Ok(letter) = letters.try_recv() {
        mails.entry(message_of(&letter)).or_default().push(letter);
    }
}

/// The mails of first calls, by message, with to whom each is.
fn urgent_mails(events: &[Recorded]) -> BTreeMap<String, String> {
    let urgent = events.iter().filter(|event| event.kind == "message.queued").filter_map(|event| {
        let body = event.json();
        let is_urgent = body["channel"] == "email" && body["importance"] == "urgent";
        is_urgent.then(|| (format!("message.{}", event.subject_id), body["addressee"].as_str().unwrap().to_owned()))
    });
    urgent.collect()
}

/// Whether each first call is recorded as sent. One that was on its way when a program was killed is only after its claim has run out.
pub fn all_sent(events: &[Recorded]) -> bool {
    let sent: BTreeSet<String> =
        events.iter().filter(|event| event.kind == "message.sent").map(|event| format!("message.{}", event.subject_id)).collect();
    urgent_mails(events).keys().all(|message| sent.contains(message))
}

/// Each first call of these tickets was queued once, arrived, and is recorded as sent once. It may have come twice only where a program was
/// killed in the one moment that nobody can close, and then the journal says so.
pub fn check_mails(events: &[Recorded], mails: &Mails, tickets: usize) {
    let queued: Vec<&str> = events.iter().filter(|event| event.kind == "message.queued").map(|event| event.body.as_str()).collect();
    assert_eq!(queued.len(), queued.iter().collect::<BTreeSet<_>>().len(), "each message was queued once");
    let expected = urgent_mails(events);
    assert_eq!(expected.len(), tickets * FIRST_CALLS);
    for (message, addressee) in &expected {
        let copies = mails.get(message).map_or(&[][..], Vec::as_slice);
        assert!(!copies.is_empty(), "{message} to {addressee} did not arrive");
        assert!(copies.iter().all(|copy| copy.acknowledge_path().is_some()), "each call has its link");
        let is_its = |event: &&Recorded| event.kind == "message.sent" && format!("message.{}", event.subject_id) == *message;
        let sent: Vec<Json> = events.iter().filter(is_its).map(Recorded::json).collect();
        assert_eq!(sent.len(), 1, "{message} is recorded as sent once");
        let unknown = sent[0]["unknown_before"].as_u64().unwrap_or(0);
        assert!(copies.len() as u64 <= 1 + unknown, "{message} came {} times, unknown before: {unknown}", copies.len());
    }
}

/// The message of a mail, by its Message-ID: `message.12` or `bundle.12.15.3`.
pub fn message_of(letter: &Letter) -> String {
    let line = letter.text.lines().find(|line| line.to_lowercase().starts_with("message-id:")).unwrap();
    let name = line.split(['<', '@']).nth(1).unwrap();
    name.rsplit_once('.').unwrap().0.to_owned()
}
