//! The chain (呼叫链): who stands at each step of a plan right now. Leave, roles, verified contacts and the ways out of the house are looked
//! up here; [`crate::rules::calling`] decides by them.

use std::collections::{BTreeSet, HashMap};

use base::{Conn, CustomerId, PersonId, Result, Role, Timestamp};
use notify::Channel;
use roster::model::{Absence, Person};

use crate::calls::TAKERS;
use crate::model::{FrozenPolicy, Named, Obstacle, Plan, PlanStep, Target, Words};
use crate::rules::calling::{Callee, StepFacts, StepHours};
use crate::rules::telling::local;

/// What the people of a chain are looked up for.
pub(crate) struct Asked<'a> {
    pub(crate) plan: &'a Plan,
    /// The versions of the calendars; those in force when nothing was frozen.
    pub(crate) frozen: Option<&'a FrozenPolicy>,
    pub(crate) customer: CustomerId,
    /// As of when.
    pub(crate) at: Timestamp,
    /// The installation's IANA zone, of its duty days.
    pub(crate) zone: &'a str,
}

/// Each step's people.
pub(crate) async fn steps(conn: &mut Conn, asked: &Asked<'_>) -> Result<Vec<StepFacts>> {
    let absences = roster::facts::absences(conn, asked.at).await?;
    let mut steps = Vec::with_capacity(asked.plan.steps.len());
    for step in &asked.plan.steps {
        let people = people(conn, asked, &step.target).await?;
        let people = callees(conn, asked, step, people, &absences).await?;
        steps.push(StepFacts { people, hours: hours(conn, asked, step).await? });
    }
    Ok(steps)
}

async fn people(conn: &mut Conn, asked: &Asked<'_>, target: &Target) -> Result<Vec<Person>> {
    match target {
        Target::Duty {} => roster::facts::on_duty(conn, asked.at.date_in(asked.zone)).await,
        Target::AccountEngineer {} => Ok(roster::facts::account_engineer(conn, asked.customer).await?.into_iter().collect()),
        Target::Role { role } => roster::facts::people(conn, &[*role]).await,
        Target::People { people } => {
            let mut found = Vec::with_capacity(people.len());
            for id in people {
                found.extend(roster::facts::person(conn, *id).await?.filter(|person| person.active));
            }
            Ok(found)
        }
    }
}

/// Somebody on leave is followed by whoever stands in.
async fn callees(
    conn: &mut Conn,
    asked: &Asked<'_>,
    step: &PlanStep,
    people: Vec<Person>,
    absences: &HashMap<PersonId, Absence>,
) -> Result<Vec<Callee>> {
    let mut callees = Vec::with_capacity(people.len());
    let mut seen: BTreeSet<PersonId> = people.iter().map(|person| person.id).collect();
    for person in people {
        let Some(absence) = absences.get(&person.id) else {
            callees.push(callee(conn, asked, step, &person, because(&step.target)).await?);
            continue;
        };
        let until = local(absence.until, asked.zone);
        let unreachable = Some((Obstacle::Away, Words::new(format!("on leave until {until}"), format!("休假至 {until}"))));
        let named = Named { id: person.id, name: person.name.clone() };
        callees.push(Callee { person: named, because: because(&step.target), unreachable, ways: Vec::new() });
        let Some(substitute) = absence.substitute.as_ref().filter(|substitute| seen.insert(substitute.id)) else { continue };
        let for_whom = Words::new(format!("stands in for {}", person.name), format!("替代{}", person.name));
        let stands_in = callee(conn, asked, step, substitute, for_whom).await?;
        let away = absences.contains_key(&substitute.id).then(|| (Obstacle::Away, Words::new("on leave, too", "也在休假")));
        callees.push(Callee { unreachable: away.or(stands_in.unreachable.clone()), ..stands_in });
    }
    Ok(callees)
}

