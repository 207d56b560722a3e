import type { Page } from "@playwright/test";
import { audit, bringAxe, fits, valid } from "../portal/checks.ts";
import { expect, test } from "../portal/test.ts";
import { demo, launch, scripted, signIn } from "../portal/people.ts";

test.use({ start: "seeded" });

/** The paths of every kind of page. */
async function paths(page: Page): Promise<string[]> {
  const first = async (list: string) => {
    await page.goto(list);
    return (await page.getByRole("rowheader").getByRole("link").first().getAttribute("href"))!;
  };
  const bulk = async (action: string) => {
    await page.goto("/administrators?status=active&role=manager");
    for (const box of (await page.getByRole("checkbox", { name: /^Select / }).all()).slice(1, 4)) await box.check();
    await page.getByRole("button", { name: action, exact: true }).click();
    return new URL(page.url()).pathname;
  };
  await page.goto("/organizations");
  const [organization] = await page.getByRole("rowheader").allInnerTexts();
  const elsewhere = (await page.getByRole("rowheader").getByRole("link").nth(1).getAttribute("href"))!.replace("/organizations/", "/o/");
  const within = await launch(page, organization);
  return [
    "/launch", `${elsewhere}/`, within, `${within}administrators`, `${within}administrators/new`,
    "/", "/administrators", "/administrators/new", await first("/administrators?status=active&role=manager"), await first("/administrators?status=invited"),
    await first("/administrators?status=suspended"), await first(`/administrators?q=${demo.email}`), "/organizations", "/organizations/new",
    await first("/organizations"), "/roles", "/activity", "/profile", "/nowhere",
    "/administrators/import", "/organizations/import", "/jobs", await bulk("Suspend"), await bulk("Change role"), await bulk("Add organizations"),
  ];
}

const signedOut = ["/login", "/forgot-password", "/set-password/unknown", "/setup/unknown"];

test("every page has one h1, a title of its own, a language and a main part", { tag: "@nojs" }, async ({ page }) => {
  const titles = new Map<string, string>();
  const look = async (path: string) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }), path).toHaveCount(1);
    await expect(page.getByRole("main"), path).toHaveCount(1);
    await expect(page.locator("html"), path).toHaveAttribute("lang", "en");
    const title = await page.title();
    expect(titles.get(title), `${path} has the title of another page, "${title}"`).toBeUndefined();
    titles.set(title, path);
  };
  for (const path of ["/login", "/forgot-password", "/set-password/unknown"]) await look(path);
  await signIn(page, demo);
  for (const path of await paths(page)) await look(path);
});

// With scripts, the gallery shows that of every state.
test("no page scrolls sideways at 320 pixels", { tag: "@nojs" }, async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of signedOut) {
    await page.goto(path);
    await fits(page);
  }
  await signIn(page, demo);
  for (const path of await paths(page)) {
    await page.goto(path);
    await fits(page);
  }
});

test("the list of administrators shows every column at 1280 pixels", async ({ page }) => {
  await signIn(page, demo);
  for (const path of ["/administrators", "/administrators?sort=-name", "/administrators?sort=role"]) {
    await page.goto(path);
    const table = page.getByRole("region", { name: "Administrators" });
    const { wide, box } = await table.evaluate((region) => ({ wide: region.scrollWidth, box: region.clientWidth }));
    expect(wide, path).toBeLessThanOrEqual(box);
  }
});

test("a message with a long file name fits at 320 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await signIn(page, demo);
  await page.goto("/administrators?status=invited");
  await page.getByRole("rowheader").getByRole("link").first().click();
  await page.getByRole("button", { name: "Resend Invitation" }).click();
  await expect(page.getByRole("status")).toContainText(/outbox\/\S+\.eml/);
  await fits(page);
});

// The gallery shows every state in every width and colour scheme; this is what
// the program makes of real data.
test("every page is accessible with a thousand administrators and ten thousand organizations", { tag: "@js" }, async ({ page }) => {
  test.slow();
  await bringAxe(page);
  for (const path of signedOut) {
    await page.goto(path);
    expect(await audit(page), path).toEqual([]);
  }
  await signIn(page, demo);
  for (const path of await paths(page)) {
    await page.goto(path);
    expect(await audit(page), path).toEqual([]);
  }
});

test("the HTML of every page is valid", { tag: "@nojs" }, async ({ page }) => {
  await signIn(page, demo);
  for (const path of await paths(page)) {
    await valid(await (await page.request.get(path)).text(), path);
  }
});

test("every page links to its content first", async ({ page }) => {
  await signIn(page, demo);
  await page.goto("/organizations");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  if (scripted()) await expect(page.getByRole("main")).toBeFocused();
  await expect(page).toHaveURL(/#content$/);
});
