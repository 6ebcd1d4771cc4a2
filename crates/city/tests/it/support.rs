//! A city on free ports, net-snmp's commands, and a clock to move.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use city::{City, CityPlan, Clock, Device, Kind, Settings};
use tokio::process::Command;

/// An instant after all devices of the plan were started.
pub const START: i64 = 1_800_000_000_000;

/// A clock that stands until it is moved.
#[derive(Clone)]
pub struct Time(Arc<AtomicI64>);

impl Time {
    pub fn new() -> Time {
        Time(Arc::new(AtomicI64::new(START)))
    }

    pub fn clock(&self) -> Clock {
        let time = Arc::clone(&self.0);
        Clock::of(move || time.load(Ordering::SeqCst))
    }

    pub fn pass_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

/// Any ports, and a time that stands.
pub fn settings(time: &Time) -> Settings {
    Settings { base_port: 0, clock: time.clock(), ..Settings::default() }
}

pub async fn small(time: &Time) -> City {
    City::start(CityPlan::small(), settings(time)).await.unwrap()
}

/// The first device of a kind.
pub fn first(city: &City, kind: Kind) -> &Device {
    city.plan().devices().iter().find(|device| device.kind() == kind).unwrap()
}

pub fn named<'a>(city: &'a City, name: &str) -> &'a Device {
    city.plan().named(name).unwrap()
}

/// Runs a net-snmp command against a device; none where the commands are not installed. The text on success, what it complained about else.
pub async fn snmp(city: &City, device: &Device, command: &str, arguments: &[&str]) -> Option<Result<String, String>> {
    snmp_as(city, device, &city.plan().customer_of(device).unwrap().community.clone(), command, arguments).await
}

/// The same with a community of one's own.
pub async fn snmp_as(city: &City, device: &Device, community: &str, command: &str, arguments: &[&str]) -> Option<Result<String, String>> {
    let target = format!("udp:{}:{}", device.address, city.ports().snmp);
    let (last, options) = arguments.split_last().map_or((None, [].as_slice()), |(last, options)| (Some(*last), options));
    let output = Command::new(command)
        .args(["-v2c", "-c", community, "-On", "-Oe", "-m", "", "-t", "2", "-r", "2"])
        .args(options)
        .arg(target)
        .args(last.into_iter().flat_map(str::split_whitespace))
        .stdin(Stdio::null())
        .output()
        .await;
    match output {
        Ok(output) if output.status.success() => Some(Ok(String::from_utf8_lossy(&output.stdout).into_owned())),
        Ok(output) => Some(Err(String::from_utf8_lossy(&output.stderr).into_owned())),
        Err(_) => {
            missing(command);
            None
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "whether peers are required is the caller's to say")]
fn missing(command: &str) {
    let required = std::env::var("AFTERCARE_TEST_REQUIRE_PEERS").is_ok_and(|value| value == "1");
    assert!(!required, "required here, but missing: {command} (Debian: apt-get install snmp)");
    eprintln!("skipped: {command} is not installed (Debian: apt-get install snmp)");
}

/// The number at the end of a line of net-snmp's output: `.1.3… = Counter64: 17`.
pub fn number(text: &str) -> u64 {
    text.trim().rsplit(|letter: char| !letter.is_ascii_digit()).find(|part| !part.is_empty()).unwrap().parse().unwrap()
}
