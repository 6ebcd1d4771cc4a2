// The manager's way through a calendar: a mistake is told beside its day, an exception and an .ics file are taken over and saved as a
// version, and what would be due changes with them. Nothing is kept before it is saved.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, base, launch, openAs, until } from "./browser.mjs";

const ICS = `BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260306
SUMMARY:Founders' day
END:VEVENT
BEGIN:VEVENT
DTSTART:20260309T100000
STATUS:CANCELLED
SUMMARY:Off
END:VEVENT
END:VCALENDAR
`;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("a calendar is written, tried out, imported into and kept in versions", async () => {
  const { page, context, complaints } = await openAs(browser, "manager");
  await page.goto(`${base}/calendars/new`);
  const monday = page.getByLabel("Monday", { exact: true });
  await monday.fill("09:00-12:00, 11:00-13:00");
  await page.getByText("overlaps 09:00-12:00").first().waitFor();
  await monday.fill("09:00-12:00, 13:30-17:30");

  await page.getByLabel("Start").fill("2026-03-05T16:30");
  await page.getByText("2026-03-06 12:00+08:00").waitFor();

  await page.getByRole("button", { name: "Import" }).click();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "days.ics", mimeType: "text/calendar", buffer: Buffer.from(ICS) });
  await page.getByText("day off (Founders' day)").waitFor();
  await page.getByText("1 event was left out").waitFor();
  await page.getByRole("button", { name: "Take over" }).click();
  await page.getByText("2026-03-09 12:00+08:00").waitFor();

  await page.getByRole("button", { name: "Save" }).click();
  const name = `Journey ${Date.now()}`;
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/calendars\/\d+$/);
  await page.getByText("Version 1", { exact: true }).waitFor();
  const id = Number(/calendars\/(\d+)/.exec(page.url())?.[1]);
  assert.equal((await ask(context, "GET", `/api/v1/calendars/${id}`)).version, 1);

  // A click on a day of the year makes an exception of it.
  await page.getByRole("button", { name: "The year before" }).waitFor();
  const year = async () => Number(await page.locator(".panel-head strong[aria-live]").textContent());
  while ((await year()) > 2026) await page.getByRole("button", { name: "The year before" }).click();
  await page.getByRole("button", { name: /10 Mar 2026/ }).click();
  await page.getByRole("dialog").getByLabel("Remark").fill("Stocktaking");
  await page.getByRole("button", { name: "Take over" }).click();
  await page.getByRole("button", { name: /10 Mar 2026.*Stocktaking/ }).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByLabel("Why it changes").fill("we count the store");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await until(
    "the second version",
    async () => (await ask(context, "GET", `/api/v1/calendars/${id}`)).version === 2,
  );
  await page.getByRole("button", { name: "Versions" }).click();
  await page.getByText("we count the store").last().waitFor();
  await page.getByText("day off (Stocktaking)").waitFor();
  await page.getByRole("link", { name: "Version 1", exact: true }).click();
  await page.getByText("Earlier version", { exact: true }).waitFor();
  const file = await context.request.get(`${base}/api/v1/calendars/${id}/file`);
  assert.match(await file.text(), /name = "Stocktaking"/);
  assert.deepEqual(complaints, []);
  await context.close();
});
