//! For tests only: a fresh, migrated database of either kind, and a moment to start from.
//!
//! PostgreSQL is the server that `AFTERCARE_TEST_POSTGRES` names (`postgres://user@host:port/postgres`, with the right to create
//! databases). Without it those tests say that they were skipped; with `AFTERCARE_TEST_REQUIRE_PEERS=1`, as in CI, they fail instead.

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "tests fail loudly and read their peers' addresses from the environment"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base::db::{DbSettings, migrate, sql};
use base::{Db, Timestamp};

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file in a temporary folder.
    Sqlite,
    /// A database of its own on the given server.
    Postgres,
}

/// A database of its own for one test. It goes with the value.
#[derive(Debug)]
pub struct TestDb {
    /// The open database, migrated.
    pub db: Db,
    /// How to open it again, for a second node.
    pub settings: DbSettings,
    folder: Option<Arc<tempfile::TempDir>>,
}

/// The moment tests start from: 2026-03-02T01:00:00Z, a Monday, 09:00 in Shanghai.
pub fn monday() -> Timestamp {
    "2026-03-02T01:00:00Z".parse().expect("a valid instant")
}

/// A fresh database, or `None` when there is no PostgreSQL to make it on.
pub async fn fresh(kind: Kind) -> Option<TestDb> {
    let (settings, folder) = match kind {
        Kind::Sqlite => {
            let folder = tempfile::tempdir().expect("a temporary folder");
            (DbSettings::Sqlite { path: folder.path().join("aftercare.db") }, Some(folder))
        }
        Kind::Postgres => (fresh_postgres().await?, None),
    };
    let db = Db::open(&settings).await.expect("the database opens");
    migrate(&db, migrations::ALL, monday()).await.expect("the migrations apply");
    Some(TestDb { db, settings, folder: folder.map(Arc::new) })
}

impl TestDb {
    /// Keeps the folder while it lives: an `async move` block takes only those fields of a value that it names, and would let the folder go.
    pub fn folder(&self) -> Option<Arc<tempfile::TempDir>> {
        self.folder.clone()
    }
}

/// Whether peers that are missing are a failure: `AFTERCARE_TEST_REQUIRE_PEERS=1`.
pub fn peers_required() -> bool {
    std::env::var("AFTERCARE_TEST_REQUIRE_PEERS").is_ok_and(|value| value == "1")
}

async fn fresh_postgres() -> Option<DbSettings> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("AFTERCARE_TEST_POSTGRES") else {
        assert!(!peers_required(), "AFTERCARE_TEST_POSTGRES names no PostgreSQL server, and this run requires one");
        eprintln!("skipped: set AFTERCARE_TEST_POSTGRES to a PostgreSQL server to run this test");
        return None;
    };
    let name = format!("aftercare_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let admin = Db::open(&DbSettings::Postgres { url: server.clone(), connections: 2 }).await.expect("the test server answers");
    let mut conn = admin.read().await.expect("a connection");
    sql(format!("DROP DATABASE IF EXISTS {name}")).run(&mut conn).await.expect("an old database is dropped");
    sql(format!("CREATE DATABASE {name}")).run(&mut conn).await.expect("a database is created");
    drop(conn);
    admin.close().await;
    let (address, _) = server.rsplit_once('/').expect("the server's address ends with /DATABASE");
    Some(DbSettings::Postgres { url: format!("{address}/{name}"), connections: 8 })
}

/// Runs the same story on SQLite and on PostgreSQL: `on_both!(the_clock_stops, |test| async move { … });` with `test: TestDb`.
#[macro_export]
macro_rules! on_both {
    ($(#[$meta:meta])* $name:ident, $story:expr) => {
        $(#[$meta])*
        mod $name {
            #[allow(clippy::allow_attributes, unused_imports, reason = "a story may use everything its file sees, or nothing")]
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                if let Some(test) = $crate::fresh($crate::Kind::Sqlite).await {
                    let _folder = test.folder();
                    ($story)(test).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(test) = $crate::fresh($crate::Kind::Postgres).await {
                    let _folder = test.folder();
                    ($story)(test).await;
                }
            }
        }
    };
}
