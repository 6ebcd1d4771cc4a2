//! HOST-RESOURCES (RFC 2790) of servers and recorders: memory, disks, processors. A capture network dies of full disks more often than of
//! dead ones.

use std::borrow::Cow;

use super::encode::Value;
use super::look::Look;
use super::tree::Node;

const STORAGE_RAM: &[u32] = &[1, 3, 6, 1, 2, 1, 25, 2, 1, 2];
const STORAGE_FIXED_DISK: &[u32] = &[1, 3, 6, 1, 2, 1, 25, 2, 1, 4];
/// Octets per allocation unit.
const UNIT: i32 = 4096;
/// The row of the memory; disks follow from 31, as net-snmp numbers them; processors from 196608.
const MEMORY: u32 = 1;
const FIRST_DISK: u32 = 31;
const FIRST_PROCESSOR: u32 = 196_608;

/// 1.3.6.1.2.1.25
pub fn nodes() -> Vec<Node> {
    vec![
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 25, 1, 1], read: |look| Some(Value::Ticks(look.uptime())) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 25, 1, 6], read: |look| Some(Value::Gauge32(look.wave(30, 214.0, 12.0, 900.0) as u32)) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 25, 2, 2], read: |look| kilobytes(look.device.model.facts.memory_megabytes) },
        Node::Table {
            entry: &[1, 3, 6, 1, 2, 1, 25, 2, 3, 1],
            columns: &[1, 2, 3, 4, 5, 6],
            row: |look, from| first_from(from, &[(MEMORY, 1), (FIRST_DISK, look.device.model.facts.disks.len() as u32)]),
            cell: storage,
        },
        Node::Table {
            entry: &[1, 3, 6, 1, 2, 1, 25, 3, 3, 1],
            columns: &[1, 2],
            row: |look, from| first_from(from, &[(FIRST_PROCESSOR, look.device.model.facts.processors)]),
            cell: processor,
        },
    ]
}

/// The first number from `from` on in ranges given by start and count.
fn first_from(from: u32, ranges: &[(u32, u32)]) -> Option<u32> {
    ranges.iter().map(|(start, count)| (from.max(*start), start + count)).find(|(at, end)| at < end).map(|(at, _)| at)
}

fn kilobytes<'a>(megabytes: u32) -> Option<Value<'a>> {
    i32::try_from(megabytes * 1024).ok().map(Value::Integer)
}

fn units(octets: f64) -> i32 {
    (octets / f64::from(UNIT)) as i32
}

fn storage<'a>(look: &Look<'a>, column: u32, row: u32) -> Option<Value<'a>> {
    let facts = &look.device.model.facts;
    let disk = row.checked_sub(FIRST_DISK).and_then(|number| facts.disks.get(number as usize));
    let (kind, name, octets, used) = match disk {
        // A disk of recordings fills and is swept once a day, more or less.
        Some(disk) => (
            STORAGE_FIXED_DISK,
            disk.name.as_str(),
            f64::from(disk.gigabytes) * 1e9,
            look.wave(40 + u64::from(row), disk.full, 0.015, 86_400.0),
        ),
        None => (STORAGE_RAM, "Physical memory", f64::from(facts.memory_megabytes) * 1_048_576.0, look.wave(39, 0.55, 0.05, 3600.0)),
    };
    Some(match column {
        1 => Value::Integer(i32::try_from(row).ok()?),
        2 => Value::Oid(Cow::Borrowed(kind)),
        3 => Value::text(name),
        4 => Value::Integer(UNIT),
        5 => Value::Integer(units(octets)),
        6 => Value::Integer(units(octets * used.clamp(0.0, 1.0))),
        _ => return None,
    })
}

fn processor<'a>(look: &Look<'a>, column: u32, row: u32) -> Option<Value<'a>> {
    Some(match column {
        1 => Value::Oid(Cow::Borrowed(&[0, 0])),
        2 => Value::Integer(look.wave(60 + u64::from(row), 31.0, 18.0, 240.0) as i32),
        _ => return None,
    })
}
