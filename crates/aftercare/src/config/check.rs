//! What can be wrong with settings, each mistake with its line and what to write instead.

use std::fmt;

use toml::{Table, Value};

use super::Settings;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line of the file, from 1, when it is in the file.
    pub line: Option<usize>,
    /// What is wrong and what to write instead.
    pub text: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

impl Mistake {
    pub(super) fn plain(text: String) -> Mistake {
        Mistake { line: None, text }
    }

    pub(super) fn from_toml(file: &str, error: &toml::de::Error) -> Mistake {
        let line = error.span().filter(|span| span.end <= file.len() && span.end > 0).map(|span| line_of(file, span.start));
        Mistake { line, text: error.message().trim().to_owned() }
    }
}

/// A value of the wrong type or form, told at the line of its key.
pub(super) fn wrong_value(file: &str, error: &serde_path_to_error::Error<toml::de::Error>) -> Mistake {
    let path = error.path().to_string();
    let (section, key) = path.split_once('.').unwrap_or((&path, ""));
    Mistake { line: key_line(file, section, key), text: format!("[{section}] {key}: {}", error.inner().message().trim()) }
}

fn line_of(file: &str, offset: usize) -> usize {
    file.get(..offset).unwrap_or(file).matches('\n').count() + 1
}

pub(super) fn unknown_keys(file: &str, table: &Table, known: &[(String, String)]) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let sections: Vec<&str> = known.iter().map(|(section, _)| section.as_str()).collect();
    for (section, value) in table {
        if !sections.contains(&section.as_str()) {
            let text = unknown(&format!("section [{section}]"), section, &sections);
            mistakes.push(Mistake { line: section_line(file, section), text });
            continue;
        }
        let Value::Table(keys) = value else {
            mistakes.push(Mistake {
                line: section_line(file, section),
                text: format!("{section} is a section: write [{section}] and its keys below"),
            });
            continue;
        };
        let names: Vec<&str> = known.iter().filter(|(s, _)| s == section).map(|(_, key)| key.as_str()).collect();
        for key in keys.keys().filter(|key| !names.contains(&key.as_str())) {
            let text = unknown(&format!("key {key} in [{section}]"), key, &names);
            mistakes.push(Mistake { line: key_line(file, section, key), text });
        }
    }
    mistakes
}

pub(super) fn unknown_variable(name: &str, known: &[String]) -> Mistake {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    Mistake::plain(unknown(&format!("environment variable {name}"), name, &known))
}

/// "there is no … — did you mean …?"
fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    let nearest = known.iter().map(|candidate| (strsim::jaro_winkler(word, candidate), candidate)).max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, candidate)) if likeness > 0.75 => format!("there is no {what}; did you mean {candidate}?"),
        _ => {
            let mut names = known.to_vec();
            names.dedup();
            format!("there is no {what}; known are: {}", names.join(", "))
        }
    }
}

fn section_line(file: &str, section: &str) -> Option<usize> {
    let header = |line: &str| line.trim_start().trim_start_matches('[').trim_start().starts_with(section);
    file.lines().position(header).map(|index| index + 1)
}

fn key_line(file: &str, section: &str, key: &str) -> Option<usize> {
    let mut current = "";
    for (index, line) in file.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            current = header.split(']').next().unwrap_or("").trim();
        } else if current == section && line.split('=').next().is_some_and(|name| name.trim().trim_matches('"') == key) {
            return Some(index + 1);
        }
    }
    None
}

