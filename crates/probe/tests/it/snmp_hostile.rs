//! SNMP against agents whose tables have no end, run in circles or do not fit, whose answers come late or twice, and against bytes that
//! are made to break a reader. Real sockets; nothing of it may be believed, take long, or disturb the question after it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use probe::{FailureKind, Outcome, Prober, Question};
use serde_json::json;
use tokio::net::UdpSocket;

use crate::snmp_rogue::{element, loopback, receive, request_id, response};
use crate::support::{BRIEF, PATIENT, failure, measurements, number, prober, question, text, value};

const GET_BULK: u8 = 0xa5;
const TOO_BIG: u8 = 1;

/// What a request asks: its identifier, its kind, how many repetitions, and the first object's identifier as it stands on the wire.
struct Request {
    id: Vec<u8>,
    kind: u8,
    repetitions: u8,
    object: Vec<u8>,
}

impl Request {
    fn read(bytes: &[u8]) -> Request {
        let pdu = 5 + 2 + usize::from(bytes[6]);
        let next = |at: usize| at + 2 + usize::from(bytes[at + 1]);
        let id = pdu + 2;
        let repetitions = next(next(id));
        // The list of bindings, and in it the first.
        let object = next(repetitions) + 4;
        let content = |at: usize| bytes[at + 2..next(at)].to_vec();
        Request { id: content(id), kind: bytes[pdu], repetitions: *content(repetitions).last().unwrap(), object: content(object) }
    }

    /// A response with these objects, each with the number 1.
    fn answer(&self, objects: &[Vec<u8>]) -> Vec<u8> {
        let binding = |object: &Vec<u8>| element(0x30, &[element(6, object), element(2, &[1])].concat());
        self.message(0, &objects.iter().map(binding).collect::<Vec<_>>().concat())
    }

    fn refusal(&self, status: u8) -> Vec<u8> {
        self.message(status, &[])
    }

    fn message(&self, status: u8, bindings: &[u8]) -> Vec<u8> {
        let pdu = [element(2, &self.id), element(2, &[status]), element(2, &[0]), element(0x30, bindings)].concat();
        element(0x30, &[element(2, &[1]), element(4, b"public"), element(0xa2, &pdu)].concat())
    }
}

/// The column that is asked for, and one of its rows.
const COLUMN: [u8; 9] = [0x2b, 6, 1, 4, 1, 0x83, 0x77, 1, 2];

fn row(number: u16) -> Vec<u8> {
    [&COLUMN[..], &[0x80 | (number >> 7) as u8, (number & 0x7f) as u8]].concat()
}

/// The number of a row, 0 for the column itself.
fn row_of(object: &[u8]) -> u16 {
    match object.get(COLUMN.len()..) {
        Some([high, low]) => u16::from(high & 0x7f) << 7 | u16::from(*low),
        _ => 0x80,
    }
}

/// An agent that tells its system group honestly and of its table what `table` says.
async fn agent(table: impl Fn(&Request) -> Vec<u8> + Send + 'static) -> SocketAddr {
    let socket = loopback().await;
    let at = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 2048];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            let request = Request::read(&buffer[..length]);
            let answer = if request.kind == GET_BULK { table(&request) } else { response(&request.id, "public", "liar") };
            let _ = socket.send_to(&answer, from).await;
        }
    });
    at
}

fn asked(at: SocketAddr) -> serde_json::Value {
    json!({"kind": "snmp", "address": at.ip().to_string(), "port": at.port(), "retries": 0, "access": {"version": "2c", "community": "public"}})
}

fn asked_for_table(at: SocketAddr) -> Question {
    let mut json = asked(at);
    json["tables"] = json!([{"name": "t", "most_rows": 200, "columns": [{"name": "v", "oid": "1.3.6.1.4.1.503.1.2"}]}]);
    question(json)
}

