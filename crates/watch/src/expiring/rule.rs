//! Which expiries are to be told now, and which of those that were told are settled.

use std::collections::BTreeSet;

use archive::ExpiryId;
use archive::model::{Expiry, ExpiryKind};
use base::Text;
use jiff::civil::Date;

/// What is to be done.
#[derive(Debug, PartialEq)]
pub(super) struct Decided<'e> {
    pub(super) open: Vec<&'e Expiry>,
    pub(super) close: Vec<ExpiryId>,
}

/// Compares what runs out with what was told.
pub(super) fn decide<'e>(all: &'e [Expiry], told: &BTreeSet<ExpiryId>, today: Date) -> Decided<'e> {
    let due: Vec<&Expiry> = all.iter().filter(|expiry| is_due(expiry, today)).collect();
    let here: BTreeSet<ExpiryId> = due.iter().map(|expiry| expiry.id).collect();
    Decided {
        open: due.into_iter().filter(|expiry| !told.contains(&expiry.id)).collect(),
        close: told.difference(&here).copied().collect(),
    }
}

fn is_due(expiry: &Expiry, today: Date) -> bool {
    expiry.warn_days > 0 && days_left(expiry.ends_on, today) <= i64::from(expiry.warn_days)
}

/// Whole days from today until the last day; negative when it has passed.
fn days_left(ends_on: Date, today: Date) -> i64 {
    i64::from((ends_on - today).get_days())
}

/// What is told of it.
pub(super) fn told(expiry: &Expiry, site: &str, today: Date) -> Text {
    let Expiry { device_name: device, name, ends_on, .. } = expiry;
    let (kind_en, kind_zh) = kind(expiry.kind);
    let (when_en, when_zh) = match days_left(*ends_on, today) {
        0 => (format!("ends today, {ends_on}"), format!("于今日（{ends_on}）到期")),
        1 => (format!("ends tomorrow, {ends_on}"), format!("于明日（{ends_on}）到期")),
        left if left > 1 => (format!("ends on {ends_on}, in {left} days"), format!("将于 {ends_on} 到期，还有 {left} 天")),
        -1 => (format!("ended yesterday, {ends_on}"), format!("已于昨日（{ends_on}）到期")),
        past => (format!("ended on {ends_on}, {} days ago", -past), format!("已于 {ends_on} 到期，过期 {} 天", -past)),
    };
    Text::new(format!("{device} at {site}: {kind_en} “{name}” {when_en}."), format!("{site}的{device}：{kind_zh}“{name}”{when_zh}。"))
}

fn kind(kind: ExpiryKind) -> (&'static str, &'static str) {
    match kind {
        ExpiryKind::Certificate => ("certificate", "证书"),
        ExpiryKind::Licence => ("licence", "许可"),
        ExpiryKind::Warranty => ("warranty", "保修"),
        ExpiryKind::Subscription => ("subscription", "订阅"),
        ExpiryKind::Calibration => ("calibration", "校准"),
        ExpiryKind::Inspection => ("inspection", "检定"),
        ExpiryKind::Other => ("term", "期限"),
    }
}

#[cfg(test)]
mod tests {
    use archive::DeviceId;
    use base::{CustomerId, Language, Timestamp};
    use jiff::civil::date;

    use super::*;

    fn expiry(id: i64, ends_on: Date, warn_days: u16) -> Expiry {
        Expiry {
            id: ExpiryId(id),
            customer_id: CustomerId(1),
            device_id: DeviceId(7),
            device_name: "NVR-1".to_owned(),
            kind: ExpiryKind::Licence,
            name: "64 channels".to_owned(),
            ends_on,
            warn_days,
            note: None,
            version: 1,
            created_at: Timestamp::from_milliseconds(0),
        }
    }

    fn ids(all: &[Expiry], told: &[i64], today: Date) -> (Vec<i64>, Vec<i64>) {
        let decided = decide(all, &told.iter().copied().map(ExpiryId).collect(), today);
        (decided.open.iter().map(|expiry| expiry.id.0).collect(), decided.close.iter().map(|id| id.0).collect())
    }

    #[test]
    fn it_is_told_so_many_days_before_and_until_it_is_renewed() {
        let end = date(2026, 3, 31);
        let all = [expiry(1, end, 30), expiry(2, end, 7), expiry(3, end, 0)];
        assert_eq!(ids(&all, &[], date(2026, 2, 28)), (vec![], vec![]), "31 days before");
        assert_eq!(ids(&all, &[], date(2026, 3, 1)), (vec![1], vec![]));
        assert_eq!(ids(&all, &[1], date(2026, 3, 2)), (vec![], vec![]), "told once");
        assert_eq!(ids(&all, &[1], date(2026, 3, 24)), (vec![2], vec![]));
        assert_eq!(ids(&all, &[1, 2], date(2030, 1, 1)), (vec![], vec![]), "what has run out stays told; the third is never told");
        let renewed = [expiry(1, date(2027, 3, 31), 30)];
        assert_eq!(ids(&renewed, &[1, 2], date(2026, 3, 25)), (vec![], vec![1, 2]), "one was renewed, the other removed");
    }

    #[test]
    fn people_read_how_long_it_is_until_then() {
        let english = |today| told(&expiry(1, date(2026, 3, 31), 30), "Room 1", today).in_language(Language::En).to_owned();
        assert_eq!(english(date(2026, 3, 1)), "NVR-1 at Room 1: licence “64 channels” ends on 2026-03-31, in 30 days.");
        assert_eq!(english(date(2026, 3, 30)), "NVR-1 at Room 1: licence “64 channels” ends tomorrow, 2026-03-31.");
        assert_eq!(english(date(2026, 3, 31)), "NVR-1 at Room 1: licence “64 channels” ends today, 2026-03-31.");
        assert_eq!(english(date(2026, 4, 3)), "NVR-1 at Room 1: licence “64 channels” ended on 2026-03-31, 3 days ago.");
        let chinese = told(&expiry(1, date(2026, 3, 31), 30), "机房", date(2026, 3, 1));
        assert_eq!(chinese.in_language(Language::Zh), "机房的NVR-1：许可“64 channels”将于 2026-03-31 到期，还有 30 天。");
    }
}
