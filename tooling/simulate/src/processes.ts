import { type ChildProcess, fork } from "node:child_process";
import type { Task, Told } from "./play.ts";

/** A history that does not end within this time never does. */
const LONGEST_HISTORY_MS = 60_000;

export type Done = Exclude<Told, { readonly at: number }>;

/** Plays the tasks in so many processes, in order, and hands each result over as it comes. */
export async function playInProcesses(
  tasks: readonly Task[],
  options: { readonly processes: number; readonly endsAt: number },
  onDone: (task: Task, done: Done) => void,
): Promise<void> {
  const queue = [...tasks];
  const process = async () => {
    let child: ChildProcess | null = null;
    for (let task = queue.shift(); task && Date.now() < options.endsAt; task = queue.shift()) {
      child ??= startChild();
      const done = await playIn(child, task, options.endsAt);
      onDone(task, done);
      if (!("broke" in done)) continue;
      child.kill("SIGKILL");
      child = null;
    }
    child?.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(options.processes, tasks.length) }, process));
}

const startChild = (): ChildProcess => fork(new URL("./child.ts", import.meta.url));

/** One task in one process; a process that dies or falls silent is an answer as well. */
async function playIn(child: ChildProcess, task: Task, endsAt: number): Promise<Done> {
  const { promise, resolve } = Promise.withResolvers<Done>();
  let at = 0;
  const silent = () => resolve({ broke: `history ${at} never ends` });
  let watch = setTimeout(silent, LONGEST_HISTORY_MS);
  const onMessage = (told: Told) => {
    clearTimeout(watch);
    if (!("at" in told)) return resolve(told);
    at = told.at;
    watch = setTimeout(silent, LONGEST_HISTORY_MS);
  };
  const onExit = () => resolve({ broke: `the process died in history ${at}` });
  child.on("message", onMessage);
  child.on("exit", onExit);
  child.send({ task, endsAt });
  try {
    return await promise;
  } finally {
    clearTimeout(watch);
    child.off("message", onMessage);
    child.off("exit", onExit);
  }
}
