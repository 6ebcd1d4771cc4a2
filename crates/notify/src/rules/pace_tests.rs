//! One storm is one message, no platform is asked too often, and a first call waits for nobody.

use proptest::prelude::*;

use super::*;

fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_milliseconds(1_772_413_200_000 + milliseconds)
}

fn waiting(id: i64, importance: Importance, group: Option<&str>) -> Waiting {
    Waiting { id: MessageId(id), importance, group: group.map(str::to_owned) }
}

fn news(ids: std::ops::Range<i64>) -> Vec<Waiting> {
    ids.map(|id| waiting(id, Importance::Routine, None)).collect()
}

fn facts(queue: Queue, waiting: Vec<Waiting>) -> Facts {
    Facts { pace: of(queue).unwrap(), silent_until: at(-1_000_000), lately: Vec::new(), waiting, now: at(0) }
}

fn ids(plan: &Plan) -> Vec<Vec<i64>> {
    plan.handovers.iter().map(|ids| ids.iter().map(|id| id.0).collect()).collect()
}

const DINGTALK: Queue = Queue::Of(Channel::Dingtalk);
const MAIL: Queue = Queue::Of(Channel::Email);

#[test]
fn a_few_messages_go_one_by_one_and_a_storm_as_one() {
    assert_eq!(ids(&plan(&facts(MAIL, news(1..4)))), [[1], [2], [3]]);
    let storm = plan(&facts(MAIL, news(0..300)));
    assert_eq!((storm.handovers.len(), storm.look_again_at), (1, None));
    assert_eq!(ids(&storm)[0].len(), 300);
    let flood = plan(&facts(MAIL, news(0..1200)));
    assert_eq!(ids(&flood).iter().map(Vec::len).collect::<Vec<_>>(), [500, 500, 200]);
}

#[test]
fn of_a_group_the_first_is_told_at_once_and_the_rest_together() {
    let root = Some("ticket:7");
    let first = plan(&facts(MAIL, vec![waiting(1, Importance::Important, root)]));
    assert_eq!(ids(&first), [[1]]);
    let lately = vec![Handover { at: at(0), id: 1, group: Some("ticket:7".into()) }];
    let mut later = facts(
        MAIL,
        vec![
            waiting(2, Importance::Important, root),
            waiting(3, Importance::Routine, root),
            waiting(4, Importance::Routine, Some("ticket:8")),
        ],
    );
    (later.lately, later.now) = (lately, at(10_000));
    assert_eq!(plan(&later), Plan { handovers: vec![vec![MessageId(4)]], look_again_at: Some(at(300_000)) });
    later.now = at(300_000);
    assert_eq!(ids(&plan(&later)), [vec![2, 3], vec![4]]);
}

#[test]
fn the_first_call_for_a_level_1_is_held_back_by_nothing_of_ours() {
    let root = Some("ticket:7");
    let mut storm = news(0..40);
    storm.push(waiting(99, Importance::Urgent, root));
    let mut all = facts(MAIL, storm);
    all.lately = (0..50).map(|n| Handover { at: at(-1000), id: 1000 + n, group: Some("ticket:7".into()) }).collect();
    let plan = plan(&all);
    assert_eq!(ids(&plan), [[99]], "alone and at once");
    assert_eq!(plan.look_again_at, Some(at(MINUTE - 1000)));
}

#[test]
fn a_robots_limit_binds_everything_and_a_part_is_kept_for_calls() {
    let handovers = |count: i64| (0..count).map(|n| Handover { at: at(-30_000 + n), id: n, group: None }).collect();
    let mut busy = facts(DINGTALK, news(100..102));
    busy.waiting.push(waiting(200, Importance::Urgent, None));
    busy.lately = handovers(15);
    let first = plan(&busy);
    assert_eq!(ids(&first), [[200]], "what is left of the minute is kept for calls");
    assert_eq!(first.look_again_at, Some(at(-30_000 + 1 + MINUTE)), "the call took a place, too");
    busy.lately = handovers(20);
    assert_eq!(plan(&busy).handovers, Vec::<Vec<MessageId>>::new());
    assert_eq!(plan(&busy).look_again_at, Some(at(-30_000 + MINUTE)), "the call goes as soon as the platform takes it");
}

