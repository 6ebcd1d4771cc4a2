//! What happened to a ticket as a sentence in both languages, from the event's kind and body alone. Every kind of event that can stand on
//! a ticket's timeline has its sentence here, whichever room wrote it.

use serde_json::Value as Json;

use crate::model::{Called, Confirmed, Deed, LevelChange, LevelNames, Noted, Opened, Proof, Skipped, Source, Via, Visibility, Words};

/// The sentence of an event. `by` is the doer's name, or `None` when the program did it by itself. An unknown kind is shown as it is,
/// so that nothing on a timeline is hidden.
pub fn sentence(kind: &str, by: Option<&str>, body: &Json, levels: &LevelNames) -> Words {
    let who = by.map_or_else(|| Words::new("Aftercare", "系统"), Words::same);
    if let Some(deed) = Deed::read(kind, body) {
        return of_deed(&who, &deed, levels);
    }
    super::timeline_rooms::sentence(kind, &who, body).unwrap_or_else(|| Words::same(kind))
}

fn of_deed(who: &Words, deed: &Deed, levels: &LevelNames) -> Words {
    match deed {
        Deed::Opened(opened) => opening(who, opened, levels.of(opened.level)),
        Deed::Acknowledged { by, owner, via } => acknowledged(&by.name, &owner.name, *via),
        Deed::Assigned { owner, before } => assigned(who, &owner.name, before.as_ref().map(|before| before.name.as_str())),
        Deed::LevelSet(change) => level_set(who, change, levels),
        Deed::LevelRaised(change) => level_raised(change, levels),
        Deed::LevelProposed(change) => level_proposed(change, levels.of(change.proposed_level)),
        Deed::DevicesChanged { added, recovered } => devices_changed(added.len(), recovered.len()),
        Deed::Noted(noted) => noted_down(who, noted),
        Deed::Resumed { because } => resumed(who, because.as_ref()),
        Deed::Called(call) => called(call),
        Deed::CallSkipped(skip) => skipped(skip),
        Deed::CallsExhausted { calls } => Words::new(
            format!("All {calls} people to be called were called; nobody has taken it."),
            format!("已呼叫全部 {calls} 人，仍无人响应。"),
        ),
        Deed::Arrived { engineer } => Words::new(
            format!("{} is on site; the clock for arriving has stopped.", engineer.name),
            format!("{}已到场，到场时限停止计时。", engineer.name),
        ),
        Deed::RestoreClaimed { text } => Words::new(
            format!("{} reported the service as restored: {text} The monitoring has not seen it yet.", who.en),
            format!("{}报恢复：{text}（待监控确认）", who.zh),
        ),
        Deed::Restored { proof, text, monitoring, .. } => restored(who, *proof, text.as_deref(), monitoring.as_ref()),
        Deed::Resolved { cause, solution } => Words::new(
            format!("{} resolved it. Cause: {cause} Solution: {solution}", who.en),
            format!("{}已解决。原因：{cause} 处理：{solution}", who.zh),
        ),
        Deed::Confirmed(word) => confirmed(word),
        Deed::Closed {} => Words::new("The ticket is closed.", "工单已关闭。"),
        Deed::Rejected { reason, .. } => Words::new(
            format!("{} is not satisfied: {reason} The work goes on.", who.en),
            format!("{}表示未完成：{reason} 工单继续处理。", who.zh),
        ),
        Deed::Reopened { reason, .. } => Words::new(format!("{} reopened it: {reason}", who.en), format!("{}重新打开：{reason}", who.zh)),
        Deed::Cancelled { reason } => Words::new(format!("{} cancelled it: {reason}", who.en), format!("{}取消工单：{reason}", who.zh)),
        // Everything about its time.
        Deed::Paused { .. }
        | Deed::PauseEvidenced { .. }
        | Deed::PauseDisputed { .. }
        | Deed::DisputeDecided { .. }
        | Deed::ReportDelivered { .. }
        | Deed::ThirdPartyAsked { .. }
        | Deed::ThirdPartyAnswered { .. }
        | Deed::ContractSet(_)
        | Deed::ClockWarned { .. }
        | Deed::ClockBreached { .. }
        | Deed::ClocksCorrected { .. } => super::timeline_clocks::sentence(who, deed),
    }
}

fn opening(who: &Words, opened: &Opened, level: &Words) -> Words {
    let (noun_en, noun_zh) = opened.kind.name();
    let Words { en: level_en, zh: level_zh } = level;
    let Opened { number, title, .. } = opened;
    match opened.source {
        Source::Alarm => Words::new(
            format!("The monitoring opened the {noun_en} {number}, {level_en}: {}", title.en),
            format!("监控自动开立{noun_zh} {number}，{level_zh}：{}", title.zh),
        ),
        Source::Staff | Source::Customer => Words::new(
            format!("{} reported the {noun_en} {number}, {level_en}: {}", who.en, title.en),
            format!("{}登记{noun_zh} {number}，{level_zh}：{}", who.zh, title.zh),
        ),
    }
}

