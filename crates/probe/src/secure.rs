//! TLS on any port: until when is what the server shows valid, and would anybody believe it? An expired certificate is an outage that
//! announces itself months ahead.
//!
//! Measurements: `response_time`, `connect_time`, `tls_time` (seconds), `certificate_days` (whole days left of the server's own certificate),
//! `chain_days` (until the first of all certificates sent ends; absent when one of them cannot be read), `verifies` (flag: the chain leads to
//! a root that this computer trusts, is valid today, carries the name asked for, and the server proved that it is its own), `names` (text)
//! and `tls_version` (text). A certificate that nobody believes is an answer all the same.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

use crate::address::Host;
use crate::bounded::Port;
use crate::certificate;
use crate::deadline::Deadline;
use crate::dial::{Dialled, dial};
use crate::expect::{Expectations, Test};
use crate::failure::Failure;
use crate::outcome::{Broken, Found, Measurement, Unit};
use crate::starttls;
pub use crate::starttls::StartTls;
use crate::tls::{self, Tls};

/// Whom to shake hands with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The server.
    pub address: Host,
    /// Its port.
    #[serde(default = "usual_port")]
    pub port: Port,
    /// The name to ask for and to find in the certificate, where it differs from the address.
    #[serde(default)]
    pub server_name: Option<Host>,
    /// What is spoken before TLS.
    #[serde(default)]
    pub starttls: StartTls,
    /// What the answer should be.
    #[serde(default)]
    pub expect: Expectations<Expectation>,
}

fn usual_port() -> Port {
    Port::HTTPS
}

/// What people expect of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// Somebody who trusts what this computer trusts believes it.
    Verifies,
    /// The whole days that are left of the first certificate to end.
    Days(Test),
    /// At least one of its names passes.
    Names(Test),
}

/// Shakes hands, looks at the certificates, hangs up.
pub(crate) async fn ask(tls: &Tls, settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let Dialled { stream, peer, connect_time } = dial(&settings.address, settings.port.get(), deadline).await?;
    let connected = Instant::now();
    let (config, witness) = tls.witness()?;
    let name = tls::server_name(settings.server_name.as_ref().unwrap_or(&settings.address))?;
    let shake = async {
        let stream = starttls::begin(settings.starttls, stream, peer).await?;
        let began = Instant::now();
        let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| tls::io_failure(&error, peer))?;
        Ok((stream, began.elapsed()))
    };
    let (stream, tls_time) = match deadline.within(shake).await {
        Ok(shaken) => shaken?,
        Err(_) => return Err(Failure::unfinished(peer, deadline.allowed())),
    };
    let session = stream.get_ref().1;
    let chain = session.peer_certificates().unwrap_or_default();
    let (own_days, chain_days) = (chain.first().and_then(|own| tls.days_left(own)), tls.days_left_of_chain(chain));
    let names = chain.first().map(|own| certificate::names(own)).unwrap_or_default();
    let doubt = witness.doubt();

    let mut measurements = vec![
        Measurement::seconds("response_time", connect_time + connected.elapsed()),
        Measurement::seconds("connect_time", connect_time),
        Measurement::seconds("tls_time", tls_time),
        Measurement::flag("verifies", doubt.is_none()),
    ];
    measurements.extend(own_days.map(|days| Measurement::number("certificate_days", Unit::Days, days)));
    measurements.extend(chain_days.map(|days| Measurement::number("chain_days", Unit::Days, days)));
    measurements.extend((!names.is_empty()).then(|| Measurement::text("names", &names.join(", "))));
    measurements.extend(session.protocol_version().and_then(|version| version.as_str()).map(|text| Measurement::text("tls_version", text)));

    let broken = settings.expect.iter().filter_map(|expectation| match expectation {
        Expectation::Verifies => doubt.as_ref().map(|doubt| tls::unbelieved(&peer.to_string(), doubt)),
        Expectation::Days(test) => {
            let thing = ("The days left of the certificates", "证书剩余天数");
            let days = chain_days.map(|days| days as i64);
            let holds = days.is_some_and(|days| test.holds(&days.into()));
            (!holds).then(|| Broken::new(thing, test, days.map(|days| days.to_string()).as_deref()))
        }
        Expectation::Names(test) => {
            let all = (!names.is_empty()).then(|| names.join(", "));
            (!names.iter().any(|name| test.holds_in(name)))
                .then(|| Broken::new(("At least one name in the certificate", "证书中至少一个名称"), test, all.as_deref()))
        }
    });
    Ok(Found { broken: broken.collect(), measurements })
}
