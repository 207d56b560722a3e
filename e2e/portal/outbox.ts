import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";

/** A mail that the portal wrote to its outbox. */
export interface Letter {
  file: string;
  subject: string;
  /** The text part. */
  text: string;
}

/** The folder where mail becomes files while no mail server is set. */
export class Outbox {
  constructor(readonly folder: string) {}

  /** The letters to an address, oldest first. */
  async letters(to: string, subject = ""): Promise<Letter[]> {
    const found: (Letter & { written: number })[] = [];
    for (const file of await readdir(this.folder)) {
      if (!file.endsWith(".eml")) continue;
      const path = join(this.folder, file);
      const letter = parse(await readFile(path, "utf8"));
      if (letter.to !== to || !letter.subject.includes(subject)) continue;
      found.push({ file, subject: letter.subject, text: letter.text, written: (await stat(path)).mtimeMs });
    }
    return found.sort((a, b) => a.written - b.written);
  }

  /** Waits for the nth letter to an address about a subject, and returns it. */
  async letter(to: string, subject: string, nth = 1): Promise<Letter> {
    await expect.poll(async () => (await this.letters(to, subject)).length, { message: `letters "${subject}" to ${to}` }).toBeGreaterThanOrEqual(nth);
    return (await this.letters(to, subject))[nth - 1];
  }
}

/** The one link of a letter, which stands alone on its line. */
export function link(letter: Letter): string {
  const links = letter.text.split("\n").filter((line) => /https?:\/\//.test(line));
  expect(links, `links in the letter "${letter.subject}"`).toHaveLength(1);
  expect(links[0]).toMatch(/^https?:\/\/\S+\/set-password\/\S+$/);
  return links[0];
}

function parse(raw: string): { to: string; subject: string; text: string } {
  const [head, ...rest] = raw.replaceAll("\r\n", "\n").split("\n\n");
  const body = rest.join("\n\n");
  const header = (name: string) => head.replace(/\n[ \t]+/g, " ").match(new RegExp(`^${name}: (.*)$`, "im"))?.[1] ?? "";
  const boundary = header("Content-Type").match(/boundary="?([^";]+)"?/)?.[1];
  let text = body;
  if (boundary) {
    const [partHead, ...part] = body.split(`--${boundary}`)[1].trimStart().split("\n\n");
    expect(partHead, "the text part comes first").toContain("text/plain");
    expect(partHead).not.toContain("base64");
    text = part.join("\n\n");
  }
  return { to: header("To").replace(/^.*<|>$/g, ""), subject: header("Subject"), text };
}
