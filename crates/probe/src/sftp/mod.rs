//! SFTP: how old is the newest file of this folder? Backups, recordings and exports fail silently; their age tells.
//!
//! Measurements: `response_time`, `connect_time` (seconds), `files` (count), `bytes` (of all of them), and of the newest one `newest_age` (seconds, by this
//! computer's clock against the server's), `newest_bytes` and `newest` (text: its name); `complete` (flag: no more than 10,000 entries) and
//! `host_key` (text). Only files of the folder itself count, or the one file that `path` names.

mod packet;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::Instant;

use crate::address::Host;
use crate::bounded::Port;
use crate::deadline::Deadline;
use crate::expect::{Expectations, Pattern, Phrase, Test};
use crate::failure::{Failure, FailureKind};
use crate::outcome::{Broken, Found, Measurement, Unit, one_line};
use crate::prober::TimeOfDay;
use crate::ssh::{Access, Door, HostKey, Session, sign_in, usual_port};
use packet::{Entry, INIT, OPENDIR, READDIR, Reply, STAT};

/// How many entries of a folder are looked at.
const MOST_ENTRIES: usize = 10_000;
/// How long one packet may be, in bytes.
const LONGEST_PACKET: u32 = 256 << 10;

/// Where to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The computer.
    pub address: Host,
    /// Its port.
    #[serde(default = "usual_port")]
    pub port: Port,
    /// Whom we believe to be the server.
    pub host_key: HostKey,
    /// Who asks.
    pub access: Access,
    /// The folder, or one file.
    pub path: Phrase,
    /// Which files count: those whose name this is found in; all when absent.
    #[serde(default)]
    pub pattern: Option<Pattern>,
    /// What the answer should be.
    #[serde(default)]
    pub expect: Expectations<Expectation>,
}

/// What people expect of the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// The age of the newest file in seconds, and there is one.
    Age(Test),
    /// How many files there are.
    Files(Test),
    /// How long they are together, in bytes.
    Bytes(Test),
    /// How long the newest one is, in bytes, and there is one.
    NewestBytes(Test),
}

/// Signs in, lists, hangs up.
pub(crate) async fn ask(time_of_day: TimeOfDay, settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let started = Instant::now();
    let door = Door { address: &settings.address, port: settings.port, host_key: &settings.host_key, access: &settings.access };
    let work = async {
        let session = sign_in(&door, deadline).await?;
        let Some(channel) = session.subsystem("sftp").await? else { return Err(not_sftp(&session)) };
        let mut talk = Talk { stream: channel.into_stream(), number: 0, session: &session, path: settings.path.as_str() };
        let listed = talk.list().await?;
        Ok((session.connect_time, session.host_key.clone(), listed))
    };
    let (connect_time, host_key, (entries, complete)) =
        deadline.within(work).await.unwrap_or_else(|_| Err(Failure::unfinished(&settings.address, deadline.allowed())))?;
    let counts = |entry: &&Entry| entry.is_file() && settings.pattern.as_ref().is_none_or(|pattern| pattern.is_in(&entry.name));
    let files: Vec<_> = entries.iter().filter(counts).collect();
    let bytes = files.iter().filter_map(|file| file.bytes).fold(0, u64::saturating_add);
    let newest = files.iter().max_by_key(|file| file.modified);
    let age = newest.and_then(|file| Some(time_of_day()?.as_secs_f64() - f64::from(file.modified?)));
    let newest_bytes = newest.and_then(|file| file.bytes);

    let mut measurements = vec![
        Measurement::seconds("response_time", started.elapsed()),
        Measurement::seconds("connect_time", connect_time),
        Measurement::number("files", Unit::Count, files.len() as f64),
        Measurement::number("bytes", Unit::Bytes, bytes as f64),
        Measurement::flag("complete", complete),
        Measurement::text("host_key", &host_key),
    ];
    measurements.extend(age.map(|age| Measurement::number("newest_age", Unit::Seconds, age)));
    measurements.extend(newest_bytes.map(|bytes| Measurement::number("newest_bytes", Unit::Bytes, bytes as f64)));
    measurements.extend(newest.map(|file| Measurement::text("newest", &file.name)));

    let unmet = |thing: (&str, &str), test: &Test, found: Option<f64>| {
        (!found.is_some_and(|found| test.holds(&found.into())))
            .then(|| Broken::new(thing, test, found.map(|found| found.to_string()).as_deref()))
    };
    let broken = settings.expect.iter().filter_map(|expectation| match expectation {
        Expectation::Age(test) => unmet(("The age of the newest file in seconds", "最新文件距今的秒数"), test, age.map(f64::round)),
        Expectation::Files(test) => unmet(("The number of files", "文件数"), test, Some(files.len() as f64)),
        Expectation::Bytes(test) => unmet(("The bytes of all files", "全部文件的字节数"), test, Some(bytes as f64)),
        Expectation::NewestBytes(test) => {
            unmet(("The bytes of the newest file", "最新文件的字节数"), test, newest_bytes.map(|bytes| bytes as f64))
        }
    });
    Ok(Found { broken: broken.collect(), measurements })
}

