//! What a webhook's entry may look like, and which events it is told.

use base::journal::Recorded;
use base::{CustomerId, FieldRefusal, Text};

use crate::model::Webhook;

/// The events that webhooks are told: what happens to alarms, tickets and visits. Accounts, messages and channels are nobody else's.
const TOLD: [&str; 3] = ["alarm.", "ticket.", "visit."];

/// Whether the event is one that webhooks are told.
pub(crate) fn is_told(event: &Recorded) -> bool {
    TOLD.iter().any(|prefix| event.kind.starts_with(prefix))
}

/// Whether this webhook is told this event. One that is bound to a customer is told what the customer may know: nothing internal.
pub(crate) fn is_for(webhook: &Webhook, event: &Recorded) -> bool {
    let in_scope = |customer: CustomerId| event.customer_id == Some(customer) && !event.is_internal();
    webhook.active && event.seq > webhook.from_seq && is_told(event) && webhook.customer_id.is_none_or(in_scope)
}

/// An address in its parts, as far as they matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    /// What stands before the colon.
    pub scheme: &'a str,
    /// Whether it names a host.
    pub has_host: bool,
    /// Whether a user or a password stands in it.
    pub has_login: bool,
    /// In bytes.
    pub length: usize,
}

/// Everything that is wrong with an entry; `name` is expected trimmed, `address` is missing where it is none.
pub(crate) fn check(name: &str, address: Option<Address<'_>>, secret: Option<&str>) -> Vec<FieldRefusal> {
    let mut wrong = Vec::new();
    let mut add = |path: &str, code, en, zh| wrong.push(FieldRefusal { path: path.to_owned(), code, text: Text::new(en, zh) });
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        add("name", "name.length", "Write a name of 1 to 80 characters on one line.", "名称须为 1 至 80 个字符，且不能换行。");
    }
    if !address.is_some_and(|address| address.is_usable()) {
        add(
            "url",
            "webhook.url",
            "Write a whole address like https://example.com/hook, without user and password, up to 1000 characters.",
            "请填写完整地址，例如 https://example.com/hook，不含用户名和密码，最长 1000 个字符。",
        );
    }
    if secret.is_some_and(|secret| !(16..=200).contains(&secret.len())) {
        add(
            "secret",
            "webhook.secret",
            "Use 16 to 200 characters, chosen at random; the receiver must know the same.",
            "密钥须为 16 至 200 个随机字符，并与接收方保持一致。",
        );
    }
    wrong
}

impl Address<'_> {
    /// Whether something can be sent to it.
    pub(crate) fn is_usable(self) -> bool {
        matches!(self.scheme, "http" | "https") && self.has_host && !self.has_login && self.length <= 1000
    }
}

#[cfg(test)]
mod tests {
    use base::Timestamp;

    use super::*;
    use crate::model::WebhookId;

    fn event(seq: i64, kind: &str, customer: Option<i64>) -> Recorded {
        let now = Timestamp::from_milliseconds(0);
        Recorded {
            seq,
            at: now,
            recorded_at: now,
            actor: "system:watch".into(),
            actor_name: "watch".into(),
            kind: kind.into(),
            subject_kind: "alarm".into(),
            subject_id: 1,
            customer_id: customer.map(CustomerId),
            ticket_id: None,
            body: "{}".into(),
            rows: "[]".into(),
            hash: Vec::new(),
        }
    }

    #[test]
    fn a_webhook_is_told_its_customers_news_from_its_beginning_on() {
        let now = Timestamp::from_milliseconds(0);
        let all = Webhook {
            id: WebhookId(1),
            name: "all".into(),
            url: "http://example.com".into(),
            active: true,
            secret: None,
            customer_id: None,
            from_seq: 10,
            created_at: now,
        };
        let one = Webhook { customer_id: Some(CustomerId(7)), ..all.clone() };
        let off = Webhook { active: false, ..all.clone() };
        let cases = [
            (&all, event(11, "alarm.opened", Some(7)), true),
            (&all, event(11, "ticket.opened", None), true),
            (&all, event(11, "visit.arrived", Some(8)), true),
            (&all, event(10, "alarm.opened", Some(7)), false),
            (&all, event(11, "session.opened", None), false),
            (&all, event(11, "message.sent", Some(7)), false),
            (&all, event(11, "ticketing.x", Some(7)), false),
            (&one, event(11, "alarm.opened", Some(7)), true),
            (&one, event(11, "alarm.opened", Some(8)), false),
            (&one, Recorded { body: r#"{"visibility":"internal"}"#.into(), ..event(11, "ticket.noted", Some(7)) }, false),
            (&all, Recorded { body: r#"{"visibility":"internal"}"#.into(), ..event(11, "ticket.noted", Some(7)) }, true),
            (&one, event(11, "alarm.opened", None), false),
            (&off, event(11, "alarm.opened", Some(7)), false),
        ];
        for (webhook, event, expected) in cases {
            assert_eq!(is_for(webhook, &event), expected, "{} hears {} of {:?}", webhook.name, event.kind, event.customer_id);
        }
    }

    #[test]
    fn an_address_is_whole() {
        let good = Address { scheme: "https", has_host: true, has_login: false, length: 24 };
        let code = |address| check("city", address, None).first().map(|wrong| wrong.code);
        assert_eq!(code(Some(good)), None);
        assert_eq!(code(Some(Address { scheme: "http", ..good })), None);
        for bad in [
            None,
            Some(Address { scheme: "ftp", ..good }),
            Some(Address { has_host: false, ..good }),
            Some(Address { has_login: true, ..good }),
            Some(Address { length: 1001, ..good }),
        ] {
            assert_eq!(code(bad), Some("webhook.url"), "{bad:?}");
        }
    }
}
