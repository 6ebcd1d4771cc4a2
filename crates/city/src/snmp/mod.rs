//! SNMP v2c as an agent speaks it: the message on the wire, the tree of objects of each kind of device, and the answers to GET, GETNEXT
//! and GETBULK. The codec is our own and small, so that a poller built on another library is tested against somebody else's reading of
//! the standard.

mod agent;
mod ber;
mod decode;
mod encode;
mod host;
mod interfaces;
mod look;
mod private;
mod system;
mod tree;
mod ups;

pub use self::agent::{MOST_BYTES, answer};
pub use self::decode::decode;
pub use self::look::Look;
