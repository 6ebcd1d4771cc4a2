//! The duty table. A date is kept as `2026-11-22`, which sorts as the days follow each other.

use std::collections::BTreeMap;

use base::db::sql;
use base::{Conn, Error, PersonId, Result};
use jiff::civil::Date;

use super::people::{COLUMNS, PersonRow};
use crate::model::{DutyDay, Person};

#[derive(sqlx::FromRow)]
struct Place {
    date: String,
    #[sqlx(flatten)]
    person: PersonRow,
}

/// The days from `from` to `to`, both included, on which somebody is entered.
pub(crate) async fn days(conn: &mut Conn, from: Date, to: Date) -> Result<Vec<DutyDay>> {
    let text = format!(
        "SELECT y.date, {COLUMNS} FROM duty d JOIN duty_days y ON y.id = d.day_id JOIN people p ON p.id = d.person_id \
         WHERE y.date >= $1 AND y.date <= $2 ORDER BY y.date, d.place"
    );
    let rows: Vec<Place> = sql(text).bind(from.to_string()).bind(to.to_string()).all(conn).await?;
    let mut days: BTreeMap<Date, Vec<Person>> = BTreeMap::new();
    for row in rows {
        let date = row.date.parse().map_err(|_| Error::internal(format!("the duty table has the date {}", row.date)))?;
        days.entry(date).or_default().push(row.person.try_into()?);
    }
    Ok(days.into_iter().map(|(date, people)| DutyDay { date, people }).collect())
}

/// The first day after `date` with somebody active on it.
pub(crate) async fn next_day(conn: &mut Conn, date: Date) -> Result<Option<Date>> {
    let row: Option<(String,)> = sql("SELECT y.date FROM duty d JOIN duty_days y ON y.id = d.day_id JOIN people p ON p.id = d.person_id \
         WHERE y.date > $1 AND p.active ORDER BY y.date LIMIT 1")
    .bind(date.to_string())
    .optional(conn)
    .await?;
    row.map(|(date,)| date.parse().map_err(|_| Error::internal(format!("the duty table has the date {date}")))).transpose()
}

/// Takes the day for this transaction and answers its id: a second planner of the same day waits here. A day nobody planned yet has
/// version 0 until [`replace`].
pub(crate) async fn hold_day(conn: &mut Conn, date: Date) -> Result<i64> {
    sql("INSERT INTO duty_days (date, version) VALUES ($1, 0) \
         ON CONFLICT (date) DO UPDATE SET version = duty_days.version RETURNING id")
    .bind(date.to_string())
    .scalar(conn)
    .await
}

/// Lets a day go on which nothing was written: one that nobody planned leaves no row behind.
pub(crate) async fn let_go(conn: &mut Conn, day: i64) -> Result<()> {
    sql("DELETE FROM duty_days WHERE id = $1 AND version = 0").bind(day).run(conn).await?;
    Ok(())
}

/// The rows of a day: their ids and people, in calling order.
pub(crate) async fn rows_of_day(conn: &mut Conn, day: i64) -> Result<Vec<(i64, PersonId)>> {
    sql("SELECT id, person_id FROM duty WHERE day_id = $1 ORDER BY place").bind(day).all(conn).await
}

/// Puts these people, in this order, in the place of whoever was entered; answers the new rows' ids.
pub(crate) async fn replace(conn: &mut Conn, day: i64, people: &[PersonId]) -> Result<Vec<i64>> {
    sql("UPDATE duty_days SET version = version + 1 WHERE id = $1").bind(day).run(conn).await?;
    sql("DELETE FROM duty WHERE day_id = $1").bind(day).run(conn).await?;
    let mut ids = Vec::with_capacity(people.len());
    for (place, person) in (1_i64..).zip(people) {
        let id: i64 = sql("INSERT INTO duty (day_id, place, person_id) VALUES ($1, $2, $3) RETURNING id")
            .bind(day)
            .bind(place)
            .bind(*person)
            .scalar(conn)
            .await?;
        ids.push(id);
    }
    Ok(ids)
}
