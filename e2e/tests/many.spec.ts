import { readFile } from "node:fs/promises";
import { expect, test } from "../portal/test.ts";
import { ada, alan, demo, grace, invite, name, scripted, signIn } from "../portal/people.ts";

test("who is ticked is suspended after a look at what it comes to", async ({ page, portal, colleague }) => {
  await colleague(grace, "Manager");
  await signIn(page);
  await invite(portal, page, alan, "Help Desk");
  await page.goto("/administrators");
  await expect(page.getByRole("button", { name: "Suspend", exact: true })).toBeHidden();
  for (const person of [grace, alan, ada]) await page.getByRole("checkbox", { name: `Select ${name(person)}`, exact: true }).check();
  await page.getByRole("button", { name: "Suspend", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Suspend 2 administrators");
  await expect(page.getByRole("region", { name: "Skipped, and why" })).toContainText(/You cannot suspend yourself\..*Ada Lovelace/);
  await page.getByRole("button", { name: "Apply to 2 administrators" }).click();
  await expect(page.getByRole("status")).toHaveText("2 done, 1 skipped.");
  const file = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download results" }).click();
  expect((await file).suggestedFilename()).toMatch(/^suspend-\d{4}-\d\d-\d\d\.csv$/);
  await page.goto("/administrators?status=suspended");
  await expect(page.getByRole("rowheader")).toHaveText([name(alan), name(grace)]);
});

test("rows are chosen and left by the keyboard alone, and a range with Shift @js", async ({ page, portal }) => {
  await signIn(page);
  for (const person of [grace, alan]) await invite(portal, page, person, "Help Desk");
  await page.goto("/administrators");
  const box = (person: { firstName: string; lastName: string; email: string }) => page.getByRole("checkbox", { name: `Select ${name(person)}`, exact: true });
  await box(ada).click();
  await box(grace).click({ modifiers: ["Shift"] });
  await expect(box(alan)).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Select all on this page" })).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(box(alan)).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Select all on this page" })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(page.getByText("All 3 on this page are selected")).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete", exact: true })).toBeInViewport();
  await page.getByRole("button", { name: "Clear selection" }).press("Enter");
  await expect(page.getByRole("button", { name: "Delete", exact: true })).toBeHidden();
});

test("administrators are imported after a preview, and the export changes nothing", async ({ page, colleague }) => {
  await colleague(grace, "Manager");
  await signIn(page);
  await page.goto("/administrators");
  await page.getByRole("link", { name: "Import CSV" }).click();
  const send = async (content: string) => {
    await page.getByLabel("CSV file").setInputFiles({ name: "administrators.csv", mimeType: "text/csv", buffer: Buffer.from(content) });
    await page.getByRole("button", { name: "Preview" }).click();
  };
  await send("First Name,Role\nA,Manager\n");
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("The first line has no column Email. It holds “First Name” and “Role”.");
  await send(`Role;Email;Last Name;First Name\r\nhelp-desk;${alan.email};${alan.lastName};${alan.firstName}\r\nRead Only;${grace.email};${grace.lastName};${grace.firstName}\r\nBoss;x@example.com;X;Li\r\n`);
  await expect(page.getByRole("row", { name: "Li X" })).toContainText("There is no role “Boss”.");
  await page.getByRole("button", { name: "Import 2 rows" }).click();
  await expect(page.getByRole("link", { name: "Download results" })).toBeVisible();
  await page.goto("/administrators");
  await expect(page.getByRole("row", { name: name(grace) })).toContainText("Read Only");
  await expect(page.getByRole("row", { name: name(alan) })).toContainText("Invited");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const content = await readFile(await (await download).path(), "utf8");
  await page.getByRole("link", { name: "Import CSV" }).click();
  await send(content);
  await expect(page.getByText("There is nothing to import.")).toBeVisible();
});

test.describe("with a thousand", () => {
  test.use({ start: "seeded" });

  test("all that match are selected in a second step, and a long job goes on by itself", async ({ page }) => {
    await signIn(page, demo);
    await page.goto("/administrators");
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    if (scripted()) await expect(page.getByRole("checkbox", { name: /^Select / }).and(page.locator(":checked"))).toHaveCount(51);
    await page.getByLabel("Select all 1,000 that match").check();
    await page.getByRole("button", { name: "Require MFA" }).click();
    const apply = page.getByRole("button", { name: /^Apply to \d+ administrators$/ });
    const n = /\d+/.exec((await apply.textContent())!)![0];
    await apply.click();
    await expect(page.getByRole("link", { name: "Download results" })).toBeVisible({ timeout: 30_000 });
    await page.reload();
    await expect(page.getByRole("link", { name: "Download results" })).toBeVisible();
    await expect(page.getByText(n, { exact: true }).first()).toBeVisible();
    await page.goto("/jobs");
    await expect(page.getByRole("row").nth(1)).toContainText(`${n} done`);
  });
});
