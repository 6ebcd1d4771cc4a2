//! The plan's definitions as cases, and that more evidence never makes a fault less.

use proptest::prelude::*;

use super::*;

fn fault() -> Facts {
    Facts::of(Kind::Fault)
}

#[test]
fn the_plans_definitions_give_the_level_and_the_reason_names_the_fact() {
    let cases = [
        (Facts { business_stopped_minutes: Some(10), ..fault() }, 1, "10 minutes", "10 分钟"),
        (Facts { business_stopped_minutes: Some(9), ..fault() }, 2, "not yet 10", "未到"),
        (Facts { business_stopped_minutes: Some(0), ..fault() }, 3, "No interruption", "未发现"),
        (Facts { data_lost: true, ..fault() }, 1, "Key data is lost", "数据丢失"),
        (Facts { data_at_risk: true, ..fault() }, 2, "at risk", "丢失危险"),
        (Facts { paralysis_risk: true, ..fault() }, 2, "danger of paralysis", "瘫痪"),
        (Facts { redundancy_lost: true, ..fault() }, 2, "edundancy is lost", "冗余失效"),
        (Facts { guard: true, ..fault() }, 2, "guard period", "重要保障期"),
        (Facts { affected: 12, fleet: 20, device: Some(DeviceKind::Router), ..fault() }, 1, "12 of 20 devices", "20 台设备中有 12 台"),
        (Facts { affected: 3, fleet: 20, device: Some(DeviceKind::Camera), ..fault() }, 2, "15 %", "15%"),
        (Facts { affected: 3, fleet: 200, device: Some(DeviceKind::Camera), ..fault() }, 3, "3 devices", "3 台"),
        (Facts { affected: 1, fleet: 2, device: Some(DeviceKind::Camera), ..fault() }, 3, "One device", "仅 1 台"),
        (Facts { affected: 1, fleet: 50, device: Some(DeviceKind::Recorder), ..fault() }, 2, "recordings are at risk", "录像"),
        (Facts { device: Some(DeviceKind::Recorder), device_down_minutes: Some(10), ..fault() }, 1, "recorder", "录像机已中断 10 分钟"),
        (Facts { device: Some(DeviceKind::Camera), device_down_minutes: Some(600), ..fault() }, 3, "No interruption", "未发现"),
        (Facts { device: Some(DeviceKind::Router), ..Facts::of(Kind::Question) }, 3, "question", "咨询"),
    ];
    for (facts, level, en, zh) in cases {
        let proposal = propose(&facts, &Definitions::default());
        assert_eq!(proposal.level.number(), level, "{facts:?}");
        assert!(proposal.reason.en.contains(en) && proposal.reason.zh.contains(zh), "{facts:?}: {:?}", proposal.reason);
    }
}

#[test]
fn every_fact_that_speaks_for_the_level_is_named() {
    let proposal =
        propose(&Facts { business_stopped_minutes: Some(30), data_lost: true, paralysis_risk: true, ..fault() }, &Definitions::default());
    assert_eq!(proposal.reason.en, "The business has been interrupted for 30 minutes (10 or more make level 1); key data is lost.");
}

#[test]
fn a_raise_needs_evidence_that_became_worse() {
    let [one, two, three] = Level::ALL;
    assert_eq!(raise(three, three, two), Some(two));
    assert_eq!(raise(three, two, two), None, "a person lowered it knowing this");
    assert_eq!(raise(three, two, one), Some(one), "worse than what the person knew");
    assert_eq!(raise(one, two, one), None);
    assert_eq!(raise(two, two, three), None, "an automatic raise never lowers");
}

#[test]
fn the_service_can_define_its_levels_otherwise() {
    let strict =
        Definitions { interruption_minutes: 5, partly_lost_percent: 2, share_from: 1, guard_level: Level::ONE, ..Definitions::default() };
    assert_eq!(propose(&Facts { business_stopped_minutes: Some(5), ..fault() }, &strict).level, Level::ONE);
    assert_eq!(propose(&Facts { affected: 1, fleet: 50, ..fault() }, &strict).level, Level::TWO);
    assert_eq!(propose(&Facts { guard: true, ..fault() }, &strict).level, Level::ONE);
    let none = Definitions { guard_level: Level::THREE, ..strict };
    assert_eq!(propose(&Facts { guard: true, ..fault() }, &none).level, Level::THREE);
    let wrong = |spoil: fn(&mut Definitions)| {
        let mut definitions = Definitions::default();
        spoil(&mut definitions);
        let mut entry = Entry::new();
        definitions.check(&mut entry);
        match entry.done() {
            Err(base::Error::Refused(refusal)) => refusal.fields.into_iter().map(|field| field.path).collect::<Vec<_>>(),
            _ => Vec::new(),
        }
    };
    assert_eq!(wrong(|_| {}), Vec::<String>::new());
    assert_eq!(wrong(|d| d.levels.reverse()), ["definitions.levels"]);
    assert_eq!(wrong(|d| d.interruption_minutes = 0), ["definitions.interruption_minutes"]);
    assert_eq!(wrong(|d| d.paralysed_percent = 9), ["definitions.paralysed_percent"], "not less than partly lost");
    assert_eq!(wrong(|d| d.levels[1].name_zh = " ".into()), ["definitions.levels[1].name_zh"]);
}

proptest! {
    #[test]
    fn more_evidence_never_makes_it_less(
        minutes in proptest::option::of(0_i64..60), lost in any::<bool>(), risk in any::<bool>(), paralysis in any::<bool>(),
        affected in 0_usize..50, fleet in 0_usize..100, device in proptest::option::of(0_usize..7), down in proptest::option::of(0_i64..60),
        redundancy in any::<bool>(), guard in any::<bool>(),
    ) {
        let facts = Facts {
            kind: Kind::Fault, business_stopped_minutes: minutes, data_lost: lost, data_at_risk: risk, paralysis_risk: paralysis,
            affected, fleet, device: device.and_then(|at| DeviceKind::ALL.get(at).copied()), device_down_minutes: down,
            redundancy_lost: redundancy, guard,
        };
        let level = propose(&facts, &Definitions::default()).level;
        let worse = [
            Facts { business_stopped_minutes: Some(minutes.unwrap_or(0) + 10), ..facts },
            Facts { data_lost: true, ..facts },
            Facts { paralysis_risk: true, ..facts },
            Facts { redundancy_lost: true, ..facts },
            Facts { guard: true, ..facts },
            Facts { affected: affected + 1, fleet: fleet.max(affected + 1), ..facts },
            Facts { device_down_minutes: Some(down.unwrap_or(0) + 10), ..facts },
        ];
        for facts in worse {
            prop_assert!(propose(&facts, &Definitions::default()).level <= level, "{facts:?}");
        }
        let reason = propose(&facts, &Definitions::default()).reason;
        prop_assert!(reason.en.ends_with('.') && reason.zh.ends_with('。'));
    }
}
