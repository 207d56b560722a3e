import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../portal/test.ts";
import { accept, addOrganization, alan, demo, enterPassword, fillAdministrator, grace, launch, name, openAdministrator, openTab, roles, save, signIn, type Role } from "../portal/people.ts";
import { link } from "../portal/outbox.ts";

const banner = (page: Page) => page.getByRole("region", { name: "Organization", exact: true });
const navigation = (page: Page) => page.getByRole("navigation", { name: "Launched organization" });
const back = (page: Page) => page.getByRole("link", { name: "Return to Multi-Tenant Portal" });
const texts = (all: Locator) => all.allInnerTexts();

/** Who sees an organization's administrators, typed from the table of roles. */
const seesAdministrators: Record<Role, boolean> = {
  "Administrator with Billing": true, Administrator: true, Manager: true, "Help Desk": true, "Read Only": true, "Billing Only": true,
  "Command Runner with Billing": false, "Command Runner": false,
};

for (const role of roles) {
  test(`${role} launches the organizations within reach, and no other`, { tag: "@nojs" }, async ({ page, portal, another }) => {
    await signIn(page);
    await addOrganization(page, "Acme Corp");
    await addOrganization(page, "Bluebird Bakery");
    const bluebird = await launch(page, "Bluebird Bakery");
    await page.goto("/administrators/new");
    await fillAdministrator(page, { ...grace, requireMFA: false, role });
    await page.getByLabel("Acme Corp").check();
    await save(page);
    const theirs = await another();
    await accept(theirs, link(await portal.outbox.letter(grace.email, "invitation")));
    await signIn(theirs, grace);

    await theirs.goto("/organizations");
    await expect(theirs.getByRole("button", { name: /^Launch / })).toHaveCount(1);
    await theirs.getByRole("button", { name: "Launch Acme Corp", exact: true }).click();
    await expect(theirs).toHaveURL(/\/o\/[^/]+\/$/);
    await expect(theirs.getByRole("heading", { level: 1, name: "Acme Corp", exact: true })).toBeVisible();
    await expect(banner(theirs)).toContainText("Acme Corp");
    await expect(theirs.getByRole("navigation", { name: "Main" })).toHaveCount(0);
    await expect(navigation(theirs).getByRole("link", { name: "Overview" })).toHaveAttribute("aria-current", "page");
    await expect(navigation(theirs).getByRole("link", { name: "Administrators" })).toHaveCount(seesAdministrators[role] ? 1 : 0);
    const acme = new URL(theirs.url()).pathname;
    expect((await theirs.goto(`${acme}administrators`))?.status()).toBe(seesAdministrators[role] ? 200 : 403);
    await theirs.goto(acme);
    await back(theirs).click();
    await expect(theirs).toHaveURL(/\/organizations$/);

    expect((await theirs.goto(bluebird))?.status()).toBe(404);
    const answer = await theirs.request.post(`/organizations/${bluebird.split("/")[2]}/launch`, { headers: { Origin: portal.url }, maxRedirects: 0 });
    expect(answer.status()).toBe(404);
  });
}

test("launching is noted in the activity", async ({ page }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  await launch(page, "Acme Corp");
  await page.goto("/activity");
  const newest = page.getByRole("row").nth(1);
  await expect(newest).toContainText("Launch organization");
  await expect(newest).toContainText("Acme Corp");
});

test("the start page launches too, and the way back leads there", async ({ page }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  await page.goto("/");
  await page.getByRole("button", { name: "Launch Acme Corp", exact: true }).click();
  await expect(banner(page)).toContainText("Acme Corp");
  await back(page).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Welcome/ })).toBeVisible();
});

test("a page that was not launched offers to launch first, and then shows what was asked for", async ({ page, another }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  const acme = await launch(page, "Acme Corp");
  const later = await another();
  await signIn(later);
  await later.goto(`${acme}administrators`);
  await expect(later.getByRole("heading", { level: 1, name: "Acme Corp", exact: true })).toBeVisible();
  await expect(navigation(later)).toHaveCount(0);
  await later.getByRole("button", { name: "Launch Acme Corp", exact: true }).click();
  await expect(later).toHaveURL(`${acme}administrators`);
  await expect(later.getByRole("heading", { level: 1, name: "Administrators", exact: true })).toBeVisible();
});

test("two organizations are open in two tabs of one browser", async ({ page }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  await addOrganization(page, "Bluebird Bakery");
  await launch(page, "Acme Corp");
  const tab = await page.context().newPage();
  await launch(tab, "Bluebird Bakery");
  for (const [at, organization, other] of [[page, "Acme Corp", "Bluebird Bakery"], [tab, "Bluebird Bakery", "Acme Corp"]] as const) {
    await at.reload();
    await expect(banner(at)).toContainText(organization);
    await navigation(at).getByRole("link", { name: "Administrators" }).click();
    await expect(banner(at)).toContainText(organization);
    await expect(at.locator("body")).not.toContainText(other);
  }
  await tab.close();
});

