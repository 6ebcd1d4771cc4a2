//! A store lives: it is written to, folded by two nodes that both believe to be the one, started anew, told old news, and damaged. What is read is
//! what was measured.

use std::collections::BTreeMap;

use base::db::sql;
use base::{Role, Timestamp};
use series::model::{Range, Span};
use series::{Sample, Series, SeriesId};
use testkit::{TestDb, monday, on_both};

use crate::{at, count, keep, person, sample};

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % most
    }
}

const NAMES: [&str; 3] = ["available", "round_trip", "loss"];

type Told = BTreeMap<(i64, &'static str), BTreeMap<i64, f64>>;

/// Answers of some devices from a moment on, half a minute apart.
fn answers(dice: &mut Dice, begin: i64) -> Vec<Sample> {
    let mut samples = Vec::new();
    for n in 0..=dice.below(40) {
        let device = 1 + dice.below(3) * 64;
        for name in NAMES.iter().take(1 + dice.below(3) as usize) {
            let value = if *name == "available" { 1.0 } else { dice.below(1000) as f64 / 8.0 };
            samples.push(Sample { device_id: device, check_id: device, ..sample(name, begin + n * 30, value) });
        }
    }
    samples
}

async fn range(series: &Series, metric: SeriesId, span: Span) -> Range {
    series.by(&person(9, Role::Engineer, None)).range(metric, span).await.unwrap()
}

async fn as_it_was_told(series: &Series, told: &Told, spans: &[Span]) {
    for ((device, name), points) in told {
        let metrics = series.by(&person(9, Role::Engineer, None)).metrics(*device).await.unwrap();
        let metric = metrics.into_iter().find(|metric| metric.name == *name).unwrap();
        for span in spans {
            let mut steps: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
            for (at, value) in points.range(span.from().milliseconds()..span.to().milliseconds()) {
                steps.entry(at.div_euclid(span.step_milliseconds()) * span.step_milliseconds()).or_default().push(*value);
            }
            let found = range(series, metric.id, *span).await.steps;
            let found: Vec<(Timestamp, _)> = found.into_iter().filter_map(|step| Some((step.at, step.values?))).collect();
            assert_eq!(found.len(), steps.len(), "{name} of {device} in {span:?}");
            for ((at, values), (begin, of_step)) in found.into_iter().zip(steps) {
                let least = of_step.iter().copied().fold(f64::INFINITY, f64::min);
                let greatest = of_step.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                assert_eq!((at.milliseconds(), values.min, values.max), (begin, least, greatest), "{name} of {device} in {span:?}");
                assert!((values.avg - of_step.iter().sum::<f64>() / of_step.len() as f64).abs() < 1e-9);
            }
        }
    }
}

on_both!(any_life_of_a_store_reads_as_it_was_told, |test: TestDb| async move {
    for seed in 1..=4 {
        let mut dice = Dice(seed);
        let mut conn = test.db.write().await.unwrap();
        for table in ["series_metrics", "series_recent", "series_blocks"] {
            sql(format!("DELETE FROM {table}")).run(&mut conn).await.unwrap();
        }
        conn.commit().await.unwrap();
        let mut told = Told::new();
        let mut series = Series::new(test.db.clone());
        let spans = [(0, 86_400, 2000), (7 * 3600, 86_400 * 3, 300), (0, 12 * 86_400, 250), (0, 12 * 86_400, 2)];
        let spans = spans.map(|(from, to, points)| Span::new(at(from), at(to), points).unwrap());
        for now in (0..20).map(|n| at(n * 50_000)) {
            for _ in 0..=dice.below(3) {
                let back = if dice.below(4) == 0 { dice.below(10 * 86_400) } else { dice.below(7200) };
                let samples = answers(&mut dice, now.milliseconds_since(monday()) / 1000 - back);
                for sample in &samples {
                    let name = NAMES.into_iter().find(|name| *name == sample.name).unwrap();
                    told.entry((sample.device_id, name)).or_default().entry(sample.at.milliseconds()).or_insert(sample.value);
                }
                let twice = dice.below(3) == 0;
                keep(&series, &test.db, &samples).await;
                if twice {
                    series = Series::new(test.db.clone());
                    keep(&series, &test.db, &samples).await;
                }
            }
            if dice.below(2) == 0 {
                let (one, other) = (series.workers().remove(0), Series::new(test.db.clone()).workers().remove(0));
                let (one, other) = tokio::join!(one.run(now), other.run(now));
                one.unwrap();
                other.unwrap();
            }
        }
        as_it_was_told(&series, &told, &spans).await;
        let last = at(30 * 86_400);
        series.workers().remove(0).run(last).await.unwrap();
        as_it_was_told(&series, &told, &spans[2..]).await;
        assert_eq!(count(&test.db, "series_recent").await, 0);
        assert!(count(&test.db, "series_blocks").await > 0);
    }
});

on_both!(a_write_that_is_rolled_back_was_never_told, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    let prepared = series.prepare(&[sample("round_trip", 0, 1.0)]).await.unwrap();
    let mut conn = test.db.write().await.unwrap();
    series.write(&mut conn, &prepared).await.unwrap();
    drop(conn);
    assert_eq!(count(&test.db, "series_recent").await, 0);
    assert_eq!(count(&test.db, "series_metrics").await, 1, "a metric without points is harmless");
});

