//! What time drives here: the couriers, one per channel that leaves the house, and the feeder of the webhooks.

mod courier;
mod feeder;

pub(crate) use courier::Courier;
pub(crate) use feeder::WebhookFeeder;
