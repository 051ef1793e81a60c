import { execFile } from "node:child_process";
import { readFile, readlink, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

/** What `postmaster.pid` says, or undefined where there is none. */
export async function readPidFile(directory: string): Promise<{ pid: number; ready: boolean } | undefined> {
  const text = await readFile(join(directory, "postmaster.pid"), "utf8").catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    },
  );
  const lines = text.split("\n");
  return text === "" ? undefined : { pid: Number(lines[0]), ready: lines[7]?.trim() === "ready" };
}

/**
 * Waits until a PostgreSQL left behind by a process that died has ended, and ends it itself when it does not go.
 * To be called by the holder of the directory's lock only: whatever still runs here belongs to nobody then.
 */
export async function previousEnded(directory: string, log: (message: string) => void): Promise<void> {
  const patience = 2_000;
  const limit = 60_000;
  const start = Date.now();
  let told = false;
  for (;;) {
    const previous = await readPidFile(directory);
    if (!previous) return;
    if (!(await runsHere(previous.pid, directory))) {
      // After a reboot the number may be another program's, which PostgreSQL would take for a rival.
      await rm(join(directory, "postmaster.pid"), { force: true });
      return;
    }
    const waited = Date.now() - start;
    if (waited > limit) {
      throw new Error(
        `The PostgreSQL of an earlier start (process ${previous.pid}) still uses ${directory} and does not stop. ` +
          "End it, then start again.",
      );
    }
    if (waited > patience && !told) {
      log(`waiting for the PostgreSQL of an earlier start to stop (process ${previous.pid})`);
      interrupt(previous.pid);
      told = true;
    }
    await pause(20);
  }
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, "SIGINT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

// A postmaster's working folder is its cluster; only that tells it from a stranger with the same number.
async function runsHere(pid: number, directory: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" && (await worksIn(pid, directory));
  }
  return worksIn(pid, directory);
}

async function worksIn(pid: number, directory: string): Promise<boolean> {
  const here = await realpath(directory);
  if (process.platform === "linux") {
    return readlink(`/proc/${pid}/cwd`).then(
      (cwd) => cwd === here,
      // Gone, or somebody else's process: ours could be read.
      () => false,
    );
  }
  const command = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }));
  return command.stdout.includes("postgres") && command.stdout.includes(directory);
}
