//! From what the archive knows of a device to the questions that the probe understands.

use archive::model::{Device, Secret, SnmpAccess, SnmpAuth, SnmpPrivacy, SnmpVersion};
use probe::snmp::{Access, AuthProtocol, Authentication, Privacy, PrivacyProtocol, Read, V2c, V3};
use probe::{Host, Port, Question, http, icmp, rtsp, snmp, tcp};
use serde_json::{Value, json};

use crate::template::Ask;

/// The question, or `None` when the archive does not know the access that it needs.
pub(crate) fn question(ask: Ask, host: &Host, device: &Device) -> Option<Question> {
    let address = host.clone();
    match ask {
        Ask::Icmp => Some(Question::Icmp(icmp::Settings::new(address))),
        Ask::Snmp => snmp_question(address, device.snmp.as_ref()?, Read::System),
        Ask::SnmpInterfaces => snmp_question(address, device.snmp.as_ref()?, Read::Interfaces),
        Ask::Web => {
            let number = device.http_port?;
            let tls = if matches!(number, 443 | 8443) { http::Tls::AcceptAny } else { http::Tls::Off };
            Some(Question::Http(http::Settings { port: Some(port(number)?), tls, ..http::Settings::new(address) }))
        }
        Ask::Rtsp => Some(Question::Rtsp(rtsp::Settings { port: port(device.rtsp_port?)?, ..rtsp::Settings::new(address) })),
        Ask::Port => Some(Question::Tcp(tcp::Settings { address, port: port(device.http_port.or(device.rtsp_port)?)? })),
    }
}

/// What people may read of a question: everything but its secrets.
pub(crate) fn shown(question: &Question) -> Value {
    let address = question.address().to_string();
    match question {
        Question::Icmp(settings) => json!({ "address": address, "packets": settings.packets }),
        Question::Tcp(settings) => json!({ "address": address, "port": settings.port }),
        Question::Http(settings) => {
            json!({ "address": address, "port": settings.port(), "tls": settings.tls, "path": settings.path })
        }
        Question::Rtsp(settings) => json!({ "address": address, "port": settings.port, "path": settings.path }),
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

fn port(number: u16) -> Option<Port> {
    Port::try_from(i64::from(number)).ok()
}

fn snmp_question(address: Host, known: &SnmpAccess, read: Read) -> Option<Question> {
    let access = match known.version {
        SnmpVersion::V2c => Access::V2c(V2c { community: told(known.community.as_ref()?).try_into().ok()? }),
        SnmpVersion::V3 => {
            let auth = match known.auth {
                Some(protocol) => Some(authentication(protocol, known)?),
                None => None,
            };
            Access::V3(V3 { user: known.user.clone()?.try_into().ok()?, auth, context: String::new() })
        }
    };
    Some(Question::Snmp(snmp::Settings { port: port(known.port)?, read, ..snmp::Settings::new(address, access) }))
}

fn authentication(protocol: SnmpAuth, known: &SnmpAccess) -> Option<Authentication> {
    let protocol = match protocol {
        SnmpAuth::Sha1 => AuthProtocol::Sha1,
        SnmpAuth::Sha224 => AuthProtocol::Sha224,
        SnmpAuth::Sha256 => AuthProtocol::Sha256,
        SnmpAuth::Sha384 => AuthProtocol::Sha384,
        SnmpAuth::Sha512 => AuthProtocol::Sha512,
    };
    let privacy = match known.privacy {
        Some(cipher) => Some(privacy(cipher, known)?),
        None => None,
    };
    Some(Authentication { protocol, password: told(known.auth_password.as_ref()?).try_into().ok()?, privacy })
}

fn privacy(cipher: SnmpPrivacy, known: &SnmpAccess) -> Option<Privacy> {
    let protocol = match cipher {
        SnmpPrivacy::Aes128 => PrivacyProtocol::Aes128,
        SnmpPrivacy::Aes192 => PrivacyProtocol::Aes192,
        SnmpPrivacy::Aes256 => PrivacyProtocol::Aes256,
        SnmpPrivacy::Aes192Cisco => PrivacyProtocol::Aes192Cisco,
        SnmpPrivacy::Aes256Cisco => PrivacyProtocol::Aes256Cisco,
    };
    Some(Privacy { protocol, password: told(known.privacy_password.as_ref()?).try_into().ok()? })
}

fn told(secret: &Secret) -> probe::Secret {
    probe::Secret::new(secret.reveal())
}
