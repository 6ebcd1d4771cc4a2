//! Backup and restore, from either kind of database into either.

use std::collections::BTreeSet;

use base::Db;
use base::backup::{Restored, backup, restore};
use base::db::{DbSettings, migrate, sql};
use base::journal::{Event, Journal};
use testkit::{Kind, TestDb, monday, on_both};

use crate::intruder::Intruder;
use crate::scenario::{SYSTEM, append, furnish, journal_on};

async fn written(db: &Db) -> Vec<u8> {
    let mut file = Vec::new();
    let done = backup(db, &mut file, monday()).await.unwrap();
    assert!(done.rows() > 0 && done.schema > 0);
    file
}

async fn put_in(db: &Db, file: &[u8]) -> base::Result<Restored> {
    restore(db, migrations::ALL, file, monday()).await
}

fn sorted_rows(file: &[u8]) -> BTreeSet<String> {
    String::from_utf8(file.to_vec()).unwrap().lines().filter(|line| line.contains("\"row\"")).map(str::to_owned).collect()
}

/// The verification of a second database by the first one's key.
async fn verified(journal: &Journal, db: &Db) -> bool {
    let report = base::journal::verify(db, &journal.public_key()).await.unwrap();
    assert!(report.ok && report.seals == 3 && report.rows > 10, "{report:?}");
    report.ok
}

on_both!(a_backup_restores_into_either_kind_of_database_and_verifies, |test: TestDb| async move {
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    let file = written(&test.db).await;
    let next = [next_id(&test, "customers").await, next_id(&test, "devices").await];
    assert_eq!(next, [4, 3], "customer 3 came and went");
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(target) = testkit::fresh(kind).await else { continue };
        let restored = put_in(&target.db, &file).await.unwrap();
        assert_eq!(restored.created_at, monday());
        assert_eq!(restored.tables["customers"], 2);
        assert!(verified(&journal, &target.db).await);
        assert_eq!(sorted_rows(&written(&target.db).await), sorted_rows(&file), "into {kind:?}");
        assert_eq!([next_id(&target, "customers").await, next_id(&target, "devices").await], next, "no id is given twice");
    }
});

/// Makes the database give an id of this table.
async fn next_id(test: &TestDb, table: &str) -> i64 {
    let mut conn = test.db.write().await.unwrap();
    let text = match table {
        "customers" => "INSERT INTO customers (name, code, version, created_at) VALUES ('new', 'new', 1, 1) RETURNING id",
        _ => "INSERT INTO devices (customer_id, site_id, name, kind, version, created_at) VALUES (1, 1, 'new', 'ups', 1, 1) RETURNING id",
    };
    sql(text).scalar(&mut conn).await.unwrap()
}

on_both!(a_backup_is_consistent_while_the_program_runs, |test: TestDb| async move {
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    let stop = tokio_util::sync::CancellationToken::new();
    let writing = tokio::spawn({
        let (db, stop) = (test.db.clone(), stop.clone());
        async move {
            let mut count = 0;
            while !stop.is_cancelled() {
                let mut conn = db.write().await.unwrap();
                sql("UPDATE customers SET version = version + 1 WHERE id = 1").run(&mut conn).await.unwrap();
                let event = Event::new("customer.changed", ("customer", 1)).row("customers", 1);
                base::journal::append(&mut conn, &SYSTEM, monday(), monday(), event).await.unwrap();
                conn.commit().await.unwrap();
                count += 1;
            }
            count
        }
    });
    let mut files = Vec::new();
    for _ in 0..5 {
        files.push(written(&test.db).await);
        append(&test.db, Event::new("thing.told", ("thing", 1))).await;
    }
    stop.cancel();
    assert!(writing.await.unwrap() > 0);
    for file in files {
        let target = testkit::fresh(Kind::Sqlite).await.unwrap();
        put_in(&target.db, &file).await.unwrap();
        assert!(verified(&journal, &target.db).await);
    }
});