fn acknowledged(by: &str, owner: &str, via: Via) -> Words {
    let (via_en, via_zh) = match via {
        Via::Session => ("", ""),
        Via::Link => (" by the link in the message", "（通过消息链接）"),
        Via::Key => (" by a key pressed in the call", "（电话按键）"),
    };
    if by == owner {
        return Words::new(format!("{by} took it{via_en} and is responsible."), format!("{by}已响应{via_zh}，为责任人。"));
    }
    Words::new(format!("{by} took it{via_en}; {owner} is responsible."), format!("{by}已响应{via_zh}，责任人为{owner}。"))
}

fn assigned(who: &Words, owner: &str, before: Option<&str>) -> Words {
    match before {
        Some(before) => {
            Words::new(format!("{} handed it from {before} to {owner}.", who.en), format!("{}将责任人由{before}改为{owner}。", who.zh))
        }
        None => Words::new(format!("{} made {owner} responsible.", who.en), format!("{}指派{owner}为责任人。", who.zh)),
    }
}

fn level_set(who: &Words, change: &LevelChange, levels: &LevelNames) -> Words {
    let (from, to) = (levels.of(change.from), levels.of(change.to));
    let reason = change.reason.as_deref().unwrap_or_default();
    Words::new(
        format!("{} set the level from {} to {}: {reason}", who.en, from.en, to.en),
        format!("{}将级别由{}改为{}：{reason}", who.zh, from.zh, to.zh),
    )
}

fn level_raised(change: &LevelChange, levels: &LevelNames) -> Words {
    let (from, to) = (levels.of(change.from), levels.of(change.to));
    Words::new(
        format!("The level was raised from {} to {}: {}", from.en, to.en, change.proposed_reason.en),
        format!("级别自动由{}升为{}：{}", from.zh, to.zh, change.proposed_reason.zh),
    )
}

fn level_proposed(change: &LevelChange, level: &Words) -> Words {
    Words::new(
        format!("The evidence now speaks for {}: {}", level.en, change.proposed_reason.en),
        format!("依据现有事实建议定为{}：{}", level.zh, change.proposed_reason.zh),
    )
}

fn devices_changed(added: usize, recovered: usize) -> Words {
    match (added, recovered) {
        (added, 0) => Words::new(format!("{added} more devices are affected."), format!("新增 {added} 台受影响设备。")),
        (0, recovered) => Words::new(format!("{recovered} devices serve again."), format!("{recovered} 台设备已恢复。")),
        (added, recovered) => Words::new(
            format!("{added} more devices are affected, {recovered} serve again."),
            format!("新增 {added} 台受影响设备，{recovered} 台已恢复。"),
        ),
    }
}

fn noted_down(who: &Words, noted: &Noted) -> Words {
    let text = &noted.text;
    match noted.visibility {
        Visibility::Customer => Words::new(format!("{}: {text}", who.en), format!("{}：{text}", who.zh)),
        Visibility::Internal => Words::new(format!("{} (internal): {text}", who.en), format!("{}（内部）：{text}", who.zh)),
    }
}

fn resumed(who: &Words, because: Option<&Words>) -> Words {
    match because {
        Some(because) => Words::new(format!("The clocks go on: {}", because.en), format!("时限恢复计时：{}", because.zh)),
        None => Words::new(format!("{} let the clocks go on.", who.en), format!("{}恢复计时。", who.zh)),
    }
}

fn called(call: &Called) -> Words {
    let Called { person, step, because, .. } = call;
    Words::new(
        format!("{} was called ({}; call {step}).", person.name, because.en),
        format!("第 {step} 次呼叫：{}（{}）。", person.name, because.zh),
    )
}

fn skipped(skip: &Skipped) -> Words {
    match &skip.person {
        Some(person) => Words::new(
            format!("{} was not called: {}.", person.name, skip.reason.en),
            format!("未呼叫{}：{}。", person.name, skip.reason.zh),
        ),
        None => Words::new(format!("Nobody was called at this step: {}.", skip.reason.en), format!("此步未呼叫：{}。", skip.reason.zh)),
    }
}

fn restored(who: &Words, proof: Proof, text: Option<&str>, monitoring: Option<&Words>) -> Words {
    let said = |text: Option<&str>| text.map_or_else(String::new, |text| format!(" {text}"));
    let (seen_en, seen_zh) = (said(monitoring.map(|seen| seen.en.as_str())), monitoring.map_or("", |seen| seen.zh.as_str()));
    let (said_en, said_zh) = (said(text), text.unwrap_or_default());
    match proof {
        Proof::Monitoring => Words::new(
            format!("The service runs again, proved by the monitoring.{seen_en}{said_en}"),
            format!("服务已恢复，监控已确认。{seen_zh}{said_zh}"),
        ),
        Proof::Statement => {
            Words::new(format!("{} restored the service.{seen_en}{said_en}", who.en), format!("{}已恢复服务。{seen_zh}{said_zh}", who.zh))
        }
    }
}

fn confirmed(word: &Confirmed) -> Words {
    let Confirmed { signed_by, comment, visit_id, .. } = word;
    let (how_en, how_zh) = if visit_id.is_some() { (", by signature on site", "，现场签字") } else { ("", "") };
    let (said_en, said_zh) = comment.as_deref().map_or_else(Default::default, |said| (format!(" {said}"), said.to_owned()));
    Words::new(
        format!("{signed_by} confirmed for the customer that it is done{how_en}.{said_en}"),
        format!("用户单位{signed_by}已确认完成{how_zh}。{said_zh}"),
    )
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
