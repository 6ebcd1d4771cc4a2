//! What time drives here: the couriers, one per queue that leaves the house, the asking how calls ended, and the feeder of the webhooks.

mod asker;
mod claim;
mod courier;
mod feeder;
mod handover;

pub(crate) use asker::Asker;
pub(crate) use courier::Courier;
pub(crate) use feeder::WebhookFeeder;
