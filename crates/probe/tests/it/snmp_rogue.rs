//! SNMP against a peer that lies: answers to other questions, from other addresses, and bytes that are no SNMP at all. None may be believed.

use std::net::SocketAddr;
use std::sync::Arc;

use probe::{FailureKind, Question};
use serde_json::json;
use tokio::net::UdpSocket;

use crate::support::{BRIEF, PATIENT, failure, measurements, number, prober, question, text, value};

/// One element of BER.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    match content.len() {
        length @ 0..0x80 => bytes.push(u8::try_from(length).unwrap()),
        length => bytes.extend([0x82, u8::try_from(length >> 8).unwrap(), u8::try_from(length & 0xff).unwrap()]),
    }
    bytes.extend(content);
    bytes
}

/// Where the request identifier stands in a v2c request: behind version, community and the header of the PDU.
pub fn request_id(request: &[u8]) -> Vec<u8> {
    let community = 2 + 3; // sequence header, version
    let pdu = community + 2 + usize::from(request[community + 1]);
    let id = pdu + 2;
    assert_eq!(request[id], 2, "an integer");
    request[id + 2..id + 2 + usize::from(request[id + 1])].to_vec()
}

/// A v2c response to the system question in which the device is called `name`.
pub fn response(id: &[u8], community: &str, name: &str) -> Vec<u8> {
    let binding = |object: u8, value: Vec<u8>| element(0x30, &[element(6, &[0x2b, 6, 1, 2, 1, 1, object, 0]), value].concat());
    let bindings = [
        binding(3, element(0x43, &[100])),
        binding(2, element(6, &[0x2b, 6, 1, 4, 1])),
        binding(1, element(4, b"rogue")),
        binding(5, element(4, name.as_bytes())),
    ]
    .concat();
    let pdu = element(0xa2, &[element(2, id), element(2, &[0]), element(2, &[0]), element(0x30, &bindings)].concat());
    element(0x30, &[element(2, &[1]), element(4, community.as_bytes()), pdu].concat())
}

pub async fn loopback() -> Arc<UdpSocket> {
    Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap())
}

fn asked(at: SocketAddr) -> Question {
    question(
        json!({"kind": "snmp", "address": "127.0.0.1", "port": at.port(), "retries": 0, "access": {"version": "2c", "community": "public"}}),
    )
}

/// The next request, its sender and its identifier.
pub async fn receive(socket: &UdpSocket) -> (Vec<u8>, SocketAddr) {
    let mut buffer = [0; 2048];
    let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
    (request_id(&buffer[..length]), from)
}

#[tokio::test]
async fn only_the_answer_to_our_question_from_the_address_asked_is_believed() {
    let (agent, stranger) = (loopback().await, loopback().await);
    let elsewhere = Arc::new(UdpSocket::bind("127.0.0.2:0").await.unwrap());
    let question = asked(agent.local_addr().unwrap());
    let lies = tokio::spawn(async move {
        let (id, from) = receive(&agent).await;
        let mut other = id.clone();
        *other.last_mut().unwrap() ^= 1;
        let good = response(&id, "public", "the device");
        // Each of these comes first, and each would be believed by a careless reader.
        stranger.send_to(&response(&id, "public", "another port"), from).await.unwrap();
        elsewhere.send_to(&response(&id, "public", "another address"), from).await.unwrap();
        agent.send_to(&response(&other, "public", "another question"), from).await.unwrap();
        agent.send_to(&response(&id, "private", "another community"), from).await.unwrap();
        for cut in 0..good.len() {
            agent.send_to(&good[..cut], from).await.unwrap();
        }
        agent.send_to(&good, from).await.unwrap();
    });
    let found = measurements(prober().ask(&question, PATIENT).await);
    assert_eq!(text(&found, "sys_name", None), "the device");
    lies.await.unwrap();
}

type Lie = Box<dyn Fn(&[u8]) -> Vec<u8> + Send>;

#[tokio::test]
async fn a_wrong_answer_alone_is_silence() {
    let lies: Vec<Lie> = vec![
        Box::new(|_| b"not BER at all".to_vec()),
        Box::new(|_| vec![0x30, 0x80, 0, 0]),
        Box::new(|_| Vec::new()),
        // An identifier of five bytes.
        Box::new(|id| response(&[id, &[7]].concat(), "public", "x")),
        // A length beyond the end.
        Box::new(|id| replaced(response(id, "public", "x"), 1, 0x84)),
        // A request, echoed.
        Box::new(|id| replaced(response(id, "public", "x"), 13, 0xa0)),
        // Another version.
        Box::new(|id| replaced(response(id, "public", "x"), 4, 0)),
    ];
    let asked = lies.into_iter().map(|lie| async move {
        let agent = loopback().await;
        let question = asked(agent.local_addr().unwrap());
        let answering = Arc::clone(&agent);
        tokio::spawn(async move {
            let (id, from) = receive(&answering).await;
            answering.send_to(&lie(&id), from).await.unwrap();
        });
        failure(prober().ask(&question, BRIEF).await, FailureKind::Timeout);
        // Kept open until here, so that the rest was silence and not a closed port.
        drop(agent);
    });
    futures::future::join_all(asked).await;
}

