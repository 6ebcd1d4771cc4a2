// Channels in a real browser: an administrator sets a group's robot up, tries it, sees what the robot says in a body of 200, and somebody
// says how they want to be told.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { ask, base, launch, openAs } from "./browser.mjs";

const SECRET = "SECdemo";
let browser;
let robot;
let answer = { errcode: 0, errmsg: "ok" };
const heard = [];
before(async () => {
  browser = await launch();
  robot = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      heard.push({ url: new URL(request.url, "http://robot"), body: JSON.parse(body) });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise((ready) => robot.listen(0, "127.0.0.1", ready));
});
after(async () => {
  await browser.close();
  robot.close();
});

test("an administrator sets a robot up, tries it, and reads what it says", async () => {
  const { page, context, complaints } = await openAs(browser, "admin", "en");
  await page.goto(`${base}/channels`);
  await page.getByRole("button", { name: "Add channel" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Night shift");
  await dialog
    .getByLabel("Robot's address")
    .fill(`http://127.0.0.1:${robot.address().port}/robot/send?access_token=its-own-token`);
  await dialog.getByLabel("Signing secret").fill(SECRET);
  await dialog.getByRole("button", { name: "Add channel" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "Night shift" });
  await row.getByRole("button", { name: "Send a test" }).click();
  await row.getByText("It arrived.").waitFor();
  const [{ url, body }] = heard;
  const stamp = url.searchParams.get("timestamp");
  const expected = createHmac("sha256", SECRET).update(`${stamp}\n${SECRET}`).digest("base64");
  assert.equal(url.searchParams.get("sign"), expected);
  assert.equal(url.searchParams.get("access_token"), "its-own-token");
  assert.match(body.text.content, /Aftercare can reach you/);
  answer = { errcode: 310000, errmsg: "sign not match" };
  await row.getByRole("button", { name: "Send a test" }).click();
  await row.getByText("It did not arrive.").waitFor();
  await row.getByText(/sign not match/).waitFor();
  assert.ok(!(await page.content()).includes("its-own-token"), "the token is shown to nobody");
  await row.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("tooltip").getByRole("button", { name: "Delete" }).click();
  await row.waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a supplier's template begins with an example, and a mistake in it is told where it stands", async () => {
  const { page, context, complaints } = await openAs(browser, "admin", "en");
  await page.goto(`${base}/channels`);
  await page.getByRole("button", { name: "Add channel" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Kind").click();
  await page.locator(".ant-select-item-option").filter({ hasText: "Short messages" }).click();
  await dialog.getByLabel("Name").fill("Supplier");
  await dialog.getByRole("button", { name: "JSON and a key" }).click();
  const template = dialog.getByLabel("How it is asked");
  await template.fill((await template.inputValue()).replace("{{phone}}", "{{fone}}"));
  await dialog.getByLabel("Value").fill("a-key-of-theirs");
  await dialog.getByRole("button", { name: "Add channel" }).click();
  await dialog.getByText(/Nobody knows the placeholder “fone”/).waitFor();
  await template.fill((await template.inputValue()).replace("{{fone}}", "{{phone}}"));
  await dialog.getByRole("button", { name: "Add channel" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "Supplier" });
  await row.waitFor();
  const { items } = await ask(context, "GET", "/api/v1/gateways");
  const made = items.find(({ name }) => name === "Supplier");
  assert.deepEqual(made.secret_names, ["KEY"]);
  assert.ok(!JSON.stringify(items).includes("a-key-of-theirs"));
  await ask(context, "DELETE", `/api/v1/gateways/${made.id}`);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("somebody says how they want to be told, and goes back to the house's rules", async () => {
  const { page, context, complaints } = await openAs(browser, "engineer", "en", "hand");
  await page.goto(`${base}/account`);
  const { person } = await ask(context, "GET", "/api/v1/session");
  const rules = () => ask(context, "GET", `/api/v1/people/${person.id}/message-rules`);
  await page.getByText("The house's rules.").waitFor();
  await page.getByRole("switch", { name: "Quiet hours" }).click();
  await page.getByText("Important messages wait, too").waitFor();
  await page
    .locator(".panel")
    .filter({ hasText: "How I am told" })
    .getByRole("button", { name: "Save" })
    .click();
  await page.getByText("Your own choice.").waitFor();
  const { own, quiet, routine } = await rules();
  assert.deepEqual(
    { own, routine, from: quiet.from, to: quiet.to },
    { own: true, routine: ["email"], from: "22:00", to: "07:00" },
  );
  await page.getByRole("button", { name: "Back to the house's rules" }).click();
  await page.getByText("The house's rules.").waitFor();
  assert.equal((await rules()).own, false);
  assert.deepEqual(complaints, []);
  await context.close();
});
