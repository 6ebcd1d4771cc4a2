//! The modem beside one of our nodes: short messages without any network, by `gammu` or by the daemon `gammu-smsd`. A modem sends one message
//! at a time and takes seconds for each part of it.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use base::Timestamp;
use tokio::process::Command;
use tokio::time::timeout;

use super::Porter;
use crate::carrier::{Carrier, Taken};
use crate::model::Bundle;
use crate::rules::gateway::number;
use crate::rules::setback::Setback;
use crate::rules::telling::{cut, short, told};
use crate::settings::ModemSettings;

/// How long the program may take; then it is killed.
const TIMEOUT: Duration = Duration::from_secs(45);
/// The longest text, in bytes: about five parts.
const LONGEST_TEXT: usize = 900;

/// See the module.
#[derive(Debug)]
pub(crate) struct ModemCarrier {
    modem: Option<ModemSettings>,
    porter: Arc<Porter>,
    public_url: String,
}

impl ModemCarrier {
    pub(crate) fn new(modem: Option<ModemSettings>, porter: Arc<Porter>, public_url: String) -> ModemCarrier {
        ModemCarrier { modem, porter, public_url }
    }

    /// Whether the modem is at this node.
    pub(crate) fn is_here(&self) -> bool {
        self.modem.is_some()
    }

    /// Sends a bundle as one text.
    pub(crate) async fn send(&self, bundle: &Bundle) -> Result<(), Setback> {
        let modem = self.modem.as_ref().ok_or_else(|| Setback::passing("modem.not_here", ""))?;
        let recipient = &bundle.first().recipient;
        let number = number(recipient).ok_or_else(|| Setback::hopeless("gateway.number", recipient))?;
        let told = told(bundle, &self.public_url);
        let text = cut(&short(&told), LONGEST_TEXT, "…");
        let mut command = Command::new(if modem.daemon { "gammu-smsd-inject" } else { "gammu" });
        command.arg("-c").arg(&modem.config);
        command.args(if modem.daemon { ["TEXT"].as_slice() } else { ["sendsms", "TEXT"].as_slice() });
        command.arg(number).args(["-unicode", "-len", "1000", "-textutf8"]).arg(text);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let output = match timeout(TIMEOUT, command.output()).await {
            Ok(Ok(output)) => output,
            Ok(Err(error)) => return Err(Setback::passing("modem.no_program", error.to_string())),
            Err(_) => return Err(Setback::uncertain("modem.too_slow", "")),
        };
        if output.status.success() {
            return Ok(());
        }
        let said = [&output.stderr[..], &output.stdout[..]].concat();
        Err(Setback::passing("modem.failed", format!("{}: {}", output.status, String::from_utf8_lossy(&said))))
    }
}

#[async_trait]
impl Carrier for ModemCarrier {
    async fn carry(&self, bundle: &Bundle, _now: Timestamp) -> Result<Taken, Setback> {
        self.porter.gateway(bundle.first().gateway_id).await?;
        self.send(bundle).await.map(|()| Taken::default())
    }
}
