import { expect, test } from "../portal/test.ts";
import { addOrganization, fillAdministrator, fillNewPassword, grace, invite, later, openAdministrator, openTab, save, suspend } from "../portal/people.ts";

test.use({ start: "empty" });

const nasty = `<script>document.title = "got you"</script>`;
const quotes = `"><img src=x onerror="document.title = 'got you'">`;

test("markup in names is text on every page", async ({ page, portal }) => {
  await page.goto(portal.setupLink());
  await page.getByLabel("Provider name").fill(nasty);
  await page.getByLabel("First Name").fill(nasty);
  await page.getByLabel("Last Name").fill(quotes);
  await page.getByLabel("Administrator Email Address").fill("o'hara+{{7*7}}@northwind.example");
  await fillNewPassword(page);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await later(page);
  await expect(page.getByRole("button", { name: `${nasty} ${quotes}`, exact: true })).toBeVisible();

  await addOrganization(page, nasty);
  await addOrganization(page, quotes);
  const person = { firstName: quotes, lastName: nasty, email: "someone@northwind.example" };
  await invite(portal, page, person, "Manager");
  const letter = await portal.outbox.letter(person.email, "invitation");
  expect(letter.subject).toContain("Multi-Tenant Portal");
  await openAdministrator(page, person);
  await fillAdministrator(page, { access: "Selected organizations" });
  await page.getByLabel(nasty, { exact: true }).check();
  await page.getByLabel(quotes, { exact: true }).check();
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await openAdministrator(page, person);
  await openTab(page, "Permissions & Access");
  await expect(page.getByLabel(nasty, { exact: true })).toBeChecked();
  await suspend(page);

  for (const path of ["/", "/administrators", `/administrators?q=${encodeURIComponent(nasty)}`, `/administrators?organization=${encodeURIComponent(quotes)}`, "/organizations", "/activity", "/profile"]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toBeVisible();
    expect(await page.title(), path).not.toBe("got you");
    await expect(page.getByRole("img", { name: "x" })).toHaveCount(0);
  }
  await page.goto("/administrators");
  await expect(page.getByRole("link", { name: `${quotes} ${nasty}`, exact: true })).toBeVisible();
});

test("long names and names of many scripts fit and are found", async ({ page, portal }) => {
  await page.goto(portal.setupLink());
  await page.getByLabel("Provider name").fill("W".repeat(100));
  await page.getByLabel("First Name").fill("Zoë");
  await page.getByLabel("Last Name").fill("Ångström");
  await page.getByLabel("Administrator Email Address").fill(grace.email);
  await fillNewPassword(page);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await later(page);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await page.goto("/administrators?q=angstrom");
  await expect(page.getByRole("rowheader")).toHaveText(["Zoë Ångström"]);
  await addOrganization(page, "株式会社ノースウィンド");
  await page.goto(`/organizations?q=${encodeURIComponent("ノース")}`);
  await expect(page.getByRole("rowheader")).toHaveText(["株式会社ノースウィンド"]);
});
