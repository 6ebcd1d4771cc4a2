//! From a request to the answer (RFC 3416, 4.2). The agent is read-only: a SET is answered with `noAccess`.

use std::sync::LazyLock;

use super::decode::{Ask, Message};
use super::encode::{self, Value};
use super::look::Look;
use super::tree::Tree;
use super::{host, interfaces, private, system, ups};
use crate::catalogue::{Enterprise, Model};

/// The largest answer: what fits into an Ethernet frame without fragments, as most agents have it.
pub const MOST_BYTES: usize = 1472;
/// What the wrapping of the list takes at most, beside the community.
const WRAPPING: usize = 64;

const TOO_BIG: i32 = 1;
const NO_ACCESS: i32 = 6;

static PLAIN: LazyLock<Tree> = LazyLock::new(|| Tree::new(vec![system::nodes(), interfaces::nodes()]));
static CAMERA: LazyLock<Tree> = LazyLock::new(|| Tree::new(vec![system::nodes(), interfaces::nodes(), private::camera()]));
static HOST: LazyLock<Tree> = LazyLock::new(|| Tree::new(vec![system::nodes(), interfaces::nodes(), host::nodes()]));
static RECORDER: LazyLock<Tree> =
    LazyLock::new(|| Tree::new(vec![system::nodes(), interfaces::nodes(), host::nodes(), private::recorder()]));
static UPS: LazyLock<Tree> = LazyLock::new(|| Tree::new(vec![system::nodes(), interfaces::nodes(), ups::nodes()]));

/// The objects that a model's agent has.
fn tree(model: &Model) -> &'static Tree {
    match (model.facts.enterprise, model.facts.battery.is_some(), model.facts.memory_megabytes > 0) {
        (Some(Enterprise::HikvisionCamera), ..) => &CAMERA,
        (Some(Enterprise::HikvisionRecorder), ..) => &RECORDER,
        (None, true, _) => &UPS,
        (None, false, true) => &HOST,
        (None, false, false) => &PLAIN,
    }
}

/// Writes the answer to a request into `out`, which is emptied first.
pub fn answer(look: &Look<'_>, message: &Message<'_>, out: &mut Vec<u8>) {
    out.clear();
    let tree = tree(look.device.model);
    let room = MOST_BYTES.saturating_sub(WRAPPING + message.community.len());
    let mut list = Vec::with_capacity(256);
    let mut status = (0, 0);
    match message.ask {
        Ask::Get => message.names.iter().for_each(|name| encode::pair(&mut list, name, &tree.get(look, name))),
        Ask::GetNext => message.names.iter().for_each(|name| {
            next(tree, look, name, &mut list);
        }),
        Ask::GetBulk { non_repeaters, repetitions } => bulk(tree, look, &message.names, (non_repeaters, repetitions), room, &mut list),
        Ask::Set => {
            list.extend_from_slice(message.list);
            status = (NO_ACCESS, i32::from(!message.names.is_empty()));
        }
    }
    if list.len() > room {
        list.clear();
        status = (TOO_BIG, 0);
    }
    encode::response(out, message.community, message.request, status.0, status.1, &list);
}

/// Writes the object after a name, and tells its name; at the end, the name itself and none.
fn next(tree: &Tree, look: &Look<'_>, name: &[u32], list: &mut Vec<u8>) -> Option<Vec<u32>> {
    match tree.next(look, name) {
        Some((found, value)) => {
            encode::pair(list, &found, &value);
            Some(found)
        }
        None => {
            encode::pair(list, name, &Value::EndOfView);
            None
        }
    }
}

/// As many pairs as are asked and fit; the first one that does not fit ends the answer (RFC 3416, 4.2.3).
fn bulk(tree: &Tree, look: &Look<'_>, names: &[Vec<u32>], (once, rounds): (usize, usize), room: usize, list: &mut Vec<u8>) {
    let (single, repeated) = names.split_at(once.min(names.len()));
    for name in single {
        let before = list.len();
        next(tree, look, name, list);
        if list.len() > room && before > 0 {
            return list.truncate(before);
        }
    }
    let mut columns: Vec<Vec<u32>> = repeated.to_vec();
    for _ in 0..rounds {
        let mut ended = 0;
        for column in &mut columns {
            let before = list.len();
            let found = next(tree, look, column, list);
            // Even the first pair may be too large for the answer: that is tooBig, decided by the caller.
            if list.len() > room && before > 0 {
                return list.truncate(before);
            }
            match found {
                Some(found) => *column = found,
                None => ended += 1,
            }
        }
        if ended == columns.len() {
            return;
        }
    }
}

#[cfg(test)]
#[path = "agent_tests.rs"]
mod tests;
