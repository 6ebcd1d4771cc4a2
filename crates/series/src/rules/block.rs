//! A block: the cells of one device in one window, column by column. Metrics measured by the same answers share one column of instants.
//!
//! | bytes | |
//! |---|---|
//! | 1 | the format, 1 |
//! | 1 | columns of a metric: 1 (the value) or 4 (count, least, sum, greatest) |
//! | until the end | groups: how many instants, a column of instants, how many metrics, then per metric its id (less the one before it), the length of its columns, its columns |
//! | 4 | check sum |
//!
//! Instants are milliseconds since the window's beginning. The numbers are of varying length.

use std::collections::BTreeMap;

use super::bytes::{Reader, Unreadable, open, put_number, put_piece, put_signed, seal};
use super::cell::{Cell, Cells};
use super::column::{distances, put_distances, put_values, values};
use super::tier::Tier;

const FORMAT: u8 = 1;

/// The most instants of a group: two hours of four answers a second. More cannot be, so a greater number is damage.
const MOST_INSTANTS: usize = 1 << 22;
const MOST_METRICS: usize = 1 << 20;

/// Writes the cells of a window that begins at `from` milliseconds. Cells outside the window are left out.
pub(crate) fn write(tier: Tier, from: i64, cells: &Cells) -> Vec<u8> {
    let mut groups: BTreeMap<Vec<u32>, Vec<(i64, Vec<Cell>)>> = BTreeMap::new();
    for (metric, list) in cells {
        let within = |cell: &&Cell| (0..tier.window()).contains(&(cell.at - from));
        let inside: Vec<Cell> = list.iter().filter(within).copied().collect();
        let instants: Vec<u32> = inside.iter().filter_map(|cell| u32::try_from(cell.at - from).ok()).collect();
        if !inside.is_empty() {
            groups.entry(instants).or_default().push((*metric, inside));
        }
    }
    let mut bytes = vec![FORMAT, if tier == Tier::Raw { 1 } else { 4 }];
    for (instants, metrics) in groups {
        put_number(&mut bytes, instants.len() as u64);
        put_distances(&mut bytes, &instants);
        put_number(&mut bytes, metrics.len() as u64);
        let mut before = 0;
        for (metric, list) in metrics {
            put_signed(&mut bytes, metric - before);
            before = metric;
            put_piece(&mut bytes, &columns(tier, &list));
        }
    }
    seal(&mut bytes);
    bytes
}

fn columns(tier: Tier, cells: &[Cell]) -> Vec<u8> {
    let column = |of: fn(&Cell) -> f64| cells.iter().map(of).collect::<Vec<f64>>();
    let mut bytes = Vec::new();
    let min = column(|cell| cell.min);
    if tier != Tier::Raw {
        put_values(&mut bytes, &column(|cell| cell.count), None);
    }
    put_values(&mut bytes, &min, None);
    if tier != Tier::Raw {
        put_values(&mut bytes, &column(|cell| cell.sum), Some(&min));
        put_values(&mut bytes, &column(|cell| cell.max), Some(&min));
    }
    bytes
}

/// Reads every metric of a block.
pub(crate) fn read(bytes: &[u8], from: i64) -> Result<Cells, Unreadable> {
    visit(bytes, from, |_| true)
}

/// Reads one metric of a block; none of its cells when it is not in it.
pub(crate) fn read_metric(bytes: &[u8], from: i64, metric: i64) -> Result<Vec<Cell>, Unreadable> {
    Ok(visit(bytes, from, |id| id == metric)?.remove(&metric).unwrap_or_default())
}

fn visit(bytes: &[u8], from: i64, wanted: impl Fn(i64) -> bool) -> Result<Cells, Unreadable> {
    let mut reader = open(bytes, FORMAT)?;
    let rolled = match reader.byte()? {
        1 => false,
        4 => true,
        _ => return Err(Unreadable::Damaged("the number of columns")),
    };
    let mut cells = Cells::new();
    while !reader.is_empty() {
        let count = reader.count(MOST_INSTANTS)?;
        let instants = distances(&mut reader, count)?;
        let mut metric: i64 = 0;
        for _ in 0..reader.count(MOST_METRICS)? {
            metric = metric.wrapping_add(reader.signed()?);
            let piece = reader.piece()?;
            if wanted(metric) {
                cells.insert(metric, metric_cells(piece, from, &instants, rolled)?);
            }
        }
    }
    Ok(cells)
}

