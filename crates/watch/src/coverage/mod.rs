//! Coverage (监控覆盖): what each device lacks for being watched as the templates of its kind want. It is computed with the plan of what a
//! device is asked and stands beside the device, so that a list of thousands is one query.

mod by;
pub(crate) mod store;

pub(crate) use by::{CoverageAsked, Covered};
use serde::{Deserialize, Serialize};

use crate::round::world::DeviceFacts;
use crate::template::Plan;
use crate::template::fill::Lacks;

/// What a device lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CoverageGap)]
pub(crate) enum Gap {
    /// An address: nobody can ask it.
    NoAddress,
    /// Any check.
    NoChecks,
    /// Any check but ping: a device that hangs may answer pings for days.
    OnlyPing,
    /// The SNMP access that a template asks by.
    NoSnmp,
    /// The port of the video stream that a template asks for.
    NoVideo,
    /// The port of the web page that a template asks for, where its agent is not asked either.
    NoWeb,
    /// A state: no question has been answered yet.
    Unknown,
}

impl Gap {
    /// Every gap, the worst first.
    pub(crate) const ALL: [Gap; 7] = [Gap::NoAddress, Gap::NoChecks, Gap::OnlyPing, Gap::NoSnmp, Gap::NoVideo, Gap::NoWeb, Gap::Unknown];

    /// Its bit in the database: the worse, the higher, so that the worst device has the greatest number.
    pub(crate) const fn bit(self) -> i64 {
        match self {
            Gap::NoAddress => 1 << 16,
            Gap::NoChecks => 1 << 14,
            Gap::OnlyPing => 1 << 12,
            Gap::NoSnmp => 1 << 8,
            Gap::NoVideo => 1 << 6,
            Gap::NoWeb => 1 << 4,
            Gap::Unknown => 1,
        }
    }
}

/// What a device lacks, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Gaps(i64);

impl Gaps {
    /// As they stand in the database.
    pub(crate) fn of_bits(bits: i64) -> Gaps {
        Gaps(bits)
    }

    pub(crate) fn bits(self) -> i64 {
        self.0
    }

    fn with(self, gap: Gap, lacking: bool) -> Gaps {
        if lacking { Gaps(self.0 | gap.bit()) } else { self }
    }

    pub(crate) fn has(self, gap: Gap) -> bool {
        self.0 & gap.bit() != 0
    }

    /// Each, the worst first.
    pub(crate) fn each(self) -> impl Iterator<Item = Gap> {
        Gap::ALL.into_iter().filter(move |gap| self.has(*gap))
    }
}

/// How a device is covered, but for its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Coverage {
    pub(crate) gaps: Gaps,
    /// The checks that cannot be made, as JSON.
    pub(crate) not_made: String,
}

impl Coverage {
    pub(crate) fn of(facts: &DeviceFacts, plan: &Plan) -> Coverage {
        let not_made = serde_json::to_string(&plan.not_made).unwrap_or_else(|_| "[]".to_owned());
        Coverage { gaps: gaps(!facts.address.is_empty(), plan), not_made }
    }
}

/// What a device lacks, by what it is asked.
fn gaps(has_address: bool, plan: &Plan) -> Gaps {
    let lacks = |what: Lacks| plan.not_made.iter().any(|missing| missing.lacks == what);
    let asked = |kind: &str| plan.checks.iter().any(|planned| planned.asked.kind() == kind);
    let only_ping = !plan.checks.is_empty() && plan.checks.iter().all(|planned| planned.asked.kind() == "icmp");
    Gaps::default()
        .with(Gap::NoAddress, !has_address)
        .with(Gap::NoChecks, plan.checks.is_empty())
        .with(Gap::OnlyPing, only_ping)
        .with(Gap::NoSnmp, lacks(Lacks::Snmp))
        .with(Gap::NoVideo, lacks(Lacks::RtspPort))
        // Where the agent is asked, the page is one more way, and many a device has none.
        .with(Gap::NoWeb, lacks(Lacks::HttpPort) && !asked("snmp"))
}

#[cfg(test)]
mod tests;
