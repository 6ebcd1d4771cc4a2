//! One fault through the whole loop, without a browser, in accelerated time: the headless proof that the main job works. Everything a
//! person does is done over HTTP with that person's own account; the fault is a real device of the city that stops answering.

#![expect(clippy::indexing_slicing, reason = "reading JSON by a key that is missing reads null; it never panics")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use base::{Clock, Error, Result};
use city::Order;
use clap::Args;
use serde_json::{Value as Json, json};
use tokio::sync::mpsc;

use super::client::Client;
use super::mailbox::Letter;
use super::seed;
use super::stage::{self, Stage};

/// How fast the rehearsal runs and where its evidence goes.
#[derive(Debug, Args)]
pub struct RehearseArguments {
    /// How many times as fast as real time the rehearsal runs.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=60))]
    speed: u32,
    /// Keep the evidence file here.
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
}

/// The longest wait for anything, in real time; a rehearsal that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often something awaited is looked for.
const GLANCE: Duration = Duration::from_millis(100);

/// A PNG of one signed stroke, as a phone's screen would send it.
const SIGNATURE: &str = include_str!("signature.txt");

/// Plays the fault and answers success only when the evidence checks.
pub async fn rehearse(arguments: RehearseArguments) -> Result<ExitCode> {
    println!("… raising the stage: a database, a mail server, the city, the server");
    let stage = Stage::raise(Clock::scaled(arguments.speed)).await?;
    let result = play(&stage, arguments.evidence.as_deref()).await;
    stage.strike().await;
    result.map(|()| ExitCode::SUCCESS)
}

async fn play(stage: &Stage, evidence: Option<&std::path::Path>) -> Result<()> {
    let people = People::sign_in(stage).await?;
    await_that("the watch knows every device", || async {
        let totals = people.dispatcher.get("/api/v1/fleet").await?["totals"].clone();
        Ok((totals["total"].as_i64() > Some(0) && totals["up"] == totals["total"]).then_some(()))
    })
    .await?;
    let camera = a_camera(&people.dispatcher).await?;
    println!("— the camera {} stops answering", camera["name"].as_str().unwrap_or_default());
    stage::order(&stage.city, &Order::CameraDown { device: camera["name"].as_str().unwrap_or_default().to_owned() })?;
    let ticket = await_that("the fault opens by itself", || first(&people.dispatcher, "/api/v1/tickets?open=true")).await?;
    let id = ticket["id"].as_i64().unwrap_or_default();
    let mut timeline = Timeline { id, shown: 0 };
    timeline.print(&people.dispatcher).await?;
    let path = called(stage, &mut timeline, &people.dispatcher).await?;
    people.nobody.post(&format!("/api/v1/acknowledgements/{}", path.trim_start_matches("/acknowledge/")), &json!({})).await?;
    timeline.print(&people.dispatcher).await?;
    visit(stage, &people, id, camera["name"].as_str().unwrap_or_default(), &mut timeline).await?;
    timeline.print(&people.dispatcher).await?;
    let closed = people.customer.get(&format!("/api/v1/tickets/{id}")).await?;
    if closed["state"] != "closed" {
        return Err(Error::internal(format!("the ticket ended as {} instead of closed", closed["state"])));
    }
    clocks(&closed);
    prove(stage, &people, id, evidence).await
}

/// Everybody of the rehearsal, signed in.
struct People {
    nobody: Client,
    dispatcher: Client,
    engineer: Client,
    customer: Client,
    engineer_id: i64,
}

impl People {
    async fn sign_in(stage: &Stage) -> Result<People> {
        let nobody = Client::new(&stage.address)?;
        let dispatcher = nobody.sign_in("dispatcher", seed::PASSWORD).await?;
        let duty = dispatcher.get("/api/v1/duty/now").await?;
        let engineer_id = duty["on_duty"][0]["id"].as_i64().ok_or_else(|| Error::internal("nobody is on duty"))?;
        let person = dispatcher.get(&format!("/api/v1/people/{engineer_id}")).await?;
        let engineer = nobody.sign_in(person["login"].as_str().unwrap_or_default(), seed::PASSWORD).await?;
        let customer = nobody.sign_in("customer", seed::PASSWORD).await?;
        Ok(People { nobody, dispatcher, engineer, customer, engineer_id })
    }
}

async fn a_camera(client: &Client) -> Result<Json> {
    let customer = client.get("/api/v1/people?role=customer&q=customer&sort=created_at").await?["items"][0]["customer_id"].clone();
    first(client, &format!("/api/v1/devices?kind=camera&customer_id={customer}&limit=1"))
        .await?
        .ok_or_else(|| Error::internal("the city has no camera"))
}

async fn first(client: &Client, path: &str) -> Result<Option<Json>> {
    Ok(client.get(path).await?["items"].get(0).cloned())
}

/// Waits for the mail that calls the engineer, and answers the path of its link.
async fn called(stage: &Stage, timeline: &mut Timeline, client: &Client) -> Result<String> {
    let mut letters = stage.letters.lock().await;
    let next = async |letters: &mut mpsc::UnboundedReceiver<Letter>| {
        while let Some(letter) = letters.recv().await {
            if let Some(path) = letter.acknowledge_path() {
                return Some((letter.to.join(", "), path));
            }
        }
        None
    };
    let (to, path) = tokio::time::timeout(PATIENCE, next(&mut letters))
        .await
        .ok()
        .flatten()
        .ok_or_else(|| Error::internal("nobody was called by mail"))?;
    timeline.print(client).await?;
    println!("✉ {to} is called by mail and follows its one-time link");
    Ok(path)
}

