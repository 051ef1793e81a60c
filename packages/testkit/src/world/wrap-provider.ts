import { type Credential, defineProvider, type RotationProvider, type RunRef } from "@turnbolt/core";
import { borrower } from "./kit-runtime.ts";
import type { Worker } from "./scheduler.ts";
import type { World } from "./world.ts";

type Member = (...parts: never[]) => unknown;

/** The same provider, each of its calls to the target a point where the world may strike. */
export function wrapProvider(world: World, worker: Worker, provider: RotationProvider): RotationProvider {
  const granted = provider.origin === "granted";
  const hit = (name: string, kind: "reads" | "changes" | "choosesValue") =>
    name in provider
      ? { [name]: strike(world, worker, name, kind, Reflect.get(provider, name) as Member) }
      : {};
  return defineProvider({
    ...provider,
    ...hit("verify", "reads"),
    ...hit("list", "reads"),
    ...hit("readBack", "reads"),
    ...hit("revoke", "changes"),
    // A granted issue is struck at its request: see kit-runtime.ts.
    ...(granted ? {} : hit("issue", "choosesValue")),
  } as RotationProvider);
}

function strike(
  world: World,
  worker: Worker,
  name: string,
  kind: "reads" | "changes" | "choosesValue",
  member: Member,
): Member {
  return async (call: never) => {
    const asked: {
      runtime: Parameters<typeof borrower>[0];
      run: RunRef;
      handle?: string;
      draft?: Credential;
    } = call;
    const deadline = borrower(asked.runtime)?.deadline ?? Number.POSITIVE_INFINITY;
    const { handle, draft, run } = asked;
    return await world.call({
      worker,
      name,
      kind,
      deadline,
      runId: run.id,
      handle,
      draft: name === "issue" ? draft : undefined,
      perform: async () => await member(call),
    });
  };
}
