import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../portal/test.ts";
import { addOrganization, ada, grace, name, password, signIn } from "../portal/people.ts";

/** Presses Tab until the control has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, control: Locator) {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 80; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${control}`);
}

test("an administrator is added with the keyboard alone", { tag: "@js" }, async ({ page }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  await page.context().clearCookies();

  await page.goto("/login");
  await expect(page.getByLabel("Email", { exact: true })).toBeFocused();
  await page.keyboard.type(ada.email);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");

  await tabTo(page, page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Administrators" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("link", { name: "Add administrator" }));
  await page.keyboard.press("Enter");
  for (const [label, text] of [["First Name", grace.firstName], ["Last Name", grace.lastName], ["Administrator Email Address", grace.email]]) {
    await tabTo(page, page.getByLabel(label));
    await page.keyboard.type(text);
  }
  await tabTo(page, page.getByRole("button", { name: "Next: Permissions & Access" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: "Permissions & Access" })).toBeFocused();
  await tabTo(page, page.getByLabel("Role", { exact: true }));
  await page.keyboard.type("Help");
  await tabTo(page, page.getByLabel("Acme Corp"));
  await page.keyboard.press("Space");
  await expect(page.getByText("+1, −0", { exact: true })).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Save User" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toBeFocused();

  await page.goto("/administrators");
  await tabTo(page, page.getByRole("link", { name: name(grace), exact: true }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Suspend", exact: true }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("dialog").getByRole("button", { name: "Suspend", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toBeVisible();

  await tabTo(page, page.getByRole("button", { name: name(ada), exact: true }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Log out" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
});
