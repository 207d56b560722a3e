import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../portal/test.ts";
import { ask, demo, signIn } from "../portal/people.ts";

test.use({ start: "seeded" });

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const ticks = (page: Page) => page.locator(".picker-rows input");

async function pick(page: Page, text: string) {
  await page.goto("about:blank"); // an address that differs by its fragment alone is no new page
  await page.goto("/administrators/new#permissions-access");
  await page.getByLabel("Selected organizations").check();
  await page.getByLabel("Search organizations").fill(text);
}

async function narrowed(page: Page) {
  await pick(page, "nothing like it");
  await button(page, "Search").click();
  await expect(page.getByText(/^No organization has/).first()).toBeVisible();
  await page.getByLabel("Search organizations").fill("");
}

async function profile(page: Page) {
  await page.goto("/profile");
}

async function somebody(page: Page) {
  await page.goto("/administrators?role=help-desk&status=active");
  await page.getByRole("rowheader").getByRole("link").first().click();
  await ask(page, "Delete");
  await page.getByLabel("Type the email address to confirm").fill("somebody@else.example");
}

// Everything that a page loads after it is there: how it is asked for, what tells
// that it has come, and the button that is pressed while it is on its way.
const loaded: { what: string; open: (page: Page) => Promise<void>; asks: (page: Page) => Promise<void>; comes: (page: Page) => Locator; presses: (page: Page) => Locator }[] = [
  { what: "what a tick comes to", open: (page) => pick(page, ""), asks: (page) => ticks(page).nth(0).check(), comes: (page) => page.getByText("+1, −0", { exact: true }), presses: (page) => button(page, "Save User") },
  { what: "a search that finds nothing", open: (page) => pick(page, "nothing like it"), asks: (page) => button(page, "Search").click(), comes: (page) => page.locator(".picker-empty"), presses: (page) => button(page, "Save User") },
  { what: "a search that finds more", open: narrowed, asks: (page) => button(page, "Search").click(), comes: (page) => page.locator(".range", { hasText: "10,000" }), presses: (page) => button(page, "Save User") },
  { what: "another page of organizations", open: (page) => pick(page, ""), asks: (page) => button(page, "Next organizations").click(), comes: (page) => page.locator(".range", { hasText: "51–100" }), presses: (page) => button(page, "Next organizations") },
  { what: "all that match", open: (page) => pick(page, ""), asks: (page) => button(page, "Add all that match").click(), comes: (page) => page.getByText("+10,000, −0", { exact: true }), presses: (page) => button(page, "Save User") },
  { what: "the strength of a password", open: profile, asks: (page) => page.getByLabel("New password", { exact: true }).fill("multi-tenant portal"), comes: (page) => page.locator(".strength", { hasText: "Easy to guess" }), presses: (page) => button(page, "Change password") },
  { what: "a refusal in a dialog", open: somebody, asks: (page) => page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click(), comes: (page) => page.getByRole("dialog").locator(".error"), presses: (page) => page.getByRole("dialog").getByRole("button", { name: "Cancel" }) },
];

for (const width of [1280, 320]) {
  for (const { what, open, asks, comes, presses } of loaded) {
    test(`${what} comes two seconds late and moves nothing that is pressed, ${width} pixels wide`, { tag: "@js" }, async ({ page }) => {
      await page.setViewportSize({ width, height: 2400 }); // forms are shorter than the window
      await signIn(page, demo);
      await open(page);
      const slow = await page.context().newCDPSession(page);
      await slow.send("Network.enable");
      await slow.send("Network.emulateNetworkConditions", { offline: false, latency: 2000, downloadThroughput: -1, uploadThroughput: -1 });
      const at = (await presses(page).boundingBox())!;
      await asks(page);
      await expect(comes(page)).toBeVisible();
      expect(await presses(page).boundingBox()).toEqual(at);
      await open(page);

      // Pressed before the answer and let go after it, the button is pressed all the same.
      await presses(page).evaluate((element) => element.addEventListener("click", () => (document.title = "pressed"), true));
      const answer = page.waitForResponse((response) => response.request().method() === "POST");
      await asks(page);
      await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
      await page.mouse.down();
      await (await answer).finished();
      const pressed = page.waitForFunction(() => document.title === "pressed");
      await page.evaluate(() => addEventListener("submit", (event) => event.preventDefault(), true));
      await page.mouse.up();
      await pressed;
    });
  }
}

test("what is ticked and typed while organizations are on their way is kept", { tag: "@js" }, async ({ page }) => {
  await signIn(page, demo);
  await pick(page, "");
  const slow = await page.context().newCDPSession(page);
  await slow.send("Network.enable");
  await slow.send("Network.emulateNetworkConditions", { offline: false, latency: 2000, downloadThroughput: -1, uploadThroughput: -1 });
  const first = (await ticks(page).nth(0).inputValue());
  await button(page, "Next organizations").click();
  await ticks(page).nth(0).check();
  const search = page.getByLabel("Search organizations");
  await search.pressSequentially("abc");
  await expect(page.locator(".range", { hasText: "51–100" })).toBeVisible();
  await expect(search).toHaveValue("abc");
  await expect(search).toBeFocused();
  await search.pressSequentially("d");
  await expect(search).toHaveValue("abcd");
  await expect(page.getByText("+1, −0", { exact: true })).toBeVisible();
  await search.fill("");
  await button(page, "Search").click();
  await expect(page.locator(".range", { hasText: "1–50 of" })).toBeVisible();
  await expect(page.locator(`.picker-rows input[value="${first}"]`)).toBeChecked();
});
