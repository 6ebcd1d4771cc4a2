//! The web pages and the video ports.

use std::net::{Ipv4Addr, SocketAddr};

use city::{City, CityPlan, Device, Kind, Order};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

use crate::support::{Time, named, settings, small};

/// Sends bytes to a device's port and reads until it closes or has said as much as `enough` wants.
async fn say(device: &Device, port: u16, text: &str, enough: impl Fn(&str) -> bool) -> String {
    let mut stream = TcpStream::connect((device.address, port)).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&heard).into_owned();
        if enough(&text) || stream.read_buf(&mut heard).await.unwrap_or_default() == 0 {
            return text;
        }
    }
}

async fn page(city: &City, device: &Device, path: &str, header: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{header}\r\n", device.address);
    say(device, city.ports().http, &request, |_| false).await
}

fn camera_of<'a>(city: &'a City, vendor: &str) -> &'a Device {
    city.plan().devices().iter().find(|device| device.kind() == Kind::Camera && device.model.facts.vendor == vendor).unwrap()
}

#[tokio::test]
async fn one_make_of_camera_shows_a_page_and_the_other_asks_for_a_login() {
    let city = small(&Time::new()).await;
    let open = page(&city, camera_of(&city, "Hikvision"), "/", "").await;
    assert!(open.starts_with("HTTP/1.1 200") && open.contains("server: App-webs/"), "{open}");
    let closed = page(&city, camera_of(&city, "Samsung"), "/", "").await;
    assert!(closed.starts_with("HTTP/1.1 401") && closed.contains("www-authenticate: Digest qop=\"auth\", realm=\"iPolis\""), "{closed}");
    let inside = page(&city, camera_of(&city, "Hikvision"), "/ISAPI/System/deviceInfo", "").await;
    assert!(inside.starts_with("HTTP/1.1 401"), "{inside}");
    let nowhere = page(&city, camera_of(&city, "Hikvision"), "/nothing", "").await;
    assert!(nowhere.starts_with("HTTP/1.1 404"), "{nowhere}");
}

#[tokio::test]
async fn two_cameras_on_one_port_are_two_cameras() {
    let city = small(&Time::new()).await;
    let (camera, recorder) = (camera_of(&city, "Hikvision"), named(&city, "BINJIANG-NVR1"));
    assert!(page(&city, camera, "/", "").await.contains("App-webs/"));
    assert!(page(&city, recorder, "/", "").await.contains("server: webserver"));
}

#[tokio::test]
async fn a_camera_describes_its_video() {
    let city = small(&Time::new()).await;
    let camera = camera_of(&city, "Hikvision");
    let url = format!("rtsp://{}:{}/Streaming/Channels/101", camera.address, city.ports().rtsp);
    let request = format!("OPTIONS {url} RTSP/1.0\r\nCSeq: 1\r\n\r\nDESCRIBE {url} RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\n\r\n");
    let text = say(camera, city.ports().rtsp, &request, |text| text.contains("trackID=1")).await;
    assert!(text.starts_with("RTSP/1.0 200 OK\r\nCSeq: 1\r\n") && text.contains("Public: OPTIONS, DESCRIBE"), "{text}");
    assert!(text.contains("CSeq: 2\r\n") && text.contains("a=rtpmap:96 H264/90000"), "{text}");
}

#[tokio::test]
async fn who_has_no_video_refuses_the_connection() {
    let city = small(&Time::new()).await;
    let switch = named(&city, "BINJIANG-P01-SW");
    let text = say(switch, city.ports().rtsp, "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", |_| false).await;
    assert_eq!(text, "", "reset without a word");
}

#[tokio::test]
async fn an_endless_request_is_ended() {
    let city = small(&Time::new()).await;
    let camera = camera_of(&city, "Hikvision");
    assert_eq!(say(camera, city.ports().rtsp, &"x".repeat(20_000), |_| false).await, "");
}

#[tokio::test]
async fn a_camera_that_dies_during_a_conversation_falls_silent_in_it() {
    let city = small(&Time::new()).await;
    let camera = camera_of(&city, "Hikvision");
    let mut stream = TcpStream::connect((camera.address, city.ports().rtsp)).await.unwrap();
    let options = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n";
    let mut heard = [0; 512];
    stream.write_all(options).await.unwrap();
    assert!(stream.read(&mut heard).await.unwrap() > 0);
    city.apply(&Order::CameraDown { device: camera.name.clone() }).unwrap();
    stream.write_all(options).await.unwrap();
    let silence = tokio::time::timeout(std::time::Duration::from_millis(200), stream.read(&mut heard)).await;
    assert!(silence.is_err(), "it said something after its death");
    city.apply(&Order::HealAll {}).unwrap();
    assert!(stream.read(&mut heard).await.unwrap() > 0, "who waited is answered");
}

#[tokio::test]
async fn an_address_that_is_no_devices_is_silent_on_every_port() {
    let city = small(&Time::new()).await;
    let nobody = Ipv4Addr::new(127, 16, 200, 9);
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    for address in [nobody, Ipv4Addr::LOCALHOST] {
        socket.send_to(b"anybody?", (address, city.ports().snmp)).await.unwrap();
        let mut stream =
            match tokio::time::timeout(std::time::Duration::from_millis(200), TcpStream::connect((address, city.ports().http))).await {
                Err(_) | Ok(Err(_)) => continue,
                Ok(Ok(stream)) => stream,
            };
        assert_eq!(stream.read(&mut [0; 9]).await.unwrap_or_default(), 0, "{address}");
    }
    while city.state(true).counts.strangers < 2 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn garbage_is_counted_and_not_answered() {
    let city = small(&Time::new()).await;
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let device = named(&city, "BINJIANG-CORE");
    for garbage in [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", &[0x30; 1500], b"GET / HTTP/1.1\r\n\r\n"] {
        socket.send_to(garbage, (device.address, city.ports().snmp)).await.unwrap();
    }
    while city.state(true).counts.malformed < 5 {
        tokio::task::yield_now().await;
    }
    assert_eq!(city.state(true).counts.answered, 0);
}

#[tokio::test]
async fn a_second_city_on_the_same_ports_is_told_so_and_a_restarted_one_gets_them() {
    let time = Time::new();
    let city = small(&time).await;
    let base = city.ports().http - 80;
    let error = City::start(CityPlan::small(), city::Settings { base_port: base, ..settings(&time) }).await.err().unwrap().to_string();
    assert!(error.contains("is taken") || error.contains("no socket"), "{error}");
    // A connection that the city has closed lingers in the kernel; the port is had again nevertheless.
    let ports = city.ports();
    let camera = camera_of(&city, "Hikvision");
    let _open = TcpStream::connect((camera.address, ports.http)).await.unwrap();
    city.stop().await;
    let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, ports.http)));
    assert!(listener.is_ok(), "{listener:?}");
    assert!(city::Ports::from_base(65_000).is_err());
}
