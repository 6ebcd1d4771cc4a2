//! Reading one column of a table. How many rows an agent can give in one answer is learned for each: one that says that an answer would be
//! too big, or gives none, is asked for half as many, now or the next time.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_snmp::{Error, ErrorStatus, Oid, Value as Answered, WalkOptions};

use super::Agent;
use crate::failure::Failure;

/// The longest column that is read; beyond it an agent is broken or hostile.
pub(super) const LONGEST: usize = 10_000;
/// How many rows are asked for at first.
const USUAL: u32 = 25;
/// Of how many agents it is remembered that they can give less.
const REMEMBERED: usize = 100_000;

/// How many rows each agent can give in one answer, of those that cannot give the usual number.
#[derive(Debug, Default)]
pub(crate) struct Repetitions(Mutex<HashMap<SocketAddr, u32>>);

impl Repetitions {
    fn of(&self, target: SocketAddr) -> u32 {
        self.lock().get(&target).copied().unwrap_or(USUAL)
    }

    /// Asks for half as many from now on; false when it was one already.
    fn halve(&self, target: SocketAddr) -> bool {
        let now = self.of(target);
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(target, (now / 2).max(1));
        now > 1
    }

    /// A panic elsewhere cannot leave this map half changed.
    fn lock(&self) -> MutexGuard<'_, HashMap<SocketAddr, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A column by what stands behind its identifier: the row's index.
pub(super) type Rows = BTreeMap<Vec<u32>, Answered>;

/// Reads a column of at most `most` rows.
pub(super) async fn column(agent: &Agent<'_>, base: &Oid, most: usize) -> Result<Rows, Failure> {
    if !agent.bulk {
        return one_by_one(agent, base, most).await;
    }
    let (mut rows, mut last) = (Rows::new(), base.clone());
    loop {
        let asked = agent.client.get_bulk(std::slice::from_ref(&last), 0, agent.repetitions.of(agent.target)).await;
        let some = match asked {
            Ok(some) => some,
            Err(error) if agent.can_give_less(&error) => continue,
            Err(error) => return Err(agent.failure(&error)),
        };
        if some.is_empty() {
            return Ok(rows);
        }
        for row in some {
            if matches!(row.value, Answered::EndOfMibView) {
                return Ok(rows);
            }
            if row.oid <= last {
                return Err(agent.runs_in_circles());
            }
            let Some(index) = row.oid.strip_prefix(base) else { return Ok(rows) };
            if rows.len() >= most {
                return Err(agent.has_too_many_rows(most));
            }
            rows.insert(index.arcs().to_vec(), row.value);
            last = row.oid;
        }
    }
}

/// Agents of version 1 tell one row at a time.
async fn one_by_one(agent: &Agent<'_>, base: &Oid, most: usize) -> Result<Rows, Failure> {
    let options = WalkOptions { result_limit: Some(most), ..WalkOptions::default() };
    let walked = match agent.client.walk_with(base.clone(), options) {
        Ok(walk) => walk.collect().await,
        Err(error) => Err(error),
    };
    let rows = walked.map_err(|error| agent.failure(&error))?;
    Ok(rows.into_iter().filter_map(|row| Some((row.oid.strip_prefix(base)?.arcs().to_vec(), row.value))).collect())
}

impl Agent<'_> {
    /// Learns from a refusal how much the agent can give; whether it is to be asked for less at once.
    fn can_give_less(&self, error: &Error) -> bool {
        match error.exchange_source() {
            Error::Snmp { status: ErrorStatus::TooBig | ErrorStatus::GenErr, .. } => self.repetitions.halve(self.target),
            // Silence may be the answer of an agent whose big datagrams are lost on the way; the time for asking again is spent.
            Error::Timeout { .. } => {
                self.repetitions.halve(self.target);
                false
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_that_cannot_is_asked_for_half_as_many_until_one_is_left() {
        let known = Repetitions::default();
        let (slow, other) = ("10.0.0.1:161".parse().unwrap(), "10.0.0.2:161".parse().unwrap());
        let halved: Vec<(bool, u32)> = (0..6).map(|_| (known.halve(slow), known.of(slow))).collect();
        assert_eq!(halved, [(true, 12), (true, 6), (true, 3), (true, 1), (false, 1), (false, 1)]);
        assert_eq!(known.of(other), USUAL);
    }
}
