import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

// A Chromium of the system, if there is one, the quick one first; else Playwright's own.
const chromium = [process.env.CHROMIUM, "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => path && existsSync(path));

/** The browser, for every project. */
export const use = {
  ...devices["Desktop Chrome"],
  locale: "en-GB",
  timezoneId: "UTC",
  launchOptions: {
    executablePath: chromium,
    args: [
      // Chromium's sandbox does not work for root.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      // The first page takes the process of the blank one before it, and not one of its own: 30 % less work.
      "--renderer-process-limit=1",
      "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  },
};

// Tests run with scripts and without them. A test that is about one of the two
// carries the tag @js or @nojs, and @nojs also one of what no script changes: who
// may see what, and what a path answers.
export default defineConfig({
  testDir: "tests",
  globalSetup: "./portal/build.ts",
  fullyParallel: true,
  workers: 3, // for two cores: some tests wait for an answer that comes late on purpose
  forbidOnly: !!process.env.CI,
  retries: 0,
  // A busy machine is no fault of the portal; what comes in time costs nothing.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // Dots tell of failures at the end, where a log is looked at first.
  reporter: process.env.CI ? [["dot"]] : [["list"]],
  use: { screenshot: "only-on-failure" },
  projects: [
    { name: "js", use, grepInvert: /@nojs|@screenshots/ },
    { name: "nojs", use: { ...use, javaScriptEnabled: false }, grepInvert: /@js|@screenshots/ },
    { name: "screenshots", use, grep: /@screenshots/ },
  ],
});
