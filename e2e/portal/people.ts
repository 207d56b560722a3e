import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { link } from "./outbox.ts";
import type { Portal } from "./portal.ts";

export interface Person {
  firstName: string;
  lastName: string;
  email: string;
}

export const roles = [
  "Administrator with Billing", "Administrator", "Manager", "Command Runner with Billing",
  "Command Runner", "Help Desk", "Billing Only", "Read Only",
] as const;
export type Role = (typeof roles)[number];

/** The password of everyone here. */
export const password = "copper walrus tumbling orchid";

/** The first administrator of a "ready" portal. */
export const ada: Person = { firstName: "Ada", lastName: "Lovelace", email: "ada@northwind.example" };

/** The first administrator of a "seeded" portal, and how much there is in it. */
export const demo = { email: "demo@mtp.example", administrators: 1_000, organizations: 10_000 };

export const grace: Person = { firstName: "Grace", lastName: "Hopper", email: "grace@northwind.example" };
export const alan: Person = { firstName: "Alan", lastName: "Turing", email: "alan@northwind.example" };

export const name = (person: Person) => `${person.firstName} ${person.lastName}`;

/** Fills in and sends the sign-in page, which is open or is opened. */
export async function enterPassword(page: Page, who: { email: string } = ada, secret = password) {
  if (!new URL(page.url(), "http://x").pathname.startsWith("/login")) await page.goto("/login");
  await page.getByLabel("Email", { exact: true }).fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** Logs in on the page, for what is about that. */
export async function logIn(page: Page, who: { email: string } = ada, secret = password) {
  await page.goto("/login");
  await enterPassword(page, who, secret);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
}

/** Who sends requests with cookies: a page, or nobody's browser. */
type Browser = { request: APIRequestContext };

/**
 * Sends a form as its page does, but draws neither it nor what follows, which
 * it returns: for what a test needs and is not about.
 */
async function send({ request }: Browser, form: string, action: string, values: Record<string, string>): Promise<string> {
  const [, id = ""] = /name="form_id" value="([^"]+)"/.exec(await (await request.get(form)).text()) ?? [];
  const answer = await request.post(action, { form: { form_id: id, ...values }, headers: { "Sec-Fetch-Site": "same-origin" } });
  await expect(answer).toBeOK();
  return answer.text();
}

/** Logs in, and draws nothing: what the browser opens next is open to the person. */
export async function signIn(browser: Browser, who: { email: string } = ada, secret = password) {
  expect(await send(browser, "/login", "/login", { email: who.email, password: secret })).toContain('aria-label="Main"');
}

export async function signOut(page: Page, who: Person = ada) {
  await page.getByRole("button", { name: name(who), exact: true }).click();
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
}

/** Fills both fields of a new password. */
export async function fillNewPassword(page: Page, secret = password) {
  await page.getByLabel("New password", { exact: true }).fill(secret);
  await page.getByLabel("Confirm new password").fill(secret);
}

/** Follows the link of an invitation or a reset, and sets the password. */
export async function setPassword(page: Page, url: string, secret = password) {
  await page.goto(url);
  await fillNewPassword(page, secret);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page).toHaveURL(/\/login/);
}

/** Whether the pages of this run have scripts. */
export const scripted = () => test.info().project.use.javaScriptEnabled !== false;

/** Shows the tab; without scripts both sections stand one after the other. */
export async function openTab(page: Page, tab: "Details" | "Permissions & Access") {
  if (scripted()) await page.getByRole("tab", { name: tab }).click();
}

/** Fills the form of an administrator, as far as values are given. */
export async function fillAdministrator(page: Page, values: Partial<Person> & { requireMFA?: boolean; role?: Role; apiAccess?: boolean; access?: "All organizations" | "Selected organizations" }) {
  await openTab(page, "Details");
  if (values.firstName !== undefined) await page.getByLabel("First Name").fill(values.firstName);
  if (values.lastName !== undefined) await page.getByLabel("Last Name").fill(values.lastName);
  if (values.email !== undefined) await page.getByLabel("Administrator Email Address").fill(values.email);
  if (values.requireMFA !== undefined) await page.getByLabel("Require MFA").setChecked(values.requireMFA);
  await openTab(page, "Permissions & Access");
  if (values.role) await page.getByLabel("Role", { exact: true }).selectOption(values.role);
  if (values.apiAccess !== undefined) await page.getByLabel("Enable API access").setChecked(values.apiAccess);
  if (values.access) await page.getByLabel(values.access).check();
}

export const save = (page: Page) => page.getByRole("button", { name: "Save User" }).click();

/** Answers the offer of MFA that follows the set-up of the portal. */
export const later = (page: Page) => page.getByRole("link", { name: "Later" }).click();

/** Adds an organization on its page, for what is about that. */
export async function fillOrganization(page: Page, organization: string) {
  await page.goto("/organizations");
  await page.getByRole("link", { name: "Add organization" }).click();
  await page.getByLabel("Organization Name").fill(organization);
  await page.getByRole("button", { name: "Save Organization" }).click();
  await expect(page.getByRole("status")).toBeVisible();
}

/** Adds an organization, and draws nothing. */
export async function addOrganization(browser: Browser, organization: string) {
  expect(await send(browser, "/organizations/new", "/organizations", { name: organization })).toContain('role="status"');
}

/** Invites a person with a role, draws nothing, and returns the link of the invitation. */
export async function invite(portal: Portal, browser: Browser, person: Person, role: Role, access: "All organizations" | "Selected organizations" = "All organizations", requireMFA = false) {
  const values = {
    first_name: person.firstName, last_name: person.lastName, email: person.email, role: role.toLowerCase().replaceAll(" ", "-"),
    access: access === "All organizations" ? "all" : "selected", ...(requireMFA && { require_mfa: "on" }),
  };
  expect(await send(browser, "/administrators/new", "/administrators", values)).toContain('role="status"');
  return link(await portal.outbox.letter(person.email, "invitation"));
}

/** Sets the password by the link of an invitation, and draws nothing. */
export async function accept(browser: Browser, invitation: string) {
  await send(browser, invitation, invitation, { new_password: password, confirm_password: password });
}

/** Launches an organization from the list; returns the path of its pages. */
export async function launch(page: Page, organization: string) {
  await page.goto(`/organizations?q=${encodeURIComponent(organization)}`);
  await page.getByRole("button", { name: `Launch ${organization}`, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: organization, exact: true })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Opens the page of an administrator from the list. */
export async function openAdministrator(page: Page, person: Person) {
  await page.goto(`/administrators?q=${encodeURIComponent(person.email)}`);
  await page.getByRole("link", { name: name(person), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: name(person), exact: true })).toBeVisible();
}

/** Presses an action that asks first, and returns the dialog, or the page, with its question. */
export async function ask(page: Page, action: "Suspend" | "Delete" | "Reset MFA") {
  await page.getByRole("main").getByRole("button", { name: action, exact: true }).click();
  if (scripted()) {
    await expect(page.getByRole("dialog")).toBeVisible();
    return page.getByRole("dialog");
  }
  await expect(page.getByRole("link", { name: "Cancel" })).toBeVisible();
  return page.getByRole("main");
}

/** Suspends the administrator whose page is open. */
export async function suspend(page: Page) {
  await (await ask(page, "Suspend")).getByRole("button", { name: "Suspend", exact: true }).click();
  await expect(page.getByRole("status")).toBeVisible();
}
