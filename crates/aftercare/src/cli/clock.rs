//! `aftercare clock`: when something promised is due, by a calendar file, worked out line by line. It needs no database and no settings.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base::{Clock, Language, Text, Timestamp};
use calendar::answer::{Answer, Question, answer};
use calendar::explain::{Held, duration};
use calendar::{Calendar, DueAnswer, NoTarget, Target, file, moment};
use clap::{Args, Subcommand};

use super::language;

pub const EXAMPLES: &str = "Examples:
  aftercare clock due --calendar office.toml --start 2026-02-13T16:30 --target 4h
  aftercare clock due --calendar office.toml --start 2026-03-06T14:00 --target 4h --pause 2026-03-06T16:00..2026-03-09T10:00
  aftercare clock due --calendar office.toml --start 2026-03-03T09:00 --target 4h --pause 2026-03-03T11:00.. --at 2026-03-03T15:00 --json

Times without an offset are in the calendar's zone. A target is 30m, 4h or 1h30m of service, wall:4h of all time, 3wd working days,
eod or 2eod the end of the working day. docs/calendars.md describes the file.";

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Say when something promised is due, and why.
    #[command(after_help = EXAMPLES)]
    Due(Due),
}

#[derive(Debug, Args)]
struct Due {
    /// The calendar file (TOML).
    #[arg(long, value_name = "FILE")]
    calendar: PathBuf,
    /// When the clock begins: 2026-02-13T16:30
    #[arg(long, value_name = "TIME")]
    start: String,
    /// What is promised: 30m, 4h, 1h30m, wall:4h, 3wd, eod
    #[arg(long)]
    target: String,
    /// What does not count: FROM..TO, or FROM.. while it lasts; may be given several times.
    #[arg(long, value_name = "FROM..TO")]
    pause: Vec<String>,
    /// As of when to read the clock; when it is due, where this is absent (now, where that is not known).
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command. What cannot be read is told on standard error, with the exit status 2.
pub fn run(arguments: &Arguments) -> ExitCode {
    let What::Due(due) = &arguments.what;
    let language = language();
    match due.answer() {
        Ok((calendar, question, found)) => {
            print!("{}", if due.json { json(&calendar, &found, language) } else { told(&calendar, &question, &found, language) });
            ExitCode::SUCCESS
        }
        Err(wrong) => {
            for text in wrong {
                eprintln!("aftercare: {}", text.in_language(language));
            }
            ExitCode::from(2)
        }
    }
}

impl Due {
    fn answer(&self) -> Result<(Calendar, Question, Answer), Vec<Text>> {
        let calendar = read(&self.calendar)?;
        let mut wrong = Vec::new();
        let mut time = |option: &str, text: &str| {
            let at = moment::read(text, calendar.zone());
            at.map_err(|no| wrong.push(under(option, &no))).ok()
        };
        let start = time("--start", &self.start);
        let at = self.at.as_deref().map(|at| time("--at", at));
        let mut held = Vec::with_capacity(self.pause.len());
        let mut disordered = Vec::new();
        for pause in &self.pause {
            let Some((from, to)) = pause.split_once("..") else {
                disordered.push(under(
                    "--pause",
                    &Text::new(
                        format!("“{pause}” is no pause: write FROM..TO, or FROM.. while it lasts."),
                        format!("“{pause}”不是挂起：请写成 起..止，尚未结束则写 起..。"),
                    ),
                ));
                continue;
            };
            let to = if to.trim().is_empty() { Some(None) } else { time("--pause", to).map(Some) };
            let (Some(from), Some(to)) = (time("--pause", from), to) else { continue };
            if to.is_some_and(|to| to < from) {
                disordered.push(under(
                    "--pause",
                    &Text::new(format!("“{pause}” ends before it begins."), format!("“{pause}”的结束时间早于开始时间。")),
                ));
            }
            held.push(Held { from, to, reason: String::new() });
        }
        wrong.extend(disordered);
        let target = self.target.parse::<Target>().map_err(|no: NoTarget| wrong.push(under("--target", &no.text()))).ok();
        match (start, target) {
            (Some(start), Some(target)) if wrong.is_empty() => {
                let question = Question { start, target, held, at: at.flatten(), now: Clock::System.now() };
                let found = answer(&calendar, &question);
                Ok((calendar, question, found))
            }
            _ => Err(wrong),
        }
    }
}

/// Reads the calendar, or says everything that is wrong with it, each with its line.
fn read(path: &Path) -> Result<Calendar, Vec<Text>> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        vec![Text::new(
            format!("cannot read {name}: {error}. Give another --calendar."),
            format!("无法读取 {name}：{error}。请另指定 --calendar。"),
        )]
    })?;
    file::read(&text).map_err(|mistakes| {
        let line = |line: Option<usize>| line.map_or_else(String::new, |line| format!(":{line}"));
        let each = mistakes.iter().map(|mistake| {
            let at = line(mistake.line);
            Text::new(
                format!("{name}{at}: {}", mistake.text.in_language(Language::En)),
                format!("{name}{at}：{}", mistake.text.in_language(Language::Zh)),
            )
        });
        each.collect()
    })
}

fn under(option: &str, text: &Text) -> Text {
    Text::new(format!("{option}: {}", text.in_language(Language::En)), format!("{option}：{}", text.in_language(Language::Zh)))
}

fn json(calendar: &Calendar, found: &Answer, language: Language) -> String {
    let shown = DueAnswer::of(found, calendar, language);
    serde_json::to_string_pretty(&shown).unwrap_or_default() + "\n"
}

/// The answer for a person: first what they asked, then why.
fn told(calendar: &Calendar, question: &Question, found: &Answer, language: Language) -> String {
    let at = |at: Timestamp| moment::written(at, calendar.zone());
    let amount = |milliseconds: i64| {
        let (en, zh) = duration(milliseconds);
        Text::new(en, zh).in_language(language).to_owned()
    };
    let say = |en: String, zh: String| Text::new(en, zh).in_language(language).to_owned();
    let mut lines = Vec::new();
    lines.push(match found.due {
        Ok(due) => say(format!("Due {}", at(due)), format!("到期 {}", at(due))),
        Err(unknown) => {
            let why = unknown.text();
            say(format!("Due: not known. {}", why.in_language(Language::En)), format!("到期时间未知。{}", why.in_language(Language::Zh)))
        }
    });
    let remaining = found.remaining.map_or_else(|| "–".to_owned(), amount);
    let (elapsed, state) = (amount(found.elapsed), found.state.text().in_language(language).to_owned());
    let as_of = at(found.as_of);
    lines.push(say(
        format!("As of {as_of}: {state}, {elapsed} elapsed, {remaining} remaining"),
        format!("截至 {as_of}：{state}，已用 {elapsed}，剩余 {remaining}"),
    ));
    if !question.held.is_empty() {
        let (working, wall) = (amount(found.paused_working), amount(found.paused_wall));
        lines.push(say(format!("Paused: {working} of service, {wall} on the wall"), format!("挂起：服务时间 {working}，自然时间 {wall}")));
    }
    lines.push(String::new());
    lines.extend(found.lines.iter().map(|line| line.text(calendar.zone()).in_language(language).to_owned()));
    lines.join("\n") + "\n"
}