fn metric_cells(mut columns: Reader<'_>, from: i64, instants: &[u32], rolled: bool) -> Result<Vec<Cell>, Unreadable> {
    let count = instants.len();
    let counts = if rolled { values(&mut columns, count, None)? } else { vec![1.0; count] };
    let min = values(&mut columns, count, None)?;
    let (sum, max) = if rolled {
        (values(&mut columns, count, Some(&min))?, values(&mut columns, count, Some(&min))?)
    } else {
        (min.clone(), min.clone())
    };
    if !columns.is_empty() {
        return Err(Unreadable::Damaged("a metric is followed by something else"));
    }
    let mut cells: Vec<Cell> = instants.iter().map(|instant| Cell::point(from.saturating_add(i64::from(*instant)), 0.0)).collect();
    for (cell, count) in cells.iter_mut().zip(counts) {
        cell.count = count;
    }
    for (cell, ((min, sum), max)) in cells.iter_mut().zip(min.into_iter().zip(sum).zip(max)) {
        (cell.min, cell.sum, cell.max) = (min, sum, max);
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::cell::{in_order, roll_up};

    const FROM: i64 = 1_772_409_600_000;

    fn some_value() -> impl Strategy<Value = f64> {
        prop_oneof![
            4 => Just(1.0),
            2 => (0u32..5_000_000).prop_map(|micro| f64::from(micro) / 1e6),
            2 => (0u32..1000).prop_map(f64::from),
            1 => any::<f64>().prop_filter("finite", |value| value.is_finite()),
        ]
    }

    /// Points of a few metrics: some share their instants, some are alone.
    fn some_points() -> impl Strategy<Value = Cells> {
        let shared = prop::collection::vec((0..Tier::Raw.window(), some_value(), some_value()), 0..300);
        let alone = prop::collection::vec((0..Tier::Raw.window(), some_value()), 0..300);
        (shared, alone, 1i64..1 << 40).prop_map(|(shared, alone, id)| {
            let mut cells = Cells::new();
            for (at, first, second) in shared {
                cells.entry(id).or_default().push(Cell::point(FROM + at, first));
                cells.entry(id + 1).or_default().push(Cell::point(FROM + at, second));
            }
            for (at, value) in alone {
                cells.entry(id + 7).or_default().push(Cell::point(FROM + at, value));
            }
            cells.values_mut().for_each(in_order);
            cells
        })
    }

    fn rolled(points: &Cells) -> Cells {
        let mut rolled = Cells::new();
        roll_up(&mut rolled, points, Tier::FiveMinutes.step());
        rolled
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_was_written_is_read(points in some_points()) {
            let steps = rolled(&points);
            for (tier, cells) in [(Tier::Raw, points), (Tier::FiveMinutes, steps)] {
                let from = tier.window_of(FROM);
                let bytes = write(tier, from, &cells);
                prop_assert_eq!(read(&bytes, from), Ok(cells.clone()));
                for (metric, list) in &cells {
                    prop_assert_eq!(read_metric(&bytes, from, *metric), Ok(list.clone()));
                }
                prop_assert_eq!(read_metric(&bytes, from, 0), Ok(vec![]));
            }
        }

        #[test]
        fn a_flipped_bit_is_noticed(points in some_points(), place in any::<prop::sample::Index>(), bit in 0..8u8) {
            let mut bytes = write(Tier::Raw, FROM, &points);
            *place.get_mut(&mut bytes) ^= 1 << bit;
            prop_assert!(read(&bytes, FROM).is_err());
        }

        #[test]
        fn a_piece_of_a_block_is_noticed(points in some_points(), cut in any::<prop::sample::Index>()) {
            let bytes = write(Tier::Raw, FROM, &points);
            prop_assert!(read(&bytes[..cut.index(bytes.len())], FROM).is_err());
        }

        /// With a check sum that is right, so that the columns themselves are read.
        #[test]
        fn damage_behind_the_check_sum_is_no_panic(points in some_points(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            let mut bytes = write(Tier::FiveMinutes, Tier::FiveMinutes.window_of(FROM), &rolled(&points));
            bytes.truncate(bytes.len() - 4);
            for (place, byte) in changes {
                let index = place.index(bytes.len() - 1) + 1;
                bytes[index] = byte;
            }
            seal(&mut bytes);
            let _ = read(&bytes, FROM);
        }

        #[test]
        fn random_bytes_are_no_panic(body in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(read(&body, FROM).is_err());
            let mut bytes = vec![FORMAT, 1];
            bytes.extend(body);
            seal(&mut bytes);
            let _ = read(&bytes, FROM);
        }
    }

    #[test]
    fn a_newer_format_is_told_apart_from_damage() {
        let mut bytes = vec![FORMAT + 1, 1];
        seal(&mut bytes);
        assert_eq!(read(&bytes, FROM), Err(Unreadable::Newer(2)));
    }
}
