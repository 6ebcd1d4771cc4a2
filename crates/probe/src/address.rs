//! Where a device is: an IP address or a name, and the way from a name to addresses.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::deadline::Deadline;
use crate::failure::{Failure, FailureKind, seconds};

/// The address of one device: an IP address that one device can have, or a host name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Host {
    /// An address, neither unspecified nor multicast nor broadcast.
    Ip(IpAddr),
    /// A name to be looked up each time it is asked, ASCII, without a port.
    Name(String),
}

/// Why a text is not the address of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnAddress(String);

impl fmt::Display for NotAnAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotAnAddress {}

impl FromStr for Host {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let refuse = |why: &str| Err(NotAnAddress(format!("address \"{}\" {why}", text.escape_debug())));
        if let Ok(ip) = text.parse::<IpAddr>() {
            return match ip {
                _ if ip.is_unspecified() || ip.is_multicast() || ip == IpAddr::V4(Ipv4Addr::BROADCAST) => {
                    refuse("is not the address of one device")
                }
                _ => Ok(Self::Ip(ip.to_canonical())),
            };
        }
        if text.is_empty() {
            return Err(NotAnAddress("address must not be empty".to_owned()));
        }
        if text.contains("://") || text.contains('/') {
            return refuse("is a URL: give only its host, and its path where the question has one");
        }
        if text.starts_with('[') {
            return refuse("has brackets: write an IPv6 address without them");
        }
        if text.contains(':') {
            return refuse("is not an IPv6 address; a port is given in its own field");
        }
        if !text.is_ascii() {
            return refuse("has non-ASCII characters: write an international name in its xn-- form");
        }
        // getaddrinfo reads "10.0.1" as 10.0.0.1; a typing error must not probe somebody else's device.
        if text.trim_end_matches('.').rsplit('.').next().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit())) {
            return refuse("is not an IPv4 address");
        }
        if text.len() > 253 || !text.trim_end_matches('.').split('.').all(is_label) {
            return refuse("is not a host name");
        }
        Ok(Self::Name(text.to_owned()))
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

impl TryFrom<String> for Host {
    type Error = NotAnAddress;

    fn try_from(text: String) -> Result<Self, NotAnAddress> {
        text.parse()
    }
}