on_both!(a_damaged_block_is_said_to_be_damaged_and_the_work_goes_on, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    let keeper = series.workers().remove(0);
    let samples: Vec<Sample> = (0..480).map(|n| sample("round_trip", n * 30, n as f64)).collect();
    keep(&series, &test.db, &samples).await;
    keeper.run(at(14_400)).await.unwrap();
    let metric = series.by(&person(9, Role::Engineer, None)).metrics(1).await.unwrap().remove(0);
    let mut conn = test.db.write().await.unwrap();
    let (from, mut body): (i64, Vec<u8>) =
        sql("SELECT from_at, body FROM series_blocks ORDER BY from_at LIMIT 1").one(&mut conn).await.unwrap();
    body[20] ^= 1;
    sql("UPDATE series_blocks SET body = $1 WHERE from_at = $2").bind(body).bind(from).run(&mut conn).await.unwrap();
    sql("INSERT INTO series_recent (part, body) VALUES (1, $1)").bind(vec![1u8, 2, 3]).run(&mut conn).await.unwrap();
    conn.commit().await.unwrap();

    let staff = person(9, Role::Engineer, None);
    let span = Span::new(at(0), at(14_400), 480).unwrap();
    let refused = series.by(&staff).range(metric.id, span).await.unwrap_err();
    assert_eq!(refused.code(), "series.damaged");
    let report = keeper.run(at(14_400)).await.unwrap();
    assert!(report.note.ends_with("damaged 1"), "{}", report.note);
    keeper.run(at(86_400)).await.unwrap();
    assert_eq!(keeper.run(at(86_400)).await.unwrap().done, 0, "what is damaged is no work without end");
    let whole = Span::new(at(7200), at(14_400), 24).unwrap();
    let found = range(&series, metric.id, whole).await.steps;
    assert_eq!(found.iter().filter(|step| step.values.is_some()).count(), 24, "the other block is rolled up and read");
});

on_both!(what_a_newer_program_wrote_is_left_alone, |test: TestDb| async move {
    let series = Series::new(test.db.clone());
    keep(&series, &test.db, &[sample("round_trip", 0, 1.0)]).await;
    let mut conn = test.db.write().await.unwrap();
    // Format 9 with its check sum: CRC-32 of the one byte 0x09.
    let body = vec![9u8, 0x29, 0x57, 0xde, 0xab];
    sql("INSERT INTO series_recent (part, body) VALUES (1, $1)").bind(body).run(&mut conn).await.unwrap();
    conn.commit().await.unwrap();
    let error = series.workers().remove(0).run(at(60)).await.unwrap_err();
    assert!(error.to_string().contains("newer program"), "{error}");
    assert_eq!(count(&test.db, "series_recent").await, 2, "nothing is lost");
});
