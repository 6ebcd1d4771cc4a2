//! Who may stand on the duty table, who may write which day of it, and where it has gaps. The plan promises two engineers every day,
//! 7×24.

use std::collections::{BTreeMap, BTreeSet};

use base::{Actor, Error, FieldRefusal, PersonId, Result, Role, Text};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::model::Person;

/// Who may plan days to come and today.
pub(crate) const PLANNERS: [Role; 3] = [Role::Administrator, Role::Manager, Role::Dispatcher];
/// Who may correct a day that is over; the journal keeps what it said before.
pub(crate) const CORRECTORS: [Role; 2] = [Role::Administrator, Role::Manager];
/// Who may be on duty.
pub(crate) const CALLABLE: [Role; 3] = [Role::Engineer, Role::Manager, Role::Dispatcher];
/// A day's calling order ends somewhere.
pub(crate) const MOST_PEOPLE: usize = 20;
/// How far ahead gaps are looked for, in days from today.
pub(crate) const GAP_DAYS: i32 = 30;
/// The most days one question about the table may span.
pub(crate) const MOST_DAYS: i32 = 400;

/// Refuses an actor who may not write this day.
pub(crate) fn may_write(actor: &Actor, date: Date, today: Date) -> Result<()> {
    actor.require(&PLANNERS)?;
    if date < today && !actor.is_any(&CORRECTORS) {
        return Err(Error::forbidden(
            "duty.past",
            "This day is over. Ask a manager or an administrator to correct it.",
            "该日期已过，请由项目经理或管理员更正。",
        ));
    }
    Ok(())
}

/// Refuses a calling order without end.
pub(crate) fn check_length(asked: &[PersonId]) -> Result<()> {
    if asked.len() <= MOST_PEOPLE {
        return Ok(());
    }
    let text = Text::new(format!("Name at most {MOST_PEOPLE} people for a day."), format!("每天最多 {MOST_PEOPLE} 人。"));
    Err(Error::invalid_field("people", "duty.too_many", text))
}

/// What is wrong with this calling order. `found` has the people among `asked` that there are.
pub(crate) fn check(asked: &[PersonId], found: &[Person]) -> Vec<FieldRefusal> {
    let refuse =
        |place: usize, code, en: String, zh: String| FieldRefusal { path: format!("people[{place}]"), code, text: Text::new(en, zh) };
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (place, id) in asked.iter().enumerate() {
        let person = found.iter().find(|person| person.id == *id);
        if !seen.insert(*id) {
            wrong.push(refuse(place, "duty.twice", "This person stands twice in the order.".into(), "同一人重复出现。".into()));
            continue;
        }
        match person {
            None => {
                wrong.push(refuse(place, "duty.no_such_person", format!("There is no person {id}."), format!("没有编号为 {id} 的人员。")))
            }
            Some(person) if !person.active => wrong.push(refuse(
                place,
                "duty.not_active",
                format!("{} is not active any more. Choose somebody else.", person.name),
                format!("{}已停用，请另选人员。", person.name),
            )),
            Some(person) if !CALLABLE.contains(&person.role) => wrong.push(refuse(
                place,
                "duty.wrong_role",
                format!("{} is no engineer, manager or dispatcher. Choose somebody who is.", person.name),
                format!("{}不是工程师、项目经理或调度，请另选人员。", person.name),
            )),
            Some(_) => {}
        }
    }
    wrong
}

/// Every day from `from` to `to`, both included.
pub(crate) fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(1.day()).take_while(move |date| *date <= to)
}

/// The days from `today` on, as far as gaps are looked for, on which fewer than `required` people stand. `staffed` counts those who are
/// active.
pub(crate) fn gaps(today: Date, required: usize, staffed: &BTreeMap<Date, usize>) -> Vec<Date> {
    days(today, last_gap_day(today)).filter(|date| staffed.get(date).copied().unwrap_or(0) < required).collect()
}

