import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** What is asked for, over and over, each path in its turn. */
export interface Target {
  readonly origin: string;
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** What every answer holds. */
  readonly holds: string;
}

/** Asks from a thread of its own, so that the server's thread does nothing but answer. */
export interface Load {
  /** So many requests, so many of them at once; throws at the first that is not answered as it should be. */
  ask(target: Target, requests: number, atOnce: number): Promise<number>;
  close(): Promise<void>;
}

/** The same from the server's own thread, as a program of one process has it: what asking costs is in the figure. */
export async function askHere(
  { origin, paths, headers, holds }: Target,
  requests: number,
  atOnce: number,
): Promise<number> {
  let left = requests;
  const one = async () => {
    while (left > 0) {
      const path = paths[left-- % paths.length] ?? "/";
      const response = await fetch(origin + path, { headers });
      const text = await response.text();
      if (!response.ok || !text.includes(holds)) throw new Error(`GET ${path} → ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return requests;
}

export function startLoad(): Load {
  const worker = new Worker(new URL("./load-worker.ts", import.meta.url));
  return {
    ask: async (target, requests, atOnce) => {
      worker.postMessage({ target, requests, atOnce });
      const [answer] = (await once(worker, "message")) as [{ readonly failed: string | null }];
      if (answer.failed !== null) throw new Error(answer.failed);
      return requests;
    },
    close: async () => void (await worker.terminate()),
  };
}
