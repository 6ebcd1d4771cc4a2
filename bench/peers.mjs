// The same devices, objects and period watched by Aftercare, Zabbix and Prometheus: `scripts/with-postgres node bench/peers.mjs [devices]`.
// The peers are Debian's zabbix-server-pgsql, prometheus-snmp-exporter and prometheus; each in turn asks a simulated city for ten objects of every
// device, holds each value against a limit and stores it. Processor seconds are of all processes of each, those of its database told apart.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { City, Installation, freePort, sleep } from "./lib.mjs";
import * as zabbix from "./peers/zabbix.mjs";
import * as prometheus from "./peers/prometheus.mjs";
import * as aftercare from "./peers/aftercare.mjs";
import { OBJECTS } from "./peers/objects.mjs";

const programs = { "/usr/sbin/zabbix_server": "zabbix-server-pgsql", "/usr/bin/prometheus-snmp-exporter": "prometheus-snmp-exporter", "/usr/bin/prometheus": "prometheus" };
const missing = Object.keys(programs).filter((program) => !existsSync(program));
if (missing.length > 0) {
  console.error(`Missing here: ${missing.map((program) => programs[program]).join(" ")} (Debian's names). Install them, then run this again.`);
  process.exit(1);
}
if (!process.env.AFTERCARE_TEST_POSTGRES) {
  console.error("Run this as `scripts/with-postgres node bench/peers.mjs`.");
  process.exit(1);
}
const wanted = Number(process.argv[2] ?? 1000);
const period = Number(process.env.BENCH_PERIOD ?? 10);
const [warmUp, span] = [Number(process.env.BENCH_WARM ?? 60), Number(process.env.BENCH_SPAN ?? 120)];
const only = process.argv.slice(3);
const postgres = new URL(process.env.AFTERCARE_TEST_POSTGRES);

const city = await City.run(wanted);
const [head, ...lines] = city.csv.trim().split(/\r?\n/);
const columns = head.split(",");
const devices = lines
  .map((line) => Object.fromEntries(line.split(",").map((cell, place) => [columns[place], cell])))
  // Routers number their interfaces otherwise, and cameras of which no installer lists SNMP have no community in the list.
  .filter((device) => device.kind !== "router" && device.snmp_community);
const fleet = { devices, period, postgres, folder: mkdtempSync(join(tmpdir(), "peers-")) };
chmodSync(fleet.folder, 0o755);
console.log(`${devices.length} devices, ${OBJECTS.length} objects each, every ${period} s: ${(devices.length * OBJECTS.length) / period} values a second`);

/** Processor seconds of the process, of all below it, and of those below it that have ended. */
function tree(root) {
  const of = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ").map(Number);
      of.set(Number(pid), { parent: fields[1], own: fields[11] + fields[12], ended: fields[13] + fields[14] });
    } catch {
      // It has just ended.
    }
  }
  const below = (pid) => [pid, ...[...of].filter(([, { parent }]) => parent === pid).flatMap(([child]) => below(child))];
  return below(root).reduce((sum, pid) => sum + (of.get(pid)?.own ?? 0) + (of.get(pid)?.ended ?? 0), 0) / 100;
}

const sql = (text, database = "postgres") =>
  execFileSync("psql", ["-qAtX", "-v", "ON_ERROR_STOP=1", "-h", postgres.hostname, "-p", postgres.port, "-U", postgres.username, "-d", database, "-f", "-"], {
    input: text,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  }).trim();
const parentOf = (pid) => Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ")[1]);
const backend = spawn("psql", ["-qAtX", "-d", `${postgres}`], { stdio: ["pipe", "pipe", "inherit"] });
const postmaster = await new Promise((done) => {
  backend.stdout.once("data", (pid) => done(parentOf(Number(pid))));
  backend.stdin.write("SELECT pg_backend_pid();\n");
});
backend.stdin.end();

const peers = [
  ["Aftercare on SQLite", () => aftercare.start(fleet, { Installation })],
  ["Aftercare on PostgreSQL", () => aftercare.start(fleet, { Installation, sql })],
  ["Zabbix server", () => zabbix.start(fleet, { freePort, sql })],
  ["Prometheus and its SNMP exporter", () => prometheus.start(fleet, { freePort })],
];
try {
  for (const [name, start] of peers) {
    if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
    const peer = await start();
    try {
      await sleep(warmUp * 1000);
      const measure = async () => ({ own: peer.parts.map(([, pid]) => tree(pid)), database: tree(postmaster), at: Date.now(), stored: await peer.stored() });
      const before = await measure();
      await sleep(span * 1000);
      const after = await measure();
      const stored = await peer.storedBetween(before, after);
      const seconds = (after.at - before.at) / 1000;
      const parts = peer.parts.map(([part], place) => [part, after.own[place] - before.own[place]]);
      if (peer.postgres) parts.push(["PostgreSQL", after.database - before.database]);
      const each = (spent) => `${((spent / stored) * 1e6).toFixed(1)} µs`;
      const all = parts.reduce((sum, [, spent]) => sum + spent, 0);
      console.log(
        `${name}: ${(stored / seconds).toFixed(0)} values a second; a value takes ${each(all)} of processor: ` +
          `${parts.map(([part, spent]) => `${part} ${each(spent)} (${spent.toFixed(2)} s)`).join(", ")}; over ${seconds.toFixed(0)} s, load ${loadavg()[0].toFixed(1)}`,
      );
    } finally {
      await peer.stop();
    }
    await sleep(2000);
  }
} finally {
  city.stop();
  rmSync(fleet.folder, { recursive: true, force: true });
}
