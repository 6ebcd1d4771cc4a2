//! What to read of an agent besides its system group and its interfaces: single objects and tables, named by whoever asks.

use std::fmt;

use async_snmp::Oid;
use serde::{Deserialize, Serialize};

use crate::bounded::{Few, MostRows};
use crate::outcome::Unit;

/// An object's identifier in dotted decimals, such as `1.3.6.1.2.1.33.1.2.4.0`: 2 to 128 numbers, a leading dot is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObjectId(Oid);

impl ObjectId {
    pub(super) fn oid(&self) -> &Oid {
        &self.0
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for ObjectId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("\"{}\" is not an object identifier: write it in numbers, as 1.3.6.1.2.1.1.3.0", text.escape_debug());
        let oid = Oid::parse(text.strip_prefix('.').unwrap_or(&text)).map_err(|_| wrong())?;
        if oid.len() < 2 || oid.validate_for_wire().is_err() { Err(wrong()) } else { Ok(Self(oid)) }
    }
}

impl From<ObjectId> for String {
    fn from(id: ObjectId) -> String {
        id.to_string()
    }
}

/// The name of a measurement: 1 to 40 small letters, digits and `_`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fits = text.len() <= 40
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if fits {
            Ok(Self(text))
        } else {
            Err(format!(
                "\"{}\" is not the name of a measurement: use 1 to 40 small letters, digits and _, beginning with a letter",
                text.escape_debug()
            ))
        }
    }
}

impl From<Name> for String {
    fn from(name: Name) -> String {
        name.0
    }
}

/// What a number is multiplied by: finite, not zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Scale(f64);

impl Eq for Scale {}

impl Default for Scale {
    fn default() -> Self {
        Self(1.0)
    }
}

impl Scale {
    /// The number, multiplied. By a whole fraction it is divided, so that 83 % are 0.83 and not 0.8300000000000001.
    pub fn times(self, number: f64) -> f64 {
        let divisor = self.0.recip();
        if self.0.abs() < 1.0 && divisor.fract() == 0.0 { number / divisor } else { number * self.0 }
    }
}

impl TryFrom<f64> for Scale {
    type Error = &'static str;

    fn try_from(factor: f64) -> Result<Self, &'static str> {
        if factor.is_finite() && factor != 0.0 { Ok(Self(factor)) } else { Err("scale must be a number other than 0") }
    }
}

impl From<Scale> for f64 {
    fn from(scale: Scale) -> f64 {
        scale.0
    }
}

/// One object, or one column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// What the measurement is called.
    pub name: Name,
    /// The object with its instance (`….0`), or the column without one.
    pub oid: ObjectId,
    /// What the number counts once it is multiplied; `text` keeps words.
    #[serde(default = "count")]
    pub unit: Unit,
    /// What the agent's number is multiplied by: 0.01 makes a ratio of a percentage, 60 seconds of minutes. Counters are not multiplied.
    #[serde(default)]
    pub scale: Scale,
}

fn count() -> Unit {
    Unit::Count
}

/// A table: some of its columns, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Before the names of what is told of the table as a whole: `NAME_rows`, `NAME_complete`.
    pub name: Name,
    /// The columns.
    pub columns: Few<Object, 1, 20>,
    /// The column whose text names the row; its index does when absent.
    #[serde(default)]
    pub label_oid: Option<ObjectId>,
    /// A table with more rows is a failure.
    #[serde(default)]
    pub most_rows: MostRows,
}
