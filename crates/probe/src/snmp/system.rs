//! The first exchange with an agent: its system group and the single objects that were asked for, all at once.

use std::net::SocketAddr;

use async_snmp::{Error, ErrorKind, ErrorStatus, Oid, Value as Answered};
use tokio::time::Instant;

use super::agent::{hides_everything, other_objects, silent};
use super::plain::{Answer, MOST, Request};
use super::values::{measured, words};
use super::{Access, Agent, Settings, Sockets};
use crate::deadline::Deadline;
use crate::failure::Failure;
use crate::outcome::{Measurement, Unit};

const SYSTEM: [(&str, u32); 4] = [("sys_up_time", 3), ("sys_object_id", 2), ("sys_descr", 1), ("sys_name", 5)];

/// Reads what the agent tells first. When the library had to be asked, its client comes along for whatever is to be read next.
pub(super) async fn read<'s>(
    sockets: &'s Sockets,
    settings: &Settings,
    target: SocketAddr,
    deadline: &Deadline,
) -> Result<(Option<Agent<'s>>, Vec<Measurement>), Failure> {
    let started = Instant::now();
    let system = SYSTEM.iter().map(|(_, object)| Oid::from_slice(&[1, 3, 6, 1, 2, 1, 1, *object, 0]));
    let oids: Vec<Oid> = system.chain(settings.get.iter().map(|object| object.oid.oid().clone())).collect();
    let (agent, answered) = match plainly(sockets, settings, target, &oids, deadline).await? {
        Some(answered) => (None, answered),
        None => {
            let (agent, answered) = by_library(sockets, settings, target, &oids, deadline).await?;
            (Some(agent), answered)
        }
    };
    let response_time = started.elapsed();
    let (system, wanted) = answered.split_at_checked(SYSTEM.len()).unwrap_or_default();
    let mut found = Vec::with_capacity(1 + oids.len());
    found.push(Measurement::seconds("response_time", response_time));
    found.extend(SYSTEM.iter().zip(system).filter_map(|((name, _), value)| system_object(name, value)));
    found.extend(settings.get.iter().zip(wanted).filter_map(|(object, value)| measured(object, value)));
    if found.len() == 1 {
        return Err(hides_everything(target));
    }
    Ok((agent, found))
}

/// The values in the order asked, in one plain exchange; nothing where it takes more than that.
async fn plainly(
    sockets: &Sockets,
    settings: &Settings,
    target: SocketAddr,
    oids: &[Oid],
    deadline: &Deadline,
) -> Result<Option<Vec<Answered>>, Failure> {
    let Access::V2c(v2c) = &settings.access else { return Ok(None) };
    let Some(request) = Request::new(v2c.community.reveal(), oids).filter(|_| oids.len() <= MOST) else { return Ok(None) };
    let mut claim = sockets.claim(target, request)?;
    for left in (1..=usize::from(settings.retries.get()) + 1).rev() {
        claim.send().await.map_err(|error| Failure::from_io(&error, target))?;
        match deadline.share(left).within(claim.answer()).await {
            Ok(Some(Answer::Values(values))) => return Ok(Some(values)),
            Ok(Some(Answer::Refused)) => return Ok(None),
            Ok(Some(Answer::OtherObjects)) => return Err(other_objects(target)),
            Ok(None) | Err(_) => {}
        }
    }
    Err(silent(target, deadline.allowed()))
}

async fn by_library<'s>(
    sockets: &'s Sockets,
    settings: &Settings,
    target: SocketAddr,
    oids: &[Oid],
    deadline: &Deadline,
) -> Result<(Agent<'s>, Vec<Answered>), Failure> {
    let mut agent = sockets.agent(target, settings, deadline).await?;
    let mut got = values(&agent, oids).await;
    // Our socket ended, for instance with the runtime that had opened it: the question is asked once more over a new one.
    if got.as_ref().is_err_and(|error| error.kind() == ErrorKind::Closed) {
        sockets.reopen(target).await;
        agent = sockets.agent(target, settings, deadline).await?;
        got = values(&agent, oids).await;
    }
    let answered = got.map_err(|error| agent.failure(&error))?;
    Ok((agent, answered))
}

/// The values in the order asked. An agent of version 1 refuses the whole request for one object that it does not have, and names it: the
/// others are asked for again.
async fn values(agent: &Agent<'_>, oids: &[Oid]) -> Result<Vec<Answered>, Box<Error>> {
    let mut found = vec![Answered::NoSuchObject; oids.len()];
    let mut left: Vec<usize> = (0..oids.len()).collect();
    while !left.is_empty() {
        let asked: Vec<Oid> = left.iter().filter_map(|at| oids.get(*at).cloned()).collect();
        match agent.client.get_many(&asked).await {
            Ok(response) => {
                for (at, varbind) in left.drain(..).zip(response.varbinds) {
                    if let Some(place) = found.get_mut(at) {
                        *place = varbind.value;
                    }
                }
            }
            Err(error) => match error.exchange_source() {
                Error::Snmp { status: ErrorStatus::NoSuchName, index, .. } if (1..=left.len()).contains(&(*index as usize)) => {
                    left.remove(*index as usize - 1);
                }
                _ => return Err(error),
            },
        }
    }
    Ok(found)
}

fn system_object(name: &str, value: &Answered) -> Option<Measurement> {
    match value {
        Answered::TimeTicks(hundredths) => Some(Measurement::number(name, Unit::Seconds, f64::from(*hundredths) / 100.0)),
        Answered::ObjectIdentifier(_) | Answered::OctetString(_) => Some(Measurement::text(name, &words(value)?)),
        _ => None,
    }
}
