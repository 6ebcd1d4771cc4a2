//! What must change so that the checks in the table are those that the templates want. A check keeps its id, and with it its series and its
//! state, as long as a device has one of its name.

use std::collections::HashMap;

use archive::DeviceId;

use crate::model::CheckId;

/// A check as it stands in the table.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct CheckRow {
    pub(crate) id: CheckId,
    pub(crate) device_id: DeviceId,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) role: String,
    pub(crate) every: i64,
    pub(crate) settings: String,
}

/// A check as it is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) device_id: DeviceId,
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) role: &'static str,
    pub(crate) every: u32,
    pub(crate) settings: String,
}

/// The differences.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Differences {
    pub(crate) made: Vec<Wanted>,
    pub(crate) changed: Vec<(CheckId, Wanted)>,
    pub(crate) retired: Vec<CheckId>,
}

impl CheckRow {
    fn is(&self, wanted: &Wanted) -> bool {
        (&*self.kind, &*self.role, self.every, &*self.settings) == (wanted.kind, wanted.role, i64::from(wanted.every), &*wanted.settings)
    }
}

/// Compares the table with what is wanted.
pub(crate) fn differences(rows: &[CheckRow], wanted: Vec<Wanted>) -> Differences {
    let mut there: HashMap<DeviceId, Vec<&CheckRow>> = HashMap::new();
    for row in rows {
        there.entry(row.device_id).or_default().push(row);
    }
    let mut found = Differences::default();
    for wanted in wanted {
        let rows = there.entry(wanted.device_id).or_default();
        let row = rows.iter().position(|row| row.name == wanted.name).map(|at| rows.swap_remove(at));
        match row {
            None => found.made.push(wanted),
            Some(row) if row.is(&wanted) => {}
            Some(row) => found.changed.push((row.id, wanted)),
        }
    }
    found.retired = there.into_values().flatten().map(|row| row.id).collect();
    found.retired.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, device: i64, name: &str, settings: &str) -> CheckRow {
        CheckRow {
            id: CheckId(id),
            device_id: DeviceId(device),
            name: name.into(),
            kind: "icmp".into(),
            role: "vital".into(),
            every: 1,
            settings: settings.into(),
        }
    }

    fn wanted(device: i64, name: &str, settings: &str) -> Wanted {
        Wanted { device_id: DeviceId(device), name: name.into(), kind: "icmp", role: "vital", every: 1, settings: settings.into() }
    }

    #[test]
    fn only_differences_are_written() {
        let rows = [row(1, 1, "ping", "a"), row(2, 1, "web", "a"), row(3, 2, "ping", "a")];
        let found = differences(&rows, vec![wanted(1, "ping", "a"), wanted(1, "web", "b"), wanted(3, "ping", "a")]);
        assert_eq!(found.made, [wanted(3, "ping", "a")]);
        assert_eq!(found.changed, [(CheckId(2), wanted(1, "web", "b"))]);
        assert_eq!(found.retired, [CheckId(3)]);
        assert_eq!(differences(&rows[..1], vec![wanted(1, "ping", "a")]), Differences::default());
    }
}