test("access that was just taken away is noticed by the next request", async ({ page, portal, another }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  await page.goto("/administrators/new");
  await fillAdministrator(page, { ...grace, requireMFA: false, role: "Manager" });
  await page.getByLabel("Acme Corp").check();
  await save(page);
  const theirs = await another();
  await accept(theirs, link(await portal.outbox.letter(grace.email, "invitation")));
  await signIn(theirs, grace);
  await launch(theirs, "Acme Corp");

  await openAdministrator(page, grace);
  await openTab(page, "Permissions & Access");
  await page.getByLabel("Acme Corp").uncheck();
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();

  const answered = theirs.waitForResponse((response) => response.request().isNavigationRequest());
  await navigation(theirs).getByRole("link", { name: "Administrators" }).click();
  expect((await answered).status()).toBe(404);
  await expect(banner(theirs)).toHaveCount(0);
  await expect(theirs.getByRole("main")).not.toContainText("Acme Corp");
  await theirs.getByRole("link", { name: "Go to the start page" }).click();
  await expect(theirs.getByText("You cannot reach any organization yet.")).toBeVisible();
});

test("an organization's own administrator works in it and sees no portal", async ({ page, portal, another }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  const acme = await launch(page, "Acme Corp");
  await navigation(page).getByRole("link", { name: "Administrators" }).click();
  await page.getByRole("link", { name: "Add administrator" }).click();
  await expect(page).toHaveURL(`${acme}administrators/new`);
  await openTab(page, "Permissions & Access");
  await expect(page.getByRole("group", { name: "Organization Access" })).toHaveCount(0);
  await fillAdministrator(page, { ...alan, requireMFA: false, role: "Help Desk" });
  await save(page);
  await expect(page.getByRole("status")).toContainText("Alan Turing is added.");
  await page.goto(`${acme}administrators`);
  await expect(page.getByRole("rowheader", { name: name(alan) })).toHaveCount(1);
  await page.goto(`/administrators?q=${alan.email}`);
  await expect(page.getByRole("rowheader")).toHaveCount(0);

  const theirs = await another();
  await accept(theirs, link(await portal.outbox.letter(alan.email, "invitation")));
  await enterPassword(theirs, alan);
  await expect(theirs).toHaveURL(acme);
  await expect(banner(theirs)).toContainText("Acme Corp");
  await expect(back(theirs)).toHaveCount(0);
  await expect(theirs.getByRole("link", { name: "Switch organization" })).toHaveCount(0);
  await expect(theirs.getByRole("navigation", { name: "Main" })).toHaveCount(0);
  for (const path of ["/organizations", "/administrators", "/roles", "/activity", "/launch"]) {
    expect((await theirs.goto(path))?.status(), path).toBe(403);
    await expect(theirs.getByRole("navigation", { name: "Main" })).toHaveCount(0);
  }
  await theirs.goto("/");
  await expect(theirs).toHaveURL(acme);
  expect((await theirs.goto("/profile"))?.status()).toBe(200);

  await page.goto("/activity?q=alan");
  await page.getByRole("link", { name: name(alan), exact: true }).first().click();
  await expect(page).toHaveURL(new RegExp(`${acme}administrators/`));
  await expect(page.getByRole("heading", { level: 1, name: name(alan), exact: true })).toBeVisible();
});

test("MTP roles are shown in the organization and edited in the portal only", { tag: "@nojs" }, async ({ page }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  const acme = await launch(page, "Acme Corp");
  await page.goto(`${acme}administrators`);
  await expect(page.getByText("MTP roles can only be edited in the Multi-Tenant Portal.")).toBeVisible();
  const ada = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "Ada Lovelace" }) });
  await expect(ada).toContainText("MTP role");
  await expect(ada.getByRole("link")).toHaveCount(0);
  await expect(ada.getByRole("button")).toHaveCount(0);
});

test.describe("with ten thousand organizations", () => {
  test.use({ start: "seeded" });

  test("the way back leads to the same search and page", async ({ page }) => {
    await signIn(page, demo);
    await page.goto("/organizations");
    await page.getByLabel("Search organizations").fill("a");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("link", { name: "Next page" }).click();
    await expect(page).toHaveURL(/after=/);
    const at = page.url();
    const listed = await texts(page.getByRole("rowheader"));
    await page.getByRole("button", { name: `Launch ${listed[2]}`, exact: true }).click();
    await expect(banner(page)).toContainText(listed[2]);
    await navigation(page).getByRole("link", { name: "Administrators" }).click();
    await back(page).click();
    await expect(page).toHaveURL(at);
    expect(await texts(page.getByRole("rowheader"))).toEqual(listed);
    await expect(page.getByLabel("Search organizations")).toHaveValue("a");
  });

  test("another organization is searched for and launched", async ({ page }) => {
    await signIn(page, demo);
    await page.goto("/organizations");
    const [first, second] = await texts(page.getByRole("rowheader"));
    await launch(page, first);
    await page.getByRole("link", { name: "Switch organization" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Switch organization" })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Launch / })).toHaveCount(50);
    await page.getByLabel("Search organizations").fill(second);
    await page.getByLabel("Search organizations").press("Enter");
    await page.getByRole("button", { name: `Launch ${second}`, exact: true }).click();
    await expect(banner(page)).toContainText(second);
    await page.goto("/launch?q=no+such+organization");
    await expect(page.getByText("No organization within your reach matches.")).toBeVisible();
  });

  test("the start page shows the first organizations and finds the others", async ({ page }) => {
    await signIn(page, demo);
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 2, name: "Needs attention" })).toBeVisible();
    await page.getByRole("link", { name: "See who is suspended" }).click();
    await expect(page.getByLabel("Status", { exact: true }).getByRole("option", { selected: true })).toHaveText("Suspended");
    await page.goto("/");
    await expect(page.getByRole("button", { name: /^Launch / })).toHaveCount(5);
    await page.getByLabel("Search organizations").fill("a");
    await page.getByRole("button", { name: "Search" }).click();
    await expect(page).toHaveURL(/\/organizations\?q=a$/);
  });
});
