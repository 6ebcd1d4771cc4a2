// Every page, in both languages, on a desk and in a hand: it loads without a mistake, shows no untranslated key, does not scroll sideways
// on the phone, and its contrast and names pass WCAG 2 AA.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { base, launch, openAs } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = {
  "": ["/login", "/acknowledge/no-such-link"],
  admin: [
    "/overview",
    "/tickets",
    "/tickets/1",
    "/tickets/new",
    "/clocks",
    "/alarms",
    "/availability",
    "/availability?span=7d&by=device&customer_id=1",
    "/maintenance",
    "/alert-rules",
    "/check-templates",
    "/check-templates/new",
    "/check-templates/built-in/ups",
    "/coverage",
    "/devices",
    "/devices/1",
    "/devices/import",
    "/customers",
    "/customers/1",
    "/contracts",
    "/calendars",
    "/calendars/new",
    "/calendars/0",
    "/calendars/1",
    "/sites",
    "/guard-periods",
    "/levels",
    "/duty",
    "/leaves",
    "/calling",
    "/calling/policies",
    "/calling/rehearsal",
    "/calling/templates",
    "/people",
    "/messages",
    "/inbox",
    "/channels",
    "/availability/exclusions",
    "/expiries",
    "/watch-health",
    "/wall",
    "/journal",
    "/workers",
    "/account",
  ],
  engineer: ["/calendars/1", "/my-jobs", "/visits/1", "/visits/1/report"],
  customer: ["/availability", "/maintenance", "/portal", "/portal/report", "/portal/tickets/1"],
};

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

for (const [login, pages] of Object.entries(PAGES)) {
  for (const language of ["zh", "en"]) {
    for (const size of ["desk", "hand"]) {
      test(`${login || "nobody"}'s pages in ${language} on a ${size}`, async () => {
        const { page, context, complaints } = await openAs(browser, login, language, size);
        const faults = [];
        for (const path of pages) {
          await page.goto(base + path);
          await page.waitForLoadState("load");
          await page.locator("h1, h2, h3, main, form").first().waitFor({ timeout: 10_000 });
          await page.waitForTimeout(900);
          const text = (await page.locator("body").allInnerTexts()).join(" ");
          const keys =
            text.match(
              /\b(app|archive|availability|expiries|health|calendar|checks|coverage|desk|field|journal|maintenance|notify|overview|portal|roster|rules|session|shared|template|wall|watch|workers)\.[a-z_]+(\.[a-z_]+)*\b/g,
            ) ?? [];
          const untranslated = keys.filter(
            (key) =>
              !/^(session|device|devices|desk|field|journal|notify|watch)\.(opened|closed|sent)/.test(key) &&
              path !== "/journal",
          );
          assert.deepEqual(untranslated, [], `${path} shows keys`);
          const sideways = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          assert.ok(sideways <= 1, `${path} scrolls sideways by ${sideways} px`);
          // Through the debugger, which the page's own policy for scripts does not bind.
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() =>
            window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa"] }),
          );
          const told = violations.map(
            (rule) =>
              `${rule.id}: ${rule.nodes
                .slice(0, 3)
                .map((node) => node.html.slice(0, 140))
                .join(" | ")}`,
          );
          faults.push(...told.map((fault) => `${path}: ${fault}`));
        }
        assert.deepEqual(faults, [], "WCAG 2 AA");
        assert.deepEqual(complaints, []);
        await context.close();
      });
    }
  }
}
