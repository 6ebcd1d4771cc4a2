//! The sentences of what happens to a ticket's time: pauses, disputes, warnings, breaches, other terms, corrections.

use archive::model::Warning;
use calendar::explain::duration;

use crate::model::{Deed, Evidence, Words};

/// The sentence of a deed about a ticket's time; the other deeds have theirs in [`super::timeline`].
pub fn sentence(who: &Words, deed: &Deed) -> Words {
    match deed {
        Deed::Paused { reason, requester, evidence, .. } => paused(who, reason, requester, evidence),
        Deed::PauseEvidenced { pause, evidence } => {
            let (en, zh) = proof(evidence);
            Words::new(
                format!("{} gave evidence for pause {pause}: {en}.", who.en),
                format!("{}补充第 {pause} 次挂起的依据：{zh}。", who.zh),
            )
        }
        Deed::PauseDisputed { pause, by, reason } => {
            Words::new(format!("{} disputes pause {pause}: {reason}", by.name), format!("{}对第 {pause} 次挂起提出异议：{reason}", by.name))
        }
        Deed::DisputeDecided { pause, by, withdrawn: true, reason } => Words::new(
            format!("{} withdrew pause {pause}, its time counts: {reason}", by.name),
            format!("{}裁定撤销第 {pause} 次挂起，该段时间计入时限：{reason}", by.name),
        ),
        Deed::DisputeDecided { pause, by, withdrawn: false, reason } => Words::new(
            format!("{} decided that pause {pause} stands: {reason}", by.name),
            format!("{}裁定第 {pause} 次挂起成立：{reason}", by.name),
        ),
        Deed::ReportDelivered { text } => {
            Words::new(format!("{} handed over the incident report: {text}", who.en), format!("{}交付事故报告：{text}", who.zh))
        }
        Deed::ThirdPartyAsked { party, number, target } => asked(who, party, number.as_deref(), target.as_deref()),
        Deed::ThirdPartyAnswered { party, text } => Words::new(format!("{party} answered: {text}"), format!("{party}已答复：{text}")),
        Deed::ContractSet(set) => Words::new(
            format!("{} put version {} of the contract in force for it: {}", who.en, set.contract_version, set.reason),
            format!("{}对本工单启用合同第 {} 版：{}", who.zh, set.contract_version, set.reason),
        ),
        Deed::ClockWarned { clock, warning, .. } => warned(*warning, clock.name()),
        Deed::ClockBreached { clock, .. } => {
            Words::new(format!("The promised time to {} is over.", clock.name().0), format!("{}时限已超时。", clock.name().1))
        }
        Deed::ClocksCorrected { by, reason, .. } => Words::new(
            format!("{} had the clocks computed again by corrected calendars; the first results stay: {reason}", by.name),
            format!("{}按更正后的日历重新计算时限，原结果保留：{reason}", by.name),
        ),
        other => Words::same(other.kind()),
    }
}

/// A warning as a sentence.
pub(super) fn warned(warning: Warning, (verb_en, verb_zh): (&str, &str)) -> Words {
    match warning {
        Warning::Used(75) => {
            Words::new(format!("Three quarters of the promised time to {verb_en} are used up."), format!("{verb_zh}时限已用四分之三。"))
        }
        Warning::Used(percent) => {
            Words::new(format!("{percent} % of the promised time to {verb_en} are used up."), format!("{verb_zh}时限已用 {percent}%。"))
        }
        Warning::Before(before) => {
            let (en, zh) = duration(before);
            Words::new(format!("{en} of the promised time to {verb_en} are left."), format!("{verb_zh}时限仅剩 {zh}。"))
        }
        Warning::After(after) => {
            let (en, zh) = duration(after);
            Words::new(format!("The promised time to {verb_en} has been over for {en}."), format!("{verb_zh}已超时 {zh}。"))
        }
    }
}

fn paused(who: &Words, reason: &str, requester: &str, evidence: &Evidence) -> Words {
    let (en, zh) = proof(evidence);
    Words::new(
        format!("{} paused the clocks: {reason}. Requested by {requester}; evidence: {en}.", who.en),
        format!("{}挂起工单：{reason}。要求人：{requester}；依据：{zh}。", who.zh),
    )
}

fn proof(evidence: &Evidence) -> (String, String) {
    match (evidence.told(), evidence.proves()) {
        (Some(told), true) => (told.clone(), told),
        (Some(told), false) => (format!("none but words ({told})"), format!("仅有说明（{told}），无凭证")),
        (None, _) => ("none".to_owned(), "无".to_owned()),
    }
}

fn asked(who: &Words, party: &str, number: Option<&str>, target: Option<&str>) -> Words {
    let (number_en, number_zh) = number.map_or_else(Default::default, |number| (format!(", number {number}"), format!("，单号 {number}")));
    let (time_en, time_zh) =
        target.map_or_else(Default::default, |time| (format!(", promised within {time}"), format!("，承诺时限 {time}")));
    Words::new(format!("{} asked {party}{number_en}{time_en}.", who.en), format!("{}联系{party}{number_zh}{time_zh}。", who.zh))
}
