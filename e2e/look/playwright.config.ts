import { defineConfig } from "@playwright/test";
import { use } from "../playwright.config.ts";

// Compares the gallery with the pictures in baselines.
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results/look",
  snapshotPathTemplate: "{testDir}/baselines/{arg}{ext}",
  fullyParallel: true,
  workers: 2,
  timeout: 0,
  reporter: [["./sheet.ts"]],
  expect: {
    // In pictures of a quarter of the size, text that is hinted, smoothed or
    // coloured otherwise stays below this; a button of another colour does not.
    toMatchSnapshot: { threshold: 0.15, maxDiffPixels: 12 },
  },
  webServer: {
    command: "go run ./cmd/gallery -addr 127.0.0.1:0",
    cwd: "../..",
    wait: { stdout: /(?<look_gallery>http:\S+)/ },
    timeout: 300_000,
  },
  use: { ...use, bypassCSP: true, contextOptions: { reducedMotion: "reduce" } },
});
