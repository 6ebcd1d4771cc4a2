//! How much a sample takes, and how long a range is read: `bench/series`. Ignored otherwise, because it writes a year.

#![expect(clippy::disallowed_methods, reason = "it measures")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::{Duration, Instant};

use base::db::{Bulk, Dialect, Value, sql};
use base::{Db, Role};
use series::model::Span;
use series::{Retention, Sample, Series};
use testkit::{Kind, fresh};

use crate::{at, count, keep, person, sample};

const DAY: i64 = 86_400;

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    /// From 0 to before 1.
    fn one(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Around 1, with a long tail to the right, as round trips are.
    fn delay(&mut self) -> f64 {
        1.0 - 0.15 * (1.0 - self.one()).ln() + if self.one() < 0.01 { 5.0 * self.one() } else { 0.0 }
    }
}

/// What a check answers: name, label and unit of each metric, and its value.
type Answer = Vec<(&'static str, String, &'static str, f64)>;

/// A camera is asked over HTTP twice a minute and by ICMP once; a switch by SNMP, its 24 interfaces once a minute.
fn answers(dice: &mut Dice, device: i64, second: i64) -> Vec<(i64, Answer)> {
    let own = 0.000_3 * (1.0 + device as f64 / 3.0);
    let up = || ("available", String::new(), "flag", 1.0);
    let mut found = Vec::new();
    if device % 10 != 0 {
        found.push((device * 10, vec![up(), ("response_time", String::new(), "seconds", own * 8.0 * dice.delay())]));
        if second % 60 == 0 {
            let loss = if dice.one() < 0.001 { 0.2 } else { 0.0 };
            let trip = own * dice.delay();
            found.push((
                device * 10 + 1,
                vec![up(), ("round_trip", String::new(), "seconds", trip), ("loss", String::new(), "ratio", loss)],
            ));
        }
    } else {
        found.push((device * 10, vec![up(), ("round_trip", String::new(), "seconds", own * 4.0 * dice.delay())]));
        if second % 60 == 0 {
            let hour = (second % DAY) as f64 / 3600.0;
            let of_day = 1.0 - 0.7 * ((hour - 2.0) / 24.0 * std::f64::consts::TAU).cos();
            let mut traffic = vec![up()];
            for port in 1..=24 {
                // A camera behind each port but four: video in at a rate that varies little, next to nothing out.
                let video = if port % 6 == 0 { 0.0 } else { 500_000.0 * (1.0 + 0.05 * dice.one()) * (0.8 + 0.2 * of_day) };
                traffic.push(("if_in", format!("Gi0/{port}"), "bytes_per_second", video));
                traffic.push(("if_out", format!("Gi0/{port}"), "bytes_per_second", video / 40.0 + 60.0 * dice.one()));
            }
            found.push((device * 10 + 1, traffic));
        }
    }
    found
}

/// What the devices answered in some seconds.
fn told(dice: &mut Dice, devices: &[i64], seconds: std::ops::Range<i64>) -> Vec<Sample> {
    let mut samples = Vec::new();
    for second in seconds.step_by(30) {
        for device in devices {
            for (check_id, answer) in answers(dice, *device, second) {
                // A check has its own beat, and is answered some milliseconds after it.
                let at = at(second).plus_milliseconds(check_id * 7919 % 30_000 + (dice.one() * 12.0) as i64);
                samples.extend(answer.into_iter().map(|(name, label, unit, value)| Sample {
                    device_id: *device,
                    check_id,
                    label,
                    unit,
                    at,
                    ..sample(name, 0, value)
                }));
            }
        }
    }
    samples
}

/// The time that this process has kept a core busy, to the hundredth of a second: a busy machine does not lengthen it.
fn core() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    let hundredths: u64 = fields.skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(10 * hundredths)
}

