//! Messages (通知): who is told what, over which channel, and whether it arrived.
//!
//! * A [`Draft`] is a text for a person. [`enqueue`] makes it one message per channel the person has, in the transaction of the change it
//!   tells: the outbox. The same step is never told twice to the same person on the same channel.
//! * A delivery passes from waiting to sent, or over failed attempts to given up. Every end is an event in the journal.
//!
//! What may never happen: a message about a change that was rolled back, a message sent again that was recorded as sent, a link or a
//! secret in a log.

pub mod model;
mod outbox;
mod store;

pub use model::{Channel, DeliveryState, Draft, MessageId, WebhookId};
pub use outbox::enqueue;
