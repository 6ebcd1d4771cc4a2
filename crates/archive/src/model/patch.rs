//! How a change tells "leave it" from "empty it": a key that is absent leaves the value, `null` empties it.

use serde::{Deserialize, Deserializer};

/// For `Option<Option<T>>` fields with `#[serde(default, deserialize_with = "patched")]`: absent is `None`, `null` is `Some(None)`.
pub(crate) fn patched<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}
