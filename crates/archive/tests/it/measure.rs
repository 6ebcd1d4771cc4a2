//! How long a large import takes. Not a test of anything: `cargo nextest run --release -p archive --run-ignored only measure --no-capture`.

use std::time::Instant;

use testkit::{Kind, TestDb, fresh};

use crate::house::{furnish, manager};

#[tokio::test]
#[ignore = "a measurement"]
async fn ten_thousand_devices_on_sqlite() {
    ten_thousand_devices(fresh(Kind::Sqlite).await.unwrap()).await;
}

#[tokio::test]
#[ignore = "a measurement"]
async fn ten_thousand_devices_on_postgres() {
    ten_thousand_devices(fresh(Kind::Postgres).await.unwrap()).await;
}

async fn ten_thousand_devices(test: TestDb) {
    let kind = test.db.dialect();
    let house = furnish(test).await;
    let mut text = "customer,site,name,kind,vendor,model,serial,address,parent,snmp_version,snmp_community\n".to_owned();
    for n in 0..10_000 {
        let parent = if n % 20 == 0 { "S-001/core".to_owned() } else { format!("dev-{}", n - n % 20) };
        text += &format!(
            "N,site-{},dev-{n},camera,Hik,DS-2CD,SN-{n},10.{}.{}.{},{parent},2c,public-{n}\n",
            n / 20,
            n / 60_000,
            n / 250,
            n % 250 + 1
        );
    }
    for step in ["preview", "import", "import again"] {
        let query = if step == "preview" { "?create_places=true" } else { "?create_places=true&apply=true" };
        let started = Instant::now();
        let answer = house.csv(&manager(), query, text.clone()).await;
        let took = started.elapsed();
        assert_eq!(answer.json["errors_total"], 0, "{}", answer.json["errors"]);
        eprintln!(
            "{kind:?}: {step} of 10,000 lines: {took:?} ({} created, {} unchanged)",
            answer.json["created"], answer.json["unchanged"]
        );
    }
    let changed = text.replace("DS-2CD", "DS-3");
    let started = Instant::now();
    let answer = house.csv(&manager(), "?apply=true", changed).await;
    eprintln!("{kind:?}: update of 10,000: {:?} ({} updated)", started.elapsed(), answer.json["updated"]);
    house.verify().await;
}
