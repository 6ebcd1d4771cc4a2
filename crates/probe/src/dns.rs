//! DNS: what does this name server answer? Over UDP, and over TCP when the answer does not fit.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, QCLASS, QTYPE, Question, TYPE};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

use crate::address::Host;
use crate::bounded::{Few, Port};
use crate::deadline::Deadline;
use crate::dial::dial;
use crate::failure::{Failure, FailureKind};
use crate::outcome::{Broken, Found, Measurement, Unit, one_line};
use crate::udp::exchange;

/// What to ask which name server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The name server.
    pub address: Host,
    /// Its port.
    #[serde(default = "Port::dns")]
    pub port: Port,
    /// The name to ask for.
    pub name: Host,
    /// What to ask for.
    #[serde(default)]
    pub record: Record,
    /// What must stand among the answers, as they are shown: addresses, names, texts.
    #[serde(default)]
    pub expect: Few<String, 0, 20>,
}

/// A type of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Record {
    /// IPv4 addresses.
    #[default]
    A,
    /// IPv6 addresses.
    Aaaa,
    /// Another name.
    Cname,
    /// Mail servers: `10 mail.example`.
    Mx,
    /// Name servers.
    Ns,
    /// The name of an address.
    Ptr,
    /// The zone's own record; its serial number is the answer.
    Soa,
    /// Services: `0 5 5060 sip.example`.
    Srv,
    /// Texts.
    Txt,
}

impl Record {
    fn wire(self) -> TYPE {
        match self {
            Self::A => TYPE::A,
            Self::Aaaa => TYPE::AAAA,
            Self::Cname => TYPE::CNAME,
            Self::Mx => TYPE::MX,
            Self::Ns => TYPE::NS,
            Self::Ptr => TYPE::PTR,
            Self::Soa => TYPE::SOA,
            Self::Srv => TYPE::SRV,
            Self::Txt => TYPE::TXT,
        }
    }
}

/// What a server said.
#[derive(Debug, PartialEq)]
struct Answer {
    code: u16,
    truncated: bool,
    answers: Vec<String>,
}

/// Asks once. Measurements: `response_time` (seconds), `response_code` (code; 0 is well, 3 no such name), `answers` (count), `answer` (text, all of
/// them). A code other than 0, no answer at all, and an expected answer that is missing are told as broken conditions.
pub(crate) async fn ask(settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let id = fresh_id()?;
    let query = query(settings, id).ok_or_else(|| strange(settings))?;
    let ours = |bytes: &[u8]| bytes.get(..2) == Some(&id.to_be_bytes());
    let (bytes, mut time) = exchange(&settings.address, settings.port.get(), &query, deadline, ours).await?;
    let mut answer = read(&bytes, settings.record).ok_or_else(|| strange(settings))?;
    if answer.truncated {
        let (bytes, over_tcp) = over_tcp(settings, &query, deadline).await?;
        time += over_tcp;
        answer = read(&bytes, settings.record).filter(|_| ours(&bytes)).ok_or_else(|| strange(settings))?;
    }
    let measurements = vec![
        Measurement::seconds("response_time", time),
        Measurement::number("response_code", Unit::Code, f64::from(answer.code)),
        Measurement::number("answers", Unit::Count, answer.answers.len() as f64),
        Measurement::text("answer", &answer.answers.join(", ")),
    ];
    Ok(Found { measurements, broken: broken(settings, &answer).into_iter().collect() })
}

fn broken(settings: &Settings, answer: &Answer) -> Option<Broken> {
    let (server, name) = (&settings.address, &settings.name);
    match (answer.code, answer.answers.is_empty()) {
        (3, _) => {
            return Some(Broken::new(format!("{server} says that there is no name {name}."), format!("{server} 答复：没有名称 {name}。")));
        }
        (0, false) => {}
        (0, true) => {
            return Some(Broken::new(format!("{server} has no such record of {name}."), format!("{server} 没有 {name} 的这类记录。")));
        }
        (code, _) => {
            let words = match code {
                1 => ("the question was malformed", "查询格式错误"),
                2 => ("it could not find out", "服务器内部失败"),
                5 => ("it refuses", "服务器拒绝"),
                _ => ("it failed", "查询失败"),
            };
            return Some(Broken::new(
                format!("{server} answers for {name} with code {code}: {}.", words.0),
                format!("{server} 对 {name} 的答复代码为 {code}：{}。", words.1),
            ));
        }
    }
    let same = |wanted: &&String| answer.answers.iter().any(|found| plain(found) == plain(wanted));
    let missing = settings.expect.iter().find(|wanted| !same(wanted))?;
    let found = answer.answers.join(", ");
    Some(Broken::new(format!("{name} is {found}; {missing} is missing."), format!("{name} 解析为 {found}，缺少 {missing}。")))
}

