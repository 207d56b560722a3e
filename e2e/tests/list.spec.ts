import type { Page } from "@playwright/test";
import { expect, test } from "../portal/test.ts";
import { demo, roles, signIn } from "../portal/people.ts";

test.use({ start: "seeded" });

const names = (page: Page) => page.getByRole("rowheader").allInnerTexts();
const apply = (page: Page) => Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Apply" }).click()]);
/** The texts of one column. */
const column = (page: Page, nth: number) => page.getByRole("row").getByRole("cell").and(page.locator(`:nth-child(${nth})`)).allInnerTexts();

test.beforeEach(async ({ page }) => {
  await signIn(page, demo);
  await page.goto("/administrators");
});

test("the list is a table of fifty administrators in order of name", async ({ page }) => {
  await expect(page.getByRole("columnheader")).toHaveText(["Name", "Email", "Role", "Status", "MFA", "API Access", "Organizations", "Last Login"]);
  await expect(page.getByRole("rowheader")).toHaveCount(50);
  await expect(page.getByText(/^1–50 of /)).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
});

test("next and previous page lead through the list and back", async ({ page }) => {
  const first = await names(page);
  await expect(page.getByRole("link", { name: "Previous page" })).toHaveCount(0);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL(/after=/);
  const second = await names(page);
  expect(second).toHaveLength(50);
  expect(second).not.toEqual(first);
  await page.getByRole("link", { name: "Previous page" }).click();
  await expect(page.getByRole("rowheader")).toHaveText(first);
  await page.goBack();
  await expect(page.getByRole("rowheader")).toHaveText(second);
});

test("every administrator is on exactly one page", async ({ page }) => {
  const hrefs = new Set<string>();
  for (let pages = 1; ; pages++) {
    for (const link of await page.getByRole("rowheader").getByRole("link").all()) {
      const href = await link.getAttribute("href");
      expect(hrefs.has(href!), `${href} a second time`).toBe(false);
      hrefs.add(href!);
    }
    const next = page.getByRole("link", { name: "Next page" });
    if ((await next.count()) === 0) break;
    expect(pages).toBeLessThan(30);
    await page.goto((await next.getAttribute("href"))!);
  }
  expect(hrefs.size).toBe(demo.administrators);
});

test("a search finds by part of the name or address, and keeps its place in the URL", async ({ page }) => {
  await page.getByLabel("Search administrators").fill("DEMO@mtp");
  await page.getByLabel("Search administrators").press("Enter");
  await expect(page.getByRole("rowheader")).toHaveCount(1);
  await expect(page).toHaveURL(/[?&]q=DEMO/);
  await page.reload();
  await expect(page.getByLabel("Search administrators")).toHaveValue("DEMO@mtp");
  await expect(page.getByRole("rowheader")).toHaveCount(1);
});

test("words are found in any order, and a comma is a space", async ({ page }) => {
  await page.getByLabel("Search administrators").fill("lovelace, ADA demo");
  await apply(page);
  await expect(page.getByRole("rowheader")).toHaveText(["Ada Lovelace"]);
});

test("a search that finds nothing says so and leads back to all", async ({ page }) => {
  await page.getByLabel("Search administrators").fill("no such person anywhere");
  await apply(page);
  await expect(page.getByRole("rowheader")).toHaveCount(0);
  await expect(page.getByText("No administrator matches.")).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page.getByRole("rowheader")).toHaveCount(50);
});

for (const role of roles) {
  test(`the filter Role shows only ${role}`, async ({ page }) => {
    await page.getByLabel("Role", { exact: true }).selectOption(role);
    await apply(page);
    await expect(page.getByLabel("Role", { exact: true }).getByRole("option", { selected: true })).toHaveText(role);
    expect(new Set(await column(page, 3))).toEqual(new Set([role]));
  });
}

for (const status of ["Invited", "Active", "Suspended"]) {
  test(`the filter Status shows only ${status}`, async ({ page }) => {
    await page.getByLabel("Status", { exact: true }).selectOption(status);
    await apply(page);
    expect(new Set(await column(page, 4))).toEqual(new Set([status]));
  });
}

test("the filter MFA shows only its state", async ({ page }) => {
  await page.getByLabel("MFA", { exact: true }).selectOption("Required, not set up");
  await apply(page);
  expect(new Set(await column(page, 5))).toEqual(new Set(["Required, not set up"]));
});

test("the filter Organization finds those who reach it, by its name", async ({ page }) => {
  await page.goto("/organizations");
  const organization = (await names(page))[0];
  await page.goto("/administrators");
  await page.getByLabel("Organization", { exact: true }).fill(organization);
  await apply(page);
  await expect(page.getByLabel("Organization", { exact: true })).toHaveValue(organization);
  const found = await names(page);
  expect(found.length).toBeGreaterThan(0);
  expect(found.length).toBeLessThan(demo.administrators);
});

for (const by of ["Name", "Email", "Role", "Last Login"]) {
  test(`a click on ${by} sorts by it, another turns the order`, async ({ page }) => {
    const head = page.getByRole("columnheader", { name: by, exact: true });
    if (by !== "Name") {
      await head.getByRole("link").click();
      await expect(head).toHaveAttribute("aria-sort", "ascending");
    }
    const ascending = await names(page);
    await head.getByRole("link").click();
    await expect(head).toHaveAttribute("aria-sort", "descending");
    await expect(page).toHaveURL(/sort=-/);
    expect(await names(page)).not.toEqual(ascending);
  });
}

test("filters and order hold together over pages", async ({ page }) => {
  await page.getByLabel("Status", { exact: true }).selectOption("Active");
  await apply(page);
  await page.getByRole("columnheader", { name: "Email" }).getByRole("link").click();
  await page.getByRole("link", { name: "Next page" }).click();
  expect(new Set(await column(page, 4))).toEqual(new Set(["Active"]));
  const emails = await column(page, 2);
  expect(emails).toEqual([...emails].sort());
});

test("organizations are listed, searched and paged", async ({ page }) => {
  await page.goto("/organizations");
  await expect(page.getByRole("heading", { level: 1, name: "Organizations" })).toBeVisible();
  const first = await names(page);
  expect(first).toHaveLength(50);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL(/after=/);
  expect(await names(page)).not.toEqual(first);
  await page.getByLabel("Search organizations").fill(first[3]);
  await page.getByLabel("Search organizations").press("Enter");
  await expect(page.getByRole("rowheader").filter({ hasText: first[3] }).first()).toBeVisible();
});
