import { expect, type Locator, type Page } from "@playwright/test";

/**
 * Presses Tab until the control has the focus, as somebody without a mouse
 * would. At each stop on the way the focus is to be seen, and it moves on
 * through the document.
 */
export async function tabTo(page: Page, control: Locator) {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 100; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.evaluate(() => Object.assign(globalThis, { before: document.activeElement }));
    await page.keyboard.press("Tab");
    const fault = await page.evaluate(() => {
      const now = document.activeElement!;
      const before = (globalThis as unknown as { before: Element }).before;
      if (now === document.body) return ""; // out of the page, and in again at its top
      const { outlineStyle, outlineWidth } = getComputedStyle(now);
      if (outlineStyle === "none" || outlineWidth === "0px") return `no focus is to be seen at ${now.outerHTML}`;
      const back = before !== document.body && before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_PRECEDING;
      return back && !now.matches(".skip, dialog *") ? `Tab leads back to ${now.outerHTML}` : "";
    });
    expect(fault).toBe("");
  }
  throw new Error(`Tab never reaches ${control}`);
}

/** Goes to the control by Tab and presses a key there. */
export async function press(page: Page, control: Locator, key = "Enter") {
  await tabTo(page, control);
  await page.keyboard.press(key);
}

/** Goes to the field by Tab and types. */
export async function type(page: Page, field: Locator, text: string) {
  await tabTo(page, field);
  await page.keyboard.type(text);
}
