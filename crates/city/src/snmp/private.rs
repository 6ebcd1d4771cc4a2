//! The vendors' own branches of cameras and recorders, as far as recordings of real ones show them. Their texts carry units
//! (`52 PERCENT`), which is how the real agents answer.

use super::encode::Value;
use super::look::Look;
use super::tree::Node;

fn percent<'a>(number: f64) -> Option<Value<'a>> {
    Some(Value::text(format!("{} PERCENT", number as i32)))
}

/// 1.3.6.1.4.1.39165: what a Hikvision camera says of itself.
pub fn camera() -> Vec<Node> {
    vec![
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 1], read: |look| Some(Value::text(look.device.model.facts.name.as_str())) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 2], read: |_| Some(Value::text("0")) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 3], read: |_| Some(Value::text("V5.5.80 build 190131")) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 6], read: |_| Some(Value::text("Hikvision")) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 7], read: |look| percent(look.wave(70, 52.0, 9.0, 120.0)) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 8], read: |_| Some(Value::text("0.0 GB")) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 9], read: |_| percent(0.0) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 10], read: |_| Some(Value::text("512 MB")) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 11], read: |look| percent(look.wave(71, 75.0, 4.0, 600.0)) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 16], read: address },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 39_165, 1, 21], read: |_| Some(Value::text("H.264")) },
    ]
}

/// 1.3.6.1.4.1.50001: what a Hikvision recorder says of itself.
pub fn recorder() -> Vec<Node> {
    vec![
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 50_001, 1, 1], read: address },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 50_001, 1, 2], read: |_| Some(Value::Integer(8000)) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 50_001, 1, 3], read: |look| Some(Value::text(look.device.serial())) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 50_001, 1, 201], read: |_| Some(Value::text("1000MHZ")) },
        Node::Scalar { oid: &[1, 3, 6, 1, 4, 1, 50_001, 1, 220], read: |_| Some(Value::Integer(1130)) },
    ]
}

fn address<'a>(look: &Look<'a>) -> Option<Value<'a>> {
    Some(Value::Address(look.device.address.octets()))
}
