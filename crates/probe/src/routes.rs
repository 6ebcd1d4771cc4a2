//! Which way this computer sends: through which gateway, or straight onto a wire of its own. Read from the kernel's tables; where there are
//! none (another system), nothing is known.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The kernel's routes, the longest prefixes first.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Routes(Vec<Route>);

#[derive(Debug, PartialEq)]
struct Route {
    network: IpAddr,
    prefix: u8,
    metric: u32,
    /// `None` for a wire of this computer's own.
    gateway: Option<IpAddr>,
}

/// A route that is up, and one that refuses.
const UP: u32 = 0x1;
const REJECT: u32 = 0x200;

impl Routes {
    /// As the kernel has them now.
    pub(crate) fn now() -> Routes {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        Routes::read(&read("/proc/net/route"), &read("/proc/net/ipv6_route"))
    }

    fn read(v4: &str, v6: &str) -> Routes {
        let mut routes: Vec<Route> = v4.lines().skip(1).filter_map(read_v4).chain(v6.lines().filter_map(read_v6)).collect();
        routes.sort_by_key(|route| (std::cmp::Reverse(route.prefix), route.metric));
        Routes(routes)
    }

    /// The gateway on the way to `target`; `None` when it stands on this computer's own wire, or nothing is known.
    pub(crate) fn gateway(&self, target: IpAddr) -> Option<IpAddr> {
        if target.is_loopback() {
            return None;
        }
        let route = self
            .0
            .iter()
            .find(|route| bits(route.network, route.prefix) == bits(target, route.prefix) && route.network.is_ipv4() == target.is_ipv4())?;
        route.gateway.filter(|gateway| *gateway != target)
    }
}

/// `Iface Destination Gateway Flags RefCnt Use Metric Mask …`, addresses in hexadecimal digits, the low byte first.
fn read_v4(line: &str) -> Option<Route> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [_, network, gateway, flags, _, _, metric, mask, ..] = fields.as_slice() else { return None };
    let address = |hex: &str| Some(Ipv4Addr::from(u32::from_str_radix(hex, 16).ok()?.swap_bytes()));
    usable(flags)?;
    let gateway = address(gateway)?;
    Some(Route {
        network: address(network)?.into(),
        prefix: u32::from(address(mask)?).leading_ones() as u8,
        metric: metric.parse().ok()?,
        gateway: (!gateway.is_unspecified()).then_some(gateway.into()),
    })
}

/// `destination prefix source prefix gateway metric refcnt use flags iface`, all in hexadecimal digits.
fn read_v6(line: &str) -> Option<Route> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [network, prefix, _, _, gateway, metric, _, _, flags, ..] = fields.as_slice() else { return None };
    let address = |hex: &str| Some(Ipv6Addr::from(u128::from_str_radix(hex, 16).ok()?));
    usable(flags)?;
    let gateway = address(gateway)?;
    Some(Route {
        network: address(network)?.into(),
        prefix: u8::from_str_radix(prefix, 16).ok()?,
        metric: u32::from_str_radix(metric, 16).ok()?,
        gateway: (!gateway.is_unspecified()).then_some(gateway.into()),
    })
}

fn usable(flags: &str) -> Option<()> {
    let flags = u32::from_str_radix(flags, 16).ok()?;
    (flags & UP != 0 && flags & REJECT == 0).then_some(())
}

/// The first bits of an address.
fn bits(address: IpAddr, prefix: u8) -> u128 {
    let (all, width) = match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    all.checked_shr(128 - u32::from(prefix.min(width))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const V4: &str = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n\
        eth0\t00000000\t0101000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\
        eth0\t0001000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n\
        eth0\t0000A8C0\tFE01000A\t0003\t0\t0\t0\t0000FFFF\t0\t0\t0\n\
        eth1\t000010AC\t00000000\t0000\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
    const V6: &str = "fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 00000001     eth0\n\
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000003 00000000 00000003     eth0\n\
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n";

    #[test]
    fn the_nearest_route_names_the_gateway() {
        let routes = Routes::read(V4, V6);
        for (target, expected) in [
            ("8.8.8.8", Some("10.0.1.1")),
            ("10.0.1.77", None),
            ("10.0.1.1", None),
            ("192.168.3.4", Some("10.0.1.254")),
            ("172.16.0.9", Some("10.0.1.1")),
            ("127.0.0.9", None),
            ("fd00::9", None),
            ("2001:db8::1", Some("fd00::1")),
            ("::1", None),
        ] {
            assert_eq!(routes.gateway(target.parse().unwrap()), expected.map(|gateway| gateway.parse().unwrap()), "{target}");
        }
        assert_eq!(Routes::read("", "nonsense\n").gateway("8.8.8.8".parse().unwrap()), None);
    }

    proptest::proptest! {
        #[test]
        fn no_table_makes_it_panic(v4 in "[0-9a-fA-F \t\n]{0,200}", v6 in "[0-9a-fA-F \t\n]{0,300}", target: u32) {
            let _ = Routes::read(&v4, &v6).gateway(Ipv4Addr::from(target).into());
        }
    }
}
