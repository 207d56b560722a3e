import { scan, turnOnMFA, verify } from "../portal/app.ts";
import { expect, test } from "../portal/test.ts";
import { ada, enterPassword, fillAdministrator, grace, logIn, name, openAdministrator, password, save, signIn, signOut } from "../portal/people.ts";

test("one's own name is changed on the profile", async ({ page }) => {
  await signIn(page);
  await page.goto("/profile");
  await page.getByLabel("Last Name").fill("King");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await expect(page.getByRole("button", { name: "Ada King", exact: true })).toBeVisible();
});

test("MFA is turned on, and off again with password and code", async ({ page }) => {
  await signIn(page);
  await page.goto("/profile");
  await page.getByRole("link", { name: "Set up MFA" }).click();
  const { app } = await turnOnMFA(page);
  await page.goto("/profile");
  await expect(page.getByRole("main")).toContainText("10 recovery codes");
  await page.getByLabel("Password for this change").fill(password);
  await page.getByLabel("Code from your app").fill("000000");
  await page.getByRole("button", { name: "Turn off MFA" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Code from your app")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Password for this change").fill(password);
  await page.getByLabel("Code from your app").fill(app.code());
  await page.getByRole("button", { name: "Turn off MFA" }).click();
  await expect(page.getByRole("status")).toContainText("MFA is off");
  await signOut(page);
  await logIn(page);
});

test("another app takes the place of the first", async ({ page }) => {
  await signIn(page);
  await page.goto("/mfa");
  const { app: first } = await turnOnMFA(page);
  await page.goto("/profile");
  await page.getByRole("link", { name: "Use another app" }).click();
  const second = await scan(page);
  expect(second.key).not.toBe(first.key);
  await page.getByLabel("Current password").fill(password);
  await page.getByLabel("Code from the current app").fill(first.code());
  await page.getByLabel("Verification code").fill(second.code());
  await page.getByRole("button", { name: "Turn on MFA" }).click();
  await page.getByRole("button", { name: "I have saved these codes" }).click();
  await signOut(page);
  await enterPassword(page);
  await verify(page, second.code());
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
});

test("new recovery codes void the old ones", async ({ page }) => {
  await signIn(page);
  await page.goto("/mfa");
  const { app, recovery } = await turnOnMFA(page);
  await page.goto("/profile");
  await page.getByLabel("Password for this change").fill(password);
  await page.getByLabel("Code from your app").fill(app.code());
  await page.getByRole("button", { name: "New recovery codes" }).click();
  const fresh = await page.getByRole("main").getByRole("listitem").allInnerTexts();
  expect(fresh).toHaveLength(10);
  await page.getByRole("button", { name: "I have saved these codes" }).click();
  await signOut(page);
  await enterPassword(page);
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  for (const code of [recovery[0], fresh[0]]) {
    await page.getByLabel("Recovery code").fill(code);
    await page.getByRole("button", { name: "Verify" }).click();
    if (code === recovery[0]) await expect(page.getByRole("alert")).toBeVisible();
  }
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
});

test("active sessions are listed, and the others logged out", async ({ page, another }) => {
  const elsewhere = await another();
  await signIn(elsewhere);
  await signIn(page);
  await page.goto("/profile");
  const sessions = page.getByRole("region", { name: "Active sessions" });
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  await expect(sessions.getByRole("listitem").filter({ hasText: "This one" })).toHaveCount(1);
  await expect(sessions.getByRole("listitem").first()).toContainText(/Chrome on \w+/);
  await page.getByRole("button", { name: "Log out other sessions" }).click();
  await expect(page.getByRole("status")).toContainText("1 other session ended");
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await elsewhere.goto("/roles");
  await expect(elsewhere).toHaveURL(/\/login/);
});

test("an API key is shown once and says whose it is", async ({ page, colleague, portal }) => {
  const hers = await colleague(grace, "Help Desk");
  await hers.goto("/profile");
  await expect(hers.getByRole("region", { name: "API key" })).toContainText("not enabled");
  await expect(hers.getByRole("button", { name: "Generate API key" })).toHaveCount(0);
  await signIn(page);
  await openAdministrator(page, grace);
  await fillAdministrator(page, { apiAccess: true });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();

  await hers.reload();
  await hers.getByRole("button", { name: "Generate API key" }).click();
  await expect(hers.getByLabel("New API key")).toHaveAttribute("readonly", "");
  const key = await hers.getByLabel("New API key").inputValue();
  expect(key).toMatch(/^mtp_/);
  await hers.goto("/profile");
  await expect(hers.getByLabel("New API key")).toHaveCount(0);

  const self = (headers: Record<string, string>) => fetch(`${portal.url}/api/users/getSelf`, { headers });
  const answer = await self({ "x-api-key": key });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ email: grace.email, firstname: grace.firstName, lastname: grace.lastName, roleName: "Help Desk", apiKeyAllowed: true });
  expect((await self({})).status).toBe(401);
  expect((await hers.request.get("/api/users/getSelf")).status()).toBe(401);

  await openAdministrator(page, grace);
  await fillAdministrator(page, { apiAccess: false });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  expect((await self({ "x-api-key": key })).status).toBe(401);
});

test("the name that is shown is one's own", { tag: "@nojs" }, async ({ page }) => {
  await signIn(page);
  await page.goto("/profile");
  await expect(page.getByLabel("First Name")).toHaveValue(ada.firstName);
  await expect(page.getByRole("button", { name: name(ada), exact: true })).toBeVisible();
});
