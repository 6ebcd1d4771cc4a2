// Looks at pages: `npm run dev:mock` (or `npm run dev` before a demo server) in one terminal, `node mock/shots.mjs FOLDER [name…]`
// in another; BASE says where the pages are.
// Each page is photographed on a desk and in a hand, in the languages and themes its row names.
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [folder = "shots", ...only] = process.argv.slice(2);
const base = process.env.BASE ?? "http://127.0.0.1:5173";
const pages = [
  ["login", "/login", ""],
  ["overview", "/overview", "dispatcher"],
  ["tickets", "/tickets", "dispatcher"],
  ["ticket", "/tickets/2", "dispatcher"],
  ["new-ticket", "/tickets/new?customer_id=1&device_id=1", "dispatcher"],
  ["devices", "/devices", "dispatcher"],
  ["device", "/devices/6", "dispatcher"],
  [
    "device-edit",
    "/devices/6",
    "dispatcher",
    async (page) => {
      await page.getByRole("button", { name: /编辑|Edit/ }).click();
      await page.waitForTimeout(500);
    },
  ],
  [
    "import",
    "/devices/import",
    "dispatcher",
    async (page) => {
      await page
        .locator("input[type=file]")
        .setInputFiles({ name: "devices.csv", mimeType: "text/csv", buffer: Buffer.from("bad") });
      await page.waitForTimeout(500);
    },
  ],
  ["duty", "/duty", "dispatcher"],
  ["my-jobs", "/my-jobs", "engineer"],
  ["visit", "/visits/1", "engineer"],
  [
    "visit-sign",
    "/visits/4",
    "engineer",
    async (page) => {
      await page.getByRole("button", { name: /请用户签字|customer sign/ }).click();
      await page.waitForTimeout(600);
      await page.getByLabel(/姓名|^Name/).fill("刘警官");
      const box = await page.locator("canvas").boundingBox();
      await page.mouse.move(box.x + 60, box.y + 120);
      await page.mouse.down();
      for (let n = 0; n < 40; n++)
        await page.mouse.move(box.x + 60 + n * 5, box.y + 100 + 40 * Math.sin(n / 3));
      await page.mouse.up();
    },
  ],
  ["report", "/visits/3/report", "engineer"],
  ["portal", "/portal", "customer"],
  ["portal-ticket", "/portal/tickets/5", "customer"],
  ["portal-report", "/portal/report", "customer"],
  ["ack", "/acknowledge/abc", ""],
  ["ack-used", "/acknowledge/taken", ""],
  ["people", "/people", "admin"],
  [
    "person",
    "/people",
    "admin",
    async (page) => {
      await page
        .getByRole("button", { name: /添加人员|Add person/ })
        .first()
        .click();
      await page.waitForTimeout(500);
    },
  ],
  ["customers", "/customers", "admin"],
  ["customer", "/customers/1", "admin"],
  [
    "contract",
    "/contracts",
    "admin",
    async (page) => {
      await page
        .getByRole("button", { name: /添加合同|Add contract/ })
        .first()
        .click();
      await page.waitForTimeout(500);
    },
  ],
  ["contracts", "/contracts", "admin"],
  ["sites", "/sites", "admin"],
  ["alarms", "/alarms", "admin"],
  ["messages", "/messages", "admin"],
  ["inbox", "/inbox", "engineer"],
  ["channels", "/channels", "admin"],
  [
    "channel",
    "/channels",
    "admin",
    async (page) => {
      await page
        .getByRole("button", { name: /添加渠道|Add channel/ })
        .first()
        .click();
      await page.waitForTimeout(500);
      await page.getByRole("dialog").getByRole("combobox").first().click();
      await page
        .locator(".ant-select-item-option")
        .filter({ hasText: /^(语音电话|Calls)$/ })
        .click();
      await page.getByRole("button", { name: /阿里云|Aliyun/ }).click();
      await page.waitForTimeout(500);
    },
  ],
  ["workers", "/workers", "admin"],
  ["journal", "/journal", "admin"],
  ["account", "/account", "engineer"],
];
const sizes = { desk: { width: 1440, height: 900 }, hand: { width: 390, height: 844 } };
const looks = (process.env.LOOKS ?? "zh-light,en-dark").split(",").map((look) => look.split("-"));

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
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
for (const [size, viewport] of Object.entries(sizes)) {
  for (const [language, theme] of looks) {
    for (const [name, path, login, act] of pages) {
      if (only.length > 0 && !only.includes(name)) continue;
      const context = await browser.newContext({ viewport, hasTouch: size === "hand", deviceScaleFactor: 1 });
      await context.addInitScript(
        (chosen) => localStorage.setItem("aftercare.preferences", JSON.stringify(chosen)),
        { language, theme },
      );
      if (login) {
        const { demo_accounts } = await (await context.request.get(`${base}/api/v1/installation`)).json();
        const account = demo_accounts.find((known) => known.login === login);
        await context.request.post(`${base}/api/v1/session`, {
          data: { login, password: account.password },
          headers: { origin: base, "sec-fetch-site": "same-origin" },
        });
      }
      const page = await context.newPage();
      page.on("console", (line) => {
        if (["error", "warning"].includes(line.type()))
          console.log(`${name}-${size}-${language}: ${line.text()}`);
      });
      page.on("pageerror", (error) => console.log(`${name}-${size}-${language}: ${error.message}`));
      await page.goto(base + path, { waitUntil: "load" });
      await page.waitForTimeout(1200);
      if (act) await act(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
      if (wide) console.log(`${name}-${size}-${language}: wider than the screen`);
      await page.screenshot({ path: `${folder}/${name}-${size}-${language}-${theme}.png`, fullPage: true });
      await context.close();
    }
  }
}
await browser.close();
