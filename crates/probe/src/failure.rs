//! Why a question got no answer, told to the user: what happened and what to do next, in English and in Chinese.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What stood between the question and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// Nothing, or not everything, came back in time.
    Timeout,
    /// The device is there and said no: the port is closed.
    Refused,
    /// The network said that there is no way to the device.
    Unreachable,
    /// The device's name is not known.
    NameNotFound,
    /// The device wants other credentials, or grants these no right.
    Authentication,
    /// The device answered, but not what the protocol prescribes, or with a refusal of the protocol's own.
    Protocol,
    /// This computer could not ask: its sockets, permissions, name server, routes or settings. Says nothing about the device and must
    /// not be read as the device being down.
    Local,
}

/// A question without an answer. Both details are whole sentences for the user, free of secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What stood in the way.
    pub kind: FailureKind,
    /// What happened and what to do next, in English.
    pub detail_en: String,
    /// The same in Chinese.
    pub detail_zh: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail_en)
    }
}

impl std::error::Error for Failure {}

impl Failure {
    pub(crate) fn new(kind: FailureKind, detail_en: impl Into<String>, detail_zh: impl Into<String>) -> Self {
        Self { kind, detail_en: detail_en.into(), detail_zh: detail_zh.into() }
    }

    /// The device at `asked` did not answer at all.
    pub(crate) fn silent(asked: impl fmt::Display, allowed: Duration) -> Self {
        let allowed = seconds(allowed);
        Self::new(
            FailureKind::Timeout,
            format!("{asked} did not answer within {allowed}. Check the device's power and network, and that no firewall stands between."),
            format!("{asked} 在 {allowed} 内没有应答。请检查设备的供电和网络，以及途中是否有防火墙拦截。"),
        )
    }

    /// The device at `asked` took the connection but did not finish its answer.
    pub(crate) fn unfinished(asked: impl fmt::Display, allowed: Duration) -> Self {
        let allowed = seconds(allowed);
        Self::new(
            FailureKind::Timeout,
            format!(
                "{asked} accepted the connection but did not finish its answer within {allowed}. The device may be overloaded or hung: look at its load, restart the service."
            ),
            format!("{asked} 接受了连接，但在 {allowed} 内没有完成应答。设备可能过载或死机：请查看其负载，必要时重启服务。"),
        )
    }

    /// Reads an error of a socket that talks to `peer`.
    pub(crate) fn from_io(error: &io::Error, peer: SocketAddr) -> Self {
        match error.kind() {
            ErrorKind::ConnectionRefused => Self::new(
                FailureKind::Refused,
                format!(
                    "{peer} refused the connection: the device is there, but nothing listens on this port. Start the service, or correct the port."
                ),
                format!("{peer} 拒绝连接：设备在线，但该端口没有服务在监听。请启动服务，或更正端口。"),
            ),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable if has_route(peer) => Self::new(
                FailureKind::Unreachable,
                format!(
                    "The network reports that {} cannot be reached. Check the device's power, its link and the routers on the way.",
                    peer.ip()
                ),
                format!("网络报告无法到达 {}。请检查设备供电、链路以及途经的路由器。", peer.ip()),
            ),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Self::new(
                FailureKind::Local,
                format!(
                    "This computer has no route to {}. Check this computer's own network cable, address and default gateway.",
                    peer.ip()
                ),
                format!("本机没有到 {} 的路由。请检查本机的网线、地址和默认网关。", peer.ip()),
            ),
            ErrorKind::TimedOut => Self::new(
                FailureKind::Timeout,
                format!("{peer} stopped answering. Check the device's power and network."),
                format!("{peer} 停止应答。请检查设备的供电和网络。"),
            ),
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof => {
                Self::closed(peer)
            }
            _ => Self::new(
                FailureKind::Local,
                format!(
                    "This computer could not ask {}: {error}. Check its firewall rules, its limit on open files and its free memory.",
                    peer.ip()
                ),
                format!("本机无法向 {} 发出询问：{error}。请检查本机的防火墙规则、打开文件数上限和可用内存。", peer.ip()),
            ),
        }
    }

    /// This computer has no random numbers to give.
    pub(crate) fn no_randomness() -> Self {
        Self::new(
            FailureKind::Local,
            "This computer's random source failed. Restart this computer.",
            "本机的随机数源出现故障。请重启本机。",
        )
    }

    /// The device hung up in the middle.
    pub(crate) fn closed(asked: impl fmt::Display) -> Self {
        Self::new(
            FailureKind::Protocol,
            format!(
                "{asked} closed the connection before it had finished its answer. Check that the port belongs to this service; restart the service if it does."
            ),
            format!("{asked} 在应答结束之前关闭了连接。请确认端口属于该服务；若属于，请重启该服务。"),
        )
    }
}

/// Whether this computer itself knows a way to `peer`. "Network unreachable" is said both by a router far away, which is news about the
/// device, and by our own routing table, which is not; connecting a datagram socket asks only the latter and sends nothing.
fn has_route(peer: SocketAddr) -> bool {
    let any: SocketAddr = if peer.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
    // Port 0 is no destination; any other will do, since nothing is sent.
    let goal = SocketAddr::new(peer.ip(), peer.port().max(1));
    UdpSocket::bind(any).and_then(|socket| socket.connect(goal)).is_ok()
}

/// A duration as people write it: `3 s`, `0.25 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_millis() as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_trouble_is_local() {
        let peer = SocketAddr::from(([127, 0, 0, 9], 80));
        for (error, kind) in [
            (ErrorKind::ConnectionRefused, FailureKind::Refused),
            (ErrorKind::HostUnreachable, FailureKind::Unreachable),
            (ErrorKind::NetworkUnreachable, FailureKind::Unreachable),
            (ErrorKind::TimedOut, FailureKind::Timeout),
            (ErrorKind::ConnectionReset, FailureKind::Protocol),
            (ErrorKind::UnexpectedEof, FailureKind::Protocol),
            (ErrorKind::PermissionDenied, FailureKind::Local),
            (ErrorKind::AddrNotAvailable, FailureKind::Local),
            (ErrorKind::OutOfMemory, FailureKind::Local),
            (ErrorKind::NetworkDown, FailureKind::Local),
            (ErrorKind::Other, FailureKind::Local),
        ] {
            assert_eq!(Failure::from_io(&error.into(), peer).kind, kind, "{error:?}");
        }
    }

    #[test]
    fn unreachable_without_a_route_of_our_own_is_local() {
        // A broadcast address can be asked by no socket that has not asked to: the kernel refuses at once, as it does without a route.
        let peer = SocketAddr::from(([255, 255, 255, 255], 80));
        assert!(!has_route(peer));
        assert_eq!(Failure::from_io(&ErrorKind::NetworkUnreachable.into(), peer).kind, FailureKind::Local);
    }

    #[test]
    fn durations_read_like_a_person_wrote_them() {
        assert_eq!(seconds(Duration::from_secs(3)), "3 s");
        assert_eq!(seconds(Duration::from_millis(250)), "0.25 s");
    }
}
