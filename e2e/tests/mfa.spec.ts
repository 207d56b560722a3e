import type { Page, Response } from "@playwright/test";
import { scan, turnOnMFA, verify } from "../portal/app.ts";
import { accessible, fits, valid } from "../portal/checks.ts";
import { expect, test } from "../portal/test.ts";
import { ada, ask, enterPassword, grace, invite, name, openAdministrator, scripted, setPassword, signIn, signOut } from "../portal/people.ts";

const inside = (page: Page) => page.getByRole("navigation", { name: "Main" });

/** Signs in, turns MFA on in the profile and signs out again. */
async function withMFA(page: Page) {
  await signIn(page);
  await page.goto("/profile");
  await page.getByRole("link", { name: "Set up MFA" }).click();
  const set = await turnOnMFA(page);
  await signOut(page);
  return set;
}

test("who needs MFA sets it up at the next sign-in, and reaches nothing before", async ({ page, portal, another }) => {
  await signIn(page);
  const invitation = await invite(portal, page, grace, "Manager", "All organizations", true);
  const hers = await another();
  await setPassword(hers, invitation);
  await hers.goto("/administrators?q=ada");
  await enterPassword(hers, grace);
  await expect(hers).toHaveURL(/\/mfa$/);
  await expect(hers.getByRole("img", { name: "QR code" })).toBeVisible();
  await expect(hers.getByLabel("Setup key")).toHaveAttribute("readonly", "");
  await expect(hers.getByRole("link", { name: "Later" })).toHaveCount(0);
  for (const path of ["/", "/profile", "/administrators", "/organizations", "/roles", "/activity"]) {
    await hers.goto(path);
    await expect(hers).toHaveURL(/\/mfa$/);
    await expect(inside(hers)).toHaveCount(0);
  }
  const { app } = await turnOnMFA(hers);
  await expect(hers).toHaveURL(/\/administrators\?q=ada$/);

  await signOut(hers, grace);
  await enterPassword(hers, grace);
  await verify(hers, app.code());
  await expect(inside(hers)).toBeVisible();
});

test("a wrong code is told beside its field, and a code is good once", async ({ page }) => {
  const { app } = await withMFA(page);
  await enterPassword(page);
  await expect(page.getByLabel("Verification code")).toHaveAttribute("autocomplete", "one-time-code");
  await expect(page.getByLabel("Verification code")).toBeFocused();
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await verify(page, "000000");
  expect((await answered).status()).toBe(422);
  await expect(page.getByLabel("Verification code")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Verification code")).toHaveValue("");
  await expect(page).toHaveTitle(/^Error: /);
  const code = app.code();
  await verify(page, code);
  await expect(inside(page)).toBeVisible();
  await signOut(page);
  await enterPassword(page);
  await verify(page, code);
  await expect(page.getByRole("alert")).toContainText("used before");
  await expect(inside(page)).toHaveCount(0);
});

test("a recovery code stands in for the app, once", async ({ page }) => {
  const { recovery } = await withMFA(page);
  for (const [code, good] of [[recovery[0], true], [recovery[0], false], [recovery[9], true]] as const) {
    await enterPassword(page);
    await page.getByRole("link", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(code);
    await page.getByRole("button", { name: "Verify" }).click();
    if (good) {
      await expect(inside(page)).toBeVisible();
      await signOut(page);
    } else {
      await expect(page.getByRole("alert")).toBeVisible();
      await page.getByRole("button", { name: "Log out" }).click();
    }
  }
});

test("resetting MFA asks first, ends the sessions and lets set it up anew", async ({ page, colleague, portal }) => {
  const hers = await colleague(grace, "Manager");
  await hers.goto("/profile");
  await hers.getByRole("link", { name: "Set up MFA" }).click();
  await turnOnMFA(hers);
  await signIn(page);
  await openAdministrator(page, grace);
  const question = await ask(page, "Reset MFA");
  await expect(question).toContainText("1 session ends");
  if (scripted()) await accessible(page, "the question");
  await question.getByRole("button", { name: "Reset MFA", exact: true }).click();
  await expect(page.getByRole("status")).toContainText(`MFA of ${name(grace)} is reset.`);
  await expect(page.getByRole("main").getByRole("button", { name: "Reset MFA" })).toHaveCount(0);
  await hers.goto("/roles");
  await expect(hers).toHaveURL(/\/login/);
  await signIn(hers, grace);
  await expect.poll(async () => (await portal.outbox.letters(grace.email)).some((letter) => /MFA/.test(letter.text) && /Off/.test(letter.text))).toBe(true);
});

test("the first administrator may set MFA up at once", async ({ page }) => {
  await signIn(page);
  await page.goto("/mfa?first");
  await page.getByRole("link", { name: "Later" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(ada.firstName);
});

/** Shows each page of the second factor in turn. */
async function walk(page: Page, look: (where: string) => Promise<void>) {
  await signIn(page);
  await page.goto("/mfa");
  await look("setting up");
  const app = await scan(page);
  await page.getByLabel("Verification code").fill("000000");
  await page.getByRole("button", { name: "Turn on MFA" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await look("setting up, refused");
  await page.getByLabel("Verification code").fill(app.code());
  await page.getByRole("button", { name: "Turn on MFA" }).click();
  await expect(page.getByRole("button", { name: "I have saved these codes" })).toBeVisible();
  await look("recovery codes");
  await page.goto("/mfa");
  await look("another app");
  await page.goto("/profile");
  await look("the profile with MFA");
  await signOut(page);
  await enterPassword(page);
  await expect(page.getByLabel("Verification code")).toBeVisible();
  await look("asking for a code");
  await verify(page, "000000");
  await expect(page.getByRole("alert")).toBeVisible();
  await look("a wrong code");
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await look("asking for a recovery code");
}

test("the pages of the second factor fit 320 pixels and are valid", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  let answer: Response | undefined;
  page.on("response", (response) => {
    if (response.request().isNavigationRequest()) answer = response;
  });
  await walk(page, async (where) => {
    await fits(page, where);
    // The heading of an error summary stands before the h1 on purpose.
    if ((await page.getByRole("alert").count()) === 0) await valid(await answer!.text(), where);
  });
});
