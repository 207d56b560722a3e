import type { Page } from "@playwright/test";
import { test } from "../portal/test.ts";
import { demo, openTab, signIn } from "../portal/people.ts";

// Writes the pictures of the README.
test.use({ start: "seeded", viewport: { width: 1440, height: 900 } });

const picture = (page: Page, name: string) => page.screenshot({ path: `../docs/screenshots/${name}.png`, animations: "disabled" });

for (const scheme of ["light", "dark"] as const) {
  test(`the list of administrators, ${scheme}`, { tag: "@screenshots" }, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page, demo);
    await page.goto("/administrators");
    await picture(page, `administrators-${scheme}`);
  });
}

test("the form of an administrator", { tag: "@screenshots" }, async ({ page }) => {
  await signIn(page, demo);
  await page.setViewportSize({ width: 1440, height: 1200 });
  await page.goto("/administrators?role=manager&status=active");
  await page.getByRole("rowheader").getByRole("link").first().click();
  await openTab(page, "Permissions & Access");
  await page.mouse.move(0, 0);
  await picture(page, "permissions");
});