/// The last day on which gaps are looked for.
pub(crate) fn last_gap_day(today: Date) -> Date {
    today.saturating_add((GAP_DAYS - 1).days())
}

/// Whether a day lacks people. On a day that is over, those who have been deactivated since did stand there.
pub(crate) fn is_gap(date: Date, people: &[Person], today: Date, required: usize) -> bool {
    people.iter().filter(|person| person.active || date < today).count() < required
}

#[cfg(test)]
mod tests {
    use base::{Language, Timestamp};
    use jiff::civil::date;

    use super::*;

    fn person(id: i64, role: Role, active: bool) -> Person {
        Person {
            id: PersonId(id),
            name: format!("P{id}"),
            login: format!("p{id}"),
            role,
            customer_id: None,
            email: None,
            phone: None,
            email_verified_at: None,
            phone_verified_at: None,
            locale: Language::Zh,
            active,
            created_at: Timestamp::from_milliseconds(0),
        }
    }

    #[test]
    fn only_active_engineers_managers_and_dispatchers_are_called() {
        let found = [
            person(1, Role::Engineer, true),
            person(2, Role::Manager, true),
            person(3, Role::Dispatcher, true),
            person(4, Role::Storekeeper, true),
            person(5, Role::Engineer, false),
            person(6, Role::Customer, true),
        ];
        let codes = |ids: &[i64]| -> Vec<(String, &str)> {
            let asked: Vec<PersonId> = ids.iter().copied().map(PersonId).collect();
            check(&asked, &found).into_iter().map(|wrong| (wrong.path, wrong.code)).collect()
        };
        assert_eq!(codes(&[3, 1, 2]), []);
        assert_eq!(codes(&[]), []);
        assert_eq!(codes(&[1, 1]), [("people[1]".into(), "duty.twice")]);
        assert_eq!(
            codes(&[4, 5, 6, 7]),
            [
                ("people[0]".into(), "duty.wrong_role"),
                ("people[1]".into(), "duty.not_active"),
                ("people[2]".into(), "duty.wrong_role"),
                ("people[3]".into(), "duty.no_such_person"),
            ]
        );
        let many: Vec<PersonId> = (0..21).map(PersonId).collect();
        assert!(check_length(&many).is_err());
        assert!(check_length(&many[1..]).is_ok());
    }

    #[test]
    fn gaps_are_seen_thirty_days_ahead() {
        let today = date(2026, 12, 20);
        let staffed = days(today, date(2027, 1, 31)).map(|day| (day, 2)).chain([(date(2026, 12, 31), 1), (date(2027, 1, 1), 0)]).collect();
        assert_eq!(gaps(today, 2, &staffed), [date(2026, 12, 31), date(2027, 1, 1)]);
        assert_eq!(gaps(today, 3, &staffed).len(), 30);
        assert_eq!(gaps(today, 0, &BTreeMap::new()), []);
        assert!(!gaps(Date::MAX, 1, &BTreeMap::new()).is_empty(), "the end of the calendar is no end of the program");
    }

    #[test]
    fn a_day_that_is_over_is_corrected_by_few() {
        let today = date(2026, 11, 22);
        for role in Role::ALL {
            let mut who = person(1, role, true);
            who.customer_id = (role == Role::Customer).then_some(base::CustomerId(1));
            assert_eq!(may_write(&who.actor(), today, today).is_ok(), PLANNERS.contains(&role), "{role:?} today");
            assert_eq!(may_write(&who.actor(), date(2026, 11, 21), today).is_ok(), CORRECTORS.contains(&role), "{role:?} yesterday");
        }
    }

    #[test]
    fn whoever_left_since_was_there_then() {
        let people = [person(1, Role::Engineer, true), person(2, Role::Engineer, false)];
        let today = date(2026, 11, 22);
        assert!(!is_gap(date(2026, 11, 21), &people, today, 2));
        assert!(is_gap(today, &people, today, 2));
        assert!(is_gap(date(2026, 11, 23), &people, today, 2));
    }
}
