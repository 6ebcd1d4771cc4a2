// The dispatcher's way through planned work: it is entered with the times that come of it, shows where people look, is ended, and the
// customer reads of it without touching it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, base, launch, openAs, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A time on the wall of the installation, some minutes from now, as a field takes it. */
function wall(zone, minutes) {
  const at = new Date(Date.now() + minutes * 60_000);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" })
    .format(at)
    .replace(" ", "T");
}

test("work is planned, shows where people look, and is ended", async () => {
  const { page, context, complaints } = await openAs(browser, "dispatcher");
  const { zone } = await ask(context, "GET", "/api/v1/installation");
  const customer = (await ask(context, "GET", "/api/v1/customers?limit=1")).items[0];
  const device = (await ask(context, "GET", `/api/v1/devices?customer_id=${customer.id}&limit=1`)).items[0];
  const name = `Journey ${Date.now()}`;

  await page.goto(`${base}/maintenance`);
  await page.getByRole("button", { name: "Plan work" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Customer").click();
  await page.locator(".ant-select-item-option", { hasText: customer.name }).first().click();
  await dialog.getByLabel("Covered").fill(device.name);
  await page.locator(".ant-select-item-option", { hasText: device.name }).first().click();
  await page.keyboard.press("Escape");
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByLabel("Begins").fill(wall(zone, -10));
  await dialog.getByLabel("Ends").fill(wall(zone, -12));
  await dialog.getByText("A time lasts from a minute to 31 days.", { exact: false }).waitFor();
  await dialog.getByLabel("Ends").fill(wall(zone, 50));
  await dialog.getByLabel("Comes again").click();
  await page.locator(".ant-select-item-option", { hasText: "Daily" }).first().click();
  await until("ten times ahead", async () => (await dialog.locator(".next-times li").count()) === 10);

  await dialog.getByRole("button", { name: "Plan work" }).click();
  await dialog.getByText("Please fill this in").waitFor();
  await dialog.getByLabel("Reason").fill("New firmware");
  await dialog.getByRole("button", { name: "Plan work" }).click();
  await page.waitForURL(/maintenance\/\d+$/);
  const id = Number(/maintenance\/(\d+)/.exec(page.url())?.[1]);
  await page.getByText("Running until", { exact: false }).first().waitFor();
  await page.getByText("Every day", { exact: false }).first().waitFor();
  assert.equal((await ask(context, "GET", `/api/v1/maintenance/${id}`)).rule, "FREQ=DAILY");

  await page.goto(`${base}/devices/${device.id}`);
  await page.getByRole("region", { name: "Maintenance" }).getByRole("link", { name }).waitFor();
  await page.goto(`${base}/overview`);
  await page.getByRole("region", { name: "Maintenance" }).getByRole("link", { name }).click();

  await page.getByRole("button", { name: "Change" }).click();
  await dialog.getByLabel("Reason").fill("New firmware, second try");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("New firmware, second try", { exact: true }).waitFor();

  await page.getByRole("button", { name: "End now" }).click();
  await page.getByText("Alarms open again at once", { exact: false }).waitFor();
  await page.locator(".ant-popconfirm").getByRole("button", { name: "End now" }).click();
  await page.getByText("It has ended; no further time will come.").waitFor();
  assert.notEqual((await ask(context, "GET", `/api/v1/maintenance/${id}`)).ended_at, null);
  await page.getByText(/Nothing is different after it|different after it/).waitFor({ timeout: 60_000 });
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a customer reads of the work on their own devices, and changes none", async () => {
  const staff = await openAs(browser, "dispatcher");
  const { page, context, complaints } = await openAs(browser, "customer");
  const customer_id = (await ask(context, "GET", "/api/v1/session")).person.customer_id;
  const day = 86_400_000;
  const body = {
    customer_id,
    ...{ name: `Theirs ${Date.now()}`, reason: "New batteries", rule: "", zone: "Asia/Shanghai" },
    starts_at: new Date(Date.now() + day).toISOString(),
    ends_at: new Date(Date.now() + day + 3_600_000).toISOString(),
    targets: [{ kind: "customer", id: customer_id }],
  };
  const { id, version } = await ask(staff.context, "POST", "/api/v1/maintenance", body);
  await page.goto(`${base}/maintenance`);
  await page.getByRole("link", { name: body.name }).click();
  await page.getByText("New batteries").waitFor();
  assert.equal(await page.getByRole("button", { name: "Change" }).count(), 0);
  assert.equal(await page.getByRole("button", { name: "Call off" }).count(), 0);
  await ask(staff.context, "POST", `/api/v1/maintenance/${id}/end`, { version });
  // The page hears of it.
  await page.getByText("1 time was called off.").waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
  await staff.context.close();
});
