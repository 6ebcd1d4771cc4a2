//! Whoever clicks whatever: what is accepted, the journal explains.

use serde_json::json;
use testkit::{TestDb, on_both};

use crate::house::furnish;

/// A little generator of numbers (xorshift), so that the same clicks come again.
struct Dice(u64);

impl Dice {
    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        all[usize::try_from(self.0 % all.len() as u64).unwrap()]
    }
}

const CLICKS: &[&str] =
    &["set-out", "arrive", "arrive", "work", "restored", "restored", "confirm", "leave", "leave", "assign", "reject", "reopen"];

on_both!(any_order_of_clicks_leaves_a_state_the_journal_explains, |test: TestDb| async move {
    let house = furnish(test).await;
    let mut dice = Dice(0x5EED_1234_ABCD_0001);
    let (mut accepted, mut refused) = (0, 0);
    for round in 0..10 {
        let ticket = house.taken_fault().await;
        let visit = house.planned(ticket).await;
        for _ in 0..20 {
            let own = if house.visit(visit).await["engineer"]["name"] == "Li" { &house.li } else { &house.wang };
            let who = dice.one_of(&[own, own, own, own, own, &house.dispatcher, &house.alice]);
            let step = dice.one_of(CLICKS);
            let answer = match step {
                "reject" | "reopen" => house.act(&house.alice, ticket, step, json!({ "reason": "还不行" })).await,
                "assign" => house.step(&house.dispatcher, visit, step, json!({})).await,
                _ => house.step(who, visit, step, json!({})).await,
            };
            match answer.status.as_u16() {
                200 => accepted += 1,
                403 | 409 => refused += 1,
                _ => panic!("{step}: {answer:?}"),
            }
        }
        if round % 2 == 0 {
            house.step(&house.dispatcher, visit, "cancel", json!({})).await;
        }
    }
    assert!(accepted > 20 && refused > 50, "{accepted} accepted, {refused} refused");
    house.verify().await;
});
