//! `/metrics` in Prometheus' text format: for a scraper on this host, or for staff and their tokens. It names no customer and no device.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::journal;
use base::{Actor, Error, Result};

use crate::app::App;

/// The route.
pub fn routes(app: App) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(app)
}

async fn metrics(
    State(app): State<App>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    actor: Option<axum::Extension<Actor>>,
) -> Result<Response> {
    let local = peer.is_some_and(|peer| peer.0.0.ip().is_loopback());
    let staff = actor.is_some_and(|actor| actor.require_staff().is_ok());
    if !local && !staff {
        return Err(Error::forbidden(
            "metrics.not_yours",
            "Read the figures from this host, or send a staff member's API token.",
            "请在本机读取，或使用内部人员的 API 令牌。",
        ));
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text(&app).await?).into_response())
}

async fn text(app: &App) -> Result<String> {
    let mut conn = app.db.read().await?;
    let events = journal::last_seq(&mut conn).await?;
    let mut out = String::new();
    let mut one = |name: &str, kind: &str, help: &str, value: f64| {
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
    };
    one("aftercare_journal_events", "gauge", "Events in the journal.", events as f64);
    one("aftercare_resident_memory_bytes", "gauge", "Memory of this process.", resident_bytes() as f64);
    for (name, kind, help, value) in watch(app) {
        one(&format!("aftercare_watch_{name}"), kind, help, value as f64);
    }
    for (name, kind, help, value) in remote_write(app) {
        one(&format!("aftercare_remote_write_{name}"), kind, help, value as f64);
    }
    for (name, help) in [("runs", "Runs of a worker."), ("failures", "Runs that failed."), ("done", "Things a worker did.")] {
        let _ = writeln!(out, "# HELP aftercare_worker_{name}_total {help}\n# TYPE aftercare_worker_{name}_total counter");
        for status in app.workers.status() {
            let value = match name {
                "runs" => status.runs,
                "failures" => status.failures,
                _ => status.done,
            };
            let _ = writeln!(out, "aftercare_worker_{name}_total{{worker=\"{}\"}} {value}", status.name);
        }
    }
    Ok(out)
}

/// What was sent to another store of samples.
fn remote_write(app: &App) -> [(&'static str, &'static str, &'static str, u64); 5] {
    let counts = app.prometheus.counts();
    let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
    [
        ("samples_total", "counter", "Samples that the store has taken.", read(&counts.sent)),
        ("dropped_total", "counter", "Samples that the store refused.", read(&counts.dropped)),
        ("given_up_total", "counter", "Parcels of samples that waited for too long.", read(&counts.given_up)),
        ("failures_total", "counter", "Requests that failed and are sent again.", read(&counts.failures)),
        ("waiting", "gauge", "Parcels of samples that wait to be sent.", read(&counts.waiting)),
    ]
}

/// How the watch of this node is doing.
fn watch(app: &App) -> [(&'static str, &'static str, &'static str, u64); 13] {
    let now = app.watch.metrics();
    [
        ("polling", "gauge", "Whether this node asks the devices.", u64::from(now.polling)),
        ("devices", "gauge", "Devices in the round.", now.devices),
        ("checks", "gauge", "Checks in the round.", now.checks),
        ("in_flight", "gauge", "Questions under way.", now.in_flight),
        ("queued", "gauge", "Checks that are due but wait for a place.", now.queued),
        ("lag_milliseconds", "gauge", "How late the last question was asked.", now.lag_milliseconds),
        ("worst_lag_milliseconds", "gauge", "The latest question since the start.", now.worst_lag_milliseconds),
        ("asked_total", "counter", "Questions asked.", now.asked),
        ("silent_total", "counter", "Questions that nobody answered.", now.silent),
        ("unwell_total", "counter", "Answers that were not as they should be.", now.unwell),
        ("unasked_total", "counter", "Questions that this computer could not ask.", now.unasked),
        ("samples_dropped_total", "counter", "Samples dropped because the database was away.", now.samples_dropped),
        ("write_failures_total", "counter", "Writes that failed and were tried again.", now.write_failures),
    ]
}

/// This process's resident memory, from the kernel's page count.
fn resident_bytes() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}
