//! An escalation policy (升级策略): who is called, in which order, after which delay, over which channels, how often, at which hours. A policy
//! is kept in versions; a ticket freezes the versions that were in force when it was opened.

use base::{PersonId, Role, Timestamp};
use calendar::CalendarId;
use notify::Channel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Level;
use crate::words;

base::id!(
    /// An escalation policy. 0 is the usual order, which is built in and has no row.
    PolicyId
);

/// The usual order, for whatever no other policy is named.
pub const USUAL: PolicyId = PolicyId(0);

/// One version of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Which.
    pub id: PolicyId,
    /// Which version, from 1.
    pub version: i64,
    /// `一级故障升级`
    pub name: String,
    /// What it says.
    pub plan: Plan,
    /// Why this version was written; may be empty.
    pub reason: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// Who wrote it.
    pub written_by: String,
}

/// Who is called, step by step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EscalationPlan)]
pub struct Plan {
    /// In calling order, 1 to 20.
    pub steps: Vec<PlanStep>,
    /// Whether all of it begins anew when everybody was called and nobody took the ticket.
    #[serde(default)]
    pub again: Option<Again>,
}

/// One step: these people, over these channels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EscalationStep)]
pub struct PlanStep {
    /// Who.
    pub target: Target,
    /// How many seconds after the last call of the step before it begins; for the first step, after the ticket began to wait. As the
    /// contract says when absent, and at once for the first step.
    #[serde(default)]
    pub after_seconds: Option<i64>,
    /// Whether its people are called all at once instead of one after another.
    #[serde(default)]
    pub together: bool,
    /// How many seconds lie between two of its people; as the contract says when absent.
    #[serde(default)]
    pub gap_seconds: Option<i64>,
    /// Over which channels, beside our own pages; each person's own rules when empty.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// How often its people are called again before the next step.
    #[serde(default)]
    pub again: Option<Again>,
    /// At which hours it is taken; at any when absent. Outside of them it is skipped, and it is said.
    #[serde(default)]
    pub hours: Option<Hours>,
}

/// Who a step calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = EscalationTarget)]
pub enum Target {
    /// 值班工程师: those on duty that day, in the order of the duty table.
    Duty {},
    /// 责任工程师: the customer's account engineer.
    AccountEngineer {},
    /// Everybody with a role: managers, supervisors.
    Role {
        /// Which.
        role: Role,
    },
    /// Named people.
    People {
        /// In calling order.
        people: Vec<PersonId>,
    },
}

/// Once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EscalationAgain)]
pub struct Again {
    /// How many more times, 1 to 10.
    pub times: i64,
    /// How many seconds after the last call.
    pub after_seconds: i64,
}

/// The hours of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EscalationHours)]
pub struct Hours {
    /// Which calendar.
    pub calendar_id: CalendarId,
    /// Whether the step is for its hours of service, or for all others.
    pub inside: bool,
}

/// The version of a policy that a ticket goes by, with the versions of the calendars it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenPolicy {
    /// While the ticket has this level.
    pub level: Level,
    /// Which policy.
    pub policy_id: PolicyId,
    /// Which version of it.
    pub version: i64,
    /// The calendars of its steps, each with its version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<(CalendarId, i64)>,
}

/// Where a call stands in a plan: everything counted from 0. The order is the calling order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// How often the whole plan had been gone through.
    pub cycle: i64,
    /// Which step.
    pub step: i64,
    /// How often the step had been taken.
    pub pass: i64,
}

impl Plan {
    /// The usual order: those on duty one after another, then the managers, then the administrators, at the pace of the contract.
    pub fn usual() -> Plan {
        let step = |target, after_seconds| PlanStep {
            target,
            after_seconds,
            together: false,
            gap_seconds: None,
            channels: Vec::new(),
            again: None,
            hours: None,
        };
        Plan {
            steps: vec![
                step(Target::Duty {}, Some(0)),
                step(Target::Role { role: Role::Manager }, None),
                step(Target::Role { role: Role::Administrator }, None),
            ],
            again: None,
        }
    }

    /// Every calendar that a step names, each once.
    pub fn calendars(&self) -> std::collections::BTreeSet<CalendarId> {
        self.steps.iter().filter_map(|step| step.hours.map(|hours| hours.calendar_id)).collect()
    }
}

impl Policy {
    /// The usual order as a policy.
    pub fn usual() -> Policy {
        Policy {
            id: USUAL,
            version: 1,
            name: String::new(),
            plan: Plan::usual(),
            reason: String::new(),
            written_at: Timestamp::from_milliseconds(0),
            written_by: String::new(),
        }
    }
}

words!(
    /// Why somebody is not called.
    #[schema(as = CallObstacle)]
    Obstacle {
        /// The step has nobody.
        Nobody = "nobody",
        /// They are on leave.
        Away = "away",
        /// No verified contact of theirs leads over the step's channels.
        NoContact = "no_contact",
        /// Their role may not take tickets.
        Role = "role",
        /// The step is for other hours.
        Hours = "hours",
        /// They were called at an earlier step, over the same channels.
        CalledBefore = "called_before",
    }
);
