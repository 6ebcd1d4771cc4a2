//! What makes a table of promised times sensible (故障响应时间总体安排): every line can be read, no two lines are equally close to one ticket,
//! every level of fault has somebody respond, and nothing is promised sooner than what has to come before it.

use calendar::{AROUND_THE_CLOCK, Target};

use super::{Fields, Wrong, text};
use crate::model::{Clause, ClockKind, NewClause, Occasion, OnChange, OnReturn, StartEvent, TicketKind, Warning, line};

/// The most lines of one table.
const MOST: usize = 200;
/// The most warnings of one line.
const MOST_WARNINGS: usize = 10;
/// When somebody is warned where a line does not say it.
const USUAL_WARNING: Warning = Warning::Used(75);

/// The lines offered for a new contract.
pub(crate) fn usual() -> Vec<NewClause> {
    let table = [(1, ["30m", "2h", "4h", "24h"]), (2, ["1h", "4h", "8h", "48h"]), (3, ["4h", "24h", "48h", "120h"])];
    table.into_iter().flat_map(|(level, targets)| NewClause::table(level, targets)).collect()
}

/// The table as it is kept, in the order in which it was written.
pub(crate) fn clauses(fields: &mut Fields, table: Vec<NewClause>) -> Vec<Clause> {
    if table.len() > MOST {
        fields.refuse("clauses", Wrong::new("clauses.many", format!("Give at most {MOST} lines."), format!("最多 {MOST} 行。")));
        return Vec::new();
    }
    let lines: Vec<Clause> = table.into_iter().enumerate().filter_map(|(place, new)| clause(fields, place, new)).collect();
    for place in 0..lines.len() {
        beside_others(fields, place, &lines);
    }
    every_level(fields, &lines);
    lines
}

/// One line; nothing when its target cannot be read.
fn clause(fields: &mut Fields, place: usize, new: NewClause) -> Option<Clause> {
    let at = |field: &str| format!("clauses[{place}].{field}");
    if new.level.is_some_and(|level| !(1..=3).contains(&level)) {
        fields.refuse(
            at("level"),
            Wrong::new("clause.level", "A level is 1, 2 or 3; leave it out for any.", "级别为 1、2、3，不限级别请留空。"),
        );
    }
    let site_class = fields.take(&at("site_class"), text::line(new.site_class.as_deref(), text::CLASS));
    let target = match new.target.parse::<Target>() {
        Ok(target) => target,
        Err(wrong) => {
            fields.refuse(at("target"), Wrong { code: "clause.target", text: wrong.text() });
            return None;
        }
    };
    let warnings = match new.warnings {
        None => vec![USUAL_WARNING],
        Some(texts) => warnings(fields, &at("warnings"), &texts, target),
    };
    Some(Clause {
        clock: new.clock,
        level: new.level,
        kind: new.kind,
        site_class,
        guard: new.guard,
        target,
        calendar_id: new.calendar_id.unwrap_or(AROUND_THE_CLOCK),
        // Nothing but being asked starts the third party's own clock.
        starts: new.starts.filter(|_| new.clock != ClockKind::ThirdParty).unwrap_or(StartEvent::Reported),
        warnings,
        pausable: new.pausable.unwrap_or(!matches!(new.clock, ClockKind::Respond | ClockKind::Update)),
        on_level_change: new.on_level_change.unwrap_or(OnChange::GoOn),
        on_contract_change: new.on_contract_change.unwrap_or(OnChange::GoOn),
        on_reject: new.on_reject.unwrap_or(OnReturn::NeverStopped),
        on_reopen: new.on_reopen.unwrap_or(OnReturn::StopsWhileDone),
    })
}

