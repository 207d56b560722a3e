import type { Page } from "@playwright/test";
import { fitsPhones } from "../portal/checks.ts";
import { expect, test } from "../portal/gallery.ts";

// The scenes of the gallery hold each of these as a person, an organization, an
// address or a reference; there each becomes one long word, as does what stands
// before the @ of an address.
const samples = [
  "Ada", "Adventure", "Alan", "Barbara", "Ben", "Contoso", "Dijkstra", "Donald", "Edsger", "Fabrikam", "Featherstonehaugh-Cholmondeley", "Frances", "Grace",
  "Honourable", "Hopper", "James's", "Johnson", "Katherine", "Ken", "Leeds", "Liskov", "Litware", "London", "Lovelace", "Main", "Maximiliana-Theodora", "Murray",
  "Northwind", "Otto", "Perlman", "Proseware", "Radia", "Reno", "Tailspin", "Thurman", "Turing", "Uma", "Woodgrove", "ghopper", "pm_1NirD82eZvKYlo2CIvbtLWuY",
];

/** Writes a long word for each sample and into each field; returns what it replaced. */
const lengthen = (page: Page) => page.evaluate(([samples, long]) => {
  const sample = new RegExp(`(?<![\\w.-])(?:${samples.join("|")}|[\\w.+-]+(?=@))(?![\\w-])`, "g");
  const held = new Set<string>();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    text.data = text.data.replace(sample, (found) => (held.add(found), long));
  }
  for (const field of document.querySelectorAll<HTMLInputElement>('input:is(:not([type]), [type="text"], [type="email"], [type="tel"], [type="search"])')) field.value = long;
  return [...held];
}, [samples, "W".repeat(60)] as const);

test("no scene scrolls sideways with 60 letters in every name", { tag: "@js" }, async ({ page, scenes }) => {
  const held = new Set<string>();
  for (const path of scenes) {
    await page.goto(path, { waitUntil: "domcontentloaded" });
    for (const sample of await lengthen(page)) held.add(sample);
    await fitsPhones(page, path);
  }
  expect(samples.filter((sample) => !held.has(sample)), "samples that no scene holds").toEqual([]);
});
