//! From a template's question to the question that a device is asked: its address, its ports and its credentials come from the archive.

use archive::model::{Device, Secret, SnmpAccess, SnmpAuth, SnmpPrivacy, SnmpVersion};
use base::Text;
use probe::snmp::{Access, AuthProtocol, Authentication, Privacy, PrivacyProtocol, V2c, V3};
use probe::{Host, Port, Question, http};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// What the archive does not know of a device, so that it cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CheckLacks)]
pub(crate) enum Lacks {
    /// How its agent is asked, or a password of it.
    Snmp,
    /// The port of its web page.
    HttpPort,
    /// The port of its video stream.
    RtspPort,
    /// Any port.
    Port,
}

/// A question without the device: what the template leaves open is the device's own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prototype {
    question: Question,
    own_port: bool,
    own_tls: bool,
}

/// What only a device or a person may say: an address, and whatever is secret.
const NOT_HERE: [&str; 5] = ["address", "access", "login", "bearer", "password"];

impl Prototype {
    /// Reads what a template asks, or says what is wrong with it: the probe's own types check every field.
    pub(crate) fn read(asked: &Map<String, Json>) -> Result<Prototype, Text> {
        if let Some(field) = NOT_HERE.iter().find(|field| asked.contains_key(**field)) {
            return Err(Text::new(
                format!(
                    "`{field}` has no place in a template: a device's address and access stand in the archive, passwords in custom checks"
                ),
                format!("模板中不能填写 `{field}`：设备的地址和访问凭据在资产档案中，密码请用自定义检测项"),
            ));
        }
        let (own_port, own_tls) = (!asked.contains_key("port"), !asked.contains_key("tls"));
        let mut whole = asked.clone();
        whole.insert("address".to_owned(), Json::from("192.0.2.1"));
        match asked.get("kind").and_then(Json::as_str) {
            Some("snmp") => {
                whole.insert("access".to_owned(), serde_json::json!({ "version": "2c", "community": "public" }));
            }
            Some("tcp") => {
                whole.entry("port").or_insert(Json::from(80));
            }
            _ => {}
        }
        let question = serde_json::from_value(Json::Object(whole))
            .map_err(|error| Text::new(format!("this cannot be asked: {error}"), format!("检测内容无效：{error}")))?;
        Ok(Prototype { question, own_port, own_tls })
    }

    /// The question to a device, or what the archive does not know of it.
    pub(crate) fn of(&self, host: &Host, device: &Device) -> Result<Question, Lacks> {
        let mut question = self.question.clone();
        question.set_address(host.clone());
        match &mut question {
            Question::Snmp(settings) => {
                let known = device.snmp.as_ref().ok_or(Lacks::Snmp)?;
                settings.access = access(known).ok_or(Lacks::Snmp)?;
                if self.own_port {
                    settings.port = port(Some(known.port)).ok_or(Lacks::Snmp)?;
                }
            }
            Question::Http(settings) if self.own_port => {
                settings.port = Some(port(device.http_port).ok_or(Lacks::HttpPort)?);
                if self.own_tls && matches!(device.http_port, Some(443 | 8443)) {
                    settings.tls = http::Tls::AcceptAny;
                }
            }
            Question::Rtsp(settings) if self.own_port => settings.port = port(device.rtsp_port).ok_or(Lacks::RtspPort)?,
            Question::Tcp(settings) if self.own_port => {
                settings.port = port(device.http_port.or(device.rtsp_port)).ok_or(Lacks::Port)?;
            }
            _ => {}
        }
        Ok(question)
    }
}

fn port(number: Option<u16>) -> Option<Port> {
    Port::try_from(i64::from(number?)).ok()
}

fn access(known: &SnmpAccess) -> Option<Access> {
    let community = || Some(V2c { community: told(known.community.as_ref()?).try_into().ok()? });
    Some(match known.version {
        SnmpVersion::V1 => Access::V1(community()?),
        SnmpVersion::V2c => Access::V2c(community()?),
        SnmpVersion::V3 => {
            let auth = match known.auth {
                Some(protocol) => Some(authentication(protocol, known)?),
                None => None,
            };
            Access::V3(V3 { user: known.user.clone()?.try_into().ok()?, auth, context: String::new() })
        }
    })
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
