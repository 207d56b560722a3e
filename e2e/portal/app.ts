import { createHmac } from "node:crypto";
import { expect, type Page } from "@playwright/test";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An authenticator app: six digits of RFC 6238, in steps of 30 seconds. */
export class App {
  private last = 0;

  /** The key is base32, as the page shows it. */
  constructor(readonly key: string) {}

  /**
   * A code that was not given before. The portal takes codes of the next step
   * too, so that two are there at any time; no test needs a third of one app.
   */
  code(): string {
    this.last = Math.max(Math.floor(Date.now() / 30_000), this.last + 1);
    const bits = [...this.key].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
    const secret = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(this.last));
    const mac = createHmac("sha1", secret).update(step).digest();
    const number = mac.readUInt32BE(mac[mac.length - 1] & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, "0");
  }
}

/** Reads the setup key of the page that is open into an app. */
export const scan = async (page: Page) => new App(await page.getByLabel("Setup key").inputValue());

/** Turns MFA on with the page that is open; returns the app and the recovery codes. */
export async function turnOnMFA(page: Page): Promise<{ app: App; recovery: string[] }> {
  const app = await scan(page);
  await page.getByLabel("Verification code").fill(app.code());
  await page.getByRole("button", { name: "Turn on MFA" }).click();
  await expect(page.getByRole("button", { name: "I have saved these codes" })).toBeVisible();
  const recovery = await page.getByRole("main").getByRole("listitem").allInnerTexts();
  expect(recovery).toHaveLength(10);
  for (const code of recovery) expect(code).toMatch(/^[A-Z0-9]{5}-[A-Z0-9]{5}$/);
  await page.getByRole("button", { name: "I have saved these codes" }).click();
  return { app, recovery };
}

/** Answers the question for the second factor with a code of the app. */
export async function verify(page: Page, code: string) {
  await page.getByLabel("Verification code").fill(code);
  await page.getByRole("button", { name: "Verify" }).click();
}
