//! The interfaces group (RFC 2863): ports, whether they have a carrier, and what has passed.

use super::encode::Value;
use super::look::{Look, PortView};
use super::tree::Node;
use crate::catalogue::{Port, Role};
use crate::chance;

/// The mean size of a packet on a video network, in octets.
const OCTETS_PER_PACKET: u64 = 1040;
/// One packet in this many is broken on the way; copper on a pole is not perfect.
const PACKETS_PER_ERROR: u64 = 40_000_000;

/// 1.3.6.1.2.1.2 and 1.3.6.1.2.1.31
pub fn nodes() -> Vec<Node> {
    vec![
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 2, 1], read: |look| i32::try_from(look.device.model.ports.len()).ok().map(Value::Integer) },
        Node::Table {
            entry: &[1, 3, 6, 1, 2, 1, 2, 2, 1],
            columns: &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 16, 17, 19, 20],
            row,
            cell: if_cell,
        },
        Node::Table {
            entry: &[1, 3, 6, 1, 2, 1, 31, 1, 1, 1],
            columns: &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19],
            row,
            cell: if_x_cell,
        },
    ]
}

/// Rows are numbered by ifIndex.
fn row(look: &Look<'_>, from: u32) -> Option<u32> {
    let ports = &look.device.model.ports;
    ports.get(ports.partition_point(|port| port.index < from)).map(|port| port.index)
}

fn port<'a>(look: &Look<'a>, index: u32) -> Option<(usize, &'static Port)> {
    let position = look.device.model.port_at(index)?;
    Some((position, look.device.model.ports.get(position)?))
}

fn if_cell<'a>(look: &Look<'a>, column: u32, index: u32) -> Option<Value<'a>> {
    let (position, port) = port(look, index)?;
    let view = || look.port(position);
    let low = |number: u64| Value::Counter32(number as u32);
    Some(match column {
        1 => Value::Integer(i32::try_from(index).ok()?),
        2 => Value::text(port.name.as_str()),
        3 => Value::Integer(port.if_type),
        4 => Value::Integer(1500),
        5 => Value::Gauge32(u32::try_from(u64::from(port.megabits) * 1_000_000).unwrap_or(u32::MAX)),
        6 => Value::Octets(hardware_address(look, port, position).into()),
        7 => Value::Integer(1),
        8 => Value::Integer(if port.role == Role::Logical || view().carrier { 1 } else { 2 }),
        9 => Value::Ticks(look.ticks(view().changed)),
        10 => low(view().octets_in),
        11 => low(packets(view().octets_in).0),
        13 | 19 => low(0),
        14 => low(packets(view().octets_in).2),
        16 => low(view().octets_out),
        17 => low(packets(view().octets_out).0),
        20 => low(0),
        _ => return None,
    })
}

fn if_x_cell<'a>(look: &Look<'a>, column: u32, index: u32) -> Option<Value<'a>> {
    let (position, port) = port(look, index)?;
    let view = || look.port(position);
    let (inwards, outwards) = (|| packets(view().octets_in), || packets(view().octets_out));
    let low = |number: u64| Value::Counter32(number as u32);
    Some(match column {
        1 => Value::text(port.short.as_str()),
        // Multicast is what broadcast is not; half and half.
        2 | 3 => low(inwards().1 / 2),
        4 | 5 => low(outwards().1 / 2),
        6 => Value::Counter64(view().octets_in),
        7 => Value::Counter64(inwards().0),
        8 | 9 => Value::Counter64(inwards().1 / 2),
        10 => Value::Counter64(view().octets_out),
        11 => Value::Counter64(outwards().0),
        12 | 13 => Value::Counter64(outwards().1 / 2),
        15 => Value::Gauge32(port.megabits),
        16 => Value::Integer(2),
        17 => Value::Integer(if port.role == Role::Logical { 2 } else { 1 }),
        18 => Value::text(alias(&view())),
        19 => Value::Ticks(0),
        _ => return None,
    })
}

/// Unicast packets, others, and broken ones.
fn packets(octets: u64) -> (u64, u64, u64) {
    let all = octets / OCTETS_PER_PACKET;
    (all - all / 50, all / 50, all / PACKETS_PER_ERROR)
}

/// What the installer wrote to the port: where it leads.
fn alias(view: &PortView<'_>) -> String {
    view.neighbour.map(|neighbour| format!("to {}", neighbour.name)).unwrap_or_default()
}

/// The vendor's prefix and three bytes of the device's own, counted up by the port. Ports without hardware have none.
fn hardware_address(look: &Look<'_>, port: &Port, position: usize) -> Vec<u8> {
    if port.role == Role::Logical {
        return Vec::new();
    }
    let prefix = u32::from_str_radix(&look.device.model.facts.hardware_prefix, 16).unwrap_or_default();
    let own = (chance::draw(look.device.seed, 4) as u32).wrapping_add(position as u32);
    prefix.to_be_bytes().into_iter().skip(1).chain(own.to_be_bytes().into_iter().skip(1)).collect()
}
