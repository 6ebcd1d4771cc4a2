//! A range put together from what there is: recent points, raw blocks, roll-ups. Every slot of two hours is served once, by one tier, so nothing
//! is counted twice; a roll-up is believed only where everything that was measured is in it.

use std::collections::BTreeMap;

use base::Timestamp;

use super::cell::{Cell, in_order};
use super::tier::{SLOT, Tier};
use crate::model::{Span, Values};

/// One step in the making.
#[derive(Debug, Clone, Copy)]
struct Step {
    cell: Cell,
    /// The length of the coarsest cell in it, in milliseconds: before so much time has passed, there is no gap.
    width: i64,
}

/// A slot of the span.
#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The coarsest tier that knows all of it.
    believed: Tier,
    served: bool,
}

/// A range in the making.
#[derive(Debug)]
pub(crate) struct Sheet {
    span: Span,
    first_slot: i64,
    slots: Vec<Slot>,
    recent: Vec<Cell>,
    steps: BTreeMap<i64, Step>,
}

/// What stands in a step, and how much time it may stand for, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measured {
    pub(crate) at: Timestamp,
    pub(crate) values: Values,
    pub(crate) width: i64,
}

impl Sheet {
    pub(crate) fn new(span: Span) -> Sheet {
        let first_slot = span.from().milliseconds().div_euclid(SLOT);
        let last_slot = (span.to().milliseconds() - 1).div_euclid(SLOT);
        let count = usize::try_from(last_slot - first_slot + 1).unwrap_or(0);
        let slot = Slot { believed: Tier::Hour, served: false };
        Sheet { span, first_slot, slots: vec![slot; count], recent: Vec::new(), steps: BTreeMap::new() }
    }

    /// Points that no block has yet, in the order in which they were told. The slots they lie in are read raw.
    pub(crate) fn recent(&mut self, points: Vec<Cell>) {
        for point in &points {
            self.believe_no_more_than(Tier::Raw, point.at);
        }
        self.recent.extend(points.into_iter().filter(|point| within(self.span, point.at)));
    }

    /// A block of this tier is not rolled up yet, or was changed since: nothing coarser is believed of its window.
    pub(crate) fn not_rolled(&mut self, tier: Tier, from: i64) {
        for at in (from..from.saturating_add(tier.window())).step_by(SLOT as usize) {
            self.believe_no_more_than(tier, at);
        }
    }

    fn believe_no_more_than(&mut self, tier: Tier, at: i64) {
        if let Some(slot) = self.slot(at) {
            slot.believed = slot.believed.min(tier);
        }
    }

    fn slot(&mut self, at: i64) -> Option<&mut Slot> {
        let index = usize::try_from(at.div_euclid(SLOT) - self.first_slot).ok()?;
        self.slots.get_mut(index)
    }

    /// Where blocks of this tier are still wanted: from the first such window to before the end of the last, in milliseconds.
    pub(crate) fn wanted(&self, tier: Tier) -> Option<(i64, i64)> {
        let wanted = |slot: &Slot| !slot.served && slot.believed >= tier;
        let first = self.slots.iter().position(wanted)?;
        let last = self.slots.iter().rposition(wanted)?;
        let begin = |index: usize| tier.window_of((self.first_slot + index as i64) * SLOT);
        Some((begin(first), begin(last).saturating_add(tier.window())))
    }

    /// The cells of a block of this tier, whose window begins at `from`.
    pub(crate) fn block(&mut self, tier: Tier, from: i64, mut cells: Vec<Cell>) {
        if tier == Tier::Raw {
            // What the block has was told before what is recent.
            cells.extend(self.recent.extract_if(.., |point| tier.window_of(point.at) == from));
            in_order(&mut cells);
        }
        let mut taken = cells.iter().peekable();
        for slot_at in (from..from.saturating_add(tier.window())).step_by(SLOT as usize) {
            let end = slot_at.saturating_add(SLOT);
            let wanted = match self.slot(slot_at) {
                Some(slot) if !slot.served && slot.believed >= tier => {
                    slot.served = true;
                    true
                }
                _ => false,
            };
            while let Some(cell) = taken.next_if(|cell| cell.at < end) {
                if wanted {
                    self.count(cell, tier.step());
                }
            }
        }
    }

    /// After the raw blocks: recent points of which there is no block yet are all that is known of their slots.
    pub(crate) fn rest_of_recent(&mut self) {
        let mut rest = std::mem::take(&mut self.recent);
        in_order(&mut rest);
        for point in rest {
            if let Some(slot) = self.slot(point.at) {
                slot.served = true;
            }
            self.count(&point, 0);
        }
    }

    fn count(&mut self, cell: &Cell, width: i64) {
        if !within(self.span, cell.at) {
            return;
        }
        let length = self.span.step_milliseconds();
        let at = cell.at.div_euclid(length) * length;
        match self.steps.get_mut(&at) {
            Some(step) => {
                step.cell.take(cell);
                step.width = step.width.max(width);
            }
            None => {
                self.steps.insert(at, Step { cell: *cell, width });
            }
        }
    }

    /// The steps in which something was measured, in order.
    pub(crate) fn steps(&self) -> Vec<Measured> {
        let measured = |(at, step): (&i64, &Step)| Measured {
            at: Timestamp::from_milliseconds(*at),
            values: Values { min: step.cell.min, avg: step.cell.mean(), max: step.cell.max },
            width: step.width,
        };
        self.steps.iter().map(measured).collect()
    }
}

fn within(span: Span, at: i64) -> bool {
    (span.from().milliseconds()..span.to().milliseconds()).contains(&at)
}
