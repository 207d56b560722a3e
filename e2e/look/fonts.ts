import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";

// By the name that each gets here. A font of the machine would wrap text
// otherwise on every machine.
const fonts = {
  "look": "open-sans/files/open-sans-latin-wght-normal",
  "look-hebrew": "open-sans/files/open-sans-hebrew-wght-normal",
  "look-math": "open-sans/files/open-sans-math-wght-normal",
  "look-code": "jetbrains-mono/files/jetbrains-mono-latin-wght-normal",
};

const faces = Object.entries(fonts).map(([name, file]) => {
  const path = fileURLToPath(import.meta.resolve(`@fontsource-variable/${file}.woff2`));
  return `@font-face { font-family: ${name}; font-weight: 300 800; src: url(data:font/woff2;base64,${readFileSync(path, "base64")}); }`;
});

// Widths of letters that are not rounded to what the machine can draw best.
const still = "* { text-rendering: geometricPrecision !important; } @view-transition { navigation: none; }";

/** Lets every page that is opened from now on use fonts of its own instead of the machine's. */
export async function pinFonts(page: Page) {
  await page.route("**", async (route) => {
    const kind = route.request().resourceType();
    if (kind !== "document" && kind !== "stylesheet") return route.continue();
    if (route.request().url().endsWith("/look.css")) return route.fulfill({ contentType: "text/css", body: [...faces, still].join("\n") });
    const response = await route.fetch();
    const body = (await response.text())
      .replaceAll("system-ui", "look, look-hebrew, look-math")
      .replaceAll("ui-monospace", "look-code")
      .replace("</head>", '<link rel="stylesheet" href="/look.css"></head>');
    await route.fulfill({ response, body });
  });
}
