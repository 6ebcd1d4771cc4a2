//! What rooms above may ask, inside their own transaction. 7×24 ([`AROUND_THE_CLOCK`]) is always there.

use base::{Conn, Result};
use jiff::tz::TimeZone;

use crate::store;
use crate::{AROUND_THE_CLOCK, Calendar, CalendarId, Kept};

/// The current version of a calendar; `None` when there is no such calendar.
pub async fn current(conn: &mut Conn, id: CalendarId) -> Result<Option<Kept>> {
    if id == AROUND_THE_CLOCK {
        return Ok(Some(around_the_clock()));
    }
    store::current(conn, id).await?.map(store::Row::kept).transpose()
}

/// One version of a calendar, current or not; `None` when there is none.
pub async fn version(conn: &mut Conn, id: CalendarId, version: i64) -> Result<Option<Kept>> {
    if id == AROUND_THE_CLOCK {
        return Ok(Some(around_the_clock()).filter(|kept| kept.version == version));
    }
    store::version(conn, id, version).await?.map(store::Row::kept).transpose()
}

/// The built-in calendar, in China's time.
fn around_the_clock() -> Kept {
    let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
    Kept { id: AROUND_THE_CLOCK, version: 1, name: "7×24".to_owned(), calendar: Calendar::around_the_clock(zone) }
}
