import { expect, test } from "../portal/test.ts";
import { addOrganization, fillOrganization, signIn } from "../portal/people.ts";

const save = { name: "Save Organization" };

test.beforeEach(async ({ page }) => signIn(page));

test("an empty list says why and what to do next", async ({ page }) => {
  await page.goto("/organizations");
  await expect(page.getByRole("heading", { level: 1, name: "Organizations" })).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
  await page.getByRole("link", { name: "Add organization" }).click();
  await expect(page).toHaveURL(/\/organizations\/new$/);
});

test("an organization is added and renamed", async ({ page }) => {
  await fillOrganization(page, "Acme Corp");
  await page.goto("/organizations");
  await page.getByRole("link", { name: "Acme Corp" }).click();
  await expect(page.getByLabel("Organization Name")).toHaveValue("Acme Corp");
  await page.getByLabel("Organization Name").fill("  Acme   Corporation ");
  await page.getByRole("button", save).click();
  await expect(page.getByRole("status")).toBeVisible();
  await page.goto("/organizations");
  await expect(page.getByRole("rowheader")).toHaveText(["Acme Corporation"]);
});

test("a name is needed, and belongs to one organization", async ({ page }) => {
  await addOrganization(page, "Acme Corp");
  for (const [typed, reason] of [["", "Enter a name for the organization."], ["ACME  corp", /Another organization has this name/]] as const) {
    await page.goto("/organizations/new");
    await page.getByLabel("Organization Name").fill(typed);
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", save).click();
    expect((await answered).status()).toBe(422);
    await expect(page.getByRole("alert").getByRole("link")).toHaveText(reason);
    await expect(page.getByLabel("Organization Name")).toHaveValue(typed);
  }
});

test("two clicks on Save Organization make one organization", async ({ page }) => {
  await page.goto("/organizations/new");
  await page.getByLabel("Organization Name").fill("Acme Corp");
  await page.getByRole("button", save).dblclick();
  await expect(page.getByRole("status")).toBeVisible();
  await page.goto("/organizations");
  await expect(page.getByRole("rowheader")).toHaveText(["Acme Corp"]);
});

test("a rename over somebody else's shows both versions", async ({ page, another }) => {
  await addOrganization(page, "Acme Corp");
  await page.goto("/organizations");
  await page.getByRole("link", { name: "Acme Corp" }).click();
  const other = await another();
  await signIn(other);
  await other.goto(page.url());
  await other.getByLabel("Organization Name").fill("Acme One");
  await other.getByRole("button", save).click();
  await expect(other.getByRole("status")).toBeVisible();

  await page.getByLabel("Organization Name").fill("Acme Two");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", save).click();
  expect((await answered).status()).toBe(409);
  const both = page.getByRole("table").getByRole("row").filter({ has: page.getByRole("rowheader", { name: "Organization Name" }) });
  await expect(both.getByRole("cell")).toHaveText(["Acme One", "Acme Two"]);
  await page.getByRole("button", save).click();
  await expect(page.getByRole("status")).toBeVisible();
});