async fn live(series: &Series, db: &Db, devices: &[i64], days: i64) -> (u64, Duration, Duration) {
    let keeper = series.workers().remove(0);
    let (mut dice, mut count, mut writing, mut keeping) = (Dice(42), 0, Duration::ZERO, Duration::ZERO);
    for quarter in 0..days * 24 {
        let samples = told(&mut dice, devices, quarter * 3600..(quarter + 1) * 3600);
        count += samples.len() as u64;
        let begun = core();
        keep(series, db, &samples).await;
        writing += core() - begun;
        let begun = core();
        keeper.run(at((quarter + 1) * 3600)).await.unwrap();
        keeping += core() - begun;
    }
    (count, writing, keeping)
}

async fn sizes(db: &Db, samples: u64) {
    let mut conn = db.read().await.unwrap();
    let tiers: Vec<(i64, i64, i64)> =
        sql("SELECT tier, COUNT(*), CAST(SUM(LENGTH(body)) AS BIGINT) FROM series_blocks GROUP BY tier ORDER BY tier")
            .all(&mut conn)
            .await
            .unwrap();
    let text = match conn.dialect() {
        Dialect::Sqlite => {
            "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) - \
             (SELECT freelist_count FROM pragma_freelist_count) * (SELECT page_size FROM pragma_page_size)"
        }
        Dialect::Postgres => "SELECT pg_total_relation_size('series_blocks')",
    };
    let table: i64 = sql(text).scalar(&mut conn).await.unwrap();
    for (tier, blocks, bytes) in tiers {
        println!("  tier {tier}: {blocks} blocks of {} bytes, {:.3} bytes per raw sample", bytes / blocks, bytes as f64 / samples as f64);
    }
    println!("  all on disk: {:.3} bytes per sample", table as f64 / samples as f64);
}

async fn sizes_of_log(db: &Db, samples: usize) {
    let mut conn = db.read().await.unwrap();
    let bytes: i64 = sql("SELECT CAST(SUM(LENGTH(body)) AS BIGINT) FROM series_recent").scalar(&mut conn).await.unwrap();
    println!("  {:.1} bytes per sample in the log", bytes as f64 / samples as f64);
}

async fn read(series: &Series, device: i64, name: &str, days: i64, until: i64) {
    let staff = person(9, Role::Engineer, None);
    let metric = series.by(&staff).metrics(device).await.unwrap().into_iter().find(|metric| metric.name == name).unwrap();
    let span = Span::new(at(until - days * DAY), at(until), 300).unwrap();
    let mut times = Vec::new();
    let mut steps = 0;
    for _ in 0..21 {
        let begun = Instant::now();
        steps = series.by(&staff).range(metric.id, span).await.unwrap().steps.len();
        times.push(begun.elapsed());
    }
    times.sort();
    println!(
        "  {name} of {device}, {days} days, {steps} steps of {} s: p50 {:.2?}, worst {:.2?}",
        span.step_seconds(),
        times.get(10).unwrap(),
        times.last().unwrap()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "writes a month and a year: bench/series"]
async fn a_month_of_a_street() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let test = fresh(kind).await.unwrap();
        println!("{kind:?}");
        let series = Series::new(test.db.clone()).with_retention(Retention::new(60, 180, 1826).unwrap());
        let street: Vec<i64> = (1..=10).collect();
        let (samples, writing, keeping) = live(&series, &test.db, &street, 31).await;
        println!(
            "nine cameras and a switch, 31 days: {samples} samples; core time: written in {writing:.1?}, folded and rolled up in {keeping:.1?}"
        );
        sizes(&test.db, samples).await;
        for days in [1, 7, 31] {
            read(&series, 1, "response_time", days, 31 * DAY).await;
            read(&series, 10, "if_in", days, 31 * DAY).await;
        }
    }
}

