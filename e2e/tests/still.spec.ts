import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../portal/test.ts";
import { ask, demo, grace, invite, signIn } from "../portal/people.ts";

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

/** Leads to the page of a job that takes longer than a test; returns its path. */
async function longJob(page: Page): Promise<string> {
  const people = Array.from({ length: 8000 }, (_, i) => `p${i}@northwind.example,P,${i},Help Desk\n`);
  await page.goto("/administrators/import");
  await page.getByLabel("CSV file").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(`Email,First Name,Last Name,Role\n${people.join("")}`) });
  await button(page, "Preview").click();
  await button(page, "Import 8,000 rows").click();
  await expect(button(page, "Stop")).toBeVisible();
  return new URL(page.url()).pathname;
}

const strength = {
  asks: (page: Page) => page.getByLabel("New password", { exact: true }).fill("multi-tenant portal"),
  comes: (page: Page) => page.locator(".strength", { hasText: "Easy to guess" }),
};

// Everything that a page loads after it is there: how it is asked for, what tells
// that it has come, and the button that is pressed while it is on its way.
const loaded: ({ what: string } & Load)[] = [
  { what: "what a tick comes to", open: (page) => pick(page, ""), asks: (page) => ticks(page).nth(0).check(), comes: (page) => page.getByText("+1, −0", { exact: true }), presses: (page) => button(page, "Save User") },
  { what: "a search that finds nothing", open: (page) => pick(page, "nothing like it"), asks: (page) => button(page, "Search").click(), comes: (page) => page.locator(".picker-empty"), presses: (page) => button(page, "Save User") },
  { what: "a search that finds more", open: narrowed, asks: (page) => button(page, "Search").click(), comes: (page) => page.locator(".range", { hasText: "10,000" }), presses: (page) => button(page, "Save User") },
  { what: "another page of organizations", open: (page) => pick(page, ""), asks: (page) => button(page, "Next organizations").click(), comes: (page) => page.locator(".range", { hasText: "51–100" }), presses: (page) => button(page, "Next organizations") },
  { what: "all that match", open: (page) => pick(page, ""), asks: (page) => button(page, "Add all that match").click(), comes: (page) => page.getByText("+10,000, −0", { exact: true }), presses: (page) => button(page, "Save User") },
  { what: "the strength of a password", ...strength, open: profile, presses: (page) => button(page, "Change password") },
  { what: "a refusal in a dialog", open: somebody, asks: (page) => page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click(), comes: (page) => page.getByRole("dialog").locator(".error"), presses: (page) => page.getByRole("dialog").getByRole("button", { name: "Cancel" }) },
];

/** Lets each answer come two seconds late from now on. */
async function slowly(page: Page) {
  const slow = await page.context().newCDPSession(page);
  await slow.send("Network.enable");
  await slow.send("Network.emulateNetworkConditions", { offline: false, latency: 2000, downloadThroughput: -1, uploadThroughput: -1 });
}

