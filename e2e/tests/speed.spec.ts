import type { Page } from "@playwright/test";
import { expect, test } from "../portal/test.ts";
import { demo, password, signIn } from "../portal/people.ts";

test.use({ start: "seeded" });

test("a first visit to a list of fifty is at most 40 KB in 6 requests", { tag: "@js" }, async ({ page, another }) => {
  await signIn(page, demo);
  const cookies = await page.context().cookies();
  const first = await another(); // its cache is empty
  await first.context().addCookies(cookies);
  const network = await first.context().newCDPSession(first);
  await network.send("Network.enable");
  const sizes: number[] = []; // with headers, as they came over the wire
  network.on("Network.loadingFinished", ({ encodedDataLength }) => sizes.push(encodedDataLength));
  await first.goto("/administrators", { waitUntil: "networkidle" });
  await expect(first.getByRole("rowheader")).toHaveCount(50);
  expect(sizes.length).toBeLessThanOrEqual(6);
  expect(sizes.length).toBeGreaterThanOrEqual(4); // the page, its style sheet, its script and the mark
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(40_000);
});

declare global {
  interface Window {
    moved: string[];
  }
}

/** Writes down what moves in a page after it was seen, and shows it before its script as some browsers do. */
async function watch(page: Page) {
  await page.addInitScript(() => {
    window.moved = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as (PerformanceEntry & { sources: { node?: Element }[] })[]) {
        window.moved.push(...shift.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "text"));
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  const seen = () => page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  await page.route((url) => !url.pathname.startsWith("/static/"), async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(' blocking="render"', "") });
  });
  await page.route("**/app.js", async (route) => {
    await seen();
    await route.continue();
  });
}

test("nothing moves when the script of a page comes after it was seen", { tag: "@js" }, async ({ page }) => {
  await watch(page);
  const still = async (path: string) => {
    await page.goto(path);
    // Two frames on, all is painted that the script has changed.
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    expect(await page.evaluate(() => window.moved), path).toEqual([]);
  };
  await still("/login");
  await expect(page.getByRole("button", { name: "Show password" })).toBeVisible();
  await page.getByLabel("Email", { exact: true }).fill(demo.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  for (const width of [1280, 412]) {
    await page.setViewportSize({ width, height: 800 });
    await still("/administrators");
    await still("/administrators/new");
    await expect(page.getByRole("button", { name: "Next: Permissions & Access" })).toBeVisible();
  }
});
