//! How fast messages leave, and which leave together. A lane is one person on one channel, or one robot's group. A storm is one message: of a
//! group of messages (those of one root ticket) the first is told at once, the following ones wait a while and are told together; and when more
//! is waiting than a lane may carry, it is told as one digest.
//!
//! A robot's platform is strict: who goes beyond its limits is silenced, DingTalk's for ten minutes. So its limits hold for everything, and a
//! part of them is kept for urgent calls. A person's lane is only for their peace: an urgent call is never held back on it.

use base::Timestamp;

use crate::model::{Channel, Importance, MessageId, Queue};

/// What one lane may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    /// Handovers in a second, where that is limited.
    pub per_second: Option<usize>,
    /// Handovers in a minute.
    pub per_minute: usize,
    /// How many of a minute's handovers are kept for urgent calls.
    pub reserve: usize,
    /// Whether the limits bind urgent calls, too: the platform's do, ours do not.
    pub strict: bool,
    /// How long the following messages of a group wait to be told together, in seconds.
    pub group_pause: i64,
    /// Messages in one handover, at most.
    pub largest: usize,
}

/// A minute as a robot's platform counts it, with a little more for what is late on its way there, in milliseconds.
pub(crate) const MINUTE: i64 = 62_000;
/// A second, likewise.
const SECOND: i64 = 1_100;
/// How far back handovers matter: the longest pause of a group.
pub(crate) const REMEMBERED: i64 = 600_000;
/// A silence that ends later than this was ordered before the clock was put back, in milliseconds.
const LONGEST_SILENCE: i64 = 900_000;

/// The pace of a queue's lanes; `None` where each message goes by itself at once.
pub(crate) fn of(queue: Queue) -> Option<Pace> {
    let robot = |per_minute, per_second, reserve| Pace { per_second, per_minute, reserve, strict: true, group_pause: 60, largest: 500 };
    let person = |per_minute| Pace { per_second: None, per_minute, reserve: 0, strict: false, group_pause: 300, largest: 500 };
    match queue {
        Queue::Of(Channel::Dingtalk | Channel::Wecom) => Some(robot(20, None, 5)),
        Queue::Of(Channel::Feishu) => Some(robot(100, Some(5), 20)),
        Queue::Of(Channel::Email) => Some(person(10)),
        Queue::Of(Channel::Sms) | Queue::Modem => Some(person(3)),
        Queue::Of(Channel::Voice) => Some(person(1)),
        Queue::Of(Channel::InApp | Channel::Webhook) => None,
    }
}

/// A handover of the last minutes; one of several groups stands here once for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Handover {
    pub at: Timestamp,
    /// Its first message.
    pub id: i64,
    pub group: Option<String>,
}

/// A message that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub id: MessageId,
    pub importance: Importance,
    pub group: Option<String>,
}

/// What the decision rests on.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub pace: Pace,
    /// The other side asked for silence until then.
    pub silent_until: Timestamp,
    /// The handovers of the last [`REMEMBERED`] milliseconds.
    pub lately: Vec<Handover>,
    /// In the order in which they were written.
    pub waiting: Vec<Waiting>,
    pub now: Timestamp,
}

/// What is handed over now, and when to look again at what is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Each of these is one handover.
    pub handovers: Vec<Vec<MessageId>>,
    /// When the next one may go; `None` when nothing is left.
    pub look_again_at: Option<Timestamp>,
}

