//! Calling, and reading where to call.

use base::db::Filter;
use base::entry::Entry;
use base::{Error, Result, Text, Timestamp};

use super::store::{self, Last};
use crate::Watch;
use crate::by::WatchBy;
use crate::custom::MAY_ENTER;
use crate::custom::model::CustomCheckId;

/// The longest text of a call.
const LONGEST_TEXT: usize = 500;

/// What a call says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub(crate) ok: bool,
    pub(crate) text: Option<String>,
    pub(crate) value: Option<f64>,
}

/// Where to call, and what was heard last.
#[derive(Debug)]
pub(crate) struct Address {
    pub(crate) path: String,
    pub(crate) last: Last,
}

impl Watch {
    /// Takes a call of whoever holds the address; it is kept when this answers.
    pub(crate) async fn called(&self, token: &str, call: Call, now: Timestamp) -> Result<()> {
        let mut entry = Entry::new();
        let text = call.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        if text.is_some_and(|text| text.chars().count() > LONGEST_TEXT) {
            let text = Text::new(format!("Write {LONGEST_TEXT} characters at most."), format!("最多 {LONGEST_TEXT} 个字符。"));
            entry.refuse("text", "text.too_long", text);
        }
        if call.value.is_some_and(|value| !value.is_finite()) {
            entry.refuse("value", "heartbeat.value", Text::new("Write a finite number.", "请填写有限的数值。"));
        }
        entry.done()?;
        let mut conn = self.db.write().await?;
        if !store::call(&mut conn, token, now, call.ok, text, call.value).await? {
            return Err(Error::not_found("heartbeat", "心跳地址"));
        }
        conn.commit().await
    }
}

impl WatchBy<'_> {
    /// Where a check is called, for whoever may enter checks.
    pub(crate) async fn heartbeat(&self, id: CustomCheckId) -> Result<Address> {
        let mut conn = self.watch.db.read().await?;
        self.waits(&mut conn, id).await?;
        self.address(&mut conn, id).await
    }

    /// Gives a check a new address; calls at the old one are refused from now on.
    pub(crate) async fn renew_heartbeat(&self, id: CustomCheckId, now: Timestamp) -> Result<Address> {
        let mut conn = self.watch.db.write().await?;
        let check = self.waits(&mut conn, id).await?;
        if !store::replace(&mut conn, &self.watch.loader.keyring, id).await? {
            return Err(gone());
        }
        self.tell_of_check(&mut conn, "check.address_renewed", &check, now).await?;
        let address = self.address(&mut conn, id).await?;
        conn.commit().await?;
        Ok(address)
    }

    async fn waits(&self, conn: &mut base::Conn, id: CustomCheckId) -> Result<crate::custom::model::CustomCheck> {
        let filter = Filter::new().and("c.removed_at IS NULL").and_bind("c.id = {}", id).scope("c.customer_id", &self.actor.scope());
        let (check, _) = crate::custom::store::all(conn, filter).await?.pop().ok_or_else(gone)?;
        self.actor.require(&MAY_ENTER)?;
        Ok(check)
    }

    async fn address(&self, conn: &mut base::Conn, id: CustomCheckId) -> Result<Address> {
        let token = store::token(conn, &self.watch.loader.keyring, id).await?.ok_or_else(gone)?;
        let last = store::last(conn, id).await?.ok_or_else(gone)?;
        Ok(Address { path: format!("/api/v1/heartbeats/{token}"), last })
    }
}

fn gone() -> Error {
    Error::not_found("heartbeat", "心跳检测")
}
