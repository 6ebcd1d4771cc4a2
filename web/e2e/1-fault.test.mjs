// One fault as its people live through it, in a real browser: it appears by itself on the dispatcher's overview, the engineer takes it on
// the phone, goes, has the customer sign, and the customer sees it closed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, base, launch, openAs, order, until } from "./browser.mjs";

let browser;
let camera;
let ticket;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("anybody can try an account with one click, and the fault appears on the overview by itself", async () => {
  const { page, context, complaints } = await openAs(browser, "", "zh");
  await page.goto(base);
  await page.getByRole("button", { name: /调度/ }).first().click();
  await page.waitForURL(/overview/);
  const fleet = () => ask(context, "GET", "/api/v1/fleet");
  await until("every device is known to be up", async () => {
    const { totals } = await fleet();
    return totals.total > 0 && totals.up === totals.total;
  });
  const [customer] = (await ask(context, "GET", "/api/v1/people?role=customer&q=customer&sort=created_at"))
    .items;
  [camera] = (
    await ask(context, "GET", `/api/v1/devices?kind=camera&limit=1&customer_id=${customer.customer_id}`)
  ).items;
  await order({ order: "camera_down", device: camera.name });
  await page
    .getByText(new RegExp(`${camera.name}.*无应答`))
    .first()
    .waitFor({ timeout: 60_000 });
  [ticket] = (await ask(context, "GET", "/api/v1/tickets?open=true")).items;
  assert.equal(ticket.device.name, camera.name);
  await page.locator(`a[href$="/tickets/${ticket.id}"]`).first().click();
  await page.waitForURL(new RegExp(`tickets/${ticket.id}`));
  await page.getByText(ticket.number).first().waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the engineer takes it on the phone, goes, repairs, and has the customer sign", async () => {
  const dispatcher = await openAs(browser, "dispatcher");
  const duty = await ask(dispatcher.context, "GET", "/api/v1/duty/now");
  const person = await ask(dispatcher.context, "GET", `/api/v1/people/${duty.on_duty[0].id}`);
  const { page, context, complaints } = await openAs(browser, person.login, "en", "hand");
  await page.goto(`${base}/my-jobs`);
  await page.getByRole("button", { name: "Acknowledge" }).first().click();
  await until(
    "it is acknowledged",
    async () => (await ask(context, "GET", `/api/v1/tickets/${ticket.id}`)).state === "acknowledged",
  );
  const visit = await ask(dispatcher.context, "POST", "/api/v1/visits", {
    ticket_id: ticket.id,
    engineer_id: person.id,
  });
  await page.goto(`${base}/visits/${visit.id}`);
  await page.getByRole("button", { name: "Set out now" }).click();
  await page.getByRole("button", { name: "I have arrived" }).click();
  await page.getByPlaceholder(/What you found/).fill("Replaced the power adapter.");
  await page.getByRole("button", { name: "Note it" }).click();
  await page.locator("div.break", { hasText: "Replaced the power adapter." }).waitFor();
  await order({ order: "device_up", device: camera.name });
  await page.getByRole("button", { name: "Service is restored" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What restored the service").fill("The picture is back.");
  await dialog
    .getByRole("button", { name: /OK|Save|Service is restored|Confirm|Send/ })
    .last()
    .click();
  await until(
    "monitoring proves it",
    async () => (await ask(context, "GET", `/api/v1/tickets/${ticket.id}`)).state === "restored",
  );
  await page.getByRole("button", { name: "Let the customer sign" }).click();
  await page.getByLabel("Name").fill("Qian");
  const canvas = page.locator("canvas").first();
  await canvas.hover(); // waits until the drawer has come to rest
  const sheet = await canvas.boundingBox();
  await page.mouse.move(sheet.x + 30, sheet.y + 60);
  await page.mouse.down();
  for (let step = 0; step < 20; step++)
    await page.mouse.move(sheet.x + 30 + step * 10, sheet.y + 60 + 20 * Math.sin(step));
  await page.mouse.up();
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await until(
    "the visit is over",
    async () => (await ask(context, "GET", `/api/v1/visits/${visit.id}`)).state === "left",
  );
  await page.goto(`${base}/visits/${visit.id}/report`);
  await page.getByText("The picture is back.").first().waitFor();
  await page.getByRole("img", { name: /Signature of Qian/ }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
  await dispatcher.context.close();
});

test("the customer sees it closed and takes the evidence home", async () => {
  const { page, context, complaints } = await openAs(browser, "customer", "zh", "hand");
  await page.goto(`${base}/portal/tickets/${ticket.id}`);
  await page.getByText(ticket.number).first().waitFor();
  await page
    .getByText(/已关闭|已确认|已结/)
    .first()
    .waitFor();
  const evidence = await context.request.get(`${base}/api/v1/tickets/${ticket.id}/evidence`);
  assert.ok(evidence.ok() && (await evidence.text()).includes("ticket.confirmed"));
  assert.deepEqual(complaints, []);
  await context.close();
});
