//! The media servers of cameras and recorders, as far as a check asks them: OPTIONS, and DESCRIBE with a session description (RFC 2326,
//! RFC 4566). There is no video: SETUP is answered with 461.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::catalogue::Video;
use crate::door::{Door, device_at, reset};
use crate::plan::Device;
use crate::town::{Town, count};

/// Real servers close a session that says nothing for this long.
const IDLE: Duration = Duration::from_secs(60);
/// The longest request that is read.
const LONGEST: usize = 8192;
/// Connections at a time, for all devices together.
const MOST_CONNECTIONS: usize = 8192;

/// Whether a device has video.
pub(crate) fn offered(device: &Device) -> bool {
    device.model.facts.video.is_some()
}

/// Serves all devices' video ports. Never ends.
pub(crate) async fn serve(mut door: Door) {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let (stream, dialled) = door.next().await;
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else {
            reset(&stream);
            continue;
        };
        let town = Arc::clone(&door.town);
        tokio::spawn(async move {
            talk(&town, stream, dialled).await;
            drop(permit);
        });
    }
}

async fn talk(town: &Town, mut stream: TcpStream, dialled: SocketAddr) {
    let Some((device, video)) = device_at(town, dialled).and_then(|device| Some((device, device.model.facts.video.as_ref()?))) else {
        return;
    };
    let mut buffer: Vec<u8> = Vec::new();
    loop {
        while let Some(end) = find(&buffer, b"\r\n\r\n") {
            let text = String::from_utf8_lossy(buffer.get(..end).unwrap_or_default()).into_owned();
            buffer.drain(..end + 4);
            town.until_it_answers(device).await;
            count(&town.traffic.videos);
            if stream.write_all(answer(device, video, &text).as_bytes()).await.is_err() {
                return;
            }
        }
        if buffer.len() > LONGEST {
            return reset(&stream);
        }
        match timeout(IDLE, stream.read_buf(&mut buffer)).await {
            Ok(Ok(read)) if read > 0 => {}
            _ => return,
        }
    }
}

fn find(bytes: &[u8], end: &[u8]) -> Option<usize> {
    bytes.windows(end.len()).position(|window| window == end)
}

/// The answer to one request, headers without their final empty line.
fn answer(device: &Device, video: &Video, request: &str) -> String {
    let mut lines = request.lines();
    let mut words = lines.next().unwrap_or_default().split_whitespace();
    let (method, url, version) = (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let header = |name: &str| {
        let found = request.lines().skip(1).filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    };
    let sequence: String = header("CSeq").chars().filter(char::is_ascii_digit).take(10).collect();
    let head = |status: &str| format!("RTSP/1.0 {status}\r\nCSeq: {sequence}\r\nServer: {}\r\n", video.server);
    if !version.starts_with("RTSP/1.") || sequence.is_empty() {
        return format!("{}\r\n", head("400 Bad Request"));
    }
    match method {
        "OPTIONS" => format!("{}Public: OPTIONS, DESCRIBE, SETUP, TEARDOWN, GET_PARAMETER\r\n\r\n", head("200 OK")),
        "DESCRIBE" if !is_main_stream(url, video) => format!("{}\r\n", head("404 Not Found")),
        "DESCRIBE" => {
            let description = describe(device, video);
            let base = url.trim_end_matches('/');
            format!(
                "{}Content-Base: {base}/\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{description}",
                head("200 OK"),
                description.len()
            )
        }
        "SETUP" => format!("{}\r\n", head("461 Unsupported Transport")),
        "GET_PARAMETER" | "TEARDOWN" => format!("{}\r\n", head("200 OK")),
        _ => format!("{}\r\n", head("405 Method Not Allowed")),
    }
}

/// The path of `rtsp://host:port/path?query` is the model's, or none.
fn is_main_stream(url: &str, video: &Video) -> bool {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default());
    let path = path.split('?').next().unwrap_or_default().trim_end_matches('/');
    path.is_empty() || path.eq_ignore_ascii_case(&video.path)
}

/// What is to be seen: one video of 1920×1080, 25 pictures a second.
fn describe(device: &Device, video: &Video) -> String {
    let address = device.address;
    let codec = &video.codec;
    let session = device.seed >> 16;
    [
        "v=0".to_owned(),
        format!("o=- {session} {session} IN IP4 {address}"),
        "s=Media Presentation".to_owned(),
        "e=NONE".to_owned(),
        format!("b=AS:{}", device.up_kilobits),
        "t=0 0".to_owned(),
        "a=control:*".to_owned(),
        "m=video 0 RTP/AVP 96".to_owned(),
        "c=IN IP4 0.0.0.0".to_owned(),
        format!("a=rtpmap:96 {codec}/90000"),
        "a=fmtp:96 profile-level-id=420029; packetization-mode=1; sprop-parameter-sets=Z01AKY2NQDwBE/LgLcBAQFAAAD6AAAw1DoYACYFAABfXgu8uNDAATAoAAL68F3lwoA==,aO44gA=="
            .to_owned(),
        "a=framerate:25".to_owned(),
        "a=control:trackID=1".to_owned(),
        String::new(),
    ]
    .join("\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::CityPlan;

    #[test]
    fn every_request_gets_the_status_that_a_real_server_gives() {
        let plan = CityPlan::small();
        let device = plan.devices().iter().find(|device| device.model.facts.vendor == "Hikvision").unwrap();
        let video = device.model.facts.video.as_ref().unwrap();
        let cases = [
            ("OPTIONS * RTSP/1.0\r\nCSeq: 1", "200"),
            ("OPTIONS rtsp://127.16.0.9:554 RTSP/1.0\r\ncseq:2", "200"),
            ("DESCRIBE rtsp://127.16.0.9:554/ RTSP/1.0\r\nCSeq: 3", "200"),
            ("DESCRIBE rtsp://127.16.0.9:554/Streaming/Channels/101?x=1 RTSP/1.0\r\nCSeq: 3", "200"),
            ("DESCRIBE rtsp://127.16.0.9:554/nothing RTSP/1.0\r\nCSeq: 4", "404"),
            ("SETUP rtsp://127.16.0.9:554/trackID=1 RTSP/1.0\r\nCSeq: 5", "461"),
            ("FLY rtsp://127.16.0.9:554 RTSP/1.0\r\nCSeq: 6", "405"),
            ("OPTIONS * RTSP/1.0", "400"),
            ("GET / HTTP/1.1\r\nCSeq: 1", "400"),
            ("", "400"),
        ];
        for (request, status) in cases {
            let text = answer(device, video, request);
            assert!(text.starts_with(&format!("RTSP/1.0 {status} ")), "{request}: {text}");
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            let length = head.split("Content-Length: ").nth(1).map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
            assert_eq!(body.len(), length);
        }
    }
}
