import { type Page, test as base } from "@playwright/test";
import { accept, type Person, type Role, invite, signIn } from "./people.ts";
import { Portal, type Start } from "./portal.ts";

interface Fixtures {
  /** What the test's portal starts from: `test.use({ start: "empty" })`. */
  start: Start;
  /** A portal of the test's own. Pages resolve paths against it. */
  portal: Portal;
  /** Opens a page in another browser, with cookies of its own. */
  another: () => Promise<Page>;
  /** Opens a page in another browser where a new administrator with the role is signed in. */
  colleague: (person: Person, role: Role, access?: "All organizations" | "Selected organizations") => Promise<Page>;
}

/**
 * The test of a page. It fails when a page reports an error of its script or of
 * its content security policy, when the portal logs an error, and when it does
 * not stop cleanly or leaves data that `mtp check` finds fault with.
 */
export const test = base.extend<Fixtures>({
  start: ["ready", { option: true }],

  portal: async ({ start }, use, info) => {
    const portal = await Portal.start(start);
    await use(portal);
    if (info.status !== info.expectedStatus) await info.attach("portal.log", { body: portal.log.join("\n") });
    await portal.stop();
    // Refusals are expected, and so are requests that a page gave up when it moved on.
    const errors = portal.log.filter((line) => line.includes('"level":"ERROR"') && !/"status":4\d\d|"error":"context canceled"/.test(line));
    if (errors.length > 0) throw new Error(`the portal logged errors:\n${errors.join("\n")}`);
  },

  baseURL: async ({ portal }, use) => use(portal.url),

  page: async ({ page }, use) => {
    const complaints = complaintsOf(page);
    await use(page);
    report(complaints);
  },

  another: async ({ browser, baseURL }, use) => {
    const opened: { page: Page; complaints: string[] }[] = [];
    await use(async () => {
      const page = await (await browser.newContext({ baseURL })).newPage();
      opened.push({ page, complaints: complaintsOf(page) });
      return page;
    });
    for (const { page } of opened) await page.context().close();
    report(opened.flatMap(({ complaints }) => complaints));
  },

  colleague: async ({ portal, another, baseURL, playwright }, use) => {
    await use(async (person, role, access) => {
      const request = await playwright.request.newContext({ baseURL });
      await signIn({ request });
      await accept({ request }, await invite(portal, { request }, person, role, access));
      await request.dispose();
      const page = await another();
      await signIn(page, person);
      return page;
    });
  },
});

/** Collects what a page complains of, but for answers that are refusals. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource: the server responded with a status of 4")) complaints.push(message.text());
  });
  return complaints;
}

function report(complaints: string[]) {
  if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join("\n")}`);
}

export { expect } from "@playwright/test";
