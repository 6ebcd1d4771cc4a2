//! What an agent's interfaces are called. Names change once in years and are three columns of seven, so they are read once an hour, and at
//! once when the agent started anew or has other interfaces than before.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Access;

/// How long names are believed.
const BELIEVED: Duration = Duration::from_secs(3600);
/// Of how many agents they are remembered.
const REMEMBERED: usize = 100_000;

/// The names of an agent's interfaces, by index.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// No two have the same.
    pub(super) labels: BTreeMap<u32, String>,
    /// What somebody wrote beside a port.
    pub(super) aliases: BTreeMap<u32, String>,
}

/// Whose names: one agent may show different interfaces to different users.
pub(super) type View = (SocketAddr, [u8; 32]);

/// Whom an agent at `target` takes the one who asks for.
pub(super) fn view(target: SocketAddr, access: &Access) -> View {
    let written = serde_json::to_vec(access).unwrap_or_default();
    let mut print = [0; 32];
    print.iter_mut().zip(ring::digest::digest(&ring::digest::SHA256, &written).as_ref()).for_each(|(to, from)| *to = *from);
    (target, print)
}

/// The names of all agents that were asked.
#[derive(Debug, Default)]
pub(crate) struct Names(Mutex<HashMap<View, Known>>);

#[derive(Debug)]
struct Known {
    read_at: Instant,
    up_time: f64,
    indices: Vec<u32>,
    named: Arc<Named>,
}

impl Names {
    /// The names, if they may still be believed of an agent that has been up for so many seconds and has these interfaces.
    pub(super) fn of(&self, view: &View, up_time: f64, indices: &[u32], now: Instant) -> Option<Arc<Named>> {
        let mut known = self.lock();
        let known = known.get_mut(view)?;
        let same = up_time >= known.up_time && known.indices == indices;
        known.up_time = up_time;
        (same && now.saturating_duration_since(known.read_at) < BELIEVED).then(|| Arc::clone(&known.named))
    }

    /// Remembers the names that were just read.
    pub(super) fn learn(&self, view: View, up_time: f64, indices: Vec<u32>, named: Named, now: Instant) -> Arc<Named> {
        let named = Arc::new(named);
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(view, Known { read_at: now, up_time, indices, named: Arc::clone(&named) });
        named
    }

    /// A panic elsewhere cannot leave this map half changed.
    fn lock(&self) -> MutexGuard<'_, HashMap<View, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_believed_for_an_hour_of_the_same_agent_with_the_same_interfaces() {
        let names = Names::default();
        let (view, now) = (("10.0.0.1:161".parse().unwrap(), [7; 32]), Instant::now());
        let believed =
            |view: &View, up_time: f64, indices: &[u32], after: Duration| names.of(view, up_time, indices, now + after).is_some();
        let minute = Duration::from_secs(60);
        assert!(!believed(&view, 5.0, &[1, 2], Duration::ZERO));
        names.learn(view, 5.0, vec![1, 2], Named::default(), now);
        assert!(believed(&view, 65.0, &[1, 2], minute));
        assert!(!believed(&(view.0, [8; 32]), 65.0, &[1, 2], minute), "another user may see other interfaces");
        assert!(!believed(&view, 70.0, &[1, 2, 3], minute), "an interface more");
        assert!(!believed(&view, 80.0, &[1, 3], minute), "another interface");
        assert!(!believed(&view, 3.0, &[1, 2], minute), "it started anew");
        assert!(believed(&view, 3600.0, &[1, 2], BELIEVED - minute));
        assert!(!believed(&view, 3700.0, &[1, 2], BELIEVED), "an hour is over");
    }
}
