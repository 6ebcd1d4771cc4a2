//! What people read: everything they need, in both languages.

use base::Language;

use super::*;
use crate::model::ClockKind;

fn about() -> About {
    About {
        number: "F-2026-000007".into(),
        kind: Kind::Fault,
        level: Words::new("Level 1", "一级故障"),
        title: Words::new("core router does not answer", "核心路由器无应答"),
        customer: "市交通局".into(),
        site: Some("中心机房".into()),
        since: "2026-03-02T01:00:00Z".parse().unwrap(),
        respond_due: "2026-03-02T01:15:00Z".parse().ok(),
        zone: "Asia/Shanghai".into(),
    }
}

#[test]
fn whoever_is_called_reads_everything_they_need() {
    let told = call(&about(), &Words::new("on duty", "当日值班"));
    assert_eq!(told.subject.in_language(Language::En), "[F-2026-000007] Level 1: core router does not answer");
    let english = told.body.in_language(Language::En);
    for fact in
        ["on duty", "F-2026-000007", "Level 1", "core router", "市交通局", "中心机房", "2026-03-02 09:00", "Respond by: 2026-03-02 09:15"]
    {
        assert!(english.contains(fact), "{fact} is missing: {english}");
    }
    let chinese = told.body.in_language(Language::Zh);
    for fact in
        ["当日值班", "F-2026-000007", "一级故障", "核心路由器", "市交通局", "中心机房", "2026-03-02 09:00", "响应时限：2026-03-02 09:15"]
    {
        assert!(chinese.contains(fact), "{fact} is missing: {chinese}");
    }
}

#[test]
fn each_step_tells_the_customer_what_comes_next() {
    let about = about();
    let cases = [
        (opened(&about), "calling an engineer", "正在安排工程师"),
        (acknowledged(&about, "Li Wei"), "Li Wei has taken it", "Li Wei已响应"),
        (restored(&about, Proof::Monitoring), "Please confirm", "请在系统中确认"),
        (resolved(&about, "PSU replaced."), "PSU replaced", "请在系统中确认"),
        (closed(&about, "Zhao"), "reopen it", "重新打开"),
        (cancelled(&about, "twice reported"), "twice reported", "twice reported"),
    ];
    for (told, en, zh) in cases {
        assert!(told.body.in_language(Language::En).contains(en), "{told:?}");
        assert!(told.body.in_language(Language::Zh).contains(zh), "{told:?}");
        assert!(told.subject.in_language(Language::Zh).starts_with("[F-2026-000007] "));
    }
    let firing =
        Firing { clock: ClockKind::Respond, cycle: 1, threshold: Threshold::Breach, at: about.since, due_at: about.since, tell: true };
    assert!(threshold(&about, &firing).body.in_language(Language::En).contains("was over at 2026-03-02 09:00"));
}
