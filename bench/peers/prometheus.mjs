// Prometheus' SNMP exporter, and Prometheus that scrapes it, holds every value against a rule and stores it.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LIMIT, OBJECTS } from "./objects.mjs";

export async function start({ devices, period, folder: above }, { freePort }) {
  const folder = join(above, "prometheus");
  mkdirSync(folder);
  const [exporterPort, port] = [await freePort(), await freePort()];
  const communities = [...new Set(devices.map((device) => device.snmp_community))];
  const metric = ({ name, base, instance, counter }) =>
    `  - {name: ${name}, oid: ${base}, type: ${counter ? "counter" : "gauge"}, help: of a bench${instance ? ", indexes: [{labelname: index, type: gauge}]" : ""}}\n`;
  const modules = communities.map(
    (community) =>
      `${community}:\n  version: 2\n  auth: {community: ${community}}\n  get: [${OBJECTS.map(({ base, instance }) => `${base}.${instance}`).join(", ")}]\n  metrics:\n${OBJECTS.map(metric).join("")}`,
  );
  writeFileSync(join(folder, "snmp.yml"), modules.join(""));
  const rules = OBJECTS.map(({ name, counter }) => `  - {alert: ${name}, expr: "${counter ? `rate(${name}[${4 * period}s])` : name} > ${LIMIT}"}\n`);
  writeFileSync(join(folder, "rules.yml"), `groups:\n- name: bench\n  rules:\n${rules.join("")}`);
  const groups = communities.map((community) => {
    const targets = devices.filter((device) => device.snmp_community === community).map((device) => `${device.address}:${device.snmp_port}`);
    return `  - {labels: {__param_module: ${community}}, targets: [${targets.map((target) => `"${target}"`).join(", ")}]}\n`;
  });
  writeFileSync(
    join(folder, "prometheus.yml"),
    `global: {scrape_interval: ${period}s, scrape_timeout: ${Math.min(period, 5)}s, evaluation_interval: ${period}s}\nrule_files: [rules.yml]\nscrape_configs:
- job_name: snmp\n  metrics_path: /snmp\n  static_configs:\n${groups.join("")}  relabel_configs:
  - {source_labels: [__address__], target_label: __param_target}\n  - {source_labels: [__param_target], target_label: instance}
  - {target_label: __address__, replacement: "127.0.0.1:${exporterPort}"}\n`,
  );
  const run = (program, words) => spawn(program, words, { stdio: ["ignore", "ignore", process.env.BENCH_LOUD ? "inherit" : "ignore"] });
  const exporter = run("prometheus-snmp-exporter", [`--config.file=${join(folder, "snmp.yml")}`, `--web.listen-address=127.0.0.1:${exporterPort}`]);
  const words = [`--config.file=${join(folder, "prometheus.yml")}`, `--storage.tsdb.path=${join(folder, "data")}`, `--web.listen-address=127.0.0.1:${port}`];
  const scraper = run("prometheus", words);
  return {
    parts: [["exporter", exporter.pid], ["Prometheus", scraper.pid]],
    postgres: false,
    async stored() {},
    async storedBetween(before, after) {
      const span = `${Math.round((after.at - before.at) / 1000)}s`;
      const query = OBJECTS.map(({ name }) => `sum(count_over_time(${name}[${span}]))`).join(" + ");
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?time=${after.at / 1000}&query=${encodeURIComponent(query)}`);
      return Number((await answer.json()).data.result[0]?.value[1] ?? 0);
    },
    async stop() {
      for (const child of [scraper, exporter]) {
        const ended = new Promise((done) => child.once("exit", done));
        child.kill("SIGTERM");
        await ended;
      }
    },
  };
}
