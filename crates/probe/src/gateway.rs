//! Before a device is called silent, this computer's own gateway on the way to it is asked: when that is silent too, nothing can be said of the
//! device. Only a gateway that has answered before is a witness; many are told not to. And it is no witness
//! against a device while others behind it answer.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::address::Host;
use crate::deadline::Deadline;
use crate::failure::{Failure, FailureKind};
use crate::icmp;
use crate::routes::Routes;

/// The routes are read again after this time.
const ROUTES_LAST: Duration = Duration::from_secs(30);
/// A gateway's silence is believed for this long before it is asked again.
const SILENCE_LASTS: Duration = Duration::from_secs(2);
/// The silence of one that has never answered, which is likely told not to, is believed for longer.
const STRANGERS_SILENCE_LASTS: Duration = Duration::from_secs(60);
/// For how long its answer is waited for: it stands on our own wire.
const PATIENCE: Duration = Duration::from_secs(1);

/// The gateways of this computer, as far as they were asked.
#[derive(Debug, Default)]
pub(crate) struct Gateways {
    routes: Mutex<Option<(Instant, Arc<Routes>)>>,
    known: Mutex<HashMap<IpAddr, Known>>,
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Known {
    /// When the newest question that it answered was asked.
    answered: Option<Instant>,
    /// When it last was silent.
    silent: Option<Instant>,
    /// When the newest question was asked that a device behind it answered.
    passed: Option<Instant>,
}

impl Gateways {
    /// Notes that a device answered a question asked at `since`: the way to it is open, whatever its gateway says.
    pub(crate) fn let_pass(&self, target: &Host, since: Instant) {
        if let Some(gateway) = self.towards(target) {
            self.note(gateway, |known| known.passed = known.passed.max(Some(since)));
        }
    }

    /// The failure in place of a device's silence since `since`, when the gateway on the way to it is silent as well.
    pub(crate) async fn excuse(&self, sockets: &icmp::Sockets, target: &Host, since: Instant) -> Option<Failure> {
        let gateway = self.towards(target)?;
        let silent = match self.verdict(gateway, since) {
            Some(silent) => silent,
            None => {
                // Of a thousand silences at once, one asks; the others hear what it heard.
                let _turn = self.asking.lock().await;
                match self.verdict(gateway, since) {
                    Some(silent) => silent,
                    None => !self.ask(sockets, gateway).await?,
                }
            }
        };
        // One that has never answered proves nothing by its silence.
        (silent && self.known(gateway).answered.is_some()).then(|| cut_off(gateway, target))
    }

    /// Whether the gateway is silent, when that is known well enough for a silence that began at `since`.
    fn verdict(&self, gateway: IpAddr, since: Instant) -> Option<bool> {
        let Known { answered, silent, passed } = self.known(gateway);
        let believed = if answered.is_some() { SILENCE_LASTS } else { STRANGERS_SILENCE_LASTS };
        if answered.max(passed) >= Some(since) {
            Some(false)
        } else if silent > answered && silent.is_some_and(|silent| silent.elapsed() < believed) {
            Some(true)
        } else {
            None
        }
    }

    /// Asks a gateway; `None` when this computer cannot.
    async fn ask(&self, sockets: &icmp::Sockets, gateway: IpAddr) -> Option<bool> {
        let asked = Instant::now();
        let deadline = Deadline::after(PATIENCE);
        match icmp::ask(sockets, &icmp::Settings::new(Host::Ip(gateway)), &deadline).await {
            Ok(_) => self.note(gateway, |known| known.answered = Some(asked)),
            Err(failure) if failure.kind == FailureKind::Local => return None,
            Err(_) => self.note(gateway, |known| known.silent = Some(Instant::now())),
        }
        Some(self.known(gateway).answered == Some(asked))
    }

    /// The gateway on the way to a device. A name is looked up elsewhere; the way to it is not known here.
    fn towards(&self, target: &Host) -> Option<IpAddr> {
        let Host::Ip(target) = target else { return None };
        let mut kept = lock(&self.routes);
        let routes = match kept.as_ref() {
            Some((read, routes)) if read.elapsed() < ROUTES_LAST => Arc::clone(routes),
            _ => {
                let routes = Arc::new(Routes::now());
                *kept = Some((Instant::now(), Arc::clone(&routes)));
                routes
            }
        };
        routes.gateway(*target)
    }

    fn known(&self, gateway: IpAddr) -> Known {
        lock(&self.known).get(&gateway).copied().unwrap_or_default()
    }

    fn note(&self, gateway: IpAddr, change: impl FnOnce(&mut Known)) {
        change(lock(&self.known).entry(gateway).or_default());
    }
}

/// A panic elsewhere cannot leave these half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn cut_off(gateway: IpAddr, target: &Host) -> Failure {
    Failure::new(
        FailureKind::Local,
        format!(
            "This computer's own gateway {gateway} does not answer, so nothing can be said of {target}. Check this computer's network and the gateway."
        ),
        format!("本机的网关 {gateway} 没有应答，因此无法判断 {target} 的状态。请检查本机网络和网关。"),
    )
}
