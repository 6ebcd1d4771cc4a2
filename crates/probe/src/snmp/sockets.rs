//! What all SNMP questions share: the UDP sockets of each address family, the engines met so far, and the keys made from passphrases.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::Duration;

use async_snmp::{
    Auth, AuthProtocol as Hash, ClientBuilder, EngineCache, MasterKeys, PrivProtocol as Cipher, ResponseShapePolicy, Retry, UdpTransport,
    UsmConfig,
};
use tokio::sync::Mutex;

use super::access::{Access, AuthProtocol, Authentication, PrivacyProtocol, V3};
use super::line::{Claim, Line};
use super::names::Names;
use super::plain::Request;
use super::walk::Repetitions;
use super::{Agent, Settings};
use crate::deadline::Deadline;
use crate::failure::{Failure, FailureKind};

/// How many devices' engines are remembered: one each for the largest fleet.
const ENGINES: usize = 200_000;
/// How many different credentials' keys are remembered. Making one costs a hash over a mebibyte.
const KEYS: usize = 4096;
/// The shared part of all SNMP questions.
pub(crate) struct Sockets {
    v4: Mutex<Option<UdpTransport>>,
    v6: Mutex<Option<UdpTransport>>,
    /// For the plain exchange.
    line_v4: Lock<Option<Arc<Line>>>,
    line_v6: Lock<Option<Arc<Line>>>,
    receive_buffer: usize,
    engines: Arc<EngineCache>,
    /// By a hash over protocols and passphrases, so that no passphrase is kept here.
    keys: Lock<HashMap<[u8; 32], MasterKeys>>,
    repetitions: Repetitions,
    names: Names,
}

impl Sockets {
    pub(crate) fn new(receive_buffer: usize) -> Self {
        let engines = Arc::new(EngineCache::new().with_max_capacity(ENGINES));
        Self {
            v4: Mutex::default(),
            v6: Mutex::default(),
            line_v4: Lock::default(),
            line_v6: Lock::default(),
            receive_buffer,
            engines,
            keys: Lock::default(),
            repetitions: Repetitions::default(),
            names: Names::default(),
        }
    }

    /// A number for a plain exchange with `target`, over the shared socket.
    pub(super) fn claim(&self, target: SocketAddr, request: Request) -> Result<Claim, Failure> {
        let place = if target.is_ipv4() { &self.line_v4 } else { &self.line_v6 };
        // Nothing is left half done in there, so a poisoned lock is as good as any.
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        let line = match place.as_ref().filter(|line| !line.is_dead()) {
            Some(open) => Arc::clone(open),
            None => {
                let line = Arc::new(Line::open(target, self.receive_buffer).map_err(|error| local(&error, target))?);
                *place = Some(Arc::clone(&line));
                line
            }
        };
        drop(place);
        line.claim(target, request).map_err(|error| local(&error, target))
    }

