//! Signing in over SSH: what a command and a listing have in common.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use russh::client::{self, AuthResult, Config, Handle, Handler, KeyboardInteractiveAuthResponse};
use russh::keys::{HashAlg, PrivateKeyWithHashAlg};
use russh::{Channel, ChannelMsg, Error};

use super::access::{Access, HostKey};
use super::leash::{Hand, leash};
use crate::address::Host;
use crate::bounded::Port;
use crate::deadline::Deadline;
use crate::dial::{Dialled, dial};
use crate::failure::{Failure, FailureKind};
use crate::outcome::one_line;

/// Whom to sign in to, and as whom.
pub(crate) struct Door<'a> {
    pub(crate) address: &'a Host,
    pub(crate) port: Port,
    pub(crate) host_key: &'a HostKey,
    pub(crate) access: &'a Access,
}

/// An open session. The connection is cut when it is dropped.
pub(crate) struct Session {
    handle: Handle<Doorkeeper>,
    pub(crate) peer: SocketAddr,
    pub(crate) connect_time: Duration,
    /// The fingerprint of the server's key.
    pub(crate) host_key: String,
    _hand: Hand,
}

/// Looks at the server's key.
struct Doorkeeper {
    expected: HostKey,
    seen: Arc<OnceLock<String>>,
}

impl Handler for Doorkeeper {
    type Error = Error;

    async fn check_server_key(&mut self, shown: &russh::keys::PublicKeyOrCertificate) -> Result<bool, Error> {
        // Certificates are not asked for.
        let russh::keys::PublicKeyOrCertificate::PublicKey { key, .. } = shown else { return Ok(false) };
        let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
        let fits = match &self.expected {
            HostKey::AcceptAny => true,
            HostKey::Fingerprint(expected) => *expected == fingerprint,
        };
        // Told again with every new exchange of keys, and then it must be the same.
        Ok(self.seen.get_or_init(|| fingerprint.clone()) == &fingerprint && fits)
    }
}

/// Connects and signs in. The caller keeps the deadline.
pub(crate) async fn sign_in(door: &Door<'_>, deadline: &Deadline) -> Result<Session, Failure> {
    let Dialled { stream, peer, connect_time } = dial(door.address, door.port.get(), deadline).await?;
    let (hand, stream) = leash(stream);
    let seen = Arc::new(OnceLock::new());
    let keeper = Doorkeeper { expected: door.host_key.clone(), seen: Arc::clone(&seen) };
    // A command's output needs no more; what does not fit waits at the server.
    let config = Config { window_size: 256 << 10, nodelay: true, inactivity_timeout: Some(deadline.remaining()), ..Config::default() };
    let mut handle = client::connect_stream(Arc::new(config), stream, keeper).await.map_err(|error| failure(&error, peer, seen.get()))?;
    let let_in = authenticate(&mut handle, door.access).await.map_err(|error| failure(&error, peer, seen.get()))?;
    if !let_in {
        return Err(not_let_in(door.access, peer));
    }
    let host_key = seen.get().cloned().unwrap_or_default();
    Ok(Session { handle, peer, connect_time, host_key, _hand: hand })
}

impl Session {
    pub(crate) async fn channel(&self) -> Result<Channel<client::Msg>, Failure> {
        self.handle.channel_open_session().await.map_err(|error| self.failure(&error))
    }

    /// A channel to a part of the server; nothing when it has no such part.
    pub(crate) async fn subsystem(&self, name: &str) -> Result<Option<Channel<client::Msg>>, Failure> {
        let mut channel = self.channel().await?;
        channel.request_subsystem(true, name).await.map_err(|error| self.failure(&error))?;
        while let Some(said) = channel.wait().await {
            match said {
                ChannelMsg::Success => return Ok(Some(channel)),
                ChannelMsg::Failure => break,
                _ => {}
            }
        }
        Ok(None)
    }

    pub(crate) fn failure(&self, error: &Error) -> Failure {
        failure(error, self.peer, Some(&self.host_key))
    }
}

async fn authenticate(handle: &mut Handle<Doorkeeper>, access: &Access) -> Result<bool, Error> {
    if let Some(key) = access.key() {
        let hash = if key.algorithm().is_rsa() { handle.best_supported_rsa_hash().await?.flatten() } else { None };
        if handle.authenticate_publickey(access.user(), PrivateKeyWithHashAlg::new(Arc::new(key), hash)).await?.success() {
            return Ok(true);
        }
    }
    let Some(password) = access.password() else { return Ok(false) };
    let interactive = match handle.authenticate_password(access.user(), password.reveal()).await? {
        AuthResult::Success => return Ok(true),
        AuthResult::Failure { remaining_methods, .. } => remaining_methods.contains(&russh::MethodKind::KeyboardInteractive),
    };
    if !interactive {
        return Ok(false);
    }
    // Some servers take a password only as the answer to a question; the first question that hides its answer gets it.
    let mut reply = handle.authenticate_keyboard_interactive_start(access.user(), None).await?;
    for _ in 0..3 {
        match reply {
            KeyboardInteractiveAuthResponse::Success => return Ok(true),
            KeyboardInteractiveAuthResponse::Failure { .. } => return Ok(false),
            KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. } => {
                let answers = prompts.iter().map(|prompt| if prompt.echo { String::new() } else { password.reveal().to_owned() }).collect();
                reply = handle.authenticate_keyboard_interactive_respond(answers).await?;
            }
        }
    }
    Ok(matches!(reply, KeyboardInteractiveAuthResponse::Success))
}

fn not_let_in(access: &Access, peer: SocketAddr) -> Failure {
    let user = access.user();
    Failure::new(
        FailureKind::Authentication,
        format!(
            "{peer} does not let the user {user} in. Correct the user, the password or the key, and check that the server takes this way of signing in."
        ),
        format!("{peer} 不允许用户 {user} 登录。请更正用户名、密码或密钥，并确认服务器允许该登录方式。"),
    )
}

fn failure(error: &Error, peer: SocketAddr, seen: Option<&String>) -> Failure {
    match error {
        Error::IO(error) => Failure::from_io(error, peer),
        Error::UnknownKey | Error::KeyChanged { .. } => {
            let seen = seen.map_or("?", String::as_str);
            Failure::new(
                FailureKind::Protocol,
                format!(
                    "{peer} shows the host key {seen}, not the one that was entered. If the device was replaced or set up anew, enter this one; if not, somebody may stand in between."
                ),
                format!("{peer} 出示的主机密钥为 {seen}，与录入的不符。若设备已更换或重装，请录入新的指纹；否则可能有人在中间冒充。"),
            )
        }
        Error::NoCommonAlgo { kind, theirs, .. } => {
            let theirs = one_line(&theirs.join(", "));
            Failure::new(
                FailureKind::Protocol,
                format!(
                    "{peer} knows no {kind:?} algorithm that is still safe (it offers {theirs}). Update the device's software or switch on a newer algorithm."
                ),
                format!("{peer} 没有仍然安全的 {kind:?} 算法（它提供：{theirs}）。请升级设备软件或启用较新的算法。"),
            )
        }
        Error::HUP | Error::Disconnect | Error::SendError | Error::RecvError => Failure::closed(peer),
        other => {
            let reason = one_line(&other.to_string());
            Failure::new(
                FailureKind::Protocol,
                format!(
                    "The SSH conversation with {peer} failed ({reason}). Check that the port belongs to an SSH server, and look at its log."
                ),
                format!("与 {peer} 的 SSH 会话失败（{reason}）。请确认端口属于 SSH 服务，并查看其日志。"),
            )
        }
    }
}
