//! Prometheus: what does this exporter tell? Whatever has an exporter can so be asked, in the text format 0.0.4 or OpenMetrics.
//!
//! Measurements: `response_time` (seconds), `samples` (count of all on the page), `complete` (flag: the page was read to its end and no more than 1000
//! measurements came of it), and what `metrics` names: counters as counters, everything else as numbers; what is infinite or not a number is not
//! measured.

mod line;
mod page;
mod wanted;

use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::bounded::{Few, Port};
use crate::deadline::Deadline;
use crate::expect::Expectations;
use crate::failure::{Failure, FailureKind};
use crate::http::{self, Bearer, Need};
use crate::login::Login;
use crate::outcome::{Found, Measurement, Unit};
use crate::path::Path;
use crate::tls::Tls;
use page::Page;
pub use wanted::{Expectation, Labels, MetricName, Wanted};

/// Which exporter, and what of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The device.
    pub address: Host,
    /// The exporter's port.
    pub port: Port,
    /// Whether to speak TLS, and what to think of the certificate.
    #[serde(default)]
    pub tls: http::Tls,
    /// Where the page of metrics is.
    #[serde(default = "usual_path")]
    pub path: Path,
    /// The name to ask for, where it differs from the address.
    #[serde(default)]
    pub server_name: Option<Host>,
    /// Who asks, should the exporter want to know.
    #[serde(default)]
    pub login: Option<Login>,
    /// A token that proves who asks.
    #[serde(default)]
    pub bearer: Option<Bearer>,
    /// What to measure.
    #[serde(default)]
    pub metrics: Few<Wanted, 0, 100>,
    /// What the samples should be.
    #[serde(default)]
    pub expect: Expectations<Expectation>,
}

fn usual_path() -> Path {
    Path::metrics()
}

/// Gets the page and keeps what is wanted of it.
pub(crate) async fn ask(tls: &Tls, settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let request = http::Settings {
        port: Some(settings.port),
        tls: settings.tls,
        path: settings.path.clone(),
        server_name: settings.server_name.clone(),
        login: settings.login.clone(),
        bearer: settings.bearer.clone(),
        ..http::Settings::new(settings.address.clone())
    };
    let mut page = Page::new(&settings.metrics, &settings.expect);
    let mut take = |part: &[u8]| page.take(part);
    let answer = http::get(tls, &request, &mut Need::Stream(&mut take), deadline).await?;
    page.end();
    if !(200..300).contains(&answer.status) || page.samples == 0 {
        return Err(no_metrics(settings, answer.status));
    }
    let mut measurements = vec![
        Measurement::seconds("response_time", answer.response_time),
        Measurement::number("samples", Unit::Count, page.samples as f64),
        Measurement::flag("complete", page.complete),
    ];
    measurements.append(&mut page.found);
    Ok(Found { measurements, broken: page.broken() })
}

fn no_metrics(settings: &Settings, status: u16) -> Failure {
    let (address, path) = (&settings.address, settings.path.as_str());
    Failure::new(
        FailureKind::Protocol,
        format!("{address} shows no metrics at {path} (HTTP status {status}). Check the port and the path of its exporter."),
        format!("{address} 在 {path} 没有提供指标（HTTP 状态码 {status}）。请检查导出器的端口和路径。"),
    )
}
