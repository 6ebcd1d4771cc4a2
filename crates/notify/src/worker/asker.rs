//! Asks suppliers how calls ended, every few seconds for some minutes, where they can be asked. Several nodes share the calls; what is asked
//! twice is written down once.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use base::{Clock, Db, Progress, Result, Timestamp, Worker};
use tokio::task::JoinSet;

use crate::gateway::{Porter, answers};
use crate::model::Gateway;
use crate::rules::answer::{self, Outcome};
use crate::store;
use crate::store::voice_calls::VoiceCall;

/// Questions at once.
const AT_ONCE: usize = 16;
/// How long a claim holds, in seconds: it outlasts a question.
const CLAIM: i64 = 60;

/// See the module.
pub(crate) struct Asker {
    db: Db,
    clock: Clock,
    porter: Arc<Porter>,
}

impl Asker {
    pub(crate) fn new(db: Db, clock: Clock, porter: Arc<Porter>) -> Asker {
        Asker { db, clock, porter }
    }

    async fn claim(&self, now: Timestamp) -> Result<Vec<(VoiceCall, Option<Gateway>)>> {
        let mut conn = self.db.read().await?;
        if !store::voice_calls::any_due(&mut conn, now).await? {
            return Ok(Vec::new());
        }
        drop(conn);
        let mut conn = self.db.write().await?;
        let calls = store::voice_calls::claim(&mut conn, now, now.plus_seconds(CLAIM), AT_ONCE).await?;
        let mut claimed = Vec::with_capacity(calls.len());
        for call in calls {
            let gateway = store::gateways::by_id(&mut conn, call.gateway_id).await?;
            claimed.push((call, gateway));
        }
        conn.commit().await?;
        Ok(claimed)
    }
}

/// What a supplier says of a call.
async fn ask(porter: &Porter, call: &VoiceCall, gateway: &Gateway, now: Timestamp) -> Option<Outcome> {
    let template = gateway.setup.template.as_ref()?;
    let answer = porter.ask_about(gateway, template, call.receipt.as_deref()?, now).await;
    match answer {
        Ok(answer) => answer::outcome(template.ending.as_ref()?, &answer),
        Err(setback) => {
            tracing::info!(message = %call.message_id, code = setback.code, "a supplier does not say how a call ended; it is asked again");
            None
        }
    }
}

#[async_trait]
impl Worker for Asker {
    fn name(&self) -> &'static str {
        "voice_asker"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(2)
    }

    async fn run(&self, now: Timestamp) -> Result<Progress> {
        let mut questions = JoinSet::new();
        for (call, gateway) in self.claim(now).await? {
            let porter = Arc::clone(&self.porter);
            questions.spawn(async move {
                let outcome = match &gateway {
                    Some(gateway) => ask(&porter, &call, gateway, now).await,
                    None => None,
                };
                (call, gateway, outcome)
            });
        }
        let mut ended = 0;
        while let Some(answered) = questions.join_next().await {
            let Ok((call, gateway, outcome)) = answered else { continue };
            let now = self.clock.now();
            let mut conn = self.db.write().await?;
            match gateway {
                Some(gateway) if outcome.is_some() || now >= call.ask_until => {
                    ended += usize::from(answers::end(&mut conn, &gateway, &call, outcome.as_ref(), now).await?);
                }
                Some(_) => store::voice_calls::release(&mut conn, call.message_id).await?,
                // Nobody is left to be asked.
                None => ended += usize::from(store::voice_calls::end(&mut conn, call.message_id, None, now).await?),
            }
            conn.commit().await?;
        }
        Ok(Progress::new(ended, format!("{ended} calls ended")))
    }
}
