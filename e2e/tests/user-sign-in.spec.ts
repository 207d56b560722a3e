import type { Page } from "@playwright/test";
import { expect, test } from "../portal/test.ts";
import { ada, addOrganization, fillNewPassword, name, password, signIn } from "../portal/people.ts";
import { link } from "../portal/outbox.ts";

const uma = { firstName: "Uma", lastName: "Thurman", username: "uma", email: "uma@contoso.example" };
const fresh = "velvet harbour sandwich comet";

/** Fills in and sends the form where users log in, which is open. */
async function logIn(page: Page, login: string, secret: string) {
  await page.getByLabel("Username or email").fill(login);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Log in" }).click();
}

test("a user is invited, logs in, is locked and unlocked, and never meets the portal", async ({ page, portal, browser }) => {
  test.slow();
  await signIn(page);
  await addOrganization(page, "Contoso");
  await page.goto("/organizations");
  await page.getByRole("button", { name: "Launch Contoso" }).click();
  await page.getByRole("link", { name: "Users", exact: true }).click();
  await page.getByRole("link", { name: "Add user" }).click();
  await page.getByLabel("First Name").fill(uma.firstName);
  await page.getByLabel("Last Name").fill(uma.lastName);
  await page.getByLabel("Username").fill(uma.username);
  await page.getByLabel("User Email").fill(uma.email);
  await page.getByRole("button", { name: "Save User" }).click();
  await expect(page.getByRole("status")).toContainText("Uma Thurman");

  // In the same browser as the administrator, whose session stays as it is.
  const own = await page.context().newPage();
  await own.goto(link(await portal.outbox.letter(uma.email, "Your account at Contoso")));
  await expect(own.getByRole("main")).toContainText("user uma of Contoso");
  await fillNewPassword(own, password);
  await own.getByRole("button", { name: "Set password" }).click();
  await expect(own.getByRole("heading", { level: 1, name: "Log in to Contoso" })).toBeVisible();
  await expect(own.getByRole("status")).toContainText("The password of Uma Thurman is set.");
  const home = own.url();
  expect(new URL(home).pathname).toMatch(/^\/u\/[^/]+$/);
  await logIn(own, uma.email, password);
  await expect(own.getByRole("heading", { level: 1, name: "Your account at Contoso" })).toBeVisible();
  await expect(own.getByRole("navigation")).toHaveCount(0);
  await own.getByLabel("Current password").fill(password);
  await fillNewPassword(own, fresh);
  await own.getByRole("button", { name: "Change password" }).click();
  await expect(own.getByRole("status")).toContainText("Your password is changed.");
  await page.reload();
  await expect(page.getByRole("button", { name: name(ada), exact: true })).toBeVisible();

  const stranger = await (await browser.newContext({ javaScriptEnabled: test.info().project.use.javaScriptEnabled })).newPage();
  await stranger.goto(home);
  for (let i = 0; i < 10; i++) {
    await logIn(stranger, uma.username, `not the right password ${i}`);
    await expect(stranger.getByRole("alert")).toContainText("is wrong, or this account cannot log in");
  }
  await logIn(stranger, uma.username, fresh);
  await expect(stranger.getByRole("alert")).toContainText("is wrong, or this account cannot log in");
  await own.reload();
  await expect(own.getByRole("heading", { level: 1, name: "Your account at Contoso" })).toBeVisible();

  await page.getByRole("link", { name: "Users", exact: true }).click();
  await page.getByRole("link", { name: "Uma Thurman" }).click();
  await page.getByRole("button", { name: "Unlock" }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await logIn(stranger, uma.username, fresh);
  await expect(stranger.getByRole("heading", { level: 1, name: "Your account at Contoso" })).toBeVisible();
  await stranger.getByRole("button", { name: "Log out" }).click();
  await expect(stranger.getByRole("status")).toContainText("You are logged out.");
  await stranger.context().close();
});