async fn visit(stage: &Stage, people: &People, id: i64, camera: &str, timeline: &mut Timeline) -> Result<()> {
    let ticket = format!("/api/v1/tickets/{id}");
    people
        .engineer
        .post(&format!("{ticket}/note"), &json!({ "text": "远程诊断：交换机端口供电正常，摄像机无响应。", "visibility": "customer" }))
        .await?;
    let planned = people.dispatcher.post("/api/v1/visits", &json!({ "ticket_id": id, "engineer_id": people.engineer_id })).await?;
    let visit = format!("/api/v1/visits/{}", planned["id"]);
    step(people, &visit, "set-out", json!({})).await?;
    step(people, &visit, "arrive", json!({})).await?;
    timeline.print(&people.dispatcher).await?;
    people.engineer.post(&format!("{visit}/work"), &json!({ "text": "更换摄像机电源适配器，重启设备。" })).await?;
    println!("— the camera answers again");
    stage::order(&stage.city, &Order::DeviceUp { device: camera.to_owned() })?;
    step(people, &visit, "restored", json!({ "text": "画面恢复正常。" })).await?;
    await_that("monitoring proves the restoration", || async {
        let found = people.dispatcher.get(&ticket).await?;
        Ok((found["state"] == "restored").then_some(()))
    })
    .await?;
    timeline.print(&people.dispatcher).await?;
    let version = people.dispatcher.get(&ticket).await?["version"].clone();
    let cause = json!({ "version": version, "cause": "电源适配器老化", "solution": "更换电源适配器，已观察运行正常。" });
    people.engineer.post(&format!("{ticket}/resolve"), &cause).await?;
    let signed = json!({ "signed_by": "钱科长", "signature": SIGNATURE.trim(), "satisfied": true, "comment": "恢复及时" });
    step(people, &visit, "confirm", signed).await?;
    step(people, &visit, "leave", json!({})).await?;
    let report = people.customer.get(&format!("{visit}/report")).await?;
    println!(
        "— the service report names {} and its {} steps",
        report["device"]["name"].as_str().unwrap_or("?"),
        report["timeline"].as_array().map_or(0, Vec::len)
    );
    Ok(())
}

/// One step of the visit, as the engineer presses the button on what he has just read.
async fn step(people: &People, visit: &str, action: &str, mut body: Json) -> Result<()> {
    body["version"] = people.engineer.get(visit).await?["version"].clone();
    people.engineer.post(&format!("{visit}/{action}"), &body).await.map(drop)
}

fn clocks(ticket: &Json) {
    for clock in ticket["clocks"].as_array().into_iter().flatten() {
        let word = |field: &str| clock[field].as_str().unwrap_or("?").to_owned();
        println!(
            "  {:<8} promised {:>6} s, took {:>4} s: {}",
            word("kind"),
            clock["target_seconds"],
            clock["elapsed_seconds"],
            word("state")
        );
    }
}

async fn prove(stage: &Stage, people: &People, id: i64, keep: Option<&std::path::Path>) -> Result<()> {
    let evidence = people.customer.text(&format!("/api/v1/tickets/{id}/evidence")).await?;
    if let Some(path) = keep {
        std::fs::write(path, &evidence).map_err(|error| Error::internal(format!("cannot write {}: {error}", path.display())))?;
    }
    let report = base::journal::check(&evidence, Some(&stage.app.journal.public_key()))?;
    if !report.ok {
        return Err(Error::internal(format!("the evidence does not check: {:?}", report.findings)));
    }
    println!("✓ evidence: {} events under {} signed seals, {} withheld from the customer", report.events, report.seals, report.withheld);
    let tampered = base::journal::check(&evidence.replacen("ticket.acknowledged", "ticket.acknowledgeb", 1), None);
    if tampered.is_ok_and(|report| report.ok) {
        return Err(Error::internal("a changed byte in the evidence went unnoticed"));
    }
    println!("✓ one changed byte in it is noticed");
    let verified = stage.app.journal.verify(None).await?;
    if !verified.ok {
        return Err(Error::internal(format!("the journal does not verify: {:?}", verified.findings)));
    }
    println!("✓ journal: {} events under {} seals, {} rows agree with it", verified.events, verified.seals, verified.rows);
    Ok(())
}

/// The ticket's timeline, printed as it grows.
struct Timeline {
    id: i64,
    shown: usize,
}

impl Timeline {
    async fn print(&mut self, client: &Client) -> Result<()> {
        let timeline = client.get(&format!("/api/v1/tickets/{}/timeline", self.id)).await?;
        let items = timeline["items"].as_array().map_or(&[][..], Vec::as_slice);
        for item in items.iter().skip(self.shown) {
            let word = |value: &Json| value.as_str().unwrap_or_default().to_owned();
            println!("  {}  {:<24} {} · {}", word(&item["at"]), word(&item["kind"]), word(&item["actor"]["name"]), word(&item["text"]));
        }
        self.shown = items.len();
        Ok(())
    }
}

async fn await_that<T, F: Future<Output = Result<Option<T>>>>(what: &str, look: impl Fn() -> F) -> Result<T> {
    let found = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            tokio::time::sleep(GLANCE).await;
        }
    });
    match found.await {
        Ok(found) => found,
        Err(_) => Err(Error::internal(format!("waited in vain for this: {what}"))),
    }
}
