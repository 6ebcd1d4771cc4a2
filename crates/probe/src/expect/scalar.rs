//! A value to compare with: a number, a text, yes or no, or nothing.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A JSON value that is neither a list nor an object, of at most 1000 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Scalar(Value);

impl Scalar {
    /// How `found` compares with this; nothing when they cannot be compared. Where this is a number, a text that is one counts as it.
    pub(crate) fn order_of(&self, found: &Value) -> Option<Ordering> {
        match (&self.0, found) {
            (Value::Number(_), Value::String(text)) => text.trim().parse::<f64>().ok()?.partial_cmp(&self.0.as_f64()?),
            (Value::Number(_), _) => found.as_f64()?.partial_cmp(&self.0.as_f64()?),
            (Value::String(own), Value::String(text)) => Some(text.as_str().cmp(own)),
            (Value::String(own), Value::Number(number)) => Some(number.to_string().as_str().cmp(own)),
            (Value::Bool(own), Value::Bool(found)) => Some(found.cmp(own)),
            (Value::Bool(own), Value::String(text)) => Some(text.trim().parse::<bool>().ok()?.cmp(own)),
            (Value::Null, Value::Null) => Some(Ordering::Equal),
            _ => None,
        }
    }
}

impl TryFrom<Value> for Scalar {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        match &value {
            Value::Array(_) | Value::Object(_) => Err("a value to compare with must be a number, a text, true, false or null"),
            Value::String(text) if text.len() > 1000 => Err("a text to compare with must not be longer than 1000 bytes"),
            _ => Ok(Self(value)),
        }
    }
}

impl From<Scalar> for Value {
    fn from(scalar: Scalar) -> Value {
        scalar.0
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::String(text) => write!(f, "“{text}”"),
            other => write!(f, "{other}"),
        }
    }
}
