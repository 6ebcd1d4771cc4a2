//! A device that answers while its service is broken: a real web server that says so.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use archive::model::{DeviceKind, NewDevice};
use archive::{DeviceId, SiteId};
use axum::http::StatusCode;
use testkit::{TestDb, on_both};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use watch::{AlarmKind, State, facts};

use crate::town::{Rooms, Running, administrator, hasty, until};

/// A web server that answers with the status it is told.
pub async fn web(status: &Arc<AtomicU16>) -> (SocketAddr, JoinSet<()>) {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, status) = (socket.local_addr().unwrap(), Arc::clone(status));
    let answer = move || {
        let status = StatusCode::from_u16(status.load(Ordering::SeqCst)).unwrap();
        async move { status }
    };
    let mut serving = JoinSet::new();
    serving.spawn(async move { axum::serve(socket, axum::Router::new().fallback(answer)).await.unwrap() });
    (address, serving)
}

pub async fn server(rooms: &Rooms, site: SiteId, address: SocketAddr) -> DeviceId {
    let new = NewDevice {
        address: Some(address.ip().to_string()),
        http_port: Some(address.port()),
        ..NewDevice::named(site, "SRV1", DeviceKind::Server)
    };
    let mut conn = rooms.db.write().await.unwrap();
    let device = rooms.archive.create_device(&mut conn, &administrator(), rooms.clock.now(), new).await.unwrap().id;
    conn.commit().await.unwrap();
    device
}

on_both!(a_web_server_that_says_it_is_broken_is_up_but_failed, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let status = Arc::new(AtomicU16::new(200));
    let (address, serving) = web(&status).await;
    let device = server(&rooms, site, address).await;
    let running = Running::start(&rooms.watch(hasty()));
    until("the server is up", async || rooms.state(device).await == State::Up).await;

    status.store(503, Ordering::SeqCst);
    until("its web service has failed", async || rooms.open().await == [(device, AlarmKind::CheckFailed)]).await;
    assert_eq!(rooms.state(device).await, State::Up);
    let mut conn = rooms.db.read().await.unwrap();
    let alarm = facts::open_alarm_of_device(&mut conn, device).await.unwrap().unwrap();
    let text = alarm.text.in_language(base::Language::En);
    assert_eq!(text, "SRV1 at Alpha 1 answers, but its web service does not work. HTTP status 503");
    drop(conn);

    drop(serving);
    until("it is down, too", async || rooms.open().await.len() == 2).await;
    let mut conn = rooms.db.read().await.unwrap();
    let alarm = facts::open_alarm_of_device(&mut conn, device).await.unwrap().unwrap();
    assert_eq!(alarm.kind, AlarmKind::DeviceDown, "the worse one is told first");
    drop(conn);
    running.stop().await;
});

on_both!(a_service_that_is_well_again_closes_its_alarm, |test: TestDb| async move {
    let rooms = Rooms::new(&test);
    let (_, site) = rooms.customer("Alpha").await;
    let status = Arc::new(AtomicU16::new(200));
    let (address, _serving) = web(&status).await;
    let device = server(&rooms, site, address).await;
    let running = Running::start(&rooms.watch(hasty()));
    until("the server is up", async || rooms.state(device).await == State::Up).await;
    status.store(500, Ordering::SeqCst);
    until("its web service has failed", async || rooms.open().await == [(device, AlarmKind::CheckFailed)]).await;
    status.store(401, Ordering::SeqCst);
    until("the alarm is closed", async || rooms.open().await.is_empty()).await;
    running.stop().await;
    let kinds: Vec<String> = rooms.told().await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["alarm.opened", "alarm.closed"]);
});
