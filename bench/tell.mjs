// From the watch's verdict to the message in the mail server's hands: bench/tell.mjs [faults]
import { City, Installation, PASSWORD, percentile, sleep } from "./lib.mjs";
import { mailServer } from "./mail.mjs";

const faults = Number(process.argv[2] ?? 100);
const mail = await mailServer();
const { letters } = mail;
const city = await City.run(1000);
const house = await Installation.furnish({
  AFTERCARE_MAIL_HOST: "127.0.0.1",
  AFTERCARE_MAIL_PORT: String(mail.port),
  AFTERCARE_WATCH_PERIOD_SECONDS: "10",
  AFTERCARE_WATCH_DOUBT_PERIOD_SECONDS: "1",
});
house.import(city.csv);
await house.start();
await house.signIn();
// Nobody is told more than a few faults a minute one by one, so each fault finds another engineer on duty.
const engineers = [];
for (let place = 0; place < faults; place++) {
  engineers.push(
    await house.ask("POST", "/api/v1/people", {
      name: `Engineer ${place}`,
      login: `engineer${place}`,
      password: PASSWORD,
      role: "engineer",
      email: `engineer${place}@example.org`,
    }),
  );
}
const { date } = await house.ask("GET", "/api/v1/duty/now");
const onDuty = (place) => house.ask("PUT", `/api/v1/duty/${date}`, { people: [engineers[place % engineers.length].id] });
await onDuty(0);
for (;;) {
  const { totals } = await house.ask("GET", "/api/v1/fleet");
  if (totals.up === totals.total) break;
  await sleep(500);
}
const cameras = (await house.ask("GET", "/api/v1/devices?kind=camera&limit=200")).items.slice(0, faults);
for (const [place, camera] of cameras.entries()) {
  await onDuty(place);
  await city.order({ order: "camera_down", device: camera.name });
  await sleep(700);
}
const opened = new Map();
const patience = Date.now() + 60_000;
for (let seq = 0; Date.now() < patience; ) {
  const { items } = await house.ask("GET", `/api/v1/journal/events?after_seq=${seq}&limit=200`);
  for (const event of items) {
    seq = event.seq;
    if (event.kind === "alarm.opened") opened.set(event.body.device_name, Date.parse(event.recorded_at));
  }
  if (items.length === 0 && opened.size >= cameras.length && letters.length >= cameras.length) break;
  if (items.length === 0) await sleep(300);
}
const body = (letter) => {
  const [head, ...rest] = letter.text.split("\r\n\r\n");
  const text = rest.join("\r\n\r\n");
  return /base64/i.test(head) ? Buffer.from(text, "base64").toString() : text.replace(/=\r\n/g, "").replace(/(=[0-9A-F]{2})+/g, (hex) => Buffer.from(hex.replaceAll("=", ""), "hex").toString());
};
const times = [];
for (const [device, at] of opened) {
  const letter = letters.find((candidate) => body(candidate).includes(device));
  if (letter) times.push(letter.at - at);
}
console.log(`verdict to mail server, ${times.length} of ${cameras.length} faults: p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms, worst ${Math.max(...times)} ms`);
await house.stop();
city.stop();
mail.stop();
