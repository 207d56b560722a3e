import { turnOnMFA } from "../portal/app.ts";
import { press, type } from "../portal/keyboard.ts";
import { expect, test } from "../portal/test.ts";
import { addOrganization, ada, alan, grace, name, password, signIn } from "../portal/people.ts";

// Nothing here is clicked. Each walk also shows that the focus is seen at every
// stop and never lost, and that Escape closes what was opened.

test("an administrator is added with the keyboard alone", { tag: "@js" }, async ({ page }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  await page.goto("/mfa");
  const { app } = await turnOnMFA(page);
  await page.context().clearCookies();

  await page.goto("/login");
  await expect(page.getByLabel("Email", { exact: true })).toBeFocused();
  await page.keyboard.type(ada.email);
  await type(page, page.getByLabel("Password", { exact: true }), password);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Verification code")).toBeFocused();
  await page.keyboard.type(app.code());
  await page.keyboard.press("Enter");

  await press(page, page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Administrators" }));
  await press(page, page.getByRole("link", { name: "Add administrator" }));
  for (const [label, text] of [["First Name", grace.firstName], ["Last Name", grace.lastName], ["Administrator Email Address", grace.email]]) {
    await type(page, page.getByLabel(label), text);
  }
  await press(page, page.getByRole("button", { name: "Next: Permissions & Access" }));
  const [details, permissions] = await page.getByRole("tab").all();
  await expect(permissions).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(details).toBeFocused();
  await page.keyboard.press("End");
  await expect(permissions).toBeFocused();
  await type(page, page.getByLabel("Role", { exact: true }), "Help");
  await press(page, page.getByLabel("Acme Corp"), "Space");
  await expect(page.getByText("+1, −0", { exact: true })).toBeVisible();
  await press(page, page.getByRole("button", { name: "Save User" }));
  await expect(page.getByRole("status")).toBeFocused();
});

test("somebody is suspended and deleted with the keyboard alone", { tag: "@js" }, async ({ page, colleague }) => {
  await colleague(grace, "Manager");
  await signIn(page);
  await page.goto("/administrators");
  await press(page, page.getByRole("link", { name: name(grace), exact: true }));
  const suspend = page.getByRole("main").getByRole("button", { name: "Suspend", exact: true });
  await press(page, suspend);
  await expect(page.getByRole("dialog").getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(suspend).toBeFocused();
  await page.keyboard.press("Enter");
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Suspend", exact: true }));
  await expect(page.getByRole("status")).toBeFocused();

  await press(page, page.getByRole("main").getByRole("button", { name: "Delete", exact: true }));
  const address = page.getByLabel("Type the email address to confirm");
  await expect(address).toBeFocused();
  await page.keyboard.type("somebody else");
  await page.keyboard.press("Enter");
  await expect(address).toHaveAttribute("aria-invalid", "true");
  await expect(address).toBeFocused();
  await address.press("ControlOrMeta+a");
  await page.keyboard.type(grace.email);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toContainText("is deleted");
  await expect(page.getByRole("status")).toBeFocused();
});

test("people are imported, chosen and changed with the keyboard alone", { tag: "@js" }, async ({ page }) => {
  await signIn(page);
  await page.goto("/administrators");
  await press(page, page.getByRole("link", { name: "Import CSV" }));
  const chosen = page.waitForEvent("filechooser");
  await press(page, page.getByLabel("CSV file"));
  const rows = [grace, alan].map((p) => `${p.firstName},${p.lastName},${p.email},Manager\n`);
  await (await chosen).setFiles({ name: "administrators.csv", mimeType: "text/csv", buffer: Buffer.from(`First Name,Last Name,Email,Role\n${rows.join("")}`) });
  await press(page, page.getByRole("button", { name: "Preview" }));
  await press(page, page.getByRole("button", { name: "Import 2 rows" }));
  await expect(page.getByRole("status")).toBeFocused();

  await press(page, page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Administrators" }));
  for (const person of [alan, grace]) await press(page, page.getByRole("checkbox", { name: `Select ${name(person)}`, exact: true }), "Space");
  await press(page, page.getByRole("button", { name: "Suspend", exact: true }));
  await press(page, page.getByRole("button", { name: "Apply to 2 administrators" }));
  await expect(page.getByRole("status")).toBeFocused();
});

test("an organization is found, launched and left with the keyboard alone", { tag: "@js" }, async ({ page }) => {
  await signIn(page);
  for (const organization of ["Acme Corp", "Contoso"]) await addOrganization(page, organization);
  await page.goto("/organizations");
  await page.keyboard.press("/");
  await expect(page.getByLabel("Search organizations")).toBeFocused();
  await page.keyboard.type("acme/");
  await expect(page.getByLabel("Search organizations")).toHaveValue("acme/");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("rowheader")).toHaveText(["Acme Corp"]);
  await press(page, page.getByRole("button", { name: "Launch Acme Corp" }));
  await expect(page.getByRole("heading", { level: 1, name: "Acme Corp" })).toBeVisible();
  await press(page, page.getByRole("link", { name: "Return to Multi-Tenant Portal" }));
  await expect(page.getByLabel("Search organizations")).toHaveValue("acme");

  const menu = page.getByRole("button", { name: name(ada), exact: true });
  await press(page, menu);
  await expect(page.getByRole("link", { name: "Profile" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Profile" })).toBeHidden();
  await expect(menu).toBeFocused();

  await page.keyboard.press("Enter");
  await press(page, page.getByRole("link", { name: "Profile" }));
  const key = page.getByRole("checkbox", { name: "Press / to search" });
  await press(page, key, "Space");
  await expect(key).not.toBeChecked();
  await page.goto("/organizations");
  await page.keyboard.press("/");
  await expect(page.getByLabel("Search organizations")).not.toBeFocused();

  await press(page, menu);
  await press(page, page.getByRole("button", { name: "Log out" }));
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
});