async fn callee(conn: &mut Conn, asked: &Asked<'_>, step: &PlanStep, person: &Person, because: Words) -> Result<Callee> {
    let ways = ways(conn, person, asked.customer, &step.channels).await?;
    let unreachable = if matches!(step.target, Target::Duty {}) && !TAKERS.contains(&person.role) {
        Some((Obstacle::Role, Words::new("their role may not take tickets", "其角色无权响应工单")))
    } else if ways.is_empty() && !step.channels.is_empty() {
        let (en, zh) = names(&step.channels);
        Some((Obstacle::NoContact, Words::new(format!("no verified contact for {en}"), format!("没有已验证的联系方式（{zh}）"))))
    } else {
        None
    };
    Ok(Callee { person: Named { id: person.id, name: person.name.clone() }, because, unreachable, ways })
}

/// Of the asked channels those that lead to a person whose address or number was verified. Our own pages and the groups need no proof.
pub(crate) async fn ways(conn: &mut Conn, person: &Person, customer: CustomerId, asked: &[Channel]) -> Result<Vec<Channel>> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let leading = notify::facts::ways(conn, person.id, Some(customer), asked).await?;
    let proved = |channel: &Channel| match channel {
        Channel::Email => person.email_verified_at.is_some(),
        channel if channel.needs_phone() => person.phone_verified_at.is_some(),
        _ => true,
    };
    Ok(leading.into_iter().filter(proved).collect())
}

async fn hours(conn: &mut Conn, asked: &Asked<'_>, step: &PlanStep) -> Result<Option<StepHours>> {
    let Some(hours) = step.hours else { return Ok(None) };
    let version = asked.frozen.and_then(|frozen| frozen.calendars.iter().find(|(id, _)| *id == hours.calendar_id));
    let kept = match version {
        Some((id, version)) => calendar::facts::version(conn, *id, *version).await?,
        None => calendar::facts::current(conn, hours.calendar_id).await?,
    };
    Ok(kept.map(|kept| StepHours { calendar: kept.calendar, name: kept.name, inside: hours.inside }))
}

/// Why the people of a step are called.
fn because(target: &Target) -> Words {
    match target {
        Target::Duty {} => Words::new("on duty", "当日值班"),
        Target::AccountEngineer {} => Words::new("account engineer", "责任工程师"),
        Target::Role { role: Role::Manager } => Words::new("manager, the next step", "升级至责任工程师/经理"),
        Target::Role { role: Role::Administrator } => Words::new("administrator, the last step", "升级至管理员"),
        Target::Role { role } => {
            let (en, zh) = role_name(*role);
            Words::new(format!("{en}, the next step"), format!("升级至{zh}"))
        }
        Target::People { .. } => Words::new("named in the escalation policy", "升级策略指定人员"),
    }
}

fn role_name(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Administrator => ("administrator", "管理员"),
        Role::Dispatcher => ("dispatcher", "调度"),
        Role::Engineer => ("engineer", "工程师"),
        Role::Manager => ("manager", "项目经理"),
        Role::Supervisor => ("supervisor", "监督"),
        Role::Storekeeper => ("storekeeper", "备件库"),
        Role::Customer => ("customer", "用户单位"),
    }
}

/// Channels as they are told.
pub(crate) fn names(channels: &[Channel]) -> (String, String) {
    let name = |channel: &Channel| match channel {
        Channel::InApp => ("the pages", "站内"),
        Channel::Email => ("e-mail", "邮件"),
        Channel::Dingtalk => ("DingTalk", "钉钉"),
        Channel::Wecom => ("WeCom", "企业微信"),
        Channel::Feishu => ("Feishu", "飞书"),
        Channel::Sms => ("SMS", "短信"),
        Channel::Voice => ("voice", "语音电话"),
        Channel::Webhook => ("webhook", "Webhook"),
    };
    let (en, zh): (Vec<_>, Vec<_>) = channels.iter().map(name).unzip();
    (en.join(", "), zh.join("、"))
}
