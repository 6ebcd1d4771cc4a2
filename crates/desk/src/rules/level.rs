//! The level of a fault, proposed from what is known (R2, the plan's 一、二、三级故障).
//!
//! * Level 1: the system is paralysed, the business has been interrupted for ten minutes or more, or key data is lost.
//! * Level 2: the service is partly lost, key data is at risk, or there is danger of paralysis: redundancy is lost. In a guard period no fault
//!   is less than that.
//! * Level 3: something works less well and the key business goes on.
//!
//! These are the plan's definitions; the service can write others ([`Definitions`]). A proposal names the facts it rests on. A person decides; an automatic raise never lowers by itself, and it speaks up against a
//! person's decision only when the evidence has become worse since.

use archive::model::DeviceKind;
use base::Text;
use serde::{Deserialize, Serialize};

use crate::model::{Kind, Level, LevelNames, Words};
use base::entry::{Entry, LINE};

/// What makes a level, as the service defines it: the plan's words until somebody writes others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LevelDefinitions)]
pub struct Definitions {
    /// What each level is called and means: 1, 2 and 3, in this order; 1 is worst.
    pub levels: Vec<Definition>,
    /// After how many minutes an interruption of the business makes a fault level 1; 1 to 1440.
    pub interruption_minutes: i64,
    /// From which share of the customer's devices on the system counts as paralysed, in hundredths; 1 to 100.
    pub paralysed_percent: i64,
    /// From which share on the service counts as partly lost, in hundredths; 1 to 100.
    pub partly_lost_percent: i64,
    /// A share is judged only from this many affected devices on: one camera of two is no paralysed city; 1 to 1000.
    pub share_from: i64,
    /// The least a fault is in a guard period; 3 when a guard period makes no difference.
    pub guard_level: Level,
}

/// What one level is called and means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LevelDefinition)]
pub struct Definition {
    /// Which.
    pub level: Level,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// What it means, in English.
    pub meaning_en: String,
    /// What it means, in Chinese.
    pub meaning_zh: String,
}

impl Default for Definitions {
    /// The plan's.
    fn default() -> Definitions {
        let level = |level, name_en: &str, name_zh: &str, meaning_en: &str, meaning_zh: &str| Definition {
            level,
            name_en: name_en.to_owned(),
            name_zh: name_zh.to_owned(),
            meaning_en: meaning_en.to_owned(),
            meaning_zh: meaning_zh.to_owned(),
        };
        Definitions {
            levels: vec![
                level(
                    Level::ONE,
                    "Level 1",
                    "一级故障",
                    "Level 1: the system is down, business stopped for over 10 minutes, or key data was lost",
                    "一级（重大）：系统瘫痪或服务中断，业务中断 10 分钟以上，或关键业务数据丢失",
                ),
                level(
                    Level::TWO,
                    "Level 2",
                    "二级故障",
                    "Level 2: service is impaired in part, or there is a risk of a stop",
                    "二级（主要）：性能或服务能力部分丧失，或有瘫痪、中断的危险",
                ),
                level(
                    Level::THREE,
                    "Level 3",
                    "三级故障",
                    "Level 3: function or performance suffers, key business does not",
                    "三级（次要）：影响功能和性能，但关键业务不受影响",
                ),
            ],
            interruption_minutes: 10,
            paralysed_percent: 50,
            partly_lost_percent: 10,
            share_from: 3,
            guard_level: Level::TWO,
        }
    }
}

impl Definitions {
    /// What the levels are called.
    pub fn names(&self) -> LevelNames {
        let name = |level| {
            let own = self.levels.iter().find(|own| own.level == level);
            own.map_or_else(|| Words::same(&level.to_string()), |own| Words::new(own.name_en.clone(), own.name_zh.clone()))
        };
        LevelNames(Level::ALL.map(name))
    }

    /// What is wrong with them, collected into `entry`.
    pub fn check(&self, entry: &mut Entry) {
        if !self.levels.iter().map(|level| level.level).eq(Level::ALL) {
            let text = Text::new("Give the levels 1, 2 and 3, in this order.", "请依次给出一、二、三级。");
            entry.refuse("definitions.levels", "levels.order", text);
        }
        for (place, level) in self.levels.iter().enumerate() {
            for (field, value) in [("name_en", &level.name_en), ("name_zh", &level.name_zh)] {
                entry.text(&format!("definitions.levels[{place}].{field}"), value, 40);
            }
            for (field, value) in [("meaning_en", &level.meaning_en), ("meaning_zh", &level.meaning_zh)] {
                entry.text(&format!("definitions.levels[{place}].{field}"), value, LINE);
            }
        }
        let numbers = [
            ("interruption_minutes", self.interruption_minutes, 1..=1440),
            ("paralysed_percent", self.paralysed_percent, self.partly_lost_percent.clamp(1, 100)..=100),
            ("partly_lost_percent", self.partly_lost_percent, 1..=100),
            ("share_from", self.share_from, 1..=1000),
        ];
        for (path, number, range) in numbers {
            if !range.contains(&number) {
                let (from, to) = (range.start(), range.end());
                let text = Text::new(format!("Give a number from {from} to {to}."), format!("应在 {from} 到 {to} 之间。"));
                entry.refuse(&format!("definitions.{path}"), "value.range", text);
            }
        }
    }
}

