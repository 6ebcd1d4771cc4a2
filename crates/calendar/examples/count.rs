//! How fast clocks are worked out: `cargo run --release -p calendar --example count`. Part of `bench/clock`.

#![expect(clippy::unwrap_used, reason = "a measurement fails loudly")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use base::Timestamp;
use calendar::answer::{Question, answer};
use calendar::explain::Held;
use calendar::{Amount, Calendar, still};

const MINUTE: i64 = 60_000;

fn main() {
    let file = "zone = 'Asia/Shanghai'\nholidays = ['cn']\n[week]\nmon-fri = ['09:00-12:00', '13:30-17:30']\n";
    let calendar = calendar::file::read(file).unwrap();
    let start: Timestamp = "2024-01-02T09:00:00+08:00".parse().unwrap();
    let mut chance = 1_u64;
    // Clocks of the years 2024 and 2025, of up to 80 hours of service.
    let mut clock = move || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let minutes = i64::try_from(chance >> 33).unwrap_or(0);
        (start.plus_milliseconds(minutes % 1_000_000 * MINUTE), minutes % 4800 * MINUTE)
    };
    tell("service between two instants", || {
        let (from, length) = clock();
        black_box(calendar.service(from, from.plus_milliseconds(length)));
    });
    tell("due without pauses", || {
        let (from, length) = clock();
        let _ = black_box(calendar.after(from, length));
    });
    tell("due and elapsed with three pauses", || {
        let (from, length) = clock();
        let pause = |hours: i64| (from.plus_milliseconds(hours * 60 * MINUTE), Some(from.plus_milliseconds((hours + 2) * 60 * MINUTE)));
        let held = still::merged(from, [pause(1), pause(20), pause(30)]);
        let amount = Amount::Service(length);
        black_box(still::counted(&calendar, amount.measure(), &held, from, from.plus_milliseconds(length)));
        let _ = black_box(still::due(&calendar, from, amount, &held));
    });
    for pauses in [1, 100, 1000, 10_000] {
        tell(&format!("a clock explained, {pauses} pauses"), || {
            black_box(explained(&calendar, start, pauses));
        });
    }
}

/// A clock that was paused so many times, a quarter of an hour each, with its lines.
fn explained(calendar: &Calendar, start: Timestamp, pauses: i64) -> usize {
    let at = |minutes: i64| start.plus_milliseconds(minutes * MINUTE);
    let held = |pause: i64| Held { from: at(pause * 30 + 15), to: Some(at(pause * 30 + 30)), reason: "waiting".to_owned() };
    let question = Question {
        start,
        target: "400h".parse().unwrap(),
        held: (0..pauses).map(held).collect(),
        at: Some(at(pauses * 30 + 60)),
        now: start,
    };
    answer(calendar, &question).lines.len()
}

/// Runs it for half a second and tells how often and how long.
fn tell(what: &str, mut run: impl FnMut()) {
    run();
    let begun = Instant::now();
    let mut runs = 0_u64;
    while begun.elapsed() < Duration::from_millis(500) {
        for _ in 0..8 {
            run();
        }
        runs += 8;
    }
    let each = begun.elapsed().as_secs_f64() / runs as f64;
    println!("{what}: {:.0} a second, {:.2} µs each", 1.0 / each, each * 1e6);
}
