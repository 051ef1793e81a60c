import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { type Api, apiOf } from "./api.ts";
import type { Look } from "./child/look.ts";
import type { Told } from "./child/points.ts";
import type { ChildCode } from "./child-code.ts";
import type { Setup } from "./setup.ts";

/** Where something is to happen to a process: the point, and which passage of it. */
export interface Aim {
  readonly point: string;
  readonly occurrence: number;
}

/** What happens elsewhere while the process stands still at a point; then it goes on. */
export interface Meanwhile {
  readonly aim: Aim;
  /** Told how long ago this process passed its first point. */
  readonly happens: (sinceFirstMs: number) => Promise<void>;
}

/** A server in a process of its own. */
export interface ServerProcess {
  readonly api: Api;
  readonly pid: number;
  /** From now on points are counted; the process is killed at the one that is aimed at. */
  aim(aim: Aim | null): void;
  /** Points since the last aim, in order. */
  readonly passed: readonly string[];
  /** Settles when the process is gone, whatever ended it. */
  readonly gone: Promise<void>;
  readonly isGone: boolean;
  /** Where a rotation stands, straight from the ledger; `null` when there is none. */
  look(rotationId: string): Promise<Look | null>;
  /** How many batches are under way. */
  busy(): Promise<number>;
  /** Settles at the next point, or after so long. */
  moved(ms: number): Promise<void>;
  kill(): Promise<void>;
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
  /** Everything it has printed and logged. */
  output(): string;
}

const START_MS = 60_000;

/** Starts a server and waits until it serves. `onValues` gets the secret values that are about to travel. */
export async function startServer(
  setup: Setup,
  options: {
    readonly aim?: Aim | undefined;
    readonly meanwhile?: Meanwhile | undefined;
    readonly onValues?: ((values: readonly string[]) => void) | undefined;
    readonly code: ChildCode;
  },
): Promise<ServerProcess> {
  const child = spawn(process.execPath, ["--no-warnings", options.code.file], {
    env: { NODE_COMPILE_CACHE: options.code.cache },
    stdio: ["ignore", "pipe", "pipe", "ipc", "pipe"],
  });
  const state = newState(options.aim ?? null, options.meanwhile ?? null);
  const gone = goneOf(child);
  gone.then(() => {
    state.gone = true;
    state.ring();
  });
  collect(child, state);
  watchPoints(child, state, options.onValues ?? (() => {}));
  child.send(setup);
  const url = await urlOf(child, state, gone);
  const ask = asker(child, state, gone);
  const api = apiOf(url, setup.rootToken);
  return {
    api,
    pid: child.pid ?? 0,
    aim: (aim) => {
      state.aim = aim;
      state.passed.length = 0;
    },
    passed: state.passed,
    gone,
    get isGone() {
      return state.gone;
    },
    // As the child made it.
    look: async (look) => (await ask({ look })) as Look | null,
    busy: async () => Number(await ask({})),
    moved: (ms) => state.moved(ms),
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
    signal: (signal) => void child.kill(signal),
    output: () => state.output.join(""),
  };
}

/** The process ended before it did what was asked of it. */
export class ProcessGone extends Error {}

interface State {
  aim: Aim | null;
  readonly meanwhile: Meanwhile | null;
  gone: boolean;
  firstAt: number;
  readonly passed: string[];
  readonly output: string[];
  ring(): void;
  moved(ms: number): Promise<void>;
}

function newState(aim: Aim | null, meanwhile: Meanwhile | null): State {
  let bells: (() => void)[] = [];
  return {
    aim,
    meanwhile,
    gone: false,
    firstAt: 0,
    passed: [],
    output: [],
    ring: () => {
      const ringing = bells;
      bells = [];
      for (const bell of ringing) bell();
    },
    moved: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        bells.push(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

async function goneOf(child: ChildProcess): Promise<void> {
  // Not `exit`: what it printed last must have arrived.
  await once(child, "close");
}

function collect(child: ChildProcess, { output }: State): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => output.push(text));
  }
}

/** Decides at each point: goes on, or dies there. */
function watchPoints(child: ChildProcess, state: State, onValues: (values: readonly string[]) => void): void {
  const socket = child.stdio[4] as Duplex; // a pipe in both directions, as it was asked for
  let rest = "";
  socket.on("error", () => {});
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const { point, values }: Told = JSON.parse(line);
      if (values) onValues(values);
      state.passed.push(point);
      state.firstAt ||= performance.now();
      const goOn = () => void socket.write("g");
      if (isHit(state, state.aim, point)) child.kill("SIGKILL");
      else if (isHit(state, state.meanwhile?.aim ?? null, point))
        state.meanwhile?.happens(performance.now() - state.firstAt).finally(goOn);
      else goOn();
      state.ring();
    }
  });
}

const isHit = ({ passed }: State, aim: Aim | null, point: string): boolean =>
  aim !== null && aim.point === point && passed.filter((one) => one === point).length === aim.occurrence;

async function urlOf(child: ChildProcess, state: State, gone: Promise<void>): Promise<string> {
  const answer = once(child, "message", { signal: AbortSignal.timeout(START_MS) });
  const [message] = await Promise.race([answer, gone.then(() => Promise.reject(notStarted(state)))]);
  answer.catch(() => {});
  return String((message as { url: unknown }).url);
}

const notStarted = ({ aim, output }: State): Error =>
  aim
    ? new ProcessGone("killed while it started")
    : new Error(`the server did not start: ${output.join("").slice(-2_000)}`);

/** Asks the process itself; only it knows, where its database is its own. */
function asker(child: ChildProcess, state: State, gone: Promise<void>) {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on("message", ({ id, value, failed }: { id?: number; value?: unknown; failed?: string }) => {
    const answer = waiting.get(id ?? 0);
    if (failed === undefined) answer?.resolve(value);
    else answer?.reject(new Error(failed));
  });
  gone.then(() => {
    for (const { reject } of waiting.values()) reject(new ProcessGone("killed"));
  });
  return async (question: object): Promise<unknown> => {
    if (state.gone || !child.connected) throw new ProcessGone("killed");
    const id = ++asked;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    child.send({ id, ...question }, (error) => error && answer.reject(new ProcessGone("killed")));
    return await answer.promise.finally(() => waiting.delete(id));
  };
}
