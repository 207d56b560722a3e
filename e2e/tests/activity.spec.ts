import { expect, test } from "../portal/test.ts";
import { ada, addOrganization, fillAdministrator, grace, invite, name, openAdministrator, save, signIn } from "../portal/people.ts";

test("the audit trail tells who did what to whom, newest first", async ({ page, portal }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  await invite(portal, page, grace, "Manager");
  await openAdministrator(page, grace);
  await fillAdministrator(page, { role: "Read Only" });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();

  await page.goto("/activity");
  await expect(page.getByRole("heading", { level: 1, name: "Activity" })).toBeVisible();
  const newest = page.getByRole("row").nth(1);
  await expect(newest).toContainText(name(ada));
  await expect(newest).toContainText(name(grace));
  await newest.getByText("Details").click();
  await expect(newest).toContainText("Manager");
  await expect(newest).toContainText("Read Only");
});

test("the audit trail is searched, filtered and exported", async ({ page, portal }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  await invite(portal, page, grace, "Manager");
  await page.goto("/activity");
  const all = await page.getByRole("rowheader").count();
  await page.getByLabel("Search activity").fill(name(grace));
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/q=Grace/);
  const some = await page.getByRole("rowheader").count();
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(all);

  await page.goto("/activity");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export CSV" }).click()]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
});

test("the audit trail is filtered by organization", async ({ page, portal }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  await invite(portal, page, grace, "Manager", "All organizations");
  await page.goto("/activity");
  await page.getByLabel("Organization", { exact: true }).fill("acme");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/organization=acme/);
  await expect(page.getByRole("rowheader")).toHaveCount(1);
  await page.getByRole("main").getByRole("link", { name: "Acme Corp" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Acme Corp" })).toBeVisible();
});

test("a refused attempt is in the audit trail", async ({ page, colleague, portal }) => {
  const hers = await colleague(grace, "Read Only");
  await hers.request.post("/organizations", { form: { name: "Mine" }, headers: { Origin: portal.url } });
  await signIn(page);
  await page.goto("/activity");
  await page.getByLabel("Result").selectOption("Refused");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("row").filter({ hasText: name(grace) })).not.toHaveCount(0);
});
