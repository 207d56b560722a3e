import { expect, test } from "../portal/test.ts";
import { grace, openAdministrator, password, signIn, suspend } from "../portal/people.ts";

test("an idle session asks two minutes before it ends, and can be kept", { tag: "@js" }, async ({ page }) => {
  await page.clock.install();
  await signIn(page);
  await page.goto("/");
  const question = page.getByRole("dialog", { name: "Are you still there?" });
  await page.clock.fastForward("57:00");
  await expect(question).toBeHidden();
  await page.clock.fastForward("01:30");
  await expect(question).toBeVisible();
  const asked = page.waitForResponse("**/session");
  await question.getByRole("button", { name: "Stay logged in" }).click();
  expect((await asked).status()).toBe(204);
  await expect(question).toBeHidden();
  await page.clock.fastForward("58:30");
  await expect(question).toBeVisible();
});

test("who answers after the session ended is told so", { tag: "@js" }, async ({ page }) => {
  await page.clock.install();
  await signIn(page);
  await page.goto("/");
  const question = page.getByRole("dialog", { name: "Are you still there?" });
  await page.clock.fastForward("58:30");
  await page.context().clearCookies();
  await question.getByRole("button", { name: "Stay logged in" }).click();
  await expect(question).toContainText("Your session has ended.");
  await question.getByRole("button", { name: "Close" }).click();
  await expect(question).toBeHidden();
});

test("what was typed when the session ended is kept for the same person", async ({ page, colleague }) => {
  const hers = await colleague(grace, "Administrator with Billing", "All organizations");
  await hers.goto("/organizations/new");
  await hers.getByLabel("Organization Name").fill("Wayne Enterprises");

  await signIn(page);
  await openAdministrator(page, grace);
  await suspend(page);
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByRole("status")).toContainText("is restored");

  await hers.getByRole("button", { name: "Save Organization" }).click();
  await expect(hers.getByRole("alert")).toContainText("What you typed is kept.");
  await hers.getByLabel("Email", { exact: true }).fill(grace.email);
  await hers.getByLabel("Password", { exact: true }).fill(password);
  await hers.getByRole("button", { name: "Log in" }).click();
  await expect(hers.getByText("Wayne Enterprises")).toBeVisible();
  await hers.getByRole("button", { name: "Continue" }).click();
  await expect(hers.getByRole("status")).toContainText("Wayne Enterprises is added.");
});
