//! SSH: what does this command say on that computer?
//!
//! Measurements: `response_time`, `connect_time` (seconds), `exit_status` (code), `output` (text: the beginning of what it wrote), `host_key` (text: the
//! fingerprint of the server's key) and, when looked for, `number` (of the unit given). A command that ends with another status than 0 is
//! an answer.

mod access;
mod leash;
mod session;

use russh::ChannelMsg;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Instant;

pub use access::{Access, HostKey};
pub(crate) use session::{Door, Session, sign_in};

use crate::address::Host;
use crate::bounded::Port;
use crate::deadline::Deadline;
use crate::expect::{Expectations, Pattern, Phrase, Test};
use crate::failure::{Failure, FailureKind};
use crate::outcome::{Broken, Found, Measurement, Unit, number_of};

/// How much of the output is kept, in bytes.
const LONGEST_OUTPUT: usize = 64 << 10;

/// What to run where.
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
    /// The command, as the user's shell reads it.
    pub command: Phrase,
    /// Where the number stands in the output: the first group, or all that is matched.
    #[serde(default)]
    pub number: Option<Pattern>,
    /// What the number counts.
    #[serde(default = "count")]
    pub unit: Unit,
    /// What the answer should be.
    #[serde(default)]
    pub expect: Expectations<Expectation>,
}

pub(crate) fn usual_port() -> Port {
    Port::SSH
}

fn count() -> Unit {
    Unit::Count
}

/// What people expect of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// The status with which it ended.
    ExitStatus(Test),
    /// What it wrote, of which the first 64 KiB count.
    Output(Test),
    /// The number in it, and there is one.
    Number(Test),
}

/// Signs in, runs the command, hangs up.
pub(crate) async fn ask(settings: &Settings, deadline: &Deadline) -> Result<Found, Failure> {
    let started = Instant::now();
    let door = Door { address: &settings.address, port: settings.port, host_key: &settings.host_key, access: &settings.access };
    let work = async {
        let session = sign_in(&door, deadline).await?;
        let ended = run(&session, settings.command.as_str()).await?;
        Ok((session.connect_time, session.host_key.clone(), ended))
    };
    let (connect_time, host_key, (status, output)) =
        deadline.within(work).await.unwrap_or_else(|_| Err(Failure::unfinished(&settings.address, deadline.allowed())))?;
    let output = String::from_utf8_lossy(&output).into_owned();
    let number = settings.number.as_ref().and_then(|pattern| number_of(&Value::from(pattern.taken_from(&output)?)));
    let mut measurements = vec![
        Measurement::seconds("response_time", started.elapsed()),
        Measurement::seconds("connect_time", connect_time),
        Measurement::number("exit_status", Unit::Code, f64::from(status)),
        Measurement::text("output", &output),
        Measurement::text("host_key", &host_key),
    ];
    measurements.extend(number.map(|number| Measurement::number("number", settings.unit, number)));
    let broken = settings.expect.iter().filter_map(|expectation| match expectation {
        Expectation::ExitStatus(test) => {
            (!test.holds(&status.into())).then(|| Broken::new(("The exit status", "退出码"), test, Some(&status.to_string())))
        }
        Expectation::Output(test) => (!test.holds_in(&output)).then(|| Broken::new(("The output", "输出"), test, Some(&output))),
        Expectation::Number(test) => (!number.is_some_and(|number| test.holds(&number.into())))
            .then(|| Broken::new(("The number in the output", "输出中的数值"), test, number.map(|number| number.to_string()).as_deref())),
    });
    Ok(Found { broken: broken.collect(), measurements })
}

/// The status with which the command ended, and the beginning of what it wrote.
async fn run(session: &Session, command: &str) -> Result<(u32, Vec<u8>), Failure> {
    let mut channel = session.channel().await?;
    channel.exec(true, command).await.map_err(|error| session.failure(&error))?;
    let (mut status, mut output) = (None, Vec::new());
    while let Some(message) = channel.wait().await {
        match message {
            ChannelMsg::Data { data } => {
                let room = LONGEST_OUTPUT - output.len();
                output.extend_from_slice(data.get(..data.len().min(room)).unwrap_or_default());
            }
            ChannelMsg::ExitStatus { exit_status } => status = Some(exit_status),
            ChannelMsg::Failure => {
                return Err(unrun(session, "it runs no commands for this user", "不允许该用户执行命令"));
            }
            _ => {}
        }
    }
    let status = status
        .ok_or_else(|| unrun(session, "the command ended without a status, perhaps by a signal", "命令没有返回退出码，可能被信号终止"))?;
    Ok((status, output))
}

fn unrun(session: &Session, en: &str, zh: &str) -> Failure {
    let peer = session.peer;
    Failure::new(
        FailureKind::Protocol,
        format!("{peer} did not run the command: {en}. Try it there by hand as this user."),
        format!("{peer} 没有执行该命令：{zh}。请以该用户身份在设备上手动试运行。"),
    )
}
