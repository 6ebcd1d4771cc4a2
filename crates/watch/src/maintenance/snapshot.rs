//! What the watch knew of the covered devices when a window opened and when it closed, and what is different.

use std::collections::BTreeMap;

use archive::DeviceId;
use serde::{Deserialize, Serialize};

use crate::model::State;

/// A device as the watch knew it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    pub(crate) device: DeviceId,
    pub(crate) name: String,
    pub(crate) state: State,
    /// Whether all was well, by the name of the check; nothing of those that were never answered.
    pub(crate) checks: BTreeMap<String, bool>,
}

/// What is different of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MaintenanceDifference)]
pub(crate) struct Difference {
    /// The device.
    pub(crate) device_id: DeviceId,
    /// Its name.
    pub(crate) device_name: String,
    /// What is different: `state`, or the name of a check.
    pub(crate) what: String,
    /// A state, or `ok` or `failing`; null when there was none.
    pub(crate) before: Option<String>,
    /// The same at the end.
    pub(crate) after: Option<String>,
}

/// What is different, in the order of the devices. What fails behind a device that does not answer is not said again.
pub(crate) fn differences(before: &[Known], after: &[Known]) -> Vec<Difference> {
    let mut then: BTreeMap<DeviceId, &Known> = before.iter().map(|known| (known.device, known)).collect();
    let mut found = Vec::new();
    for now in after {
        let was = then.remove(&now.device);
        let state = |known: &Known| known.state.as_str().to_owned();
        push(&mut found, now, "state", was.map(state), Some(state(now)));
        if now.state != State::Up || was.is_some_and(|was| was.state != State::Up) {
            continue;
        }
        let empty = BTreeMap::new();
        let was = was.map_or(&empty, |was| &was.checks);
        for name in now.checks.keys().chain(was.keys().filter(|name| !now.checks.contains_key(*name))) {
            push(&mut found, now, name, was.get(name).map(word), now.checks.get(name).map(word));
        }
    }
    for gone in then.into_values() {
        push(&mut found, gone, "state", Some(gone.state.as_str().to_owned()), None);
    }
    found
}

fn push(found: &mut Vec<Difference>, of: &Known, what: &str, before: Option<String>, after: Option<String>) {
    if before != after {
        found.push(Difference { device_id: of.device, device_name: of.name.clone(), what: what.to_owned(), before, after });
    }
}

fn word(well: &bool) -> String {
    (if *well { "ok" } else { "failing" }).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(device: i64, state: State, checks: &[(&str, bool)]) -> Known {
        let checks = checks.iter().map(|(name, well)| ((*name).to_owned(), *well)).collect();
        Known { device: DeviceId(device), name: format!("D{device}"), state, checks }
    }

    fn told(before: &[Known], after: &[Known]) -> Vec<String> {
        let told = |found: Difference| {
            let side = |word: Option<String>| word.unwrap_or_else(|| "-".to_owned());
            format!("{} {} {}>{}", found.device_name, found.what, side(found.before), side(found.after))
        };
        differences(before, after).into_iter().map(told).collect()
    }

    #[test]
    fn what_is_different_after_the_work_is_named() {
        let up = |checks| known(1, State::Up, checks);
        assert!(told(&[up(&[("web", true)])], &[up(&[("web", true)])]).is_empty());
        assert_eq!(told(&[up(&[("web", true)])], &[up(&[("web", false)])]), ["D1 web ok>failing"]);
        assert_eq!(told(&[up(&[("web", true)])], &[known(1, State::Down, &[("web", false)])]), ["D1 state up>down"]);
        assert_eq!(told(&[up(&[])], &[up(&[("web", true)]), known(2, State::Up, &[])]), ["D1 web ->ok", "D2 state ->up"]);
        assert_eq!(told(&[up(&[]), known(3, State::Down, &[])], &[up(&[])]), ["D3 state down>-"]);
        assert_eq!(told(&[known(1, State::Unknown, &[])], &[up(&[("web", true)])]), ["D1 state unknown>up"]);
    }
}
