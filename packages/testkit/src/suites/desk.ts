import type {
  Credential,
  Held,
  Permission,
  RawAnswer,
  RotationProvider,
  RunRef,
  Runtime,
} from "@turnbolt/core";
import type { Subject, Target } from "../target.ts";
import { Failed, outcomeOf } from "./expect.ts";
import { lend, newTrace, type Strike, type Trace } from "./lend.ts";
import type { Stage } from "./stage.ts";

type Fields = Record<string, unknown>;

/** What an issue came to. */
export interface Issued {
  readonly credential: Credential;
  /** Granted only. */
  readonly answer: RawAnswer | null;
}

/** How a call reaches the target, where it is not the ordinary way. */
export interface Reach {
  readonly connection?: Fields;
  readonly trouble?: Strike | undefined;
}

export interface Session {
  readonly client: unknown;
  readonly connection: Fields;
  readonly runtime: Runtime;
}

/** Ten years: no credential of a test is too short-lived. */
const NEEDED_MS = 10 * 365 * 86_400_000;

/**
 * The provider's members on one fresh subject, each called as the engine calls them: with a runtime that ends with
 * the call, and with a client of its own, made under another runtime where the answer is kept.
 */
export class Desk {
  readonly provider: RotationProvider;
  readonly target: Target;
  readonly subject: Subject;
  readonly parameters: Fields;
  readonly trace: Trace = newTrace();
  /** The published credential, as the engine would hand it over. */
  current: Credential | null = null;
  connection: Fields;
  readonly #stage: Stage;

  private constructor(stage: Stage, target: Target, subject: Subject) {
    this.#stage = stage;
    this.provider = stage.provider;
    this.target = target;
    this.subject = subject;
    this.connection = subject.connection ?? target.connection;
    this.parameters = stage.provider.parameters.parse(subject.parameters);
  }

  static async open(stage: Stage): Promise<Desk> {
    return new Desk(stage, await stage.target(), await stage.subject());
  }

