import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { FullConfig, FullResult, Reporter, TestCase, TestError, TestResult } from "@playwright/test/reporter";

interface Rendering {
  name: string;
  now: string; // each a data: URL
  before?: string;
  difference?: string;
  state: "alike" | "new" | "differs";
}

interface Scene {
  path: string;
  note: string;
  area: string;
  renderings: Rendering[];
}

type Attachment = TestResult["attachments"][number];

const url = ({ contentType, body, path }: Attachment) => `data:${contentType};base64,${(body ?? readFileSync(path!)).toString("base64")}`;

/** Lays every picture on one sheet, those that differ first, and says where it is. */
export default class Sheet implements Reporter {
  private readonly scenes: Scene[] = [];
  private accepting = false;

  onBegin(config: FullConfig) {
    this.accepting = config.updateSnapshots !== "none";
  }

  onError(error: TestError) {
    console.error(error.message ?? error.value);
  }

  onTestEnd(test: TestCase, result: TestResult) {
    for (const { message } of result.errors) if (!message?.includes("toMatchSnapshot") && !message?.includes("A snapshot doesn't exist")) console.error(message);
    const named = new Map(result.attachments.map((attachment) => [attachment.name, attachment]));
    for (const { type: path, description } of result.annotations) {
      const folder = path.split("/").filter(Boolean).join("/");
      const renderings = result.attachments
        .filter(({ name, contentType }) => contentType === "image/webp" && name.slice(0, name.lastIndexOf("/")) === folder)
        .map((attachment): Rendering => {
          const of = (what: string) => named.get(attachment.name.replace(".jpg", `-${what}.jpg`));
          const [before, difference, actual] = [of("expected"), of("diff"), of("actual")];
          const state = this.accepting || !actual ? "alike" : before ? "differs" : "new";
          return { name: attachment.name.slice(folder.length + 1, -4), now: url(attachment), state, ...(state === "differs" && { before: url(before!), difference: difference && url(difference) }) };
        });
      this.scenes.push({ path, note: description ?? "", area: test.title, renderings });
    }
  }

  onEnd(result: FullResult) {
    if (this.scenes.length === 0) return;
    const having = (state: Rendering["state"]) => this.scenes.filter(({ renderings }) => renderings.some((rendering) => rendering.state === state));
    const differing = having("differs");
    const fresh = having("new").filter((scene) => !differing.includes(scene));
    const alike = this.scenes.filter((scene) => !differing.includes(scene) && !fresh.includes(scene));

    const sections = [section("Differ", differing), section("New", fresh)];
    for (const area of new Set(alike.map((scene) => scene.area))) sections.push(section(area, alike.filter((scene) => scene.area === area)));
    const file = join(import.meta.dirname, "../test-results/look/index.html");
    writeFileSync(file, page(sections.join("")));

    for (const { path, renderings } of differing) console.log(`differs  ${path}  ${renderings.filter(({ state }) => state === "differs").map(({ name }) => name).join(", ")}`);
    for (const { path } of fresh) console.log(`new      ${path}`);
    console.log(`${this.scenes.length} scenes: ${differing.length} differ, ${fresh.length} new. See ${relative(process.cwd(), file)}`);
    if (differing.length + fresh.length > 0) console.log("To take them as they look now: make look ACCEPT=1");
    else if (result.status !== "passed") console.log("Not all could be compared, as said above.");
  }

  printsToStdio() {
    return true;
  }
}

const escape = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

const section = (title: string, scenes: Scene[]) => (scenes.length === 0 ? "" : `<section><h2>${escape(title)} <small>${scenes.length}</small></h2>${scenes.map(article).join("")}</section>`);

const article = ({ path, note, renderings }: Scene) => `<article><h3>${escape(path)} <small>${escape(note)}</small></h3><div>${renderings.map(figure).join("")}</div></article>`;

const figure = ({ name, now, before, difference, state }: Rendering) => `<figure class="${state} w${name.split("-")[0]}"><figcaption>${name}${state === "alike" ? "" : `: ${state}`}</figcaption>${[
  ["now", now],
  ["before", before],
  ["difference", difference],
].map(([what, src]) => (src ? `<img tabindex="0" alt="${what}" title="${what}" src="${src}">` : "")).join("")}</figure>`;

const page = (content: string) => `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Contact sheet</title>
<style>
  body { margin: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: #eee; background: #555; }
  h2 { position: sticky; inset-block-start: 0; margin: 0; padding-block: 0.5rem; background: #555; }
  h3 { margin: 1.5rem 0 0.5rem; font-size: inherit; }
  small { font-weight: 400; color: #ccc; }
  div { display: flex; gap: 1rem; align-items: flex-start; }
  figure { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0; }
  figcaption { inline-size: 100%; font-size: 12px; color: #ccc; }
  .differs figcaption, .new figcaption { color: #ffb454; }
  img { display: block; inline-size: 30rem; cursor: zoom-in; }
  .w320 img { inline-size: 10rem; }
  img:focus { inline-size: auto; max-inline-size: none; cursor: default; outline: 2px solid #ffb454; }
</style>
<h1>Contact sheet</h1>
<p>Click a picture to see it in its full size.</p>
${content}
</html>
`;
