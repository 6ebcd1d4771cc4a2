//! How many descriptors the process may hold. Every question over TCP that is under way holds one, so a network that falls silent at once
//! needs thousands of them, and most systems hand a process 1,024 unless it asks for more.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// More would only make the kernel's tables larger.
const ENOUGH: u64 = 65_536;
/// What the pages, the database and the channels of messages hold meanwhile.
const OTHERS: u64 = 512;

/// Raises the process's limit as far as the system lets it, and answers how many questions under way fit beside everything else.
pub fn room_for_questions() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let most = maximum.unwrap_or(ENOUGH).min(ENOUGH);
    let mut allowed = current.unwrap_or(ENOUGH);
    if allowed < most {
        match setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum }) {
            Ok(()) => allowed = most,
            Err(error) => tracing::warn!(%error, "the limit of open files cannot be raised"),
        }
    }
    allowed.saturating_sub(OTHERS).max(OTHERS / 2)
}
