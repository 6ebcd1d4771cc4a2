//! An exporter of metrics (Prometheus text format, OpenMetrics): any exporter is an application check.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::address::Host;
use crate::bounded::{Few, Port};
use crate::conditions::{Pattern, Phrase};
use crate::deadline::Deadline;
use crate::failure::{Failure, FailureKind};
use crate::http;
use crate::login::Login;
use crate::outcome::{Broken, Found, Measurement, Unit};
use crate::path::Path;
use crate::snmp::Name;
use crate::tls::Tls as SharedTls;

/// How many series one metric may have here.
const MOST_SERIES: usize = 200;

/// Which metrics to take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The device.
    pub address: Host,
    /// The exporter's port.
    #[serde(default = "Port::exporter")]
    pub port: Port,
    /// Whether to speak TLS, and what to think of the certificate.
    #[serde(default)]
    pub tls: http::Tls,
    /// The page of metrics.
    #[serde(default = "Path::metrics")]
    pub path: Path,
    /// Who asks, should the exporter want to know.
    #[serde(default)]
    pub login: Option<Login>,
    /// What to take; at least one.
    pub metrics: Few<Metric, 1, 50>,
}

/// A metric to take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Its name at the exporter: `node_filesystem_avail_bytes`.
    pub metric: Phrase,
    /// Which of its series: labels and the expressions that their values match (`^…$` for the whole value); all when absent.
    #[serde(default)]
    pub labels: BTreeMap<String, Pattern>,
    /// The measurement's name.
    pub name: Name,
    /// What it counts; a number of things when absent.
    #[serde(default = "things")]
    pub unit: Unit,
}

fn things() -> Unit {
    Unit::Count
}

/// Gets the page and takes the metrics. Measurements: `response_time` (seconds), and each metric under its name, labelled with the values of its
/// labels. A metric of which nothing is found is told as a broken condition.
pub(crate) async fn ask(tls: &SharedTls, settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let Settings { address, port, tls: transport, path, login, metrics } = settings;
    let page = http::Settings {
        port: Some(*port),
        tls: *transport,
        path: path.clone(),
        login: login.clone(),
        ..http::Settings::new(address.clone())
    };
    let page = http::page(tls, &page, deadline).await?;
    if page.status != 200 {
        return Err(no_metrics(address, page.status));
    }
    let text = String::from_utf8_lossy(&page.text);
    let mut found = Found { measurements: vec![Measurement::seconds("response_time", page.response_time)], broken: Vec::new() };
    let mut taken = vec![0usize; metrics.len()];
    for sample in text.lines().filter_map(sample) {
        for (wanted, taken) in metrics.iter().zip(&mut taken) {
            if *taken < MOST_SERIES && wanted.takes(&sample) {
                *taken += 1;
                let one = Measurement::number(wanted.name.as_str(), wanted.unit, sample.value);
                let label = sample.labels.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(",");
                found.measurements.push(if label.is_empty() { one } else { one.labelled(&label) });
            }
        }
    }
    for (wanted, _) in metrics.iter().zip(&taken).filter(|(_, taken)| **taken == 0) {
        let metric = wanted.metric.as_str();
        found.broken.push(Broken::new(format!("The exporter does not tell {metric}."), format!("采集端没有指标 {metric}。")));
    }
    Ok(found)
}

impl Metric {
    fn takes(&self, sample: &Sample<'_>) -> bool {
        let matches = |(label, pattern): (&String, &Pattern)| {
            let value = sample.labels.iter().find(|(name, _)| name == label).map_or("", |(_, value)| value.as_str());
            pattern.matches(value.as_bytes())
        };
        sample.metric == self.metric.as_str() && self.labels.iter().all(matches)
    }
}

/// One line of the page.
#[derive(Debug, PartialEq)]
struct Sample<'a> {
    metric: &'a str,
    labels: Vec<(String, String)>,
    value: f64,
}

/// Reads `name{label="value",…} number [time]`; comments, and what is no such line, are nothing. A number that is not finite is none.
fn sample(line: &str) -> Option<Sample<'_>> {
    let line = line.trim();
    let end = line.find(|c: char| c == '{' || c.is_whitespace())?;
    let (metric, rest) = line.split_at(end);
    if metric.is_empty() || metric.starts_with('#') {
        return None;
    }
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => labels(rest)?,
        None => (Vec::new(), rest),
    };
    let value: f64 = rest.split_whitespace().next()?.parse().ok()?;
    value.is_finite().then_some(Sample { metric, labels, value })
}

/// Reads labels up to the closing brace and answers what follows it.
fn labels(mut rest: &str) -> Option<(Vec<(String, String)>, &str)> {
    let mut labels = Vec::new();
    loop {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        if let Some(after) = rest.strip_prefix('}') {
            return Some((labels, after));
        }
        let (name, after) = rest.split_once('=')?;
        let mut letters = after.trim_start().strip_prefix('"')?.char_indices();
        let text = after.trim_start().get(1..)?;
        let mut value = String::new();
        rest = loop {
            match letters.next()? {
                (at, '"') => break text.get(at + 1..)?,
                (_, '\\') => match letters.next()? {
                    (_, 'n') => value.push('\n'),
                    (_, other) => value.push(other),
                },
                (_, other) => value.push(other),
            }
        };
        labels.push((name.trim().to_owned(), value));
    }
}

fn no_metrics(host: &Host, status: u16) -> Failure {
    Failure::new(
        FailureKind::Protocol,
        format!("{host} answered with HTTP status {status} instead of metrics. Check the exporter's port and path."),
        format!("{host} 返回 HTTP 状态码 {status}，而不是指标。请检查采集端的端口和路径。"),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_of_the_text_format_are_read() {
        let one = sample(r#"node_fs_bytes{device="/dev/sda1",mountpoint="/a \"b\"\\c"} 1.5e+09 1700000000"#).unwrap();
        assert_eq!((one.metric, one.value), ("node_fs_bytes", 1.5e9));
        assert_eq!(one.labels, [("device".to_owned(), "/dev/sda1".to_owned()), ("mountpoint".to_owned(), "/a \"b\"\\c".to_owned())]);
        assert_eq!(sample("up 1").map(|sample| sample.value), Some(1.0));
        assert_eq!(sample("up{} -0.5").map(|sample| sample.value), Some(-0.5));
        for nothing in ["", "# HELP up x", "up", "up NaN", "up{a=\"b} 1", "up{a} 1", "up +Inf", "{} 1"] {
            assert_eq!(sample(nothing), None, "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line in r#"[a-z{}="\\, 0-9.é#]{0,60}"#) {
            let _ = sample(&line);
        }
    }
}
