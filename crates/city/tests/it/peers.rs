//! A second reading of the standard: what the agents send is read by a library that is not ours.

use std::time::Duration;

use async_snmp::{Auth, Client, oid};
use city::Kind;

use crate::support::{Time, first, small};

#[tokio::test]
async fn another_library_reads_the_same() {
    let city = small(&Time::new()).await;
    for kind in [Kind::Router, Kind::Switch, Kind::Ups, Kind::Recorder] {
        let device = first(&city, kind);
        let community = city.plan().customer_of(device).unwrap().community.clone();
        let target = format!("{}:{}", device.address, city.ports().snmp);
        let client = Client::builder(target, Auth::v2c(community)).request_timeout(Duration::from_secs(5)).connect().await.unwrap();
        let name = client.get(&oid!(1, 3, 6, 1, 2, 1, 1, 5, 0)).await.unwrap();
        assert_eq!(name.varbinds[0].value.as_str(), Some(device.name.as_str()));
        let mut names = client.walk(oid!(1, 3, 6, 1, 2, 1, 2, 2, 1, 2)).unwrap();
        let mut ports = 0;
        while let Some(found) = names.next().await {
            assert_eq!(found.unwrap().value.as_str(), Some(device.model.ports[ports].name.as_str()));
            ports += 1;
        }
        assert_eq!(ports, device.model.ports.len());
    }
}
