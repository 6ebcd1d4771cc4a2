//! What people may read of what is asked.

use probe::Question;
use probe::snmp::Access;
use serde_json::{Value, json};

/// What people may read of a question: everything but its secrets.
pub(crate) fn shown(question: &Question) -> Value {
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
