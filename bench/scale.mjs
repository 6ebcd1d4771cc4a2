// What the watch takes of the computer as the fleet grows: bench/scale.mjs [devices…], at the default pace unless AFTERCARE_WATCH_… says otherwise.
import { City, Installation, percentile, processor, sleep } from "./lib.mjs";
import { loadavg } from "node:os";

const sizes = process.argv.slice(2).map(Number);
const SPAN = Number(process.env.BENCH_SPAN ?? 60);
for (const devices of sizes.length > 0 ? sizes : [1_000, 10_000, 100_000]) {
  const city = await City.run(devices);
  const house = await Installation.furnish();
  house.import(city.csv);
  const first = await house.start(); // lays out the checks
  const numbers = async () => {
    const text = await (await fetch(`${house.url}/metrics`)).text();
    return Object.fromEntries([...text.matchAll(/^aftercare_watch_(\w+) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]));
  };
  for (let known = 0; known < devices; known = (await numbers()).devices ?? 0) await sleep(500);
  await sleep(2000);
  await house.stop();
  const start = await house.start();
  const idle = house.usage();
  await sleep(75_000); // the slowest check of the templates was asked, and the roots that every connection shares are warm
  const [before, from, cityBefore, begun] = [house.usage(), await numbers(), processor(city.child.pid), performance.now()];
  const late = [];
  let queued = 0;
  while (performance.now() - begun < SPAN * 1000) {
    const now = await numbers();
    late.push(now.lag_milliseconds);
    queued = Math.max(queued, now.queued);
    await sleep(250);
  }
  const [after, to, cityAfter] = [house.usage(), await numbers(), processor(city.child.pid)];
  const span = (performance.now() - begun) / 1000;
  const [spent, asked] = [after.seconds - before.seconds, to.asked_total - from.asked_total];
  console.log(
    `${devices} devices, ${to.checks} checks: ${((spent / span) * 100).toFixed(1)} % of a core, ${((spent / span / devices) * 1e6).toFixed(1)} µs a second and device, ` +
      `${((spent / asked) * 1e6).toFixed(0)} µs a question (${(asked / span).toFixed(0)} a second); ${after.megabytes.toFixed(0)} MB (${idle.megabytes.toFixed(0)} when ready); ` +
      `start ${start.toFixed(0)} ms (the first ${first.toFixed(0)}); asked late p50 ${percentile(late, 0.5)}, p99 ${percentile(late, 0.99)}, worst ${to.worst_lag_milliseconds} ms, ${queued} queued at most; ` +
      `silent ${to.silent_total - from.silent_total}, unwell ${to.unwell_total - from.unwell_total}, unasked ${to.unasked_total - from.unasked_total}; the city itself ${(((cityAfter - cityBefore) / span) * 100).toFixed(0)} % of a core; load ${loadavg()[0].toFixed(1)}`,
  );
  await house.clear();
  city.stop();
}
