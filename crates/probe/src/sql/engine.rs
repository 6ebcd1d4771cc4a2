//! The two drivers: one connection, one read-only transaction, one statement.

use std::time::Duration;

use futures::StreamExt;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlSslMode};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{AssertSqlSafe, Connection, Error, Executor, Row};
use tokio::time::Instant;

use super::{Engine, Settings, failure};
use crate::deadline::Deadline;
use crate::failure::Failure;
use crate::http::Tls;

/// How many rows are looked at.
const MOST_ROWS: usize = 1000;

pub(super) struct Answer {
    /// The only column, as text.
    pub(super) rows: Vec<Option<String>>,
    pub(super) connect_time: Duration,
}

pub(super) async fn ask(settings: &Settings, deadline: &Deadline, started: Instant) -> Result<Answer, Failure> {
    let asking = async {
        match settings.engine {
            Engine::Postgres => postgres(settings, deadline, started).await,
            Engine::Mysql => mysql(settings, deadline, started).await,
        }
    };
    match deadline.within(asking).await {
        Ok(answer) => answer.map_err(|error| failure::read(settings, &error)),
        Err(_) => Err(Failure::silent(format!("{}:{}", settings.address, settings.port()), deadline.allowed())),
    }
}

/// What the statement may take on the server, in milliseconds: a little less than there is left, so that the database itself ends it and
/// says so.
fn limit(deadline: &Deadline) -> u128 {
    (deadline.remaining().as_millis() * 9 / 10).max(1)
}

async fn postgres(settings: &Settings, deadline: &Deadline, started: Instant) -> Result<Answer, Error> {
    let options = PgConnectOptions::new_without_pgpass()
        .host(&settings.address.to_string())
        .port(settings.port())
        .username(settings.login.user())
        .password(settings.login.password().reveal())
        .database(&settings.database)
        .application_name("aftercare")
        .statement_cache_capacity(0)
        .ssl_mode(match settings.tls {
            Tls::Off => PgSslMode::Disable,
            Tls::Verify => PgSslMode::VerifyFull,
            Tls::AcceptAny => PgSslMode::Require,
        });
    let mut connection = PgConnection::connect_with(&options).await?;
    let connect_time = started.elapsed();
    connection.execute("BEGIN READ ONLY").await?;
    connection.execute(AssertSqlSafe(format!("SET LOCAL statement_timeout = {}", limit(deadline)))).await?;
    let statement = settings.query.statement(settings.engine, settings.read);
    let mut rows = Vec::new();
    {
        let mut stream = sqlx::query(AssertSqlSafe(statement)).persistent(false).fetch(&mut connection);
        while let (Some(row), true) = (stream.next().await, rows.len() < MOST_ROWS) {
            rows.push(row?.try_get(0)?);
        }
    }
    // Nothing is ever committed: what a function did in spite of the transaction's being read-only, such as making a large object, is undone.
    connection.execute("ROLLBACK").await?;
    let _ = connection.close().await;
    Ok(Answer { rows, connect_time })
}

async fn mysql(settings: &Settings, deadline: &Deadline, started: Instant) -> Result<Answer, Error> {
    let mut options = MySqlConnectOptions::new()
        .host(&settings.address.to_string())
        .port(settings.port())
        .username(settings.login.user())
        .database(&settings.database)
        .statement_cache_capacity(0)
        // The server's own zone, in which its columns without one were written.
        .timezone(None)
        .ssl_mode(match settings.tls {
            Tls::Off => MySqlSslMode::Disabled,
            Tls::Verify => MySqlSslMode::VerifyIdentity,
            Tls::AcceptAny => MySqlSslMode::Required,
        });
    // An empty password is none: the driver would sign with it.
    let password = settings.login.password().reveal();
    if !password.is_empty() {
        options = options.password(password);
    }
    let mut connection = MySqlConnection::connect_with(&options).await?;
    let connect_time = started.elapsed();
    // MariaDB knows the one, MySQL the other.
    let limit = limit(deadline);
    let seconds = limit as f64 / 1000.0;
    if connection.execute(AssertSqlSafe(format!("SET SESSION max_statement_time = {seconds}"))).await.is_err() {
        let _ = connection.execute(AssertSqlSafe(format!("SET SESSION max_execution_time = {limit}"))).await;
    }
    connection.execute("START TRANSACTION READ ONLY").await?;
    let statement = settings.query.statement(settings.engine, settings.read);
    let mut rows = Vec::new();
    {
        let mut stream = sqlx::query(AssertSqlSafe(statement)).persistent(false).fetch(&mut connection);
        while let (Some(row), true) = (stream.next().await, rows.len() < MOST_ROWS) {
            rows.push(row?.try_get(0)?);
        }
    }
    connection.execute("ROLLBACK").await?;
    let _ = connection.close().await;
    Ok(Answer { rows, connect_time })
}
