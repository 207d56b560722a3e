import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { accessible, fits, valid } from "../portal/checks.ts";
import { link } from "../portal/outbox.ts";
import { addOrganization, ask, grace, scripted, signIn } from "../portal/people.ts";
import { expect, test } from "../portal/test.ts";

const uma = { firstName: "Uma", lastName: "Thiel", username: "uma.thiel", email: "uma@acme.example" };

/** Signs in and launches a new organization; leads to its users. */
async function launch(page: Page) {
  await signIn(page);
  await addOrganization(page, "Acme");
  await page.goto("/organizations");
  await page.getByRole("button", { name: "Launch Acme" }).click();
  await page.getByRole("navigation", { name: "Launched organization" }).getByRole("link", { name: "Users" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Users" })).toBeVisible();
}

async function fill(page: Page, values: Partial<typeof uma>) {
  if (values.firstName !== undefined) await page.getByLabel("First Name").fill(values.firstName);
  if (values.lastName !== undefined) await page.getByLabel("Last Name").fill(values.lastName);
  if (values.username !== undefined) await page.getByLabel("Username").fill(values.username);
  if (values.email !== undefined) await page.getByLabel("User Email").fill(values.email);
  await page.getByRole("button", { name: "Save User" }).click();
}

const rows = (page: Page) => page.getByRole("region").getByRole("rowheader");

test("a user is added, found, edited, suspended, restored and deleted", async ({ page, portal }) => {
  await launch(page);
  const list = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Add user" }).click();
  await fill(page, { ...uma, lastName: "" });
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Enter a last name. For a person with one name, enter a hyphen (-).");
  await fill(page, uma);
  await expect(page.getByRole("status")).toContainText(/Uma Thiel is added\. Mail is not set up; the invitation is in outbox\/.*\.eml/);
  const letter = await portal.outbox.letter(uma.email, "Your account at Acme");
  link(letter);
  expect(letter.text.replace(/\s+/g, " ")).toContain("You log in with this email address.");

  await page.getByLabel("Search users").fill("UMA@ac");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(rows(page)).toHaveText(["Uma Thiel"]);
  await page.getByLabel("Search users").fill("nobody");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("No user matches.")).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).click();

  await page.getByRole("link", { name: "Uma Thiel", exact: true }).click();
  await fill(page, { lastName: "Thiel-Ørsted" });
  await expect(page.getByRole("status")).toContainText("Uma Thiel-Ørsted is saved: last name Thiel → Thiel-Ørsted.");
  const asked = await ask(page, "Suspend");
  await expect(asked.getByText("The account has the username uma.thiel")).toBeVisible();
  await asked.getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByRole("status")).toContainText("is suspended");
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByRole("status")).toContainText("is restored");
  await page.getByRole("button", { name: "Send Password Reset Email" }).click();
  await expect(page.getByRole("status")).toContainText("A new invitation for Uma Thiel-Ørsted is ready.");
  await (await ask(page, "Delete")).getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(list);
  await expect(page.getByRole("status")).toContainText("is deleted");
  await expect(page.getByText("This organization has no users yet.")).toBeVisible();
});

test("users are imported after a preview, and exported", async ({ page }) => {
  await launch(page);
  await page.getByRole("link", { name: "Import CSV" }).click();
  const file = (content: string) => ({ name: "users.csv", mimeType: "text/csv", buffer: Buffer.from(content) });
  await page.getByLabel("CSV file").setInputFiles(file("First Name,Last Name\nA,B\n"));
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("The first line has no columns Username, User Email. It holds “First Name” and “Last Name”.");
  await page.getByLabel("CSV file").setInputFiles(file("User Email;Username;Last Name;First Name;Floor\r\nada@acme.example;ada;Lovelace;Ada;1\nben@acme.example;ben;;Ben;2\r-x@acme.example;x;=1+1;Li 明;3\n"));
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("region", { name: "Lines of the file" }).getByRole("row")).toHaveText([/Line/, /2.*Ada Lovelace.*New/s, /3.*Ben.*Refused.*Last Name is empty\./s, /4.*Li 明.*New/s]);
  await expect(page.getByText("These columns are not read: Floor.")).toBeVisible();
  if (scripted()) await accessible(page);
  await valid(await (await page.request.get(page.url())).text(), page.url());
  await expect(page.getByLabel("Send each new user an invitation")).not.toBeChecked();
  await page.getByRole("button", { name: "Import 2 users" }).click();
  await expect(page.getByRole("status")).toHaveText("2 done, 1 refused.");
  await expect(page.getByRole("link", { name: "Download results" })).toBeVisible();
  await page.getByRole("navigation", { name: "Launched organization" }).getByRole("link", { name: "Users" }).click();
  await expect(rows(page)).toHaveText(["Ada Lovelace", "Li 明 =1+1"]);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const content = await readFile(await (await download).path(), "utf8");
  expect(content).toBe("\ufeffFirst Name,Last Name,Username,User Email,Status,Last Login\r\nAda,Lovelace,ada,ada@acme.example,Invited,\r\nLi 明,'=1+1,x,'-x@acme.example,Invited,\r\n");
  await page.getByRole("link", { name: "Import CSV" }).click();
  await page.getByLabel("CSV file").setInputFiles(file(content));
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("There is nothing to import.")).toBeVisible();
});

test("Help Desk is offered its five actions and no other", { tag: "@js" }, async ({ page, colleague }) => {
  await launch(page);
  const list = new URL(page.url()).pathname;
  await page.goto(`${list}/new`);
  await fill(page, uma);
  const desk = await colleague(grace, "Help Desk", "All organizations");
  await desk.goto(list);
  await desk.getByRole("button", { name: "Launch Acme" }).click();
  await expect(desk.getByRole("link", { name: /CSV/ })).toHaveCount(0);
  await desk.getByRole("link", { name: "Uma Thiel", exact: true }).click();
  await expect(desk.getByRole("main").locator(":scope > section").getByRole("button")).toHaveText(["Send Password Reset Email", "Delete"]);
  await expect(desk.getByRole("main").getByRole("textbox")).toHaveCount(0);
  await (await ask(desk, "Delete")).getByRole("button", { name: "Delete" }).click();
  await expect(desk.getByRole("status")).toContainText("Uma Thiel is deleted.");
});

test("the pages of users are accessible and fit a small screen", { tag: "@js" }, async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await launch(page);
  const list = new URL(page.url()).pathname;
  await page.goto(`${list}/new`);
  await fill(page, uma);
  const one = (await page.getByRole("link", { name: "Uma Thiel", exact: true }).getAttribute("href"))!;
  for (const path of [list.replace(/users$/, ""), list, `${list}?q=x`, `${list}/new`, `${list}/import`, one]) {
    const answer = await page.goto(path);
    await accessible(page);
    await fits(page);
    await valid(await answer!.text(), path);
  }
});
