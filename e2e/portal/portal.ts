import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { Outbox } from "./outbox.ts";

const run = promisify(execFile);
const program = () => join(process.env.E2E_FOLDER!, "mtp");
/** What of the environment the program gets: none of its own settings. */
const environment = () => ({ PATH: process.env.PATH, HOME: process.env.HOME });

/** What a portal starts from: nothing, one administrator, or a large data set. */
export type Start = "empty" | "ready" | "seeded";

/** A portal of its own for one test: a process, a port and a data folder. */
export class Portal {
  readonly outbox: Outbox;
  /** All lines that the program wrote. */
  readonly log: string[] = [];

  private constructor(
    readonly url: string,
    readonly data: string,
    private readonly process: ChildProcess,
  ) {
    this.outbox = new Outbox(join(data, "outbox"));
    for (const stream of [process.stdout!, process.stderr!]) {
      createInterface(stream).on("line", (line) => this.log.push(line));
    }
  }

  /** Starts a portal and returns once it answers. */
  static async start(start: Start): Promise<Portal> {
    const folder = process.env.E2E_FOLDER!;
    const data = await mkdtemp(join(folder, "data-"));
    if (start !== "empty") await cp(join(folder, start), data, { recursive: true });
    await mkdir(join(data, "outbox"), { recursive: true, mode: 0o700 });
    const address = `127.0.0.1:${await freePort()}`;
    const url = `http://${address}`;
    const serving = spawn(program(), ["serve"], {
      env: { ...environment(), MTP_DATA: data, MTP_ADDR: address, MTP_URL: url },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const portal = new Portal(url, data, serving);
    await portal.answers();
    return portal;
  }

  private async answers() {
    const deadline = Date.now() + 20_000;
    while (this.process.exitCode === null && Date.now() < deadline) {
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await setTimeout(20);
    }
    throw new Error(`the portal does not answer:\n${this.log.join("\n")}`);
  }

  /** The link of the first run, as the program printed it. */
  setupLink(): string {
    for (const line of this.log) {
      const link = line.match(/https?:\/\/\S+\/setup\/\S+/);
      if (link) return link[0];
    }
    throw new Error(`no set-up link was printed:\n${this.log.join("\n")}`);
  }

  /** Runs a command of the program on this portal's data, and returns what it printed. */
  async command(...args: string[]): Promise<string> {
    const { stdout } = await run(program(), args, { env: { ...environment(), MTP_DATA: this.data, MTP_URL: this.url } });
    return stdout;
  }

  /** Stops the portal as an operator would. It must end well and leave its data in order. */
  async stop() {
    if (this.process.exitCode === null) {
      const ended = once(this.process, "close");
      this.process.kill("SIGTERM");
      await ended;
    }
    if (this.process.exitCode !== 0) throw new Error(`the portal ended with code ${this.process.exitCode}:\n${this.log.join("\n")}`);
    await this.command("check");
    await rm(this.data, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
