//! Any writes, foldings, roll-ups and late points, in any order: the range is that of a plain list of points.

use std::collections::{BTreeMap, BTreeSet};

use base::Timestamp;
use proptest::prelude::*;

use super::block;
use super::cell::{Cells, add, roll_up};
use super::log::{self, Point};
use super::sheet::{Measured, Sheet};
use super::tier::Tier;
use crate::model::{Span, Values};

const DEVICE: i64 = 77;
const METRIC: i64 = 5;
const DAYS: i64 = 24;
const DAY: i64 = 86_400_000;
/// The beginning of a window of ten days.
const START: i64 = 2050 * 10 * DAY;

#[derive(Debug, Clone)]
enum Deed {
    Write(Vec<(i64, f64)>),
    Fold,
    /// Roll up what was over at this instant.
    Roll(i64),
}

/// The log and the blocks, without a database.
#[derive(Default)]
struct Kept {
    log: Vec<Vec<u8>>,
    blocks: BTreeMap<(Tier, i64), (bool, Vec<u8>)>,
}

impl Kept {
    fn write(&mut self, points: &[(i64, f64)]) {
        let points: Vec<Point> =
            points.iter().map(|(at, value)| Point { device: DEVICE, metric: METRIC, at: *at, value: *value }).collect();
        self.log.extend(log::rows(&points).into_iter().map(|(_, body)| body));
    }

    fn fold(&mut self) {
        let mut devices = BTreeMap::new();
        for row in self.log.drain(..) {
            log::read(&row, &mut devices).unwrap();
        }
        let mut slots: BTreeMap<i64, Cells> = BTreeMap::new();
        for (metric, points) in devices.remove(&DEVICE).unwrap_or_default() {
            for point in points {
                slots.entry(Tier::Raw.window_of(point.at)).or_default().entry(metric).or_default().push(point);
            }
        }
        for (from, fresh) in slots {
            let mut cells = self.blocks.get(&(Tier::Raw, from)).map(|(_, body)| block::read(body, from).unwrap()).unwrap_or_default();
            if add(&mut cells, fresh) {
                self.blocks.insert((Tier::Raw, from), (false, block::write(Tier::Raw, from, &cells)));
            }
        }
    }

    fn roll(&mut self, now: i64) {
        for (tier, coarser) in [(Tier::Raw, Tier::FiveMinutes), (Tier::FiveMinutes, Tier::Hour)] {
            let due = |((of, from), (rolled, _)): (&(Tier, i64), &(bool, Vec<u8>))| {
                (*of == tier && !rolled && *from < coarser.window_of(now)).then(|| coarser.window_of(*from))
            };
            let windows: BTreeSet<i64> = self.blocks.iter().filter_map(due).collect();
            for window in windows {
                let mut cells = Cells::new();
                for ((_, from), (rolled, body)) in self.blocks.range_mut((tier, window)..(tier, window + coarser.window())) {
                    roll_up(&mut cells, &block::read(body, *from).unwrap(), coarser.step());
                    *rolled = true;
                }
                self.blocks.insert((coarser, window), (false, block::write(coarser, window, &cells)));
            }
        }
    }

    fn range(&self, span: Span) -> Vec<Measured> {
        let mut sheet = Sheet::new(span);
        let mut recent = Vec::new();
        for row in &self.log {
            log::read_metric(row, DEVICE, METRIC, &mut recent).unwrap();
        }
        sheet.recent(recent);
        for ((tier, from), (rolled, _)) in &self.blocks {
            if !rolled && *tier != Tier::Hour {
                sheet.not_rolled(*tier, *from);
            }
        }
        for tier in Tier::in_order_for(span.step_milliseconds()) {
            if let Some((from, to)) = sheet.wanted(tier) {
                for ((_, from), (_, body)) in self.blocks.range((tier, from)..(tier, to)) {
                    sheet.block(tier, *from, block::read_metric(body, *from, METRIC).unwrap());
                }
            }
            if tier == Tier::Raw {
                sheet.rest_of_recent();
            }
        }
        sheet.steps()
    }
}

