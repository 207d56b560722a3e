import type { Page } from "@playwright/test";
import { fits } from "../portal/checks.ts";
import { expect, test } from "../portal/gallery.ts";
import { press, tabTo } from "../portal/keyboard.ts";

/** Whether something else stands over the middle of what has the focus. */
const hidden = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement!;
    if (focused === document.body) return "";
    const { left, top, right, bottom } = focused.getBoundingClientRect();
    const seen = [0.1, 0.5, 0.9].some((part) => {
      const there = document.elementFromPoint(left + (right - left) * part, top + (bottom - top) / 2);
      return there && (focused.contains(there) || there.contains(focused));
    });
    // What is higher than the window has its beginning in sight.
    return seen || bottom - top > innerHeight ? "" : `hidden: ${focused.outerHTML} at ${Math.round(top)}`;
  });

for (const [width, height] of [[1280, 640], [320, 640]]) {
  test(`the focus is never hidden behind the head of a list or the bar of a selection, ${width} pixels wide`, { tag: "@js" }, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto("/administrators");
    await page.getByRole("checkbox", { name: /^Select / }).nth(1).check();
    await expect(page.getByRole("button", { name: "Suspend", exact: true })).toBeVisible();
    for (const [key, presses] of [["Tab", 40], ["Shift+Tab", 40]] as const) {
      for (let n = 0; n < presses; n++) {
        await page.keyboard.press(key);
        expect(await hidden(page)).toBe("");
      }
    }
  });
}

for (const path of ["/administrators/grace/permissions", "/account/billing-information/errors", "/account/payment-methods/errors"]) {
  test(`the focus is never hidden behind the bar that saves, ${path}`, { tag: "@js" }, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(path);
    for (const key of ["Tab", "Shift+Tab"]) {
      for (let n = 0; n < 40; n++) {
        await page.keyboard.press(key);
        expect(await hidden(page)).toBe("");
      }
    }
  });
}

test("the focus stays where it was when a part of the page is loaded anew", { tag: "@js" }, async ({ page }) => {
  await page.goto("/administrators/grace/permissions");
  for (const [button, part] of [["Next organizations", "picker"], ["Add all that match", "picker"]]) {
    const control = page.getByRole("button", { name: button });
    await tabTo(page, control);
    await page.locator(`#${part}`).evaluate((element) => element.setAttribute("data-old", ""));
    await page.keyboard.press("Enter");
    await expect(page.locator(`#${part}[data-old]`)).toHaveCount(0);
    await expect(control).toBeFocused();
  }
});

test("the slash goes to the search, but not out of a field, with another key or behind a dialog", { tag: "@js" }, async ({ page }) => {
  await page.goto("/administrators/filtered");
  const search = page.getByLabel("Search administrators");
  await expect(search).toHaveAttribute("aria-keyshortcuts", "/");
  await page.keyboard.press("Control+/");
  await expect(search).not.toBeFocused();
  await page.getByLabel("Organization", { exact: true }).focus();
  await page.keyboard.press("/");
  await expect(page.getByLabel("Organization", { exact: true })).toHaveValue("/");
  await page.getByRole("checkbox", { name: "Select all on this page" }).focus();
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.keyboard.type("grace");
  await expect(search).toHaveValue("grace");

  // The search of the picker comes anew, and is there on its tab alone.
  await page.goto("/administrators/grace/permissions");
  await press(page, page.getByRole("button", { name: "Next organizations" }));
  await page.keyboard.press("/");
  await expect(page.getByLabel("Search organizations")).toBeFocused();
  await page.getByRole("tab", { name: "Details" }).click();
  await page.keyboard.press("/");
  await expect(page.getByLabel("Find an organization")).toBeFocused();
  await page.getByRole("main").getByRole("button", { name: "Suspend", exact: true }).click();
  await page.keyboard.press("/");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Cancel" })).toBeFocused();
});

test("nothing moves for who asked for less motion", { tag: "@js" }, async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const path of ["/administrators", "/administrators/grace/permissions", "/jobs/running", "/login"]) {
    await page.goto(path);
    if (path.includes("grace")) await page.getByRole("main").getByRole("button", { name: "Suspend", exact: true }).click();
    const moving = await page.evaluate(() => {
      const byTime = document.getAnimations().filter((animation) => animation.timeline instanceof DocumentTimeline);
      const lasting = [...document.querySelectorAll("*")].filter((element) => parseFloat(getComputedStyle(element).transitionDuration) > 0);
      return [...byTime.map((animation) => String((animation.effect as KeyframeEffect).target?.outerHTML)), ...lasting.map((element) => element.outerHTML)];
    });
    expect(moving, path).toEqual([]);
  }
});

test("a table that becomes cards is still a table to who listens", { tag: "@js" }, async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/administrators/one");
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send("Accessibility.getFullAXTree");
  const roles = nodes.filter((node) => !node.ignored).map((node) => node.role?.value);
  const count = (role: string) => roles.filter((other) => other === role).length;
  expect({ table: count("table"), row: count("row"), columnheader: count("columnheader"), rowheader: count("rowheader"), cell: count("cell") })
    .toEqual({ table: 1, row: 2, columnheader: 8, rowheader: 1, cell: 7 });
});

test("text of twice the size fits", { tag: "@js" }, async ({ page }) => {
  for (const path of ["/login", "/administrators", "/administrators/grace/permissions", "/profile/full", "/o/overview"]) {
    await page.goto(path);
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await fits(page, path);
  }
});
