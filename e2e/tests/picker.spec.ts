import type { Page } from "@playwright/test";
import { expect, test } from "../portal/test.ts";
import { demo, fillAdministrator, grace, name, openAdministrator, openTab, save, signIn } from "../portal/people.ts";

test.use({ start: "seeded" });

const boxes = (page: Page) => page.getByRole("group", { name: "Organization Access" }).getByRole("checkbox");
// What is summed up stands in the page, and is announced when it changes.
const says = (page: Page, text: string | RegExp) => page.getByText(text, { exact: true }).first();
const press = (page: Page, button: string) => page.getByRole("button", { name: button, exact: true }).click();

async function search(page: Page, text: string) {
  await page.getByLabel("Search organizations").fill(text);
  await press(page, "Search");
  await expect(says(page, text === "" ? "1–50 of 10,000 organizations" : /^1–50 of [1-9],\d{3} organizations$/)).toBeVisible();
}

test.beforeEach(async ({ page }) => {
  await signIn(page, demo);
  await page.goto("/administrators/new");
  await fillAdministrator(page, { ...grace, role: "Manager", requireMFA: false, access: "Selected organizations" });
});

test("ticks stay over pages and searches, and are summed up before saving", async ({ page }) => {
  await expect(boxes(page)).toHaveCount(50);
  const first = (await boxes(page).nth(2).evaluate((box: HTMLInputElement) => box.labels![0].textContent))!.trim();
  await page.getByLabel(first, { exact: true }).check();
  await press(page, "Next organizations");
  await expect(says(page, /^51–100 of /)).toBeVisible();
  const second = (await boxes(page).nth(5).evaluate((box: HTMLInputElement) => box.labels![0].textContent))!.trim();
  expect(second).not.toBe(first);
  await page.getByLabel(second, { exact: true }).check();
  await press(page, "Search");
  await expect(says(page, "+2, −0")).toBeVisible();
  await expect(page.getByLabel(first, { exact: true })).toBeChecked();
  await expect(page.getByLabel(second, { exact: true })).toBeChecked();
  await expect(page.getByRole("listitem").filter({ hasText: first })).not.toHaveCount(0);
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();

  await openAdministrator(page, grace);
  await openTab(page, "Permissions & Access");
  await expect(says(page, "2 organizations chosen")).toBeVisible();
  await expect(boxes(page).nth(0)).toBeChecked();
  await expect(boxes(page).nth(1)).toBeChecked();
  await expect(boxes(page).nth(2)).not.toBeChecked();

  await boxes(page).nth(0).uncheck();
  await boxes(page).nth(3).check();
  await boxes(page).nth(4).check();
  await press(page, "Search");
  await expect(says(page, "+2, −1")).toBeVisible();
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await openTab(page, "Permissions & Access");
  await expect(says(page, "3 organizations chosen")).toBeVisible();
});

test("nine thousand of ten thousand are chosen, saved and shown again", async ({ page }) => {
  await press(page, "Add all that match");
  await expect(says(page, /^10,000 organizations chosen/)).toBeVisible();
  await search(page, "a");
  await press(page, "Remove all that match");
  await expect(says(page, /^10,000 organizations chosen/)).toHaveCount(0);
  await search(page, "");
  const chosen = (await says(page, /^[\d,]+ organizations chosen/).innerText()).match(/^[\d,]+ organizations chosen/)![0];
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await openAdministrator(page, grace);
  await openTab(page, "Permissions & Access");
  await expect(says(page, chosen)).toBeVisible();

  await press(page, "Add all that match");
  await expect(says(page, /^10,000 organizations chosen/)).toBeVisible();
  await press(page, "Remove all that match");
  await expect(says(page, /^0 organizations chosen/)).toBeVisible();
});

test("a refused save keeps the unsaved choice", async ({ page }) => {
  const label = (await boxes(page).nth(7).evaluate((box: HTMLInputElement) => box.labels![0].textContent))!.trim();
  await page.getByLabel(label, { exact: true }).check();
  await fillAdministrator(page, { firstName: "" });
  await save(page);
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(1);
  await openTab(page, "Permissions & Access");
  await expect(says(page, "+1, −0")).toBeVisible();
  await expect(page.getByLabel(label, { exact: true })).toBeChecked();
  await fillAdministrator(page, { firstName: grace.firstName });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await openAdministrator(page, grace);
  await openTab(page, "Permissions & Access");
  await expect(says(page, "1 organization chosen")).toBeVisible();
});

test("a tick is summed up at once, and taken back by another", { tag: "@js" }, async ({ page }) => {
  await boxes(page).nth(0).check();
  await expect(says(page, "+1, −0")).toBeVisible();
  await boxes(page).nth(0).uncheck();
  await expect(says(page, "+1, −0")).toHaveCount(0);
});

test("a press on Save User counts while an answer arrives, and nothing moves below it", { tag: "@js" }, async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 2400 }); // the form is shorter than the window
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  await network.send("Network.emulateNetworkConditions", { offline: false, latency: 2000, downloadThroughput: -1, uploadThroughput: -1 });
  const saves = page.getByRole("button", { name: "Save User" });
  const at = (await saves.boundingBox())!;
  await boxes(page).nth(0).check();
  await expect(says(page, "+1, −0")).toBeVisible();
  expect(await saves.boundingBox()).toEqual(at);
  await page.getByLabel("Search organizations").fill("nothing like it");
  await press(page, "Search");
  await expect(page.getByText(/^No organization has/).first()).toBeVisible();
  expect(await saves.boundingBox()).toEqual(at);

  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await press(page, "Search");
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
  await page.mouse.down();
  await (await answer).finished();
  await page.mouse.up();
  await expect(page.getByRole("status")).toBeVisible();
});

test("what all that match come to is announced", { tag: "@js" }, async ({ page }) => {
  await press(page, "Add all that match");
  await expect(page.locator("[data-announce]").filter({ hasText: /^10,000 organizations chosen/ })).toHaveCount(1);
});

test("the page returns at the picker", { tag: "@nojs" }, async ({ page }) => {
  await press(page, "Search");
  await expect(page).toHaveURL(/#picker$/);
  await expect(page.getByLabel("Search organizations")).toBeInViewport();
});

test("each organization has one checkbox, named by it alone", async ({ page }) => {
  const labels = await boxes(page).evaluateAll((all) => all.map((box) => (box as HTMLInputElement).labels![0].textContent!.trim()));
  expect(new Set(labels).size).toBe(labels.length);
  for (const label of labels.slice(0, 5)) {
    await expect(page.getByRole("checkbox", { name: label, exact: true })).toHaveCount(1);
  }
});

test("none chosen is allowed", async ({ page }) => {
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await page.goto(`/administrators?q=${grace.email}`);
  await expect(page.getByRole("row").filter({ hasText: name(grace) }).getByRole("cell").nth(5)).toHaveText("0");
});
