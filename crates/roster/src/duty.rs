//! The duty table: writing a day, reading a range, who is on duty now.

use std::collections::BTreeMap;

use base::journal::{self, Event};
use base::{Actor, Conn, Error, PersonId, Result, Text, Timestamp};
use jiff::civil::{Date, date};
use serde_json::json;

use crate::model::{DutyDay, Person};
use crate::rules::duty as rules;
use crate::{Roster, RosterBy, store};

/// Days outside these cannot be planned: they are typing mistakes.
const FIRST_DAY: Date = date(2000, 1, 1);
const LAST_DAY: Date = date(2199, 12, 31);

/// A day of the table as it is shown.
#[derive(Debug)]
pub(crate) struct ShownDay {
    pub date: Date,
    pub people: Vec<Person>,
    pub gap: bool,
}

/// Who is on duty now, and what is coming.
#[derive(Debug)]
pub(crate) struct Now {
    pub date: Date,
    pub on_duty: Vec<Person>,
    pub next: Option<DutyDay>,
    pub gaps: Vec<Date>,
}

impl Roster {
    /// Enters who is on duty on a day, in calling order, in the caller's transaction, without asking whether the actor may: for the demo.
    /// The same people in the same order change nothing.
    pub async fn set_duty(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, date: Date, people: &[PersonId]) -> Result<()> {
        self.write_day(conn, actor, now, date, people, None).await.map(|_| ())
    }

    /// How many people a day needs.
    pub fn required(&self) -> usize {
        self.required
    }

    fn today(&self, now: Timestamp) -> Date {
        now.date_in(&self.zone)
    }

    /// Answers the people of the day. `expected`: refuse when others stand there.
    async fn write_day(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        date: Date,
        people: &[PersonId],
        expected: Option<&[PersonId]>,
    ) -> Result<Vec<Person>> {
        in_calendar("date", date)?;
        rules::check_length(people)?;
        let day = store::duty::hold_day(conn, date).await?;
        let rows = store::duty::rows_of_day(conn, day).await?;
        let before: Vec<PersonId> = rows.iter().map(|(_, person)| *person).collect();
        if expected.is_some_and(|expected| expected != before) {
            return Err(Error::conflict(
                "duty.changed",
                "Somebody changed this day in the meantime. Look at it again, then decide.",
                "该日值班已被他人修改，请刷新后重新安排。",
            ));
        }
        let found = store::people::by_ids(conn, people).await?;
        if people == before {
            store::duty::let_go(conn, day).await?;
            return Ok(found);
        }
        let wrong = rules::check(people, &found);
        if !wrong.is_empty() {
            return Err(Error::invalid(wrong));
        }
        let written = store::duty::replace(conn, day, people).await?;
        let name = |id: &PersonId| json!({ "id": id, "name": found.iter().find(|person| person.id == *id).map(|person| &person.name) });
        let mut event = Event::new("duty.set", ("duty_day", day))
            .body(json!({
                "date": date.to_string(),
                "people": people.iter().map(name).collect::<Vec<_>>(),
                "before": before,
                "past": date < self.today(now),
            }))
            .row("duty_days", day);
        for (row, _) in rows {
            event = event.gone("duty", row);
        }
        for row in written {
            event = event.row("duty", row);
        }
        journal::append(conn, actor, now, now, event).await?;
        Ok(found)
    }
}

impl RosterBy<'_> {
    /// The days from `from` to `to`, each of them, staffed or not; for staff. Without dates: today and the 29 days after it.
    pub(crate) async fn duty(&self, from: Option<Date>, to: Option<Date>, now: Timestamp) -> Result<Vec<ShownDay>> {
        self.actor.require_staff()?;
        let today = self.roster.today(now);
        let from = from.unwrap_or(today);
        let to = to.unwrap_or_else(|| rules::last_gap_day(from));
        in_calendar("from", from)?;
        in_calendar("to", to)?;
        if to < from || rules::days(from, to).count() > rules::MOST_DAYS as usize {
            let text = Text::new(
                format!("Give a day not before “from” and at most {} days in all.", rules::MOST_DAYS),
                format!("结束日期不得早于开始日期，且总天数不超过 {} 天。", rules::MOST_DAYS),
            );
            return Err(Error::invalid_field("to", "duty.range", text));
        }
        let mut conn = self.roster.db.read().await?;
        let mut staffed: BTreeMap<Date, Vec<Person>> =
            store::duty::days(&mut conn, from, to).await?.into_iter().map(|day| (day.date, day.people)).collect();
        Ok(rules::days(from, to)
            .map(|date| {
                let people = staffed.remove(&date).unwrap_or_default();
                ShownDay { date, gap: rules::is_gap(date, &people, today, self.roster.required), people }
            })
            .collect())
    }

    /// Enters who is on duty on a day, in calling order; for planners.
    pub(crate) async fn set_duty(
        &self,
        date: Date,
        people: &[PersonId],
        expected: Option<&[PersonId]>,
        now: Timestamp,
    ) -> Result<ShownDay> {
        let today = self.roster.today(now);
        rules::may_write(self.actor, date, today)?;
        let mut conn = self.roster.db.write().await?;
        let found = self.roster.write_day(&mut conn, self.actor, now, date, people, expected).await?;
        conn.commit().await?;
        let people: Vec<Person> = people.iter().filter_map(|id| found.iter().find(|person| person.id == *id).cloned()).collect();
        Ok(ShownDay { date, gap: rules::is_gap(date, &people, today, self.roster.required), people })
    }

    /// Who is on duty now. The plan promises a hotline day and night, so a customer may see whom to call; gaps and plans are for staff.
    pub(crate) async fn duty_now(&self, now: Timestamp) -> Result<Now> {
        let today = self.roster.today(now);
        let mut conn = self.roster.db.read().await?;
        let on_duty = crate::facts::on_duty(&mut conn, today).await?;
        if self.actor.require_staff().is_err() {
            return Ok(Now { date: today, on_duty, next: None, gaps: Vec::new() });
        }
        let next = match store::duty::next_day(&mut conn, today).await? {
            Some(date) => Some(DutyDay { date, people: crate::facts::on_duty(&mut conn, date).await? }),
            None => None,
        };
        let ahead = store::duty::days(&mut conn, today, rules::last_gap_day(today)).await?;
        let staffed = ahead.into_iter().map(|day| (day.date, day.people.iter().filter(|person| person.active).count())).collect();
        Ok(Now { date: today, on_duty, next, gaps: rules::gaps(today, self.roster.required, &staffed) })
    }
}

fn in_calendar(path: &str, date: Date) -> Result<()> {
    if (FIRST_DAY..=LAST_DAY).contains(&date) {
        return Ok(());
    }
    let text = Text::new(format!("Give a day from {FIRST_DAY} to {LAST_DAY}."), format!("请填写 {FIRST_DAY} 至 {LAST_DAY} 之间的日期。"));
    Err(Error::invalid_field(path, "duty.no_such_day", text))
}