#[test]
fn who_was_silenced_is_silent() {
    let mut all = facts(DINGTALK, vec![waiting(1, Importance::Urgent, None)]);
    all.silent_until = at(600_000);
    assert_eq!(plan(&all), Plan { handovers: Vec::new(), look_again_at: Some(at(600_000)) });
    all.now = at(600_000);
    assert_eq!(ids(&plan(&all)), [[1]]);
}

#[test]
fn a_clock_that_was_put_back_holds_nothing_up() {
    let mut all = facts(MAIL, vec![waiting(1, Importance::Routine, Some("ticket:7"))]);
    all.lately = (0..30).map(|n| Handover { at: at(3_600_000 + n), id: n, group: Some("ticket:7".into()) }).collect();
    all.silent_until = at(3_600_000 + 500_000);
    assert_eq!(ids(&plan(&all)), [[1]]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Some simulated minutes on a robot's lane: within no minute are there more handovers than its platform takes, no second has too many, each
    /// message goes once, everything goes in the end, and an urgent call waits for nothing but the platform.
    #[test]
    fn no_limit_is_ever_broken(
        feishu in any::<bool>(),
        arrivals in prop::collection::vec((0_i64..120_000, 0..3_usize, prop::option::of(0..3_i64)), 1..250),
    ) {
        let queue = Queue::Of(if feishu { Channel::Feishu } else { Channel::Dingtalk });
        let pace = of(queue).unwrap();
        let mut arrivals = arrivals;
        arrivals.sort();
        let mut lately: Vec<Handover> = Vec::new();
        let mut left: Vec<(i64, Waiting)> = arrivals.iter().enumerate().map(|(n, (ms, importance, group))| {
            (*ms, waiting(n as i64, Importance::ALL[*importance], group.map(|g| format!("ticket:{g}")).as_deref()))
        }).collect();
        let mut gone = Vec::new();
        for tick in 0..800_i64 {
            let now = at(tick * 500);
            let due: Vec<Waiting> = left.iter().filter(|(ms, _)| at(*ms) <= now).map(|(_, one)| one.clone()).collect();
            let decided = plan(&Facts { pace, silent_until: at(-1), lately: lately.clone(), waiting: due.clone(), now });
            for ids in &decided.handovers {
                for id in ids {
                    let one = due.iter().find(|one| one.id == *id).expect("it was waiting");
                    lately.push(Handover { at: now, id: ids[0].0, group: one.group.clone() });
                    gone.push(*id);
                }
            }
            left.retain(|(_, one)| !gone.contains(&one.id));
            let mut instants: Vec<(Timestamp, i64)> = lately.iter().map(|h| (h.at, h.id)).collect();
            instants.dedup();
            let within = |window: i64| instants.iter().filter(|(t, _)| t.plus_milliseconds(window) > now).count();
            prop_assert!(within(60_000) <= pace.per_minute);
            prop_assert!(pace.per_second.is_none_or(|most| within(1_000) <= most));
            let urgent_waits = left.iter().any(|(ms, one)| at(*ms) <= now && one.importance == Importance::Urgent);
            let full = within(MINUTE) >= pace.per_minute || pace.per_second.is_some_and(|most| within(1_100) >= most);
            prop_assert!(!urgent_waits || full);
            if let Some(later) = decided.look_again_at {
                prop_assert!(later > now && later <= now.plus_milliseconds(MINUTE));
            }
        }
        prop_assert!(left.is_empty());
        let count = gone.len();
        gone.sort();
        gone.dedup();
        prop_assert_eq!(gone.len(), count);
    }
}
