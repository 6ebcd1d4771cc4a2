//! Any order of clicks that the API accepts leaves a state that the journal explains.

use serde_json::{Value as Json, json};
use testkit::{Kind, TestDb, fresh};

use crate::house::{House, furnish};

/// A small generator: the same clicks every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn body(house: &House, action: &str, chance: &mut Chance) -> Json {
    let owner = [&house.wang, &house.li, &house.manager][chance.below(3)].person();
    match action {
        "assign" => json!({ "owner_id": owner }),
        "level" => json!({ "level": chance.below(3) + 1, "reason": "x" }),
        "note" => json!({ "text": "x", "visibility": "customer" }),
        "pause" => json!({ "reason": "x", "requester": "y", "evidence": "z" }),
        "restore" => json!({ "text": "x" }),
        "resolve" => json!({ "cause": "x", "solution": "y" }),
        "confirm" => json!({ "signed_by": "x", "satisfied": true }),
        "reject" | "reopen" | "cancel" | "contract" | "correct" => json!({ "reason": "x" }),
        "prove" => json!({ "pause": chance.below(2) + 1, "third_party_ticket": "T-1" }),
        "dispute" => json!({ "pause": chance.below(2) + 1, "reason": "x" }),
        "decide" => json!({ "pause": chance.below(2) + 1, "withdrawn": chance.below(2) == 0, "reason": "x" }),
        "report" | "hear_third_party" => json!({ "text": "x" }),
        "ask_third_party" => json!({ "party": "x", "target": "4h" }),
        _ => json!({}),
    }
}

const ACTIONS: [&str; 20] = [
    "acknowledge",
    "assign",
    "level",
    "note",
    "pause",
    "resume",
    "restore",
    "resolve",
    "confirm",
    "reject",
    "reopen",
    "cancel",
    "prove",
    "dispute",
    "decide",
    "contract",
    "correct",
    "report",
    "ask_third_party",
    "hear_third_party",
];

async fn clicks(test: TestDb, seed: u64, rounds: usize) {
    let house = furnish(test).await;
    let mut chance = Chance(seed);
    let mut alarm = Some(house.alarm_opens(&house.switch, &[house.cameras[0].id]).await);
    house.settle().await;
    let body_of_report = json!({ "kind": "complaint", "title": "x" });
    house.post(&house.alice, "/tickets", body_of_report).await.ok();
    let mut accepted = 0;
    for _ in 0..rounds {
        let (who, action) = {
            let people = [&house.wang, &house.dispatcher, &house.alice, &house.manager, &house.alice];
            (people[chance.below(people.len())], ACTIONS[chance.below(ACTIONS.len())])
        };
        let id = if chance.below(3) == 0 { 2 } else { 1 };
        // A cancelled ticket ends the game early; let that be rare.
        if action == "cancel" && chance.below(10) > 0 {
            continue;
        }
        let answer = house.step(who, id, action, body(&house, action, &mut chance)).await;
        assert!(matches!(answer.status.as_u16(), 200 | 403 | 404 | 409 | 422), "{action}: {} {}", answer.status, answer.json);
        accepted += usize::from(answer.status.is_success());
        if answer.status.is_success() {
            let shown = answer.json["state"].as_str().unwrap().to_owned();
            assert_eq!(house.story(id).await.state.as_str(), shown, "after {action}");
        }
        house.pass(chance.below(4000) as u64).await;
        if let Some(open) = alarm.filter(|_| chance.below(12) == 0) {
            house.alarm_closes(open, &house.switch, "recovered").await;
            alarm = None;
            house.settle().await;
        }
    }
    assert!(accepted > rounds / 10, "only {accepted} clicks were accepted");
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    for seed in [1, 2026, 77] {
        clicks(fresh(Kind::Sqlite).await.unwrap(), seed, 80).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    if let Some(test) = fresh(Kind::Postgres).await {
        clicks(test, 42, 80).await;
    }
}
