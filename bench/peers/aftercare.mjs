// Aftercare as one of the peers: a template with one question for all ten objects, all of them kept, a rule for each.
import { LIMIT, OBJECTS } from "./objects.mjs";

export async function start({ devices, period, postgres }, { Installation, sql }) {
  const settings = { AFTERCARE_WATCH_PERIOD_SECONDS: String(period), AFTERCARE_LOG: "error" };
  const database = `aftercare_${process.pid}`;
  if (sql) {
    sql(`CREATE DATABASE ${database}`);
    settings.AFTERCARE_DATABASE_URL = `postgres://${postgres.username}@${postgres.host}/${database}`;
  }
  const house = await Installation.furnish(settings);
  const columns = ["customer", "site", "name", "kind", "vendor", "model", "serial", "address", "parent", "snmp_version", "snmp_port", "snmp_community"];
  const known = new Set(devices.map((device) => device.name));
  const row = (device) => ({ ...device, kind: "other", parent: known.has(device.parent) ? device.parent : "" });
  house.import([columns.join(","), ...devices.map((device) => columns.map((column) => row(device)[column]).join(","))].join("\n"));
  await house.start();
  await house.signIn();
  const get = OBJECTS.map(({ name, base, instance, unit }) => `{ name = "${name}", oid = "${base}.${instance}", unit = "${unit}" }`);
  const rules = OBJECTS.map(({ name }) => `[[rule]]\nname = "${name}"\nmetric = "${name}"\nwhen = { kind = "above", value = ${LIMIT}.0, clear = ${LIMIT}.0 }\n`);
  const text = `name = "Ten objects"\nmatch.kinds = ["other"]\nwithout = ["agent", "port", "ping"]\n
[[check]]\nname = "values"\nrole = "vital"\nkeep_all = true\nask = { kind = "snmp", get = [${get.join(", ")}] }\n\n${rules.join("\n")}`;
  await house.ask("POST", "/api/v1/check-templates", { text });
  const numbers = async () => {
    const told = await (await fetch(`${house.url}/metrics`)).text();
    return Object.fromEntries([...told.matchAll(/^aftercare_watch_(\w+) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]));
  };
  for (;;) {
    const { checks } = await numbers();
    if (checks === devices.length) break;
    await new Promise((done) => setTimeout(done, 500));
  }
  return {
    parts: [["Aftercare", house.child.pid]],
    postgres: Boolean(sql),
    stored: numbers,
    storedBetween({ stored: before }, { stored: after }) {
      const grown = (name) => after[name] - before[name];
      return (grown("asked_total") - grown("silent_total") - grown("unwell_total") - grown("unasked_total")) * OBJECTS.length;
    },
    async stop() {
      await house.clear();
      if (sql) sql(`DROP DATABASE ${database} WITH (FORCE)`);
    },
  };
}
