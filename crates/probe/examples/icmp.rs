//! What a ping costs beside `fping -i 0`, which sends as fast as it can: `cargo run --release -p probe --example icmp`. Needs fping and the right
//! to ping; 32,000 loopback addresses answer by themselves.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a measurement fails loudly")]

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use probe::{Prober, ProberSettings, Question};

const ADDRESSES: u32 = 32_000;
const IN_FLIGHT: usize = 4000;

fn main() {
    for _ in 0..3 {
        measure("fping -i 0", fping);
        measure("probe", probed);
    }
}

fn measure(name: &str, run: impl FnOnce() -> usize) {
    let (cpu, wall) = (cpu_seconds(), Instant::now());
    let answered = run();
    let (cpu, wall) = (cpu_seconds() - cpu, wall.elapsed().as_secs_f64());
    println!("{name}: {answered} of {ADDRESSES} answered in {wall:.2} s, {:.2} µs of processor each", cpu / f64::from(ADDRESSES) * 1e6);
}

/// Processor time of this process and of those it waited for, in seconds.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    [11, 12, 13, 14].iter().map(|at| fields[*at].parse::<f64>().expect("a number")).sum::<f64>() / 100.0
}

fn addresses() -> impl Iterator<Item = Ipv4Addr> {
    let first = u32::from(Ipv4Addr::new(127, 2, 0, 1));
    (0..ADDRESSES).map(move |at| Ipv4Addr::from(first + at))
}

/// One packet to each, nothing sent again, the addresses on its standard input.
fn fping() -> usize {
    let mut fping = Command::new("fping")
        .args(["-i", "0", "-r", "0", "-t", "2000", "-a"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("fping is installed");
    let list: String = addresses().map(|address| format!("{address}\n")).collect();
    let mut input = fping.stdin.take().expect("its input");
    let writer = std::thread::spawn(move || input.write_all(list.as_bytes()).expect("fping reads"));
    let output = fping.wait_with_output().expect("fping ends");
    writer.join().expect("the list is written");
    output.stdout.iter().filter(|byte| **byte == b'\n').count()
}

#[tokio::main(flavor = "current_thread")]
async fn probed() -> usize {
    let prober = Prober::new(ProberSettings { pings: IN_FLIGHT, ..ProberSettings::default() }).expect("a prober");
    let question = |address: Ipv4Addr| -> Question {
        let text = format!(r#"{{"kind": "icmp", "address": "{address}", "packets": 1}}"#);
        serde_json::from_str(&text).expect("a question")
    };
    let asked = addresses().map(question).map(|question| {
        let prober = prober.clone();
        async move { prober.ask(&question, Duration::from_secs(2)).await.result.is_ok() }
    });
    futures::stream::iter(asked).buffer_unordered(IN_FLIGHT).filter(|ok| std::future::ready(*ok)).count().await
}
