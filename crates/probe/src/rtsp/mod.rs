//! RTSP: does the media server of this camera or recorder answer, and what does it offer? An evidence system (违停抓拍) whose cameras answer
//! pings but give no picture is down for its users.
//!
//! Measurements: `response_time` (seconds from the first SYN to the last answer). Of OPTIONS also `methods` (text, what the server says it
//! can do). Of DESCRIBE also `media_count` (count) and for each medium, labelled `video`, `audio`…, `media` (text, its coding).
//! An answer other than success is a failure here, since it means that the stream asked for is not to be had.
//!
//! The conversation is a few lines of text, written and read here with strict limits; no media is received.

mod description;
mod exchange;
mod response;

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::address::Host;
use crate::bounded::Port;
use crate::challenge;
use crate::deadline::Deadline;
use crate::dial::dial;
use crate::failure::{Failure, FailureKind};
use crate::login::Login;
use crate::outcome::{Measurement, Unit, one_line};
use crate::path::Path;
use exchange::{Answer, Conversation, Trouble};

/// What to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The device.
    pub address: Host,
    /// Its port.
    #[serde(default = "usual_port")]
    pub port: Port,
    /// The stream, such as `/Streaming/Channels/101`.
    #[serde(default)]
    pub path: Path,
    /// How much to ask.
    #[serde(default)]
    pub method: Method,
    /// Who asks, should the device want to know.
    #[serde(default)]
    pub login: Option<Login>,
}

fn usual_port() -> Port {
    Port::RTSP
}

impl Settings {
    /// OPTIONS of the server itself, on the usual port.
    pub fn new(address: Host) -> Self {
        Self { address, port: Port::RTSP, path: Path::default(), method: Method::Options, login: None }
    }
}

/// How much to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// What can you do? Most devices answer this to anybody.
    #[default]
    Options,
    /// What is in this stream? Mostly asks for a login.
    Describe,
}

impl Method {
    fn on_the_wire(self) -> &'static str {
        match self {
            Self::Options => "OPTIONS",
            Self::Describe => "DESCRIBE",
        }
    }
}

/// Asks; when the device asks back who we are and the question knows, asks again as that user.
pub(crate) async fn ask(settings: &Settings, deadline: &Deadline) -> Result<Vec<Measurement>, Failure> {
    let started = Instant::now();
    let dialled = dial(&settings.address, settings.port.get(), deadline).await?;
    let peer = dialled.peer;
    let answer = match deadline.within(converse(Conversation::new(dialled.stream), peer, settings, deadline)).await {
        Ok(answer) => answer?,
        Err(_) => return Err(Failure::unfinished(peer, deadline.allowed())),
    };
    let mut found = vec![Measurement::seconds("response_time", started.elapsed())];
    found.extend(answer.head.get("Server").map(|server| Measurement::text("banner", server)));
    found.extend(match settings.method {
        Method::Options => methods(&answer),
        Method::Describe => media(&answer),
    });
    Ok(found)
}

async fn converse(mut conversation: Conversation, peer: SocketAddr, settings: &Settings, deadline: &Deadline) -> Result<Answer, Failure> {
    let method = settings.method.on_the_wire();
    let uri = format!("rtsp://{}:{}{}", settings.address.in_url(), settings.port, settings.path.as_str());
    let mut answer = conversation.ask(method, &uri, None).await.map_err(|trouble| failure(trouble, peer))?;
    // Once to learn the challenge, and once more only when the device says that the nonce it gave has grown old.
    for attempt in 0..2 {
        if answer.head.status != 401 {
            break;
        }
        let challenges = challenge::read(answer.head.all("WWW-Authenticate"));
        let Some(login) = &settings.login else { return Err(wants_login(peer)) };
        if attempt > 0 && !challenge::is_stale(&challenges) {
            break;
        }
        let authorization = challenge::answer(&challenges, login, method, &uri).map_err(|why| challenge::failure(why, peer))?;
        if answer.head.get("Connection").is_some_and(|word| word.eq_ignore_ascii_case("close")) {
            conversation = Conversation::new(dial(&settings.address, settings.port.get(), deadline).await?.stream);
        }
        answer = match conversation.ask(method, &uri, Some(&authorization)).await {
            // Some cameras hang up after a 401 without saying so.
            Err(Trouble::Io(_)) => {
                conversation = Conversation::new(dial(&settings.address, settings.port.get(), deadline).await?.stream);
                conversation.ask(method, &uri, Some(&authorization)).await
            }
            other => other,
        }
        .map_err(|trouble| failure(trouble, peer))?;
    }
    accept(answer, peer, settings)
}

fn accept(answer: Answer, peer: SocketAddr, settings: &Settings) -> Result<Answer, Failure> {
    match (answer.head.status, &settings.login) {
        (200..=299, _) => Ok(answer),
        (401 | 403, None) => Err(wants_login(peer)),
        (401 | 403, Some(login)) => Err(refused_login(login, peer)),
        (status, _) => {
            let (method, path) = (settings.method.on_the_wire(), settings.path.as_str());
            let reason = one_line(&answer.head.reason);
            Err(Failure::new(
                FailureKind::Protocol,
                format!(
                    "{peer} answered {status} {reason} to {method} {path}. Correct the path of the stream, or look at the device's own page whether the stream works."
                ),
                format!(
                    "{peer} 对 {method} {path} 的应答是 {status} {reason}。请更正视频流路径，或在设备自己的页面上查看该视频流是否正常。"
                ),
            ))
        }
    }
}

fn methods(answer: &Answer) -> Vec<Measurement> {
    answer.head.get("Public").map(|methods| Measurement::text("methods", methods)).into_iter().collect()
}

fn media(answer: &Answer) -> Vec<Measurement> {
    let media = description::media(&String::from_utf8_lossy(&answer.body));
    let mut found = vec![Measurement::number("media_count", Unit::Count, media.len() as f64)];
    found.extend(media.iter().map(|medium| Measurement::text("media", &medium.coding).labelled(&medium.label)));
    found
}

fn failure(trouble: Trouble, peer: SocketAddr) -> Failure {
    match trouble {
        Trouble::Io(error) => Failure::from_io(&error, peer),
        Trouble::Malformed(malformed) => {
            let (en, zh) = malformed.sentence();
            Failure::new(
                FailureKind::Protocol,
                format!(
                    "{peer} does not speak RTSP as it should: {en}. Check that the port belongs to the media service, or update the device's software."
                ),
                format!("{peer} 的 RTSP 应答不合规：{zh}。请确认端口属于流媒体服务，或升级设备软件。"),
            )
        }
    }
}

fn wants_login(peer: SocketAddr) -> Failure {
    Failure::new(
        FailureKind::Authentication,
        format!("{peer} asks for a login. Give this check the user and password of the device, best a user that may only watch."),
        format!("{peer} 要求登录。请为该检测项填写设备的用户名和密码，最好使用仅有观看权限的用户。"),
    )
}

fn refused_login(login: &Login, peer: SocketAddr) -> Failure {
    let user = login.user();
    Failure::new(
        FailureKind::Authentication,
        format!(
            "{peer} did not accept the user {user}. Correct the user or the password; after several wrong attempts many devices lock the user for a while."
        ),
        format!("{peer} 不接受用户 {user}。请更正用户名或密码；多次错误后，许多设备会暂时锁定该用户。"),
    )
}