fn warnings(fields: &mut Fields, path: &str, texts: &[String], target: Target) -> Vec<Warning> {
    if texts.len() > MOST_WARNINGS {
        let wrong =
            Wrong::new("clause.warnings", format!("Give at most {MOST_WARNINGS} warnings."), format!("最多 {MOST_WARNINGS} 个预警。"));
        fields.refuse(path, wrong);
        return Vec::new();
    }
    let mut warnings = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        let refused = |en: String, zh: String| Wrong::new("clause.warning", en, zh);
        match (text.parse::<Warning>(), target) {
            (Ok(Warning::Before(before)), Target::Service(whole) | Target::Wall(whole)) if before >= whole => fields.refuse(
                format!("{path}[{place}]"),
                refused(
                    format!("{text} is not before the end of {target} but at its beginning or earlier. Warn later."),
                    format!("{text} 早于时限 {target} 的开始，请改晚一些。"),
                ),
            ),
            (Ok(warning), _) => warnings.push(warning),
            (Err(_), _) => fields.refuse(
                format!("{path}[{place}]"),
                refused(
                    format!("“{text}” is no warning: write a share (75%), a time before it is due (-30m) or after (+1h)."),
                    format!("“{text}”不是预警：请写比例（75%）、到期前（-30m）或到期后（+1h）。"),
                ),
            ),
        }
    }
    warnings.sort_unstable();
    warnings.dedup();
    warnings
}

/// What a line may not be beside the others: as close as another of them, or sooner than what has to come before it.
fn beside_others(fields: &mut Fields, place: usize, lines: &[Clause]) {
    let Some(line) = lines.get(place) else { return };
    let same_tickets = |other: &&Clause| {
        (other.level, other.kind, &other.site_class, other.guard) == (line.level, line.kind, &line.site_class, line.guard)
    };
    let others = || lines.iter().filter(same_tickets);
    if others().filter(|other| other.clock == line.clock).count() > 1
        && lines.iter().position(|other| same_tickets(&other) && other.clock == line.clock) != Some(place)
    {
        let twice = Wrong::new(
            "clause.twice",
            "Another line promises this for the same tickets already. Keep one, or limit one further.",
            "已有一行对同样的工单作出此承诺，请保留一行或进一步限定范围。",
        );
        fields.refuse(format!("clauses[{place}]"), twice);
    }
    let comparable = |other: &&Clause| (other.calendar_id, other.starts) == (line.calendar_id, line.starts);
    let before = others().filter(comparable).filter(|other| other.clock < line.clock && is_in_the_row(other.clock));
    let sooner = before.filter(|_| is_in_the_row(line.clock)).find(|other| match (other.target, line.target) {
        (Target::Service(before), Target::Service(this)) | (Target::Wall(before), Target::Wall(this)) => this < before,
        (Target::WorkingDays(before), Target::WorkingDays(this)) => this < before,
        _ => false,
    });
    if let Some(other) = sooner {
        let order = Wrong::new(
            "clause.order",
            format!("This cannot be promised sooner than {}: respond ≤ arrive ≤ restore ≤ resolve.", other.clock.name().0),
            "时限顺序不正确：响应 ≤ 到场 ≤ 恢复 ≤ 解决。",
        );
        fields.refuse(format!("clauses[{place}].target"), order);
    }
}

/// Whether the clock is one of those that follow one another.
fn is_in_the_row(clock: ClockKind) -> bool {
    matches!(clock, ClockKind::Respond | ClockKind::Arrive | ClockKind::Restore | ClockKind::Resolve)
}

/// A fault of any level has somebody respond.
fn every_level(fields: &mut Fields, lines: &[Clause]) {
    let of = |level| Occasion { level, kind: TicketKind::Fault, site_class: None, guard: false };
    if (1..=3).any(|level| line(lines, ClockKind::Respond, &of(level)).is_none()) {
        let levels = Wrong::new(
            "clauses.levels",
            "Promise for faults of each of the levels 1, 2 and 3 within which time somebody responds.",
            "一、二、三级故障均须有响应时限。",
        );
        fields.refuse("clauses", levels);
    }
}

#[cfg(test)]
#[path = "clause_tests.rs"]
mod tests;
