//! What a device lacks follows from what it is asked and what it could not be asked.

use super::*;
use crate::ask::Asked;
use crate::template::{NotMade, Planned, Role};

fn asked(kinds: &[&str], lacks: &[Lacks]) -> Plan {
    let planned = |kind: &&str| {
        let mut question = serde_json::json!({ "kind": kind, "address": "127.0.0.9" });
        match *kind {
            "snmp" => question["access"] = serde_json::json!({ "version": "2c", "community": "c" }),
            "tcp" => question["port"] = 80.into(),
            _ => {}
        }
        let asked = Asked::Device(Box::new(serde_json::from_value(question).unwrap()));
        let settings = asked.shown();
        Planned { name: (*kind).to_owned(), role: Role::Vital, every: 1, patience: 1, keep_all: false, asked, settings }
    };
    let missing = |lacks: &Lacks| NotMade { name: format!("{lacks:?}"), lacks: *lacks };
    Plan { checks: kinds.iter().map(planned).collect(), not_made: lacks.iter().map(missing).collect(), ..Plan::default() }
}

fn gaps_of(has_address: bool, kinds: &[&str], lacks: &[Lacks]) -> Vec<Gap> {
    gaps(has_address, &asked(kinds, lacks)).each().collect()
}

#[test]
fn what_is_lacking_follows_from_what_is_asked() {
    assert_eq!(gaps_of(true, &["icmp", "rtsp"], &[]), []);
    assert_eq!(gaps_of(true, &["icmp"], &[]), [Gap::OnlyPing]);
    assert_eq!(gaps_of(true, &["icmp", "tcp"], &[Lacks::RtspPort]), [Gap::NoVideo]);
    assert_eq!(gaps_of(true, &["icmp"], &[Lacks::Port]), [Gap::OnlyPing], "any port at all would do");
    assert_eq!(gaps_of(true, &[], &[Lacks::Snmp]), [Gap::NoChecks, Gap::NoSnmp]);
    assert_eq!(gaps_of(false, &[], &[]), [Gap::NoAddress, Gap::NoChecks]);
}

#[test]
fn no_web_page_is_asked_for_where_the_agent_answers() {
    assert_eq!(gaps_of(true, &["snmp"], &[Lacks::HttpPort]), []);
    assert_eq!(gaps_of(true, &["tcp"], &[Lacks::HttpPort, Lacks::Snmp]), [Gap::NoSnmp, Gap::NoWeb]);
}

#[test]
fn a_worse_gap_is_a_greater_number_than_all_lesser_ones() {
    for (place, gap) in Gap::ALL.iter().enumerate() {
        let lesser: i64 = Gap::ALL.iter().skip(place + 1).map(|gap| gap.bit()).sum();
        assert!(gap.bit() > lesser, "{gap:?}");
    }
}
