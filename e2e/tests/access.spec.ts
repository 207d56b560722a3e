import { expect, test } from "../portal/test.ts";
import { ada, addOrganization, alan, fillAdministrator, grace, invite, name, openAdministrator, openTab, save, scripted, signIn } from "../portal/people.ts";

test("another role or access says what it gains and loses before it is saved", async ({ page, portal }) => {
  await signIn(page);
  await addOrganization(page, "Contoso");
  await invite(portal, page, grace, "Manager", "Selected organizations");
  await openAdministrator(page, grace);
  await openTab(page, "Permissions & Access");
  await expect(page.getByText("Instead of Manager, once saved:").filter({ visible: true })).toHaveCount(0);
  await page.getByLabel("Role", { exact: true }).selectOption("Billing Only");
  await expect(page.getByText("Instead of Manager, once saved:").filter({ visible: true })).toHaveCount(1);
  await expect(page.getByText("Organizations and administrators: Read-Only → No Access").filter({ visible: true })).toHaveCount(1);
  const gains = page.getByText("Gains 1 more organization, and every one added later.");
  await expect(gains).toBeHidden();
  await page.getByLabel("All organizations").check();
  await expect(gains).toBeVisible();
  await page.getByLabel("Role", { exact: true }).selectOption("Manager");
  await expect(page.getByText("Instead of Manager, once saved:").filter({ visible: true })).toHaveCount(0);
  await save(page);
  await openTab(page, "Permissions & Access");
  await page.getByLabel("Selected organizations").check();
  await expect(page.getByText("Loses 1 of 1 organization.")).toBeVisible();
});

test("role and access of a colleague begin a new administrator", async ({ page, portal }) => {
  await signIn(page);
  for (const organization of ["Contoso", "Fabrikam"]) await addOrganization(page, organization);
  await invite(portal, page, grace, "Help Desk", "Selected organizations");
  await openAdministrator(page, grace);
  await openTab(page, "Permissions & Access");
  await page.getByLabel("Fabrikam", { exact: true }).check();
  await save(page);
  await page.goto("/administrators/new");
  await fillAdministrator(page, alan);
  await openTab(page, "Permissions & Access");
  await page.getByLabel("Copy role and access from").fill(grace.firstName);
  if (scripted()) await page.getByLabel("Copy role and access from").press("Enter");
  else await page.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page.getByRole("status")).toHaveText("Role and access are now those of Grace Hopper: Help Desk, 1 organization. Change what differs, then save.");
  await expect(page.getByLabel("Role", { exact: true })).toHaveValue("help-desk");
  await expect(page.getByLabel("Fabrikam", { exact: true })).toBeChecked();
  await expect(page.getByLabel("Contoso", { exact: true })).not.toBeChecked();
  await save(page);
  await openAdministrator(page, alan);
  await expect(page.getByText("1 selected organization is reached.")).toBeVisible();
});

test("Enter in the field to copy from never saves @nojs", async ({ page }) => {
  await signIn(page);
  await page.goto("/administrators/new");
  await fillAdministrator(page, { ...grace, role: "Manager", access: "Selected organizations" });
  await page.getByLabel("Copy role and access from").fill(ada.firstName);
  await page.getByLabel("Copy role and access from").press("Enter");
  await expect(page.getByLabel("Copy role and access from")).toHaveValue(ada.firstName);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.goto("/administrators");
  await expect(page.getByRole("link", { name: name(grace), exact: true })).toHaveCount(0);
});

test("an administrator's page says what the person can do, where and why", async ({ page, portal }) => {
  await signIn(page);
  for (const organization of ["Contoso", "Fabrikam"]) await addOrganization(page, organization);
  await invite(portal, page, grace, "Manager", "Selected organizations");
  await openAdministrator(page, grace);
  const section = page.getByRole("region", { name: "What this person can do, where and why" });
  await expect(section.getByRole("row", { name: "Users of an organization" })).toContainText("Edit");
  await section.getByLabel("Find an organization").fill("fab");
  await section.getByRole("button", { name: "Find", exact: true }).click();
  await expect(section.getByRole("row", { name: "Fabrikam" })).toContainText("No, can do nothing there");
  await section.getByRole("link", { name: "Add administrator with this role and access" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("New administrator");
  await expect(page.getByRole("status")).toContainText("Role and access are now those of Grace Hopper: Manager, 0 organizations.");
});
