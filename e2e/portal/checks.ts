import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import type axe from "axe-core";
import { HtmlValidate } from "html-validate";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// Half as long as the source with its comments, which each page would read anew.
const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails when axe finds something against WCAG 2.2 AA or good practice in the page that is open. It needs scripts. */
export async function accessible(page: Page, where = page.url()) {
  await page.evaluate(source);
  expect(await audit(page), where).toEqual([]);
}

/** Puts axe into each page that is opened from now on, for audit, and stills it: a colour on its way is none. */
export async function bringAxe(page: Page) {
  await page.addInitScript(source);
  await page.emulateMedia({ reducedMotion: "reduce" });
}

/**
 * What axe finds against WCAG 2.2 AA or good practice, on the whole page or in
 * one element, by all its rules or those named. No page has frames.
 */
export function audit(page: Page, element = "html", rules?: string[]): Promise<string[]> {
  return page.evaluate(
    async ([element, runOnly]) => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(element, { runOnly, resultTypes: ["violations"], selectors: false });
      return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((node) => node.html).join(" ")}`);
    },
    [element, rules ? { type: "rule" as const, values: rules } : { type: "tag" as const, values: tags }] as const,
  );
}

/** Fails when the page is wider than its window. */
export async function fits(page: Page, where = page.url()) {
  const { wide, window } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: document.documentElement.clientWidth }));
  expect(wide, `width of ${where}`).toBeLessThanOrEqual(window);
}

/** What is wider than it may be: the page with all that it hides, or one of its dialogs. */
const tooWide = (page: Page) => page.evaluate(() => {
  for (const panel of document.querySelectorAll<HTMLElement>('[role="tabpanel"]')) panel.hidden = false;
  for (const details of document.querySelectorAll("details")) details.open = true;
  const over = (box: Element) => box.scrollWidth > box.clientWidth;
  const dialogs = [...document.querySelectorAll("dialog")].filter((dialog) => {
    dialog.close(); // where a scene shows it open
    dialog.showModal();
    const wide = over(dialog);
    dialog.close();
    return wide;
  });
  return [...(over(document.documentElement) ? ["the page"] : []), ...dialogs.map((dialog) => dialog.textContent!)];
});

const phones = [320, 390];

/**
 * Fails when the page, or one of its dialogs, is too wide for a window of 320 or
 * 390 pixels. What is hidden in tabs and details is shown for it.
 */
export async function fitsPhones(page: Page, where = page.url()) {
  for (const width of phones.reverse()) { // a page begins with the width that the one before ended with
    await page.setViewportSize({ width, height: 800 });
    expect(await tooWide(page), `${where}, ${width} pixels wide`).toEqual([]);
  }
}

const validator = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    "doctype-style": ["error", { style: "lowercase" }], // as templ writes it
    "void-style": "off",
    "no-trailing-whitespace": "off",
    "form-dup-name": "off", // the picker posts one value for each row
    "require-sri": "off", // all files are the portal's own, under names that hold their hash
    "long-title": "off", // names may be long
    // A list without markers loses its role in one browser unless it says so.
    "no-redundant-role": "off",
  },
});

/** Fails when the HTML is not valid. */
export async function valid(html: string, where: string) {
  const report = await validator.validateString(html);
  const found = report.results.flatMap((result) => result.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
  expect(found, where).toEqual([]);
}
