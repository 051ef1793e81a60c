import type { TRPCClientError } from "@trpc/client";
import type { AppRouter, RunView } from "@turnbolt/api";
import type { TurnboltClient } from "./create-client.ts";

/** A run as it travels: instants are ISO 8601 texts. */
export type FollowedRun = Travelled<RunView>;

/** What JSON makes of a value. */
type Travelled<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Travelled<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Travelled<T[Key]> }
      : T;

type Told =
  | { readonly run: FollowedRun }
  | { readonly error: TRPCClientError<AppRouter> }
  | { readonly ended: true };

/**
 * Gives a run now and each time it has moved, until it has ended. A lost connection is made again by itself; what
 * was missed meanwhile is in the next one. Throws when the server refuses. Stop it by leaving the loop or by `signal`.
 *
 * @example
 * for await (const run of followRun(client, runId)) console.log(run.state, run.steps.at(-1)?.name);
 */
export async function* followRun(
  client: Pick<TurnboltClient, "runs">,
  runId: string,
  signal?: AbortSignal,
): AsyncGenerator<FollowedRun, void> {
  const told: Told[] = [];
  let wake = () => {};
  const tell = (one: Told) => {
    told.push(one);
    wake();
  };
  const subscription = client.runs.live.subscribe(
    { runId },
    {
      onData: ({ data }) => tell({ run: data }),
      onError: (error) => tell({ error }),
      onComplete: () => tell({ ended: true }),
    },
  );
  const stop = () => tell({ ended: true });
  signal?.addEventListener("abort", stop);
  try {
    while (!signal?.aborted) {
      const next = told.shift();
      if (!next) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if ("ended" in next) return;
      if ("error" in next) throw next.error;
      yield next.run;
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    subscription.unsubscribe();
  }
}
