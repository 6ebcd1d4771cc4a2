// A list's answer with many tickets: bench/list.mjs [tickets] — on the embedded database, and on PostgreSQL where AFTERCARE_TEST_POSTGRES names a server.
import { Installation, percentile } from "./lib.mjs";

const tickets = Number(process.argv[2] ?? 100_000);
const LISTS = [
  "/api/v1/tickets",
  "/api/v1/tickets?open=true&sort=due_at",
  "/api/v1/tickets?level=1&limit=50",
  "/api/v1/tickets?sort=-opened_at&limit=200",
  "/api/v1/tickets?q=99",
];

async function measure(name, settings) {
  const house = await Installation.furnish({ AFTERCARE_WATCH_ENABLED: "false", ...settings });
  await house.start();
  await house.signIn();
  const customers = [];
  for (let n = 0; n < 20; n++) customers.push((await house.ask("POST", "/api/v1/customers", { name: `Customer ${n}`, code: `C${n}` })).id);
  const begun = performance.now();
  let next = 0;
  const writer = async () => {
    while (next < tickets) {
      const n = next++;
      const fault = { kind: "fault", title: `fault ${n}`, customer_id: customers[n % 20], level: 1 + (n % 3), reason: "bench" };
      const ticket = await house.ask("POST", "/api/v1/tickets", fault);
      if (n % 100 !== 0) await house.ask("POST", `/api/v1/tickets/${ticket.id}/cancel`, { version: ticket.version, reason: "bench" });
    }
  };
  await Promise.all(Array.from({ length: 8 }, writer));
  const seconds = (performance.now() - begun) / 1000;
  console.log(`${name}: ${tickets} tickets opened through the API in ${seconds.toFixed(0)} s (${(tickets / seconds).toFixed(0)} a second)`);
  for (const list of LISTS) {
    const times = [];
    for (let run = 0; run < 105; run++) {
      const asked = performance.now();
      await house.ask("GET", list);
      if (run >= 5) times.push(performance.now() - asked);
    }
    console.log(`${name}: GET ${list}: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`);
  }
  await house.stop();
}

await measure("SQLite", {});
if (process.env.AFTERCARE_TEST_POSTGRES) {
  const database = `aftercare_bench_${process.pid}`;
  const { spawnSync } = await import("node:child_process");
  spawnSync("psql", [process.env.AFTERCARE_TEST_POSTGRES, "-c", `CREATE DATABASE ${database}`]);
  await measure("PostgreSQL", { AFTERCARE_DATABASE_URL: process.env.AFTERCARE_TEST_POSTGRES.replace(/\/[^/]*$/, `/${database}`) });
}
