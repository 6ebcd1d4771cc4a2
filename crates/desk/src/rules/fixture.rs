//! What the tests of several rules begin with: an opening and what was agreed for it.

use std::collections::BTreeMap;

use archive::model::{Clause, NewClause, OnChange, OnReturn, StartEvent};
use calendar::{AROUND_THE_CLOCK, Calendar, CalendarId, Draft, Kept};
use jiff::tz::TimeZone;

use super::cycles::Agreement;
use crate::model::{ClockKind, Kind, Level, Opened, Source, Words};

/// A fault of the third level, reported to the hotline.
pub fn opened() -> Opened {
    Opened {
        number: "F-2026-000001".into(),
        kind: Kind::Fault,
        source: Source::Staff,
        title: Words::same("a"),
        customer_id: base::CustomerId(1),
        site_id: None,
        device_id: None,
        alarm_id: None,
        reporter: None,
        level: Level::THREE,
        proposed_level: Level::THREE,
        proposed_reason: Words::same("b"),
        level_reason: None,
        contract_id: None,
        contract_version: None,
        calendars: Vec::new(),
        site_class: None,
        guard: None,
        detected_at: None,
        call_next_after_seconds: 300,
        policies: Vec::new(),
        devices: Vec::new(),
    }
}

/// Service at all times.
pub fn around_the_clock() -> Kept {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    Kept { id: AROUND_THE_CLOCK, version: 1, name: "7×24".into(), calendar: Calendar::around_the_clock(zone) }
}

/// Office hours in China, with its public holidays.
pub fn office() -> Kept {
    let hours = || vec!["09:00-12:00".to_owned(), "13:30-17:30".to_owned()];
    let draft = Draft {
        zone: "Asia/Shanghai".into(),
        holidays: vec!["cn".into()],
        week: [("mon-fri".to_owned(), hours())].into(),
        ..Draft::default()
    };
    Kept { id: CalendarId(7), version: 1, name: "CN".into(), calendar: Calendar::of(&draft).unwrap() }
}

/// A line as the archive keeps it: everything not named is as usual.
pub fn clause(new: &NewClause) -> Clause {
    let warnings = new.warnings.clone().unwrap_or_else(|| vec!["75%".into()]);
    Clause {
        clock: new.clock,
        level: new.level,
        kind: new.kind,
        site_class: new.site_class.clone(),
        guard: new.guard,
        target: new.target.parse().unwrap(),
        calendar_id: new.calendar_id.unwrap_or(AROUND_THE_CLOCK),
        starts: new.starts.unwrap_or(StartEvent::Reported),
        warnings: warnings.iter().map(|text| text.parse().unwrap()).collect(),
        pausable: new.pausable.unwrap_or(true),
        on_level_change: new.on_level_change.unwrap_or(OnChange::GoOn),
        on_contract_change: new.on_contract_change.unwrap_or(OnChange::GoOn),
        on_reject: new.on_reject.unwrap_or(OnReturn::NeverStopped),
        on_reopen: new.on_reopen.unwrap_or(OnReturn::StopsWhileDone),
    }
}

/// What was agreed, by these lines.
pub fn agreement(lines: &[NewClause]) -> Agreement {
    let calendars = [around_the_clock(), office()].map(|kept| (kept.id, kept));
    Agreement { clauses: lines.iter().map(clause).collect(), calendars: BTreeMap::from(calendars) }
}

/// The times of each level for responding, arriving, restoring, resolving.
pub fn terms(table: [(u8, [&str; 4]); 3]) -> Vec<Agreement> {
    let lines: Vec<NewClause> = table.into_iter().flat_map(|(level, targets)| NewClause::table(level, targets)).collect();
    vec![agreement(&lines)]
}

/// One line for any level.
pub fn any(clock: ClockKind, target: &str) -> NewClause {
    NewClause { level: None, ..NewClause::usual(clock, 1, target) }
}