/** Holds what the page asks for at an address until what is returned is called. */
async function hold(page: Page, address: string): Promise<() => void> {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(address, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

interface Load {
  /** Opens the page. */
  open: (page: Page) => Promise<unknown>;
  /** Asks for what comes later; nothing where the page asks by itself. */
  asks?: (page: Page) => Promise<unknown>;
  /** What tells that it has come. */
  comes: (page: Page) => Locator;
  /** What is pressed while it is on its way. */
  presses: (page: Page) => Locator;
}

/** Fails when what comes later moves what is pressed, or takes a press away. */
async function still(page: Page, { open, asks, comes, presses }: Load) {
  await open(page);
  await slowly(page);
  const at = (await presses(page).boundingBox())!;
  await asks?.(page);
  await expect(comes(page)).toBeVisible();
  expect(await presses(page).boundingBox()).toEqual(at);
  await open(page);

  // Pressed before the answer and let go after it, the button is pressed all the same.
  await presses(page).evaluate((element) => element.addEventListener("click", () => (document.title = "pressed"), true));
  const answer = page.waitForResponse((response) => response.request().resourceType() === "fetch");
  await asks?.(page);
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
  await page.mouse.down();
  await (await answer).finished();
  const pressed = page.waitForFunction(() => document.title === "pressed");
  await page.evaluate(() => addEventListener("submit", (event) => event.preventDefault(), true));
  await page.mouse.up();
  await pressed;
}

const tall = (width: number) => ({ width, height: 2400 }); // forms are shorter than the window

for (const width of [1280, 320]) {
  for (const { what, ...load } of loaded) {
    test(`${what} comes two seconds late and moves nothing that is pressed, ${width} pixels wide`, { tag: "@js" }, async ({ page }) => {
      await page.setViewportSize(tall(width));
      await signIn(page, demo);
      await still(page, load);
    });
  }

  test(`the progress of a job comes two seconds late and moves nothing that is pressed, ${width} pixels wide`, { tag: "@js" }, async ({ page }) => {
    await page.setViewportSize(tall(width));
    await signIn(page, demo);
    const job = await longJob(page);
    await still(page, { open: () => page.goto(job), comes: (page) => page.locator("#job-progress p", { hasText: /^[1-9][\d,]* of/ }), presses: (page) => button(page, "Stop") });
  });

  test(`the strength of a first password comes two seconds late and moves nothing that is pressed, ${width} pixels wide`, { tag: "@js" }, async ({ page, portal }) => {
    await page.setViewportSize(tall(width));
    await signIn(page, demo);
    const invitation = await invite(portal, page, grace, "Help Desk");
    await still(page, { ...strength, open: () => page.goto(invitation), presses: (page) => button(page, "Set password") });
  });

  test(`the question about the session moves nothing that is pressed, ${width} pixels wide`, { tag: "@js" }, async ({ page }) => {
    await page.setViewportSize(tall(width));
    await page.clock.install();
    await signIn(page, demo);
    await page.goto("/organizations/new");
    const question = page.getByRole("dialog", { name: "Are you still there?" });
    const save = button(page, "Save Organization");
    await page.evaluate(() => {
      addEventListener("click", (event) => (document.title = (event.target as Element).textContent!), true);
      addEventListener("submit", (event) => (event.target as HTMLFormElement).method === "dialog" || event.preventDefault(), true);
    });
    const over = async (pressed: Locator) => {
      const at = (await pressed.boundingBox())!;
      await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
      await page.mouse.down();
    };

    // It opens once the button of the pointer is up.
    await over(save);
    await page.clock.fastForward("58:30");
    await expect(question).toBeHidden();
    await page.mouse.up();
    await expect(page).toHaveTitle("Save Organization");
    await expect(question).toBeVisible();

    // Its button stays where it is when the session ends meanwhile.
    const at = await question.getByRole("button").boundingBox();
    await page.clock.fastForward("02:00");
    await expect(question).toContainText("Your session has ended.");
    expect(await question.getByRole("button").boundingBox()).toEqual(at);

    // The answer that it has ended comes while another button is pressed.
    await page.reload();
    await page.evaluate(() => addEventListener("click", (event) => (document.title = (event.target as Element).textContent!), true));
    await page.evaluate(() => addEventListener("submit", (event) => (event.target as HTMLFormElement).method === "dialog" || event.preventDefault(), true));
    await page.clock.fastForward("58:30");
    await page.context().clearCookies();
    const release = await hold(page, "**/session");
    await question.getByRole("button", { name: "Stay logged in" }).click();
    await over(save);
    release();
    await expect(page.locator("dialog", { hasText: "Your session has ended." })).toBeAttached();
    await expect(question).toBeHidden();
    await page.mouse.up();
    await expect(page).toHaveTitle("Save Organization");
    await expect(question).toContainText("Your session has ended.");
  });
}

test("a link that is pressed while the end of a job is on its way is followed", { tag: "@js" }, async ({ page }) => {
  await signIn(page, demo);
  const job = await longJob(page);
  const release = await hold(page, "**" + job);
  await page.waitForRequest((request) => request.url().endsWith(job) && request.resourceType() === "fetch");
  const other = await page.context().newPage();
  await other.goto(job);
  await button(other, "Stop").click();
  await expect(button(other, "Stop")).toHaveCount(0);
  await slowly(page);
  release();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Roles" }).click();
  await expect(page).toHaveURL("/roles");
});

test.describe("an empty portal", () => {
  test.use({ start: "empty" });

  for (const width of [1280, 320]) {
    test(`the strength of the very first password moves nothing that is pressed, ${width} pixels wide`, { tag: "@js" }, async ({ page, portal }) => {
      await page.setViewportSize(tall(width));
      await still(page, { ...strength, open: () => page.goto(portal.setupLink()), presses: (page) => button(page, "Create administrator") });
    });
  }
});

test("what is ticked and typed while organizations are on their way is kept", { tag: "@js" }, async ({ page }) => {
  await signIn(page, demo);
  await pick(page, "");
  await slowly(page);
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