    /// A client for one question to `target`, over the shared socket.
    pub(super) async fn agent(&self, target: SocketAddr, settings: &Settings, deadline: &Deadline) -> Result<Agent<'_>, Failure> {
        let local = |error: &dyn std::fmt::Display| local(error, target);
        let auth = match &settings.access {
            Access::V1(v1) => Auth::v1(v1.community.reveal()),
            Access::V2c(v2c) => Auth::v2c(v2c.community.reveal()),
            Access::V3(v3) => Auth::from(self.user(v3).await.map_err(|error| local(&error))?),
        };
        let socket = self.towards(target).await.map_err(|error| local(&error))?;
        let handle = socket.handle(target).map_err(|error| local(&error))?.strict_source(true);
        let client = ClientBuilder::new(auth)
            .request_timeout(deadline.remaining().max(Duration::from_millis(1)) / (u32::from(settings.retries.get()) + 1))
            .retry(Retry::fixed(settings.retries.get().into(), Duration::ZERO).map_err(|error| local(&error))?)
            .response_shape_policy(ResponseShapePolicy::Strict)
            .engine_cache(Arc::clone(&self.engines))
            // A device that does not know our user or password cannot sign its "no". Unless unsigned reports are heard, a wrong password looks
            // like a dead device. Whoever can forge one (it carries our message's number and the device's address) can spoil this question,
            // which they could as well by dropping it; values are still believed only when signed.
            .allow_unauthenticated_v3_time_correction(true)
            .build_with_transport(handle)
            .map_err(|error| local(&error))?;
        let bulk = !matches!(settings.access, Access::V1(_));
        Ok(Agent { client, target, allowed: deadline.allowed(), bulk, repetitions: &self.repetitions })
    }

    /// What the agents' interfaces are called.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Forgets who answered at `target`. A device that was replaced bears another identity, and a report in that name is not believed while
    /// the old one is remembered; so silence makes the next question begin with an introduction.
    pub(super) fn forget_engine(&self, target: SocketAddr) {
        self.engines.remove(&target);
    }

    /// Gives up the socket towards `target`; the next question opens a new one.
    pub(super) async fn reopen(&self, target: SocketAddr) {
        *self.place(target).lock().await = None;
    }

    fn place(&self, target: SocketAddr) -> &Mutex<Option<UdpTransport>> {
        if target.is_ipv4() { &self.v4 } else { &self.v6 }
    }

    async fn towards(&self, target: SocketAddr) -> async_snmp::Result<UdpTransport> {
        let mut place = self.place(target).lock().await;
        if let Some(open) = place.as_ref() {
            return Ok(open.clone());
        }
        let any = if target.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
        let socket = UdpTransport::builder().bind(any).recv_buffer_size(self.receive_buffer).warn_on_source_mismatch(false).build().await?;
        tracing::info!(local = %socket.local_addr(), "snmp socket open");
        *place = Some(socket.clone());
        Ok(socket)
    }

    async fn user(&self, v3: &V3) -> Result<UsmConfig, String> {
        let user = UsmConfig::new(v3.user.as_str().to_owned()).context_name(v3.context.clone());
        match &v3.auth {
            None => Ok(user),
            Some(authentication) => user.with_master_keys(self.keys(authentication).await?).map_err(|error| error.to_string()),
        }
    }

    async fn keys(&self, authentication: &Authentication) -> Result<MasterKeys, String> {
        let print = fingerprint(authentication);
        if let Some(known) = self.lock_keys().get(&print) {
            return Ok(known.clone());
        }
        let authentication = authentication.clone();
        // Milliseconds of hashing: not on a thread that others wait for.
        let made = tokio::task::spawn_blocking(move || make_keys(&authentication)).await.map_err(|error| error.to_string())??;
        let mut keys = self.lock_keys();
        if keys.len() >= KEYS {
            keys.clear();
        }
        keys.insert(print, made.clone());
        Ok(made)
    }

    /// A panic elsewhere cannot leave this map half changed, so a poisoned lock is as good as any.
    fn lock_keys(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], MasterKeys>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_keys(authentication: &Authentication) -> Result<MasterKeys, String> {
    let hash = match authentication.protocol {
        AuthProtocol::Sha1 => Hash::Sha1,
        AuthProtocol::Sha224 => Hash::Sha224,
        AuthProtocol::Sha256 => Hash::Sha256,
        AuthProtocol::Sha384 => Hash::Sha384,
        AuthProtocol::Sha512 => Hash::Sha512,
    };
    let keys = MasterKeys::new(hash, authentication.password.reveal().as_bytes()).map_err(|error| error.to_string())?;
    let Some(privacy) = &authentication.privacy else { return Ok(keys) };
    let cipher = match privacy.protocol {
        PrivacyProtocol::Aes128 => Cipher::Aes128,
        PrivacyProtocol::Aes192 => Cipher::Aes192Blumenthal,
        PrivacyProtocol::Aes256 => Cipher::Aes256Blumenthal,
        PrivacyProtocol::Aes192Cisco => Cipher::Aes192Reeder,
        PrivacyProtocol::Aes256Cisco => Cipher::Aes256Reeder,
    };
    keys.with_privacy(cipher, privacy.password.reveal().as_bytes()).map_err(|error| error.to_string())
}

fn fingerprint(authentication: &Authentication) -> [u8; 32] {
    let privacy = authentication.privacy.as_ref();
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for part in [authentication.password.reveal(), privacy.map_or("", |privacy| privacy.password.reveal())] {
        context.update(&part.len().to_be_bytes());
        context.update(part.as_bytes());
    }
    context.update(format!("{:?} {:?}", authentication.protocol, privacy.map(|privacy| privacy.protocol)).as_bytes());
    let mut print = [0; 32];
    print.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
    print
}

fn local(error: &dyn std::fmt::Display, target: SocketAddr) -> Failure {
    Failure::new(
        FailureKind::Local,
        format!(
            "This computer could not ask {target} over SNMP ({error}). Check its free memory, its limit on open files and its firewall."
        ),
        format!("本机无法通过 SNMP 询问 {target}（{error}）。请检查本机的可用内存、打开文件数上限和防火墙。"),
    )
}

impl std::fmt::Debug for Sockets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sockets").finish_non_exhaustive()
    }
}