/// The samples of the street, as other stores read them: a JSON object per metric and line, values as they are kept here.
#[tokio::test]
#[ignore = "writes the file that AFTERCARE_TEST_EXPORT names: bench/series"]
async fn the_street_for_another_store() {
    type Columns = (Vec<f64>, Vec<i64>);
    let Ok(path) = std::env::var("AFTERCARE_TEST_EXPORT") else { return };
    let street: Vec<i64> = (1..=10).collect();
    let mut dice = Dice(42);
    let mut metrics: BTreeMap<(i64, String, String), Columns> = BTreeMap::new();
    for hour in 0..31 * 24 {
        for sample in told(&mut dice, &street, hour * 3600..(hour + 1) * 3600) {
            let resolution = if sample.unit == "bytes_per_second" { 1.0 } else { 1e6 };
            let (values, instants) = metrics.entry((sample.check_id, sample.name, sample.label)).or_default();
            values.push((sample.value * resolution).round() / resolution);
            instants.push(sample.at.milliseconds());
        }
    }
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    for ((check, name, label), (values, timestamps)) in metrics {
        let metric = serde_json::json!({"__name__": name, "check": check.to_string(), "label": label});
        writeln!(file, "{}", serde_json::json!({"metric": metric, "values": values, "timestamps": timestamps})).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "writes a year: bench/series"]
async fn a_year_of_a_camera() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let test = fresh(kind).await.unwrap();
        println!("{kind:?}");
        let series = Series::new(test.db.clone());
        let (samples, ..) = live(&series, &test.db, &[1], 366).await;
        println!("a camera, 366 days: {samples} samples");
        sizes(&test.db, samples).await;
        for days in [1, 31, 366] {
            read(&series, 1, "response_time", days, 366 * DAY).await;
        }
    }
}

/// What an older program did: of the same answers, a row for each value, at the place of its metric.
async fn a_row_per_point(db: &Db, fleet: &[i64]) {
    let (mut dice, mut writing, mut samples) = (Dice(7), Duration::ZERO, 0);
    for flush in 0..45 {
        let some: Vec<i64> = fleet.iter().copied().filter(|device| device % 15 == flush % 15).collect();
        let told = told(&mut dice, &some, flush / 15 * 30..flush / 15 * 30 + 30);
        let metric = |sample: &Sample| sample.check_id * 4 + i64::from(sample.name.len() as u32 % 4);
        samples += told.len();
        let begun = core();
        let rows = told.iter().map(|sample| vec![Value::from(metric(sample)), Value::from(sample.at), Value::from(sample.value)]);
        let mut conn = db.write().await.unwrap();
        Bulk::new("INSERT INTO series_points (metric_id, at, value) VALUES {} ON CONFLICT (metric_id, at) DO NOTHING", rows)
            .run(&mut conn)
            .await
            .unwrap();
        conn.commit().await.unwrap();
        writing += core() - begun;
    }
    println!("  a row per point: {samples} samples in 45 writes took, core time, {writing:.1?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "ten thousand devices: bench/series"]
async fn a_quarter_of_an_hour_of_ten_thousand_cameras() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let test = fresh(kind).await.unwrap();
        println!("{kind:?}");
        let series = Series::new(test.db.clone());
        let fleet: Vec<i64> = (1..100_000).filter(|device| device % 10 != 0).take(10_000).collect();
        let mut dice = Dice(7);
        let mut preparing = Duration::ZERO;
        let mut writing = Duration::ZERO;
        let mut samples = 0;
        for flush in 0..450 {
            // Each two seconds the fifteenth part of the fleet has answered.
            let begin = flush / 15 * 30;
            let some: Vec<i64> = fleet.iter().copied().filter(|device| device % 15 == flush % 15).collect();
            let told = told(&mut dice, &some, begin..begin + 30);
            samples += told.len();
            let begun = core();
            let prepared = series.prepare(&told).await.unwrap();
            preparing += core() - begun;
            let begun = core();
            let mut conn = test.db.write().await.unwrap();
            series.write(&mut conn, &prepared).await.unwrap();
            conn.commit().await.unwrap();
            writing += core() - begun;
        }
        println!(
            "10,000 cameras, 15 minutes: {samples} samples in 450 writes; core time: prepared in {preparing:.1?}, written in {writing:.1?}"
        );
        println!("  {} rows of the log", count(&test.db, "series_recent").await);
        read(&series, 1, "response_time", 1, 900).await;
        sizes_of_log(&test.db, samples).await;
        let begun = core();
        let report = series.workers().remove(0).run(at(900)).await.unwrap();
        println!("  {} in {:.1?} core time", report.note, core() - begun);
        read(&series, 1, "response_time", 1, 900).await;
        a_row_per_point(&test.db, &fleet).await;
    }
}
