//! What the calls amount to, in the words of a probe: so a heartbeat is judged, kept and told like any other check.

use std::time::Duration;

use base::{Db, Result, Timestamp};
use probe::{Broken, Failure, FailureKind, Measurement, Outcome, Unit, Value};

use super::Heartbeat;
use super::store::{self, Last};

/// Looks whether the calls come. `open_since` is when this program began to take calls: nobody could call before.
pub(crate) async fn listen(db: &Db, heartbeat: &Heartbeat, open_since: Timestamp, now: Timestamp) -> Outcome {
    let last = async {
        let Some(check) = heartbeat.check else { return Result::Ok(None) };
        store::last(&mut db.read().await?, check).await
    };
    match last.await {
        Ok(last) => heard(heartbeat.settings.within_seconds, last.as_ref(), open_since, now),
        Err(error) => failed(FailureKind::Local, format!("The calls could not be read: {error}."), format!("无法读取心跳记录：{error}。")),
    }
}

fn heard(within_seconds: u32, last: Option<&Last>, open_since: Timestamp, now: Timestamp) -> Outcome {
    let Some((last, called_at)) = last.and_then(|last| Some((last, last.called_at?))) else {
        return failed(FailureKind::Local, "Nobody has called yet.".to_owned(), "尚未收到首次心跳。".to_owned());
    };
    let age = now.milliseconds_since(called_at).max(0) / 1000;
    let waited = now.milliseconds_since(called_at.max(open_since)).max(0) / 1000;
    if waited > i64::from(within_seconds) {
        return failed(
            FailureKind::Timeout,
            format!(
                "Nobody has called for {}; a call is due every {}. Look at the job that calls and at its way here.",
                english(age),
                english(within_seconds.into())
            ),
            format!("已 {} 未收到心跳（应每 {} 一次）。请检查上报任务及其到本系统的网络。", chinese(age), chinese(within_seconds.into())),
        );
    }
    let measured = |name: &str, unit, value| Measurement { name: name.to_owned(), label: None, unit, value: Value::Number(value) };
    let mut found = vec![measured("age", Unit::Seconds, age as f64)];
    found.extend(last.value.map(|value| measured("value", Unit::Count, value)));
    let said = last.text.as_deref().unwrap_or_default();
    let broken = (last.ok == Some(false)).then(|| Broken {
        text_en: format!("The last call, {} ago, says that it failed. {said}", english(age)).trim_end().to_owned(),
        text_zh: format!("{}前的上报称任务失败。{said}", chinese(age)),
    });
    Outcome { elapsed: Duration::ZERO, result: Ok(found), broken: broken.into_iter().collect() }
}

fn failed(kind: FailureKind, detail_en: String, detail_zh: String) -> Outcome {
    Outcome { elapsed: Duration::ZERO, result: Err(Failure { kind, detail_en, detail_zh }), broken: Vec::new() }
}

fn english(seconds: i64) -> String {
    let (number, unit) = large(seconds);
    let unit = ["second", "minute", "hour", "day"].get(unit).copied().unwrap_or_default();
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

fn chinese(seconds: i64) -> String {
    let (number, unit) = large(seconds);
    format!("{number} {}", ["秒", "分钟", "小时", "天"].get(unit).copied().unwrap_or_default())
}

/// In the largest unit of which there are two, or one without a rest.
fn large(seconds: i64) -> (i64, usize) {
    let units = [(86_400, 3), (3600, 2), (60, 1)];
    let fits = |(length, _): &&(i64, usize)| seconds >= 2 * length || seconds == *length;
    units.iter().find(fits).map_or((seconds, 0), |(length, unit)| (seconds / length, *unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_milliseconds(seconds * 1000)
    }

    fn last(called_at: Option<i64>, ok: bool) -> Last {
        Last { called_at: called_at.map(at), ok: Some(ok), text: Some("disk 3 of 4".to_owned()), value: Some(7.5), calls: 1 }
    }

    fn words(outcome: &Outcome) -> String {
        match &outcome.result {
            Err(failure) => format!("{:?}: {}", failure.kind, failure.detail_en),
            Ok(found) => {
                let broken = outcome.broken.iter().map(|broken| broken.text_en.clone()).collect::<String>();
                format!("{} measured; {broken}", found.len())
            }
        }
    }

    #[test]
    fn a_call_holds_for_so_long() {
        let told = |called: i64, ok, now| words(&heard(300, Some(&last(Some(called), ok)), at(0), at(now)));
        assert_eq!(told(1000, true, 1300), "2 measured; ");
        assert_eq!(
            told(1000, true, 1301),
            "Timeout: Nobody has called for 5 minutes; a call is due every 5 minutes. Look at the job that calls and at its way here."
        );
        assert_eq!(told(1000, false, 1010), "2 measured; The last call, 10 seconds ago, says that it failed. disk 3 of 4");
    }

    #[test]
    fn what_was_never_called_is_not_set_up_yet() {
        assert_eq!(words(&heard(300, None, at(0), at(9999))), "Local: Nobody has called yet.");
        assert_eq!(words(&heard(300, Some(&last(None, true)), at(0), at(9999))), "Local: Nobody has called yet.");
    }

    #[test]
    fn while_we_were_away_nobody_could_call() {
        let told = |now| words(&heard(300, Some(&last(Some(1000), true)), at(100_000), at(now)));
        assert_eq!(told(100_300), "2 measured; ");
        assert!(told(100_301).starts_with("Timeout: Nobody has called for 27 hours"), "{}", told(100_301));
    }

    #[test]
    fn times_are_told_in_large_units() {
        let told: Vec<String> = [1, 59, 60, 119, 120, 3600, 7300, 86_400, 200_000].into_iter().map(english).collect();
        assert_eq!(told, ["1 second", "59 seconds", "1 minute", "119 seconds", "2 minutes", "1 hour", "2 hours", "1 day", "2 days"]);
    }
}
