//! Stories of the series, on both databases and over its routes.

#![expect(clippy::unwrap_used, reason = "tests")]

mod keeping;
mod life;
mod measure;
mod people;
mod reading;

use base::{Actor, CustomerId, PersonId, Role, Scope, Timestamp};
use series::Sample;
use testkit::monday;

/// One sample of device 1, check 11, customer 1.
fn sample(name: &str, second: i64, value: f64) -> Sample {
    Sample {
        device_id: 1,
        check_id: 11,
        customer_id: CustomerId(1),
        name: name.to_owned(),
        label: String::new(),
        unit: "seconds",
        at: at(second),
        value,
    }
}

fn at(second: i64) -> Timestamp {
    monday().plus_seconds(second)
}

async fn keep(series: &series::Series, db: &base::Db, samples: &[Sample]) {
    let prepared = series.prepare(samples).await.unwrap();
    let mut conn = db.write().await.unwrap();
    series.write(&mut conn, &prepared).await.unwrap();
    conn.commit().await.unwrap();
}

async fn count(db: &base::Db, table: &str) -> i64 {
    let mut conn = db.read().await.unwrap();
    base::db::sql(format!("SELECT COUNT(*) FROM {table}")).scalar(&mut conn).await.unwrap()
}

fn person(id: i64, role: Role, customer: Option<i64>) -> Actor {
    let scope = customer.map_or(Scope::All, |id| Scope::Customer(CustomerId(id)));
    Actor::Person { id: PersonId(id), name: format!("person {id}"), role, scope }
}
