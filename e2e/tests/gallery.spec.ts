import type { Page } from "@playwright/test";
import { audit, bringAxe, fits } from "../portal/checks.ts";
import { expect, test } from "../portal/gallery.ts";

// What a colour scheme and a width change, of all that axe looks at.
const byColour = ["color-contrast", "link-in-text-block"];
const bySize = ["target-size", "scrollable-region-focusable", "css-orientation-lock"];

/** The ways to look at a page: all rules once, then those that can answer differently. */
const looks: { scheme: "light" | "dark"; width: number; rules?: string[] }[] = [
  { scheme: "light", width: 1280 },
  { scheme: "dark", width: 320, rules: [...byColour, ...bySize] },
];

// Rows are alike, and the first ones show each status: all fifty would double the time.
// The bar of a form stands at its end, since axe takes what can be scrolled from under
// it for covered; focus.spec.ts looks that nothing with the focus is.
const shorten = () => {
  for (const bar of document.querySelectorAll<HTMLElement>(".save")) bar.style.position = "static";
  for (const row of document.querySelectorAll("tbody tr:nth-child(n + 9), .picker-rows li:nth-child(n + 9)")) row.remove();
};

/** Looks at the page, at each tab that is not open, and at each dialog. */
async function every(page: Page, rules: string[] | undefined, where: string) {
  const found = await audit(page, "html", rules);
  for (const tab of await page.locator('[role="tab"][aria-selected="false"]').all()) {
    await tab.click();
    found.push(...(await audit(page, '[role="tabpanel"]:not([hidden])', rules)));
    await fits(page, `${where}, ${await tab.textContent()}`);
  }
  for (const dialog of await page.locator("dialog").all()) {
    await dialog.evaluate((element: HTMLDialogElement) => {
      element.close(); // where a scene shows it open
      element.showModal();
    });
    found.push(...(await audit(page, "dialog[open]", rules)));
    await dialog.evaluate((element: HTMLDialogElement) => element.close());
  }
  expect(found, where).toEqual([]);
}

// In parts, so that two workers share them.
const parts = 4;
for (let part = 0; part < parts; part++) {
  test(`every scene is accessible, light and dark, from 320 to 1920 pixels, ${part + 1} of ${parts}`, { tag: "@js" }, async ({ page, scenes }) => {
    test.slow();
    expect(scenes.length).toBeGreaterThan(150);
    await bringAxe(page);
    for (const path of scenes.filter((_, i) => i % parts === part)) {
      await page.setViewportSize({ width: looks[0].width, height: 800 });
      await page.emulateMedia({ colorScheme: looks[0].scheme });
      await page.goto(path, { waitUntil: "domcontentloaded" });
      await page.evaluate(shorten);
      for (const { scheme, width, rules } of looks) {
        const where = `${path}, ${scheme}, ${width} pixels`;
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: scheme });
        await every(page, rules, where);
        await fits(page, where);
      }
      await page.setViewportSize({ width: 1920, height: 800 });
      await fits(page, `${path}, 1920 pixels`);
    }
  });
}