#[tokio::test]
async fn a_table_that_runs_in_circles_or_never_ends_is_told_and_ends() {
    let same = agent(|request| request.answer(&[row(200), row(200)])).await;
    let back = agent(|request| request.answer(&[row(row_of(&request.object) + 2), row(row_of(&request.object) + 1)])).await;
    let first_again = agent(|request| request.answer(&[row(200), row(201)])).await;
    let endless = agent(|request| {
        let after = row_of(&request.object);
        request.answer(&(1..=u16::from(request.repetitions)).map(|step| row(after + step)).collect::<Vec<_>>())
    })
    .await;
    for (at, said) in [(same, "circles"), (back, "circles"), (first_again, "circles"), (endless, "more than 200 rows")] {
        let failed = failure(prober().ask(&asked_for_table(at), PATIENT).await, FailureKind::Protocol);
        assert!(failed.detail_en.contains(said), "{said}: {failed}");
    }
}

#[tokio::test]
async fn an_agent_that_can_give_few_rows_is_asked_for_few_the_next_time_and_others_are_not() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let table = |seen: Arc<Mutex<Vec<u8>>>, can: u8| {
        move |request: &Request| {
            seen.lock().unwrap().push(request.repetitions);
            let after = row_of(&request.object);
            let rows: Vec<Vec<u8>> =
                (1..=u16::from(request.repetitions)).map(|step| row(after + step)).filter(|row| row_of(row) < 160).collect();
            match (request.repetitions > can, rows.is_empty()) {
                (true, _) => request.refusal(TOO_BIG),
                // Behind the table stands another.
                (false, true) => request.answer(&[vec![0x2b, 6, 1, 4, 1, 0x83, 0x77, 1, 3, 1]]),
                (false, false) => request.answer(&rows),
            }
        }
    };
    let small = agent(table(Arc::clone(&seen), 5)).await;
    let prober = prober();
    for _ in 0..2 {
        let found = measurements(prober.ask(&asked_for_table(small), PATIENT).await);
        assert_eq!((number(&found, "t_rows"), number(&found, "t_complete")), (31.0, 1.0));
    }
    let of_small = std::mem::take(&mut *seen.lock().unwrap());
    assert_eq!(of_small[..4], [25, 12, 6, 3], "half as many until it can");
    assert!(of_small[4..].iter().all(|asked| *asked == 3), "and so it is remembered: {of_small:?}");
    let large = agent(table(Arc::clone(&seen), 100)).await;
    assert_eq!(number(&measurements(prober.ask(&asked_for_table(large), PATIENT).await), "t_rows"), 31.0);
    assert_eq!(seen.lock().unwrap()[0], 25, "another agent is asked for the usual number");
}

#[tokio::test]
async fn late_and_repeated_answers_are_not_taken_for_the_next() {
    let agent = loopback().await;
    let at = agent.local_addr().unwrap();
    let answering = tokio::spawn(async move {
        let (first, from) = receive(&agent).await;
        let late = response(&first, "public", "late");
        // The first question has ended by the time the second comes: only then is it answered, three times.
        let (second, _) = receive(&agent).await;
        for _ in 0..3 {
            agent.send_to(&late, from).await.unwrap();
        }
        let good = response(&second, "public", "in time");
        for _ in 0..3 {
            agent.send_to(&good, from).await.unwrap();
        }
        let (third, _) = receive(&agent).await;
        for old in [&late, &good] {
            agent.send_to(old, from).await.unwrap();
        }
        agent.send_to(&response(&third, "public", "afterwards"), from).await.unwrap();
    });
    let prober = prober();
    let question = question(asked(at));
    failure(prober.ask(&question, BRIEF).await, FailureKind::Timeout);
    for name in ["in time", "afterwards"] {
        assert_eq!(text(&measurements(prober.ask(&question, PATIENT).await), "sys_name", None), name);
    }
    answering.await.unwrap();
}

