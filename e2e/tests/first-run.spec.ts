import { expect, test } from "../portal/test.ts";
import { ada, fillNewPassword, later, name, password } from "../portal/people.ts";

test.use({ start: "empty" });

test("the printed link sets up the portal and logs its first administrator in", async ({ page, portal }) => {
  await page.goto(portal.setupLink());
  await expect(page.getByRole("heading", { level: 1, name: "Set up the portal" })).toBeVisible();
  await page.getByLabel("Provider name").fill("Northwind Managed IT");
  await page.getByLabel("First Name").fill(ada.firstName);
  await page.getByLabel("Last Name").fill(ada.lastName);
  await page.getByLabel("Administrator Email Address").fill(ada.email);
  await fillNewPassword(page);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await later(page);

  await expect(page.getByRole("button", { name: name(ada), exact: true })).toBeVisible();
  await page.goto("/");
  const main = page.getByRole("main");
  await expect(main).toContainText("Administrator with Billing");
  await expect(main).toContainText("organization");
  await expect(main).toContainText(/mail/i);
  await expect(main.getByRole("link", { name: "Add the second one" })).toBeVisible();
  await expect(main.getByRole("link", { name: "Add the first one" })).toBeVisible();
  for (const place of ["Organizations", "Administrators", "Roles", "Activity"]) {
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: place, exact: true })).toBeVisible();
  }
});

test("the link of the first run works once", async ({ page, portal, another }) => {
  const link = portal.setupLink();
  await page.goto(link);
  await page.getByLabel("Provider name").fill("Northwind Managed IT");
  await page.getByLabel("First Name").fill(ada.firstName);
  await page.getByLabel("Last Name").fill(ada.lastName);
  await page.getByLabel("Administrator Email Address").fill(ada.email);
  await fillNewPassword(page);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await later(page);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();

  const late = await another();
  const answer = await late.goto(link);
  expect(answer?.status()).toBe(410);
  await expect(late.getByRole("heading", { level: 1 })).toBeVisible();
});

test("a refused set-up says what is wrong beside the fields and keeps what was typed", async ({ page, portal }) => {
  await page.goto(portal.setupLink());
  await page.getByLabel("Provider name").fill("Northwind Managed IT");
  await page.getByLabel("First Name").fill(ada.firstName);
  await page.getByLabel("Administrator Email Address").fill("not an address");
  await page.getByLabel("New password", { exact: true }).fill("password");
  await page.getByLabel("Confirm new password").fill("passwort");
  const answered = page.waitForResponse((response) => response.request().isNavigationRequest() && response.request().method() === "POST");
  await page.getByRole("button", { name: "Create administrator" }).click();
  expect((await answered).status()).toBe(422);

  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole("alert");
  await expect(summary.getByRole("link")).toHaveCount(4);
  await expect(page.getByLabel("Provider name")).toHaveValue("Northwind Managed IT");
  await expect(page.getByLabel("First Name")).toHaveValue(ada.firstName);
  await expect(page.getByLabel("Administrator Email Address")).toHaveValue("not an address");
  await expect(page.getByLabel("New password", { exact: true })).toHaveValue("");
  for (const field of ["Last Name", "Administrator Email Address", "New password", "Confirm new password"]) {
    await expect(page.getByLabel(field, { exact: true })).toHaveAttribute("aria-invalid", "true");
  }
});

test("each line of an error summary leads to its field", async ({ page, portal }) => {
  await page.goto(portal.setupLink());
  await page.getByLabel("Provider name").fill("Northwind Managed IT");
  await page.getByLabel("First Name").fill(ada.firstName);
  await page.getByLabel("Administrator Email Address").fill(ada.email);
  await fillNewPassword(page, password);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await page.getByRole("alert").getByRole("link", { name: "Enter a last name." }).click();
  await expect(page.getByLabel("Last Name")).toBeFocused();
});

test("a portal that is not set up sends nobody in", { tag: "@nojs" }, async ({ page }) => {
  for (const path of ["/", "/administrators", "/organizations", "/activity"]) {
    await page.goto(path);
    await expect(page.getByRole("navigation", { name: "Main" })).toHaveCount(0);
    await expect(page.getByText("This portal is not set up yet. Open the link that it printed when it started.")).toBeVisible();
  }
});
