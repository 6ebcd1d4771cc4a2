//! Opening the database, and connections of either kind behind one type.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, Postgres, Sqlite, Transaction};
use tokio::sync::watch;

use super::failure::translate;
use crate::{Error, Result};

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Embedded; one writer.
    Sqlite,
    /// A server; several nodes may share it.
    Postgres,
}

/// Where the data is kept.
#[derive(Debug, Clone)]
pub enum DbSettings {
    /// A file; it and its folder are made when missing.
    Sqlite {
        /// The path of the database file.
        path: PathBuf,
    },
    /// A PostgreSQL server.
    Postgres {
        /// `postgres://user:password@host:port/name`
        url: String,
        /// How many connections this node opens at most.
        connections: u32,
    },
}

/// The database. Cheap to clone; clones share the pools.
#[derive(Debug, Clone)]
pub struct Db {
    pools: Pools,
    /// Counts commits that appended to the journal, for whoever waits for news. The senders are [`Conn::commit`]s.
    news: Arc<watch::Sender<u64>>,
}

#[derive(Debug, Clone)]
enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// How long a request waits for a free connection before it is told that the database is busy.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// SQLite's page caches, in kibibytes after the minus. Each connection has its own, and the system's cache stands behind them all.
const WRITER_CACHE: &str = "-16000";
const READER_CACHE: &str = "-4000";

impl Db {
    /// Opens the database; it does not migrate it (see [`super::migrate()`]).
    pub async fn open(settings: &DbSettings) -> Result<Db> {
        let pools = match settings {
            DbSettings::Sqlite { path } => open_sqlite(path).await?,
            DbSettings::Postgres { url, connections } => open_postgres(url, *connections).await?,
        };
        Ok(Db { pools, news: Arc::new(watch::Sender::new(0)) })
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self.pools {
            Pools::Sqlite { .. } => Dialect::Sqlite,
            Pools::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A connection to read with. On it nothing may be changed: a read is not a transaction.
    pub async fn read(&self) -> Result<Conn> {
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => Inner::SqliteRead(read.acquire().await.map_err(translate)?),
            Pools::Postgres(pool) => Inner::PostgresRead(pool.acquire().await.map_err(translate)?),
        };
        Ok(self.conn(inner))
    }

    /// A transaction to write with. On SQLite it holds the one writer from now on, so keep it short and do no network I/O inside.
    pub async fn write(&self) -> Result<Conn> {
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => Inner::SqliteTransaction(write.begin_with("BEGIN IMMEDIATE").await.map_err(translate)?),
            Pools::Postgres(pool) => Inner::PostgresTransaction(pool.begin().await.map_err(translate)?),
        };
        Ok(self.conn(inner))
    }

    /// A connection that sees the database as it is at one moment, however long it reads and whatever others write meanwhile: for
    /// verification and backup. On it nothing may be changed.
    pub async fn snapshot(&self) -> Result<Conn> {
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => {
                let mut transaction = read.begin_with("BEGIN").await.map_err(translate)?;
                // The moment is that of the first statement.
                sqlx::query("SELECT COUNT(*) FROM sqlite_schema").execute(&mut *transaction).await.map_err(translate)?;
                Inner::SqliteTransaction(transaction)
            }
            Pools::Postgres(pool) => {
                Inner::PostgresTransaction(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map_err(translate)?)
            }
        };
        Ok(self.conn(inner))
    }

    /// Is told after each commit of this process that appended to the journal.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Closes every connection; what is under way finishes first.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    fn conn(&self, inner: Inner) -> Conn {
        Conn { inner, news: Arc::clone(&self.news), journal_written: false }
    }
}

async fn open_sqlite(path: &PathBuf) -> Result<Pools> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|error| Error::internal(format!("cannot make the folder {}: {error}", folder.display())))?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("temp_store", "MEMORY");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .before_acquire(|connection, _| Box::pin(async { Ok(has_its_transaction_ended(connection)) }))
        .connect_with(options.clone().pragma("cache_size", WRITER_CACHE))
        .await
        .map_err(|error| Error::internal(format!("cannot open the database {}: {error}", path.display())))?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options.pragma("cache_size", READER_CACHE).pragma("query_only", "ON"))
        .await
        .map_err(translate)?;
    Ok(Pools::Sqlite { read, write })
}

/// SQLite ends a transaction by itself when the disk is full; the driver does not learn of it and would take its connection for busy for
/// ever. The pool closes such a connection and opens another.
fn has_its_transaction_ended(connection: &SqliteConnection) -> bool {
    let ended = !connection.is_in_transaction();
    if !ended {
        tracing::warn!("the writer's connection lost its transaction; it is opened anew");
    }
    ended
}

async fn open_postgres(url: &str, connections: u32) -> Result<Pools> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| Error::internal(format!("the PostgreSQL address is not valid: {error}")))?
        .application_name("aftercare");
    let pool = PgPoolOptions::new()
        .max_connections(connections.max(2))
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options)
        .await
        .map_err(|error| Error::internal(format!("cannot reach PostgreSQL: {error}")))?;
    Ok(Pools::Postgres(pool))
}

/// One connection, for reading or inside a transaction.
#[derive(Debug)]
pub struct Conn {
    inner: Inner,
    news: Arc<watch::Sender<u64>>,
    /// Whether this transaction appended to the journal, and therefore holds its order (see [`crate::journal`]).
    journal_written: bool,
}

#[derive(Debug)]
enum Inner {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteTransaction(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresTransaction(Transaction<'static, Postgres>),
}

/// The driver's own connection, for the few statements that differ.
pub(crate) enum Driver<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn {
    pub(crate) fn driver(&mut self) -> Driver<'_> {
        match &mut self.inner {
            Inner::SqliteRead(c) => Driver::Sqlite(c),
            Inner::SqliteTransaction(c) => Driver::Sqlite(c),
            Inner::PostgresRead(c) => Driver::Postgres(c),
            Inner::PostgresTransaction(c) => Driver::Postgres(c),
        }
    }

    /// Which database this is, for the few statements that differ.
    pub fn dialect(&self) -> Dialect {
        match self.inner {
            Inner::SqliteRead(_) | Inner::SqliteTransaction(_) => Dialect::Sqlite,
            Inner::PostgresRead(_) | Inner::PostgresTransaction(_) => Dialect::Postgres,
        }
    }

    /// Makes the transaction's changes lasting. Until this returns `Ok`, nothing may be told to anybody.
    pub async fn commit(self) -> Result<()> {
        match self.inner {
            Inner::SqliteTransaction(transaction) => transaction.commit().await.map_err(translate)?,
            Inner::PostgresTransaction(transaction) => transaction.commit().await.map_err(translate)?,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => {}
        }
        if self.journal_written {
            self.news.send_modify(|count| *count += 1);
        }
        Ok(())
    }

    /// Marks that the journal was appended to; answers whether that was so before.
    pub(crate) fn mark_journal_written(&mut self) -> bool {
        std::mem::replace(&mut self.journal_written, true)
    }
}