/// Bytes made to break a reader of BER: lengths that are not there, nesting without end, numbers of any size, identifiers of any length.
fn traps(id: &[u8]) -> Vec<Vec<u8>> {
    let around = |pdu: Vec<u8>| element(0x30, &[element(2, &[1]), element(4, b"public"), pdu].concat());
    let with = |bindings: Vec<u8>| around(element(0xa2, &[element(2, id), element(2, &[0]), element(2, &[0]), bindings].concat()));
    let nested = (0..10_000).fold(Vec::new(), |inner: Vec<u8>, _| {
        let length = u16::try_from(inner.len().min(0xffff)).unwrap().to_be_bytes();
        [&[0x30, 0x82, length[0], length[1]][..], &inner[..inner.len().min(60_000)]].concat()
    });
    let long_object = element(6, &vec![0x81; 50_000]);
    vec![
        vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        vec![0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2],
        [&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff][..], &[0x30; 1000]].concat(),
        nested[..nested.len().min(60_000)].to_vec(),
        with(element(0x30, &element(0x30, &long_object))),
        with(element(0x30, &element(0x30, &[element(6, &[0x2b, 6, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), element(2, &[1])].concat()))),
        with(element(0x30, &element(0x30, &[element(6, &[]), element(2, &[])].concat()))),
        with(element(0x30, &element(0x30, &[element(6, &[0x2b]), element(0x46, &[0xff; 200])].concat()))),
        with(element(0x30, &vec![0x30; 60_000])),
        with(vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30]),
        around(element(0xa2, &[element(2, id), element(2, &[0xff; 9]), element(2, &[0x80])].concat())),
        vec![0xff; 65_000],
    ]
}

#[tokio::test]
async fn bytes_made_to_break_a_reader_are_dropped_and_the_answer_behind_them_is_heard() {
    let agent = loopback().await;
    let at = agent.local_addr().unwrap();
    tokio::spawn(async move {
        let (id, from) = receive(&agent).await;
        for trap in traps(&id) {
            agent.send_to(&trap, from).await.unwrap();
            // The receiver's buffer shall hold them all.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        agent.send_to(&response(&id, "public", "honest"), from).await.unwrap();
    });
    let outcome = prober().ask(&question(asked(at)), PATIENT).await;
    // One that bears our number and holds other objects may end the question; nothing else may be believed.
    match outcome.result {
        Ok(found) => assert_eq!(text(&found, "sys_name", None), "honest"),
        Err(failed) => assert_eq!(failed.kind, FailureKind::Protocol, "{failed}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_damaged_answer_stops_the_socket_that_all_share() {
    let prober = prober();
    // Numbers without an order, the same in every run.
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let seeds = std::iter::repeat_with(|| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    });
    let asked_all = seeds.take(400).map(|seed| damaged(prober.clone(), seed));
    for outcome in futures::future::join_all(asked_all).await {
        if let Err(failed) = outcome.result {
            let told = [FailureKind::Timeout, FailureKind::Protocol, FailureKind::Authentication];
            assert!(told.contains(&failed.kind), "the device is to blame, not this computer: {failed}");
        }
    }
    let honest = agent(|request| request.refusal(TOO_BIG)).await;
    let found = measurements(prober.ask(&question(asked(honest)), PATIENT).await);
    assert_eq!(text(&found, "sys_name", None), "liar", "the shared socket still hears");
    assert_eq!(value(&found, "t_rows", None), None);
}

/// Asks an agent whose answer is damaged in some bytes, cut or lengthened, as the seed says.
async fn damaged(prober: Prober, seed: u64) -> Outcome {
    let socket: Arc<UdpSocket> = loopback().await;
    let at = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 2048];
        let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
        let mut answer = response(&request_id(&buffer[..length]), "public", "damaged");
        for turn in 0..=seed % 4 {
            let place = (seed.rotate_left(turn as u32 * 13 + 5) % answer.len() as u64) as usize;
            answer[place] = (seed >> (turn * 8)) as u8;
        }
        match seed % 5 {
            0 => answer.truncate((seed >> 8) as usize % answer.len()),
            1 => answer.extend(seed.to_be_bytes()),
            _ => {}
        }
        let _ = socket.send_to(&answer, from).await;
        // Kept open, so that silence is silence.
        tokio::time::sleep(2 * BRIEF).await;
    });
    prober.ask(&question(asked(at)), BRIEF).await
}
