import { expect, test } from "../portal/test.ts";
import { ada, fillAdministrator, fillNewPassword, fillOrganization, grace, later, logIn, name, openAdministrator, openTab, save, scripted, setPassword } from "../portal/people.ts";
import { link } from "../portal/outbox.ts";

test.use({ start: "empty" });

test("from an empty portal to a help desk that sees two organizations", async ({ page, portal, another }) => {
  await test.step("set up the portal", async () => {
    await page.goto(portal.setupLink());
    await page.getByLabel("Provider name").fill("Northwind Managed IT");
    await page.getByLabel("First Name").fill(ada.firstName);
    await page.getByLabel("Last Name").fill(ada.lastName);
    await page.getByLabel("Administrator Email Address").fill(ada.email);
    await fillNewPassword(page);
    await page.getByRole("button", { name: "Create administrator" }).click();
    await later(page);
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  });

  await test.step("add organizations", async () => {
    for (const organization of ["Acme Corp", "Bluebird Bakery", "Cedar Clinic"]) await fillOrganization(page, organization);
    await page.goto("/organizations");
    await expect(page.getByRole("rowheader")).toHaveText(["Acme Corp", "Bluebird Bakery", "Cedar Clinic"]);
  });

  await test.step("add an administrator with a role and two organizations", async () => {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Administrators" }).click();
    await page.getByRole("link", { name: "Add administrator" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "New administrator" })).toBeVisible();
    await expect(page.getByLabel("Require MFA")).toBeChecked();
    await page.getByLabel("Require MFA").uncheck();
    await page.getByLabel("First Name").fill(grace.firstName);
    await page.getByLabel("Last Name").fill(grace.lastName);
    await page.getByLabel("Administrator Email Address").fill(grace.email);
    if (scripted()) await page.getByRole("button", { name: "Next: Permissions & Access" }).click();
    await expect(page.getByLabel("Enable API access")).not.toBeChecked();
    await expect(page.getByLabel("Selected organizations")).toBeChecked();
    await page.getByLabel("Role", { exact: true }).selectOption("Help Desk");
    await page.getByLabel("Acme Corp").check();
    await page.getByLabel("Cedar Clinic").check();
    await save(page);
    await expect(page.getByRole("status")).toContainText(/outbox\/\S+\.eml/);
    await expect(page.getByRole("status")).not.toContainText("set-password");
  });

  await test.step("the list shows the new administrator", async () => {
    await page.goto("/administrators");
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: name(grace), exact: true }) });
    await expect(row.getByRole("cell")).toHaveText([grace.email, "Help Desk", "Invited", "Off", /Off|No|^$/, "2", ""]);
  });

  const colleague = await another();
  await test.step("follow the invitation", async () => {
    const invitation = await portal.outbox.letter(grace.email, "invitation");
    expect(link(invitation)).toMatch(new RegExp(`^${portal.url}/set-password/`));
    await setPassword(colleague, link(invitation));
    await expect(colleague.getByRole("navigation", { name: "Main" })).toHaveCount(0);
    await logIn(colleague, grace);
  });

  await test.step("see what the role may see, and no more", async () => {
    const navigation = colleague.getByRole("navigation", { name: "Main" });
    await expect(navigation.getByRole("link")).toHaveText(["Organizations", "Administrators", "Roles", "Activity"]);
    await navigation.getByRole("link", { name: "Organizations" }).click();
    await expect(colleague.getByRole("rowheader")).toHaveText(["Acme Corp", "Cedar Clinic"]);
    await expect(colleague.getByRole("link", { name: "Add organization" })).toHaveCount(0);
    await colleague.getByRole("link", { name: "Acme Corp" }).click();
    await expect(colleague.getByRole("heading", { level: 1, name: "Acme Corp" })).toBeVisible();
    await expect(colleague.getByLabel("Organization Name")).toHaveCount(0);
    await colleague.goto("/administrators");
    await expect(colleague.getByRole("link", { name: "Add administrator" })).toHaveCount(0);
    const refused = await colleague.goto("/administrators/new");
    expect(refused?.status()).toBe(403);
    await expect(colleague.getByRole("main")).toContainText("Administrator with Billing");
    await openAdministrator(colleague, ada);
    await expect(colleague.getByRole("main").getByRole("button")).toHaveCount(0);
    await expect(colleague.getByRole("main").getByRole("textbox")).toHaveCount(0);
  });

  await test.step("the form shows what was saved", async () => {
    await openAdministrator(page, grace);
    await openTab(page, "Permissions & Access");
    await expect(page.getByLabel("Role", { exact: true })).toHaveValue("help-desk");
    await expect(page.getByLabel("Acme Corp")).toBeChecked();
    await expect(page.getByLabel("Bluebird Bakery")).not.toBeChecked();
    await expect(page.getByLabel("Cedar Clinic")).toBeChecked();
  });

  await test.step("a new role counts from the next request", async () => {
    await fillAdministrator(page, { role: "Billing Only" });
    await save(page);
    await expect(page.getByRole("status")).toBeVisible();
    expect((await colleague.goto("/administrators"))?.status()).toBe(403);
    await expect(colleague.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Administrators" })).toHaveCount(0);
  });
});
