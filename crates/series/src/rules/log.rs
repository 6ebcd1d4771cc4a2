//! The rows of the log of recent points: what came in one transaction, packed, in as many rows as there are parts of the fleet among it. A row is
//! written once, at the end of the table; a row per point, at the place of its metric, cost a page of the disk each.
//!
//! A row is the format (1), then per device its id, the length of its points and its points: the metric's id and the instant in milliseconds, both
//! less those before, and the value. At the end a check sum.

use std::collections::BTreeMap;

use super::bytes::{Reader, Unreadable, open, put_piece, put_signed, seal};
use super::cell::{Cell, Cells};

const FORMAT: u8 = 1;

/// The parts of the fleet: what is read for one device is the log of one part. Never changes: rows of the log name their part.
const PARTS: i64 = 64;

/// The most points of a row, about half a megabyte.
const MOST_POINTS: usize = 50_000;

/// A point on its way in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) device: i64,
    pub(crate) metric: i64,
    /// Milliseconds.
    pub(crate) at: i64,
    pub(crate) value: f64,
}

/// The part a device belongs to.
pub(crate) fn part_of(device: i64) -> i64 {
    device.rem_euclid(PARTS)
}

/// The rows for some points: part and body.
pub(crate) fn rows(points: &[Point]) -> Vec<(i64, Vec<u8>)> {
    let mut parts: BTreeMap<i64, Vec<&Point>> = BTreeMap::new();
    for point in points {
        parts.entry(part_of(point.device)).or_default().push(point);
    }
    let mut rows = Vec::with_capacity(parts.len());
    for (part, mut points) in parts {
        // A stable order: of two values for one instant the first stays the first.
        points.sort_by_key(|point| point.device);
        rows.extend(points.chunks(MOST_POINTS).map(|some| (part, body(some))));
    }
    rows
}

/// The same whatever part of the fleet they belong to: as few rows as can be.
pub(crate) fn whole(points: &[Point]) -> Vec<Vec<u8>> {
    let mut points: Vec<&Point> = points.iter().collect();
    points.sort_by_key(|point| point.device);
    points.chunks(MOST_POINTS).map(body).collect()
}

fn body(points: &[&Point]) -> Vec<u8> {
    let mut bytes = vec![FORMAT];
    for of_device in points.chunk_by(|a, b| a.device == b.device) {
        let mut piece = Vec::with_capacity(of_device.len() * 12);
        let (mut metric, mut at) = (0, 0);
        for point in of_device {
            put_signed(&mut piece, point.metric.wrapping_sub(metric));
            put_signed(&mut piece, point.at.wrapping_sub(at));
            piece.extend(point.value.to_le_bytes());
            (metric, at) = (point.metric, point.at);
        }
        put_signed(&mut bytes, of_device.first().map_or(0, |point| point.device));
        put_piece(&mut bytes, &piece);
    }
    seal(&mut bytes);
    bytes
}

/// Reads a row into the cells of its devices, in the order in which they were told.
pub(crate) fn read(bytes: &[u8], into: &mut BTreeMap<i64, Cells>) -> Result<(), Unreadable> {
    let mut reader = open(bytes, FORMAT)?;
    let mut found = Vec::new();
    while !reader.is_empty() {
        let device = reader.signed()?;
        points(reader.piece()?, |metric, cell| found.push((device, metric, cell)))?;
    }
    for (device, metric, cell) in found {
        into.entry(device).or_default().entry(metric).or_default().push(cell);
    }
    Ok(())
}

/// Reads one metric of one device.
pub(crate) fn read_metric(bytes: &[u8], device: i64, metric: i64, into: &mut Vec<Cell>) -> Result<(), Unreadable> {
    let mut reader = open(bytes, FORMAT)?;
    while !reader.is_empty() {
        let found = reader.signed()?;
        let piece = reader.piece()?;
        if found == device {
            points(piece, |id, cell| {
                if id == metric {
                    into.push(cell);
                }
            })?;
        }
    }
    Ok(())
}

fn points(mut reader: Reader<'_>, mut each: impl FnMut(i64, Cell)) -> Result<(), Unreadable> {
    let (mut metric, mut at) = (0i64, 0i64);
    while !reader.is_empty() {
        metric = metric.wrapping_add(reader.signed()?);
        at = at.wrapping_add(reader.signed()?);
        each(metric, Cell::point(at, reader.real()?));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn some_points() -> impl Strategy<Value = Vec<Point>> {
        let point = (1i64..200, 1i64..5, any::<i32>(), -1e9..1e9).prop_map(|(device, metric, at, value)| Point {
            device,
            metric,
            at: i64::from(at),
            value,
        });
        prop::collection::vec(point, 0..200)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_was_written_is_read_in_its_order(points in some_points()) {
            let mut expected: BTreeMap<i64, Cells> = BTreeMap::new();
            for point in &points {
                let cells = expected.entry(point.device).or_default();
                cells.entry(point.metric).or_default().push(Cell::point(point.at, point.value));
            }
            let mut found = BTreeMap::new();
            let rows = rows(&points);
            for (_, bytes) in &rows {
                prop_assert_eq!(read(bytes, &mut found), Ok(()));
            }
            prop_assert_eq!(&found, &expected);
            for (device, metrics) in expected {
                for (metric, list) in metrics {
                    let mut alone = Vec::new();
                    for (_, bytes) in rows.iter().filter(|(part, _)| *part == part_of(device)) {
                        prop_assert_eq!(read_metric(bytes, device, metric, &mut alone), Ok(()));
                    }
                    prop_assert_eq!(alone, list);
                }
            }
        }

        #[test]
        fn damage_is_noticed(points in some_points(), place in any::<prop::sample::Index>(), bit in 0..8u8) {
            for (_, mut bytes) in rows(&points) {
                *place.get_mut(&mut bytes) ^= 1 << bit;
                prop_assert!(read(&bytes, &mut BTreeMap::new()).is_err());
            }
        }

        #[test]
        fn random_bytes_are_no_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut bytes = vec![FORMAT];
            bytes.extend(body);
            seal(&mut bytes);
            let _ = read(&bytes, &mut BTreeMap::new());
        }
    }
}
