import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test as base } from "@playwright/test";
import { complaintsOf } from "./test.ts";

/**
 * The test of a page without a database: paths lead to the scenes of the
 * gallery, which one process serves for all tests of a worker. It fails when a
 * page reports an error of its script or of its content security policy.
 */
export const test = base.extend<object, { gallery: string; scenes: string[] }>({
  gallery: [
    async ({}, use) => {
      const serving = spawn(join(process.env.E2E_FOLDER!, "gallery"), ["-addr", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
      const [url] = await once(createInterface(serving.stdout), "line");
      await use(url);
      serving.kill();
    },
    { scope: "worker" },
  ],

  // The path of each page in each state; letters are looked at in mail programs.
  scenes: [
    async ({ gallery }, use) => {
      const all: { path: string }[] = await (await fetch(`${gallery}/scenes.json`)).json();
      await use(all.map(({ path }) => path).filter((path) => !path.startsWith("/letters/")));
    },
    { scope: "worker" },
  ],

  baseURL: async ({ gallery }, use) => use(gallery),

  page: async ({ page }, use) => {
    const complaints = complaintsOf(page);
    await use(page);
    base.expect(complaints).toEqual([]);
  },
});

export { expect } from "@playwright/test";
