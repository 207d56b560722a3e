import { expect, test } from "../portal/test.ts";
import { ada, fillAdministrator, grace, invite, name, openAdministrator, openTab, roles, save, scripted, signIn } from "../portal/people.ts";

test.beforeEach(async ({ page }) => signIn(page));

test("a new form offers the eight roles, none chosen, and nothing granted", async ({ page }) => {
  await page.goto("/administrators/new");
  await expect(page.getByLabel("Require MFA")).toBeChecked();
  await openTab(page, "Permissions & Access");
  const role = page.getByLabel("Role", { exact: true });
  await expect(role.getByRole("option")).toHaveText(["Choose a role", ...roles]);
  await expect(role.getByRole("option", { selected: true })).toHaveText("Choose a role");
  await expect(page.getByLabel("Enable API access")).not.toBeChecked();
  await expect(page.getByRole("group", { name: "Organization Access" }).getByLabel("Selected organizations")).toBeChecked();
  await expect(page.getByRole("button", { name: "Save User" })).toHaveCount(1);
});

test("the form tells what the chosen role may do, and warns of the strongest", async ({ page }) => {
  await page.goto("/administrators/new");
  await openTab(page, "Permissions & Access");
  await page.getByLabel("Role", { exact: true }).selectOption("Help Desk");
  await expect(page.getByText("For a help desk team.")).toBeVisible();
  await expect(page.getByText("This is the strongest role.")).toBeHidden();
  await page.getByLabel("Role", { exact: true }).selectOption("Administrator with Billing");
  await expect(page.getByText("This is the strongest role.")).toBeVisible();
});

test("a refused save keeps every value and says what is wrong beside the fields", async ({ page }) => {
  await page.goto("/administrators/new");
  await fillAdministrator(page, { firstName: grace.firstName, email: "grace at northwind", requireMFA: false, apiAccess: true, access: "All organizations" });
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await save(page);
  expect((await answered).status()).toBe(422);
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole("alert");
  await expect(summary.getByRole("heading", { name: "There is a problem" })).toBeVisible();
  await expect(summary.getByRole("link")).toHaveText(["Enter a last name. For a person with one name, enter a hyphen (-).", "Enter an email address like name@example.com.", "Choose a role."]);
  await expect(page.getByLabel("First Name")).toHaveValue(grace.firstName);
  await expect(page.getByLabel("Administrator Email Address")).toHaveValue("grace at northwind");
  await expect(page.getByLabel("Administrator Email Address")).toHaveAccessibleDescription(/Enter an email address like/);
  await expect(page.getByLabel("Require MFA")).not.toBeChecked();
  await openTab(page, "Permissions & Access");
  await expect(page.getByLabel("Enable API access")).toBeChecked();
  await expect(page.getByLabel("All organizations")).toBeChecked();
});

test("the tabs count their errors and the tab of the first one opens", { tag: "@js" }, async ({ page }) => {
  await page.goto("/administrators/new");
  await fillAdministrator(page, { ...grace });
  await save(page);
  const details = page.getByRole("tab", { name: "Details", exact: true });
  const access = page.getByRole("tab", { name: "Permissions & Access", exact: true });
  await expect(access).toHaveAttribute("aria-selected", "true");
  await expect(access).toContainText("1 error");
  await expect(access).toHaveAccessibleDescription("1 error");
  await fillAdministrator(page, { firstName: "", lastName: "" });
  await save(page);
  await expect(details).toHaveAttribute("aria-selected", "true");
  await expect(details).toContainText("2 errors");
  await expect(details).toHaveAccessibleDescription("2 errors");
  await page.getByRole("alert").getByRole("link", { name: "Choose a role." }).click();
  await expect(page.getByLabel("Role", { exact: true })).toBeFocused();
});

