import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ada, demo, password } from "./people.ts";

const run = promisify(execFile);

/**
 * Builds the program and the gallery once, and the data folders that the tests start from:
 * "ready" has one administrator, "seeded" a thousand and ten thousand
 * organizations. Each test works on a copy.
 */
export default async function build() {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
  const folder = await mkdtemp(join(tmpdir(), "mtp-e2e-"));
  process.env.E2E_FOLDER = folder;
  const mtp = join(folder, "mtp");
  await run("go", ["build", "-o", folder, "./cmd/mtp", "./cmd/gallery"], { cwd: root });

  const settings = (data: string) => ({ PATH: process.env.PATH, HOME: process.env.HOME, MTP_DATA: join(folder, data), MTP_PASSWORD: password });
  await run(mtp, ["init", "--email", ada.email, "--first-name", ada.firstName, "--last-name", ada.lastName], { env: settings("ready") });
  await run(mtp, ["seed", "--administrators", String(demo.administrators), "--organizations", String(demo.organizations), "--access", "10", "--random-seed", "1"], { env: settings("seeded") });

  return () => rm(folder, { recursive: true, force: true });
}
