//! The rehearsal (呼叫演练): what is wrong with the chain of a customer before anybody has to be called. Every night it is asked for every
//! customer, every level and several moments of the coming day who would be called; whatever would go wrong is a gap.

use base::{CustomerId, PersonId, Text, Timestamp};
use serde::{Deserialize, Serialize};

use crate::model::{Level, Obstacle, Words};
use crate::words;

words!(
    /// How bad a gap is.
    #[schema(as = RehearsalSeverity)]
    Severity {
        /// Nobody would be called, or nobody could take the fault.
        Broken = "broken",
        /// A step fails; the next one is taken instead.
        Weak = "weak",
        /// It would work today, but hangs by a thread.
        Thin = "thin",
    }
);

words!(
    /// What is wrong.
    #[schema(as = RehearsalGapCode)]
    GapCode {
        /// Nobody at all would be called.
        NobodyCalled = "nobody_called",
        /// A step has nobody.
        EmptyStep = "empty_step",
        /// Somebody of a step is on leave.
        Away = "away",
        /// Somebody has no verified contact on a step's channels.
        NoContact = "no_contact",
        /// Somebody of a step may not take tickets.
        Role = "role",
        /// One of a step's channels does not lead to somebody; another does.
        MissingChannel = "missing_channel",
        /// Somebody has no verified address or number at all: they would be told on our own pages only, or perhaps not at all.
        Unverified = "unverified",
        /// Only one person would be called.
        OnlyOne = "only_one",
    }
);

/// A gap in a customer's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Whose chain.
    pub customer_id: CustomerId,
    /// For faults of this level; the worst of several.
    pub level: Level,
    /// From when on, of the moments that were asked about.
    pub at: Timestamp,
    /// How bad.
    pub severity: Severity,
    /// What.
    pub code: GapCode,
    /// Who.
    pub person_id: Option<PersonId>,
    /// In words.
    pub text: Words,
}

/// A call that would be made, or skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// At which step, from 0.
    pub step: i64,
    /// Who, with their name.
    pub person: Option<(PersonId, String)>,
    /// Why not; called when absent.
    pub obstacle: Option<Obstacle>,
    /// The reason in words.
    pub reason: Words,
    /// The step's channels that would not lead to them, as they are told.
    pub missing: Option<Words>,
    /// Whether they have any verified address or number.
    pub verified: bool,
}

/// The gaps of one chain.
pub fn gaps(customer_id: CustomerId, level: Level, at: Timestamp, chain: &[Link]) -> Vec<Gap> {
    let gap = |severity, code, person_id, text| Gap { customer_id, level, at, severity, code, person_id, text };
    let mut gaps: Vec<Gap> =
        chain.iter().filter_map(|link| of_link(link).map(|(severity, code, who, text)| gap(severity, code, who, text))).collect();
    let mut called: Vec<&(PersonId, String)> =
        chain.iter().filter(|link| link.obstacle.is_none()).filter_map(|link| link.person.as_ref()).collect();
    called.sort();
    called.dedup();
    match called.as_slice() {
        [] => {
            let text = Words::new("Nobody would be called.", "无人可呼叫。");
            gaps.push(gap(Severity::Broken, GapCode::NobodyCalled, None, text));
        }
        [(id, name)] => {
            let text = Words::new(format!("Only {name} would be called."), format!("只有{name}一人可呼叫。"));
            gaps.push(gap(Severity::Thin, GapCode::OnlyOne, Some(*id), text));
        }
        _ => {}
    }
    gaps
}

fn of_link(link: &Link) -> Option<(Severity, GapCode, Option<PersonId>, Words)> {
    let step = link.step + 1;
    let who = link.person.as_ref();
    let (id, name) = (who.map(|(id, _)| *id), who.map_or("", |(_, name)| name.as_str()));
    let Words { en, zh } = &link.reason;
    let told = || Words::new(format!("Step {step}: {name}, {en}."), format!("第 {step} 步：{name}，{zh}。"));
    let code = match link.obstacle {
        Some(Obstacle::Nobody) => {
            let text = Words::new(format!("Step {step}: {en}."), format!("第 {step} 步：{zh}。"));
            return Some((Severity::Weak, GapCode::EmptyStep, None, text));
        }
        Some(Obstacle::Away) => GapCode::Away,
        Some(Obstacle::NoContact) => GapCode::NoContact,
        Some(Obstacle::Role) => GapCode::Role,
        Some(Obstacle::Hours | Obstacle::CalledBefore) => return None,
        None => return thin(link, step, id, name),
    };
    Some((Severity::Weak, code, id, told()))
}

/// What is weak about somebody who would be called.
fn thin(link: &Link, step: i64, id: Option<PersonId>, name: &str) -> Option<(Severity, GapCode, Option<PersonId>, Words)> {
    if let Some(Words { en, zh }) = &link.missing {
        let text = Words::new(format!("Step {step}: {name} is not reached by {en}."), format!("第 {step} 步：{name}无法通过{zh}联系。"));
        return Some((Severity::Thin, GapCode::MissingChannel, id, text));
    }
    let text = || Words::new(format!("{name} has no verified contact."), format!("{name}没有已验证的联系方式。"));
    (!link.verified).then(|| (Severity::Thin, GapCode::Unverified, id, text()))
}

