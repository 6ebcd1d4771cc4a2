//! How calls ended: what suppliers report and what they answer when asked. A pressed key is an acknowledgement (`message.acknowledged`), an
//! answer without one is not (`message.answered`); the desk reads both in the journal and stops calling only for the first.

use base::journal::{self, Event};
use base::secrets::token_hash;
use base::{Actor, Conn, Error, Result, Timestamp};
use serde_json::{Value as Json, json};

use crate::model::Gateway;
use crate::rules::answer::{self, Outcome};
use crate::store::voice_calls::VoiceCall;
use crate::{Notify, store};

/// A supplier reports about one call, or about several at once, and of one report at most so many are read.
const MOST_REPORTS: usize = 1000;

impl Notify {
    /// Takes in what a supplier reports under a token. Answers how many calls ended by it; what is not about a call of this gateway's is
    /// passed over, for suppliers report about everything they do.
    pub(crate) async fn take_report(&self, token: &str, report: &Json, now: Timestamp) -> Result<usize> {
        let mut conn = self.db.write().await?;
        let gateway = store::gateways::by_answer_hash(&mut conn, &token_hash(token)).await?.filter(|gateway| gateway.active);
        let gateway = gateway.ok_or_else(|| Error::not_found("channel", "渠道"))?;
        let Some(reading) = gateway.setup.template.as_ref().and_then(|template| template.report.as_ref()) else { return Ok(0) };
        let entries: Vec<&Json> = report.as_array().map_or_else(|| vec![report], |list| list.iter().take(MOST_REPORTS).collect());
        let mut ended = 0;
        for entry in entries {
            let Some(outcome) = answer::outcome(&reading.ending, entry) else { continue };
            let place = |path: &Option<String>| path.as_deref().and_then(|path| answer::at(entry, path));
            let message = place(&reading.message).and_then(|text| text.parse::<i64>().ok());
            let receipt = place(&reading.receipt);
            for call in store::voice_calls::find(&mut conn, gateway.id, message, receipt.as_deref()).await? {
                ended += usize::from(end(&mut conn, &gateway, &call, Some(&outcome), now).await?);
            }
        }
        conn.commit().await?;
        Ok(ended)
    }
}

/// Writes down how a call ended, with its event; answers false when it was known. Without an outcome nobody knows.
pub(crate) async fn end(conn: &mut Conn, gateway: &Gateway, call: &VoiceCall, outcome: Option<&Outcome>, now: Timestamp) -> Result<bool> {
    if !store::voice_calls::end(conn, call.message_id, outcome, now).await? {
        return Ok(false);
    }
    let (kind, key) = match outcome {
        Some(Outcome::Key(key)) => ("message.acknowledged", Some(key)),
        Some(Outcome::Answered) => ("message.answered", None),
        Some(Outcome::Unanswered) => ("message.unanswered", None),
        None => ("message.answer_unknown", None),
    };
    let body = json!({ "channel": "voice", "person_id": call.person_id, "step": call.step, "key": key, "gateway": gateway.name, "visibility": "internal" });
    let event = Event::new(kind, ("message", call.message_id.0))
        .customer(call.customer_id)
        .ticket(call.ticket_id)
        .body(body)
        .row("messages", call.message_id.0);
    journal::append(conn, &Actor::System("voice"), now, now, event).await?;
    Ok(true)
}
