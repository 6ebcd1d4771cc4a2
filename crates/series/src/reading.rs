//! A range is read: recent points first, then blocks of the tier that fits, then of finer and of coarser ones where those are wanted. What is folded
//! meanwhile stands in both, and counts once.

use std::collections::BTreeMap;

use base::{Conn, Error, Refusal, Result, Text};

use crate::model::{Metric, Span};
use crate::rules::block;
use crate::rules::bytes::Unreadable;
use crate::rules::cell::{Cell, Cells};
use crate::rules::log;
use crate::rules::sheet::{Measured, Sheet};
use crate::rules::tier::Tier;
use crate::store::{blocks, old, recent};

/// Rows of the log read at once: a part's log is short unless nothing was folded for long.
const PIECE: i64 = 1000;

/// The steps of a span in which the metric was measured.
pub(crate) async fn steps(conn: &mut Conn, metric: &Metric, span: Span) -> Result<Vec<Measured>> {
    let recent = logged(conn, metric).await?;
    steps_with(conn, metric, span, recent).await
}

/// The same, when what stands in the log of the metric is known.
pub(crate) async fn steps_with(conn: &mut Conn, metric: &Metric, span: Span, recent: Vec<Cell>) -> Result<Vec<Measured>> {
    let (from, to) = (span.from().milliseconds(), span.to().milliseconds());
    let mut sheet = Sheet::new(span);
    sheet.recent(old::of_metric(conn, metric.id.0, from, to).await?);
    sheet.recent(recent);
    for (tier, begin) in blocks::not_rolled(conn, metric.device_id, from, to).await? {
        if let Some(tier) = Tier::numbered(tier) {
            sheet.not_rolled(tier, begin);
        }
    }
    for tier in Tier::in_order_for(span.step_milliseconds()) {
        if let Some((from, to)) = sheet.wanted(tier) {
            for found in blocks::of_device(conn, metric.device_id, tier, from, to).await? {
                let cells = block::read_metric(&found.body, found.from_at, metric.id.0)
                    .map_err(|unreadable| damaged(&unreadable, metric, &format!("the block from {}", found.from_at)))?;
                sheet.block(tier, found.from_at, cells);
            }
        }
        if tier == Tier::Raw {
            sheet.rest_of_recent();
        }
    }
    Ok(sheet.steps())
}

/// What stands in the log of a part of the fleet: the points of each device's metrics, in the order in which they were told.
#[derive(Debug, Default)]
pub(crate) struct Log(BTreeMap<i64, Cells>);

impl Log {
    /// Reads it whole.
    pub(crate) async fn of_part(conn: &mut Conn, part: i64) -> Result<Log> {
        let mut devices = BTreeMap::new();
        let mut after = 0;
        loop {
            let rows = recent::of_part(conn, part, after, PIECE).await?;
            for row in &rows {
                log::read(&row.body, &mut devices).map_err(|unreadable| damaged_row(&unreadable, row.id))?;
                after = row.id;
            }
            if (rows.len() as i64) < PIECE {
                return Ok(Log(devices));
            }
        }
    }

    /// The points of one metric.
    pub(crate) fn of(&self, metric: &Metric) -> Vec<Cell> {
        self.0.get(&metric.device_id).and_then(|cells| cells.get(&metric.id.0)).cloned().unwrap_or_default()
    }
}

async fn logged(conn: &mut Conn, metric: &Metric) -> Result<Vec<Cell>> {
    let mut points = Vec::new();
    let mut after = 0;
    loop {
        let rows = recent::of_part(conn, log::part_of(metric.device_id), after, PIECE).await?;
        for row in &rows {
            log::read_metric(&row.body, metric.device_id, metric.id.0, &mut points)
                .map_err(|unreadable| damaged(&unreadable, metric, &format!("row {} of the log", row.id)))?;
            after = row.id;
        }
        if (rows.len() as i64) < PIECE {
            return Ok(points);
        }
    }
}

/// Measurements that cannot be read are said to be so: a chart that leaves them out would look like an outage.
fn damaged(unreadable: &Unreadable, metric: &Metric, what: &str) -> Error {
    tracing::error!(metric = metric.id.0, device = metric.device_id, "{what} cannot be read: {unreadable}");
    refusal(unreadable)
}

fn damaged_row(unreadable: &Unreadable, row: i64) -> Error {
    tracing::error!("row {row} of the log of samples cannot be read: {unreadable}");
    refusal(unreadable)
}

fn refusal(unreadable: &Unreadable) -> Error {
    let text = match unreadable {
        Unreadable::Newer(_) => Text::new(
            "These measurements were written by a newer version of the program. Start that version again.",
            "这些监测数据由更新版本的程序写入，请重新启动该版本。",
        ),
        Unreadable::Damaged(_) => Text::new(
            "Some of these measurements are damaged in the database. Ask for another span of time, and have the administrator restore a backup.",
            "数据库中部分监测数据已损坏。请查询其他时间段，并由管理员从备份恢复。",
        ),
    };
    Error::Refused(Refusal::new(500, "series.damaged", text))
}
