//! What an outcome says about the device. The probe measures and never judges; here is judged.
//!
//! Two things are asked of every answer: is somebody there, and is all well? A refusal of the protocol's own, a wrong password or an
//! HTTP 503 proves that somebody is there although all is not well. A closed port proves nothing about the service behind it, and on a
//! network that is all there is to see, so it counts as silence. What went wrong on this computer says nothing at all about the device.

use crate::ask::Asked;
use base::Text;
use probe::{FailureKind, Measurement, Outcome, Question, Value, http};

/// What one answer amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Somebody is there and all is well.
    Well,
    /// Somebody is there, but not as they should be.
    Unwell,
    /// Somebody is there and answers as they should, but a value is beyond what an alert rule allows.
    Beyond,
    /// Nobody is there.
    Silent,
    /// It could not be asked, which is our trouble and never counts against the device.
    Unasked,
}

/// A verdict with what is told to people.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    /// One line: what was found.
    pub(crate) text: Text,
    /// How long the answer took; none when there was no answer.
    pub(crate) milliseconds: Option<f64>,
}

/// Judges the outcome of a question.
pub(crate) fn judge(asked: &Asked, outcome: &Outcome) -> Judged {
    match &outcome.result {
        Ok(found) => {
            let seconds = round_trip(found).unwrap_or(outcome.elapsed.as_secs_f64());
            // Who was not asked took no time to answer.
            let milliseconds = asked.is_sent().then_some(seconds * 1000.0);
            let broken = outcome.broken.first().map(|broken| Text::new(broken.text_en.clone(), broken.text_zh.clone()));
            let (verdict, text) = broken.map_or_else(|| answered(asked, found), |text| (Verdict::Unwell, text));
            Judged { verdict, text, milliseconds }
        }
        Err(failure) => {
            let verdict = match failure.kind {
                FailureKind::Timeout | FailureKind::Refused | FailureKind::Unreachable | FailureKind::NameNotFound => Verdict::Silent,
                FailureKind::Authentication | FailureKind::Protocol => Verdict::Unwell,
                FailureKind::Local => Verdict::Unasked,
            };
            Judged { verdict, text: Text::new(failure.detail_en.clone(), failure.detail_zh.clone()), milliseconds: None }
        }
    }
}

fn answered(asked: &Asked, found: &[Measurement]) -> (Verdict, Text) {
    if let (Asked::Heartbeat(_), Some(age)) = (asked, number(found, "age")) {
        return (Verdict::Well, Text::new(format!("Called {age} s ago"), format!("{age} 秒前收到心跳")));
    }
    let question = if let Asked::Device(question) = asked { Some(question.as_ref()) } else { None };
    if let (Some(Question::Http(settings)), Some(status)) = (question, number(found, "status")) {
        let text = Text::new(format!("HTTP status {status}"), format!("HTTP 状态码 {status}"));
        let expected = settings.expect.iter().any(|expected| matches!(expected, http::Expectation::Status(_)));
        return (if status >= 500.0 && !expected { Verdict::Unwell } else { Verdict::Well }, text);
    }
    if let Some(loss) = number(found, "loss").filter(|loss| *loss > 0.0) {
        let percent = (loss * 100.0).round();
        return (Verdict::Well, Text::new(format!("Answers, {percent} % of packets lost"), format!("有应答，丢包 {percent}%")));
    }
    (Verdict::Well, Text::new("Answers", "应答正常"))
}

/// The time that the measurements themselves tell, in seconds.
fn round_trip(found: &[Measurement]) -> Option<f64> {
    number(found, "round_trip").or_else(|| number(found, "response_time"))
}

fn number(found: &[Measurement], name: &str) -> Option<f64> {
    found.iter().find(|measurement| measurement.name == name).and_then(|measurement| match measurement.value {
        Value::Number(number) => Some(number),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use base::Language;
    use probe::{Failure, Unit};

    use super::*;

    fn question(json: serde_json::Value) -> Asked {
        Asked::read(json, None).unwrap()
    }

    fn web() -> Asked {
        question(serde_json::json!({"kind": "http", "address": "127.0.0.1"}))
    }

    fn measured(name: &str, unit: Unit, value: f64) -> Measurement {
        Measurement { name: name.to_owned(), label: None, unit, value: Value::Number(value) }
    }

    #[test]
    fn an_answer_proves_life_even_when_it_is_a_refusal() {
        let cases = [
            (FailureKind::Timeout, Verdict::Silent),
            (FailureKind::Refused, Verdict::Silent),
            (FailureKind::Unreachable, Verdict::Silent),
            (FailureKind::NameNotFound, Verdict::Silent),
            (FailureKind::Authentication, Verdict::Unwell),
            (FailureKind::Protocol, Verdict::Unwell),
            (FailureKind::Local, Verdict::Unasked),
        ];
        for (kind, expected) in cases {
            let failure = Failure { kind, detail_en: "en".into(), detail_zh: "zh".into() };
            let judged = judge(&web(), &Outcome { elapsed: Duration::ZERO, result: Err(failure), broken: Vec::new() });
            assert_eq!(judged.verdict, expected, "{kind:?}");
            assert_eq!(judged.text, Text::new("en", "zh"));
        }
    }

    #[test]
    fn a_web_server_that_says_it_is_broken_is_not_well() {
        for (status, expected) in [(200.0, Verdict::Well), (401.0, Verdict::Well), (404.0, Verdict::Well), (503.0, Verdict::Unwell)] {
            let found = vec![measured("status", Unit::Code, status), measured("response_time", Unit::Seconds, 0.25)];
            let judged = judge(&web(), &Outcome { elapsed: Duration::from_secs(9), result: Ok(found), broken: Vec::new() });
            assert_eq!((judged.verdict, judged.milliseconds), (expected, Some(250.0)), "{status}");
            assert!(judged.text.in_language(Language::En).contains(&status.to_string()));
        }
    }

    #[test]
    fn lost_packets_are_told_but_are_no_fault_of_their_own() {
        let ping = question(serde_json::json!({"kind": "icmp", "address": "127.0.0.1"}));
        let found = vec![measured("round_trip", Unit::Seconds, 0.001), measured("loss", Unit::Ratio, 1.0 / 3.0)];
        let judged = judge(&ping, &Outcome { elapsed: Duration::ZERO, result: Ok(found), broken: Vec::new() });
        assert_eq!(judged.verdict, Verdict::Well);
        assert_eq!(judged.text.in_language(Language::En), "Answers, 33 % of packets lost");
    }
}
