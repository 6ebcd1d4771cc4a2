//! When the watch sees too little: what is told of it, and what to do.

use base::{Text, Timestamp};

use super::{Asking, Minute, SIGN_OF_LIFE};

/// After so many seconds without a row nobody polls.
const NOBODY_SECONDS: i64 = 180;
/// So many minutes in a row must be bad.
const MINUTES: usize = 2;
/// Fewer questions say nothing.
const LEAST_ASKED: u64 = 20;
/// So late a question is, and the sight is old.
const LATE_MILLISECONDS: u64 = 15_000;

/// What is wrong. `last` are the last minutes, the oldest first.
pub(super) fn findings(last: &[Minute], now: Timestamp) -> Vec<Text> {
    let Some(newest) = last.last() else { return Vec::new() };
    let silent = now.milliseconds_since(newest.at) / 1000;
    if silent > NOBODY_SECONDS {
        let minutes = silent / 60;
        return vec![Text::new(
            format!(
                "Nobody has asked the devices for {minutes} minutes: no node polls. Start the program on a node with [watch] enabled = true."
            ),
            format!("已有 {minutes} 分钟没有巡检设备：没有节点在轮询。请在启用监控（[watch] enabled = true）的节点上启动本程序。"),
        )];
    }
    let recent: Vec<&Minute> = last.iter().rev().take(MINUTES).collect();
    if recent.len() < MINUTES {
        return Vec::new();
    }
    let mut found = Vec::new();
    found.extend(blind(&recent));
    found.extend(late(&recent));
    found.extend(losing(&recent));
    found
}

fn blind(recent: &[&Minute]) -> Option<Text> {
    let is_blind = |asking: &Asking| asking.asked >= LEAST_ASKED && asking.unasked * 2 >= asking.asked;
    let (asked, unasked) =
        recent.iter().map(|minute| minute.together()).fold((0, 0), |(asked, unasked), all| (asked + all.asked, unasked + all.unasked));
    if recent.iter().all(|minute| is_blind(&minute.together())) {
        return Some(Text::new(
            format!(
                "The watch is blind: this computer could not ask {unasked} of {asked} questions in the last minutes. Look at its own network, its gateway and its limits; the check of any device says what stood in the way."
            ),
            format!(
                "监控已失明：最近几分钟内 {asked} 次检测中有 {unasked} 次因本机原因未能发出。请检查本机网络、网关和资源限制；任一设备的检测结果会说明原因。"
            ),
        ));
    }
    let kind = recent.first()?.kinds.keys().filter(|kind| *kind != SIGN_OF_LIFE).find(|kind| {
        recent.iter().all(|minute| minute.kinds.get(*kind).is_some_and(|asking| is_blind(asking) && asking.unasked == asking.asked))
    })?;
    Some(Text::new(
        format!(
            "This computer cannot ask by {kind} at all. The check of any such device says what stands in the way; pings need the right to open ICMP sockets."
        ),
        format!("本机完全无法进行 {kind} 检测。任一相关设备的检测结果会说明原因；Ping 需要打开 ICMP 套接字的权限。"),
    ))
}

fn late(recent: &[&Minute]) -> Option<Text> {
    let least = recent.iter().map(|minute| minute.late_milliseconds).min().filter(|late| *late > LATE_MILLISECONDS)?;
    let seconds = least / 1000;
    Some(Text::new(
        format!(
            "Questions are {seconds} s late: this computer does not keep up. Give it more processors, or raise [watch] period_seconds or in_flight."
        ),
        format!("检测已延迟 {seconds} 秒：本机处理不过来。请增加处理器，或调大 [watch] period_seconds 或 in_flight。"),
    ))
}

fn losing(recent: &[&Minute]) -> Option<Text> {
    let dropped: u64 = recent.iter().map(|minute| minute.dropped).sum();
    (dropped > 0).then(|| {
        Text::new(
            format!("{dropped} samples were dropped in the last minutes because the database did not take them. Look at its disk and its log; states and alarms are kept."),
            format!("最近几分钟有 {dropped} 个采样因数据库无法写入而丢弃，请检查数据库磁盘和日志；状态和告警已保留。"),
        )
    })
}

#[cfg(test)]
mod tests {
    use base::Language;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_milliseconds(second * 1000)
    }

    fn minute(second: i64, asked: u64, unasked: u64, late: u64) -> Minute {
        let asking = Asking { asked, unasked, ..Asking::default() };
        Minute {
            at: at(second),
            node: "one".to_owned(),
            devices: 10,
            checks: 20,
            late_milliseconds: late,
            in_flight: 1,
            queued: 0,
            dropped: 0,
            write_failures: 0,
            buffer_errors: 0,
            kinds: [("icmp".to_owned(), asking)].into(),
        }
    }

    fn told(last: &[Minute], now: i64) -> String {
        let found = findings(last, at(now));
        found.first().map(|text| text.in_language(Language::En).to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_watch_that_could_not_ask_is_blind_when_it_lasts() {
        assert_eq!(told(&[], 999), "", "it never polled");
        assert_eq!(told(&[minute(60, 100, 90, 0)], 70), "", "one minute is weather");
        assert_eq!(told(&[minute(60, 100, 49, 0), minute(120, 100, 90, 0)], 130), "");
        assert!(told(&[minute(60, 100, 50, 0), minute(120, 100, 90, 0)], 130).starts_with("The watch is blind"));
        assert_eq!(told(&[minute(60, 10, 10, 0), minute(120, 10, 10, 0)], 130), "", "too few to say");
    }

    #[test]
    fn one_way_of_asking_that_never_works_is_named() {
        let mut minutes = [minute(60, 30, 30, 0), minute(120, 30, 30, 0)];
        for minute in &mut minutes {
            minute.kinds.insert("http".to_owned(), Asking { asked: 300, ..Asking::default() });
        }
        assert!(told(&minutes, 130).starts_with("This computer cannot ask by icmp at all"), "{}", told(&minutes, 130));
    }

    #[test]
    fn late_and_nobody_are_told() {
        assert!(told(&[minute(60, 100, 0, 20_000), minute(120, 100, 0, 16_000)], 130).starts_with("Questions are 16 s late"));
        assert_eq!(told(&[minute(60, 100, 0, 20_000), minute(120, 100, 0, 1000)], 130), "");
        assert!(told(&[minute(60, 100, 0, 0)], 60 + 181).starts_with("Nobody has asked the devices for 3 minutes"));
    }
}
