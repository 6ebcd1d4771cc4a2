//! What is known of a metric at one instant or in one step: how many values, the least, their sum and the greatest. One raw point is a cell of
//! one value, so that points and roll-ups are merged, kept and read in the same way.

use std::collections::BTreeMap;

/// One point, or what a step's points amount to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cell {
    /// The instant, or the step's first one, in milliseconds.
    pub(crate) at: i64,
    pub(crate) count: f64,
    pub(crate) min: f64,
    pub(crate) sum: f64,
    pub(crate) max: f64,
}

/// The cells of a device's metrics, by the metric's id; each list in order of time, without two of one instant.
pub(crate) type Cells = BTreeMap<i64, Vec<Cell>>;

impl Cell {
    /// One measured value.
    pub(crate) fn point(at: i64, value: f64) -> Cell {
        Cell { at, count: 1.0, min: value, sum: value, max: value }
    }

    /// The mean of its values.
    pub(crate) fn mean(&self) -> f64 {
        self.sum / self.count
    }

    /// Takes another cell's values in; the instant stays.
    pub(crate) fn take(&mut self, other: &Cell) {
        self.count += other.count;
        self.sum = near_millionth(self.sum + other.sum);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}

/// A number that differs from a whole number of millionths by no more than adding makes it differ, as that number: values have no more than six
/// decimals as a rule, and then so has their sum, and is short to write.
fn near_millionth(number: f64) -> f64 {
    let near = (number * 1e6).round() / 1e6;
    if (near - number).abs() <= number.abs() * 4.0 * f64::EPSILON { near } else { number }
}

/// Puts points into order; of several for one instant the first one told is kept.
pub(crate) fn in_order(points: &mut Vec<Cell>) {
    points.sort_by_key(|point| point.at);
    points.dedup_by_key(|point| point.at);
}

/// Adds points to those that are kept already, and answers whether one was new: a second value for an instant is dropped.
pub(crate) fn add(kept: &mut Cells, fresh: Cells) -> bool {
    let mut grew = false;
    for (metric, points) in fresh {
        let list = kept.entry(metric).or_default();
        let before = list.len();
        list.extend(points);
        in_order(list);
        grew |= list.len() > before;
    }
    grew
}

/// The cells of finer blocks, in order of time, put together into steps of this many milliseconds.
pub(crate) fn roll_up(into: &mut Cells, finer: &Cells, step: i64) {
    for (metric, cells) in finer {
        let rolled = into.entry(*metric).or_default();
        for cell in cells {
            let at = cell.at.div_euclid(step) * step;
            match rolled.last_mut().filter(|last| last.at == at) {
                Some(last) => last.take(cell),
                None => rolled.push(Cell { at, ..*cell }),
            }
        }
    }
}
