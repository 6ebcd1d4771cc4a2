//! Why a database gave no answer.

use std::fmt;

use sqlx::Error;

use super::Settings;
use crate::failure::{Failure, FailureKind};
use crate::outcome::one_line;

/// Reads an error of the driver.
pub(super) fn read(settings: &Settings, error: &Error) -> Failure {
    let asked = format!("{}:{}", settings.address, settings.port());
    match error {
        Error::Io(error) => from_io(settings, error),
        Error::Database(refusal) => match refusal.code().as_deref() {
            // PostgreSQL's class 28; MySQL says 28000, and 42000 with 1044 for the database.
            Some("28P01" | "28000") => authentication(settings, &asked),
            Some("42000") if refusal.message().starts_with("Access denied") => authentication(settings, &asked),
            // Too slow: PostgreSQL; MariaDB and MySQL.
            Some("57014" | "70100") => too_slow(&asked),
            Some("25006") => refused(&asked, "the query would write, and the probe only reads", "该语句会写入数据，而探测只允许读取"),
            _ => refused(&asked, one_line(refusal.message()), one_line(refusal.message())),
        },
        Error::Tls(reason) => Failure::new(
            FailureKind::Protocol,
            format!("The TLS handshake with {asked} failed ({reason}). Renew its certificate, or set tls to accept_any or off."),
            format!("与 {asked} 的 TLS 握手失败（{reason}）。请更新其证书，或将 tls 设为 accept_any 或 off。"),
        ),
        other => {
            let reason = one_line(&other.to_string());
            Failure::new(
                FailureKind::Protocol,
                format!(
                    "{asked} answered what is not to be understood ({reason}). Check that the port belongs to a database of this engine."
                ),
                format!("无法理解 {asked} 的应答（{reason}）。请确认端口属于该类型的数据库。"),
            )
        }
    }
}

fn from_io(settings: &Settings, error: &std::io::Error) -> Failure {
    // The driver does not tell which address it was; for the sentence one of them is enough.
    let ip = match &settings.address {
        crate::address::Host::Ip(ip) => *ip,
        crate::address::Host::Name(_) => std::net::Ipv4Addr::LOCALHOST.into(),
    };
    let failure = Failure::from_io(error, (ip, settings.port()).into());
    match &settings.address {
        crate::address::Host::Ip(_) => failure,
        crate::address::Host::Name(name) => Failure {
            detail_en: failure.detail_en.replace("127.0.0.1", name),
            detail_zh: failure.detail_zh.replace("127.0.0.1", name),
            ..failure
        },
    }
}

fn authentication(settings: &Settings, asked: &str) -> Failure {
    let (user, database) = (settings.login.user(), &settings.database);
    Failure::new(
        FailureKind::Authentication,
        format!(
            "{asked} does not let the user {user} into the database {database}. Correct the user or the password, or grant the user the right to connect and to read."
        ),
        format!("{asked} 不允许用户 {user} 访问数据库 {database}。请更正用户名或密码，或授予该用户连接和读取权限。"),
    )
}

fn too_slow(asked: &str) -> Failure {
    Failure::new(
        FailureKind::Protocol,
        format!("{asked} answers, but the query took longer than it may. Make it simpler, add an index, or allow it more time."),
        format!("{asked} 有应答，但查询超时。请简化查询、增加索引，或允许更长时间。"),
    )
}

fn refused(asked: &str, reason_en: impl fmt::Display, reason_zh: impl fmt::Display) -> Failure {
    Failure::new(
        FailureKind::Protocol,
        format!("{asked} does not answer the query: {reason_en}. Correct the query: one SELECT of one column."),
        format!("{asked} 没有回答该查询：{reason_zh}。请更正查询：只含一列的一条 SELECT。"),
    )
}
