// What a ticket with its clocks costs as its history grows: bench/clock.mjs [events]. Its page and the explanation of its clocks are asked for at a
// hundredth, a tenth and all of them; the events are what the service tells the customer, each of which moves a clock.
import { Installation, percentile } from "./lib.mjs";

const most = Number(process.argv[2] ?? 10_000);
const house = await Installation.furnish({ AFTERCARE_WATCH_ENABLED: "false" });
await house.start();
await house.signIn();
const customer = await house.ask("POST", "/api/v1/customers", { name: "Customer", code: "C" });
await house.ask("POST", "/api/v1/contracts", {
  customer_id: customer.id,
  name: "Contract",
  number: "1",
  starts_on: "2020-01-01",
  ends_on: "2039-12-31",
});
const ticket = await house.ask("POST", "/api/v1/tickets", { kind: "fault", title: "fault", customer_id: customer.id, level: 1, reason: "bench" });

async function measure(what, path) {
  const times = [];
  for (let run = 0; run < 35; run++) {
    const asked = performance.now();
    await house.ask("GET", path);
    if (run >= 5) times.push(performance.now() - asked);
  }
  console.log(`${what}: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`);
}

let events = 1;
for (const wanted of [most / 100, most / 10, most]) {
  while (events < wanted) {
    const visibility = events % 2 === 0 ? "internal" : "customer";
    const note = { text: `note ${events}`, visibility };
    const some = Math.min(8, wanted - events);
    await Promise.all(Array.from({ length: some }, () => house.ask("POST", `/api/v1/tickets/${ticket.id}/note`, note)));
    events += some;
  }
  await measure(`a ticket of ${events} events`, `/api/v1/tickets/${ticket.id}`);
  await measure(`its clocks explained`, `/api/v1/tickets/${ticket.id}/clocks`);
}
await house.stop();