test("the tabs follow the arrow keys, the URL and Back", { tag: "@js" }, async ({ page }) => {
  await page.goto("/administrators/new");
  const details = page.getByRole("tab", { name: "Details" });
  const access = page.getByRole("tab", { name: "Permissions & Access" });
  await expect(page.getByRole("tabpanel", { name: "Details" })).toBeVisible();
  await details.press("ArrowRight");
  await expect(access).toBeFocused();
  await expect(access).toHaveAttribute("aria-selected", "true");
  await expect(page).toHaveURL(/#permissions-access$/);
  await expect(page.getByLabel("First Name")).toBeHidden();
  await access.press("Home");
  await expect(details).toBeFocused();
  await page.goBack();
  await expect(access).toHaveAttribute("aria-selected", "true");
  await page.goBack();
  await expect(details).toHaveAttribute("aria-selected", "true");
  await page.goto("/administrators/new#permissions-access");
  await page.reload();
  await expect(page.getByRole("tabpanel", { name: "Permissions & Access" })).toBeVisible();
});

test("on a new form the button that leads on stands out", { tag: "@js" }, async ({ page }) => {
  await page.goto("/administrators/new");
  const next = page.getByRole("button", { name: "Next: Permissions & Access" });
  const saves = page.getByRole("button", { name: "Save User" });
  await expect(next).toHaveClass(/primary/);
  await expect(saves).not.toHaveClass(/primary/);
  await next.click();
  await expect(saves).toHaveClass(/primary/);
});

test("without scripts both sections stand one after the other", { tag: "@nojs" }, async ({ page }) => {
  await page.goto("/administrators/new");
  await expect(page.getByRole("tab")).toHaveCount(0);
  await expect(page.getByLabel("First Name")).toBeVisible();
  await expect(page.getByLabel("Role", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Next: Permissions & Access" })).toHaveCount(0);
});

test("Enter in the search box searches and never saves", async ({ page }) => {
  await page.goto("/administrators/new");
  await fillAdministrator(page, { ...grace, role: "Manager" });
  await page.getByLabel("Search organizations").fill("nothing like it");
  await page.getByLabel("Search organizations").press("Enter");
  await expect(page.getByLabel("Search organizations")).toHaveValue("nothing like it");
  await expect(page.getByRole("heading", { level: 1, name: "New administrator" })).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page.getByLabel("Role", { exact: true })).toHaveValue("manager");
  await openTab(page, "Details");
  await expect(page.getByLabel("First Name")).toHaveValue(grace.firstName);
  await page.goto("/administrators");
  await expect(page.getByRole("rowheader")).toHaveText([name(ada)]);
});

test("an address belongs to one administrator, without regard to case", async ({ page }) => {
  await page.goto("/administrators/new");
  await fillAdministrator(page, { ...grace, email: ada.email.toUpperCase(), role: "Manager" });
  await save(page);
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Another administrator uses this email address.");
});

test("two clicks on Save User make one administrator", async ({ page, portal }) => {
  await page.goto("/administrators/new");
  await fillAdministrator(page, { ...grace, role: "Manager", requireMFA: false });
  await page.getByRole("button", { name: "Save User" }).dblclick();
  await expect(page.getByRole("status")).toBeVisible();
  await page.goto("/administrators");
  await expect(page.getByRole("rowheader")).toHaveText([name(ada), name(grace)]);
  await portal.outbox.letter(grace.email, "invitation");
  expect(await portal.outbox.letters(grace.email, "invitation")).toHaveLength(1);
});

test("sending the form again after Back makes no second administrator", async ({ page }) => {
  await page.goto("/administrators/new");
  await fillAdministrator(page, { ...grace, role: "Manager" });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await page.goBack();
  if (!scripted() || (await page.getByRole("button", { name: "Save User" }).count())) {
    await openTab(page, "Permissions & Access");
    await page.getByLabel("Role", { exact: true }).selectOption("Manager");
    await save(page);
  }
  await page.goto("/administrators");
  await expect(page.getByRole("rowheader")).toHaveText([name(ada), name(grace)]);
});

test("an edit is saved, mailed and shown", async ({ page, portal }) => {
  await invite(portal, page, grace, "Manager");
  await openAdministrator(page, grace);
  await fillAdministrator(page, { lastName: "Murray", role: "Read Only", apiAccess: true });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await openAdministrator(page, { ...grace, lastName: "Murray" });
  await openTab(page, "Permissions & Access");
  await expect(page.getByLabel("Role", { exact: true })).toHaveValue("read-only");
  await expect(page.getByLabel("Enable API access")).toBeChecked();
  const letter = await portal.outbox.letter(grace.email, "changed");
  expect(letter.text).toContain("Read Only");
  expect(letter.text).not.toMatch(/https?:/);
});

test("saving stays on the tab and says what changed", { tag: "@js" }, async ({ page, portal }) => {
  await invite(portal, page, grace, "Manager");
  await openAdministrator(page, grace);
  await openTab(page, "Permissions & Access");
  await page.getByLabel("Role", { exact: true }).selectOption("Read Only");
  await page.getByRole("button", { name: "Save User" }).click();
  await expect(page.getByRole("status")).toHaveText(`${name(grace)} is saved: role Manager → Read Only.`);
  await expect(page.getByRole("status")).toBeInViewport();
  await expect(page.getByRole("tab", { name: "Permissions & Access" })).toHaveAttribute("aria-selected", "true");
  await page.reload();
  await expect(page.getByRole("tab", { name: "Permissions & Access" })).toHaveAttribute("aria-selected", "true");
  await page.getByRole("tab", { name: "Details" }).click();
  await page.getByRole("button", { name: "Save User" }).click();
  await expect(page.getByRole("status")).toHaveText(`${name(grace)} stays as before: nothing changed.`);
  await expect(page.getByRole("tab", { name: "Details" })).toHaveAttribute("aria-selected", "true");
});

test("a new address is told to the old and the new one, and voids the open link", async ({ page, portal, another }) => {
  const invitation = await invite(portal, page, grace, "Manager");
  await openAdministrator(page, grace);
  await fillAdministrator(page, { email: "hopper@northwind.example" });
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await portal.outbox.letter(grace.email, "email address");
  await portal.outbox.letter("hopper@northwind.example", "email address");
  const guest = await another();
  expect((await guest.goto(invitation))?.status()).toBe(410);
});

test("one's own role and access are text, with the reason; one's name is not", async ({ page }) => {
  await openAdministrator(page, ada);
  await openTab(page, "Permissions & Access");
  await expect(page.getByLabel("Role", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("group", { name: "Organization Access" })).toHaveCount(0);
  await expect(page.getByText("You cannot change your own role or organization access.")).toBeVisible();
  for (const action of ["Suspend", "Delete"]) await expect(page.getByRole("button", { name: action, exact: true })).toHaveCount(0);
  await openTab(page, "Details");
  await page.getByLabel("First Name").fill("Augusta");
  await save(page);
  await expect(page.getByRole("status")).toBeVisible();
  await expect(page.getByRole("button", { name: "Augusta Lovelace", exact: true })).toBeVisible();
});

test("leaving a form with unsaved changes asks first", { tag: "@js" }, async ({ page }) => {
  await page.goto("/administrators/new");
  await page.getByLabel("First Name").fill(grace.firstName);
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.accept();
});