/// What is known of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// What kind of ticket it is.
    pub kind: Kind,
    /// For how many minutes the business has been interrupted, if it is.
    pub business_stopped_minutes: Option<i64>,
    /// Key data is lost.
    pub data_lost: bool,
    /// Key data is at risk.
    pub data_at_risk: bool,
    /// There is danger of paralysis.
    pub paralysis_risk: bool,
    /// How many devices do not serve.
    pub affected: usize,
    /// How many devices the customer has.
    pub fleet: usize,
    /// What broke.
    pub device: Option<DeviceKind>,
    /// For how many minutes that device has been down, when the watch saw it.
    pub device_down_minutes: Option<i64>,
    /// What stood beside it to take over is gone.
    pub redundancy_lost: bool,
    /// It happens in a guard period.
    pub guard: bool,
}

impl Facts {
    /// Nothing known but the kind.
    pub fn of(kind: Kind) -> Facts {
        Facts {
            kind,
            business_stopped_minutes: None,
            data_lost: false,
            data_at_risk: false,
            paralysis_risk: false,
            affected: 0,
            fleet: 0,
            device: None,
            device_down_minutes: None,
            redundancy_lost: false,
            guard: false,
        }
    }
}

/// The level that the facts speak for, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The level.
    pub level: Level,
    /// The facts it rests on, as a sentence.
    pub reason: Words,
}

/// Proposes a level: the worst that any fact speaks for, with every fact that speaks for it.
pub fn propose(facts: &Facts, by: &Definitions) -> Proposal {
    let spoken =
        [business(facts, by), data(facts), share(facts, by), device(facts, by), paralysis(facts), redundancy(facts), guarded(facts, by)];
    let level = spoken.iter().flatten().map(|(level, _)| *level).min().unwrap_or(Level::THREE);
    let reasons: Vec<&Words> = spoken.iter().flatten().filter(|(spoken, _)| *spoken == level).map(|(_, reason)| reason).collect();
    if reasons.is_empty() {
        return Proposal { level, reason: nothing_worse(facts) };
    }
    let join = |separator: &str, of: fn(&Words) -> &str| reasons.iter().map(|words| of(words)).collect::<Vec<_>>().join(separator);
    let (en, zh) = (join("; ", |words| &words.en), join("；", |words| &words.zh));
    Proposal { level, reason: Words::new(format!("{}.", capital(&en)), format!("{zh}。")) }
}

/// Which level an automatic raise would set, if any. `set` is in force; `before` is what the evidence had proposed until now. Only evidence
/// that became worse raises, so a person's decision stands against what that person already knew.
pub fn raise(set: Level, before: Level, proposed: Level) -> Option<Level> {
    (proposed < before && proposed < set).then_some(proposed)
}

/// Whether a device of this kind carries a function of the business by itself, so that its interruption is one of the business.
pub fn carries_the_business(kind: DeviceKind) -> bool {
    matches!(kind, DeviceKind::Router | DeviceKind::Recorder | DeviceKind::Server)
}

type Spoken = Option<(Level, Words)>;

fn business(facts: &Facts, by: &Definitions) -> Spoken {
    let most = by.interruption_minutes;
    let minutes = facts.business_stopped_minutes.filter(|minutes| *minutes > 0)?;
    Some(if minutes >= most {
        (
            Level::ONE,
            Words::new(
                format!("the business has been interrupted for {minutes} minutes ({most} or more make level 1)"),
                format!("业务已中断 {minutes} 分钟（达到 {most} 分钟为一级）"),
            ),
        )
    } else {
        (
            Level::TWO,
            Words::new(
                format!("the business has been interrupted for {minutes} minutes (not yet {most})"),
                format!("业务已中断 {minutes} 分钟（未到 {most} 分钟）"),
            ),
        )
    })
}

fn data(facts: &Facts) -> Spoken {
    if facts.data_lost {
        return Some((Level::ONE, Words::new("key data is lost", "关键业务数据丢失")));
    }
    facts.data_at_risk.then(|| (Level::TWO, Words::new("key data is at risk", "关键业务数据有丢失危险")))
}