/// Each gap once: the same person for the same reason, at the worst level and the first moment.
pub fn once(gaps: Vec<Gap>) -> Vec<Gap> {
    let mut kept: Vec<Gap> = Vec::new();
    for gap in gaps {
        let same = |other: &&mut Gap| {
            (other.customer_id, other.code, other.person_id, &other.text) == (gap.customer_id, gap.code, gap.person_id, &gap.text)
        };
        match kept.iter_mut().find(same) {
            Some(other) => {
                other.level = other.level.min(gap.level);
                other.at = other.at.min(gap.at);
            }
            None => kept.push(gap),
        }
    }
    kept.sort_by_key(|a| (a.severity, a.customer_id, a.at));
    kept
}

/// The hour of the night in which it is rehearsed, in the installation's zone.
const HOUR: i8 = 3;

/// Whether tonight's rehearsal is due: after three in the morning, when none was made by itself since.
pub fn due(last: Option<Timestamp>, now: Timestamp, zone: &jiff::tz::TimeZone) -> bool {
    let local = now.to_jiff().to_zoned(zone.clone());
    let today = local.date();
    local.hour() >= HOUR && last.is_none_or(|last| last.to_jiff().to_zoned(zone.clone()).date() < today)
}

/// What the managers are told of a night with gaps.
pub fn told(gaps: &[Gap], customers: usize) -> (Text, Text) {
    let broken = gaps.iter().filter(|gap| gap.severity == Severity::Broken).count();
    let subject = Text::new(
        format!("Rehearsal of the calling: {} gaps, {broken} of them broken chains", gaps.len()),
        format!("呼叫链演练：发现 {} 处缺口，其中 {broken} 处中断", gaps.len()),
    );
    let lines = |language| gaps.iter().take(20).map(|gap| gap.text.in_language(language).to_owned()).collect::<Vec<_>>().join("\n");
    let body = Text::new(
        format!("Asked for {customers} customers.\n\n{}", lines(base::Language::En)),
        format!("共检查 {customers} 家用户单位。\n\n{}", lines(base::Language::Zh)),
    );
    (subject, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(step: i64, id: i64, obstacle: Option<Obstacle>) -> Link {
        Link { step, person: Some((PersonId(id), format!("P{id}"))), obstacle, reason: Words::same("why"), missing: None, verified: true }
    }

    fn codes(chain: &[Link]) -> Vec<(Severity, GapCode, Option<i64>)> {
        let gaps = gaps(CustomerId(1), Level::ONE, Timestamp::from_milliseconds(0), chain);
        gaps.into_iter().map(|gap| (gap.severity, gap.code, gap.person_id.map(|id| id.0))).collect()
    }

    #[test]
    fn leave_and_a_missing_phone_are_both_reported() {
        let chain = [link(0, 1, Some(Obstacle::Away)), link(0, 2, None), link(1, 3, Some(Obstacle::NoContact)), link(2, 4, None)];
        assert_eq!(codes(&chain), [(Severity::Weak, GapCode::Away, Some(1)), (Severity::Weak, GapCode::NoContact, Some(3))]);
    }

    #[test]
    fn a_chain_without_anybody_is_broken_and_one_of_one_person_is_thin() {
        let nobody = Link { person: None, ..link(0, 0, Some(Obstacle::Nobody)) };
        assert_eq!(codes(&[nobody]), [(Severity::Weak, GapCode::EmptyStep, None), (Severity::Broken, GapCode::NobodyCalled, None)]);
        assert_eq!(codes(&[link(0, 1, None), link(0, 1, None)]), [(Severity::Thin, GapCode::OnlyOne, Some(1))]);
        let unproved = Link { verified: false, ..link(0, 1, None) };
        let deaf = Link { missing: Some(Words::new("voice", "语音电话")), ..link(0, 2, None) };
        assert_eq!(
            codes(&[unproved, deaf]),
            [(Severity::Thin, GapCode::Unverified, Some(1)), (Severity::Thin, GapCode::MissingChannel, Some(2))]
        );
    }

    #[test]
    fn other_hours_and_earlier_calls_are_no_gaps() {
        let chain = [link(0, 1, None), link(1, 1, Some(Obstacle::CalledBefore)), link(1, 2, Some(Obstacle::Hours)), link(2, 3, None)];
        assert_eq!(codes(&chain), []);
    }

    #[test]
    fn each_gap_is_told_once_from_its_first_moment_on() {
        let at = Timestamp::from_milliseconds;
        let chain = [link(0, 1, Some(Obstacle::Away)), link(0, 2, None), link(0, 3, None)];
        let all = [(Level::TWO, 5), (Level::ONE, 9), (Level::THREE, 1)]
            .into_iter()
            .flat_map(|(level, ms)| gaps(CustomerId(1), level, at(ms), &chain))
            .collect();
        let once = once(all);
        assert_eq!(once.iter().map(|gap| (gap.level, gap.at)).collect::<Vec<_>>(), [(Level::ONE, at(1))]);
    }

    #[test]
    fn it_is_rehearsed_once_a_night() {
        let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert!(!due(None, at("2026-03-02T02:59:00+08:00"), &zone));
        assert!(due(None, at("2026-03-02T03:00:00+08:00"), &zone));
        assert!(due(Some(at("2026-03-01T03:00:00+08:00")), at("2026-03-02T14:00:00+08:00"), &zone), "also after a night out of service");
        assert!(!due(Some(at("2026-03-02T03:00:00+08:00")), at("2026-03-02T23:59:00+08:00"), &zone));
    }
}
