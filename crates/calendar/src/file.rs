//! A calendar as a TOML file, the same that the program imports and exports and that `aftercare clock due --calendar` reads. Unknown keys are
//! refused with a suggestion, and every mistake is told with its line.
//!
//! ```
//! let file = r#"
//! zone = "Asia/Shanghai"
//! holidays = ["cn"]
//! [week]
//! mon-fri = ["09:00-12:00", "13:30-17:30"]
//! [[exceptions]]
//! date = "2026-12-31"
//! name = "盘点"
//! windows = []
//! "#;
//! let calendar = calendar::file::read(file).unwrap();
//! assert_eq!(calendar::file::read(&calendar::file::write(&calendar)).unwrap(), calendar);
//! assert_eq!(calendar::file::read("zone = 'UTC'\nweeks = 3").unwrap_err()[0].line, Some(2));
//! ```

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use base::Text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::rules::week;
use crate::{Calendar, Draft, DraftException, Mistake};

/// The keys of a file.
const KEYS: &[&str] = &["zone", "holidays", "announced_until", "week", "exceptions"];
/// The keys of an exception.
const EXCEPTION_KEYS: &[&str] = &["date", "name", "windows"];

/// Reads and checks a file, or says everything that is wrong with it, in the order of its lines.
pub fn read(text: &str) -> Result<Calendar, Vec<Mistake>> {
    Calendar::of(&draft(text)?).map_err(|wrong| located(text, wrong))
}

/// Reads a file without checking whether it makes sense as a calendar.
pub fn draft(text: &str) -> Result<Draft, Vec<Mistake>> {
    let (draft, reader) = Reader::read(text)?;
    if reader.wrong.is_empty() { Ok(draft) } else { Err(in_order(reader.wrong)) }
}