fn paralysis(facts: &Facts) -> Spoken {
    facts.paralysis_risk.then(|| (Level::TWO, Words::new("there is danger of paralysis", "存在系统瘫痪的危险")))
}

fn redundancy(facts: &Facts) -> Spoken {
    facts
        .redundancy_lost
        .then(|| (Level::TWO, Words::new("redundancy is lost: the next failure paralyses", "冗余失效，再次故障将导致瘫痪")))
}

/// In a guard period a fault is no less than that.
fn guarded(facts: &Facts, by: &Definitions) -> Spoken {
    (facts.guard && facts.kind == Kind::Fault && by.guard_level < Level::THREE)
        .then(|| (by.guard_level, Words::new("it is a guard period", "处于重要保障期")))
}

fn share(facts: &Facts, by: &Definitions) -> Spoken {
    let percents = |percent: i64| usize::try_from(percent).unwrap_or(0);
    if facts.affected < percents(by.share_from) || facts.fleet == 0 {
        return None;
    }
    let percent = facts.affected * 100 / facts.fleet.max(facts.affected);
    let told = |en: &str, zh: &str| {
        Words::new(
            format!("{} of {} devices do not serve ({percent} %): {en}", facts.affected, facts.fleet.max(facts.affected)),
            format!("{} 台设备中有 {} 台中断（{percent}%）：{zh}", facts.fleet.max(facts.affected), facts.affected),
        )
    };
    if percent >= percents(by.paralysed_percent) {
        return Some((Level::ONE, told("the system is paralysed", "系统瘫痪")));
    }
    (percent >= percents(by.partly_lost_percent)).then(|| (Level::TWO, told("the service is partly lost", "服务能力部分丧失")))
}

fn device(facts: &Facts, by: &Definitions) -> Spoken {
    let most = by.interruption_minutes;
    let kind = facts.device?;
    if facts.kind != Kind::Fault {
        return None;
    }
    let down = facts.device_down_minutes.filter(|minutes| *minutes >= most && carries_the_business(kind));
    if let Some(minutes) = down {
        let (en, zh) = device_name(kind);
        return Some((
            Level::ONE,
            Words::new(
                format!("the {en}, which carries the business, has been down for {minutes} minutes ({most} or more make level 1)"),
                format!("承载业务的{zh}已中断 {minutes} 分钟（达到 {most} 分钟为一级）"),
            ),
        ));
    }
    let reason = match kind {
        DeviceKind::Router => ("a router is affected: everything behind it is in danger", "路由器故障：其后全部设备有瘫痪危险"),
        DeviceKind::Switch => ("a switch is affected: everything behind it is in danger", "交换机故障：其后设备服务中断"),
        DeviceKind::Recorder => ("a recorder is affected: recordings are at risk", "录像机故障：录像数据有丢失危险"),
        DeviceKind::Server => ("a server is affected: a service is partly lost", "服务器故障：服务能力部分丧失"),
        DeviceKind::Ups => (
            "an uninterruptible power supply is affected: the next power cut would stop the site",
            "不间断电源故障：再次断电将导致站点中断",
        ),
        DeviceKind::Camera | DeviceKind::Other => return None,
    };
    Some((Level::TWO, Words::new(reason.0, reason.1)))
}

fn nothing_worse(facts: &Facts) -> Words {
    if facts.kind != Kind::Fault {
        let (en, zh) = facts.kind.name();
        return Words::new(format!("A {en}; nothing interrupts the business."), format!("{zh}，业务未中断。"));
    }
    match facts.affected {
        0 => Words::new(
            "No interruption of the business, loss of data or danger of paralysis is known.",
            "未发现业务中断、数据丢失或瘫痪危险。",
        ),
        1 => Words::new("One device is affected; the key business goes on.", "仅 1 台设备受影响，关键业务不受影响。"),
        several => Words::new(
            format!("{several} devices are affected; the key business goes on."),
            format!("{several} 台设备受影响，关键业务不受影响。"),
        ),
    }
}

/// What the device is called in a sentence.
pub fn device_name(kind: DeviceKind) -> (&'static str, &'static str) {
    match kind {
        DeviceKind::Router => ("router", "路由器"),
        DeviceKind::Switch => ("switch", "交换机"),
        DeviceKind::Camera => ("camera", "摄像机"),
        DeviceKind::Recorder => ("recorder", "录像机"),
        DeviceKind::Server => ("server", "服务器"),
        DeviceKind::Ups => ("uninterruptible power supply", "不间断电源"),
        DeviceKind::Other => ("device", "设备"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
#[path = "level_tests.rs"]
mod tests;
