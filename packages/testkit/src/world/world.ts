import {
  type CallOptions,
  type Command,
  type Connection,
  type Credential,
  connectionBinding,
  createRegistry,
  defaultLimits,
  type Engine,
  type Ledger,
  type Limits,
  type NewRotation,
  newRotation,
  type RotationProvider,
  sensitiveFields,
  workBatch,
} from "@turnbolt/core";
import type { Subject, Target } from "../target.ts";
import { type Chooser, seeded } from "./chooser.ts";
import { FAULTS, type FaultKind, ledgerFailure, noAnswer, policyRefusal, tooMany } from "./faults.ts";
import { missingIntent } from "./intent.ts";
import { kitRuntime } from "./kit-runtime.ts";
import { type MemoryLedger, memoryLedger, type Row } from "./memory-ledger.ts";
import { plainCipher } from "./plain-cipher.ts";
import { die, newWorker, pick, step, turn, type Worker } from "./scheduler.ts";
import { wrapProvider } from "./wrap-provider.ts";

/** How long one call takes in the world. */
const CALL_MS = 20;
/** More turns than any honest history takes. */
const MOST_TURNS = 20_000;

export interface WorldOptions {
  readonly provider: RotationProvider;
  readonly target: Target;
  readonly subject: Subject;
  readonly chooser: Chooser;
  readonly clock: { time: number };
  readonly workers?: number;
  readonly limits?: Partial<Limits>;
  readonly seed?: number;
}

/** One call of the engine to the ledger or to the target. */
export interface WorldCall<T> {
  readonly worker: Worker;
  readonly name: string;
  readonly kind: FaultKind;
  /** By the world's clock; later it does not leave. */
  readonly deadline: number;
  /** What it revokes at the target. */
  readonly handle?: string | undefined;
  /** The value that it issues, where that is ours. */
  readonly draft?: Credential | undefined;
  readonly perform: () => Promise<T>;
}

/** One thing that somebody does at a time. */
export interface Deed {
  /** When, by the world's clock; … */
  readonly at?: number;
  /** … or in the middle of things: before the call with this number. */
  readonly beforeCall?: number;
  readonly name: string;
  readonly perform: (world: World) => Promise<void> | void;
}

const decoder = new TextDecoder();

/** A small universe: processes, a database, a target, and a clock that only moves when everybody waits. */
export class World {
  readonly options: WorldOptions;
  readonly ledger: MemoryLedger;
  readonly history: string[] = [];
  readonly violations: string[] = [];
  readonly strangers: string[] = [];
  /** When the network delivered something late, or once more. */
  readonly landings: number[] = [];
  readonly workers: Worker[];
  readonly limits: Limits;
  readonly random: () => number;
  /** Every fault is over: what remains is to come to rest. */
  healed = false;
  calls = 0;
  rotationId = "";
  /** How far the database's clock is from the true time; the monotonic clock and the target's keep to that. */
  skew = 0;
  /** Somebody ended the published credential at the target. */
  sabotaged = false;
  readonly #late: { readonly worker: Worker; at: number; readonly perform: () => Promise<void> }[] = [];
  readonly #deeds: Deed[] = [];
  #last: Worker | null = null;
  #ids = 0;
  /** Asked after every turn. */
  watch: ((world: World) => Promise<void>) | null = null;

  constructor(options: WorldOptions) {
    this.options = options;
    this.limits = { ...defaultLimits, ...options.limits };
    this.random = seeded(options.seed ?? 1);
    this.ledger = memoryLedger(
      () => this.now(),
      () => options.clock.time,
    );
    this.workers = Array.from({ length: options.workers ?? 1 }, (_, index) =>
      newWorker(`worker ${index + 1}`),
    );
  }

  now(): Date {
    return new Date(this.options.clock.time + this.skew);
  }

