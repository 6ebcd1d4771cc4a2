//! Power, wire, or the device itself? What can be seen around a silent device tells them apart, and spares the engineer a drive with the wrong
//! spare. Where the signs do not tell, nothing is claimed.

use base::Text;

use crate::model::Cause;

/// What was seen around a silent device since it fell silent.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Signs {
    /// The address still answers pings.
    pub(crate) pings: bool,
    /// How many devices of its place fell silent with it, when all did.
    pub(crate) place: Option<usize>,
    /// The names of what stands before it and answers.
    pub(crate) ways: Vec<String>,
    pub(crate) ports: Vec<Port>,
    pub(crate) feeds: Vec<Feed>,
}

/// The port of a device before it, as that device tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Port {
    pub(crate) of: String,
    pub(crate) name: String,
    pub(crate) up: bool,
}

/// A source of its power, as it tells itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Feed {
    pub(crate) name: String,
    /// 0 on mains.
    pub(crate) seconds_on_battery: f64,
    /// 0 to 1.
    pub(crate) charge: Option<f64>,
}

/// One sign: how much it tells, what it speaks for, and a sentence.
type Told = (u8, Option<Cause>, Text);

/// What the signs amount to, and each of them in a sentence, the most telling first.
pub(crate) fn explain(signs: &Signs) -> (Option<Cause>, Vec<Text>) {
    let mut told: Vec<Told> = signs.pings.then(pings).into_iter().collect();
    told.extend(signs.feeds.iter().map(feed));
    told.extend(signs.ports.iter().map(port));
    match signs.place {
        Some(count) => told.push(place(count, &signs.ways)),
        None if signs.ways.is_empty() => {}
        None => {
            let (en, zh) = (signs.ways.join(", "), signs.ways.join("、"));
            told.push((0, None, Text::new(format!("What stands before it answers: {en}."), format!("上联设备应答正常：{zh}。"))));
        }
    }
    told.sort_by_key(|(weight, ..)| std::cmp::Reverse(*weight));
    let cause = told.first().and_then(|(_, cause, _)| *cause);
    (cause, told.into_iter().map(|(.., text)| text).collect())
}

fn pings() -> Told {
    let en = "It still answers pings: it has power and a way to it, and its services do not work.";
    (4, Some(Cause::Device), Text::new(en, "仍能 ping 通：供电和链路正常，是其服务异常。"))
}

fn feed(feed: &Feed) -> Told {
    let Feed { name, seconds_on_battery, charge } = feed;
    let (charge_en, charge_zh) = charge.map_or_else(Default::default, |charge| {
        let percent = (charge * 100.0).round();
        (format!(", {percent} % charged"), format!("，剩余电量 {percent}%"))
    });
    if *seconds_on_battery > 0.0 {
        let minutes = (seconds_on_battery / 60.0).round().max(1.0);
        let en = format!("{name}, which feeds it, has been on battery for {minutes} min{charge_en}.");
        return (3, Some(Cause::Power), Text::new(en, format!("为其供电的{name}已用电池供电 {minutes} 分钟{charge_zh}。")));
    }
    let en = format!("{name}, which feeds it, is on mains{charge_en}.");
    (0, None, Text::new(en, format!("为其供电的{name}市电正常{charge_zh}。")))
}

fn port(port: &Port) -> Told {
    let Port { of, name, up } = port;
    if *up {
        let en = format!("The port {name} of {of} is up: the device has power and a wire, and hangs.");
        return (2, Some(Cause::Device), Text::new(en, format!("{of}的端口 {name} 为 up：设备有电、线路通，是设备本身无响应。")));
    }
    let en = format!("The port {name} of {of} is down: the wire or its plug is broken, or the device has no power.");
    (1, Some(Cause::Link), Text::new(en, format!("{of}的端口 {name} 为 down：网线或接头故障，或设备断电。")))
}

fn place(count: usize, ways: &[String]) -> Told {
    if ways.is_empty() {
        let en = format!("All {count} devices of the site fell silent together: the link to the site, or its power.");
        return (1, None, Text::new(en, format!("该点位 {count} 台设备同时失联：点位链路中断或停电。")));
    }
    let en =
        format!("All {count} devices behind {} fell silent together while it answers: their common power, such as PoE.", ways.join(", "));
    let zh = format!("{}下联的 {count} 台设备同时失联，而其本身正常：疑为共同供电（如 PoE）故障。", ways.join("、"));
    (2, Some(Cause::Power), Text::new(en, zh))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signs_tell_power_wire_and_device_apart() {
        let port = |up| vec![Port { of: "SW1".into(), name: "Gi0/3".into(), up }];
        let feed = |seconds_on_battery| vec![Feed { name: "UPS".into(), seconds_on_battery, charge: Some(0.08) }];
        let ways = vec!["SW1".to_owned()];
        let cases = [
            ("nothing is seen", Signs::default(), None, 0),
            ("the switch before it answers", Signs { ways: ways.clone(), ..Signs::default() }, None, 1),
            ("its port is down", Signs { ports: port(false), ways: ways.clone(), ..Signs::default() }, Some(Cause::Link), 2),
            ("its port is up", Signs { ports: port(true), ..Signs::default() }, Some(Cause::Device), 1),
            (
                "its UPS is on battery, and its port down",
                Signs { ports: port(false), feeds: feed(700.0), ..Signs::default() },
                Some(Cause::Power),
                2,
            ),
            (
                "its UPS is on mains, and its port down",
                Signs { ports: port(false), feeds: feed(0.0), ..Signs::default() },
                Some(Cause::Link),
                2,
            ),
            ("it pings", Signs { pings: true, feeds: feed(700.0), ..Signs::default() }, Some(Cause::Device), 2),
            (
                "all of its place, and the switch answers",
                Signs { place: Some(8), ways, ports: port(false), ..Signs::default() },
                Some(Cause::Power),
                2,
            ),
            ("all of its site", Signs { place: Some(8), ..Signs::default() }, None, 1),
        ];
        for (name, signs, cause, sentences) in cases {
            let (found, told) = explain(&signs);
            assert_eq!((found, told.len()), (cause, sentences), "{name}: {told:?}");
        }
    }

    #[test]
    fn what_tells_stands_first() {
        let signs = Signs {
            ports: vec![Port { of: "SW1".into(), name: "Gi0/3".into(), up: false }],
            feeds: vec![Feed { name: "UPS".into(), seconds_on_battery: 0.0, charge: None }],
            ..Signs::default()
        };
        let (_, told) = explain(&signs);
        assert!(told[0].in_language(base::Language::En).starts_with("The port Gi0/3"), "{told:?}");
        assert!(told[1].in_language(base::Language::Zh).contains("市电正常"), "{told:?}");
    }
}
