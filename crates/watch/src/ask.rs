//! What is asked: a device, over the network, or our own records of who called. And what people may read of it.

use base::{FieldRefusal, Text};
use probe::snmp::Access;
use probe::{Host, Objection, Question};
use serde_json::{Value, json};

use crate::custom::model::CustomCheckId;
use crate::heartbeat::{Heartbeat, Settings};

/// What a check asks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Asked {
    /// Somebody, over the network.
    Device(Box<Question>),
    /// Nobody: it waits to be called.
    Heartbeat(Heartbeat),
}

/// The kind of the one that asks nobody.
const HEARTBEAT: &str = "heartbeat";

impl Asked {
    /// What a person wrote as JSON, or what is wrong with it: the types check every field.
    pub(crate) fn read(mut written: Value, check: Option<CustomCheckId>) -> Result<Asked, FieldRefusal> {
        if written.get("kind").and_then(Value::as_str) == Some(HEARTBEAT) {
            if let Some(fields) = written.as_object_mut() {
                fields.remove("kind");
                // A heartbeat asks nobody.
                fields.remove("address");
            }
            let settings: Settings = serde_json::from_value(written).map_err(|error| unreadable("", &error.to_string()))?;
            return Ok(Asked::Heartbeat(Heartbeat { check, settings: settings.checked()? }));
        }
        let read = Question::read(written).map_err(|Objection { field, why }| unreadable(&field, &why));
        read.map(|question| Asked::Device(Box::new(question)))
    }

    /// The same as JSON, with its secrets.
    pub(crate) fn written(&self) -> serde_json::Result<Value> {
        match self {
            Asked::Device(question) => serde_json::to_value(question),
            Asked::Heartbeat(heartbeat) => Ok(json!({ "kind": HEARTBEAT, "within_seconds": heartbeat.settings.within_seconds })),
        }
    }

    /// The word of its kind.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Asked::Device(question) => question.kind(),
            Asked::Heartbeat(_) => HEARTBEAT,
        }
    }

    /// Whether asking it sends something to somebody.
    pub(crate) fn is_sent(&self) -> bool {
        matches!(self, Asked::Device(_))
    }

    /// The least that shows whether somebody is there: one packet, where this is a ping of an address.
    pub(crate) fn sign_of_life(&self) -> Option<Asked> {
        let Asked::Device(question) = self else { return None };
        let Question::Icmp(settings) = question.as_ref() else { return None };
        // Looking up a name may fail for reasons that are none of the device's.
        let Host::Ip(_) = settings.address else { return None };
        Some(Asked::Device(Box::new(Question::Icmp(settings.once()))))
    }

    /// What people may read of it: everything but its secrets.
    pub(crate) fn shown(&self) -> Value {
        match self {
            Asked::Device(question) => shown(question),
            Asked::Heartbeat(heartbeat) => json!({ "within_seconds": heartbeat.settings.within_seconds }),
        }
    }
}

fn unreadable(field: &str, error: &str) -> FieldRefusal {
    let text = Text::new(
        format!("This question cannot be asked: {error}. See the page on the probe for its fields."),
        format!("检测内容无效：{error}。各字段见探测说明。"),
    );
    let path = if field.is_empty() { "question".to_owned() } else { format!("question.{field}") };
    FieldRefusal { path, code: "check.question", text }
}

fn shown(question: &Question) -> Value {
    let address = question.address().to_string();
    match question {
        Question::Icmp(settings) => json!({ "address": address, "packets": settings.packets }),
        Question::Tcp(settings) => json!({ "address": address, "port": settings.port }),
        Question::Http(settings) => {
            json!({ "address": address, "port": settings.port(), "tls": settings.tls, "path": settings.path, "method": settings.method,
                "expect": settings.expect, "measure": settings.measure })
        }
        Question::Rtsp(settings) => json!({ "address": address, "port": settings.port, "path": settings.path }),
        Question::Dns(settings) => {
            json!({ "address": address, "port": settings.port, "name": settings.name, "record": settings.record, "expect": settings.expect })
        }
        Question::Ntp(settings) => json!({ "address": address, "port": settings.port, "expect": settings.expect }),
        Question::Tls(settings) => {
            json!({ "address": address, "port": settings.port, "server_name": settings.server_name, "starttls": settings.starttls,
                "expect": settings.expect })
        }
        Question::Udp(settings) => json!({ "address": address, "port": settings.port, "expect": settings.expect }),
        Question::Prometheus(settings) => {
            json!({ "address": address, "port": settings.port, "tls": settings.tls, "path": settings.path, "metrics": settings.metrics,
                "expect": settings.expect })
        }
        Question::Sql(settings) => {
            json!({ "address": address, "engine": settings.engine, "port": settings.port(), "tls": settings.tls, "database": settings.database,
                "query": settings.query, "read": settings.read, "unit": settings.unit, "expect": settings.expect })
        }
        Question::Ssh(settings) => {
            json!({ "address": address, "port": settings.port, "host_key": settings.host_key, "user": settings.access.user(),
                "command": settings.command, "number": settings.number, "unit": settings.unit, "expect": settings.expect })
        }
        Question::Sftp(settings) => {
            json!({ "address": address, "port": settings.port, "host_key": settings.host_key, "user": settings.access.user(),
                "path": settings.path, "pattern": settings.pattern, "expect": settings.expect })
        }
        Question::Snmp(settings) => {
            let (version, user) = match &settings.access {
                Access::V1(_) => ("1", None),
                Access::V2c(_) => ("2c", None),
                Access::V3(access) => ("3", Some(access.user.as_str())),
            };
            json!({ "address": address, "port": settings.port, "version": version, "user": user, "read": settings.read,
                "get": settings.get, "tables": settings.tables })
        }
    }
}
