import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import sharp from "sharp";
import { pinFonts } from "./fonts.ts";

const gallery = process.env.LOOK_GALLERY!;
const baselines = join(import.meta.dirname, "baselines");

const scenes: { path: string; note: string }[] = await (await fetch(`${gallery}/scenes.json`)).json();

const renderings = [1280, 320].flatMap((width) => (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })));

// What is below is left out: more rows of what is above.
const tallest = 2000;

const area = (path: string) => path.split("/")[1];

/** Where the baseline of a rendering is: a folder for each scene. */
const baseline = (path: string, { width, colorScheme }: (typeof renderings)[number]) => [...path.split("/").filter(Boolean), `${width}-${colorScheme}.jpg`];

test.beforeEach(({ page }) => pinFonts(page));

for (const name of new Set(scenes.map(({ path }) => area(path)))) {
  test(name, async ({ page }, info) => {
    for (const { path, note } of scenes.filter((scene) => area(scene.path) === name)) {
      info.annotations.push({ type: path, description: note });
      await page.goto(gallery + path);
      for (const rendering of renderings) {
        const { width, colorScheme } = rendering;
        await page.setViewportSize({ width, height: width === 320 ? 640 : 800 });
        await page.emulateMedia({ colorScheme });
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        const picture = sharp(await page.screenshot({ fullPage: true, animations: "disabled", clip: { x: 0, y: 0, width, height: Math.min(height, tallest) } }));

        const file = baseline(path, rendering);
        await info.attach(file.join("/"), { body: await picture.webp({ quality: 60, effort: 1 }).toBuffer(), contentType: "image/webp" });
        // The mean of each four by four pixels: what remains when one squints.
        const small = await picture.resize({ width: width / 4, kernel: "linear" }).jpeg({ quality: 50 }).toBuffer();
        expect.soft(small).toMatchSnapshot(file);
      }
    }
  });
}

test("baselines of scenes that are gone", ({}, info) => {
  const known = new Set(scenes.flatMap(({ path }) => renderings.map((rendering) => join(...baseline(path, rendering)))));
  const gone = existsSync(baselines) ? readdirSync(baselines, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".jpg") && !known.has(file)) : [];
  if (info.config.updateSnapshots === "none") expect(gone).toEqual([]);
  else for (const file of gone) rmSync(join(baselines, file));
});
