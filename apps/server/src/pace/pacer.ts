import { type CallOfStep, type Clock, type Runtime, retryAfterMs } from "@turnbolt/core";
import type { LimitKey, RateLimits } from "@turnbolt/store";
import { drawerOf, type Limit } from "./draw.ts";
import { type Reading, readLimit } from "./read-limit.ts";

/** Keeps every connection within what its target allows, as the target's own answers tell. */
export interface Pacer {
  /** The same `fetch`, each request in its turn. Where no limit is known it waits for nothing and asks nobody. */
  open(opened: Opened, fetch: Runtime["fetch"]): { readonly fetch: Runtime["fetch"]; close(): void };
  /** A process has learned that there is a limit. */
  heard(key: LimitKey): void;
}

export interface Opened {
  readonly rotationType: string;
  readonly call: CallOfStep;
  /** What is left of the call's time. */
  readonly leftMs: number;
  readonly signal: AbortSignal;
}

export interface PacerParts {
  readonly clock: Pick<Clock, "now" | "monotonic" | "at">;
  readonly limits: Pick<RateLimits, "take" | "learn">;
  readonly onError: (error: unknown) => void;
}

/** A call waits so long for its turn at the most, and never longer than half of its time; what takes longer comes back. */
const MOST_MS = 10_000;
/** What a refusal counts against when it tells no limit, and how long it is heeded when it does not say. */
const UNTOLD = "";
const UNTOLD_MS = 1_000;

/** The limits, by the requests of a call, in their order. */
type Habit = readonly string[];

interface Going {
  /** As many requests as the step took last time: turns for all of them are drawn before the first. */
  readonly habit: Habit;
  readonly scopes: string[];
  entered: number;
  /** For so many requests there are turns once these are drawn. */
  paid: number;
  drawn?: Promise<number>;
}

export function createPacer(parts: PacerParts): Pacer {
  const { clock, limits, onError } = parts;
  const connections = new Map<string, Map<string, Limit>>();
  const habits = new Map<string, Habit>();
  const calls = new WeakMap<CallOfStep, Going>();

  const heard = ({ connectionId, scope }: LimitKey): Limit => {
    const known = connections.get(connectionId) ?? new Map<string, Limit>();
    connections.set(connectionId, known);
    const limit = known.get(scope) ?? {
      key: { connectionId, scope },
      told: null,
      learned: Promise.resolve(),
    };
    known.set(scope, limit);
    return limit;
  };
  const forget = ({ connectionId, scope }: LimitKey): void => {
    connections.get(connectionId)?.delete(scope);
  };
  const draw = drawerOf({ ...parts, forget });

  const learn = async (connectionId: string, { headers, status }: Response): Promise<string> => {
    const at = clock.monotonic();
    const reading = readLimit(headers, clock.now());
    const scope = reading?.scope ?? UNTOLD;
    const restMs = status === 429 ? restOf(headers, reading) : 0;
    if (!reading && restMs === 0) return scope;
    const isNew = !connections.get(connectionId)?.has(scope);
    const limit = heard({ connectionId, scope });
    if (reading) limit.told = { ...reading, at };
    const { allowed = null, windowMs = 0 } = reading ?? {};
    if (isNew || restMs > 0) {
      limit.learned = limits.learn({ connectionId, scope, allowed, windowMs, restMs }).catch(onError);
    }
    await limit.learned;
    return scope;
  };
  return {
    heard: (key) => void heard(key),
    open: ({ rotationType, call, leftMs, signal }, fetch) => {
      const step = `${call.connectionId}/${rotationType}/${call.step}`;
      const going = calls.get(call) ?? { habit: habits.get(step) ?? [], scopes: [], entered: 0, paid: 0 };
      calls.set(call, going);
      const latest = clock.monotonic() + Math.min(MOST_MS, leftMs / 2);
      const turn = () =>
        enter(going, connections.get(call.connectionId), (limit, wanted) =>
          draw(limit, { wanted, latest, signal }),
        );
      return {
        fetch: async (url, init) => {
          const waitMs = await turn();
          if (waitMs > 0) return tooSoon(waitMs);
          const response = await fetch(url, init);
          going.scopes.push(await learn(call.connectionId, response));
          return response;
        },
        close: () => {
          if (connections.has(call.connectionId) && going.scopes.length > 0) habits.set(step, going.scopes);
        },
      };
    },
  };
}

/** Draws what a request needs, or for the first one what the call needs; gives how long it would have to wait, 0 = go. */
async function enter(
  going: Going,
  known: ReadonlyMap<string, Limit> | undefined,
  draw: (limit: Limit, wanted: number) => Promise<number>,
): Promise<number> {
  if (!known) return 0;
  const before = going.entered++;
  if (before > 0 && before < going.paid) return (await going.drawn) ?? 0;
  const usual = before === 0 ? going.habit.filter((scope) => known.has(scope)) : [];
  if (usual.length > 0) going.paid = going.habit.length;
  const all = async (): Promise<number> => {
    // A request of which it is not known what it counts against may count against any.
    for (const [scope, wanted] of countOf(usual.length > 0 ? usual : known.keys())) {
      const limit = known.get(scope);
      const waitMs = limit ? await draw(limit, wanted) : 0;
      if (waitMs > 0) return waitMs;
    }
    return 0;
  };
  going.drawn = all();
  return await going.drawn;
}

function countOf(scopes: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const scope of scopes) counts.set(scope, (counts.get(scope) ?? 0) + 1);
  return counts;
}

const restOf = (headers: Headers, reading: Reading | null): number =>
  retryAfterMs(headers) || reading?.untilMs || UNTOLD_MS;

/** What the target would answer: a plugin knows already what to make of it, and nothing was sent. */
const tooSoon = (waitMs: number): Response =>
  new Response(null, { status: 429, headers: { "retry-after": String(Math.ceil(waitMs / 1000)) } });
