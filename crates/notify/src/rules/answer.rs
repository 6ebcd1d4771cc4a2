//! Reading what a supplier answers or reports: did it take the message, and how did a call end. A call is acknowledged by a key that was
//! pressed, and by nothing else.

use serde_json::Value as Json;

use super::setback::Setback;
use crate::model::{Ending, Template, Written};

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// This key was pressed.
    Key(String),
    /// Somebody answered and pressed nothing.
    Answered,
    /// Nobody answered.
    Unanswered,
}

impl Outcome {
    /// The word in the database and on the wire.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Outcome::Key(_) => "key",
            Outcome::Answered => "answered",
            Outcome::Unanswered => "unanswered",
        }
    }
}

/// What stands at a place of an answer, as text. A text on the way that holds JSON is gone into, for some suppliers wrap it up twice.
pub(crate) fn at(answer: &Json, path: &str) -> Option<String> {
    let mut value = answer.clone();
    for name in path.split('.').filter(|name| !name.is_empty()) {
        if let Json::String(text) = &value {
            value = serde_json::from_str(text).ok()?;
        }
        value = match (&value, name.parse::<usize>()) {
            (Json::Array(list), Ok(place)) => list.get(place)?.clone(),
            _ => value.get(name)?.clone(),
        };
    }
    match value {
        Json::String(text) => Some(text),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(truth) => Some(truth.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// Whether one of the words is written at the place.
pub(crate) fn holds(answer: &Json, written: &Written) -> bool {
    at(answer, &written.path).is_some_and(|text| written.is.contains(&text))
}

/// Whether a supplier took a message; its own name for it, when it gave one.
pub(crate) fn taken(template: &Template, status: u16, body: &str) -> Result<Option<String>, Setback> {
    let answer: Json = serde_json::from_str(body).unwrap_or(Json::Null);
    let says = template.says.as_deref().and_then(|path| at(&answer, path));
    let detail = || match &says {
        Some(says) => says.clone(),
        None => format!("HTTP {status}: {body}"),
    };
    if template.refused.as_ref().is_some_and(|refused| holds(&answer, refused)) {
        return Err(Setback::hopeless("gateway.refused_for_good", detail()));
    }
    if status == 429 {
        return Err(Setback::silenced("gateway.silenced", detail(), 60));
    }
    if !(200..300).contains(&status) {
        return Err(Setback::passing("gateway.status", detail()));
    }
    match &template.taken {
        Some(taken) if at(&answer, &taken.path).is_none() => Err(Setback::passing("gateway.answer", detail())),
        Some(taken) if !holds(&answer, taken) => Err(Setback::passing("gateway.refused", detail())),
        _ => Ok(template.receipt.as_deref().and_then(|path| at(&answer, path)).filter(|receipt| !receipt.is_empty())),
    }
}

/// How a call ended; `None` while it is still going on, or when the answer does not say.
pub(crate) fn outcome(ending: &Ending, answer: &Json) -> Option<Outcome> {
    let key = at(answer, &ending.key).map(|key| key.trim().to_owned()).filter(|key| !key.is_empty());
    if let Some(key) = key {
        return Some(Outcome::Key(key.chars().take(8).collect()));
    }
    if ending.answered.as_ref().is_some_and(|answered| holds(answer, answered)) {
        return Some(Outcome::Answered);
    }
    ending.unanswered.as_ref().filter(|unanswered| holds(answer, unanswered)).map(|_| Outcome::Unanswered)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(path: &str, is: &[&str]) -> Written {
        Written { path: path.into(), is: is.iter().map(|word| (*word).to_owned()).collect() }
    }

    fn template() -> Template {
        serde_json::from_value(json!({
            "send": { "method": "POST", "url": "https://sms.example/" },
            "taken": { "path": "Code", "is": ["OK"] },
            "refused": { "path": "Code", "is": ["isv.MOBILE_NUMBER_ILLEGAL"] },
            "says": "Message", "receipt": "BizId",
        }))
        .unwrap()
    }

    #[test]
    fn an_answer_is_read_where_it_stands() {
        let answer = json!({ "Code": "OK", "n": 7, "list": [{ "dtmf": "1" }], "Data": "{\"dtmf\":\"5\",\"state\":200000}", "null": null });
        let cases = [
            ("Code", Some("OK")),
            ("n", Some("7")),
            ("list.0.dtmf", Some("1")),
            ("list.1.dtmf", None),
            ("Data.dtmf", Some("5")),
            ("Data.state", Some("200000")),
            ("null", None),
            ("list", None),
            ("Code.x", None),
        ];
        for (path, expected) in cases {
            assert_eq!(at(&answer, path).as_deref(), expected, "{path}");
        }
        assert_eq!(at(&json!([1]), "0").as_deref(), Some("1"));
    }

    #[test]
    fn an_error_in_a_body_of_200_is_an_error() {
        let template = template();
        let ok = r#"{"Code":"OK","Message":"OK","BizId":"900619746936498440^0"}"#;
        assert_eq!(taken(&template, 200, ok), Ok(Some("900619746936498440^0".into())));
        let cases = [
            (200, r#"{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"触发小时级流控"}"#, "gateway.refused", false),
            (200, r#"{"Code":"isv.MOBILE_NUMBER_ILLEGAL","Message":"号码不合法"}"#, "gateway.refused_for_good", true),
            (200, "<html>", "gateway.answer", false),
            (200, "", "gateway.answer", false),
            (503, ok, "gateway.status", false),
            (429, ok, "gateway.silenced", false),
        ];
        for (status, body, code, hopeless) in cases {
            let setback = taken(&template, status, body).unwrap_err();
            assert_eq!((setback.code, setback.hopeless), (code, hopeless), "{status} {body}");
        }
        let easy = Template { taken: None, receipt: None, ..template };
        assert_eq!(taken(&easy, 204, ""), Ok(None));
    }

    #[test]
    fn a_call_answered_without_a_key_is_not_acknowledged() {
        let ending = Ending {
            key: "dtmf".into(),
            answered: Some(written("status_code", &["200000"])),
            unanswered: Some(written("status_code", &["200005", "200010"])),
        };
        let cases = [
            (json!({ "status_code": "200000", "dtmf": "1" }), Some(Outcome::Key("1".into()))),
            (json!({ "status_code": "200000", "dtmf": 1 }), Some(Outcome::Key("1".into()))),
            (json!({ "status_code": "200000", "dtmf": "" }), Some(Outcome::Answered)),
            (json!({ "status_code": "200000", "dtmf": " " }), Some(Outcome::Answered)),
            (json!({ "status_code": "200000" }), Some(Outcome::Answered)),
            (json!({ "status_code": "200010" }), Some(Outcome::Unanswered)),
            (json!({ "status_code": "200002" }), None),
            (json!({}), None),
        ];
        for (answer, expected) in cases {
            assert_eq!(outcome(&ending, &answer), expected, "{answer}");
        }
    }
}
