import { expect, test } from "../portal/test.ts";
import { ada, alan, fillNewPassword, grace, invite, logIn, name, openAdministrator, password, setPassword, signIn, signOut, suspend } from "../portal/people.ts";
import { link } from "../portal/outbox.ts";

test("logging in leads back to where one was going", async ({ page }) => {
  await page.goto("/administrators?q=ada");
  await expect(page).toHaveURL(/\/login/);
  await page.getByLabel("Email", { exact: true }).fill(ada.email.toUpperCase());
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL(/\/administrators\?q=ada$/);
});

test("a wrong password and an unknown address get the same answer", async ({ page }) => {
  const answers: string[] = [];
  for (const email of [ada.email, "nobody@northwind.example"]) {
    await page.goto("/login");
    await page.getByLabel("Email", { exact: true }).fill(email);
    await page.getByLabel("Password", { exact: true }).fill("not the right password");
    const answered = page.waitForResponse((response) => response.request().isNavigationRequest() && response.request().method() === "POST");
    await page.getByRole("button", { name: "Log in" }).click();
    expect((await answered).status()).toBe(422);
    await expect(page.getByLabel("Email", { exact: true })).toHaveValue(email);
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
    answers.push(await page.getByRole("alert").innerText());
  }
  expect(answers[0]).toBe(answers[1]);
});

test("logging out ends the session", async ({ page }) => {
  await logIn(page);
  await signOut(page);
  await page.goto("/administrators");
  await expect(page).toHaveURL(/\/login/);
  await page.goBack();
  await page.reload();
  await expect(page.getByRole("navigation", { name: "Main" })).toHaveCount(0);
});

test("the menu with one's name leads to the profile", async ({ page }) => {
  await signIn(page);
  await page.goto("/");
  await page.getByRole("button", { name: name(ada), exact: true }).click();
  await page.getByRole("link", { name: "Profile" }).click();
  await expect(page).toHaveURL(/\/profile$/);
});

test("a forgotten password is set anew through a mailed link", async ({ page, portal }) => {
  const fresh = "velvet harbour sandwich comet";
  await page.goto("/login");
  await page.getByRole("link", { name: "Forgot password?" }).click();
  await page.getByLabel("Email", { exact: true }).fill(ada.email);
  await page.getByRole("button", { name: "Send reset link" }).click();
  await expect(page.getByRole("status")).toBeVisible();
  const said = await page.getByRole("status").innerText();

  await setPassword(page, link(await portal.outbox.letter(ada.email, "Set a new password")), fresh);
  await logIn(page, ada, fresh);
  await signOut(page);

  await page.goto("/forgot-password");
  await page.getByLabel("Email", { exact: true }).fill("nobody@northwind.example");
  await page.getByRole("button", { name: "Send reset link" }).click();
  await expect(page.getByRole("status")).toHaveText(said);
});

test("a link that was used says so and whom to ask", async ({ page, portal }) => {
  await signIn(page);
  const invitation = await invite(portal, page, grace, "Manager");
  await page.goto("/");
  await signOut(page);
  await page.goto(invitation);
  await page.goto(invitation);
  await expect(page.getByLabel("New password", { exact: true })).toBeVisible();
  await setPassword(page, invitation);
  expect((await page.goto(invitation))?.status()).toBe(410);
  await expect(page.getByRole("main")).toContainText("Administrator with Billing");
});

test("a newer link voids the one before it", async ({ page, portal }) => {
  await signIn(page);
  const first = await invite(portal, page, grace, "Manager");
  await openAdministrator(page, grace);
  await page.getByRole("button", { name: "Resend Invitation" }).click();
  await expect(page.getByRole("status")).toBeVisible();
  const second = link(await portal.outbox.letter(grace.email, "invitation", 2));
  await signOut(page);
  expect((await page.goto(first))?.status()).toBe(410);
  await setPassword(page, second);
  await logIn(page, grace);
});

test("a link opened by somebody who is logged in leaves their account alone", async ({ page, portal }) => {
  await signIn(page);
  const invitation = await invite(portal, page, grace, "Manager");
  await page.goto(invitation);
  await expect(page.getByRole("main")).toContainText(grace.email);
  await fillNewPassword(page, "velvet harbour sandwich comet");
  await page.getByRole("button", { name: "Set password" }).click();
  await page.context().clearCookies();
  await logIn(page, ada);
  await signOut(page);
  await logIn(page, grace, "velvet harbour sandwich comet");
});

test("the operator's recovery lets a suspended administrator in again", async ({ page, portal, colleague, another }) => {
  await colleague(grace, "Read Only");
  await signIn(page);
  await openAdministrator(page, grace);
  await suspend(page);
  const printed = await portal.command("recover", "--email", grace.email);
  const hers = await another();
  await setPassword(hers, printed.match(/https?:\/\/\S+/)![0], "velvet harbour sandwich comet");
  await logIn(hers, grace, "velvet harbour sandwich comet");
  await expect(hers.getByRole("main")).toContainText("Administrator with Billing");
});

test("a weak or mistyped password is refused with the reason", async ({ page, portal }) => {
  await signIn(page);
  const invitation = await invite(portal, page, alan, "Read Only");
  await page.goto("/");
  await signOut(page);
  await page.goto(invitation);
  await page.getByLabel("New password", { exact: true }).fill("Alan Turing Northwind");
  await page.getByLabel("Confirm new password").fill("something else");
  const answered = page.waitForResponse((response) => response.request().isNavigationRequest() && response.request().method() === "POST");
  await page.getByRole("button", { name: "Set password" }).click();
  expect((await answered).status()).toBe(422);
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(2);
  await setPassword(page, invitation);
});

test("one's own password is changed with the present one", async ({ page, another }) => {
  const elsewhere = await another();
  await signIn(elsewhere);
  await signIn(page);
  await page.goto("/profile");
  await page.getByLabel("Current password").fill("not the right password");
  await fillNewPassword(page, "velvet harbour sandwich comet");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(1);

  await page.getByLabel("Current password").fill(password);
  await fillNewPassword(page, "velvet harbour sandwich comet");
  await expect(page.getByLabel("End other sessions too")).toBeChecked();
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await page.goto("/administrators");
  await expect(page.getByRole("heading", { level: 1, name: "Administrators" })).toBeVisible();
  await elsewhere.goto("/administrators");
  await expect(elsewhere).toHaveURL(/\/login/);
  await logIn(elsewhere, ada, "velvet harbour sandwich comet");
});

test("passwords can be shown while typing", { tag: "@js" }, async ({ page }) => {
  await page.goto("/login");
  const secret = page.getByLabel("Password", { exact: true });
  await secret.fill("half of it");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Show password" })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(secret).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(secret).toHaveAttribute("type", "password");
});
