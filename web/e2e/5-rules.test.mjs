// From what is measured to what is judged: a rule is entered and played back, a template is copied, mended and followed, and what a device
// lacks is seen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, base, launch, openAs, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const choose = async (page, label, option) => {
  await label.click();
  await page.locator(".ant-select-item-option", { hasText: option }).first().click();
};

test("a rule is entered in people's units, played back, changed and removed", async () => {
  const { page, context, complaints } = await openAs(browser, "dispatcher");
  const device = (await ask(context, "GET", "/api/v1/devices?kind=router&limit=1")).items[0];
  const name = `Slow answers ${Date.now()}`;
  await page.goto(`${base}/alert-rules`);
  await page.getByRole("button", { name: "Enter a rule" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await choose(page, dialog.getByLabel("Kinds of device"), "Router");
  await page.keyboard.press("Escape");
  await dialog.getByLabel("What is measured").fill("response_time");
  await page.keyboard.press("Tab");
  await dialog.getByLabel(/^For/).fill("0");
  await dialog.getByText("Fill in what is measured", { exact: false }).waitFor();
  await dialog.getByLabel("Limit", { exact: true }).fill("0.001");
  await dialog.getByText("Response time above 0.001 ms", { exact: false }).waitFor();
  // The device that it is for is played back without being chosen; it answers more slowly than a microsecond.
  await dialog.getByText(/It would have been broken/).waitFor();
  await dialog.getByRole("cell", { name: "still lasts" }).first().waitFor();

  // What the server objects to stands at its field.
  await dialog.getByLabel("Well again at").fill("5");
  await dialog.getByRole("button", { name: "Enter a rule" }).click();
  await dialog
    .locator(".ant-form-item", { hasText: "Well again at" })
    .getByText("It is well again at the limit or below it.")
    .waitFor();
  await dialog.getByLabel("Well again at").fill("");
  await dialog.getByLabel("Limit", { exact: true }).fill("20000");
  await dialog.getByText("Not once in the last", { exact: false }).waitFor();
  await dialog.getByRole("button", { name: "Enter a rule" }).click();
  await page.getByRole("cell", { name: "Response time above 20000 ms" }).waitFor();
  const kept = (await ask(context, "GET", "/api/v1/alert-rules?limit=200")).items.find(
    (one) => one.name === name,
  );
  assert.deepEqual(kept.definition.when, { kind: "above", value: 20, clear: null });
  assert.deepEqual(kept.definition.of.kinds, ["router"]);

  await page.getByRole("button", { name }).click();
  await dialog.getByText(device.name, { exact: false }).first().waitFor();
  await dialog.getByRole("button", { name: "Edit" }).click();
  await choose(page, dialog.getByLabel("Broken when"), "unlike the usual");
  await dialog.getByText("Only limits above or below a value can be played back", { exact: false }).waitFor();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("cell", { name: "4 times the usual spread" }).first().waitFor();

  await page.getByRole("button", { name }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.locator(".ant-popconfirm").getByRole("button", { name: "Delete" }).click();
  await until("the rule is gone", async () => (await page.getByRole("button", { name }).count()) === 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("an engineer reads rules and plays them back, and enters none", async () => {
  const staff = await openAs(browser, "dispatcher");
  const name = `Read only ${Date.now()}`;
  const definition = { metric: "loss", when: { kind: "above", value: 0.5 }, for_seconds: 60 };
  const { id, version } = await ask(staff.context, "POST", "/api/v1/alert-rules", { name, definition });
  const { page, context, complaints } = await openAs(browser, "engineer");
  await page.goto(`${base}/alert-rules`);
  await page.getByRole("button", { name }).click();
  await page.getByRole("dialog").getByText("Packet loss above 50", { exact: false }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Enter a rule" }).count(), 0);
  assert.equal(await page.getByRole("button", { name: "Edit" }).count(), 0);
  await ask(staff.context, "DELETE", `/api/v1/alert-rules/${id}?version=${version}`);
  assert.deepEqual(complaints, []);
  await context.close();
  await staff.context.close();
});

test("a template is copied, its mistakes are shown at their lines, and it is followed", async () => {
  const { page, context, complaints } = await openAs(browser, "engineer");
  const camera = (await ask(context, "GET", "/api/v1/devices?kind=camera&limit=1&sort=name")).items[0];
  const name = `Journey ${Date.now()}`;
  const check = `door${Date.now() % 100_000}`;
  await page.goto(`${base}/check-templates`);
  await page.getByRole("link", { name: "Camera", exact: true }).click();
  const text = page.getByRole("textbox", { name: "Text" });
  await text.waitFor();
  assert.equal(await text.getAttribute("readonly"), "");
  await page.getByRole("button", { name: "Copy as my own" }).click();
  await page.waitForURL(/check-templates\/new\?from=camera$/);
  await until("the copy has a name of its own", async () =>
    (await text.inputValue()).startsWith('name = "Camera (own)"'),
  );

  const written = (vendor, role) => `name = "${name}"
match.kinds = ["camera"]
match.models = ["${vendor}"]

[[check]]
name = "${check}"
role = "${role}"
ask = { kind = "tcp" }
`;
  await text.fill(written(camera.model, "doorman"));
  await page.getByRole("button", { name: "Line 7", exact: true }).click();
  assert.equal(
    await text.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd)),
    'role = "doorman"',
  );
  await text.fill(written(camera.model, "service"));
  await page.getByText("Nothing is wrong with it").waitFor();
  await page.getByText(/It fits \d+ devices? in service\./).waitFor();
  const added = page.locator(".trial-checks li", { hasText: check });
  await added.getByText("new", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Enter template" }).click();
  await page.waitForURL(/check-templates\/\d+$/);
  const id = Number(/(\d+)$/.exec(page.url())?.[1]);
  await until("its devices are asked", async () =>
    (await ask(context, "GET", `/api/v1/checks?device_id=${camera.id}`)).items.some(
      (one) => one.name === check,
    ),
  );
  // The page hears of it.
  await added.getByText("as now", { exact: true }).waitFor();

  await page.getByRole("button", { name: "Delete" }).click();
  await page.locator(".ant-popconfirm").getByRole("button", { name: "Delete" }).click();
  await page.waitForURL(/check-templates$/);
  assert.equal(
    (await ask(context, "GET", "/api/v1/check-templates?limit=200")).items.some((one) => one.id === id),
    false,
  );
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what a device lacks stands first", async () => {
  const { page, context, complaints } = await openAs(browser, "dispatcher");
  const site = (await ask(context, "GET", "/api/v1/sites?limit=1")).items[0];
  const name = `NOWHERE-${Date.now()}`;
  const camera = { site_id: site.id, kind: "camera" };
  const device = await ask(context, "POST", "/api/v1/devices", { ...camera, name });
  const half = { ...camera, name: `${name}-2`, address: "127.0.0.1", http_port: 1 };
  const other = await ask(context, "POST", "/api/v1/devices", half);
  await page.goto(`${base}/coverage?q=${name}`);
  const row = page.getByRole("row", { name }).filter({ hasNotText: `${name}-2` });
  for (const gap of ["an address", "any check", "a known state"])
    await row.getByText(gap, { exact: true }).waitFor();
  await page.getByText("2 of 2 devices lack something", { exact: false }).waitFor();
  const lacking = page.getByRole("button", { name: "the video port 1" });
  await lacking.click();
  await row.waitFor({ state: "detached" });
  await page
    .getByRole("row", { name: `${name}-2` })
    .getByText("no “video” check: no video port")
    .waitFor();
  await lacking.click();
  await row.waitFor();
  for (const one of [device, other]) await ask(context, "DELETE", `/api/v1/devices/${one.id}`);
  await page.goto(`${base}/coverage?sort=gaps`);
  await page.getByText("nothing", { exact: true }).first().waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});
