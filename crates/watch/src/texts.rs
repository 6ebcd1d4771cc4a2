//! What the watch tells people, in both languages.

use base::Text;

use crate::round::world::DeviceFacts;
use crate::template::fits::Identity;

/// A device does not answer; `trouble` is what the probe said.
pub(crate) fn device_down(device: &DeviceFacts, trouble: Option<&Text>) -> Text {
    let (trouble_en, trouble_zh) = both(trouble);
    Text::new(
        format!("{} at {} does not answer. {trouble_en}", device.name, device.site_name).trim_end().to_owned(),
        format!("{}的{}无应答。{trouble_zh}", device.site_name, device.name),
    )
}

/// Every device of a place fell silent at once; the alarm stands at one of them.
pub(crate) fn place_silent(device: &DeviceFacts, count: usize) -> Text {
    let DeviceFacts { site_name: site, name, .. } = device;
    Text::new(
        format!("All {count} devices of one place at {site} fell silent together, {name} among them."),
        format!("{site}同一处的 {count} 台设备同时无应答，{name}为其中之一。"),
    )
}

/// A device answers, but one of its checks fails.
pub(crate) fn check_failed(device: &DeviceFacts, check: &str, trouble: Option<&Text>) -> Text {
    let ((en, zh), (trouble_en, trouble_zh)) = (check_name(check), both(trouble));
    Text::new(
        format!("{} at {} answers, but its {en} does not work. {trouble_en}", device.name, device.site_name).trim_end().to_owned(),
        format!("{}的{}有应答，但{zh}异常。{trouble_zh}", device.site_name, device.name),
    )
}

/// Another kind of device answers than the one that is known.
pub(crate) fn another_device(known: &Identity, heard: &Identity) -> Text {
    let is = |identity: &Identity| {
        let id = identity.sys_object_id.as_deref().unwrap_or_default();
        identity.sys_descr.as_ref().map_or_else(|| id.to_owned(), |descr| format!("{id} “{descr}”"))
    };
    let (known, heard) = (is(known), is(heard));
    Text::new(
        format!(
            "Another device answers here: {heard}, and not {known}. If it was replaced, change its entry in the archive; if not, look for an address that two devices use."
        ),
        format!(
            "此地址上应答的是另一台设备：{heard}，而不是 {known}。如已更换设备，请修改设备档案；否则请检查是否有两台设备使用同一地址。"
        ),
    )
}

/// A device answers, but a value is beyond an alert rule's limit; `trouble` is what the rule says.
pub(crate) fn value_beyond(device: &DeviceFacts, trouble: &Text) -> Text {
    let (trouble_en, trouble_zh) = both(Some(trouble));
    Text::new(
        format!("{} at {}: {trouble_en}", device.name, device.site_name),
        format!("{}的{}：{trouble_zh}", device.site_name, device.name),
    )
}

/// A check's name as people say it; a name that is not among the templates' stays as it is.
fn check_name(name: &str) -> (&str, &str) {
    match name {
        "agent" => ("SNMP agent", "SNMP 代理"),
        "traffic" => ("interface table", "接口流量"),
        "video" => ("video service", "视频服务"),
        "web" => ("web service", "网页服务"),
        "port" => ("service port", "服务端口"),
        other => (other, other),
    }
}

fn both(text: Option<&Text>) -> (&str, &str) {
    text.map_or(("", ""), |text| (text.in_language(base::Language::En), text.in_language(base::Language::Zh)))
}
