// Runs Lighthouse over the sign-in page, the list of administrators with fifty
// rows and an administrator's form, as on a desktop and as on a phone. Fails when
// one of them has less than 100 in a category.
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { browser, end, portal } from "./portal.mjs";

const categories = ["performance", "accessibility", "best-practices"];

const row = (words) => words.map((word) => String(word).padEnd(16)).join("").trimEnd();

/** What keeps a category from 100, in a line each. */
const faults = (result, category) => result.categories[category].auditRefs
  .filter(({ id, weight }) => weight > 0 && result.audits[id].score !== null && result.audits[id].score < 1)
  .map(({ id }) => `${id}: ${result.audits[id].title} ${result.audits[id].displayValue ?? ""}`);

async function main() {
  const { url, cookie } = await portal();
  const signedIn = { Cookie: cookie };
  const list = await (await fetch(`${url}/administrators?role=manager&status=active`, { headers: signedIn })).text();
  const form = list.match(/<th scope="row"[^]*?href="(\/administrators\/[^"]+)"/)[1];
  const pages = [["sign-in", "/login", {}], ["list", "/administrators", signedIn], ["form", form, signedIn]];

  const chrome = await launch({
    chromePath: await browser(),
    chromeFlags: ["--headless=new", "--disable-gpu", "--disable-background-networking", "--no-first-run", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });
  const measure = async (path, headers, profile, again = true) => {
    const settings = { port: chrome.port, onlyCategories: categories, extraHeaders: headers, logLevel: "error" };
    const { lhr } = await lighthouse(url + path, settings, profile === "desktop" ? desktopConfig : undefined);
    // The browser sometimes misses the beginning of a page.
    if (lhr.runtimeError && again) return measure(path, headers, profile, false);
    if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
    if (lhr.finalDisplayedUrl !== url + path) throw new Error(`${path} leads to ${lhr.finalDisplayedUrl}`);
    return lhr;
  };
  const performance = (result) => result.categories.performance.score;

  let failed = false;
  try {
    console.log(row(["page", "profile", ...categories, "LCP ms", "TBT ms", "CLS", "bytes", "requests"]));
    for (const [name, path, headers] of pages) {
      for (const profile of ["desktop", "mobile"]) {
        let result = await measure(path, headers, profile);
        // What else the machine does makes a page slower and never quicker: the best of three counts.
        for (let i = 0; i < 2 && performance(result) < 1; i++) {
          const other = await measure(path, headers, profile);
          if (performance(other) > performance(result)) result = other;
        }
        const scores = categories.map((category) => Math.round(100 * result.categories[category].score));
        const loaded = result.audits["network-requests"].details.items.filter(({ url }) => url.startsWith("http"));
        const measured = [
          Math.round(result.audits["largest-contentful-paint"].numericValue), Math.round(result.audits["total-blocking-time"].numericValue),
          result.audits["cumulative-layout-shift"].numericValue.toFixed(3),
          loaded.reduce((sum, { transferSize }) => sum + transferSize, 0), loaded.length,
        ];
        console.log(row([name, profile, ...scores, ...measured]));
        categories.forEach((category, i) => {
          if (scores[i] === 100) return;
          failed = true;
          for (const fault of faults(result, category)) console.log(`  ${fault}`);
        });
      }
    }
  } finally {
    chrome.kill();
  }
  return failed;
}

try {
  process.exitCode = (await main()) ? 1 : 0;
} finally {
  await end();
}
