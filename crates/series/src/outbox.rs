//! The outbox: samples that wait to be sent to another store. It is filled in the transaction that keeps them, so what is kept here is sent there,
//! whatever is killed when; and it is emptied only when the other side has them.

use std::collections::BTreeMap;

use base::db::{Bulk, Filter, Value, sql};
use base::{Conn, Result, Timestamp};

use crate::model::Metric;
use crate::rules::log::{self, Point};
use crate::store::metrics;
use crate::{Series, SeriesId};

/// Some samples that waited together.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// By which it is taken out when it was sent.
    pub id: i64,
    /// Each metric's values: milliseconds since 1970 and the value, in order of time.
    pub values: Vec<(SeriesId, Vec<(i64, f64)>)>,
}

impl Series {
    /// The same room, which also puts everything into the outbox.
    pub fn with_outbox(self) -> Series {
        Series { outbox: true, ..self }
    }

    pub(crate) async fn post(&self, conn: &mut Conn, points: &[Point]) -> Result<()> {
        let now = self.clock.now();
        let rows = log::whole(points).into_iter().map(|body| vec![Value::from(body), Value::from(now)]);
        Bulk::new("INSERT INTO series_outbox (body, written_at) VALUES {}", rows).run(conn).await?;
        Ok(())
    }

    /// The parcels that wait longest; one that is damaged is empty.
    pub async fn waiting(&self, limit: i64) -> Result<Vec<Parcel>> {
        let mut conn = self.db.read().await?;
        let rows: Vec<(i64, Vec<u8>)> = sql("SELECT id, body FROM series_outbox ORDER BY id LIMIT $1").bind(limit).all(&mut conn).await?;
        Ok(rows.into_iter().map(|(id, body)| Parcel { id, values: opened(id, &body) }).collect())
    }

    /// How many parcels wait.
    pub async fn waiting_count(&self) -> Result<i64> {
        sql("SELECT COUNT(*) FROM series_outbox").scalar(&mut self.db.read().await?).await
    }

    /// Takes parcels out: the other side has them.
    pub async fn sent(&self, parcels: &[i64]) -> Result<()> {
        let mut conn = self.db.write().await?;
        for some in parcels.chunks(500) {
            let filter = Filter::new().and_in("id", some.iter().copied());
            sql(format!("DELETE FROM series_outbox{}", filter.where_clause())).bind_all(filter.binds()).run(&mut conn).await?;
        }
        conn.commit().await
    }

    /// Gives up what waits since before an instant, and answers how many parcels that were.
    pub async fn give_up(&self, before: Timestamp) -> Result<u64> {
        let old = sql("SELECT id FROM series_outbox WHERE written_at < $1 LIMIT 1").bind(before);
        if old.optional::<(i64,)>(&mut self.db.read().await?).await?.is_none() {
            return Ok(0);
        }
        let mut conn = self.db.write().await?;
        let gone = sql("DELETE FROM series_outbox WHERE written_at < $1").bind(before).run(&mut conn).await?;
        conn.commit().await?;
        Ok(gone)
    }

    /// Some metrics, whoever's they are: for programs.
    pub async fn by_ids(&self, ids: &[SeriesId]) -> Result<Vec<Metric>> {
        let mut conn = self.db.read().await?;
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(500) {
            found.extend(metrics::list(&mut conn, Filter::new().and_in("id", some.iter().copied())).await?);
        }
        Ok(found)
    }
}

fn opened(id: i64, body: &[u8]) -> Vec<(SeriesId, Vec<(i64, f64)>)> {
    let mut devices = BTreeMap::new();
    if let Err(unreadable) = log::read(body, &mut devices) {
        tracing::error!("row {id} of the outbox of samples cannot be read: {unreadable}; it is not sent");
        return Vec::new();
    }
    let values = |cells: Vec<crate::rules::cell::Cell>| cells.into_iter().map(|cell| (cell.at, cell.min)).collect();
    devices.into_values().flatten().map(|(metric, cells)| (SeriesId(metric), values(cells))).collect()
}