on_both!(a_backup_that_was_cut_off_or_changed_is_refused_and_leaves_nothing, |test: TestDb| async move {
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    let file = written(&test.db).await;
    let last_line = file.len() - 1 - file.iter().rev().skip(1).position(|byte| *byte == b'\n').unwrap();
    let target =
        testkit::fresh(if matches!(test.settings, DbSettings::Sqlite { .. }) { Kind::Sqlite } else { Kind::Postgres }).await.unwrap();
    for cut in [file.len() - 1, last_line, last_line - 1, file.len() / 2, 200] {
        assert_eq!(put_in(&target.db, &file[..cut]).await.unwrap_err().code(), "backup.truncated", "cut at {cut}");
    }
    let mut refused = BTreeSet::new();
    for at in (0..file.len()).step_by(file.len() / 97) {
        let mut changed = file.clone();
        changed[at] ^= 1;
        refused.insert(put_in(&target.db, &changed).await.expect_err(&format!("byte {at}")).code());
    }
    refused.remove("backup.not_a_backup");
    refused.remove("backup.newer");
    refused.remove("backup.truncated");
    assert_eq!(refused, BTreeSet::from(["backup.changed"]));
    let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    let without_a_row = [&lines[..3], &lines[4..]].concat().concat();
    assert_eq!(put_in(&target.db, &without_a_row).await.unwrap_err().code(), "backup.changed");
    let with_more = [&file[..], b"{}\n"].concat();
    assert_eq!(put_in(&target.db, &with_more).await.unwrap_err().code(), "backup.changed");
    assert_eq!(put_in(&target.db, b"# a picture\n").await.unwrap_err().code(), "backup.not_a_backup");
    assert_eq!(put_in(&target.db, b"").await.unwrap_err().code(), "backup.not_a_backup");
    // After all of these the target is still empty, and takes the whole one.
    put_in(&target.db, &file).await.unwrap();
    assert!(verified(&journal, &target.db).await);
});

on_both!(a_database_that_holds_anything_is_not_overwritten, |test: TestDb| async move {
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    let file = written(&test.db).await;
    let refused = put_in(&test.db, &file).await.unwrap_err();
    assert_eq!(refused.code(), "restore.not_empty");
    assert!(verified(&journal, &test.db).await);
    assert_eq!(written(&test.db).await.len(), file.len());
});

on_both!(a_newer_schema_is_refused_and_an_older_one_is_brought_up_to_date, |test: TestDb| async move {
    let journal = journal_on(&test);
    furnish(&test, &journal).await;
    let file = written(&test.db).await;
    let (_, older) = migrations::ALL.split_last().unwrap();
    let empty = emptied(Kind::Sqlite).await;
    let refused = restore(&empty.db, older, &file[..], monday()).await.unwrap_err();
    assert_eq!(refused.code(), "backup.newer");
    assert!(refused.to_string().contains("newer program"), "{refused}");

    let old = emptied(if matches!(test.settings, DbSettings::Sqlite { .. }) { Kind::Sqlite } else { Kind::Postgres }).await;
    migrate(&old.db, &migrations::ALL[..2], monday()).await.unwrap();
    let journal = journal_on(&old);
    furnish(&old, &journal).await;
    let file = written(&old.db).await;
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(newest) = testkit::fresh(kind).await else { continue };
        assert_eq!(put_in(&newest.db, &file).await.unwrap_err().code(), "restore.schema_newer");
        let target = emptied(kind).await;
        let restored = put_in(&target.db, &file).await.unwrap();
        assert_eq!(restored.schema, 2);
        assert!(base::journal::verify(&target.db, &journal.public_key()).await.unwrap().ok);
        assert_eq!(migrate(&target.db, migrations::ALL, monday()).await.unwrap(), 0, "the newest schema is there");
    }
});

/// A database without any table.
async fn emptied(kind: Kind) -> TestDb {
    let mut test = testkit::fresh(kind).await.unwrap();
    match &test.settings {
        DbSettings::Sqlite { path } => {
            test.settings = DbSettings::Sqlite { path: path.with_file_name("empty.db") };
            test.db = Db::open(&test.settings).await.unwrap();
        }
        DbSettings::Postgres { .. } => {
            let mut intruder = Intruder::in_at(&test).await;
            intruder.run("DROP SCHEMA public CASCADE").await;
            intruder.run("CREATE SCHEMA public").await;
        }
    }
    test
}
