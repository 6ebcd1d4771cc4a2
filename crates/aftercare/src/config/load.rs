//! Reading the file and the environment into [`Settings`].

use std::path::Path;

use toml::{Table, Value};

use super::Settings;
use super::check::{self, Mistake};

/// The prefix of our environment variables.
const PREFIX: &str = "AFTERCARE_";
/// Variables with our prefix that are not settings: the logging filter, and what the tests and the build read.
const NOT_SETTINGS: &[&str] = &["AFTERCARE_LOG", "AFTERCARE_CONFIG"];

/// Reads the file (none: the defaults) and the environment's pairs.
pub fn load(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Settings, Vec<Mistake>> {
    let text = match file {
        None => String::new(),
        Some(path) => std::fs::read_to_string(path).map_err(|error| {
            vec![Mistake::plain(format!(
                "cannot read {}: {error}. Give another --config, or leave it out for the defaults.",
                path.display()
            ))]
        })?,
    };
    parse(&text, environment)
}

/// The same from text.
pub fn parse(text: &str, environment: impl Iterator<Item = (String, String)>) -> Result<Settings, Vec<Mistake>> {
    let mut table: Table = text.parse().map_err(|error: toml::de::Error| vec![Mistake::from_toml(text, &error)])?;
    let known = known_keys();
    let mut mistakes = check::unknown_keys(text, &table, &known);
    for (name, value) in environment {
        if !name.starts_with(PREFIX) || NOT_SETTINGS.contains(&name.as_str()) || name.starts_with("AFTERCARE_TEST_") {
            continue;
        }
        match known.iter().find(|key| variable(key) == name) {
            Some(key) => set(&mut table, key, &value),
            None => mistakes.push(check::unknown_variable(&name, &known.iter().map(variable).collect::<Vec<_>>())),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let settings: Settings = serde_path_to_error::deserialize(table).map_err(|error| vec![check::wrong_value(text, &error)])?;
    let mistakes = check::values(&settings);
    if mistakes.is_empty() { Ok(settings) } else { Err(mistakes) }
}

/// Every `(section, key)` there is, read off the defaults so that the list cannot lag behind the types.
fn known_keys() -> Vec<(String, String)> {
    let keys = |(section, value): (String, Value)| match value {
        Value::Table(table) => table.keys().map(|key| (section.clone(), key.clone())).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    defaults().into_iter().flat_map(keys).collect()
}

fn defaults() -> Table {
    let mut full = Settings::default();
    full.mail.password = "set".into();
    full.remote_write.token = "set".into();
    full.remote_write.password = "set".into();
    Table::try_from(full).unwrap_or_default()
}

/// `AFTERCARE_SERVER_LISTEN`
fn variable((section, key): &(String, String)) -> String {
    format!("{PREFIX}{}_{}", section.to_uppercase(), key.to_uppercase())
}

/// Sets a key from a variable's text, as the type that the key has; what does not parse is left for the type's own message.
fn set(table: &mut Table, (section, key): &(String, String), text: &str) {
    let value = match defaults().get(section).and_then(|section| section.get(key)) {
        Some(Value::Integer(_)) => text.parse().map_or_else(|_| Value::String(text.to_owned()), Value::Integer),
        Some(Value::Boolean(_)) => text.parse().map_or_else(|_| Value::String(text.to_owned()), Value::Boolean),
        _ => Value::String(text.to_owned()),
    };
    let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(section) = section {
        section.insert(key.clone(), value);
    }
}