/// The conversation with the server's SFTP.
struct Talk<'a, S> {
    stream: S,
    number: u32,
    session: &'a Session,
    path: &'a str,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<'_, S> {
    /// The entries of the folder, or the one file; and whether that is all.
    async fn list(&mut self) -> Result<(Vec<Entry>, bool), Failure> {
        const VERSION: u32 = 3;
        self.number = VERSION;
        if !matches!(self.say(INIT, None).await?, Reply::Version(VERSION..)) {
            return Err(not_sftp(self.session));
        }
        let path = self.path.as_bytes().to_vec();
        let found = match self.say(STAT, Some(&path)).await? {
            Reply::Attributes(entry) => entry,
            other => return Err(self.refused(&other)),
        };
        if !found.is_folder() {
            let name = self.path.rsplit('/').next().unwrap_or_default().to_owned();
            return Ok((vec![Entry { name, ..found }], true));
        }
        let handle = match self.say(OPENDIR, Some(&path)).await? {
            Reply::Handle(handle) => handle,
            other => return Err(self.refused(&other)),
        };
        let mut entries = Vec::new();
        loop {
            match self.say(READDIR, Some(&handle)).await? {
                // A server that sends empty lists for ever is ended by the deadline.
                Reply::Names(more) => entries.extend(more),
                // 1: that was all.
                Reply::Status(1, _) => return Ok((entries, true)),
                other => return Err(self.refused(&other)),
            }
            if entries.len() > MOST_ENTRIES {
                entries.truncate(MOST_ENTRIES);
                return Ok((entries, false));
            }
        }
    }

    async fn say(&mut self, kind: u8, text: Option<&[u8]>) -> Result<Reply, Failure> {
        let number = self.number;
        self.number = self.number.wrapping_add(1);
        let exchange = async {
            self.stream.write_all(&packet::request(kind, number, text)).await?;
            let length = self.stream.read_u32().await?;
            if length > LONGEST_PACKET {
                return Ok(None);
            }
            let mut body = vec![0; length as usize];
            self.stream.read_exact(&mut body).await?;
            Ok(packet::reply(&body, number))
        };
        match exchange.await {
            Ok(Some(reply)) => Ok(reply),
            Ok(None) => Err(not_sftp(self.session)),
            Err(error) => Err(Failure::from_io(&error, self.session.peer)),
        }
    }

    fn refused(&self, reply: &Reply) -> Failure {
        let (peer, path) = (self.session.peer, one_line(self.path));
        let (en, zh) = match reply {
            Reply::Status(2, _) => ("there is no such file or folder".to_owned(), "没有该文件或目录".to_owned()),
            Reply::Status(3, _) => ("this user may not read it".to_owned(), "该用户无权读取".to_owned()),
            Reply::Status(code, words) => (format!("{} ({code})", one_line(words)), format!("{}（{code}）", one_line(words))),
            _ => return not_sftp(self.session),
        };
        Failure::new(
            FailureKind::Protocol,
            format!("{peer} does not list {path}: {en}. Correct the path, or grant the user the right to read it."),
            format!("{peer} 无法列出 {path}：{zh}。请更正路径，或授予该用户读取权限。"),
        )
    }
}

fn not_sftp(session: &Session) -> Failure {
    let peer = session.peer;
    Failure::new(
        FailureKind::Protocol,
        format!(
            "{peer} answers something that is not SFTP. Switch the sftp subsystem on in the server's settings, and check that the user's shell writes nothing at sign-in."
        ),
        format!("{peer} 的应答不是 SFTP。请在服务器设置中启用 sftp 子系统，并确认用户登录时 shell 没有输出内容。"),
    )
}
