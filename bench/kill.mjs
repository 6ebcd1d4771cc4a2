// From a device's death to the letter in the mail server's hands: bench/kill.mjs [faults] [devices]. Cameras and pole switches die one by one
// at random instants; the watch keeps its default pace unless AFTERCARE_WATCH_… says otherwise.
// Addresses of the loopback interface answer pings whatever the city does, so those of the dead are dropped by nftables, which takes root.
import { spawnSync } from "node:child_process";
import { City, Installation, PASSWORD, percentile, sleep } from "./lib.mjs";
import { mailServer } from "./mail.mjs";

const faults = Number(process.argv[2] ?? 40);
const devices = Number(process.argv[3] ?? 1000);
const mail = await mailServer();
const city = await City.run(devices);
const house = await Installation.furnish({
  AFTERCARE_MAIL_HOST: "127.0.0.1",
  AFTERCARE_MAIL_PORT: String(mail.port),
  AFTERCARE_LOG: "error,async_snmp=off", // which tells of every silence
});
house.import(city.csv);
await house.start();
await house.signIn();

// Nobody is told more than a few faults a minute one by one, so every second another engineer is on duty.
const engineers = [];
for (let place = 0; place < 30; place++) {
  const login = `engineer${place}`;
  const email = `${login}@example.org`;
  engineers.push(await house.ask("POST", "/api/v1/people", { name: login, login, password: PASSWORD, role: "engineer", email }));
}
const { date } = await house.ask("GET", "/api/v1/duty/now");
let turns = 0;
const changeGuard = () => house.ask("PUT", `/api/v1/duty/${date}`, { people: [engineers[turns++ % engineers.length].id] });
await changeGuard();

for (;;) {
  const { totals } = await house.ask("GET", "/api/v1/fleet");
  if (totals.up === totals.total) break;
  await sleep(500);
}
// A service that was never well opens no alarm: every check is answered once.
await sleep(Number(process.env.BENCH_SETTLE ?? 90) * 1000);
const guard = setInterval(() => changeGuard().catch(() => {}), 1000);

const named = async (kind) => (await house.ask("GET", `/api/v1/devices?kind=${kind}&limit=200`)).items.map((device) => device.name);
const pole = (name) => name.replace(/-(CAM\d+|SW)$/, "");
const cameras = (await named("camera")).filter((name) => /-CAM1$/.test(name));
const switches = (await named("switch")).filter((name) => /-P\d+-SW$/.test(name));
const poles = new Set();
const victims = [];
for (let place = 0; victims.length < faults && place < 200; place++) {
  const name = (place % 2 ? switches : cameras)[place];
  if (name === undefined || poles.has(pole(name))) continue;
  poles.add(pole(name));
  victims.push(name);
}
if (victims.length < faults) throw new Error(`this city has but ${victims.length} poles; ask for more devices`);
const [head, ...rows] = city.csv.trim().split(/\r?\n/).map((line) => line.split(","));
const addresses = new Map(rows.map((row) => [row[head.indexOf("name")], row[head.indexOf("address")]]));
const TABLE = "inet aftercare_bench";
const nft = (words) => spawnSync("nft", ["-f", "-"], { input: `${words}\n` }).status === 0;
const pingsStop = nft(`table ${TABLE} { set dead { type ipv4_addr; }
  chain in { type filter hook input priority 0; ip daddr @dead icmp type echo-request drop; }
}`);
const died = new Map();
for (const device of victims) {
  await sleep(2000 + Math.random() * 5000);
  const dark = [...addresses.keys()].filter((name) => name === device || (/SW$/.test(device) && pole(name) === pole(device)));
  if (pingsStop) nft(`add element ${TABLE} dead { ${dark.map((name) => addresses.get(name)).join(", ")} }`);
  await city.order({ order: "device_down", device });
  died.set(device, Date.now());
}

const opened = new Map();
const mistaken = [];
const patience = Date.now() + 90_000;
for (let seq = 0; Date.now() < patience; ) {
  const { items } = await house.ask("GET", `/api/v1/journal/events?after_seq=${seq}&limit=200`);
  for (const event of items) {
    seq = event.seq;
    if (event.kind !== "alarm.opened") continue;
    const device = event.body.device_name;
    if (died.has(device)) opened.set(device, Date.parse(event.recorded_at));
    else mistaken.push(device);
  }
  if (items.length === 0 && opened.size === died.size && letters().size === died.size) break;
  if (items.length === 0) await sleep(300);
}
clearInterval(guard);

/** When the first letter came that names the device. */
function letters() {
  const came = new Map();
  for (const { at, text } of mail.letters) {
    const [head, ...rest] = text.split("\r\n\r\n");
    const coded = rest.join("\r\n\r\n");
    const plain = /base64/i.test(head) ? Buffer.from(coded, "base64").toString() : coded.replace(/=\r\n/g, "");
    for (const device of died.keys()) if (!came.has(device) && plain.includes(device)) came.set(device, at);
  }
  return came;
}
const told = letters();
const tell = (what, times) => {
  const seconds = (milliseconds) => (milliseconds / 1000).toFixed(1);
  if (times.length === 0) return;
  console.log(`${what}, ${times.length}: p50 ${seconds(percentile(times, 0.5))} s, p99 ${seconds(percentile(times, 0.99))} s, worst ${seconds(Math.max(...times))} s`);
};
const between = (from, to, of) => [...to].filter(([device]) => from.has(device) && of.test(device)).map(([device, at]) => at - from.get(device));
nft(`delete table ${TABLE}`);
const pace = ["PERIOD_SECONDS", "DOUBT_PERIOD_SECONDS", "LIFE_PERIOD_SECONDS"].map((name) => process.env[`AFTERCARE_WATCH_${name}`] ?? "default").join(", ");
console.log(`${died.size} of ${devices} devices died one by one (period, doubt, signs of life: ${pace}; pings of the dead ${pingsStop ? "lost" : "answered"}); ${opened.size} alarms, ${told.size} told, ${mistaken.length} mistaken`);
tell("death to letter", between(died, told, /./));
tell("  cameras", between(died, told, /CAM/));
tell("  switches", between(died, told, /SW/));
tell("death to alarm", between(died, opened, /./));
tell("alarm to letter", between(opened, told, /./));
await house.clear();
city.stop();
mail.stop();
