//! A JSON path (RFC 9535) that somebody entered.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A JSON path of at most 300 bytes. It may descend into everything (`..`) at most once: twice would visit a hostile page's every pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JsonPath {
    written: String,
    path: serde_json_path::JsonPath,
}

impl Eq for JsonPath {}

impl JsonPath {
    /// All that it selects in `document`.
    pub(crate) fn select<'a>(&self, document: &'a Value) -> Vec<&'a Value> {
        self.path.query(document).all()
    }
}

impl TryFrom<String> for JsonPath {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        if written.len() > 300 {
            return Err("a JSON path must not be longer than 300 bytes".to_owned());
        }
        // `?` inside `?` or a second `..` would multiply the work; a path that needs them is a program.
        if written.matches("..").count() > 1 || written.matches('?').count() > 2 {
            return Err("a JSON path may hold .. once and ? twice".to_owned());
        }
        let path = serde_json_path::JsonPath::parse(&written)
            .map_err(|error| format!("\"{}\" is not a JSON path such as $.status or $.disks[*].free: {error}", written.escape_debug()))?;
        Ok(Self { written, path })
    }
}

impl From<JsonPath> for String {
    fn from(path: JsonPath) -> String {
        path.written
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}
