//! Gateways: the ways out of the house that an administrator set up.

pub(crate) mod answers;
mod modem;
mod porter;
mod register;

pub(crate) use modem::ModemCarrier;
pub(crate) use porter::Porter;
pub(crate) use register::{GatewayChange, NewGateway};

/// Where a gateway's secrets stand, for the key that seals them.
pub(crate) const SECRET_PLACE: &str = "gateways.secrets";
