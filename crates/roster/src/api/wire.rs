//! What bodies of this room share.

use serde::{Deserialize, Deserializer};

/// For a field where leaving it out and writing `null` mean two things: out is `None`, `null` is `Some(None)`. With `#[serde(default)]`.
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
