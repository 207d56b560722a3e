// A portal full of sample data with somebody signed in, for the audits.
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");
const password = "copper walrus tumbling orchid";

/** Where the browser is: the whole one where there is one. */
export async function browser() {
  const path = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/chromium-headless-shell"].find((path) => path && existsSync(path));
  return path ?? (await import("@playwright/test")).chromium.executablePath();
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Starts a program and returns once it answers at the URL. */
async function serve(program, args, env, url) {
  const process = spawn(program, args, { env, stdio: "ignore" });
  const deadline = Date.now() + 20_000;
  while (process.exitCode === null && Date.now() < deadline) {
    if (await fetch(url).then((answer) => answer.ok, () => false)) return process;
    await setTimeout(50);
  }
  process.kill();
  throw new Error(`${program} does not answer at ${url}`);
}

const builds = [];

/** Builds a program of the tree into a folder that end removes. */
async function build(name) {
  const folder = await mkdtemp(join(tmpdir(), "mtp-audit-"));
  builds.push(folder);
  await run("go", ["build", "-o", join(folder, name), `./cmd/${name}`], { cwd: root });
  return { folder, program: join(folder, name) };
}

const serving = [];

/** Ends what was started, and removes what was built. */
export async function end() {
  for (const process of serving) process.kill();
  for (const folder of builds) await rm(folder, { recursive: true, force: true });
}

/** Starts a portal with a thousand administrators; returns its URL and the cookie of the first. */
export async function portal() {
  const { folder, program } = await build("mtp");
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, MTP_DATA: join(folder, "data"), MTP_ADDR: address, MTP_URL: url };
  await run(program, ["seed", "--administrators", "1000", "--organizations", "1000", "--access", "10", "--random-seed", "1"], { env: { ...env, MTP_PASSWORD: password } });
  serving.push(await serve(program, ["serve"], env, `${url}/healthz`));
  const answer = await fetch(`${url}/login`, {
    method: "POST", redirect: "manual", headers: { Origin: url },
    body: new URLSearchParams({ email: "demo@mtp.example", password }),
  });
  if (answer.status !== 303) throw new Error(`logging in answered ${answer.status}`);
  return { url, cookie: answer.headers.getSetCookie()[0].split(";")[0] };
}

/** Starts the gallery and returns its URL. */
export async function gallery() {
  const { program } = await build("gallery");
  const address = `127.0.0.1:${await freePort()}`;
  serving.push(await serve(program, ["-addr", address], process.env, `http://${address}/`));
  return `http://${address}`;
}
