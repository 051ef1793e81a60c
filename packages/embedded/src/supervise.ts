import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Account } from "./account.ts";

/** A command that does not outlive this process. */
export interface Supervised {
  /** Settles when the command has ended, with its exit status (null after a signal). */
  readonly ended: Promise<number | null>;
  /** Interrupts the command and waits until it has ended. */
  stop(): Promise<void>;
}

/**
 * Runs `command` so that it is interrupted about 50 ms after this process dies, even by SIGKILL: a shell holds the
 * other end of a pipe, and the system closes ours whatever we die of. The command is in a session of its own, so a
 * Ctrl-C at the terminal reaches us alone and we choose when it ends.
 */
export function supervise(
  command: readonly string[],
  options: {
    account: Account;
    directory: string;
    output: number;
    removeAfter?: string | undefined;
    /** What asks the command to end; PostgreSQL takes INT for "now, in order". */
    signal?: "INT" | "TERM";
  },
): Supervised {
  const [file = "/bin/sh", ...before] = [...options.account.prefix, "/bin/sh"];
  const child = spawn(file, [...before, "-c", SCRIPT, options.removeAfter ?? "", ...command], {
    ...options.account.spawn,
    cwd: options.directory,
    // Nothing of our own environment: it may hold the key.
    env: { ...ENVIRONMENT, STOP: options.signal ?? "INT" },
    detached: true,
    stdio: ["pipe", options.output, options.output],
  });
  const ended = endOf(child);
  ended.catch(() => {});
  // The pipe breaks when the shell ends before we close it; `ended` tells that already.
  child.stdin?.on("error", () => {});
  return {
    ended,
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

/** What PostgreSQL's programs get to see of the environment. */
export const ENVIRONMENT = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C" };

// A server that never came up ends with 1 or 2: it may be started once more, and its log is wanted.
// The reader waits for the pipe to close, not the shell itself: so the shell notices when the command ends first.
const SCRIPT = `
exec 3<&0
"$@" </dev/null 3<&- &
command=$!
( read -r _ <&3; kill -"$STOP" "$command" ) 2>/dev/null &
reader=$!
wait "$command"
status=$?
kill "$reader" 2>/dev/null
[ -z "$0" ] || [ "$status" = 1 ] || [ "$status" = 2 ] || rm -rf "$0"
exit "$status"
`;

async function endOf(child: ChildProcess): Promise<number | null> {
  const [status] = await once(child, "exit");
  return typeof status === "number" ? status : null;
}
