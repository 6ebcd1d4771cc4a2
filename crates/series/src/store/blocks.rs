//! The tables `series_blocks` and `series_turns`.

use base::db::{Bulk, Filter, Value, sql};
use base::{Conn, Result};

use crate::rules::tier::Tier;

/// A block of one device.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Block {
    pub(crate) device_id: i64,
    pub(crate) from_at: i64,
    pub(crate) body: Vec<u8>,
}

/// The blocks of one tier of a device whose windows begin in a span of milliseconds, in order of time.
pub(crate) async fn of_device(conn: &mut Conn, device: i64, tier: Tier, from: i64, to: i64) -> Result<Vec<Block>> {
    sql("SELECT device_id, from_at, body FROM series_blocks WHERE device_id = $1 AND tier = $2 AND from_at >= $3 AND from_at < $4 ORDER BY from_at")
        .bind(device)
        .bind(tier.number())
        .bind(from)
        .bind(to)
        .all(conn)
        .await
}

/// The raw blocks of some devices that begin at one instant.
pub(crate) async fn raw_at(conn: &mut Conn, devices: &[i64], from: i64) -> Result<Vec<Block>> {
    let mut found = Vec::new();
    for some in devices.chunks(200) {
        let filter = Filter::new()
            .and_in("device_id", some.iter().copied())
            .and_bind("tier = {}", Tier::Raw.number())
            .and_bind("from_at = {}", from);
        let text = format!("SELECT device_id, from_at, body FROM series_blocks{}", filter.where_clause());
        found.extend(sql(text).bind_all(filter.binds()).all::<Block>(conn).await?);
    }
    Ok(found)
}

/// The windows of a device in a span that the coarser tier does not have, or not whole: tier and beginning.
pub(crate) async fn not_rolled(conn: &mut Conn, device: i64, from: i64, to: i64) -> Result<Vec<(i64, i64)>> {
    sql("SELECT tier, from_at FROM series_blocks WHERE device_id = $1 AND tier IN (0, 1) AND to_at > $2 AND from_at < $3 AND NOT rolled")
        .bind(device)
        .bind(from)
        .bind(to)
        .all(conn)
        .await
}

/// The oldest blocks of a tier before an instant that are to be rolled up: device and beginning.
pub(crate) async fn to_roll(conn: &mut Conn, tier: Tier, before: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    sql("SELECT device_id, from_at FROM series_blocks WHERE tier = $1 AND from_at < $2 AND NOT rolled ORDER BY tier, from_at, device_id LIMIT $3")
        .bind(tier.number())
        .bind(before)
        .bind(limit)
        .all(conn)
        .await
}

/// Writes blocks of one tier, in place of those there are. What is coarsest has nowhere to be rolled up to.
pub(crate) async fn put(conn: &mut Conn, tier: Tier, blocks: Vec<Block>) -> Result<()> {
    let rows = blocks.into_iter().map(|block| {
        vec![
            Value::from(block.device_id),
            Value::from(tier.number()),
            Value::from(block.from_at),
            Value::from(block.from_at + tier.window()),
            Value::from(tier.coarser().is_none()),
            Value::from(block.body),
        ]
    });
    Bulk::new(
        "INSERT INTO series_blocks (device_id, tier, from_at, to_at, rolled, body) VALUES {} \
         ON CONFLICT (device_id, tier, from_at) DO UPDATE SET body = excluded.body, rolled = excluded.rolled",
        rows,
    )
    .run(conn)
    .await?;
    Ok(())
}

/// Notes that the coarser tier has all there is of a device between two instants.
pub(crate) async fn rolled(conn: &mut Conn, device: i64, tier: Tier, from: i64, to: i64) -> Result<()> {
    sql("UPDATE series_blocks SET rolled = TRUE WHERE device_id = $1 AND tier = $2 AND from_at >= $3 AND from_at < $4 AND NOT rolled")
        .bind(device)
        .bind(tier.number())
        .bind(from)
        .bind(to)
        .run(conn)
        .await?;
    Ok(())
}

/// Removes the blocks of some devices from before an instant; those that are not rolled up stay until `at_last`.
pub(crate) async fn remove(conn: &mut Conn, devices: (i64, i64), tier: Tier, before: i64, at_last: i64) -> Result<u64> {
    sql("DELETE FROM series_blocks WHERE device_id >= $1 AND device_id <= $2 AND tier = $3 AND from_at < $4 AND (rolled OR from_at < $5)")
        .bind(devices.0)
        .bind(devices.1)
        .bind(tier.number())
        .bind(before)
        .bind(at_last)
        .run(conn)
        .await
}

/// The turn that is next.
pub(crate) async fn turn(conn: &mut Conn) -> Result<i64> {
    let found: Option<(i64,)> = sql("SELECT turn FROM series_turns WHERE id = 1").optional(conn).await?;
    Ok(found.map_or(0, |(turn,)| turn))
}

/// Takes a turn; false when somebody else was first, and what was read before no longer holds.
pub(crate) async fn take_turn(conn: &mut Conn, turn: i64) -> Result<bool> {
    if turn == 0 {
        let made = sql("INSERT INTO series_turns (id, turn) VALUES (1, 1) ON CONFLICT (id) DO NOTHING").run(conn).await?;
        return Ok(made == 1);
    }
    Ok(sql("UPDATE series_turns SET turn = turn + 1 WHERE id = 1 AND turn = $1").bind(turn).run(conn).await? == 1)
}