/// Writes a calendar as a file.
pub fn write(calendar: &Calendar) -> String {
    let draft = calendar.draft();
    let mut text = format!("zone = {}\n", quoted(&draft.zone));
    // Writing to a String cannot fail.
    if !draft.holidays.is_empty() {
        let _ = writeln!(text, "holidays = {}", list(&draft.holidays));
    }
    if let Some(until) = &draft.announced_until {
        let _ = writeln!(text, "announced_until = {}", quoted(until));
    }
    text.push_str("\n[week]\n");
    for (name, windows) in week::NAMES.iter().filter_map(|name| Some((name, draft.week.get(*name)?))) {
        let _ = writeln!(text, "{name} = {}", list(windows));
    }
    for exception in &draft.exceptions {
        let _ = write!(text, "\n[[exceptions]]\ndate = {}\n", quoted(&exception.date));
        if !exception.name.is_empty() {
            let _ = writeln!(text, "name = {}", quoted(&exception.name));
        }
        if let Some(windows) = &exception.windows {
            let _ = writeln!(text, "windows = {}", list(windows));
        }
    }
    text
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// Adds the line to mistakes that only name a path.
fn located(text: &str, wrong: Vec<Mistake>) -> Vec<Mistake> {
    let lines = Reader::read(text).map(|(_, reader)| reader.lines).unwrap_or_default();
    in_order(wrong.into_iter().map(|mistake| Mistake { line: line_of_path(&lines, &mistake.path), ..mistake }).collect())
}

/// The line of a path, or of the nearest thing that holds it.
fn line_of_path(lines: &HashMap<String, usize>, path: &str) -> Option<usize> {
    let mut path = path;
    loop {
        if let Some(line) = lines.get(path) {
            return Some(*line);
        }
        path = path.get(..path.rfind(['.', '['])?)?;
    }
}

fn in_order(mut wrong: Vec<Mistake>) -> Vec<Mistake> {
    wrong.sort_by_key(|mistake| mistake.line.unwrap_or(usize::MAX));
    wrong
}

/// Reads a parsed file into a draft, and remembers where everything stood.
struct Reader<'a> {
    text: &'a str,
    lines: HashMap<String, usize>,
    wrong: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    fn read(text: &'a str) -> Result<(Draft, Reader<'a>), Vec<Mistake>> {
        let mut reader = Reader { text, lines: HashMap::new(), wrong: Vec::new() };
        let table = DeTable::parse(text).map_err(|error| {
            let line = error.span().map(|span| reader.line(&span));
            let reason = error.message().trim().to_owned();
            let text = Text::new(format!("This is no TOML: {reason}."), format!("TOML 格式有误：{reason}。"));
            vec![Mistake { path: String::new(), line, code: "file.unreadable", text }]
        })?;
        let draft = reader.draft(table.get_ref());
        Ok((draft, reader))
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.text.get(..span.start).unwrap_or(self.text).matches('\n').count() + 1
    }

    fn draft(&mut self, table: &DeTable<'_>) -> Draft {
        let mut draft = Draft::default();
        let mut zoned = false;
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            self.lines.insert(name.to_owned(), self.line(&key.span()));
            match name {
                "zone" => (draft.zone, zoned) = (self.string(name, value), true),
                "holidays" => draft.holidays = self.strings(name, value),
                "announced_until" => draft.announced_until = Some(self.date(name, value)),
                "week" => self.week(value, &mut draft),
                "exceptions" => self.exceptions(value, &mut draft),
                _ => self.unknown(name, name, KEYS),
            }
        }
        if !zoned {
            let text = Text::new("The file has no zone: add zone = \"Asia/Shanghai\".", "缺少时区：请加上 zone = \"Asia/Shanghai\"。");
            self.wrong.push(Mistake { path: "zone".into(), line: Some(1), code: "zone.missing", text });
        }
        if !table.iter().any(|(key, _)| key.get_ref() == "week") {
            let text = Text::new(
                "The file has no week: add [week] and a line for each day with service, mon = [\"09:00-17:30\"].",
                "缺少每周时段：请加上 [week]，并为有服务的每一天写一行，例如 mon = [\"09:00-17:30\"]。",
            );
            self.wrong.push(Mistake { path: "week".into(), line: None, code: "week.missing", text });
        }
        draft
    }

    fn week(&mut self, value: &Spanned<DeValue<'_>>, draft: &mut Draft) {
        let Some(table) = value.get_ref().as_table() else {
            return self.expected("week", "a section: write [week] and a line a day below", "一个小节：请写 [week]，下面每天一行");
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let path = format!("week.{name}");
            self.lines.insert(path.clone(), self.line(&key.span()));
            let windows = self.strings(&path, value);
            draft.week.insert(name.to_owned(), windows);
        }
    }

    fn exceptions(&mut self, value: &Spanned<DeValue<'_>>, draft: &mut Draft) {
        let Some(array) = value.get_ref().as_array() else {
            return self.expected("exceptions", "a list of sections: write [[exceptions]]", "小节列表：请写 [[exceptions]]");
        };
        for (place, value) in array.iter().enumerate() {
            let at = format!("exceptions[{place}]");
            self.lines.insert(at.clone(), self.line(&value.span()));
            let Some(table) = value.get_ref().as_table() else {
                self.expected(&at, "a section: write [[exceptions]] and date = … below", "一个小节：请写 [[exceptions]]，下面写 date = …");
                continue;
            };
            draft.exceptions.push(self.exception(&at, table));
        }
    }

    fn exception(&mut self, at: &str, table: &DeTable<'_>) -> DraftException {
        let mut exception = DraftException::default();
        let mut dated = false;
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let path = format!("{at}.{name}");
            self.lines.insert(path.clone(), self.line(&key.span()));
            match name {
                "date" => (exception.date, dated) = (self.date(&path, value), true),
                "name" => exception.name = self.string(&path, value),
                "windows" => exception.windows = Some(self.strings(&path, value)),
                _ => self.unknown(&path, name, EXCEPTION_KEYS),
            }
        }
        if !dated {
            self.expected(at, "a date: add date = \"2026-02-14\"", "有日期：请加上 date = \"2026-02-14\"");
        }
        exception
    }

    fn string(&mut self, path: &str, value: &Spanned<DeValue<'_>>) -> String {
        match value.get_ref() {
            DeValue::String(text) => text.clone().into_owned(),
            _ => {
                self.expected(path, "a text between quotes", "带引号的文本");
                String::new()
            }
        }
    }

    /// A date between quotes or, as TOML has it, without.
    fn date(&mut self, path: &str, value: &Spanned<DeValue<'_>>) -> String {
        match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            _ => self.string(path, value),
        }
    }

    fn strings(&mut self, path: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let Some(array) = value.get_ref().as_array() else {
            self.expected(path, "a list of texts: [\"09:00-12:00\"], or [] for none", "文本列表：[\"09:00-12:00\"]，没有则写 []");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (place, value) in array.iter().enumerate() {
            let path = format!("{path}[{place}]");
            self.lines.insert(path.clone(), self.line(&value.span()));
            texts.push(self.string(&path, value));
        }
        texts
    }

    fn expected(&mut self, path: &str, en: &str, zh: &str) {
        let line = line_of_path(&self.lines, path);
        let text = Text::new(format!("{path} must be {en}."), format!("{path} 应为{zh}。"));
        self.wrong.push(Mistake { path: path.to_owned(), line, code: "value.wrong", text });
    }

    fn unknown(&mut self, path: &str, name: &str, known: &[&str]) {
        let near = known.iter().map(|known| (strsim::jaro_winkler(name, known), *known)).max_by(|a, b| a.0.total_cmp(&b.0));
        let (en, zh) = match near {
            Some((likeness, near)) if likeness > 0.75 => (format!("did you mean {near}?"), format!("是否为 {near}？")),
            _ => (format!("known are {}.", known.join(", ")), format!("可用：{}。", known.join("、"))),
        };
        let line = line_of_path(&self.lines, path);
        let text = Text::new(format!("There is no key {name} here; {en}"), format!("此处没有键 {name}；{zh}"));
        self.wrong.push(Mistake { path: path.to_owned(), line, code: "key.unknown", text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"# Office hours
zone = "Asia/Shanghai"
holidays = ["cn"]                       # shipped data
[week]
mon = ["09:00-12:00", "13:30-17:30"]
tue-fri = ["09:00-12:00", "13:30-17:30"]
[[exceptions]]
date = "2026-02-14"
name = "调休"
windows = ["09:00-12:00", "13:30-17:30"]
[[exceptions]]
date = 2026-03-08
"#;

    #[test]
    fn a_file_reads_back_as_it_was_written() {
        let calendar = read(GOOD).unwrap();
        assert_eq!(calendar.draft().week.len(), 5);
        assert_eq!(calendar.draft().exceptions[1], DraftException { date: "2026-03-08".into(), ..DraftException::default() });
        let written = write(&calendar);
        assert_eq!(read(&written).unwrap(), calendar, "{written}");
        assert_eq!(write(&read(&written).unwrap()), written);
        let names = "zone = 'UTC'\n[week]\nsun = ['00:00-24:00']\n[[exceptions]]\ndate = '2030-01-01'\nname = '''say \"hi\"\\ 你好'''\nwindows = []\n";
        assert_eq!(read(&write(&read(names).unwrap())).unwrap(), read(names).unwrap());
    }

    #[test]
    fn every_mistake_is_told_with_its_line_and_what_to_write() {
        let cases = [
            ("zone = \"Asia/Shanghai\"\n", None, "week.missing", "add [week]"),
            ("[week]\nmon = [\"09:00-10:00\"]\n", Some(1), "zone.missing", "add zone"),
            ("zone = \"Asia/Shanghia\"\n[week]\nmon = [\"09:00-10:00\"]", Some(1), "zone.unknown", "did you mean Asia/Shanghai?"),
            ("zone = \"Shanghai\"\n[week]\nmon = [\"09:00-10:00\"]", Some(1), "zone.unknown", "did you mean Asia/Shanghai?"),
            ("zone = \"UTC\"\nholiday = [\"cn\"]\n[week]\nmon = [\"09:00-10:00\"]", Some(2), "key.unknown", "did you mean holidays?"),
            ("zone = \"UTC\"\nholidays = [\"xx\"]\n[week]\nmon = [\"09:00-10:00\"]", Some(2), "holidays.unknown", "known are: cn"),
            ("zone = \"UTC\"\n[week]\nmonday = [\"09:00-10:00\"]", Some(3), "week.unknown_day", "did you mean mon?"),
            ("zone = \"UTC\"\n[week]\nmon = [\"09:00-09:00\"]", Some(3), "window.empty", "00:00-24:00"),
            ("zone = \"UTC\"\n[week]\nmon = []", Some(2), "week.empty", "no service at all"),
            ("zone = \"UTC\"\n[week]\nmon = [\n\"09:00-12:00\",\n\"11:00-13:00\"]", Some(5), "window.overlap", "overlaps 09:00-12:00"),
            (
                "zone = \"UTC\"\n[week]\nmon = [\"20:00-08:00\"]\ntue = [\"07:00-09:00\"]",
                Some(4),
                "window.overlap",
                "goes on from the day before",
            ),
            (
                "zone = \"UTC\"\n[week]\nsun = [\"20:00-08:00\"]\nmon = [\"07:00-09:00\"]",
                Some(4),
                "window.overlap",
                "goes on from the day before",
            ),
            ("zone = \"UTC\"\n[week]\nmon-fri = [\"09:00-10:00\"]\nwed = [\"09:00-10:00\"]", Some(4), "week.twice", "keep one"),
            ("zone = \"UTC\"\n[week]\nmon = \"09:00-10:00\"", Some(3), "value.wrong", "a list of texts"),
            ("zone = 3\n[week]\nmon = [\"09:00-10:00\"]", Some(1), "value.wrong", "between quotes"),
            ("zone = \"UTC\"\n[week]\nmon = [\"09:00-10:00\"]\n[[exceptions]]\nname = \"x\"", Some(4), "value.wrong", "add date"),
            (
                "zone = \"UTC\"\n[week]\nmon = [\"09:00-10:00\"]\n[[exceptions]]\ndate = \"2026-02-30\"",
                Some(5),
                "date.unreadable",
                "2026-02-14",
            ),
            ("zone = \"UTC\"\n[week]\nmon = [\"09:00-10:00\"]\n[[exceptions]]\ndate = \"1066-10-14\"", Some(5), "date.range", "1970"),
            (
                "zone = \"UTC\"\n[week]\nmon = [\"09:00-10:00\"]\n[[exceptions]]\ndate = \"2026-02-13\"\nwindow = []",
                Some(6),
                "key.unknown",
                "windows",
            ),
            (
                "zone = \"UTC\"\nannounced_until = \"2027-12-31\"\n[week]\nmon = [\"09:00-10:00\"]",
                Some(2),
                "announced.without_holidays",
                "leave it out",
            ),
            ("zone = \"UTC\"\nweek = 3", Some(2), "value.wrong", "[week]"),
            ("zone = \"UTC\"\nexceptions = 3\n[week]\nmon = [\"09:00-10:00\"]", Some(2), "value.wrong", "[[exceptions]]"),
            ("zone = \"UTC\n", Some(1), "file.unreadable", "TOML"),
        ];
        for (text, line, code, word) in cases {
            let wrong = read(text).unwrap_err();
            let first = &wrong[0];
            assert_eq!((first.line, first.code), (line, code), "{text}: {wrong:?}");
            assert!(first.text.in_language(base::Language::En).contains(word), "{text}: {wrong:?}");
        }
    }

    #[test]
    fn a_year_of_holidays_is_refused_and_a_week_of_them_is_not() {
        let days = |count: i64| {
            let first = jiff::civil::date(2026, 1, 1);
            let day = |step| format!("[[exceptions]]\ndate = \"{}\"\nwindows = []\n", first.saturating_add(jiff::Span::new().days(step)));
            let exceptions: String = (0..count).map(day).collect();
            read(&format!("zone = \"UTC\"\n[week]\nmon-sun = [\"09:00-10:00\"]\n{exceptions}"))
        };
        assert!(days(7).is_ok());
        assert!(days(364).is_ok());
        assert_eq!(days(365).unwrap_err()[0].code, "exceptions.no_service");
        let thrice =
            "zone = \"UTC\"\n[week]\nmon = [\"09:00-10:00\"]\n[[exceptions]]\ndate = \"2026-02-13\"\n[[exceptions]]\ndate = \"2026-02-13\"";
        assert_eq!((read(thrice).unwrap_err()[0].code, read(thrice).unwrap_err()[0].line), ("exceptions.twice", Some(7)));
    }
}
