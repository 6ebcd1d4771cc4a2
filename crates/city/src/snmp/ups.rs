//! The UPS MIB (RFC 1628): mains or batteries, and for how long still. Units are those of the standard; the recorded device reports
//! frequency and voltage ten times too high, which we do not imitate.

use std::borrow::Cow;

use super::encode::Value;
use super::look::Look;
use super::tree::Node;
use crate::catalogue::Battery;
use crate::world::UpsView;

/// upsAlarmOnBattery and upsAlarmLowBattery
const ON_BATTERY: &[u32] = &[1, 3, 6, 1, 2, 1, 33, 1, 6, 3, 2];
const LOW_BATTERY: &[u32] = &[1, 3, 6, 1, 2, 1, 33, 1, 6, 3, 3];
/// Batteries are low with this much left, in milliseconds.
const LOW: i64 = 5 * 60_000;

/// 1.3.6.1.2.1.33
pub fn nodes() -> Vec<Node> {
    let mut nodes = identity();
    nodes.extend(battery());
    nodes.extend(lines());
    nodes.push(Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 33, 1, 6, 1], read: |look| Some(Value::Gauge32(alarms(look).len() as u32)) });
    nodes.push(Node::Table {
        entry: &[1, 3, 6, 1, 2, 1, 33, 1, 6, 2, 1],
        columns: &[2, 3],
        row: |look, from| (from.max(1)..=alarms(look).len() as u32).next(),
        cell: alarm,
    });
    nodes
}

fn facts<'a>(look: &Look<'a>) -> Option<&'static Battery> {
    look.device.model.facts.battery.as_ref()
}

fn view(look: &Look<'_>) -> UpsView {
    look.world.ups(look.device, look.now)
}

fn identity() -> Vec<Node> {
    vec![
        Node::Scalar {
            oid: &[1, 3, 6, 1, 2, 1, 33, 1, 1, 1],
            read: |look| Some(Value::text(look.device.model.facts.vendor.to_uppercase())),
        },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 33, 1, 1, 2], read: |look| Some(Value::text(look.device.model.facts.name.as_str())) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 33, 1, 1, 3], read: |look| Some(Value::text(facts(look)?.firmware.as_str())) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 33, 1, 1, 4], read: |look| Some(Value::text(facts(look)?.firmware.as_str())) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 33, 1, 1, 5], read: |look| Some(Value::text(look.device.name.as_str())) },
    ]
}

fn battery() -> Vec<Node> {
    vec![
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 33, 1, 2, 1], read: |look| Some(Value::Integer(status(&view(look)))) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 33, 1, 2, 2], read: seconds_on_battery },
        // Rounded up, so that it says 0 only when there is nothing left.
        Node::Scalar {
            oid: &[1, 3, 6, 1, 2, 1, 33, 1, 2, 3],
            read: |look| Some(Value::Integer(((view(look).remaining + 59_999) / 60_000) as i32)),
        },
        Node::Scalar {
            oid: &[1, 3, 6, 1, 2, 1, 33, 1, 2, 4],
            read: |look| Some(Value::Integer((view(look).charge * 100.0).round() as i32)),
        },
        // 48 V of lead cells: 54 V charged on mains, 43 V when empty; in tenths.
        Node::Scalar {
            oid: &[1, 3, 6, 1, 2, 1, 33, 1, 2, 5],
            read: |look| Some(Value::Integer((430.0 + 110.0 * view(look).charge) as i32)),
        },
        Node::Scalar {
            oid: &[1, 3, 6, 1, 2, 1, 33, 1, 2, 7],
            read: |look| Some(Value::Integer(look.wave(50, 27.0, 6.0, 86_400.0) as i32)),
        },
    ]
}

/// upsBatteryStatus: normal, low, depleted.
fn status(view: &UpsView) -> i32 {
    match (view.on_battery_since, view.remaining) {
        (Some(_), 0) => 4,
        (Some(_), remaining) if remaining < LOW => 3,
        _ => 2,
    }
}

fn seconds_on_battery<'a>(look: &Look<'a>) -> Option<Value<'a>> {
    let since = view(look).on_battery_since;
    Some(Value::Integer(since.map_or(0, |since| ((look.now - since) / 1000) as i32)))
}

/// Input and output, each one line.
fn lines() -> Vec<Node> {
    const ONE: fn(&Look<'_>, u32) -> Option<u32> = |_, from| (from <= 1).then_some(1);
    vec![
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 33, 1, 3, 2], read: |_| Some(Value::Integer(1)) },
        Node::Table { entry: &[1, 3, 6, 1, 2, 1, 33, 1, 3, 3, 1], columns: &[2, 3], row: ONE, cell: input },
        // upsOutputSource: normal, battery.
        Node::Scalar {
            oid: &[1, 3, 6, 1, 2, 1, 33, 1, 4, 1],
            read: |look| Some(Value::Integer(if view(look).on_battery_since.is_some() { 5 } else { 3 })),
        },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 33, 1, 4, 2], read: |_| Some(Value::Integer(500)) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 33, 1, 4, 3], read: |_| Some(Value::Integer(1)) },
        Node::Table { entry: &[1, 3, 6, 1, 2, 1, 33, 1, 4, 4, 1], columns: &[2, 3, 4, 5], row: ONE, cell: output },
    ]
}

/// Frequency in tenths of a hertz, and volts; nothing when the mains are gone.
fn input<'a>(look: &Look<'a>, column: u32, _: u32) -> Option<Value<'a>> {
    let mains = view(look).on_battery_since.is_none();
    Some(match column {
        2 => Value::Integer(if mains { 500 } else { 0 }),
        3 => Value::Integer(if mains { look.wave(51, 228.0, 6.0, 7200.0) as i32 } else { 0 }),
        _ => return None,
    })
}

/// Volts, tenths of amperes, watts, percent of load.
fn output<'a>(look: &Look<'a>, column: u32, _: u32) -> Option<Value<'a>> {
    let watts = look.wave(52, f64::from(facts(look)?.watts), 40.0, 1800.0);
    Some(match column {
        2 => Value::Integer(220),
        3 => Value::Integer((watts / 22.0) as i32),
        4 => Value::Integer(watts as i32),
        5 => Value::Integer((watts / (f64::from(facts(look)?.watts) * 3.0) * 100.0) as i32),
        _ => return None,
    })
}

fn alarms(look: &Look<'_>) -> Vec<&'static [u32]> {
    let view = view(look);
    match (view.on_battery_since, view.remaining < LOW) {
        (None, _) => Vec::new(),
        (Some(_), false) => vec![ON_BATTERY],
        (Some(_), true) => vec![ON_BATTERY, LOW_BATTERY],
    }
}

/// Which alarm, and the uptime at which it began.
fn alarm<'a>(look: &Look<'a>, column: u32, row: u32) -> Option<Value<'a>> {
    let alarm = alarms(look).get(row.checked_sub(1)? as usize).copied()?;
    Some(match column {
        2 => Value::Oid(Cow::Borrowed(alarm)),
        3 => Value::Ticks(look.ticks(view(look).on_battery_since?)),
        _ => return None,
    })
}
