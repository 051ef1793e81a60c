import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { environment as inherited } from "../support/env.ts";

/** What is built is what people start; it does so in a third of the time of its source. */
const MAIN = join(import.meta.dirname, "../../dist/main.js");

export interface TurnboltProcess {
  /** Everything it has printed. */
  output(): string;
  /** Waits until it has printed this. */
  printed(text: string | RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  readonly exitCode: Promise<number | null>;
}

/** The server as a person starts it, with nothing of this process' environment. */
export function startProcess(environment: Record<string, string>, ...args: string[]): TurnboltProcess {
  const child = spawn(process.execPath, [...NODE, ...args], {
    env: { ...inherited, TURNBOLT_PORT: "0", NODE_COMPILE_CACHE, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return watched(child, (signal) => void child.kill(signal));
}

/** The same at a terminal, as `script` makes one; SIGINT is a key that is pressed there. */
export function startAtTerminal(environment: Record<string, string>, ...args: string[]): TurnboltProcess {
  const command = [process.execPath, ...NODE, ...args].join(" ");
  const child = spawn("script", ["-qefc", command, "/dev/null"], {
    env: { ...inherited, TURNBOLT_PORT: "0", NODE_COMPILE_CACHE, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  return watched(child, (signal) => {
    if (signal === "SIGINT") child.stdin.write("\x03");
    else child.kill(signal);
  });
}

/** Where Node keeps what it compiled, for the next start: not where others could leave code for us to run. */
const NODE_COMPILE_CACHE = join(import.meta.dirname, "../../node_modules/.cache/compiled");
const NODE = ["--disable-warning=ExperimentalWarning", MAIN];

function watched(
  child: ChildProcess & { readonly stdout: Readable; readonly stderr: Readable },
  signal: TurnboltProcess["signal"],
): TurnboltProcess {
  running.add(child);
  let text = "";
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => {
      text += bytes.toString("utf8");
      for (const look of watchers) look();
    });
  }
  const exitCode = once(child, "close").then(([status]) => {
    running.delete(child);
    for (const look of watchers) look();
    return status as number | null;
  });
  return {
    output: () => text,
    exitCode,
    signal,
    printed: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = typeof wanted === "string" ? text.includes(wanted) && wanted : wanted.exec(text)?.[0];
          if (found) resolve(found);
          else if (!running.has(child)) reject(new Error(`it ended without printing ${wanted}:\n${text}`));
          else return;
          watchers.delete(look);
        };
        watchers.add(look);
        look();
      }),
  };
}

const running = new Set<ChildProcess>();

/** Ends whatever a failed test left running. */
export function endProcesses(): void {
  for (const child of running) child.kill("SIGKILL");
}

const folders: string[] = [];

/** A data folder for one test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "turnbolt-start-"));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
