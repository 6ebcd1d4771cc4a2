//! Leave (休假): from, until, and who stands in. Somebody on leave is not called; whoever stands in is called in their place.

use base::{FieldRefusal, PersonId, Text, Timestamp};

use super::duty::CALLABLE;
use super::person::Wrong;
use crate::model::{Leave, Person};

/// The longest leave: longer is a typing mistake, or a person to be deactivated.
const MOST_DAYS: i64 = 400;
/// The longest note.
const LONGEST_NOTE: usize = 500;

/// Checks a leave against the person's others and against whoever is to stand in.
pub(crate) fn check(leave: &Leave, others: &[Leave], substitute: Option<&Person>, wrong: &mut Wrong) {
    if leave.until <= leave.from {
        wrong.add("until", "leave.order", "The end must be after the beginning.", "结束时间必须晚于开始时间。");
    } else if leave.until.milliseconds_since(leave.from) > MOST_DAYS * 86_400_000 {
        wrong.add("until", "leave.too_long", "Enter at most 400 days at once.", "一次最多登记 400 天。");
    }
    if leave.note.chars().count() > LONGEST_NOTE {
        wrong.add("note", "leave.note", "Write at most 500 characters.", "备注最多 500 个字符。");
    }
    if others.iter().any(|other| other.id != leave.id && overlap(leave, other)) {
        wrong.add(
            "from",
            "leave.overlap",
            "This person is on leave then already. Change that leave instead.",
            "该人员在此期间已登记休假，请修改原记录。",
        );
    }
    check_substitute(leave, substitute, wrong);
}

fn check_substitute(leave: &Leave, substitute: Option<&Person>, wrong: &mut Wrong) {
    let Some(id) = leave.substitute_id else { return };
    if id == leave.person_id {
        wrong.add("substitute_id", "leave.own_substitute", "Nobody stands in for themselves.", "代班人不能是本人。");
    } else if !substitute.is_some_and(|person| person.active && CALLABLE.contains(&person.role)) {
        wrong.add(
            "substitute_id",
            "leave.substitute",
            "Choose an active engineer, manager or dispatcher.",
            "请选择在职的工程师、项目经理或调度。",
        );
    }
}

fn overlap(a: &Leave, b: &Leave) -> bool {
    a.from < b.until && b.from < a.until
}

/// Who is away at a moment and until when, from leaves that touch it. Leave that follows without a gap counts as one.
pub(crate) fn until(leaves: &[Leave], person: PersonId, at: Timestamp) -> Option<(Timestamp, Option<PersonId>)> {
    let mut own: Vec<&Leave> = leaves.iter().filter(|leave| leave.person_id == person && leave.withdrawn_at.is_none()).collect();
    own.sort_by_key(|leave| leave.from);
    let now = own.iter().find(|leave| leave.from <= at && at < leave.until)?;
    let end = own.iter().filter(|leave| leave.from > now.from).fold(
        now.until,
        |end, leave| {
            if leave.from <= end { end.max(leave.until) } else { end }
        },
    );
    Some((end, now.substitute_id))
}

/// Refused: there is no such person to go on leave.
pub(crate) fn no_such_person() -> FieldRefusal {
    FieldRefusal {
        path: "person_id".into(),
        code: "leave.no_such_person",
        text: Text::new("Choose an active person of the service.", "请选择在职的服务人员。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LeaveId;

    fn leave(id: i64, from: i64, until: i64, substitute: Option<i64>) -> Leave {
        let at = Timestamp::from_milliseconds;
        Leave {
            id: LeaveId(id),
            person_id: PersonId(1),
            from: at(from),
            until: at(until),
            substitute_id: substitute.map(PersonId),
            note: String::new(),
            version: 1,
            entered_at: at(0),
            withdrawn_at: None,
        }
    }

    #[test]
    fn leave_is_half_open_and_goes_on_without_a_gap() {
        let at = Timestamp::from_milliseconds;
        let leaves = [leave(1, 10, 20, Some(7)), leave(2, 20, 30, None), leave(3, 31, 40, None)];
        let ask = |ms| until(&leaves, PersonId(1), at(ms)).map(|(end, substitute)| (end.milliseconds(), substitute.map(|id| id.0)));
        assert_eq!(ask(9), None);
        assert_eq!(ask(10), Some((30, Some(7))));
        assert_eq!(ask(20), Some((30, None)));
        assert_eq!(ask(30), None);
        assert_eq!(until(&leaves, PersonId(2), at(15)), None);
    }

    #[test]
    fn nonsense_is_refused_field_by_field() {
        let codes = |leave: &Leave, others: &[Leave]| {
            let mut wrong = Wrong::none();
            check(leave, others, None, &mut wrong);
            wrong.codes()
        };
        assert_eq!(codes(&leave(1, 10, 20, None), &[]), [""; 0]);
        assert_eq!(codes(&leave(1, 20, 20, None), &[]), ["leave.order"]);
        assert_eq!(codes(&leave(1, 0, 401 * 86_400_000, None), &[]), ["leave.too_long"]);
        assert_eq!(codes(&leave(1, 10, 20, Some(1)), &[]), ["leave.own_substitute"]);
        assert_eq!(codes(&leave(1, 10, 20, Some(2)), &[]), ["leave.substitute"]);
        assert_eq!(codes(&leave(2, 10, 20, None), &[leave(1, 19, 25, None)]), ["leave.overlap"]);
        assert_eq!(codes(&leave(1, 10, 20, None), &[leave(1, 19, 25, None)]), [""; 0], "not with itself");
    }
}
