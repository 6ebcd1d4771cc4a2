//! What the poller knows of each check's question, and what it makes of an answer before the round judges it.

use std::sync::Arc;
use std::time::Duration;

use base::Text;
use probe::Outcome;

use crate::alerting::Past;
use crate::alerting::standing::Standings;
use crate::ask::Asked;
use crate::beat::Moment;
use crate::model::CheckId;
use crate::rules::rate::{CHARTED, Counters, Found, available, samples};
use crate::rules::verdict::{Judged, Verdict};
use crate::template::banner::Banner;
use crate::template::fits::Identity;
use crate::texts;

/// A check's question, by its place in the round.
pub(super) struct Asking {
    pub(super) asked: Arc<Asked>,
    pub(super) timeout: Duration,
    /// The counters of its last answer.
    pub(super) counters: Option<Counters>,
    /// Whether all that it measures is kept.
    pub(super) keep_all: bool,
    /// How its values stand with the alert rules.
    pub(super) standings: Standings,
    /// What the device last said of itself; `None` when this check's answers say nothing of it.
    pub(super) identity: Option<Identity>,
    /// What the last answer said of it, when that is something else.
    pub(super) rumour: Option<Identity>,
    /// What is known of its service's banner; `None` for a check that somebody entered.
    pub(super) banner: Option<Banner>,
}

impl Asking {
    /// Makes samples of an answer: what was measured, and whether the check was available. What could not be asked has none.
    pub(super) fn samples(&mut self, outcome: Outcome, verdict: Verdict, now: Moment) -> Vec<Found> {
        if verdict == Verdict::Unasked {
            return Vec::new();
        }
        let wanted = |name: &str| self.keep_all || CHARTED.contains(&name) || self.standings.wants(name);
        let (mut found, counters) = samples(outcome.result.unwrap_or_default(), self.counters.as_ref(), now.beat, wanted);
        self.counters = counters;
        found.push(available(verdict == Verdict::Well));
        found
    }

    /// What the device says of itself, when that is news: what it never said before at once, something else when it says so twice in a row.
    pub(super) fn identified(&mut self, outcome: &Outcome) -> Option<News> {
        let known = self.identity.as_mut()?;
        let heard = Identity::heard(outcome.result.as_deref().ok()?)?;
        if heard == *known {
            self.rumour = None;
            return None;
        }
        let another = known.is_another(&heard).then(|| texts::another_device(known, &heard));
        let sure = *known == Identity::default() || self.rumour.as_ref() == Some(&heard);
        if sure && another.is_none() {
            known.clone_from(&heard);
        }
        self.rumour = Some(heard.clone());
        Some(News { identity: sure.then_some(heard), another })
    }

    /// The same judgement, unless all is well but for a value that is beyond what an alert rule allows.
    pub(super) fn held_against(&mut self, check: CheckId, found: &[Found], judged: Judged, past: &Past, now: Moment) -> Judged {
        if judged.verdict != Verdict::Well {
            return judged;
        }
        match self.standings.observe(check.0, found, past, now) {
            Some(text) => Judged { verdict: Verdict::Beyond, text, ..judged },
            None => judged,
        }
    }
}

/// News of who answers.
pub(super) struct News {
    /// What is to be written down, when it is sure.
    pub(super) identity: Option<Identity>,
    /// What people are told when it is another device than the one known.
    pub(super) another: Option<Text>,
}
