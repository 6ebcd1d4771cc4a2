//! What a policy may say. Every mistake is named by its field, all at once.

use base::{FieldRefusal, Role, Text};

use crate::model::{Again, Plan, PlanStep, Target};

/// The longest plan.
const MOST_STEPS: usize = 20;
/// The most people one step names.
const MOST_PEOPLE: usize = 50;
/// The longest delay: a week.
const LONGEST_SECONDS: i64 = 7 * 86_400;
/// The longest name, in characters.
const LONGEST_NAME: usize = 80;

/// What is wrong with a policy.
pub fn check(name: &str, plan: &Plan) -> Vec<FieldRefusal> {
    let mut wrong = Wrong(Vec::new());
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        wrong.add("name".into(), "policy.name", "Write a name of 1 to 80 characters on one line.", "名称须为 1 至 80 个字符，且不能换行。");
    }
    if plan.steps.is_empty() || plan.steps.len() > MOST_STEPS {
        wrong.add("plan.steps".into(), "policy.steps", "Name 1 to 20 steps.", "须有 1 至 20 个步骤。");
    }
    for (number, step) in plan.steps.iter().enumerate() {
        check_step(&format!("plan.steps[{number}]"), step, &mut wrong);
    }
    if let Some(again) = plan.again {
        check_again("plan.again", again, 60, &mut wrong);
    }
    wrong.0
}

struct Wrong(Vec<FieldRefusal>);

impl Wrong {
    fn add(&mut self, path: String, code: &'static str, en: &'static str, zh: &'static str) {
        self.0.push(FieldRefusal { path, code, text: Text::new(en, zh) });
    }
}

fn check_step(path: &str, step: &PlanStep, wrong: &mut Wrong) {
    for (field, seconds) in [("after_seconds", step.after_seconds), ("gap_seconds", step.gap_seconds)] {
        if seconds.is_some_and(|seconds| !(0..=LONGEST_SECONDS).contains(&seconds)) {
            wrong.add(format!("{path}.{field}"), "policy.delay", "Choose 0 seconds to 7 days.", "请选择 0 秒至 7 天。");
        }
    }
    if step.together && step.gap_seconds.is_some() {
        wrong.add(
            format!("{path}.gap_seconds"),
            "policy.gap",
            "All at once leaves no time between two people. Leave this out, or call one after another.",
            "同时呼叫时没有间隔，请留空或改为逐个呼叫。",
        );
    }
    if let Some(again) = step.again {
        check_again(&format!("{path}.again"), again, 30, wrong);
    }
    check_channels(path, step, wrong);
    check_target(path, &step.target, wrong);
}

fn check_again(path: &str, again: Again, least: i64, wrong: &mut Wrong) {
    if !(1..=10).contains(&again.times) {
        wrong.add(format!("{path}.times"), "policy.times", "Choose 1 to 10 more times.", "请选择再呼叫 1 至 10 次。");
    }
    if !(least..=LONGEST_SECONDS).contains(&again.after_seconds) {
        wrong.add(
            format!("{path}.after_seconds"),
            "policy.again",
            "Leave people time to answer: half a minute at least before a step is repeated, a minute before the whole, 7 days at most.",
            "请留出响应时间：重复步骤至少 30 秒，重复整个流程至少 1 分钟，最长 7 天。",
        );
    }
}

fn check_channels(path: &str, step: &PlanStep, wrong: &mut Wrong) {
    for (place, channel) in step.channels.iter().enumerate() {
        if channel.as_str() == "webhook" {
            let (en, zh) = ("A webhook tells programs, not people. Leave it out.", "Webhook 面向程序，不能用于呼叫人员。");
            wrong.add(format!("{path}.channels[{place}]"), "policy.channel", en, zh);
        } else if step.channels.iter().take(place).any(|before| before == channel) {
            let (en, zh) = ("This channel stands here twice.", "渠道重复。");
            wrong.add(format!("{path}.channels[{place}]"), "policy.channel_twice", en, zh);
        }
    }
}

fn check_target(path: &str, target: &Target, wrong: &mut Wrong) {
    match target {
        Target::Role { role: Role::Customer } => wrong.add(
            format!("{path}.target.role"),
            "policy.role",
            "The customer is told, never called. Choose a role of the service.",
            "用户单位只通报、不呼叫，请选择服务方角色。",
        ),
        Target::People { people } if people.is_empty() || people.len() > MOST_PEOPLE => {
            wrong.add(format!("{path}.target.people"), "policy.people", "Name 1 to 50 people.", "请指定 1 至 50 人。");
        }
        Target::People { people }
            if (1..people.len()).any(|place| people.iter().take(place).any(|before| Some(before) == people.get(place))) =>
        {
            wrong.add(format!("{path}.target.people"), "policy.person_twice", "Somebody stands here twice.", "同一人重复出现。");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use base::PersonId;
    use notify::Channel;

    use super::*;

    #[test]
    fn the_usual_order_is_a_policy() {
        assert_eq!(check("常规", &Plan::usual()), []);
    }

    #[test]
    fn every_mistake_has_its_field() {
        let step = |change: &dyn Fn(&mut PlanStep)| {
            let mut plan = Plan::usual();
            if let Some(step) = plan.steps.first_mut() {
                change(step);
            }
            check("x", &plan).into_iter().map(|wrong| format!("{} {}", wrong.path, wrong.code)).collect::<Vec<_>>()
        };
        assert_eq!(step(&|step| step.after_seconds = Some(-1)), ["plan.steps[0].after_seconds policy.delay"]);
        assert_eq!(step(&|step| step.gap_seconds = Some(8 * 86_400)), ["plan.steps[0].gap_seconds policy.delay"]);
        assert_eq!(step(&|step| (step.together, step.gap_seconds) = (true, Some(5))), ["plan.steps[0].gap_seconds policy.gap"]);
        assert_eq!(step(&|step| step.again = Some(Again { times: 0, after_seconds: 60 })), ["plan.steps[0].again.times policy.times"]);
        assert_eq!(
            step(&|step| step.again = Some(Again { times: 1, after_seconds: 1 })),
            ["plan.steps[0].again.after_seconds policy.again"]
        );
        assert_eq!(step(&|step| step.channels = vec![Channel::Webhook]), ["plan.steps[0].channels[0] policy.channel"]);
        assert_eq!(step(&|step| step.channels = vec![Channel::Email; 2]), ["plan.steps[0].channels[1] policy.channel_twice"]);
        assert_eq!(step(&|step| step.target = Target::Role { role: Role::Customer }), ["plan.steps[0].target.role policy.role"]);
        assert_eq!(step(&|step| step.target = Target::People { people: Vec::new() }), ["plan.steps[0].target.people policy.people"]);
        let twice = vec![PersonId(1), PersonId(2), PersonId(1)];
        assert_eq!(
            step(&|step| step.target = Target::People { people: twice.clone() }),
            ["plan.steps[0].target.people policy.person_twice"]
        );
        assert_eq!(check("", &Plan { steps: Vec::new(), again: None }).len(), 2);
    }
}
