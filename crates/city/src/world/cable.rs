//! What has passed through a cable. Traffic is an integral in closed form of the time of day and some swell, scaled by the load of the
//! plan, over the time in which there was a carrier. So the counters of both ends agree, move only forwards, and
//! stand still while the cable is down.

use super::{CableTrouble, Span, World};
use crate::chance;
use crate::clock::Moment;
use crate::plan::Device;

/// Swell: period in seconds, share of the mean. The shares sum to 0.75, so the rate never falls below a quarter of its mean and a counter
/// never stands still.
const SWELL: [(f64, f64); 5] = [(86_400.0, 0.25), (2820.0, 0.2), (318.0, 0.15), (37.0, 0.1), (7.0, 0.05)];

/// The day's swell is highest at 16:00 in China, 08:00 UTC; the other phases are the device's own.
const NOON_PHASE: f64 = -std::f64::consts::PI / 6.0;

/// Seconds of mean traffic between two instants; negative never.
pub fn activity(seed: u64, from: Moment, to: Moment) -> f64 {
    if to <= from {
        return 0.0;
    }
    integral(seed, to) - integral(seed, from)
}

/// The antiderivative of `1 + Σ share · sin(2πt/period + phase)`, in seconds since 2026.
fn integral(seed: u64, at: Moment) -> f64 {
    const YEAR_2026: Moment = 1_767_225_600_000;
    let seconds = (at - YEAR_2026) as f64 / 1000.0;
    let swell = SWELL.iter().enumerate().map(|(number, (period, share))| {
        let speed = std::f64::consts::TAU / period;
        let phase = if number == 0 { NOON_PHASE } else { chance::fraction(seed, 20 + number as u64) * std::f64::consts::TAU };
        -share / speed * (speed * seconds + phase).cos()
    });
    seconds + swell.sum::<f64>()
}

/// One end of a cable, as the device at that end sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CableView {
    /// Whether there is a carrier.
    pub carrier: bool,
    /// When that last changed, or when the looking device was started.
    pub changed: Moment,
    /// Seconds of mean traffic since the looking device was started.
    pub activity: f64,
}

impl World {
    /// The cable above `child`, as the device at one end sees it that was started at `booted`.
    pub fn cable_view(&self, child: &Device, booted: Moment, now: Moment) -> CableView {
        let parent = self.plan.parent(child);
        let touched = self.touched.get(&child.id);
        let touched_parent = parent.and_then(|parent| self.touched.get(&parent.id));
        let dark = |device: &Device| self.dark_since(device.site, now);
        let dark = [dark(child), parent.and_then(dark)].into_iter().flatten().min();
        if touched.is_none() && touched_parent.is_none() && dark.is_none() {
            return CableView { carrier: true, changed: booted, activity: activity(child.seed, booted, now) };
        }

        let mut lost: Vec<(Span, bool)> = Vec::new();
        lost.extend(touched.into_iter().chain(touched_parent).flat_map(|touched| touched.outages.iter()).map(|span| (*span, false)));
        lost.extend(touched.into_iter().flat_map(|touched| touched.gaps.iter().copied()));
        match touched.and_then(|touched| touched.cable) {
            Some(CableTrouble::Down { from }) => lost.push((Span { from, until: None }, false)),
            Some(CableTrouble::Flapping { from, .. }) => lost.push((Span { from, until: None }, true)),
            None => {}
        }
        lost.extend(dark.map(|from| (Span { from, until: None }, false)));

        let flap_down = self.cable_down_since(child.id, now);
        let carrier = flap_down.is_none() && !lost.iter().any(|(span, flapping)| !flapping && span.until.is_none());
        let changed = lost.iter().flat_map(|(span, _)| [Some(span.from), span.until]).flatten().chain(flap_down).filter(|at| *at <= now);
        let changed = changed.max().unwrap_or(booted).max(booted);
        CableView { carrier, changed, activity: passed(child.seed, &lost, booted, now) }
    }
}

/// What passed between two instants: nothing during an outage or gap, half during flapping. Overlaps count once. Stretches are added in
/// the order of time and never taken off, so that rounding cannot move a standing counter back.
fn passed(seed: u64, lost: &[(Span, bool)], booted: Moment, now: Moment) -> f64 {
    let clip = |at: Moment| at.clamp(booted, now.max(booted));
    // Where spans begin and end; between two neighbours the number of spans that cover is constant.
    let mut edges: Vec<(Moment, i32, i32)> = Vec::with_capacity(lost.len() * 2 + 1);
    for (span, flapping) in lost {
        let (hard, soft) = if *flapping { (0, 1) } else { (1, 0) };
        edges.push((clip(span.from), hard, soft));
        edges.push((clip(span.until.unwrap_or(Moment::MAX)), -hard, -soft));
    }
    edges.sort_unstable();
    let share = |hard: i32, soft: i32| match (hard, soft) {
        (0, 0) => 1.0,
        (0, _) => 0.5,
        _ => 0.0,
    };
    let (mut hard, mut soft, mut from, mut rate, mut sum) = (0, 0, booted, 1.0, 0.0);
    let mut edges = edges.into_iter().peekable();
    while let Some((at, hard_step, soft_step)) = edges.next() {
        hard += hard_step;
        soft += soft_step;
        // Several edges at one instant are one; an edge that changes nothing is none.
        if edges.peek().is_some_and(|(next, ..)| *next == at) || share(hard, soft) == rate {
            continue;
        }
        sum += rate * activity(seed, from, at);
        (from, rate) = (at, share(hard, soft));
    }
    sum + rate * activity(seed, from, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Moment = 1_800_000_000_000;

    #[test]
    fn activity_never_falls_and_is_a_second_a_second_on_average() {
        let mut before = 0.0;
        for step in 1..20_000 {
            let now = activity(9, START, START + step * 50);
            assert!(now > before);
            before = now;
        }
        let day = activity(9, START, START + 86_400_000);
        assert!((day / 86_400.0 - 1.0).abs() < 0.02, "{day}");
    }

    #[test]
    fn overlapping_losses_count_once() {
        let span = |from: Moment, until: Moment| Span { from: START + from, until: Some(START + until) };
        let passed = passed(3, &[(span(0, 1000), false), (span(500, 2000), false), (span(0, 4000), true)], START, START + 10_000);
        let expected = activity(3, START + 2000, START + 4000) / 2.0 + activity(3, START + 4000, START + 10_000);
        assert!((passed - expected).abs() < 1e-6, "{passed} is not {expected}");
    }

    #[test]
    fn losses_before_the_start_are_not_counted() {
        let lost = [(Span { from: START - 5000, until: Some(START + 1000) }, false)];
        let expected = activity(3, START + 1000, START + 10_000);
        assert!((passed(3, &lost, START, START + 10_000) - expected).abs() < 1e-6);
    }
}
