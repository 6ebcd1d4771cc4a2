//! The database handle on both databases: paging, scope, leases and cursors.

#![expect(clippy::unwrap_used, reason = "tests")]

use base::db::{Filter, Listing, sql};
use base::{CustomerId, PageParams, Scope, lease};
use testkit::{TestDb, monday, on_both};

async fn three_rows(test: &TestDb) {
    let mut conn = test.db.write().await.unwrap();
    sql("CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT NOT NULL, customer_id BIGINT)").run(&mut conn).await.unwrap();
    for (id, name, customer) in [(1, "Öl_1", Some(7)), (2, "b%", Some(7)), (3, "a", Some(8)), (4, "相机", None::<i64>)] {
        sql("INSERT INTO things (id, name, customer_id) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(name)
            .bind(customer)
            .run(&mut conn)
            .await
            .unwrap();
    }
    conn.commit().await.unwrap();
}

const THINGS: Listing = Listing { columns: "id, name", from: "things", id: "id", sorts: &[("name", "name"), ("id", "id")] };

on_both!(a_list_is_paged_by_key_in_either_direction, |test: TestDb| async move {
    three_rows(&test).await;
    let mut conn = test.db.read().await.unwrap();
    for sort in ["id", "-id", "name", "-name"] {
        let mut seen = Vec::new();
        let mut params = PageParams { limit: Some(1), sort: Some(sort.to_owned()), ..PageParams::default() };
        loop {
            let page = THINGS.page::<(i64, String)>(&mut conn, Filter::new(), &params, |row| row.0).await.unwrap();
            assert_eq!(page.total, 4);
            seen.extend(page.items.into_iter().map(|row| row.0));
            match page.next {
                Some(next) => params.after = Some(next),
                None => break,
            }
        }
        let mut sorted = seen.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [1, 2, 3, 4], "by {sort}: {seen:?}");
    }
    let wrong = PageParams { sort: Some("colour".into()), ..PageParams::default() };
    assert_eq!(THINGS.page::<(i64, String)>(&mut conn, Filter::new(), &wrong, |row| row.0).await.unwrap_err().code(), "invalid");
});

on_both!(a_row_outside_the_scope_is_not_found, |test: TestDb| async move {
    three_rows(&test).await;
    let mut conn = test.db.read().await.unwrap();
    let filter = Filter::new().scope("customer_id", &Scope::Customer(CustomerId(7)));
    let page = THINGS.page::<(i64, String)>(&mut conn, filter, &PageParams::default(), |row| row.0).await.unwrap();
    assert_eq!(page.items.iter().map(|row| row.0).collect::<Vec<_>>().len(), 2);
    assert_eq!(page.total, 2);
});

on_both!(a_search_takes_its_text_literally, |test: TestDb| async move {
    three_rows(&test).await;
    let mut conn = test.db.read().await.unwrap();
    for (text, expected) in [("B%", vec![2]), ("%", vec![2]), ("_", vec![1]), ("相", vec![4]), ("' OR 1=1 --", vec![])] {
        let filter = Filter::new().search(&["name"], Some(text));
        let page = THINGS.page::<(i64, String)>(&mut conn, filter, &PageParams::default(), |row| row.0).await.unwrap();
        assert_eq!(page.items.iter().map(|row| row.0).collect::<Vec<_>>(), expected, "{text}");
    }
});

on_both!(a_lease_is_held_by_one_and_runs_out, |test: TestDb| async move {
    let now = monday();
    assert!(lease::acquire(&test.db, "sealer", "a", now).await.unwrap());
    assert!(!lease::acquire(&test.db, "sealer", "b", now.plus_seconds(5)).await.unwrap());
    assert!(lease::acquire(&test.db, "sealer", "a", now.plus_seconds(15)).await.unwrap(), "the holder renews it");
    assert!(!lease::acquire(&test.db, "sealer", "b", now.plus_seconds(30)).await.unwrap());
    assert!(lease::acquire(&test.db, "sealer", "b", now.plus_seconds(36)).await.unwrap(), "it ran out");
    assert_eq!(lease::holder(&test.db, "sealer").await.unwrap().unwrap().0, "b");
    assert!(!lease::acquire(&test.db, "sealer", "c", now.plus_seconds(10)).await.unwrap(), "nodes' clocks may be a little apart");
    assert!(lease::acquire(&test.db, "sealer", "c", now.plus_seconds(-3600)).await.unwrap(), "the clock was put back: b was killed before");
});

on_both!(an_older_program_refuses_a_newer_database, |test: TestDb| async move {
    let older = migrations::ALL.split_last().unwrap().1;
    let refused = base::db::migrate(&test.db, older, monday()).await.unwrap_err();
    assert!(refused.to_string().contains("newer program"), "{refused}");
    assert_eq!(base::db::migrate(&test.db, migrations::ALL, monday()).await.unwrap(), 0);
});

on_both!(an_uncommitted_change_never_was, |test: TestDb| async move {
    three_rows(&test).await;
    let mut conn = test.db.write().await.unwrap();
    sql("DELETE FROM things").run(&mut conn).await.unwrap();
    drop(conn);
    let mut conn = test.db.read().await.unwrap();
    let count: i64 = sql("SELECT COUNT(*) FROM things").scalar(&mut conn).await.unwrap();
    assert_eq!(count, 4);
});
