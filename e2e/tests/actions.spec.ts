import { expect, test } from "../portal/test.ts";
import { ada, ask, grace, invite, name, openAdministrator, scripted, setPassword, signIn, suspend } from "../portal/people.ts";
import { link } from "../portal/outbox.ts";

test("suspending asks first, and Cancel changes nothing", async ({ page, colleague }) => {
  await colleague(grace, "Manager");
  await signIn(page);
  await openAdministrator(page, grace);
  const question = await ask(page, "Suspend");
  await expect(question.getByRole("heading", { name: new RegExp(name(grace)) })).toBeVisible();
  await expect(question.getByRole("listitem").first()).toBeVisible();
  await question.getByRole(scripted() ? "button" : "link", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await openAdministrator(page, grace);
  await expect(page.getByText("Active", { exact: true }).first()).toBeVisible();
});

test("a suspended person is out on the next request and back in after Restore", async ({ page, colleague }) => {
  const hers = await colleague(grace, "Manager");
  await signIn(page);
  await openAdministrator(page, grace);
  await suspend(page);
  await expect(page.getByRole("button", { name: "Suspend", exact: true })).toHaveCount(0);
  await hers.goto("/administrators");
  await expect(hers).toHaveURL(/\/login/);
  await hers.getByLabel("Email", { exact: true }).fill(grace.email);
  await hers.getByLabel("Password", { exact: true }).fill("copper walrus tumbling orchid");
  await hers.getByRole("button", { name: "Log in" }).click();
  await expect(hers.getByRole("alert")).toBeVisible();

  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await signIn(hers, grace);
});

test("restoring someone who never set a password sends a new invitation", async ({ page, portal, another }) => {
  await signIn(page);
  const first = await invite(portal, page, grace, "Manager");
  await openAdministrator(page, grace);
  await suspend(page);
  const guest = await another();
  expect((await guest.goto(first))?.status()).toBe(410);
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await setPassword(guest, link(await portal.outbox.letter(grace.email, "invitation", 2)));
});

test("deleting asks for the email address", async ({ page, portal }) => {
  await signIn(page);
  await invite(portal, page, grace, "Manager");
  await openAdministrator(page, grace);
  let question = await ask(page, "Delete");
  await question.getByLabel("Type the email address to confirm").fill("somebody@else.example");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await question.getByRole("button", { name: "Delete", exact: true }).click();
  expect((await answered).status()).toBe(422);
  question = page.getByRole(scripted() ? "dialog" : "main");
  await expect(question.getByLabel("Type the email address to confirm")).toHaveAccessibleDescription("This is not the email address of the account. Type it as it stands above.");
  if (scripted()) await expect(question.getByLabel("Type the email address to confirm")).toBeFocused();
  await expect(question.getByLabel("Type the email address to confirm")).toHaveValue("somebody@else.example");
  await expect(question.getByLabel("Type the email address to confirm")).toHaveAttribute("aria-invalid", "true");

  await question.getByLabel("Type the email address to confirm").fill(`  ${grace.email.toUpperCase()} `);
  await question.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await page.goto("/administrators");
  await expect(page.getByRole("rowheader")).toHaveText([name(ada)]);
});

test("a deleted administrator's session and link are gone, the page is text, and the address is free", async ({ page, portal, colleague }) => {
  const hers = await colleague(grace, "Manager");
  await signIn(page);
  await openAdministrator(page, grace);
  const address = page.url();
  const question = await ask(page, "Delete");
  await question.getByLabel("Type the email address to confirm").fill(grace.email);
  await question.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await page.goto("/activity");
  await page.getByRole("row").nth(1).getByRole("link", { name: name(grace) }).click();
  await expect(page).toHaveURL(address);
  const main = page.getByRole("main");
  await expect(main).toContainText("This account was deleted.");
  await expect(main).toContainText(grace.email);
  await expect(main.getByRole("button")).toHaveCount(0);
  await hers.goto("/");
  await expect(hers).toHaveURL(/\/login/);
  await invite(portal, page, { ...grace, firstName: "Another" }, "Read Only");
});

test("a password reset is mailed to an active administrator", async ({ page, portal, colleague, another }) => {
  await colleague(grace, "Manager");
  await signIn(page);
  await openAdministrator(page, grace);
  await expect(page.getByRole("button", { name: "Resend Invitation" })).toHaveCount(0);
  await page.getByRole("button", { name: "Send Password Reset Email" }).click();
  await expect(page.getByRole("status")).toContainText(/outbox\/\S+\.eml/);
  const guest = await another();
  await setPassword(guest, link(await portal.outbox.letter(grace.email, "Set a new password")), "velvet harbour sandwich comet");
  await signIn(guest, grace, "velvet harbour sandwich comet");
});

test("an invited administrator has Resend Invitation instead of the reset", async ({ page, portal }) => {
  await signIn(page);
  await invite(portal, page, grace, "Manager");
  await openAdministrator(page, grace);
  await expect(page.getByRole("button", { name: "Send Password Reset Email" })).toHaveCount(0);
  await page.getByRole("button", { name: "Resend Invitation" }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await portal.outbox.letter(grace.email, "invitation", 2);
});

test("a dialog tells of changes above that are not saved, and Escape closes it", { tag: "@js" }, async ({ page, portal }) => {
  await signIn(page);
  await invite(portal, page, grace, "Manager");
  await openAdministrator(page, grace);
  await page.getByLabel("First Name").fill("Gracie");
  const question = await ask(page, "Suspend");
  await expect(question.getByText("Changes in the form are not saved and will be lost.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("button", { name: "Suspend", exact: true })).toBeFocused();
});

test("the last active Administrator with Billing stays", async ({ page, colleague, another }) => {
  const hers = await colleague(grace, "Administrator with Billing");
  await signIn(page);
  await openAdministrator(page, grace);
  await openAdministrator(hers, ada);
  await suspend(page);
  // The page that is still open belongs to a session that has ended.
  await hers.getByRole("main").getByRole("button", { name: "Send Password Reset Email" }).click();
  await expect(hers).toHaveURL(/\/login/);

  await openAdministrator(page, ada);
  await expect(page.getByRole("button", { name: "Suspend", exact: true })).toHaveCount(0);
  await page.goto("/administrators");
  await expect(page.getByText("Add a second Administrator with Billing.")).toBeVisible();
  const guest = await another();
  await signIn(guest, ada);
});
