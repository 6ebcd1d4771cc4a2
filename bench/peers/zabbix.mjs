// Zabbix server with its own database: hosts, items, rates and triggers entered as its frontend would, and its own settings but for addresses.
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { LIMIT, OBJECTS } from "./objects.mjs";

const SHARED = "/usr/share/zabbix-server-pgsql";

export async function start({ devices, period, postgres, folder: above }, { freePort, sql }) {
  const database = `zabbix_${process.pid}`;
  sql(`CREATE DATABASE ${database}`);
  for (const part of ["schema", "images", "data"]) sql(gunzipSync(readFileSync(`${SHARED}/${part}.sql.gz`)).toString(), database);
  sql(entries(devices, period), database);
  const folder = join(above, "zabbix");
  mkdirSync(folder);
  chmodSync(folder, 0o777); // the server gives up root's rights
  const settings = {
    ListenIP: "127.0.0.1",
    ListenPort: 1024 + ((await freePort()) % 31_744), // it takes none above 32767, and nobody calls it
    LogFile: join(folder, "log"),
    PidFile: join(folder, "pid"),
    SocketDir: folder,
    DBHost: postgres.hostname,
    DBPort: postgres.port,
    DBUser: postgres.username,
    DBName: database,
    // The shared memory that a fleet of thousands needs, and pollers enough to ask it in time.
    CacheSize: "512M",
    HistoryCacheSize: "64M",
    TrendCacheSize: "128M",
    ValueCacheSize: "256M",
    StartPollers: 10,
  };
  const file = join(folder, "zabbix_server.conf");
  writeFileSync(file, Object.entries(settings).map(([key, value]) => `${key}=${value}\n`).join(""));
  const server = spawn("/usr/sbin/zabbix_server", ["-f", "-c", file], { stdio: ["ignore", "inherit", "inherit"] });
  const rows = (since, until) =>
    Number(sql(["history", "history_uint"].map((table) => `SELECT count(*) FROM ${table} WHERE clock >= ${since} AND clock < ${until}`).join(" UNION ALL "), database).split("\n").reduce((sum, count) => sum + Number(count), 0));
  return {
    parts: [["Zabbix server", server.pid]],
    postgres: true,
    async stored() {},
    async storedBetween(before, after) {
      await new Promise((done) => setTimeout(done, 5000)); // the last of them are on their way to the database
      return rows(Math.floor(before.at / 1000), Math.floor(after.at / 1000));
    },
    async stop() {
      const ended = new Promise((done) => server.once("exit", done));
      server.kill("SIGTERM");
      await ended;
      sql(`DROP DATABASE ${database} WITH (FORCE)`);
    },
  };
}

function entries(devices, period) {
  const rows = { hosts: [], interface: [], interface_snmp: [], items: [], item_rtdata: [], item_preproc: [], triggers: [], functions: [] };
  devices.forEach((device, place) => {
    const host = 1_000_000 + place;
    rows.hosts.push(`(${host}, '${device.name}', '${device.name}')`);
    rows.interface.push(`(${host}, ${host}, 1, 2, '${device.address}', '${device.snmp_port}')`);
    rows.interface_snmp.push(`(${host}, 2, 1, '${device.snmp_community}')`);
    OBJECTS.forEach(({ name, base, instance, counter }, at) => {
      const item = host * 20 + at;
      rows.items.push(`(${item}, 20, '${base}.${instance}', ${host}, '${name}', '${name}', '${period}s', ${counter ? 0 : 3}, ${host})`);
      rows.item_rtdata.push(`(${item})`);
      if (counter) rows.item_preproc.push(`(${item}, ${item}, 1, 10, '')`);
      rows.triggers.push(`(${item}, '{${item}}>${LIMIT}', '${name}', 3)`);
      rows.functions.push(`(${item}, ${item}, ${item}, 'last', '$')`);
    });
  });
  const columns = {
    hosts: "hostid, host, name",
    interface: "interfaceid, hostid, main, type, ip, port",
    interface_snmp: "interfaceid, version, bulk, community",
    items: "itemid, type, snmp_oid, hostid, name, key_, delay, value_type, interfaceid",
    item_rtdata: "itemid",
    item_preproc: "item_preprocid, itemid, step, type, params",
    triggers: "triggerid, expression, description, priority",
    functions: "functionid, itemid, triggerid, name, parameter",
  };
  const inserts = Object.entries(rows).map(([table, values]) => `INSERT INTO ${table} (${columns[table]}) VALUES\n${values.join(",\n")};\n`);
  // The server would watch itself as well, as an agent.
  return `UPDATE hosts SET status = 1 WHERE status = 0;\n${inserts.join("")}ANALYZE;\n`;
}
