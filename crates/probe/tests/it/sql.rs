//! SQL against PostgreSQL and MariaDB: what is read, and that nothing can be written.

use std::process::{Command, Stdio};
use std::time::Duration;

use probe::{FailureKind, Question, Unit};
use serde_json::{Value as Json, json};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, Executor, MySqlConnection, PgConnection};

use crate::daemon::{Daemon, start};
use crate::support::{ClosedPort, PATIENT, broken, failure, measurements, number, prober, question, skip, text, value};

/// A table of its own on the server that the tests are given, and where that is.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration: the server is named by whoever runs them")]
async fn postgres(table: &str) -> Option<(PgConnection, u16, String)> {
    let Ok(url) = std::env::var("AFTERCARE_TEST_POSTGRES") else {
        skip("a PostgreSQL server in AFTERCARE_TEST_POSTGRES");
        return None;
    };
    let options: PgConnectOptions = url.parse().unwrap();
    let (port, user) = (options.get_port(), options.get_username().to_owned());
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    connection
        .execute(sqlx::AssertSqlSafe(format!(
            "DROP TABLE IF EXISTS {table}; CREATE TABLE {table} (at timestamptz, size numeric, name text)"
        )))
        .await
        .unwrap();
    Some((connection, port, user))
}

fn ask(engine: &str, port: u16, user: &str, query: &str, more: Json) -> Question {
    let database = if engine == "postgres" { "postgres" } else { "mysql" };
    let mut whole = json!({"kind": "sql", "address": "127.0.0.1", "engine": engine, "port": port, "database": database,
        "login": {"user": user, "password": ""}, "query": query});
    whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question(whole)
}

#[tokio::test]
async fn postgresql_tells_a_value_and_the_age_of_the_newest_row() {
    let Some((mut connection, port, user)) = postgres("probe_reads").await else { return };
    connection
        .execute("INSERT INTO probe_reads VALUES (now() - interval '90 seconds', 12.5, '正常'), (now() - interval '1 day', 7, NULL)")
        .await
        .unwrap();
    let asked = |query: &str, more: Json| ask("postgres", port, &user, query, more);
    let found = measurements(prober().ask(&asked("SELECT sum(size) FROM probe_reads;", json!({"unit": "bytes"})), PATIENT).await);
    assert_eq!((number(&found, "value"), number(&found, "rows")), (19.5, 1.0));
    assert!(found.iter().any(|one| one.name == "value" && one.unit == Unit::Bytes));
    assert!(number(&found, "response_time") >= number(&found, "connect_time"));
    let found = measurements(
        prober()
            .ask(&asked("SELECT name FROM probe_reads ORDER BY at DESC LIMIT 5 -- newest first", json!({"unit": "text"})), PATIENT)
            .await,
    );
    assert_eq!((text(&found, "value", None).as_str(), number(&found, "rows")), ("正常", 2.0));
    let aged = json!({"read": "age", "expect": [{"age": {"<": 60}}]});
    let outcome = prober().ask(&asked("SELECT max(at) FROM probe_reads", aged), PATIENT).await;
    assert!(broken(&outcome)[0].starts_with("The age in seconds should be less than 60, but it is “9"), "{outcome:?}");
    assert!((89.0..100.0).contains(&number(&measurements(outcome), "age")));
    // Nothing there is nothing measured.
    let empty = json!({"expect": [{"value": {">": 0}}, {"rows": {"=": 1}}]});
    let outcome = prober().ask(&asked("SELECT max(size) FROM probe_reads WHERE false", empty.clone()), PATIENT).await;
    assert_eq!(broken(&outcome), ["The value should be more than 0, but there is none."]);
    assert_eq!(value(&measurements(outcome), "value", None), None);
    let outcome = prober().ask(&asked("SELECT size FROM probe_reads WHERE false", empty), PATIENT).await;
    assert_eq!(broken(&outcome).len(), 2);
    let found = measurements(prober().ask(&asked("SELECT generate_series(1, 100000000)", json!({})), PATIENT).await);
    assert_eq!(number(&found, "rows"), 1000.0);
}

