//! How people want to be told.

use base::db::sql;
use base::{Conn, Error, PersonId, Result};
use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::model::{Channel, Preference, Quiet};

#[derive(sqlx::FromRow)]
struct Row {
    routine: String,
    important: String,
    quiet_from: Option<String>,
    quiet_to: Option<String>,
    quiet_zone: Option<String>,
    quiet_important: bool,
}

/// A person's rules; `None` when the house's own hold.
pub(crate) async fn of(conn: &mut Conn, person: PersonId) -> Result<Option<Preference>> {
    let text = "SELECT routine, important, quiet_from, quiet_to, quiet_zone, quiet_important FROM message_rules WHERE id = $1";
    let row: Option<Row> = sql(text).bind(person).optional(conn).await?;
    row.map(|row| read(row).ok_or_else(|| Error::internal(format!("person {person}'s message rules cannot be read")))).transpose()
}

fn read(row: Row) -> Option<Preference> {
    let channels = |words: &str| words.split(',').filter(|word| !word.is_empty()).map(Channel::parse).collect::<Option<Vec<_>>>();
    let time = |text: &str| text.parse::<Time>().ok();
    let quiet = match (row.quiet_from, row.quiet_to, row.quiet_zone) {
        (Some(from), Some(to), Some(zone)) => {
            Some(Quiet { from: time(&from)?, to: time(&to)?, zone: TimeZone::get(&zone).ok()?, important_too: row.quiet_important })
        }
        _ => None,
    };
    Some(Preference { routine: channels(&row.routine)?, important: channels(&row.important)?, quiet })
}

/// Keeps a person's rules.
pub(crate) async fn keep(conn: &mut Conn, person: PersonId, rules: &Preference) -> Result<()> {
    let words = |channels: &[Channel]| channels.iter().map(|channel| channel.as_str()).collect::<Vec<_>>().join(",");
    let quiet = rules.quiet.as_ref();
    sql("INSERT INTO message_rules (id, routine, important, quiet_from, quiet_to, quiet_zone, quiet_important) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET routine = excluded.routine, important = excluded.important, \
         quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, quiet_zone = excluded.quiet_zone, \
         quiet_important = excluded.quiet_important")
    .bind(person)
    .bind(words(&rules.routine))
    .bind(words(&rules.important))
    .bind(quiet.map(|quiet| quiet.from.strftime("%H:%M").to_string()))
    .bind(quiet.map(|quiet| quiet.to.strftime("%H:%M").to_string()))
    .bind(quiet.and_then(|quiet| quiet.zone.iana_name().map(str::to_owned)))
    .bind(quiet.is_some_and(|quiet| quiet.important_too))
    .run(conn)
    .await?;
    Ok(())
}

/// Goes back to the house's own rules; answers false when there were none.
pub(crate) async fn forget(conn: &mut Conn, person: PersonId) -> Result<bool> {
    Ok(sql("DELETE FROM message_rules WHERE id = $1").bind(person).run(conn).await? == 1)
}
