//! The nouns: a calendar as people write it down ([`Draft`]), what is kept of one ([`Kept`]), and what can be wrong with it ([`Mistake`]).

use std::collections::BTreeMap;

use base::{Error, FieldRefusal, Language, Text};
use serde::{Deserialize, Serialize};

use crate::Calendar;

base::id!(
    /// A calendar of working time (服务日历).
    CalendarId
);

/// 7×24, which needs no row: service at all times. It is built in and cannot be changed.
pub const AROUND_THE_CLOCK: CalendarId = CalendarId(0);

/// One version of a calendar as it is kept. A version is never changed.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Which calendar.
    pub id: CalendarId,
    /// Which version, from 1.
    pub version: i64,
    /// What it was called.
    pub name: String,
    /// When there is service.
    pub calendar: Calendar,
}

/// A calendar as it is written down: in a file, in a form, in the API. Nothing here has been checked; [`Calendar::of`] does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CalendarDefinition)]
pub struct Draft {
    /// The IANA zone in which its times are meant: `Asia/Shanghai`.
    pub zone: String,
    /// The lists of public holidays that count, by name: `cn`.
    #[serde(default)]
    pub holidays: Vec<String>,
    /// Until when the public holidays are known, where days were entered by hand beyond the end of the shipped lists: `2027-12-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced_until: Option<String>,
    /// The windows of service by day, `mon` to `sun`, or by days, `tue-fri`: `["09:00-12:00", "13:30-17:30"]`. A day that is missing has none.
    #[serde(default)]
    pub week: BTreeMap<String, Vec<String>>,
    /// Dated exceptions. They win over the week and the holidays.
    #[serde(default)]
    pub exceptions: Vec<DraftException>,
}

/// What holds on one date, whatever the week and the holidays say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CalendarException)]
pub struct DraftException {
    /// The date: `2026-02-14`.
    pub date: String,
    /// Why: 调休.
    #[serde(default)]
    pub name: String,
    /// The windows of that day; empty is a day off. Absent, it is a make-up working day (调休上班) with Monday's windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub windows: Option<Vec<String>>,
}

/// One thing that is wrong with a calendar, where it stands and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where in the draft: `week.mon[1]`, `exceptions[0].date`. Empty when it is about the whole.
    pub path: String,
    /// The line of the file, from 1, when it was read from one.
    pub line: Option<usize>,
    /// Stable, for programs: `window.empty`.
    pub code: &'static str,
    /// What is wrong and what to write instead.
    pub text: Text,
}

impl Mistake {
    /// A mistake at a path.
    pub(crate) fn new(path: impl Into<String>, code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Mistake {
        Mistake { path: path.into(), line: None, code, text: Text::new(en.into(), zh.into()) }
    }

    /// The refusal of a body whose field `within` held the draft; pass an empty text when the body is the draft.
    pub fn refusal(mistakes: Vec<Mistake>, within: &str) -> Error {
        let path = |path: String| match (within, path.as_str()) {
            ("", _) => path,
            (within, "") => within.to_owned(),
            (within, path) => format!("{within}.{path}"),
        };
        Error::invalid(
            mistakes.into_iter().map(|wrong| FieldRefusal { path: path(wrong.path), code: wrong.code, text: wrong.text }).collect(),
        )
    }

    /// The refusal of a file: each sentence with its line.
    pub fn with_lines(mistakes: Vec<Mistake>) -> Error {
        let told = |Mistake { path, line, code, text }: Mistake| {
            let text = match line {
                None => text,
                Some(line) => Text::new(
                    format!("Line {line}: {}", text.in_language(Language::En)),
                    format!("第 {line} 行：{}", text.in_language(Language::Zh)),
                ),
            };
            let path = if path.is_empty() { "text".to_owned() } else { path };
            FieldRefusal { path, code, text }
        };
        Error::invalid(mistakes.into_iter().map(told).collect())
    }
}