/// The range of a list of points, the first of several for one instant.
fn plainly(points: &BTreeMap<i64, f64>, span: Span) -> Vec<(Timestamp, Values)> {
    let mut steps: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for (at, value) in points.range(span.from().milliseconds()..span.to().milliseconds()) {
        steps.entry(at.div_euclid(span.step_milliseconds()) * span.step_milliseconds()).or_default().push(*value);
    }
    let values = |values: Vec<f64>| Values {
        min: values.iter().copied().fold(f64::INFINITY, f64::min),
        avg: values.iter().sum::<f64>() / values.len() as f64,
        max: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    };
    steps.into_iter().map(|(at, of_step)| (Timestamp::from_milliseconds(at), values(of_step))).collect()
}

fn is_the_same(found: &[Measured], expected: &[(Timestamp, Values)]) -> bool {
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1.0);
    found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, (at, values))| {
            found.at == *at && found.values.min == values.min && found.values.max == values.max && close(found.values.avg, values.avg)
        })
}

fn some_deeds() -> impl Strategy<Value = Vec<Deed>> {
    // Quarter minutes, so that instants meet; bursts, so that steps have several values.
    let burst = (0..DAYS * 96, prop::collection::vec((0..240i64, 0u8..20), 1..30)).prop_map(|(begin, some)| {
        let point = |(n, value): (i64, u8)| (START + begin * 900_000 + n * 15_000, f64::from(value) / 4.0);
        some.into_iter().map(point).collect()
    });
    let deed = prop_oneof![
        5 => burst.prop_map(Deed::Write),
        2 => Just(Deed::Fold),
        1 => (0..DAYS + 8).prop_map(|day| Deed::Roll(START + day * DAY)),
    ];
    prop::collection::vec(deed, 1..60)
}

fn some_span() -> impl Strategy<Value = Span> {
    let length = prop_oneof![60_000..2 * DAY, DAY..DAYS * DAY];
    (-DAY..DAYS * DAY, length, 2u32..400).prop_map(|(from, length, points)| {
        let from = Timestamp::from_milliseconds(START + from);
        Span::new(from, from.plus_milliseconds(length), points).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_range_is_that_of_a_list_of_points(deeds in some_deeds(), spans in prop::collection::vec(some_span(), 1..6)) {
        let mut kept = Kept::default();
        let mut points = BTreeMap::new();
        for deed in &deeds {
            match deed {
                Deed::Write(some) => {
                    kept.write(some);
                    for (at, value) in some {
                        points.entry(*at).or_insert(*value);
                    }
                }
                Deed::Fold => kept.fold(),
                Deed::Roll(now) => kept.roll(*now),
            }
        }
        for span in &spans {
            let (found, expected) = (kept.range(*span), plainly(&points, *span));
            prop_assert!(is_the_same(&found, &expected), "{span:?}: {found:?} instead of {expected:?}");
        }
        // A write that was repeated because its end was not clear, and whatever is done afterwards, changes nothing.
        for deed in &deeds {
            if let Deed::Write(some) = deed {
                kept.write(some);
            }
        }
        for finish in [Deed::Fold, Deed::Roll(START + (DAYS + 20) * DAY), Deed::Fold] {
            if let Deed::Roll(now) = finish { kept.roll(now) } else { kept.fold() }
            for span in &spans {
                prop_assert!(is_the_same(&kept.range(*span), &plainly(&points, *span)), "{span:?} after {finish:?}");
            }
        }
        // Raw points go: what is asked in steps of a roll-up is what it was, and nothing finer is invented.
        kept.blocks.retain(|(tier, _), _| *tier != Tier::Raw);
        for span in spans.iter().filter(|span| span.step_seconds() >= 300) {
            prop_assert!(is_the_same(&kept.range(*span), &plainly(&points, *span)), "{span:?} from roll-ups");
        }
    }
}

#[test]
fn what_is_too_old_to_be_raw_is_shown_rolled_up() {
    let mut kept = Kept::default();
    let half_minutes: Vec<(i64, f64)> = (0..2880).map(|n| (START + n * 30_000, f64::from(n as u32 % 10))).collect();
    kept.write(&half_minutes);
    kept.fold();
    kept.roll(START + DAY);
    kept.blocks.retain(|(tier, _), _| *tier != Tier::Raw);
    let from = Timestamp::from_milliseconds(START + DAY / 2);
    let found = kept.range(Span::new(from, from.plus_seconds(3600), 100).unwrap());
    assert_eq!(found.len(), 12);
    assert!(found.iter().all(|step| step.width == 300_000 && step.values == Values { min: 0.0, avg: 4.5, max: 9.0 }));
}
