//! The cycles of one promise: where each begins, what is promised in it, what takes its time out, where it ends. Told from everything that
//! moves clocks (see [`super::track`]) by the lines of the contract, which say whether a clock goes on, counts anew or begins another cycle.

use archive::model::{Clause, Occasion, OnChange, OnReturn, StartEvent, line};
use base::Timestamp;
use calendar::{CalendarId, Kept};
use std::collections::BTreeMap;

use super::clock::{Standstill, Target, Why};
use super::story::Story;
use super::track::{Mark, Moved, is_done_once};
use crate::model::{ClockKind, Level, Source};

/// What was agreed for a ticket from some instant on: the lines of its contract, and the calendars by which they count, all frozen.
#[derive(Debug, Clone, Default)]
pub struct Agreement {
    /// The lines.
    pub clauses: Vec<Clause>,
    /// The calendars, each in one version.
    pub calendars: BTreeMap<CalendarId, Kept>,
}

impl Agreement {
    fn calendar(&self, clause: &Clause) -> Option<&Kept> {
        self.calendars.get(&clause.calendar_id)
    }
}

/// One cycle of a promise.
#[derive(Debug, Clone)]
pub struct Cycle<'a> {
    /// Which, counted from 1.
    pub number: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// What was promised, in the order in which it came into force. Never empty.
    pub targets: Vec<Target<'a>>,
    /// What is promised now, as it is written: the third party's own word, otherwise the line's.
    pub target: calendar::Target,
    /// The line by which it runs now.
    pub clause: &'a Clause,
    /// The calendar by which it counts now.
    pub calendar: &'a Kept,
    /// Stretches between a stop and going on that do not count.
    pub gaps: Vec<Standstill>,
    /// When it was stopped.
    pub stop: Option<Timestamp>,
    /// When another cycle took its place.
    pub ended_at: Option<Timestamp>,
    /// Whether it is the promise of the cycle before, counted anew: what that one had broken stays broken.
    pub continues: bool,
    /// On whom it waits: the third party.
    pub party: Option<String>,
}

/// Tells the cycles of one promise. `over` puts another policy in the place of the contract's for changes of level and contract, to say what
/// would have come of it.
pub fn cycles<'a>(story: &Story, kind: ClockKind, terms: &'a [Agreement], over: Option<OnChange>) -> Vec<Cycle<'a>> {
    let Some(agreement) = terms.first() else { return Vec::new() };
    let level = story.levels.first().map_or(story.level, |level| level.to);
    let opened_at = story.opened_at;
    let mut teller = Teller {
        story,
        kind,
        over,
        agreement,
        level,
        line: None,
        began: BTreeMap::from([(StartEvent::Reported, opened_at), (StartEvent::Detected, story.opened.detected_at.unwrap_or(opened_at))]),
        pending: None,
        own: false,
        cycles: Vec::new(),
    };
    if story.opened.source == Source::Staff {
        teller.began.insert(StartEvent::LevelSet, opened_at);
    }
    teller.line = teller.pick();
    teller.begin();
    for mark in &story.track.marks {
        teller.tell(mark, terms);
    }
    teller.cycles
}

struct Teller<'a, 's> {
    story: &'s Story,
    kind: ClockKind,
    over: Option<OnChange>,
    agreement: &'a Agreement,
    level: Level,
    line: Option<&'a Clause>,
    /// The events that can start a clock, as far as they have happened.
    began: BTreeMap<StartEvent, Timestamp>,
    /// When what is promised was done, before the clock began.
    pending: Option<Timestamp>,
    /// Whether what is promised was done by itself.
    own: bool,
    cycles: Vec<Cycle<'a>>,
}