fn replaced(mut bytes: Vec<u8>, at: usize, byte: u8) -> Vec<u8> {
    assert_ne!(bytes[at], byte);
    bytes[at] = byte;
    bytes
}

#[tokio::test]
async fn a_lost_question_is_asked_again() {
    let agent = loopback().await;
    let mut json = serde_json::to_value(asked(agent.local_addr().unwrap())).unwrap();
    json["retries"] = 1.into();
    tokio::spawn(async move {
        receive(&agent).await;
        let (id, from) = receive(&agent).await;
        agent.send_to(&response(&id, "public", "heard the second time"), from).await.unwrap();
    });
    let found = measurements(prober().ask(&question(json), 4 * BRIEF).await);
    assert_eq!(text(&found, "sys_name", None), "heard the second time");
}

#[tokio::test]
async fn an_agent_that_answers_other_objects_is_a_protocol_failure() {
    let agent = loopback().await;
    let question = asked(agent.local_addr().unwrap());
    tokio::spawn(async move {
        let (id, from) = receive(&agent).await;
        let binding = element(0x30, &[element(6, &[0x2b, 6, 1, 2, 1, 2, 1, 0]), element(2, &[4])].concat());
        let pdu = element(0xa2, &[element(2, &id), element(2, &[0]), element(2, &[0]), element(0x30, &binding)].concat());
        let message = element(0x30, &[element(2, &[1]), element(4, b"public"), pdu].concat());
        agent.send_to(&message, from).await.unwrap();
    });
    let failed = failure(prober().ask(&question, PATIENT).await, FailureKind::Protocol);
    assert!(failed.detail_en.contains("other objects"), "{failed}");
}

#[tokio::test]
async fn an_agent_that_does_not_get_its_table_told_in_time_is_not_called_silent() {
    let agent = loopback().await;
    let mut json = serde_json::to_value(asked(agent.local_addr().unwrap())).unwrap();
    json["read"] = "interfaces".into();
    let answering = Arc::clone(&agent);
    tokio::spawn(async move {
        let (id, from) = receive(&answering).await;
        answering.send_to(&response(&id, "public", "slow but alive"), from).await.unwrap();
    });
    let found = measurements(prober().ask(&question(json), BRIEF).await);
    assert_eq!(text(&found, "sys_name", None), "slow but alive");
    assert_eq!(number(&found, "if_complete"), 0.0);
    assert_eq!(value(&found, "if_count", None), None);
}

#[tokio::test]
async fn many_devices_share_one_socket() {
    let prober = prober();
    let agent = loopback().await;
    let port = agent.local_addr().unwrap().port();
    let answering = Arc::clone(&agent);
    let sources = tokio::spawn(async move {
        let mut sources = std::collections::HashSet::new();
        for n in 0..200 {
            let (id, from) = receive(&answering).await;
            sources.insert(from);
            answering.send_to(&response(&id, "public", &format!("answer {n}")), from).await.unwrap();
        }
        sources.len()
    });
    let asked: Vec<_> = (0..200)
        .map(|_| {
            let prober = prober.clone();
            let json = json!({"kind": "snmp", "address": "127.0.0.1", "port": port, "access": {"version": "2c", "community": "public"}});
            tokio::spawn(async move { text(&measurements(prober.ask(&question(json), PATIENT).await), "sys_name", None) })
        })
        .collect();
    let mut names = std::collections::HashSet::new();
    for name in asked {
        names.insert(name.await.unwrap());
    }
    assert_eq!(sources.await.unwrap(), 1, "one socket asked for all");
    assert_eq!(names.len(), 200, "each question got its own answer");
}

#[test]
fn a_prober_outlives_the_runtime_that_opened_its_sockets() {
    let prober = prober();
    for _ in 0..2 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let agent = loopback().await;
            let question = asked(agent.local_addr().unwrap());
            tokio::spawn(async move {
                let (id, from) = receive(&agent).await;
                agent.send_to(&response(&id, "public", "here"), from).await.unwrap();
            });
            assert_eq!(text(&measurements(prober.ask(&question, PATIENT).await), "sys_name", None), "here");
        });
    }
}
