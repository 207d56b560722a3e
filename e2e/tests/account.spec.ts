import { readFile } from "node:fs/promises";
import { expect, test } from "../portal/test.ts";
import { accessible, fits, valid } from "../portal/checks.ts";
import { demo, grace, scripted, signIn } from "../portal/people.ts";

const sections = ["Account Overview", "Payment History", "Billing Information", "Payment Methods", "Usage"];

test("Command Runner with Billing reaches the payment methods alone", async ({ colleague }) => {
  const page = await colleague(grace, "Command Runner with Billing");
  await page.goto("/");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Account" }).click();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(["Payment Methods"]);
  for (const path of ["usage", "usage.csv", "invoices", "invoices.csv", "invoices/INV-0001", "billing-information"]) {
    expect((await page.request.get(`/account/${path}`)).status(), path).toBe(403);
  }
  await page.getByRole("link", { name: "Add payment method" }).click();
  await page.getByLabel("Kind").selectOption("Bank transfer");
  await page.getByLabel("Holder").fill("Grace Hopper");
  await page.getByLabel("Last four digits").fill("4111 1111 1111 1111");
  await page.getByRole("button", { name: "Save Payment Method" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveText(/full number of a card/);
  await expect(page.getByLabel("Last four digits")).toHaveValue("");
  await page.getByLabel("Last four digits").fill("6789");
  await page.getByRole("button", { name: "Save Payment Method" }).click();
  await expect(page.getByRole("status")).toContainText("account ending in 6789 is added");

  await page.getByRole("link", { name: "Bank transfer, account ending in 6789" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  const question = scripted() ? page.getByRole("dialog") : page.getByRole("main");
  await expect(question).toContainText("No payment method is left");
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("status")).toContainText("is deleted");
});

test("billing information takes the fields of its country and keeps what was typed", async ({ page }) => {
  await signIn(page);
  await page.goto("/account/billing-information");
  await page.getByLabel("Name", { exact: true }).fill("Ada Lovelace");
  await page.getByLabel("Email").fill("ada@northwind.example");
  const mailing = page.getByRole("group", { name: "Mailing address" });
  await mailing.getByLabel("Country").selectOption("Japan");
  await page.getByRole("button", { name: "Change country" }).click();
  await mailing.getByLabel("Address", { exact: true }).fill("1-1 Marunouchi");
  await mailing.getByLabel("Prefecture").selectOption("Tokyo");
  await mailing.getByLabel("Postal code").fill("1");
  await page.getByRole("button", { name: "Save Billing Information" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Enter the postal code in a form like 154-0023.");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Ada Lovelace");
  await mailing.getByLabel("Postal code").fill("100-0005");
  await page.getByRole("button", { name: "Save Billing Information" }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await expect(page.getByRole("region", { name: "Billing Information" })).toContainText("1-1 Marunouchi, Tokyo");
});

test.describe("with a year of invoices", () => {
  test.use({ start: "seeded" });

  test("the account is looked through, filtered and exported", async ({ page }) => {
    await signIn(page, demo);
    await page.goto("/");
    await page.getByRole("link", { name: "Account", exact: true }).click();
    await expect(page.getByRole("heading", { level: 2 })).toHaveText(sections);
    const paths = ["/account", "/account/invoices", "/account/invoices/INV-0012", "/account/usage", "/account/billing-information", "/account/payment-methods/new"];
    for (const path of paths) {
      await page.goto(path);
      await valid(await (await page.request.get(path)).text(), path);
      await page.setViewportSize({ width: 320, height: 640 });
      await fits(page);
      await page.setViewportSize({ width: 1280, height: 720 });
      if (scripted()) await accessible(page);
    }
    await page.goto("/account/invoices");
    await page.getByLabel("Status").selectOption("Overdue");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/status=overdue/);
    for (const status of await page.getByRole("row").locator("td:nth-child(4)").allInnerTexts()) expect(status).toBe("Overdue");
    await page.getByRole("rowheader").getByRole("link").first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Invoice INV-/);
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.emulateMedia({ media: "screen" });

    await page.goto("/account/usage");
    await expect(page.getByRole("img", { name: /^Users by month/ })).toBeVisible();
    await expect(page.getByRole("table", { name: /^Users by month/ }).getByRole("rowheader")).toHaveCount(12);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export CSV" }).click()]);
    const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
    expect(lines).toHaveLength(demo.organizations + 2); // the columns and the total
  });
});

test("the provider's id is copied at a press @js", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page);
  await page.goto("/account");
  await page.getByRole("button", { name: "Copy provider ID" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await page.locator(".copied code").innerText());
});

test("another country brings its fields where they are, and a billing address begins as a copy @js", async ({ page }) => {
  await signIn(page);
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.goto("/account/billing-information");
  const mailing = page.getByRole("group", { name: "Mailing address" });
  const billing = page.getByRole("group", { name: "Billing address" });
  await expect(billing.getByText("Billing address")).toBeVisible();
  await mailing.getByLabel("Country").selectOption({ label: "Germany" });
  await mailing.getByRole("button", { name: /country$/ }).click();
  await expect(page.locator("[data-announce]")).toHaveText("These are the address fields of Germany.");
  await expect(mailing.getByRole("button", { name: /country$/ })).toBeFocused();
  await mailing.getByLabel("City").fill("Bonn");
  const where = await page.evaluate(() => scrollY);
  expect(where).toBeGreaterThan(0);
  await page.getByLabel("Same as mailing address").uncheck();
  await expect(billing.getByLabel("City")).toHaveValue("Bonn");
  await billing.getByLabel("Country").selectOption({ label: "Japan" });
  const before = await page.evaluate(() => scrollY);
  await billing.getByRole("button", { name: /country$/ }).click();
  await expect(billing.getByLabel("Prefecture")).toBeVisible();
  await expect(page.locator("[data-announce]")).toHaveText("These are the address fields of Japan.");
  await expect(billing.getByRole("button", { name: /country$/ })).toBeFocused();
  expect(Math.abs((await page.evaluate(() => scrollY)) - before)).toBeLessThan(250); // it scrolls to what is pressed, and stays there
  await expect(mailing.getByLabel("City")).toHaveValue("Bonn");
});

test("another country opens the page at its fields @nojs", async ({ page }) => {
  await signIn(page);
  for (const viewport of [{ width: 1280, height: 500 }, { width: 320, height: 500 }]) {
    await page.setViewportSize(viewport);
    await page.goto("/account/billing-information");
    await page.getByLabel("Same as mailing address").uncheck();
    for (const [name, button] of [["Mailing address", "Change country"], ["Billing address", "Change billing country"]]) {
      const address = page.getByRole("group", { name });
      await address.getByLabel("Country").selectOption({ label: "Japan" });
      await page.getByRole("button", { name: button, exact: true }).click();
      await expect(address.getByLabel("Company")).toBeFocused();
      await expect(address.getByLabel("Company")).toBeInViewport({ ratio: 1 });
    }
    await expect(page.getByLabel("Same as mailing address")).not.toBeChecked();
  }
});
