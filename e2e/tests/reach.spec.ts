import { expect, test } from "../portal/test.ts";
import { demo, scripted, signIn } from "../portal/people.ts";

test.use({ start: "seeded" });

test("people are added to an organization on its page, and removed there", async ({ page }) => {
  await signIn(page, demo);
  await page.goto("/organizations");
  await page.getByRole("rowheader").getByRole("link").first().click();
  const path = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Add people" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Choose administrators");
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  await page.getByRole("button", { name: "Preview" }).click();
  const affected = page.getByRole("button", { name: /^Apply to \d+ administrators$/ });
  const n = Number(/\d+/.exec((await affected.textContent())!)![0]);
  await affected.click();
  await expect(page.getByRole("status")).toContainText(`${n} done`);

  await page.goto(`${path}?rule=selected`);
  await expect(page.getByRole("link", { name: /^[\d,]+ selected for it$/ })).toBeVisible();
  const person = await page.getByRole("rowheader").first().textContent();
  await expect(page.getByRole("button", { name: "Remove access" })).toBeHidden();
  await page.getByRole("checkbox", { name: `Select ${person}`, exact: true }).first().check();
  await page.getByRole("button", { name: "Remove access" }).click();
  await page.getByRole("button", { name: "Apply to 1 administrators", exact: true }).click();
  await expect(page.getByRole("status")).toHaveText("1 done.");
});

test("all organizations that match are given in one step, and each can still be launched", async ({ page }) => {
  await signIn(page, demo);
  await page.goto("/organizations");
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  if (scripted()) await expect(page.getByRole("checkbox", { name: /^Select / }).and(page.locator(":checked"))).toHaveCount(51);
  await page.getByLabel("Select all 10,000 that match").check();
  await page.getByRole("button", { name: "Remove people" }).click();
  await expect(page.getByText("and 9,980 more.")).toBeVisible();
  await page.goto("/organizations");
  await page.getByRole("button", { name: /^Launch / }).first().click();
  await expect(page.getByRole("navigation", { name: "Launched organization" })).toBeVisible();
});
