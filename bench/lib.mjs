// What the measurements share: starting the program on a folder of its own, asking its API, and telling numbers.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PASSWORD = "a long enough password";
const PROGRAM = process.env.BENCH_PROGRAM ?? "target/release/aftercare";

export const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export function freePort() {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Processor seconds that a process has used so far, its own and the kernel's for it. */
export function processor(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** An installation on a folder of its own; `settings` are AFTERCARE_… pairs. */
export class Installation {
  static async furnish(settings = {}) {
    const made = new Installation();
    made.folder = mkdtempSync(join(tmpdir(), "aftercare-bench-"));
    made.port = await freePort();
    made.url = `http://127.0.0.1:${made.port}`;
    made.environment = {
      ...process.env,
      AFTERCARE_SERVER_LISTEN: `127.0.0.1:${made.port}`,
      AFTERCARE_DATABASE_PATH: join(made.folder, "aftercare.db"),
      AFTERCARE_INSTALLATION_KEYS: join(made.folder, "keys"),
      AFTERCARE_LOG: "warn",
      ...settings,
    };
    made.run(["user", "add", "--login", "admin", "--name", "Ada", "--role", "administrator"], PASSWORD);
    return made;
  }

  run(words, input = "") {
    const done = spawnSync(PROGRAM, words, { env: this.environment, input: `${input}\n`, encoding: "utf8", maxBuffer: 1 << 28 });
    if (done.status !== 0) throw new Error(`aftercare ${words.join(" ")}: ${done.stderr}${done.stdout}`);
    return done.stdout;
  }

  import(csv) {
    const file = join(this.folder, "devices.csv");
    writeFileSync(file, csv);
    return this.run(["import", file, "--apply", "--create-places"]);
  }

  /** Starts the server and answers the milliseconds until it was ready. */
  async start() {
    const begun = performance.now();
    this.child = spawn(PROGRAM, ["serve"], { env: this.environment, stdio: ["ignore", "ignore", "inherit"] });
    for (;;) {
      try {
        if ((await fetch(`${this.url}/readyz`)).ok) break;
      } catch {
        if (this.child.exitCode !== null) throw new Error("the server ended");
      }
      await sleep(5);
    }
    return performance.now() - begun;
  }

  async stop() {
    const ended = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    await ended;
  }

  /** Stops the server and removes its folder. */
  async clear() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async signIn() {
    const answer = await fetch(`${this.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login: "admin", password: PASSWORD }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    this.cookie = answer.headers.getSetCookie()[0].split(";")[0];
  }

  async ask(method, path, body) {
    const answer = await fetch(this.url + path, {
      method,
      headers: { cookie: this.cookie, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }

  /** Resident memory in megabytes, and processor seconds used so far. */
  usage() {
    const pages = Number(readFileSync(`/proc/${this.child.pid}/statm`, "utf8").split(" ")[1]);
    return { megabytes: (pages * 4096) / 1e6, seconds: processor(this.child.pid) };
  }
}

/** The simulated city as a process; its CSV and its address for orders. */
export class City {
  static async run(devices) {
    const city = new City();
    const size = devices === undefined ? [] : ["--devices", String(devices)];
    city.child = spawn(PROGRAM, ["city", "run", ...size, "--base-port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
    city.csv = "";
    city.child.stdout.setEncoding("utf8"); // a chunk may end within a character
    let told = "";
    city.child.stdout.on("data", (text) => (city.csv += text));
    city.child.stderr.on("data", (text) => (told += text));
    while (!/http:\/\/\S+\//.test(told)) {
      if (city.child.exitCode !== null) throw new Error(`the city ended: ${told}`);
      await sleep(20);
    }
    city.control = told.match(/http:\/\/\S+(?=\/)/)[0];
    await sleep(200);
    return city;
  }

  async order(order) {
    const answer = await fetch(`${this.control}/orders`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(order),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  stop() {
    this.child.kill("SIGTERM");
  }
}
