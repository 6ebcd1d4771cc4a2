//! What an SNMP question costs beside a bare send and receive over one socket: `cargo run --release -p probe --example snmp`.
//!
//! A second process answers on 500 loopback addresses with the system group, always the same bytes but for the request's number.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a measurement fails loudly")]

use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use probe::{Prober, ProberSettings, Question};

const DEVICES: usize = 500;
const PORT: u16 = 21_161;
const QUESTIONS: usize = 200_000;
const IN_FLIGHT: usize = 64;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("agent") {
        return agent();
    }
    let program = std::env::current_exe().expect("this program's path");
    let mut agent = std::process::Command::new(program).arg("agent").spawn().expect("a second process");
    std::thread::sleep(Duration::from_millis(300));
    for _ in 0..4 {
        measure("bare loop", bare);
        measure("probe", asked);
    }
    agent.kill().expect("the agent ends");
    agent.wait().expect("the agent has ended");
}

fn measure(name: &str, run: impl FnOnce() -> usize) {
    let (cpu, wall) = (cpu_seconds(), Instant::now());
    let answered = run();
    let (cpu, wall) = (cpu_seconds() - cpu, wall.elapsed().as_secs_f64());
    let each = |seconds: f64| seconds / answered as f64 * 1e6;
    println!("{name}: {answered} answered, {:.2} µs of processor each, {:.0} a second", each(cpu), answered as f64 / wall);
}

/// Processor time of this process, in seconds.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    [11, 12].iter().map(|at| fields[*at].parse::<f64>().expect("a number")).sum::<f64>() / 100.0
}

fn device(at: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 66, (at / 250) as u8, (at % 250 + 1) as u8)
}

/// GetRequest for sysUpTime, sysObjectID, sysDescr, sysName with community `public`; the request's number stands at the end of `NUMBER`.
fn request() -> Vec<u8> {
    let varbinds: Vec<u8> = [3, 2, 1, 5].iter().flat_map(|object| varbind(*object, &[5, 0])).collect();
    message(0xA0, &varbinds)
}

fn answer() -> Vec<u8> {
    let mut varbinds = varbind(3, &[0x43, 4, 0, 1, 2, 3]);
    varbinds.extend(varbind(2, &[6, 8, 43, 6, 1, 4, 1, 191, 8, 3]));
    varbinds.extend(varbind(1, &[&[4, 40][..], b"A switch of eight ports for a long pole 1"].concat()[..42]));
    varbinds.extend(varbind(5, b"\x04\x08switch-7"));
    message(0xA2, &varbinds)
}

fn varbind(object: u8, value: &[u8]) -> Vec<u8> {
    let oid = [6, 8, 43, 6, 1, 2, 1, 1, object, 0];
    [&[0x30, (oid.len() + value.len()) as u8], &oid[..], value].concat()
}

fn message(tag: u8, varbinds: &[u8]) -> Vec<u8> {
    let list = [&[0x30, 0x81, varbinds.len() as u8], varbinds].concat();
    let pdu = [&[2, 4, 0, 0, 0, 0, 2, 1, 0, 2, 1, 0][..], &list].concat();
    let body = [&b"\x02\x01\x01\x04\x06public"[..], &[tag, 0x81, pdu.len() as u8], &pdu].concat();
    [&[0x30, 0x81, body.len() as u8], &body[..]].concat()
}

/// Where the request's number stands in a message of ours.
const NUMBER: std::ops::Range<usize> = 19..23;

fn agent() {
    let answer = answer();
    for at in 1..DEVICES {
        let answer = answer.clone();
        std::thread::Builder::new().stack_size(64 << 10).spawn(move || serve(at, answer)).expect("a thread");
    }
    serve(0, answer);
}

fn serve(at: usize, mut answer: Vec<u8>) {
    let socket = UdpSocket::bind(SocketAddrV4::new(device(at), PORT)).expect("a free port");
    let mut bytes = [0; 1500];
    while let Ok((length, from)) = socket.recv_from(&mut bytes) {
        // The number's place is looked for, since another program may write its lengths otherwise: `02 len` after the PDU's tag.
        let Some((number, width)) = request_number(&bytes[..length]) else { continue };
        let mut four = [0; 4];
        four[4 - width..].copy_from_slice(&number[..width]);
        answer[NUMBER].copy_from_slice(&four);
        let _ = socket.send_to(&answer, from);
    }
}

fn request_number(bytes: &[u8]) -> Option<([u8; 4], usize)> {
    let tag = bytes.iter().position(|byte| *byte == 0xA0)?;
    let mut at = tag + 1;
    at += if bytes[at] & 0x80 != 0 { 1 + usize::from(bytes[at] & 0x7F) } else { 1 };
    let width = usize::from(bytes[at + 1]);
    let mut number = [0; 4];
    number[..width].copy_from_slice(&bytes[at + 2..at + 2 + width]);
    Some((number, width))
}

/// One thread, one socket, `IN_FLIGHT` requests on the way, nothing read of an answer but its number.
fn bare() -> usize {
    let socket = UdpSocket::bind("0.0.0.0:0").expect("a socket");
    let mut request = request();
    let mut bytes = [0; 1500];
    let (mut sent, mut got) = (0_usize, 0_usize);
    while got < QUESTIONS {
        while sent < QUESTIONS && sent - got < IN_FLIGHT {
            request[NUMBER].copy_from_slice(&(sent as u32).to_be_bytes());
            socket.send_to(&request, SocketAddrV4::new(device(sent % DEVICES), PORT)).expect("sent");
            sent += 1;
        }
        socket.recv_from(&mut bytes).expect("an answer");
        got += 1;
    }
    got
}

fn asked() -> usize {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let prober = Prober::new(ProberSettings { snmp_questions: IN_FLIGHT, ..ProberSettings::default() }).expect("settings");
        let questions: Arc<[Question]> = (0..DEVICES).map(question).collect();
        let mut running = tokio::task::JoinSet::new();
        for of in 0..IN_FLIGHT {
            let (prober, questions) = (prober.clone(), Arc::clone(&questions));
            running.spawn(async move {
                let mut answered = 0;
                for at in (of..QUESTIONS).step_by(IN_FLIGHT) {
                    answered += usize::from(prober.ask(&questions[at % DEVICES], Duration::from_secs(5)).await.result.is_ok());
                }
                answered
            });
        }
        let mut answered = 0;
        while let Some(done) = running.join_next().await {
            answered += done.expect("no panic");
        }
        answered
    })
}

fn question(at: usize) -> Question {
    let json = format!(r#"{{"kind":"snmp","address":"{}","port":{PORT},"access":{{"version":"2c","community":"public"}}}}"#, device(at));
    serde_json::from_str(&json).expect("a question")
}
