//! Webhooks: somebody else's program is told what happens, by HTTP.

mod event;
mod messenger;
mod register;
mod sign;

pub(crate) use event::{event_json, test_json};
pub(crate) use messenger::{Messenger, SECRET_PLACE};
pub(crate) use register::{NewWebhook, WebhookChange};
