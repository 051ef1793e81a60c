import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A process that writes rows to the embedded database of a folder, and the last one it saw acknowledged. */
export async function startWriter(directory: string, uid?: number) {
  const script = join(import.meta.dirname, "hold-database.ts");
  const child = spawn(process.execPath, [script, directory], {
    stdio: ["ignore", "pipe", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let acknowledged = 0;
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    acknowledged = Number(line);
  });
  await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([status]) => {
      throw new Error(`the writer ended with ${status}`);
    }),
  ]);
  return { child, kill: () => kill(child), acknowledged: () => acknowledged };
}

/** The postmaster's process number, as its own file tells it. */
export function postmasterOf(directory: string): number {
  return Number(readFileSync(join(directory, "postgres", "data", "postmaster.pid"), "utf8").split("\n")[0]);
}

/** The shell that watches over the postmaster, and the shell's reader of the pipe. */
export function watchersOf(postmaster: number): number[] {
  const shell = parentOf(postmaster);
  const children = readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8")
    .trim()
    .split(" ")
    .map(Number);
  return [shell, ...children.filter((pid) => pid !== postmaster)];
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

function parentOf(pid: number): number {
  const [, after = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  return Number(after.split(" ")[1]);
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}
