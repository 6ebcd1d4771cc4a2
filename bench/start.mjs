// Start and idle memory with many devices: bench/start.mjs [devices]
import { City, Installation, percentile, sleep } from "./lib.mjs";

const devices = Number(process.argv[2] ?? 10_000);
const city = await City.run(devices);
const house = await Installation.furnish();
console.log(house.import(city.csv).trim());
const starts = [];
for (let run = 0; run < 6; run++) {
  const milliseconds = await house.start();
  if (run > 0) starts.push(milliseconds); // the first start lays out the checks
  if (run < 5) await house.stop();
}
await sleep(60_000);
const before = house.usage();
await sleep(60_000);
const after = house.usage();
console.log(`start with ${devices} devices: median ${percentile(starts, 0.5).toFixed(0)} ms, worst ${Math.max(...starts).toFixed(0)} ms of ${starts.length}`);
console.log(`watching: ${after.megabytes.toFixed(0)} MB resident, ${((after.seconds - before.seconds) / 0.6).toFixed(1)} % of a core`);
await house.stop();
city.stop();
