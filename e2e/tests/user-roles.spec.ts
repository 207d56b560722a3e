import { request, type Page } from "@playwright/test";
import { expect, test } from "../portal/test.ts";
import { addOrganization, ask, fillNewPassword, grace, type Role, roles, signIn } from "../portal/people.ts";
import { link } from "../portal/outbox.ts";

type Level = "edit" | "help" | "read" | "none";

/** How far each role goes with the users of an organization. */
const levels: Record<Role, Level> = {
  "Administrator with Billing": "edit",
  Administrator: "edit",
  Manager: "edit",
  "Command Runner with Billing": "none",
  "Command Runner": "none",
  "Help Desk": "help",
  "Billing Only": "read",
  "Read Only": "read",
};

const una = { first_name: "Una", last_name: "Locked", username: "una", email: "una@acme.example" };

/** Fills the form of a user and sends it. */
async function save(page: Page, user: typeof una) {
  await page.getByLabel("First Name").fill(user.first_name);
  await page.getByLabel("Last Name").fill(user.last_name);
  await page.getByLabel("Username").fill(user.username);
  await page.getByLabel("User Email").fill(user.email);
  await page.getByRole("button", { name: "Save User" }).click();
}

for (const role of roles) {
  test(`${role} does with users what the role may, and no more`, { tag: "@nojs" }, async ({ page, portal, another, colleague }) => {
    test.slow();
    await signIn(page);
    await addOrganization(page, "Acme");
    await page.goto("/organizations");
    await page.getByRole("button", { name: "Launch Acme" }).click();
    const list = `${new URL(page.url()).pathname}users`;
    await page.goto(`${list}/new`);
    await save(page, una);
    await expect(page.getByRole("status")).toContainText("Una Locked is added.");
    const user = (await page.getByRole("link", { name: "Una Locked", exact: true }).getAttribute("href"))!;

    // She sets her password, and somebody guesses until she is locked.
    const own = await another();
    await own.goto(link(await portal.outbox.letter(una.email, "Your account at Acme")));
    await fillNewPassword(own);
    await own.getByRole("button", { name: "Set password" }).click();
    await expect(own.getByLabel("Username or email")).toBeVisible();
    const guesser = await request.newContext();
    for (let i = 0; i < 10; i++) {
      expect((await guesser.post(`${own.url()}/login`, { form: { login: "una", username: "una", password: `guess number ${i} of ten` } })).status()).toBe(422);
    }
    await guesser.dispose();
    await page.goto(user);
    await expect(page.getByText("Locked", { exact: true }).first()).toBeVisible();

    const level = levels[role];
    const at = await colleague(grace, role);
    await at.goto("/organizations");
    await at.getByRole("button", { name: "Launch Acme" }).click();
    const navigation = at.getByRole("navigation", { name: "Launched organization" });
    await expect(navigation.getByRole("link", { name: "Users", exact: true })).toHaveCount(level === "none" ? 0 : 1);

    /** Sends what no page offers, and wants it refused. */
    const refused = async (path: string, form: Record<string, string> = {}) => {
      const answer = await at.request.post(path, { form, headers: { origin: portal.url } });
      expect(answer.status(), path).toBe(403);
    };
    const closed = async (path: string) => expect((await at.request.get(path)).status(), path).toBe(403);
    const press = async (action: string, message: string) => {
      await at.goto(user);
      await at.getByRole("main").getByRole("button", { name: action, exact: true }).click();
      await expect(at.getByRole("status")).toContainText(message);
    };

    if (level === "none") {
      for (const path of [list, user, `${list}/new`, `${list}.csv`, `${list}/import`]) await closed(path);
    } else {
      await navigation.getByRole("link", { name: "Users", exact: true }).click();
      await expect(at.getByRole("link", { name: "Una Locked", exact: true })).toBeVisible();
      await expect(at.getByRole("link", { name: "Add user" })).toHaveCount(level === "read" ? 0 : 1);
      await expect(at.getByRole("link", { name: "Import CSV" })).toHaveCount(level === "edit" ? 1 : 0);
      await at.goto(user);
      await expect(at.getByRole("heading", { level: 1, name: "Una Locked" })).toBeVisible();
      await expect(at.getByLabel("First Name")).toHaveCount(level === "edit" ? 1 : 0);
      await expect(at.getByRole("main").getByRole("button")).toHaveText(
        {
          edit: ["Save User", "Send Password Reset Email", "Unlock", "Suspend", "Delete"],
          help: ["Send Password Reset Email", "Unlock", "Delete"],
          read: [],
        }[level],
      );
    }

    if (level !== "edit") {
      await refused(user, { ...una, first_name: "Forged" });
      await refused(`${user}/suspend`, { confirm: "yes" });
      await refused(`${user}/restore`);
      await refused(`${list}/import`);
      await closed(`${list}.csv`);
    }
    if (level === "edit" || level === "help") {
      await at.goto(`${list}/new`);
      await save(at, { first_name: "Ned", last_name: "New", username: "ned", email: "ned@acme.example" });
      await expect(at.getByRole("status")).toContainText("Ned New is added.");
      await press("Unlock", "Una Locked is unlocked");
      await press("Send Password Reset Email", "password reset for Una Locked is ready");
    } else {
      await refused(list, { ...una, username: "forged", email: "forged@acme.example" });
      for (const action of ["unlock", "send-password-reset", "delete"]) await refused(`${user}/${action}`, { confirm: "yes" });
    }
    if (level === "edit") {
      await at.goto(user);
      await at.getByLabel("First Name").fill("Una Maria");
      await at.getByRole("button", { name: "Save User" }).click();
      await expect(at.getByRole("status")).toContainText("Una Maria Locked is saved: first name Una → Una Maria.");
      await (await ask(at, "Suspend")).getByRole("button", { name: "Suspend" }).click();
      await expect(at.getByRole("status")).toContainText("Una Maria Locked is suspended");
      await press("Restore", "Una Maria Locked is restored");
      expect((await at.request.get(`${list}.csv`)).status()).toBe(200);
    }
    if (level === "edit" || level === "help") {
      await at.goto(user);
      await (await ask(at, "Delete")).getByRole("button", { name: "Delete" }).click();
      await expect(at.getByRole("status")).toContainText("is deleted");
      expect((await at.request.get(user)).status()).toBe(404);
    } else {
      await page.goto(user);
      await expect(page.getByLabel("First Name")).toHaveValue("Una");
      await expect(page.getByText("Locked", { exact: true }).first()).toBeVisible();
    }
  });
}
