import { expect, test } from "../portal/test.ts";
import { ada, alan, fillAdministrator, grace, invite, openAdministrator, openTab, save, signIn } from "../portal/people.ts";

test("an older form shows both versions and saves nothing until it is sent again", async ({ page, portal, another }) => {
  await signIn(page);
  await invite(portal, page, grace, "Manager");
  const other = await another();
  await signIn(other);
  await openAdministrator(page, grace);
  await openAdministrator(other, grace);
  await fillAdministrator(other, { lastName: "Murray", role: "Help Desk" });
  await save(other);
  await expect(other.getByRole("status")).toBeVisible();

  await fillAdministrator(page, { firstName: "Gracie", role: "Read Only" });
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await save(page);
  expect((await answered).status()).toBe(409);
  const both = page.getByRole("table").getByRole("row").filter({ has: page.getByRole("rowheader", { name: "Role", exact: true }) });
  await expect(both.getByRole("cell")).toHaveText(["Help Desk", "Read Only"]);
  await openTab(page, "Details");
  await expect(page.getByLabel("First Name")).toHaveValue("Gracie");
  await openAdministrator(other, { ...grace, lastName: "Murray" });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await openAdministrator(other, { ...grace, firstName: "Gracie", lastName: "Murray" });
});

test("an email that one changed and a last name that another changed both stand", async ({ page, portal, another }) => {
  await signIn(page);
  await invite(portal, page, grace, "Manager");
  const other = await another();
  await signIn(other);
  await openAdministrator(page, grace);
  await openAdministrator(other, grace);
  await fillAdministrator(other, { email: "hopper@northwind.example" });
  await save(other);
  await expect(other.getByRole("status")).toBeVisible();

  await fillAdministrator(page, { lastName: "Murray" });
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await save(page);
  expect((await answered).status()).toBe(409);
  await expect(page.getByText(/^Changed by .* \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)\. The form holds it\.$/)).toBeVisible();
  await expect(page.getByLabel("Administrator Email Address")).toHaveValue("hopper@northwind.example");
  await expect(page.getByLabel("Last Name")).toHaveValue("Murray");
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await openAdministrator(page, { ...grace, email: "hopper@northwind.example", lastName: "Murray" });
  await expect(page.getByLabel("Administrator Email Address")).toHaveValue("hopper@northwind.example");
});

test("a role that was taken away counts in a form that is still open", async ({ page, colleague, portal }) => {
  const hers = await colleague(grace, "Administrator with Billing");
  await hers.goto("/administrators/new");
  await fillAdministrator(hers, { ...alan, role: "Manager" });
  await signIn(page);
  await openAdministrator(page, grace);
  await fillAdministrator(page, { role: "Read Only" });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();

  const answered = hers.waitForResponse((response) => response.request().method() === "POST");
  await save(hers);
  expect((await answered).status()).toBe(403);
  expect(await portal.outbox.letters(alan.email)).toHaveLength(0);
});

test("a post from another site is refused", { tag: "@nojs" }, async ({ page, portal }) => {
  await signIn(page, ada);
  for (const [header, value] of [["Origin", "https://elsewhere.example"], ["Sec-Fetch-Site", "cross-site"]]) {
    const answer = await page.request.post("/organizations", { form: { name: "Forged" }, headers: { [header]: value }, maxRedirects: 0 });
    expect(answer.status()).toBe(403);
  }
  expect((await page.request.get(`${portal.url}/organizations`)).status()).toBe(200);
  await page.goto("/organizations");
  await expect(page.getByRole("rowheader")).toHaveCount(0);
});