#[tokio::test]
async fn no_query_changes_anything_in_postgresql() {
    let Some((mut connection, port, user)) = postgres("probe_writes").await else { return };
    connection
        .execute(
            "INSERT INTO probe_writes (name) VALUES ('one');
             CREATE OR REPLACE FUNCTION probe_write() RETURNS int LANGUAGE sql AS 'DELETE FROM probe_writes RETURNING 1';
             CREATE SEQUENCE IF NOT EXISTS probe_sequence",
        )
        .await
        .unwrap();
    for query in [
        "SELECT 1 FROM probe_writes; DELETE FROM probe_writes",
        "SELECT 1) SELECT v FROM asked; DELETE FROM probe_writes; --",
        "WITH gone AS (DELETE FROM probe_writes RETURNING name) SELECT name FROM gone",
        "SELECT 1), gone AS (DELETE FROM probe_writes RETURNING 1 ",
        "SELECT probe_write()",
        "SELECT set_config('transaction_read_only', 'off', false) || probe_write()",
        "SELECT nextval('probe_sequence')",
        "SELECT name FROM probe_writes FOR UPDATE",
        "SELECT name INTO probe_copy FROM probe_writes",
    ] {
        let failed = failure(prober().ask(&ask("postgres", port, &user, query, json!({})), PATIENT).await, FailureKind::Protocol);
        assert!(failed.detail_en.contains("does not answer the query"), "{query}: {failed}");
    }
    // What PostgreSQL lets even a transaction do that only reads is undone.
    measurements(prober().ask(&ask("postgres", port, &user, "SELECT lo_from_bytea(424242, 'x')", json!({})), PATIENT).await);
    let objects: i64 =
        sqlx::query_scalar("SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 424242").fetch_one(&mut connection).await.unwrap();
    assert_eq!(objects, 0);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM probe_writes").fetch_one(&mut connection).await.unwrap();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn a_database_that_does_not_answer_says_why() {
    let Some((_connection, port, user)) = postgres("probe_fails").await else { return };
    let slow = ask("postgres", port, &user, "SELECT pg_sleep(30)", json!({}));
    let failed = failure(prober().ask(&slow, Duration::from_secs(2)).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("took longer than it may"), "{failed}");
    let nobody = ask("postgres", port, "nobody_here", "SELECT 1", json!({}));
    let failed = failure(prober().ask(&nobody, PATIENT).await, FailureKind::Authentication);
    assert!(failed.detail_en.contains("nobody_here"), "{failed}");
    let wrong = ask("postgres", port, &user, "SELECT x FROM nowhere", json!({}));
    assert!(failure(prober().ask(&wrong, PATIENT).await, FailureKind::Protocol).detail_en.contains("nowhere"));
    let plain = ask("postgres", port, &user, "SELECT 1", json!({"tls": "verify"}));
    failure(prober().ask(&plain, PATIENT).await, FailureKind::Protocol);
    let closed = ClosedPort::new();
    failure(prober().ask(&ask("postgres", closed.number(), &user, "SELECT 1", json!({})), PATIENT).await, FailureKind::Refused);
    failure(prober().ask(&ask("mysql", port, &user, "SELECT 1", json!({})), Duration::from_secs(2)).await, FailureKind::Timeout);
}

async fn mariadb() -> Option<Daemon> {
    let command = |folder: &std::path::Path, port: u16| {
        let data = folder.join("data");
        let mut install = Command::new("mariadb-install-db");
        install
            .args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"])
            .arg(format!("--datadir={}", data.display()));
        let _ = install.stdout(Stdio::null()).stderr(Stdio::null()).status();
        let mut server = Command::new("/usr/sbin/mariadbd");
        server.args(["--no-defaults", "--bind-address=127.0.0.1", "--user=root", "--innodb-buffer-pool-size=16M"]);
        server.arg(format!("--port={port}")).arg(format!("--datadir={}", data.display()));
        server.arg(format!("--socket={}", folder.join("socket").display())).arg(format!("--pid-file={}", folder.join("pid").display()));
        server
    };
    start("mariadb-server", command, crate::daemon::takes_connections).await
}

#[tokio::test]
async fn mariadb_is_asked_in_the_same_way() {
    let Some(server) = mariadb().await else { return };
    let port = server.port;
    let mut connection = MySqlConnection::connect(&format!("mysql://root@127.0.0.1:{port}/mysql?ssl-mode=disabled")).await.unwrap();
    for statement in [
        "CREATE TABLE t (at datetime, size decimal(10, 2))",
        "INSERT INTO t VALUES (now() - interval 90 second, 12.5), (now() - interval 1 day, 7)",
    ] {
        connection.execute(statement).await.unwrap();
    }
    let asked = |query: &str, more: Json| ask("mysql", port, "root", query, more);
    let found = measurements(prober().ask(&asked("SELECT sum(size) FROM t", json!({})), PATIENT).await);
    assert_eq!((number(&found, "value"), number(&found, "rows")), (19.5, 1.0));
    let found = measurements(prober().ask(&asked("SELECT max(at) FROM t", json!({"read": "age"})), PATIENT).await);
    assert!((88.0..100.0).contains(&number(&found, "age")), "{found:?}");
    for query in ["SELECT 1; DELETE FROM t", "SELECT 1) SELECT v FROM asked; DELETE FROM t; -- ", "SELECT at FROM nowhere"] {
        failure(prober().ask(&asked(query, json!({})), PATIENT).await, FailureKind::Protocol);
    }
    connection.execute("CREATE FUNCTION gone() RETURNS int BEGIN DELETE FROM t; RETURN 1; END").await.unwrap();
    let failed = failure(prober().ask(&asked("SELECT gone()", json!({})), PATIENT).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("would write"), "{failed}");
    let failed = failure(prober().ask(&asked("SELECT sleep(30)", json!({})), Duration::from_secs(2)).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("took longer"), "{failed}");
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM t").fetch_one(&mut connection).await.unwrap();
    assert_eq!(left, 2);
    failure(prober().ask(&ask("mysql", port, "nobody_here", "SELECT 1", json!({})), PATIENT).await, FailureKind::Authentication);
}