/// Values that have the right type and still cannot be.
pub(super) fn values(settings: &Settings) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut wrong = |is_wrong: bool, text: String| {
        if is_wrong {
            mistakes.push(Mistake::plain(text));
        }
    };
    let zone = &settings.installation.zone;
    wrong(
        jiff::tz::TimeZone::get(zone).is_err(),
        format!("[installation] zone = \"{zone}\" is not an IANA zone; write one like \"Asia/Shanghai\""),
    );
    let url = &settings.server.public_url;
    let is_http = url.is_empty() || url.starts_with("http://") || url.starts_with("https://");
    wrong(!is_http, format!("[server] public_url = \"{url}\" must begin with http:// or https://"));
    let url = &settings.remote_write.url;
    let is_http = url.is_empty() || url.starts_with("http://") || url.starts_with("https://");
    wrong(!is_http, "[remote_write] url must begin with http:// or https://".to_owned());
    let url = &settings.remote_write.read_url;
    let is_http = url.is_empty() || url.starts_with("http://") || url.starts_with("https://");
    wrong(!is_http, "[remote_write] read_url must begin with http:// or https://".to_owned());
    let is_question = url.ends_with("/api/v1/query") || url.ends_with("/api/v1/write");
    wrong(is_question, "[remote_write] read_url must end before /api/v1, as http://127.0.0.1:8428 does".to_owned());
    let url = &settings.heartbeat.url;
    let is_http = url.is_empty() || url.starts_with("http://") || url.starts_with("https://");
    wrong(!is_http, "[heartbeat] url must begin with http:// or https://".to_owned());
    let url = &settings.database.url;
    let is_postgres = url.is_empty() || url.starts_with("postgres://") || url.starts_with("postgresql://");
    wrong(!is_postgres, "[database] url must begin with postgres://; leave it empty for the embedded database".to_owned());
    let tls = &settings.mail.tls;
    wrong(
        !["none", "starttls", "tls"].contains(&tls.as_str()),
        format!("[mail] tls = \"{tls}\" must be \"none\", \"starttls\" or \"tls\""),
    );
    let from = &settings.mail.from;
    wrong(!settings.mail.host.is_empty() && !from.contains('@'), format!("[mail] from = \"{from}\" must be a mail address"));
    let watch = &settings.watch;
    wrong(watch.period_seconds == 0, "[watch] period_seconds must be at least 1".to_owned());
    wrong(watch.doubt_period_seconds == 0, "[watch] doubt_period_seconds must be at least 1".to_owned());
    wrong(watch.timeout_milliseconds < 50, "[watch] timeout_milliseconds must be at least 50".to_owned());
    wrong(watch.in_flight == 0, "[watch] in_flight must be at least 1".to_owned());
    if let Err(text) = settings.series.retention() {
        wrong(true, format!("[series] {text}"));
    }
    mistakes
}

#[cfg(test)]
mod tests {
    use crate::config::parse;

    fn mistakes(text: &str, environment: &[(&str, &str)]) -> String {
        let pairs = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        match parse(text, pairs) {
            Ok(_) => String::new(),
            Err(mistakes) => mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        }
    }

    #[test]
    fn every_mistake_is_told_with_its_line_and_what_to_write() {
        let cases = [
            ("[server]\nlisten = \"x\"", "line 2: [server] listen: invalid socket address"),
            ("[server]\nlistn = \"127.0.0.1:1\"", "line 2: there is no key listn in [server]; did you mean listen?"),
            ("[sever]\n", "line 1: there is no section [sever]; did you mean server?"),
            ("[zebra]\n", "known are:"),
            ("server = 3", "write [server]"),
            ("[server\n", "line 1"),
            ("[installation]\nzone = \"Mars/Base\"", "is not an IANA zone"),
            ("[database]\nurl = \"mysql://x\"", "postgres://"),
            ("[mail]\ntls = \"ssl\"", "\"starttls\""),
            ("[mail]\nhost = \"mx\"\nfrom = \"nobody\"", "must be a mail address"),
            ("[mail]\nport = 70000", "line 2"),
            ("[watch]\nperiod_seconds = 0", "at least 1"),
            ("[watch]\ntimeout_milliseconds = 1", "at least 50"),
            ("[watch]\nin_flight = -3", "line 2"),
            ("[series]\nraw_days = 3", "raw_days = 3 must be at least 14"),
            ("[series]\nfive_minute_days = 20", "five_minute_days = 20 must be at least raw_days = 30"),
            ("[series]\nhour_days = 100", "hour_days = 100 must be at least five_minute_days = 180"),
            ("[server]\npublic_url = \"ftp://x\"", "http://"),
        ];
        for (text, expected) in cases {
            let found = mistakes(text, &[]);
            assert!(found.contains(expected), "{text:?} gave {found:?}");
        }
    }

    #[test]
    fn the_environment_overrules_the_file_and_knows_its_names() {
        let pairs =
            [("AFTERCARE_SERVER_LISTEN", "127.0.0.1:9"), ("AFTERCARE_MAIL_PASSWORD", "12"), ("AFTERCARE_LOG", "debug"), ("HOME", "/")];
        let settings = parse("[server]\nlisten = \"127.0.0.1:1\"", pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))).unwrap();
        assert_eq!((settings.server.listen.port(), settings.mail.password.as_str()), (9, "12"));
        assert!(mistakes("", &[("AFTERCARE_SERVER_LISTN", "x")]).contains("did you mean AFTERCARE_SERVER_LISTEN?"));
    }
}
