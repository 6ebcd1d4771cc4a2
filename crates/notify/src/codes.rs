//! The code that proves an address or a number: sent there and nowhere else. It must not be read on our own pages, where whoever is signed
//! in could read it without the phone.

use base::{Error, PersonId, Result, Text, Timestamp};
use roster::ContactWay;

use crate::model::{Channel, Draft, Importance, Wanted};
use crate::{NotifyBy, facts, outbox};

impl NotifyBy<'_> {
    /// Sends a code to one of a person's addresses: one's own, or anybody's for those who keep the list of people. Answers the channel.
    pub(crate) async fn send_code(&self, id: PersonId, way: ContactWay, now: Timestamp) -> Result<Channel> {
        let mut conn = self.notify.db.write().await?;
        let code = roster::facts::contact_code(&mut conn, self.actor, id, way, now).await?;
        let channel = match way {
            ContactWay::Email => Some(Channel::Email).filter(|_| self.notify.settings.mail.is_some()),
            // A short message where there is a supplier; a call that reads the digits aloud otherwise.
            ContactWay::Phone => {
                facts::ways(&mut conn, id, code.person.customer_id, &[Channel::Sms, Channel::Voice]).await?.first().copied()
            }
        };
        let channel = channel.ok_or_else(no_way)?;
        let digits: String = code.code.chars().flat_map(|digit| [digit, ' ']).collect();
        let told = if channel == Channel::Voice { digits.trim_end() } else { code.code.as_str() };
        let draft = Draft {
            importance: Importance::Urgent,
            wanted: Wanted::Only(vec![channel]),
            customer: code.person.customer_id,
            ..Draft::new(
                id,
                code.step,
                Text::new("Your code for Aftercare", "守约验证码"),
                Text::new(
                    format!("Your code is {told}. It proves that messages reach you here; it is valid for {} minutes.", code.minutes),
                    format!("您的验证码为 {told}，用于验证此联系方式，{} 分钟内有效。", code.minutes),
                ),
            )
        };
        outbox::enqueue(&mut conn, self.actor, now, &draft).await?;
        conn.commit().await?;
        Ok(channel)
    }
}

fn no_way() -> Error {
    Error::conflict(
        "contact.no_channel",
        "Nothing can be sent there: set up a mail server, or a channel for SMS or voice. Until then somebody who called the number may vouch for it.",
        "无法发送验证码：尚未配置邮件服务器或短信、语音通道。可由他人电话核实后代为确认。",
    )
}
