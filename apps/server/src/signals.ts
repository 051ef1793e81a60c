import type { Server } from "./create-server.ts";

/** How long the steps in hand may take to end. */
const GRACE_MS = 40_000;

/** The way out: a first signal ends in order, a second one at once. */
export interface Stopper {
  /** From now on a signal stops this server. */
  serve(server: Pick<Server, "stop" | "busy">): void;
  /** Something that ends once the server has. */
  afterwards(step: () => Promise<unknown>): void;
  asked(): boolean;
}

export function stopOnSignals(say: (text: string) => void): Stopper {
  const after: (() => Promise<unknown>)[] = [];
  let serving: Pick<Server, "stop" | "busy"> | null = null;
  let asked = false;
  const end = async () => {
    const late = setTimeout(
      () => exit(say, 1, "The step in hand takes too long; it is taken up again at the next start."),
      GRACE_MS,
    );
    const busy = serving?.busy() ?? 0;
    say(busy > 0 ? "Finishing the step in hand … (Ctrl-C again ends at once)" : "Stopping …");
    await serving?.stop();
    for (const step of after) await step();
    clearTimeout(late);
    exit(say, 0, busy > 0 ? "The step in hand is finished. Stopped." : "Stopped.");
  };
  const heard = () => {
    if (asked || !serving) return exit(say, 130, "Stopped at once.");
    asked = true;
    end().catch((error: unknown) => exit(say, 1, error instanceof Error ? error.message : String(error)));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, heard);
  return {
    serve: (server) => {
      serving = server;
    },
    afterwards: (step) => void after.push(step),
    asked: () => asked,
  };
}

function exit(say: (text: string) => void, status: number, words: string): never {
  say(words);
  process.exit(status);
}
