// What the journeys share: a real browser, somebody signed in, and the city to break things in.
import { chromium } from "playwright-core";

export const base = process.env.AFTERCARE_TEST_URL ?? "http://127.0.0.1:8080";
const city = process.env.AFTERCARE_TEST_CITY;
const PASSWORD = "aftercare-demo";

export const SIZES = { desk: { width: 1440, height: 900 }, hand: { width: 390, height: 844 } };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A window of its own for somebody; an empty login is a stranger. Mistakes of the page are collected in `complaints`. */
export async function openAs(browser, login, language = "en", size = "desk") {
  const context = await browser.newContext({
    viewport: SIZES[size],
    hasTouch: size === "hand",
    locale: language === "zh" ? "zh-CN" : "en-GB",
  });
  if (login !== "") {
    const answer = await context.request.post(`${base}/api/v1/session`, {
      data: { login, password: PASSWORD },
    });
    if (!answer.ok()) throw new Error(`${login} cannot sign in: ${await answer.text()}`);
    await context.request.patch(`${base}/api/v1/session`, { data: { locale: language } });
  }
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`script: ${error}`));
  page.on("response", (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on("console", (message) => {
    // A 401 or 404 that a page expects is told by the browser too; a broken page tells more than that.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  return { context, page, complaints };
}

/** Asks the API as whoever the window belongs to. */
export async function ask(context, method, path, data) {
  const answer = await context.request.fetch(base + path, { method, data });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? null : answer.json();
}

/** Breaks something in the city, or mends it. */
export async function order(words) {
  const answer = await fetch(`${city}/orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(words),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Waits until `look` answers something. */
export async function until(what, look, seconds = 60) {
  for (let waited = 0; waited < seconds * 4; waited++) {
    const found = await look();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`waited in vain for this: ${what}`);
}
