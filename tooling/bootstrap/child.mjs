import { spawn } from "node:child_process";
import { constants } from "node:os";
import { root } from "./place.mjs";
import "./watch-parent.mjs";

/**
 * Runs the command in our place: our signals are its signals, its end is our end. It has a session of its own, for
 * a Ctrl-C reaches everything in the foreground and npm passes it on as well, and the server has to hear it once.
 */
export function runUntilEnd(file, args, env) {
  const child = spawn(file, args, { cwd: root, env, stdio: "inherit", detached: true });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, once(signal, child));
  child.on("error", (error) => {
    throw error;
  });
  child.on("exit", (status, signal) => process.exit(status ?? 128 + constants.signals[signal]));
}

// Further ones are passed on too: a second Ctrl-C means "at once".
function once(signal, child) {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const echo = performance.now() - last < 300;
    last = performance.now();
    if (!echo) child.kill(signal);
  };
}
