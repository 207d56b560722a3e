// Checks the HTML of every scene of the gallery, and of every page that links
// lead to, with the Nu Html Checker of the W3C. It needs Java.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { end, gallery, portal } from "./portal.mjs";

const run = promisify(execFile);
const checker = resolve(import.meta.dirname, "node_modules/vnu-jar/build/dist/vnu.jar");
const limit = 64 << 20; // bytes that the checker may say
const links = /<a\b[^>]*?\bhref="(\/[^"]*)"/g;
const named = (where, pages) => [...pages].map(([path, html]) => [`${where} ${path}`, html]);

/** The pages that links lead to, one of each kind: ids and queries make no other kind. */
async function crawl(start, url, headers) {
  const pages = new Map();
  const seen = new Set();
  const queue = [...start];
  while (queue.length > 0) {
    const path = queue.shift();
    const kind = path.replace(/[?#].*/, "").replace(/[0-9a-z]{26}|\d+/g, ":id");
    if (seen.has(kind)) continue;
    seen.add(kind);
    const answer = await fetch(url + path, { headers });
    if (!answer.headers.get("content-type")?.startsWith("text/html")) continue;
    const html = await answer.text();
    pages.set(path, html);
    for (const [, href] of html.matchAll(links)) queue.push(href.replaceAll("&amp;", "&"));
  }
  return pages;
}

/** Every scene that the gallery lists, and the list. */
async function scenesOf(url) {
  const scenes = await (await fetch(`${url}/scenes.json`)).json();
  const pages = new Map();
  for (const path of ["/", ...scenes.map(({ path }) => path)]) pages.set(path, await (await fetch(url + path)).text());
  return pages;
}

async function main() {
  const scenes = await scenesOf(await gallery());
  const { url, cookie } = await portal();
  const pages = [
    ...named("gallery", scenes),
    ...named("signed out", await crawl(["/login", "/forgot-password", "/set-password/unknown", "/setup/unknown", "/nowhere"], url, {})),
    ...named("signed in", await crawl(["/"], url, { Cookie: cookie })),
  ];
  const folder = await mkdtemp(join(tmpdir(), "mtp-html-"));
  try {
    for (const [i, [, html]] of pages.entries()) await writeFile(join(folder, `${i}.html`), html);
    const said = await run("java", ["-jar", checker, "--exit-zero-always", "--format", "json", folder], { maxBuffer: limit }).then(({ stderr }) => stderr);
    const faults = JSON.parse(said).messages
      .map((fault) => ({ ...fault, page: pages[Number(fault.url.match(/(\d+)\.html$/)[1])][0] }))
      // Programs that show mail know only the attributes of old.
      .filter(({ page, subType }) => !(page.startsWith("gallery /letters/") && subType === "warning"));
    for (const { page, lastLine, lastColumn, type, subType, message, extract } of faults) {
      console.log(`${page} ${lastLine}:${lastColumn} ${subType ?? type}: ${message}\n  ${extract?.replace(/\s+/g, " ")}`);
    }
    console.log(`${pages.length} pages, ${faults.length} faults.`);
    return faults.length > 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (await run("java", ["-version"]).then(() => false, () => true)) {
  console.log("The HTML is not checked, as there is no Java here. Debian's default-jre-headless brings it.");
} else {
  try {
    process.exitCode = (await main()) ? 1 : 0;
  } finally {
    await end();
  }
}
