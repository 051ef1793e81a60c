import type { CallOptions, RawAnswer, Runtime } from "@turnbolt/core";
import { networkOf } from "../network.ts";
import type { Target } from "../target.ts";
import type { Worker } from "./scheduler.ts";
import type { World } from "./world.ts";

/** Which worker a runtime was lent to, and until when. */
const lent = new WeakMap<Runtime, { readonly worker: Worker; readonly deadline: number }>();

export const borrower = (runtime: Runtime) => lent.get(runtime);

/**
 * The runtime that the kit lends. A granted issue is hit by faults here, at its one request, because there the
 * host keeps the answer before the provider sees it.
 */
export function kitRuntime(world: World, worker: Worker, target: Target, options: CallOptions) {
  const runtime: Runtime = {
    ...plainRuntime(target, options),
    async fetch(url, init) {
      const send = () => (target.fetch ?? fetch)(url, init);
      const { keep } = options;
      if (!keep) return await send();
      const { deadline } = options;
      const response = await world.call({ worker, name: "issue", kind: "changes", deadline, perform: send });
      return await keepFirst(response, async (answer) => {
        await keep(answer);
        assertKept(world, answer.body);
      });
    },
  };
  lent.set(runtime, { worker, deadline: options.deadline });
  return { runtime, close: () => undefined };
}

async function keepFirst(response: Response, keep: (answer: RawAnswer) => Promise<void>): Promise<Response> {
  const body = await response.text();
  if (response.ok) await keep({ status: response.status, body, complete: true });
  return new Response(body, { status: response.status, headers: response.headers });
}

function plainRuntime(target: Target, options: Pick<CallOptions, "secrets">): Runtime {
  void options;
  return {
    fetch: (url, init) => (target.fetch ?? fetch)(url, init),
    socket: (host, port) => networkOf(target).socket(host, port),
    resolve: async (host) => [host],
    signal: new AbortController().signal,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
    progress: () => undefined,
  };
}

const decoder = new TextDecoder();

/** Once the host has handed an answer over, it is on disk, whatever happens next. */
function assertKept(world: World, body: string): void {
  const { work, versions } = world.row();
  const text = JSON.stringify(JSON.stringify(body)).slice(1, -1);
  const kept = [...versions.values(), ...work.findings].some(
    ({ answer }) => answer && decoder.decode(answer).includes(text),
  );
  if (!kept && !work.rotation.revokeAsked)
    world.violations.push("2: an answer was read before it was on disk");
}