/// Names are the same in upper and lower case, with and without the last dot.
fn plain(answer: &str) -> String {
    answer.trim().trim_end_matches('.').to_ascii_lowercase()
}

fn fresh_id() -> Result<u16, Failure> {
    let mut id = [0; 2];
    let random = ring::rand::SystemRandom::new();
    ring::rand::SecureRandom::fill(&random, &mut id).map_err(|_| {
        Failure::new(FailureKind::Local, "This computer has no random numbers. Restart it.", "本机无法生成随机数，请重启系统。")
    })?;
    Ok(u16::from_be_bytes(id))
}

fn query(settings: &Settings, id: u16) -> Option<Vec<u8>> {
    let name = match &settings.name {
        Host::Name(name) => name.trim_end_matches('.').to_owned(),
        // The name of an address, asked backwards.
        Host::Ip(std::net::IpAddr::V4(ip)) => {
            let [a, b, c, d] = ip.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        Host::Ip(std::net::IpAddr::V6(ip)) => {
            let digits = ip.octets().into_iter().rev().flat_map(|octet| [octet & 15, octet >> 4]);
            digits.map(|digit| format!("{digit:x}.")).chain(["ip6.arpa".to_owned()]).collect()
        }
    };
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    let kind = QTYPE::TYPE(settings.record.wire());
    packet.questions.push(Question::new(Name::new(&name).ok()?, kind, QCLASS::CLASS(CLASS::IN), false));
    packet.build_bytes_vec().ok()
}

async fn over_tcp(settings: &Settings, query: &[u8], deadline: &Deadline) -> Result<(Vec<u8>, Duration), Failure> {
    let mut dialled = dial(&settings.address, settings.port.get(), deadline).await?;
    let (started, peer) = (Instant::now(), dialled.peer);
    let work = async {
        let length = u16::try_from(query.len()).unwrap_or_default();
        dialled.stream.write_all(&[&length.to_be_bytes(), query].concat()).await?;
        let length = dialled.stream.read_u16().await?;
        let mut answer = vec![0; usize::from(length)];
        dialled.stream.read_exact(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    match deadline.within(work).await {
        Ok(Ok(answer)) => Ok((answer, dialled.connect_time + started.elapsed())),
        Ok(Err(error)) => Err(Failure::from_io(&error, peer)),
        Err(_) => Err(Failure::unfinished(peer, deadline.allowed())),
    }
}

fn read(bytes: &[u8], wanted: Record) -> Option<Answer> {
    let packet = Packet::parse(bytes).ok()?;
    if !packet.has_flags(PacketFlag::RESPONSE) {
        return None;
    }
    let wanted = wanted.wire();
    let answers =
        packet.answers.iter().filter(|record| record.rdata.type_code() == wanted).filter_map(|record| shown(&record.rdata)).collect();
    Some(Answer { code: packet.rcode() as u16, truncated: packet.has_flags(PacketFlag::TRUNCATION), answers })
}

fn shown(data: &RData<'_>) -> Option<String> {
    let shown = match data {
        RData::A(a) => std::net::Ipv4Addr::from(a.address).to_string(),
        RData::AAAA(a) => std::net::Ipv6Addr::from(a.address).to_string(),
        RData::CNAME(name) => name.0.to_string(),
        RData::NS(name) => name.0.to_string(),
        RData::PTR(name) => name.0.to_string(),
        RData::MX(mail) => format!("{} {}", mail.preference, mail.exchange),
        RData::SOA(zone) => zone.serial.to_string(),
        RData::SRV(service) => format!("{} {} {} {}", service.priority, service.weight, service.port, service.target),
        RData::TXT(text) => String::try_from(text.clone()).ok()?,
        _ => return None,
    };
    Some(one_line(&shown))
}

fn strange(settings: &Settings) -> Failure {
    let Settings { address, port, .. } = settings;
    Failure::new(
        FailureKind::Protocol,
        format!("{address} answered something on port {port} that is no DNS answer. Check that the port belongs to a name server."),
        format!("{address} 的端口 {port} 的应答不是 DNS 报文。请确认该端口属于域名服务器。"),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_datagram_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes, Record::Txt);
        }
    }
}
