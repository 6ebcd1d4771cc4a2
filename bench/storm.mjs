// Many faults at once: bench/storm.mjs [cameras]. They all fall silent within a minute, each with a switch that answers; every one becomes a
// fault with a call, and what is told is bundled. Counts what is missing and what is there twice.
import { City, Installation, PASSWORD, percentile, sleep } from "./lib.mjs";
import { mailServer } from "./mail.mjs";

const wanted = Number(process.argv[2] ?? 10_000);
const mail = await mailServer();
const city = await City.run(Math.ceil(wanted * 1.25));
const house = await Installation.furnish({
  AFTERCARE_MAIL_HOST: "127.0.0.1",
  AFTERCARE_MAIL_PORT: String(mail.port),
  AFTERCARE_WATCH_PERIOD_SECONDS: "30",
  AFTERCARE_WATCH_DOUBT_PERIOD_SECONDS: "5",
});
house.import(city.csv);
await house.start();
await house.signIn();
const engineer = await house.ask("POST", "/api/v1/people", {
  name: "Engineer",
  login: "engineer",
  password: PASSWORD,
  role: "engineer",
  email: "engineer@example.org",
});
const { date } = await house.ask("GET", "/api/v1/duty/now");
await house.ask("PUT", `/api/v1/duty/${date}`, { people: [engineer.id] });
for (;;) {
  const { totals } = await house.ask("GET", "/api/v1/fleet");
  if (totals.up === totals.total) break;
  await sleep(1000);
}
// A service that was never well opens no alarm: every check is answered once.
await sleep(90_000);

const cameras = [];
for (let after = ""; cameras.length < wanted; ) {
  const page = await house.ask("GET", `/api/v1/devices?kind=camera&limit=200${after}`);
  cameras.push(...page.items.map((device) => device.name));
  if (page.next === null) break;
  after = `&after=${encodeURIComponent(page.next)}`;
}
cameras.length = Math.min(cameras.length, wanted);
const before = house.usage();
const begun = Date.now();
for (let place = 0; place < cameras.length; place += 50) {
  await Promise.all(cameras.slice(place, place + 50).map((device) => city.order({ order: "camera_down", device })));
}
console.log(`${cameras.length} cameras fell silent within ${((Date.now() - begun) / 1000).toFixed(0)} s`);

const times = { "alarm.opened": new Map(), "ticket.opened": new Map(), "ticket.called": new Map() };
const twice = [];
const patience = Date.now() + 10 * 60_000;
for (let seq = 0; Date.now() < patience; ) {
  const { items } = await house.ask("GET", `/api/v1/journal/events?after_seq=${seq}&limit=200`);
  for (const event of items) {
    seq = event.seq;
    const seen = times[event.kind];
    if (!seen) continue;
    const key = event.kind === "alarm.opened" ? event.subject.id : event.kind === "ticket.opened" ? event.body.alarm_id : event.ticket_id;
    if (event.kind !== "ticket.called" && seen.has(key)) twice.push(`${event.kind} ${key}`);
    if (!seen.has(key)) seen.set(key, { at: Date.parse(event.recorded_at), ticket: event.ticket_id });
  }
  if (items.length === 0) {
    if (times["ticket.called"].size >= cameras.length) break;
    await sleep(500);
  }
}
const spent = house.usage();
const calls = [];
for (const [alarm, { at }] of times["alarm.opened"]) {
  const called = times["ticket.called"].get(times["ticket.opened"].get(alarm)?.ticket);
  if (called) calls.push(called.at - at);
}
console.log(`alarms ${times["alarm.opened"].size}, faults ${times["ticket.opened"].size}, called ${times["ticket.called"].size}, twice ${twice.length}, letters ${mail.letters.length}`);
console.log(`alarm to first call: p50 ${percentile(calls, 0.5)} ms, p99 ${percentile(calls, 0.99)} ms, worst ${Math.max(...calls)} ms`);
console.log(`from the first silence to the last call ${((Date.now() - begun) / 1000).toFixed(0)} s; ${spent.megabytes.toFixed(0)} MB resident, ${(spent.seconds - before.seconds).toFixed(0)} s of processor`);
await house.stop();
city.stop();
mail.stop();