impl<'a> Teller<'a, '_> {
    fn pick(&self) -> Option<&'a Clause> {
        self.line_of(self.kind)
    }

    /// The line by whose calendar a third party's own word counts where the contract says nothing of third parties.
    fn lender(&self) -> Option<&'a Clause> {
        [ClockKind::Restore, ClockKind::Resolve, ClockKind::Respond].into_iter().find_map(|kind| self.line_of(kind))
    }

    fn line_of(&self, kind: ClockKind) -> Option<&'a Clause> {
        let occasion = Occasion {
            level: self.level.number(),
            kind: self.story.kind(),
            site_class: self.story.opened.site_class.clone(),
            guard: self.story.opened.guard.is_some(),
        };
        line(&self.agreement.clauses, kind, &occasion)
    }

    fn tell(&mut self, mark: &Mark, terms: &'a [Agreement]) {
        let at = mark.at;
        match &mark.what {
            Moved::Assigned => {
                self.began.entry(StartEvent::Assigned).or_insert(at);
            }
            Moved::Level(level) => {
                self.began.entry(StartEvent::LevelSet).or_insert(at);
                self.level = *level;
                if let Some(line) = self.pick().filter(|line| self.line != Some(*line)) {
                    self.change(at, line, self.over.unwrap_or(line.on_level_change));
                }
            }
            Moved::Agreed(place) => {
                if let Some(agreement) = terms.get(*place) {
                    self.agreement = agreement;
                    if let Some(line) = self.pick() {
                        self.change(at, line, self.over.unwrap_or(line.on_contract_change));
                    }
                }
            }
            Moved::Stopped { clock, own } if *clock == self.kind => self.stop(at, *own),
            Moved::Told if self.kind == ClockKind::Update => self.told(at),
            Moved::Asked { party, target } if self.kind == ClockKind::ThirdParty => self.asked(at, party, target.as_deref()),
            Moved::Back { agreed } => self.back(at, *agreed),
            Moved::Stopped { .. } | Moved::Told | Moved::Asked { .. } => {}
        }
        self.begin();
    }

    /// Begins the first cycle as soon as its start event has happened.
    fn begin(&mut self) {
        if !self.cycles.is_empty() || self.kind == ClockKind::ThirdParty {
            return;
        }
        let Some(at) = self.line.and_then(|line| self.began.get(&line.starts)).copied() else { return };
        self.open(at, false);
        if let (Some(cycle), Some(pending)) = (self.cycles.last_mut(), self.pending) {
            cycle.stop = Some(pending);
        }
    }

    fn open(&mut self, at: Timestamp, continues: bool) {
        let Some(line) = self.line else { return };
        let Some(calendar) = self.agreement.calendar(line) else { return };
        self.push(at, continues, line, calendar, line.target, None);
    }

    fn push(
        &mut self,
        at: Timestamp,
        continues: bool,
        clause: &'a Clause,
        calendar: &'a Kept,
        target: calendar::Target,
        party: Option<String>,
    ) {
        self.cycles.push(Cycle {
            number: self.cycles.len() as i64 + 1,
            started_at: at,
            targets: vec![Target::resolved(&calendar.calendar, target, at, at)],
            target,
            clause,
            calendar,
            gaps: Vec::new(),
            stop: None,
            ended_at: None,
            continues,
            party,
        });
    }

    /// Another line holds from here on.
    fn change(&mut self, at: Timestamp, line: &'a Clause, policy: OnChange) {
        self.line = Some(line);
        let Some(calendar) = self.agreement.calendar(line) else { return };
        let Some(cycle) = self.cycles.last_mut() else { return };
        // The third party promised what they promised.
        if self.kind == ClockKind::ThirdParty {
            return;
        }
        if cycle.stop.is_some() || policy == OnChange::GoOn {
            let target = Target::resolved(&calendar.calendar, line.target, cycle.started_at, at);
            cycle.targets.push(target);
            (cycle.target, cycle.clause, cycle.calendar) = (line.target, line, calendar);
            return;
        }
        cycle.ended_at = Some(at);
        self.open(at, policy == OnChange::Restart);
    }

    fn stop(&mut self, at: Timestamp, own: bool) {
        self.own |= own;
        match self.cycles.last_mut() {
            Some(cycle) => {
                cycle.stop.get_or_insert(at);
            }
            None => {
                self.pending.get_or_insert(at);
            }
        }
    }

    /// The customer was told; the time until the next word begins.
    fn told(&mut self, at: Timestamp) {
        let Some(cycle) = self.cycles.last_mut().filter(|cycle| cycle.stop.is_none()) else { return };
        cycle.stop = Some(at);
        self.open(at, false);
    }

    /// A third party was asked: by the time they promised, or the contract's.
    fn asked(&mut self, at: Timestamp, party: &str, target: Option<&str>) {
        let own: Option<calendar::Target> = target.and_then(|target| target.parse().ok());
        let line = self.line.or_else(|| own.and_then(|_| self.lender()));
        let Some((line, calendar)) = line.and_then(|line| Some((line, self.agreement.calendar(line)?))) else { return };
        self.push(at, false, line, calendar, own.unwrap_or(line.target), Some(party.to_owned()));
    }

    /// The ticket went back to work: what had been stopped with it goes on.
    fn back(&mut self, at: Timestamp, agreed: bool) {
        if self.own && is_done_once(self.kind) {
            return;
        }
        (self.own, self.pending) = (false, None);
        let Some(cycle) = self.cycles.last_mut() else { return };
        let Some(stop) = cycle.stop else { return };
        let policy = if agreed { cycle.clause.on_reopen } else { cycle.clause.on_reject };
        match (self.kind, policy) {
            (ClockKind::ThirdParty, _) => {}
            (ClockKind::Update, _) => self.open(at, false),
            (_, OnReturn::StopsWhileDone) => {
                cycle.gaps.push(Standstill { from: stop, to: Some(at), why: Why::Stopped });
                cycle.stop = None;
            }
            (_, OnReturn::NeverStopped) => cycle.stop = None,
            (_, OnReturn::Restart) => self.open(at, true),
            (_, OnReturn::NewCycle) => self.open(at, false),
        }
    }
}