  /**
   * The database's clock jumps. Back at any time; forward only while nothing is under way, because no lease and no
   * bound on a late call outlives a clock that runs ahead of them.
   */
  jumpClock(ms: number): void {
    const { run, rotation } = this.row().work;
    const counts = rotation.probes.length > 0;
    if (ms > 0 && (run || rotation.quietAt || counts || this.#late.length > 0)) return;
    this.skew += ms;
  }

  row(): Row {
    const row = this.ledger.rows.get(this.rotationId);
    if (!row) throw new Error("no rotation was made");
    return row;
  }

  engine(worker: Worker): Engine {
    const { provider, target, clock } = this.options;
    const wrapped = wrapProvider(this, worker, provider);
    return {
      ledger: this.#wrapLedger(worker, this.ledger.as(worker.name)),
      cipher: plainCipher(),
      clock: { now: () => this.now(), monotonic: () => clock.time, at: () => () => undefined },
      random: { uuid: () => this.#uuid(), fraction: () => this.random() },
      host: { open: (options: CallOptions) => kitRuntime(this, worker, target, options) },
      cron: { next: () => null, validate: () => "not here" },
      registry: createRegistry([wrapped]),
      installation: "kit000",
      limits: this.limits,
    };
  }

  /** Makes the rotation and its `create` run, as a service would after its checks. */
  async create(fields: Partial<NewRotation> = {}): Promise<void> {
    const { provider, target, subject } = this.options;
    const given = subject.connection ?? target.connection;
    const rows = await newRotation(this.engine(newWorker("service")), provider, given, {
      projectId: "project",
      type: provider.type,
      name: "kit",
      connectionId: "connection",
      parameters: subject.parameters,
      schedule: { kind: "interval", days: 1, at: { hours: 0, minutes: 0 }, timeZone: "UTC" },
      auto: true,
      overlapMs: null,
      strangers: "keep",
      verifyTimeoutMs: null,
      loginProves: true,
      requestedBy: null,
      ...fields,
    });
    const connection = await sealConnection(provider, given);
    this.rotationId = rows.rotation.id;
    this.ledger.insert(rows.rotation, connection, rows.run, rows.versions);
  }

  /** A person's command, at once. Refusals are part of life. */
  async command(command: Command): Promise<void> {
    await this.ledger
      .as("service")
      .command(this.rotationId, command)
      .catch((error: unknown) => {
        this.history.push(`  refused: ${error instanceof Error ? error.message : String(error)}`);
      });
  }

  parts(): Engine {
    return this.engine(newWorker("service"));
  }

  /** Something that somebody will do at a time. */
  plan(deed: Deed): void {
    this.#deeds.push(deed);
  }

  /** Lets everybody work until nothing is left to do before `until`. */
  async run(until: number): Promise<void> {
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      await this.#happen();
      const worker = this.#whoseTurn();
      if (worker) await this.#take(worker);
      else if (!this.#advance(until)) return;
    }
    this.violations.push("9: the history does not come to rest");
  }

  /** No more faults; everything that died starts again, everything held goes on. */
  heal(): void {
    this.healed = true;
    for (const worker of this.workers) worker.heldUntil = 0;
    this.#restart();
  }

  /** One call of the engine: the place where things go wrong. */
  async call<T>(call: WorldCall<T>): Promise<T> {
    const { worker, name, kind, deadline, perform } = call;
    await turn(worker);
    this.options.clock.time += CALL_MS;
    if (this.options.clock.time > deadline) {
      this.history.push(`${this.#stamp()} ${worker.name} ${name}: too late to leave`);
      throw noAnswer();
    }
    if (kind !== "writes") this.#assertMayCall(call);
    const faults = FAULTS[kind];
    const fault = this.healed ? "ok" : (faults[this.options.chooser.choose(name, faults.length)] ?? "ok");
    this.calls++;
    this.history.push(`${this.#stamp()} ${worker.name} ${name}${fault === "ok" ? "" : `: ${fault}`}`);
    return await this.#suffer(worker, fault, deadline, perform);
  }

  /** Once the host has handed an answer over, it is on disk, whatever happens next. */
  assertKept(body: string): void {
    const { work, versions } = this.row();
    const text = JSON.stringify(JSON.stringify(body)).slice(1, -1);
    const kept = [...versions.values(), ...work.findings].some(
      ({ answer }) => answer && decoder.decode(answer).includes(text),
    );
    if (!kept && !work.rotation.revokeAsked)
      this.violations.push("2: an answer was read before it was on disk");
  }

  /** No call in a transaction or under an old fence, and no change without an intent on disk. */
  #assertMayCall(call: WorldCall<unknown>): void {
    const { worker, name, kind } = call;
    const row = this.row();
    if (this.ledger.inTransaction()) this.violations.push(`3: ${name} inside a transaction`);
    if (row.removed) return;
    if (row.owner !== worker.name)
      this.violations.push(`5: ${worker.name} starts ${name} under a lost lease`);
    if (kind === "reads") return;
    const problem = missingIntent(row, call);
    if (problem) this.violations.push(`2: ${problem}`);
    if (row.work.rotation.mustVerify)
      this.violations.push(`2: ${name} on an older database, before anything was verified`);
  }

  async #suffer<T>(worker: Worker, fault: string, deadline: number, perform: () => Promise<T>): Promise<T> {
    switch (fault) {
      case "crash-before":
        return await die(worker);
      case "crash-after":
        await perform().catch(() => undefined);
        return await die(worker);
      case "lost":
        await perform().catch(() => undefined);
        throw noAnswer();
      case "commit-unknown":
        await perform();
        throw ledgerFailure();
      case "no-commit":
        throw ledgerFailure();
      case "unavailable":
        throw noAnswer();
      case "rate-limited":
        throw tooMany();
      case "refused":
        throw policyRefusal();
      case "late":
        this.#later(worker, deadline, perform);
        throw noAnswer();
      case "lost-and-again":
        await perform().catch(() => undefined);
        this.#later(worker, deadline, perform);
        throw noAnswer();
      default:
        return await perform();
    }
  }

  /** It lands by itself, at the latest when the target has forgotten it. */
  #later<T>(worker: Worker, deadline: number, perform: () => Promise<T>): void {
    const life = this.#lifeMs();
    const end = Math.min(deadline, this.options.clock.time + this.limits.callMs) + life;
    const at = this.options.clock.time + Math.floor((end - this.options.clock.time - 1) * this.random());
    this.#late.push({
      worker,
      at,
      perform: async () => {
        this.history.push(`${this.#stamp()} a late call lands`);
        this.landings.push(this.options.clock.time);
        await perform().catch(() => undefined);
      },
    });
  }

  #lifeMs(): number {
    return this.options.provider.lifeMs ?? this.limits.lifeMs;
  }

  #wrapLedger(worker: Worker, ledger: Ledger): Ledger {
    const write = <T>(name: string, perform: () => Promise<T>) =>
      this.call({ worker, name, kind: "writes", deadline: Number.POSITIVE_INFINITY, perform });
    return {
      claim: (request) => write("claim", () => ledger.claim(request)),
      load: (id) => ledger.load(id),
      save: (lease, revision, change) => write("save", () => ledger.save(lease, revision, change)),
      renew: (lease, ms) => write("renew", () => ledger.renew(lease, ms)),
      command: (id, decide) => ledger.command(id, decide),
      addFinding: (finding) => write("add finding", () => ledger.addFinding(finding)),
    };
  }

  /** Deeds and late landings whose time has come. */
  async #happen(): Promise<void> {
    const { time } = this.options.clock;
    for (const late of this.#late.filter(({ at }) => at <= time)) {
      this.#late.splice(this.#late.indexOf(late), 1);
      await late.perform();
    }
    for (const deed of this.#deeds.filter((deed) => this.#isTime(deed))) {
      this.#deeds.splice(this.#deeds.indexOf(deed), 1);
      this.history.push(`${this.#stamp()} ${deed.name}`);
      await deed.perform(this);
    }
  }

  #isTime({ at = Number.POSITIVE_INFINITY, beforeCall = Number.POSITIVE_INFINITY }: Deed): boolean {
    return at <= this.options.clock.time || beforeCall <= this.calls;
  }

  #whoseTurn(): Worker | undefined {
    const { time } = this.options.clock;
    const due = this.ledger.nextDue();
    const hasWork = due !== null && due <= this.now();
    const able = this.workers.filter(
      (worker) => !worker.died && worker.heldUntil <= time && (worker.resume || (hasWork && !worker.busy)),
    );
    return pick(this.healed ? { choose: () => 0 } : this.options.chooser, able, this.#last);
  }

  async #take(worker: Worker): Promise<void> {
    if (worker.resume && this.#pauses(worker)) return;
    this.#last = worker;
    await step(worker, async () => {
      const request = {
        limit: 1,
        perConnection: 1,
        onError: (_: string, error: unknown) => this.#noteError(worker, error),
      };
      await workBatch(this.engine(worker), request).catch((error: unknown) => this.#noteError(worker, error));
    });
    if (worker.died) this.#restart();
    await this.watch?.(this);
  }

  /** With several processes, one may sleep past its lease in the middle of anything. */
  #pauses(worker: Worker): boolean {
    if (this.healed || this.workers.length < 2 || this.options.chooser.choose("pause", 2) === 0) return false;
    worker.heldUntil = this.options.clock.time + this.limits.leaseMs + 1_000;
    this.history.push(`${this.#stamp()} ${worker.name} sleeps past its lease`);
    return true;
  }

  #restart(): void {
    for (const [index, worker] of this.workers.entries()) {
      if (!worker.died) continue;
      // Not a byte of its calls left after its death, so what is under way lands within the life of a call from now.
      const end = this.options.clock.time + this.#lifeMs() - 1;
      for (const late of this.#late) if (late.worker === worker) late.at = Math.min(late.at, end);
      this.workers[index] = newWorker(worker.name);
      this.ledger.endOwnLeases(worker.name);
    }
  }

  #noteError(worker: Worker, error: unknown): void {
    this.history.push(
      `${this.#stamp()} ${worker.name} stops: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  /** Moves the clock to the next thing that happens; false when nothing does before `until`. */
  #advance(until: number): boolean {
    const { clock } = this.options;
    const due = this.ledger.nextDue();
    const times = [
      ...(due ? [due.getTime() - this.skew] : []),
      ...this.#late.map(({ at }) => at),
      ...this.#deeds.flatMap(({ at }) => (at === undefined ? [] : [at])),
      ...this.workers.flatMap(({ heldUntil, resume }) =>
        resume && heldUntil > clock.time ? [heldUntil] : [],
      ),
    ].filter((at) => at > clock.time);
    const next = Math.min(...times);
    if (next > until) {
      clock.time = Math.max(clock.time, until);
      return false;
    }
    clock.time = next;
    return true;
  }

  #uuid(): string {
    this.#ids++;
    return `00000000-0000-4000-8000-${this.#ids.toString(16).padStart(12, "0")}`;
  }

  #stamp(): string {
    return this.now().toISOString().slice(5, 23);
  }
}

/** The connection as the store keeps it: sensitive fields sealed, the others beside them. */
async function sealConnection(
  provider: RotationProvider,
  fields: Readonly<Record<string, unknown>>,
): Promise<Connection> {
  const identity = { id: "connection", projectId: "project", app: provider.app };
  const config: Record<string, unknown> = { ...fields };
  const sealed: Record<string, Uint8Array> = {};
  for (const field of sensitiveFields(provider.connection)) {
    if (config[field] === undefined) continue;
    sealed[field] = await plainCipher().seal(
      connectionBinding(identity, 1, field),
      JSON.stringify(config[field]),
    );
    delete config[field];
  }
  return { ...identity, version: 1, config, sealed, brokenAt: null };
}
