//! Where a device answers: an IP address that one device can have, or a host name; its ports. What is taken here is taken by the probes,
//! and written as they write it (a test holds the two together).

use std::net::{IpAddr, Ipv4Addr};

use super::Wrong;

/// An address, written the one way it is written, or nothing.
pub(crate) fn address(text: Option<&str>) -> Result<Option<String>, Wrong> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(host).transpose()
}

fn host(text: &str) -> Result<String, Wrong> {
    if let Ok(ip) = text.parse::<IpAddr>() {
        if ip.is_unspecified() || ip.is_multicast() || ip == IpAddr::V4(Ipv4Addr::BROADCAST) {
            return Err(Wrong::new(
                "address.not_one_device",
                format!("{ip} is not the address of one device."),
                format!("{ip} 不是单台设备的地址。"),
            ));
        }
        return Ok(ip.to_canonical().to_string());
    }
    if text.contains('/') {
        return Err(Wrong::new(
            "address.is_url",
            "Write only the host, without http:// and without a path.",
            "只填写主机地址，不要包含 http:// 或路径。",
        ));
    }
    if text.contains([':', '[', ']']) {
        return Err(Wrong::new(
            "address.has_port",
            "Write the address without brackets and without a port; ports have fields of their own.",
            "地址中不要包含方括号或端口，端口请填在对应的端口栏。",
        ));
    }
    // The resolver reads "10.0.1" as 10.0.0.1; a typing error must not probe somebody else's device.
    let last = text.trim_end_matches('.').rsplit('.').next().unwrap_or("");
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Wrong::new(
            "address.wrong_ip",
            "This is not an IP address: write four numbers from 0 to 255 like 10.1.2.3.",
            "IP 地址不正确：应为四个 0 到 255 的数字，例如 10.1.2.3。",
        ));
    }
    if text.len() > 253 || !text.trim_end_matches('.').split('.').all(is_label) {
        return Err(Wrong::new(
            "address.wrong_name",
            "This is neither an IP address nor a host name: names have letters, digits, - and _ between dots (international names in their xn-- form).",
            "既不是 IP 地址也不是主机名：主机名由字母、数字、- 和 _ 组成，以点分隔（中文域名请用 xn-- 形式）。",
        ));
    }
    Ok(text.to_owned())
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// A port: 1 to 65535.
pub(crate) fn port(port: Option<u16>) -> Result<Option<u16>, Wrong> {
    if port == Some(0) {
        return Err(Wrong::new("port.wrong", "A port is a number from 1 to 65535.", "端口为 1 到 65535 之间的数字。"));
    }
    Ok(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_devices() {
        for (text, written) in [
            ("10.0.0.1", Some("10.0.0.1")),
            (" 2001:DB8::1 ", Some("2001:db8::1")),
            ("::ffff:10.0.0.1", Some("10.0.0.1")),
            ("camera-7.city.example", Some("camera-7.city.example")),
            ("recorder_2", Some("recorder_2")),
            ("", None),
            ("  ", None),
        ] {
            assert_eq!(address(Some(text)).unwrap().as_deref(), written, "{text}");
        }
        for (text, code) in [
            ("0.0.0.0", "address.not_one_device"),
            ("224.0.0.1", "address.not_one_device"),
            ("255.255.255.255", "address.not_one_device"),
            ("::", "address.not_one_device"),
            ("10.0.0.256", "address.wrong_ip"),
            ("10.0.1", "address.wrong_ip"),
            ("12345", "address.wrong_ip"),
            (".", "address.wrong_ip"),
            ("10.0.0.1:80", "address.has_port"),
            ("[::1]", "address.has_port"),
            ("http://camera/", "address.is_url"),
            ("10.0.0.0/24", "address.is_url"),
            ("two words", "address.wrong_name"),
            ("-dash.example", "address.wrong_name"),
            ("a..b", "address.wrong_name"),
            ("摄像机", "address.wrong_name"),
        ] {
            assert_eq!(address(Some(text)).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn port_zero_is_none() {
        assert_eq!(port(Some(0)).unwrap_err().code, "port.wrong");
        assert_eq!(port(Some(65535)), Ok(Some(65535)));
        assert_eq!(port(None), Ok(None));
    }

    proptest::proptest! {
        #[test]
        fn what_is_taken_here_the_probes_take_and_write_the_same_way(text in "[ -~]{1,20}|[0-9a-f:.]{1,20}|[a-z0-9._-]{1,70}|[0-9]{1,3}(\\.[0-9]{1,3}){2,4}") {
            let ours = address(Some(&text)).ok().flatten();
            let theirs = text.trim().parse::<probe::Host>().ok().map(|host| host.to_string());
            proptest::prop_assert_eq!(ours, theirs);
        }
    }
}
