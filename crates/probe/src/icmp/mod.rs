//! ICMP echo: is the device there, how far away is it, and how many packets are lost on the way?
//!
//! Measurements: `round_trip` (seconds, the mean over the packets that came back), `round_trip_min`, `round_trip_max` and `loss` (ratio).
//! When no packet came back there is nothing to measure: that is a failure, [`Timeout`](FailureKind::Timeout) when nobody said anything,
//! [`Unreachable`](FailureKind::Unreachable) when a router did.

mod packet;
mod socket;
mod waiters;

use std::net::IpAddr;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::bounded::{Packets, PayloadBytes};
use crate::deadline::Deadline;
use crate::failure::{Failure, FailureKind};
use crate::outcome::{Measurement, Unit};
use packet::Why;
pub(crate) use socket::Sockets;
use waiters::Answer;

/// Whom to ping, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The device. Of a name with several addresses the first is asked.
    pub address: Host,
    /// How many requests are sent, 100 ms apart or closer where the time allowed is short.
    #[serde(default)]
    pub packets: Packets,
    /// How many bytes of data each carries.
    #[serde(default)]
    pub payload_bytes: PayloadBytes,
}

impl Settings {
    /// The same with the least that shows whether somebody is there.
    pub fn once(&self) -> Self {
        Self { packets: Packets::ONE, ..self.clone() }
    }

    /// Three packets of the usual size.
    pub fn new(address: Host) -> Self {
        Self { address, packets: Packets::default(), payload_bytes: PayloadBytes::default() }
    }
}

/// The pause between two requests of one question, so that a moment's congestion does not take all of them.
const PAUSE: Duration = Duration::from_millis(100);

/// Sends the packets and waits until all are answered for or the time is up.
pub(crate) async fn ask(sockets: &Sockets, settings: &Settings, deadline: &Deadline) -> Result<Vec<Measurement>, Failure> {
    let resolved = settings.address.resolve(0, deadline).await?;
    let target = resolved.first().ok_or_else(|| Failure::silent(&settings.address, deadline.allowed()))?.ip();
    let socket = sockets.towards(target).await?;
    let packets = settings.packets.get();
    // All packets are on their way in the first half of the time, so that the last one has as good a chance as the first.
    let pause = PAUSE.min(deadline.allowed() / (2 * u32::from(packets)));
    let mut in_flight = FuturesUnordered::new();
    for number in 0..packets {
        if number > 0 {
            tokio::time::sleep(pause).await;
        }
        let sent = socket.send(target, usize::from(settings.payload_bytes.get())).await?;
        in_flight.push(async move { (sent.at, sent.claim.answer().await) });
    }
    let mut tally = Tally::default();
    while let Ok(Some((sent, answer))) = deadline.within(in_flight.next()).await {
        match answer {
            Some(Answer::Reply(at)) => tally.replies.push(at.saturating_duration_since(sent)),
            Some(Answer::Undelivered(by, why)) => tally.undelivered = Some((by, why)),
            None => {}
        }
    }
    tally.measurements(packets).ok_or_else(|| tally.failure(target, deadline))
}

/// What came back for one question.
#[derive(Debug, Default)]
struct Tally {
    replies: Vec<Duration>,
    undelivered: Option<(IpAddr, Why)>,
}

impl Tally {
    fn measurements(&self, sent: u8) -> Option<Vec<Measurement>> {
        let (fastest, slowest) = (self.replies.iter().min()?, self.replies.iter().max()?);
        let came_back = u32::try_from(self.replies.len()).unwrap_or(u32::MAX);
        let mean = self.replies.iter().sum::<Duration>() / came_back;
        let loss = 1.0 - f64::from(came_back) / f64::from(sent);
        Some(vec![
            Measurement::seconds("round_trip", mean),
            Measurement::seconds("round_trip_min", *fastest),
            Measurement::seconds("round_trip_max", *slowest),
            Measurement::number("loss", Unit::Ratio, loss),
        ])
    }

    fn failure(&self, target: IpAddr, deadline: &Deadline) -> Failure {
        let Some((by, why)) = self.undelivered else { return Failure::silent(target, deadline.allowed()) };
        let (en, zh) = match why {
            Why::NoWay => (
                format!("{by} reports that {target} cannot be reached. Check the device's power and its link, and the routing on {by}."),
                format!("{by} 报告无法到达 {target}。请检查设备供电和链路，以及 {by} 上的路由。"),
            ),
            Why::Forbidden => (
                format!("{by} reports that a filter forbids reaching {target}. Allow ICMP echo from this computer on {by}."),
                format!("{by} 报告过滤规则禁止访问 {target}。请在 {by} 上放行来自本机的 ICMP echo。"),
            ),
            Why::Loop => (
                format!("Packets to {target} run in circles; {by} gave up. Correct the routes around {by}."),
                format!("发往 {target} 的数据包在网络中循环，{by} 已将其丢弃。请更正 {by} 附近的路由。"),
            ),
        };
        Failure::new(FailureKind::Unreachable, en, zh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Value;

    fn numbers(tally: &Tally, sent: u8) -> Vec<f64> {
        let measurements = tally.measurements(sent).unwrap();
        measurements.into_iter().map(|found| if let Value::Number(number) = found.value { number } else { f64::NAN }).collect()
    }

    #[test]
    fn loss_and_round_trips_are_counted_over_what_came_back() {
        let tally = Tally { replies: vec![Duration::from_millis(10), Duration::from_millis(30)], undelivered: None };
        assert_eq!(numbers(&tally, 4), [0.020, 0.010, 0.030, 0.5]);
        assert_eq!(numbers(&tally, 2).last(), Some(&0.0));
    }

    #[test]
    fn nothing_back_is_a_failure_that_tells_silence_from_a_routers_word() {
        let deadline = Deadline::after(Duration::from_secs(1));
        let target = "10.0.0.1".parse().unwrap();
        let mut tally = Tally::default();
        assert!(tally.measurements(3).is_none());
        assert_eq!(tally.failure(target, &deadline).kind, FailureKind::Timeout);
        for why in [Why::NoWay, Why::Forbidden, Why::Loop] {
            tally.undelivered = Some(("10.0.0.254".parse().unwrap(), why));
            let failure = tally.failure(target, &deadline);
            assert_eq!(failure.kind, FailureKind::Unreachable);
            assert!(failure.detail_en.contains("10.0.0.254") && failure.detail_zh.contains("10.0.0.254"));
        }
    }
}
