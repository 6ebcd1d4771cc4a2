//! The system group (RFC 3418): who the device is.

use std::borrow::Cow;

use super::encode::Value;
use super::look::Look;
use super::tree::Node;

/// 1.3.6.1.2.1.1
pub fn nodes() -> Vec<Node> {
    vec![
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 1, 1], read: description },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 1, 2], read: |look| Some(Value::Oid(Cow::Borrowed(&look.device.model.object_id))) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 1, 3], read: |look| Some(Value::Ticks(look.uptime())) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 1, 4], read: |look| Some(Value::text(look.device.model.facts.contact.as_str())) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 1, 5], read: |look| Some(Value::text(look.device.name.as_str())) },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 1, 6], read: location },
        Node::Scalar { oid: &[1, 3, 6, 1, 2, 1, 1, 7], read: |look| Some(Value::Integer(look.device.model.facts.services)) },
    ]
}

fn description<'a>(look: &Look<'a>) -> Option<Value<'a>> {
    let text = look.device.model.facts.description.as_str();
    Some(if text.contains("{}") { Value::text(text.replace("{}", &look.device.name.to_lowercase())) } else { Value::text(text) })
}

/// Field engineers type the site's name into the device; the English one, since many consoles take nothing else.
fn location<'a>(look: &Look<'a>) -> Option<Value<'a>> {
    look.plan().site(look.device.site).map(|site| Value::text(site.english.as_str()))
}
