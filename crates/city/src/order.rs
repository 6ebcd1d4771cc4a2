//! What the city can be told: break this, mend that. An order names things as people do; one that names nothing real is refused with the
//! names that would have been right.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A command to the city. In JSON: `{"order": "camera_down", "device": "BINJIANG-P01-CAM2"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// A camera dies.
    CameraDown {
        /// A camera's name or address.
        device: String,
    },
    /// Any device dies; what hangs on it falls silent too.
    DeviceDown {
        /// A device's name or address.
        device: String,
    },
    /// A dead device comes back, freshly started.
    DeviceUp {
        /// A device's name or address.
        device: String,
    },
    /// A pole's switch dies, and its cameras fall silent.
    PoleSwitchDown {
        /// A switch's name or address.
        device: String,
    },
    /// A cable is pulled; what hangs on it falls silent.
    LinkDown {
        /// A device's name or address.
        device: String,
        /// The interface's name, full or short.
        interface: String,
    },
    /// The cable is back; a flapping port holds still.
    LinkUp {
        /// A device's name or address.
        device: String,
        /// The interface's name, full or short.
        interface: String,
    },
    /// The mains fail at a site: the UPS carries it until its batteries are flat, then all of it is silent. Without a UPS, at once.
    PowerCut {
        /// The site's name, its code, or its name in one language.
        site: String,
        /// How long the batteries last this time; the settings' or the model's own time when not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        battery_seconds: Option<u32>,
    },
    /// The mains are back; what had gone dark starts afresh.
    PowerRestored {
        /// The site's name, its code, or its name in one language.
        site: String,
    },
    /// Answers of a device and of all behind it come late; 0 ends it.
    Slow {
        /// A device's name or address.
        device: String,
        /// How late.
        milliseconds: u32,
    },
    /// A port goes down and up: half of each period down, beginning now.
    FlappingPort {
        /// A device's name or address.
        device: String,
        /// The interface's name, full or short.
        interface: String,
        /// One down and one up together, from 2 to 86,400.
        period_seconds: u32,
    },
    /// Everything is well again.
    HealAll {},
}

/// The names of all orders, as `order` takes them.
pub const ORDERS: [&str; 11] = [
    "camera_down",
    "device_down",
    "device_up",
    "pole_switch_down",
    "link_down",
    "link_up",
    "power_cut",
    "power_restored",
    "slow",
    "flapping_port",
    "heal_all",
];

/// What an order did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// The order itself.
    pub order: Order,
    /// How many devices do not answer now, of the whole city.
    pub silent: usize,
}

/// Why an order was not carried out. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Stable, for programs: `city.unknown_device`.
    pub code: &'static str,
    /// What is wrong, in English.
    pub detail: String,
    /// The same in Chinese.
    pub detail_zh: String,
    /// Names that would have been right, the most similar first; at most twelve.
    pub valid: Vec<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)?;
        if !self.valid.is_empty() {
            write!(f, " Valid: {}.", self.valid.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

/// The dozen candidates most like what was asked for, best first.
pub(crate) fn most_similar<'a>(asked: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<String> {
    let asked = asked.to_lowercase();
    let mut scored: Vec<(f64, &str)> = candidates.map(|name| (strsim::jaro_winkler(&asked, &name.to_lowercase()), name)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().take(12).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_reads_and_writes() {
        let cases = [
            (r#"{"order":"camera_down","device":"a"}"#, Order::CameraDown { device: "a".into() }),
            (r#"{"order":"power_cut","site":"s"}"#, Order::PowerCut { site: "s".into(), battery_seconds: None }),
            (r#"{"order":"slow","device":"a","milliseconds":200}"#, Order::Slow { device: "a".into(), milliseconds: 200 }),
            (r#"{"order":"heal_all"}"#, Order::HealAll {}),
        ];
        for (text, order) in cases {
            assert_eq!(serde_json::from_str::<Order>(text).unwrap(), order);
            assert_eq!(serde_json::to_string(&order).unwrap(), text);
        }
    }

    #[test]
    fn an_unknown_order_or_field_is_not_read_and_the_list_is_told() {
        let error = serde_json::from_str::<Order>(r#"{"order":"explode"}"#).unwrap_err().to_string();
        for name in ORDERS {
            assert!(error.contains(name), "{name} is missing in: {error}");
        }
        let error = serde_json::from_str::<Order>(r#"{"order":"slow","device":"a","milliseconds":1,"colour":"red"}"#).unwrap_err();
        assert!(error.to_string().contains("colour"));
    }
}