  draft(run: RunRef, attempt = 1): Credential | null {
    const { provider } = this;
    return provider.origin === "chosen" ? provider.choose({ ...this.#about(run), attempt }) : null;
  }

  /** The bare member: sends the draft, or asks for one more. */
  async send(run: RunRef, draft: Credential | null, trouble?: Strike): Promise<Issued> {
    const { provider } = this;
    const neededUntil = new Date(this.#stage.clock.time + NEEDED_MS);
    if (provider.origin === "chosen") {
      if (!draft) throw new Error("a chosen credential needs its draft");
      const named = await this.#within({ draft, trouble }, (session) =>
        provider.issue({ ...session, ...this.#about(run), draft, neededUntil }),
      );
      return { credential: { ...draft, ...(named?.handle && { handle: named.handle }) }, answer: null };
    }
    const answers: RawAnswer[] = [];
    const keep = (answer: RawAnswer) => void answers.push(answer);
    await this.#within({ keep, trouble }, (session) =>
      provider.issue({ ...session, ...this.#about(run), neededUntil }),
    );
    const answer = answers.at(-1);
    if (!answer) throw new Failed("issue said ok, and no answer came through runtime.fetch");
    return { credential: provider.read(answer, this.parameters), answer };
  }

  /** A whole run: issues, waits until the credential works, and makes it the current one. */
  async issue(): Promise<Credential> {
    const run = this.#stage.run();
    const { credential } = await this.send(run, this.draft(run));
    await this.works(credential);
    this.publish(credential);
    return credential;
  }

  publish(credential: Credential): void {
    const { provider } = this;
    this.current = credential;
    const own = provider.asConnection?.(this.#parsed(this.connection), credential.secret, this.parameters);
    if (own) this.connection = own;
  }

  async verify(credential: Credential, { connection = this.connection, trouble }: Reach = {}): Promise<void> {
    const { runtime, begin, close } = lend(this.target, { trace: this.trace });
    begin(trouble);
    const about = this.#about(this.#stage.run());
    try {
      await this.provider.verify({ connection: this.#parsed(connection), runtime, ...about, credential });
    } finally {
      close();
    }
  }

  /** Verifies until it works or the propagation deadline is over. */
  async works(credential: Credential): Promise<void> {
    const { clock } = this.#stage;
    const { minimumMs, deadlineMs } = this.provider.propagation ?? { minimumMs: 0, deadlineMs: 10_000 };
    const until = clock.time + deadlineMs;
    clock.time += minimumMs;
    for (;;) {
      const outcome = await outcomeOf(() => this.verify(credential));
      if (outcome.ok) return;
      if (outcome.code !== "refused" || clock.time >= until) throw outcome.error;
      clock.time = Math.min(until, clock.time + Math.ceil(deadlineMs / 20));
    }
  }

  async revoke(handle: string, trouble?: Strike): Promise<void> {
    const { provider } = this;
    if (provider.phase !== "dual") throw new Error("single-phase has nothing to revoke");
    await this.#within({ trouble }, (session) =>
      provider.revoke({ ...session, ...this.#about(this.#stage.run()), handle }),
    );
  }

  /** Everything held, once a list must show it. */
  async list(draft?: Credential, trouble?: Strike): Promise<readonly Held[]> {
    const { provider } = this;
    if (provider.phase !== "dual" || provider.handles !== "fresh") throw new Error("nothing to list");
    this.#stage.clock.time += provider.propagation?.listLagMs ?? 0;
    return await this.#within({ trouble }, (session) =>
      provider.list({ ...session, ...this.#about(this.#stage.run()), draft }),
    );
  }

  /** `null` asks about the connection alone. */
  async check(
    parameters: Fields | null = this.parameters,
    reach: Reach = {},
  ): Promise<readonly Permission[]> {
    const neededUntil = new Date(this.#stage.clock.time + NEEDED_MS);
    return await this.#within(reach, (session) =>
      this.provider.check({ ...session, ...(parameters && { parameters, neededUntil }) }),
    );
  }

  /** Any member that needs a client. */
  async ask<T>(member: (session: Session) => Promise<T>, reach: Reach = {}): Promise<T> {
    return await this.#within(reach, member);
  }

  #about(run: RunRef) {
    return { parameters: this.parameters, run, current: this.current };
  }

  #parsed(connection: Fields): Fields {
    // A connection's schema is an object or a union of objects, so what it gives are fields.
    return this.provider.connection.parse(connection) as Fields;
  }

  async #within<T>(
    { connection = this.connection, draft, keep, trouble }: Within,
    member: (session: Session) => Promise<T>,
  ): Promise<T> {
    const ways = lend(this.target, { trace: this.trace });
    // Where the answer is kept, nothing that connecting brings is taken for it.
    const lent = keep ? lend(this.target, { trace: this.trace, keep }) : ways;
    try {
      const session = await this.#connect(this.#parsed(connection), draft ?? null, ways.runtime);
      lent.begin(trouble);
      try {
        return await member({ ...session, runtime: lent.runtime });
      } finally {
        await this.provider.disconnect?.(session.client).catch(() => undefined);
      }
    } finally {
      ways.close();
      lent.close();
    }
  }

  /** The account may be the connection's own: then a draft that has landed already is the way in. */
  async #connect(connection: Fields, draft: Credential | null, runtime: Runtime) {
    const { provider } = this;
    const own = draft && provider.asConnection?.(connection, draft.secret, this.parameters);
    if (own) {
      const first = await outcomeOf(async () => provider.connect(own, runtime));
      if (first.ok) return { client: first.value, connection: own };
    }
    return { client: await provider.connect(connection, runtime), connection };
  }
}

interface Within extends Reach {
  readonly draft?: Credential | null;
  readonly keep?: (answer: RawAnswer) => void;
}
