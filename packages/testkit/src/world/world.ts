import {
  type Command,
  defaultLimits,
  type Engine,
  type Limits,
  type NewRotation,
  workBatch,
} from "@turnbolt/core";
import { seeded } from "./chooser.ts";
import { makeRotation } from "./make-rotation.ts";
import { type MemoryLedger, memoryLedger, type Row } from "./memory-ledger.ts";
import type { Deed, WorldOptions } from "./options.ts";
import { die, newWorker, pick, step, type Worker } from "./scheduler.ts";
import { strike, type WorldCall } from "./strike.ts";
import { askedToBeTold } from "./untold.ts";
import { engineOf } from "./world-engine.ts";

/** More turns than any honest history takes. */
const MOST_TURNS = 20_000;

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
  /** Somebody ended the published credential at the target, or a single-phase target is slower than declared. */
  sabotaged = false;
  /** Until when a superseded credential was promised to work, by the id of its version. */
  readonly promised = new Map<string, Date>();
  /** Calls that the network still carries. */
  readonly late: { readonly worker: Worker; at: number; readonly perform: () => Promise<void> }[] = [];
  readonly #deeds: Deed[] = [];
  #last: Worker | null = null;
  #ids = 0;
  /** Asked after every turn. */
  watch: ((world: World) => Promise<void>) | null = null;

  constructor(options: WorldOptions) {
    this.options = options;
    this.limits = { ...defaultLimits, ...options.limits };
    this.random = seeded(options.seed ?? 1);
    const clocks = { now: () => this.now(), monotonic: () => options.clock.time };
    this.ledger = memoryLedger(clocks, (row) => askedToBeTold(this, row));
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
    if (ms > 0 && (run || rotation.quietAt || counts || this.late.length > 0)) return;
    this.skew += ms;
  }

  row(): Row {
    const row = this.ledger.rows.get(this.rotationId);
    if (!row) throw new Error("no rotation was made");
    return row;
  }

  /** The engine as one process runs it. */
  engine(worker: Worker): Engine {
    return engineOf(this, worker);
  }

  /** Makes the rotation and its `create` run, as a service would after its checks. */
  async create(fields: Partial<NewRotation> = {}): Promise<void> {
    this.rotationId = await makeRotation(this, fields);
  }

  /** Everybody stops, and starts again on a database that is older than the installation remembers. */
  async restartOnOlderDatabase(): Promise<void> {
    for (const worker of this.workers) if (worker.busy) void die(worker);
    this.#restart();
    await this.command(() => ({ rotation: { mustVerify: true } }));
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
      if (this.options.stops && this.violations.length > 0) return;
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
  call<T>(call: WorldCall<T>): Promise<T> {
    return strike(this, call);
  }

  /** How long an unanswered call may still land. */
  lifeMs(): number {
    return this.options.provider.lifeMs ?? this.limits.lifeMs;
  }

  /** Deeds and late landings whose time has come. */
  async #happen(): Promise<void> {
    const { time } = this.options.clock;
    for (const late of this.late.filter(({ at }) => at <= time)) {
      this.late.splice(this.late.indexOf(late), 1);
      await late.perform();
    }
    for (const deed of this.#deeds.filter((deed) => this.#isTime(deed))) {
      this.#deeds.splice(this.#deeds.indexOf(deed), 1);
      this.history.push(`${this.stamp()} ${deed.name}`);
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
        perConnection: this.options.perConnection ?? 1,
        onError: (_: string, error: unknown) => this.#noteError(worker, error),
      };
      await workBatch(this.engine(worker), request).catch((error: unknown) => this.#noteError(worker, error));
    });
    if (worker.died) this.#restart();
    await this.watch?.(this);
  }

  /** With several processes, one may sleep in the middle of anything: past its lease, for most of it, or a little. */
  #pauses(worker: Worker): boolean {
    if (this.healed || this.workers.length < 2) return false;
    const { leaseMs, callMs } = this.limits;
    const lengths = [0, leaseMs + 1_000, leaseMs - callMs / 2, callMs - 5_000];
    const ms = lengths[this.options.chooser.choose("pause", lengths.length)] ?? 0;
    if (ms === 0) return false;
    worker.heldUntil = this.options.clock.time + ms;
    this.history.push(`${this.stamp()} ${worker.name} sleeps for ${ms / 1_000} s`);
    return true;
  }

  #restart(): void {
    for (const [index, worker] of this.workers.entries()) {
      if (!worker.died) continue;
      // Not a byte of its calls left after its death, so what is under way lands within the life of a call from now.
      const end = this.options.clock.time + this.lifeMs() - 1;
      for (const late of this.late) if (late.worker === worker) late.at = Math.min(late.at, end);
      this.workers[index] = newWorker(worker.name);
      this.ledger.endOwnLeases(worker.name);
    }
  }

  #noteError(worker: Worker, error: unknown): void {
    this.history.push(
      `${this.stamp()} ${worker.name} stops: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  /** Moves the clock to the next thing that happens; false when nothing does before `until`. */
  #advance(until: number): boolean {
    const { clock } = this.options;
    const due = this.ledger.nextDue();
    const times = [
      ...(due ? [due.getTime() - this.skew] : []),
      ...this.late.map(({ at }) => at),
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

  uuid(): string {
    this.#ids++;
    return `00000000-0000-4000-8000-${this.#ids.toString(16).padStart(12, "0")}`;
  }

  stamp(): string {
    return this.now().toISOString().slice(5, 23);
  }
}