impl From<Host> for String {
    fn from(host: Host) -> Self {
        host.to_string()
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(ip) => ip.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl Host {
    /// The host as it stands in a URL: an IPv6 address in brackets.
    pub(crate) fn in_url(&self) -> String {
        match self {
            Self::Ip(IpAddr::V6(ip)) => format!("[{ip}]"),
            other => other.to_string(),
        }
    }

    /// The addresses of this host with `port`, at least one.
    pub(crate) async fn resolve(&self, port: u16, deadline: &Deadline) -> Result<Vec<SocketAddr>, Failure> {
        let name = match self {
            Self::Ip(ip) => return Ok(vec![SocketAddr::new(*ip, port)]),
            Self::Name(name) => name.trim_end_matches('.').to_ascii_lowercase(),
        };
        // RFC 6761: these names are answered without asking anybody.
        if name == "invalid" || name.ends_with(".invalid") {
            return Err(name_not_found(&name));
        }
        if name == "localhost" || name.ends_with(".localhost") {
            return Ok(vec![SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port), SocketAddr::new(Ipv6Addr::LOCALHOST.into(), port)]);
        }
        match deadline.within(tokio::net::lookup_host((name.as_str(), port))).await {
            Ok(Ok(found)) => {
                let mut found: Vec<_> = found.map(|at| SocketAddr::new(at.ip().to_canonical(), at.port())).collect();
                found.dedup();
                if found.is_empty() { Err(name_not_found(&name)) } else { Ok(found) }
            }
            Ok(Err(error)) => Err(read_lookup_error(&name, &error)),
            Err(_) => Err(Failure::new(
                FailureKind::Local,
                format!(
                    "This computer's name server did not answer within {} when asked for {name}. Check this computer's DNS settings, or give the device's IP address.",
                    seconds(deadline.allowed())
                ),
                format!(
                    "查询 {name} 时，本机的域名服务器在 {} 内没有应答。请检查本机的 DNS 设置，或直接填写设备的 IP 地址。",
                    seconds(deadline.allowed())
                ),
            )),
        }
    }
}

fn name_not_found(name: &str) -> Failure {
    Failure::new(
        FailureKind::NameNotFound,
        format!("There is no host named {name}. Check the spelling, or give the device's IP address."),
        format!("找不到名为 {name} 的主机。请检查拼写，或直接填写设备的 IP 地址。"),
    )
}

/// The standard library keeps of getaddrinfo's codes only the C library's sentence, so the sentence must tell "no such name" (glibc,
/// musl, BSD) apart from "the name server is out of order", which is this computer's trouble and not the device's.
fn read_lookup_error(name: &str, error: &io::Error) -> Failure {
    const NO_SUCH_NAME: [&str; 5] = [
        "Name or service not known",
        "No address associated with",
        "Name does not resolve",
        "Name has no usable address",
        "nodename nor servname",
    ];
    let text = error.to_string();
    if NO_SUCH_NAME.iter().any(|known| text.contains(known)) {
        return name_not_found(name);
    }
    Failure::new(
        FailureKind::Local,
        format!("This computer could not look up {name} ({text}). Check this computer's DNS settings, or give the device's IP address."),
        format!("本机无法解析 {name}（{text}）。请检查本机的 DNS 设置，或直接填写设备的 IP 地址。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_device_are_read() {
        for (text, shown) in [
            ("10.0.0.1", "10.0.0.1"),
            ("2001:DB8::1", "2001:db8::1"),
            ("::ffff:10.0.0.1", "10.0.0.1"),
            ("camera-7.city.example", "camera-7.city.example"),
            ("recorder_2", "recorder_2"),
            ("1.example", "1.example"),
            ("trailing.example.", "trailing.example."),
        ] {
            assert_eq!(text.parse::<Host>().map(|host| host.to_string()).as_deref(), Ok(shown), "{text}");
        }
        assert_eq!("fe80::1".parse::<Host>().unwrap().in_url(), "[fe80::1]");
    }

    #[test]
    fn what_is_not_the_address_of_one_device_is_refused_with_a_reason() {
        for (text, reason) in [
            ("", "address must not be empty"),
            ("0.0.0.0", "is not the address of one device"),
            ("224.0.0.1", "is not the address of one device"),
            ("255.255.255.255", "is not the address of one device"),
            ("ff02::1", "is not the address of one device"),
            ("10.0.0.256", "is not an IPv4 address"),
            ("10.0.1", "is not an IPv4 address"),
            ("12345", "is not an IPv4 address"),
            ("10.0.0.1:80", "a port is given in its own field"),
            ("camera:554", "a port is given in its own field"),
            ("[::1]", "without them"),
            ("http://camera/", "is a URL"),
            ("two words", "is not a host name"),
            ("-dash.example", "is not a host name"),
            ("a..b", "is not a host name"),
            ("摄像机.example", "xn--"),
            ("line\nbreak", "is not a host name"),
        ] {
            let refusal = text.parse::<Host>().unwrap_err().to_string();
            assert!(refusal.contains(reason), "{text:?}: {refusal}");
            assert!(!refusal.contains('\n'), "a refusal is one line: {refusal:?}");
        }
    }

    #[test]
    fn a_name_server_out_of_order_is_our_trouble_and_not_the_devices() {
        let unknown = read_lookup_error("x.example", &io::Error::other("failed to lookup address information: Name or service not known"));
        assert_eq!(unknown.kind, FailureKind::NameNotFound);
        let broken =
            read_lookup_error("x.example", &io::Error::other("failed to lookup address information: Temporary failure in name resolution"));
        assert_eq!(broken.kind, FailureKind::Local);
    }
}
