//! What a driver's failure means for the user. The driver's own words go to the log only.

use crate::{Error, Refusal, Text};

/// Turns a driver's error into ours: the database being away or full is something the user can wait for or mend, anything else is internal.
pub fn translate(error: sqlx::Error) -> Error {
    if is_storage_full(&error) {
        tracing::error!(%error, "the database cannot write: storage is full");
        return Error::Refused(Refusal::new(
            507,
            "storage.full",
            Text::new(
                "The server's disk is full. Nothing was changed. Free some space, then try again.",
                "服务器磁盘已满，本次操作未生效。请清理磁盘空间后重试。",
            ),
        ));
    }
    if is_away(&error) {
        tracing::warn!(%error, "the database is away or busy");
        return Error::Refused(Refusal::new(
            503,
            "storage.unavailable",
            Text::new(
                "The database cannot be reached just now. Nothing was changed. Try again in a moment.",
                "数据库暂时无法连接，本次操作未生效。请稍后重试。",
            ),
        ));
    }
    Error::database(error)
}

/// Whether a write was refused because such a row exists already.
pub fn is_unique_violation(error: &Error) -> bool {
    matches!(error, Error::Internal(internal) if internal.database().and_then(sqlx::Error::as_database_error).is_some_and(|e| e.is_unique_violation()))
}

fn is_storage_full(error: &sqlx::Error) -> bool {
    match error {
        // PostgreSQL 53100 disk_full; SQLite 13 SQLITE_FULL.
        sqlx::Error::Database(e) => matches!(e.code().as_deref(), Some("53100" | "13")),
        sqlx::Error::Io(e) => e.kind() == std::io::ErrorKind::StorageFull,
        _ => false,
    }
}

fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => true,
        // PostgreSQL class 08 connection, 57P01..03 shutting down or starting, 53300 too many; SQLite 5 busy and its kinds.
        sqlx::Error::Database(e) => {
            let code = e.code().unwrap_or_default();
            code.starts_with("08")
                || matches!(code.as_ref(), "57P01" | "57P02" | "57P03" | "53300" | "40001" | "40P01" | "5" | "261" | "517")
        }
        _ => false,
    }
}