/// Decides what goes now.
pub(crate) fn plan(facts: &Facts) -> Plan {
    let Facts { pace, now, .. } = facts;
    let silence = facts.silent_until.milliseconds_since(*now);
    if (1..=LONGEST_SILENCE).contains(&silence) {
        return Plan { handovers: Vec::new(), look_again_at: (!facts.waiting.is_empty()).then_some(facts.silent_until) };
    }
    let mut used = Used::of(&facts.lately, *now);
    let mut plan = Plan::default();
    let (urgent, others): (Vec<&Waiting>, Vec<&Waiting>) = facts.waiting.iter().partition(|one| one.importance == Importance::Urgent);
    for one in urgent {
        match used.free_at(pace, 0, *now) {
            Some(later) if pace.strict => plan.look_again(later),
            _ => {
                used.take(*now);
                plan.handovers.push(vec![one.id]);
            }
        }
    }
    let mut posts: Vec<(Option<&str>, Vec<MessageId>)> = Vec::new();
    for one in others {
        match group_free_at(facts, one.group.as_deref()) {
            Some(later) => plan.look_again(later),
            None => match posts.iter_mut().find(|(group, _)| group.is_some() && *group == one.group.as_deref()) {
                Some((_, ids)) => ids.push(one.id),
                None => posts.push((one.group.as_deref(), vec![one.id])),
            },
        }
    }
    // More than the lane may carry is told as one digest, so that the minutes after a storm are not full of it.
    let digest = used.room(pace, *now) < posts.len();
    let handovers: Vec<Vec<MessageId>> =
        if digest { vec![posts.into_iter().flat_map(|(_, ids)| ids).collect()] } else { posts.into_iter().map(|(_, ids)| ids).collect() };
    for part in handovers.iter().flat_map(|ids| ids.chunks(pace.largest)) {
        match used.free_at(pace, pace.reserve, *now) {
            Some(later) => plan.look_again(later),
            None => {
                used.take(*now);
                plan.handovers.push(part.to_vec());
            }
        }
    }
    plan
}

impl Plan {
    fn look_again(&mut self, at: Timestamp) {
        self.look_again_at = Some(self.look_again_at.map_or(at, |known| known.min(at)));
    }
}

/// When a group that was told a moment ago may be told of again.
fn group_free_at(facts: &Facts, group: Option<&str>) -> Option<Timestamp> {
    let group = group?;
    let last = facts.lately.iter().filter(|handover| handover.group.as_deref() == Some(group) && !is_ahead(handover, facts.now));
    last.map(|handover| handover.at.plus_seconds(facts.pace.group_pause)).max().filter(|free| *free > facts.now)
}

/// A handover that is still to come was made before the clock was put back: it says nothing about the present minute.
fn is_ahead(handover: &Handover, now: Timestamp) -> bool {
    handover.at > now.plus_milliseconds(SECOND)
}

/// The instants of a lane's handovers within the last minute, in order.
struct Used(Vec<Timestamp>);

impl Used {
    fn of(lately: &[Handover], now: Timestamp) -> Used {
        let recent = |handover: &&Handover| handover.at.plus_milliseconds(MINUTE) > now && !is_ahead(handover, now);
        let mut handovers: Vec<(Timestamp, i64)> = lately.iter().filter(recent).map(|handover| (handover.at, handover.id)).collect();
        handovers.sort_unstable();
        handovers.dedup();
        Used(handovers.into_iter().map(|(at, _)| at).collect())
    }

    fn take(&mut self, now: Timestamp) {
        self.0.push(now);
    }

    /// When the next handover may go, if that is not now. `reserve` of a minute's are not for it.
    fn free_at(&self, pace: &Pace, reserve: usize, now: Timestamp) -> Option<Timestamp> {
        let minute = free_after(&self.0, pace.per_minute.saturating_sub(reserve), MINUTE, now);
        let second = pace.per_second.and_then(|most| free_after(&self.0, most, SECOND, now));
        minute.max(second)
    }

    /// How many handovers that are not urgent may go now.
    fn room(&self, pace: &Pace, now: Timestamp) -> usize {
        let within = |window: i64| self.0.iter().filter(|at| at.plus_milliseconds(window) > now).count();
        let minute = pace.per_minute.saturating_sub(pace.reserve).saturating_sub(within(MINUTE));
        pace.per_second.map_or(minute, |most| minute.min(most.saturating_sub(within(SECOND))))
    }
}

/// When fewer than `most` of the instants lie within a window that ends then; `None` when that is now.
fn free_after(instants: &[Timestamp], most: usize, window: i64, now: Timestamp) -> Option<Timestamp> {
    let first_that_counts = instants.len().checked_sub(most.max(1))?;
    instants.get(first_that_counts).map(|at| at.plus_milliseconds(window)).filter(|free| *free > now)
}

#[cfg(test)]
#[path = "pace_tests.rs"]
mod tests;
