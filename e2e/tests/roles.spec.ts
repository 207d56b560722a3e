import { expect, test } from "../portal/test.ts";
import { accept, ada, addOrganization, alan, grace, invite, name, openAdministrator, roles, signIn, type Role } from "../portal/people.ts";

// What the navigation offers and what the paths answer, typed from the table of roles.
const sees: Record<Role, { navigation: string[]; list: number; activity: number; edits: boolean }> = {
  "Administrator with Billing": { navigation: ["Organizations", "Administrators", "Roles", "Activity", "Account"], list: 200, activity: 200, edits: true },
  Administrator: { navigation: ["Organizations", "Administrators", "Roles", "Activity"], list: 200, activity: 200, edits: false },
  Manager: { navigation: ["Organizations", "Administrators", "Roles", "Activity"], list: 200, activity: 200, edits: false },
  "Command Runner with Billing": { navigation: ["Organizations", "Roles", "Account"], list: 403, activity: 403, edits: false },
  "Command Runner": { navigation: ["Organizations", "Roles"], list: 403, activity: 403, edits: false },
  "Help Desk": { navigation: ["Organizations", "Administrators", "Roles", "Activity"], list: 200, activity: 200, edits: false },
  "Read Only": { navigation: ["Organizations", "Administrators", "Roles", "Activity"], list: 200, activity: 200, edits: false },
  "Billing Only": { navigation: ["Organizations", "Roles", "Account"], list: 403, activity: 403, edits: false },
};

for (const role of roles) {
  test(`${role} sees and does exactly what the role allows`, { tag: "@nojs" }, async ({ page, portal, colleague }) => {
    await signIn(page);
    await addOrganization(page, "Acme Corp");
    await invite(portal, page, alan, "Manager");
    const theirs = await colleague(grace, role);
    const expected = sees[role];

    await theirs.goto("/");
    await expect(theirs.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText(expected.navigation);
    expect((await theirs.goto("/administrators"))?.status()).toBe(expected.list);
    expect((await theirs.goto("/activity"))?.status()).toBe(expected.activity);
    await expect(theirs.getByRole("link", { name: "Export CSV" })).toHaveCount(expected.edits ? 1 : 0);
    expect((await theirs.goto("/administrators/new"))?.status()).toBe(expected.edits ? 200 : 403);
    expect((await theirs.goto("/organizations/new"))?.status()).toBe(expected.edits ? 200 : 403);
    expect((await theirs.goto("/roles"))?.status()).toBe(200);
    expect((await theirs.goto("/profile"))?.status()).toBe(200);
    await theirs.goto("/organizations");
    await expect(theirs.getByRole("rowheader")).toHaveText(["Acme Corp"]);
    await expect(theirs.getByRole("link", { name: "Add organization" })).toHaveCount(expected.edits ? 1 : 0);

    await openAdministrator(page, alan);
    const alans = new URL(page.url()).pathname;
    expect((await theirs.goto(alans))?.status()).toBe(expected.list);
    for (const action of ["Save User", "Suspend", "Delete", "Resend Invitation"]) {
      await expect(theirs.getByRole("main").getByRole("button", { name: action, exact: true })).toHaveCount(expected.edits ? 1 : 0);
    }
    for (const path of [alans, `${alans}/suspend`, `${alans}/delete`, `${alans}/resend-invitation`, "/organizations"]) {
      const answer = await theirs.request.post(path, {
        form: { confirm: "yes", confirm_email: "wrong@example.com", name: "" },
        headers: { Origin: portal.url, Accept: "text/html" },
        maxRedirects: 0,
      });
      if (!expected.edits) expect(answer.status(), path).toBe(403);
      else expect(answer.status(), path).not.toBe(403);
    }
  });
}

test("a refusal names the role and who can help", { tag: "@nojs" }, async ({ colleague }) => {
  const theirs = await colleague(grace, "Billing Only");
  expect((await theirs.goto("/administrators"))?.status()).toBe(403);
  await expect(theirs.getByRole("main")).toContainText("Billing Only");
  await expect(theirs.getByRole("main")).toContainText("Ask an Administrator with Billing");
});

test("who may only read sees an administrator as text", async ({ page, colleague }) => {
  const theirs = await colleague(grace, "Read Only");
  await openAdministrator(theirs, ada);
  const main = theirs.getByRole("main");
  await expect(main).toContainText(ada.email);
  await expect(main).toContainText("Administrator with Billing");
  for (const control of ["button", "textbox", "checkbox", "combobox", "radio"] as const) {
    await expect(main.getByRole(control)).toHaveCount(0);
  }
  await signIn(page);
});

test("who may only read sees an organization as text, with who reaches it and by whom", { tag: "@nojs" }, async ({ page, colleague }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  const theirs = await colleague(grace, "Read Only");
  await theirs.goto("/organizations");
  await theirs.getByRole("rowheader").getByRole("link", { name: "Acme Corp" }).click();
  const main = theirs.getByRole("main");
  await expect(main.getByLabel("Organization Name")).toHaveCount(0);
  await expect(main.getByRole("button")).toHaveText(["Apply"]);
  await expect(main.getByRole("row").filter({ hasText: name(grace) })).toContainText("UTC");
  await expect(main.getByRole("row").filter({ hasText: name(grace) })).toContainText(name(ada));
});

test("selected organizations bound what others see", { tag: "@nojs" }, async ({ page, portal, another }) => {
  await signIn(page);
  await addOrganization(page, "Acme Corp");
  await addOrganization(page, "Bluebird Bakery");
  const invitation = await invite(portal, page, grace, "Manager", "Selected organizations");
  const theirs = await another();
  await accept(theirs, invitation);
  await signIn(theirs, grace);
  await theirs.goto("/organizations");
  await expect(theirs.getByRole("rowheader")).toHaveCount(0);
  await page.goto("/organizations");
  const acme = await page.getByRole("link", { name: "Acme Corp" }).getAttribute("href");
  expect([403, 404]).toContain((await theirs.goto(acme!))?.status());
});

test("the eight roles stand side by side", { tag: "@nojs" }, async ({ page }) => {
  await signIn(page);
  await page.goto("/roles");
  const table = page.getByRole("table");
  await expect(table.getByRole("columnheader")).toHaveCount(9);
  for (const role of roles) await expect(page.getByRole("heading", { level: 3, name: role, exact: true })).toBeVisible();
  const row = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "Organizations and administrators" }) });
  await expect(row.getByRole("cell")).toHaveText(["Edit", "Read-Only", "Read-Only", "N/A", "N/A", "Read-Only", "No Access", "Read-Only"]);
});
