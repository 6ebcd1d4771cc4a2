// How much of the time devices were there, and what people ask of a device besides its kind's checks: tried first, entered, changed, removed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ask, base, launch, openAs, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("availability is told with what it rests on, down to the device, and taken along", async () => {
  const { page, context, complaints } = await openAs(browser, "manager");
  await page.goto(`${base}/availability`);
  await page
    .getByText(/^\d{1,3}\.\d{3} %$/)
    .first()
    .waitFor();
  await page
    .getByText(/^up .+ of .+ observed$/)
    .first()
    .waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  const lines = readFileSync(await (await download).path(), "utf8")
    .trimEnd()
    .split("\r\n");
  const customers = (await ask(context, "GET", "/api/v1/availability")).items;
  assert.equal(lines.length, customers.length + 1);
  assert.match(lines[0], /^\ufeffCustomer,Devices,Availability \(%\),Up \(s\),Observed \(s\)/);

  // The table of a desk: customer, site, device, and the device's own page.
  const rows = page.getByRole("table").getByRole("link");
  const { name } = customers[0];
  await page.getByRole("table").getByRole("link", { name }).click();
  await page.waitForURL(/by=site&customer_id=\d+/);
  await page.getByRole("columnheader", { name: "Site" }).waitFor();
  await rows.first().click();
  await page.waitForURL(/by=device/);
  await page.getByRole("columnheader", { name: "Device" }).waitFor();
  await page.getByText("7 days", { exact: true }).click();
  await page.waitForURL(/span=7d/);
  await rows.first().click();
  await page.waitForURL(/devices\/\d+$/);
  const own = page.getByRole("region", { name: "Availability, 30 days" });
  await own.getByText(/^\d{1,3}\.\d{3} %$/).waitFor();
  await own.getByRole("link", { name: "Its site" }).click();
  await page.waitForURL(/span=30d&by=device/);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a customer sees the availability of their own sites", async () => {
  const { page, context, complaints } = await openAs(browser, "customer");
  await page.goto(`${base}/availability`);
  await page.getByRole("columnheader", { name: "Site" }).waitFor();
  assert.equal(await page.getByLabel("Customer").count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a check is tried, entered, changed and removed", async () => {
  const { page, context, complaints } = await openAs(browser, "engineer");
  const found = (await ask(context, "GET", "/api/v1/devices?limit=200")).items;
  const device = found.find(({ http_port }) => http_port !== null);
  const name = `journey ${Date.now()}`;
  await page.goto(`${base}/devices/${device.id}`);
  const checks = page.getByRole("region", { name: "Checks" });
  await checks.getByRole("button", { name: "Add a check" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a check" });

  // The device's own port is there already; an objection stands at its field.
  assert.equal(await dialog.getByLabel("Port").inputValue(), String(device.http_port));
  await dialog.getByLabel("Path").fill("health");
  await dialog.getByRole("button", { name: "Try now" }).click();
  await dialog.locator(".ant-form-item", { hasText: "path must start with /" }).getByLabel("Path").waitFor();
  await dialog.getByLabel("Path").fill("/");
  await dialog.getByRole("button", { name: "Try now" }).click();
  await dialog.getByRole("status").getByText("Answered.").waitFor();
  await dialog.getByRole("cell", { name: "response_time" }).waitFor();

  // The same question as it is sent; what the form cannot hold stays there.
  await dialog.getByText("JSON", { exact: true }).click();
  const json = dialog.getByLabel("The question as JSON");
  const typed = { kind: "http", port: device.http_port, tls: "off", path: "/", method: "get" };
  assert.deepEqual(JSON.parse(await json.inputValue()), typed);
  await json.fill(JSON.stringify({ ...typed, redirects: 3 }));
  await dialog.getByText("Form", { exact: true }).click();
  await dialog.getByText("The form cannot hold all of this question.", { exact: false }).waitFor();
  await json.fill(JSON.stringify(typed));
  await dialog.getByText("Form", { exact: true }).click();

  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByLabel("Ask in every n-th period").fill("6");
  await dialog.getByText(/^Asked every /).waitFor();
  await dialog.getByRole("button", { name: "Add a check" }).click();
  await dialog.waitFor({ state: "hidden" });
  const row = checks.getByRole("listitem").filter({ hasText: name });
  await row.getByText("Custom · Service").waitFor();
  const kept = async () =>
    (await ask(context, "GET", `/api/v1/custom-checks?device_id=${device.id}`)).items.find(
      (check) => check.name === name,
    );
  assert.equal((await kept()).every, 6);
  await row.getByText("HTTP status 200", { exact: false }).waitFor({ timeout: 90_000 });

  // Left alone, the question stays; another role is another verdict.
  await row.getByRole("button", { name: `Change ${name}` }).click();
  const change = page.getByRole("dialog", { name: `Change the check ${name}` });
  await change.getByText("The question stays as it is, passwords included.").waitFor();
  await change.getByRole("button", { name: "Try now" }).click();
  await change.getByRole("status").getByText("Answered.").waitFor();
  await change.getByText("It only measures", { exact: false }).click();
  await change.getByRole("button", { name: "Save" }).click();
  await row.getByText("Custom · Measure").waitFor();
  assert.equal((await kept()).question.port, device.http_port);

  // Asking something else says what must be entered again.
  await row.getByRole("button", { name: `Change ${name}` }).click();
  await change.getByRole("button", { name: "Ask something else" }).click();
  await change.getByText("enter again: Text to look for", { exact: false }).waitFor();
  await change.getByLabel("Kind").click();
  await page.locator(".ant-select-item-option", { hasText: "Ping (ICMP)" }).click();
  await change.getByLabel("Packets").fill("2");
  await change.getByRole("button", { name: "Save" }).click();
  await change.waitFor({ state: "hidden" });
  await until("it is a ping now", async () => (await kept()).question.kind === "icmp", 10);
  assert.equal((await kept()).question.packets, 2);

  await row.getByRole("button", { name: `Remove ${name}` }).click();
  await page.locator(".ant-popconfirm").getByRole("button", { name: "Remove" }).click();
  await row.waitFor({ state: "detached" });
  assert.equal(await kept(), undefined);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("whoever may not enter checks reads why", async () => {
  const { page, context, complaints } = await openAs(browser, "supervisor");
  await page.goto(`${base}/devices/1`);
  await page.getByRole("button", { name: "Add a check" }).focus();
  await page.getByRole("tooltip").getByText("Your role, ", { exact: false }).waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});
