import type * as z from "zod";
import { brandProvider } from "./brand.ts";
import type { Runtime } from "./runtime.ts";
import type { Held, OptionPage, Permission, Propagation, RawAnswer } from "./shapes.ts";

/** How we reach the target: an object, or a union of objects over `method`. */
export type ConnectionSchema = z.ZodObject | z.ZodDiscriminatedUnion<readonly z.ZodObject[]>;

/** A way in at the target. `handle` may be logged and shown; `secret` may not. */
export interface Credential<S extends z.ZodObject = z.ZodObject> {
  readonly handle: string;
  readonly secret: z.output<S>;
}

/** One try at one rotation: the same on every retry of a step and after every crash. */
export interface RunRef {
  readonly id: string;
  /** Short form of `id` for a name, tag or comment at the target: installation, rotation and run, `[a-z0-9-]`, at most 40 characters. */
  readonly label: string;
}

/** What every member that talks to the target receives. */
export interface Session<C extends ConnectionSchema = ConnectionSchema, Client = unknown> {
  readonly client: NoInfer<Client>;
  readonly connection: z.output<NoInfer<C>>;
  readonly runtime: Runtime;
}

/** A session about one rotation. */
export interface Call<C extends ConnectionSchema, P extends z.ZodObject, S extends z.ZodObject, Client>
  extends Session<C, Client> {
  readonly parameters: z.output<NoInfer<P>>;
  readonly run: RunRef;
  /** The published credential, if there is one. */
  readonly current: Credential<NoInfer<S>> | null;
}

/** A method, so that a provider with a client of its own is still a `RotationProvider`. */
export interface Choices<C extends ConnectionSchema, Client> {
  page(
    session: Session<C, Client> & {
      readonly search?: string | undefined;
      readonly cursor?: string | undefined;
    },
  ): Promise<OptionPage>;
}

export interface Described<
  T extends string,
  A extends string,
  C extends ConnectionSchema,
  P extends z.ZodObject,
  S extends z.ZodObject,
  Client,
> {
  /** Kebab-case and permanent: stored in every rotation, part of every URL. `options` is reserved. */
  readonly type: T;
  /** The kind of target; plugins may share one when their connection schemas are equal. */
  readonly app: A;
  readonly title: string;
  readonly connection: C;
  /** What to rotate there. */
  readonly parameters: P;
  /** What comes out; its keys are the keys of the secrets mapping. */
  readonly secret: S;
  readonly propagation?: Propagation;
  /** How long an unanswered call may still land at the target; 5 minutes when absent. Bound it there where possible. */
  readonly lifeMs?: number;
  /** How many failed logins the target forgives in a window. */
  readonly lockout?: { readonly attempts: number; readonly windowMs: number };

  /** Every account it may write, in canonical form and any order. Unique in the installation, fixed at creation. Pure. */
  subjects(connection: z.output<NoInfer<C>>, parameters: z.output<NoInfer<P>>): readonly string[];
  /** Makes the client for one call, on that call's runtime; imports its client library here. `unauthorized` when the target refuses the connection. */
  connect(connection: z.output<NoInfer<C>>, runtime: Runtime): Client | Promise<Client>;
  /** Ends the client; called after a failure too. */
  disconnect?(client: NoInfer<Client>): Promise<void>;
  /** May the connection do this work? Changes nothing; throws only when it could not ask, or `not-found`/`invalid` for parameters that name nothing. */
  check(
    session: Session<C, Client> & {
      readonly parameters?: z.output<NoInfer<P>> | undefined;
      readonly neededUntil?: Date | undefined;
    },
  ): Promise<readonly Permission[]>;
  /** Choices for a parameter, for forms; each field a page at a time. */
  readonly options?: {
    readonly [Field in keyof z.output<NoInfer<P>>]?: Choices<C, Client>["page"];
  };
  /** Logs in as the credential, never as the connection. `refused` means the target said that this secret is wrong; anything else, that we could not ask. */
  verify(
    call: Omit<Call<C, P, S, Client>, "client"> & { readonly credential: Credential<NoInfer<S>> },
  ): Promise<void>;
  /** The connection as it is after promote, when one of the accounts that the parameters name is the connection's own login; else `null`. Pure. */
  asConnection?(
    connection: z.output<NoInfer<C>>,
    secret: z.output<NoInfer<S>>,
    parameters: z.output<NoInfer<P>>,
  ): z.output<NoInfer<C>> | null;
}

/** We make the value, so it is on disk before the target hears of it. */
export interface Chosen<C extends ConnectionSchema, P extends z.ZodObject, S extends z.ZodObject, Client> {
  readonly origin: "chosen";
  /** Handle and value for draft number `attempt` (1 to 3). Pure, no network; called once per draft, the result is written ahead. */
  choose(
    plan: Pick<Call<C, P, S, Client>, "parameters" | "run" | "current"> & { readonly attempt: number },
  ): Credential<NoInfer<S>>;
  /** Makes the target accept the draft: twice is the same as once, or the second is `refused` and the first holds. Gives the handle where the target names it. */
  issue(
    call: Call<C, P, S, Client> & { readonly draft: Credential<NoInfer<S>>; readonly neededUntil: Date },
    // biome-ignore lint/suspicious/noConfusingVoidType: most targets name nothing, and an async function without a return is of type void
  ): Promise<{ readonly handle: string } | void>;
}

/** The target makes the value and shows it once. */
export interface Granted<C extends ConnectionSchema, P extends z.ZodObject, S extends z.ZodObject, Client> {
  readonly origin: "granted";
  /** Makes one more, in exactly one request through `runtime.fetch`, with `run.label` on it where the target has a field for one. */
  issue(call: Call<C, P, S, Client> & { readonly neededUntil: Date }): Promise<void>;
  /** Makes the credential of the kept answer. Pure; throws when it cannot. */
  read(answer: RawAnswer, parameters: z.output<NoInfer<P>>): Credential<NoInfer<S>>;
}

export interface Dual<C extends ConnectionSchema, P extends z.ZodObject, S extends z.ZodObject, Client> {
  readonly phase: "dual";
  /** Ends one credential; already gone is success. Fixed handles: sets a value nobody keeps. */
  revoke(call: Call<C, P, S, Client> & { readonly handle: string }): Promise<void>;
}

export interface Fresh<C extends ConnectionSchema, P extends z.ZodObject, S extends z.ZodObject, Client>
  extends Dual<C, P, S, Client> {
  readonly handles: "fresh";
  /** How many the target holds; absent = no known limit. */
  readonly capacity?: number;
  /** True when the target never ends its last credential; a value nobody keeps then takes its place. */
  readonly keepsLast?: boolean;
  /** Every credential held for these parameters, ours or not. */
  list(
    call: Call<C, P, S, Client> & { readonly draft?: Credential<NoInfer<S>> | undefined },
  ): Promise<readonly Held[]>;
}

export type Corner<C extends ConnectionSchema, P extends z.ZodObject, S extends z.ZodObject, Client> =
  | ({ readonly phase: "single"; readonly handles?: never } & Chosen<C, P, S, Client>)
  | ({
      readonly phase: "single";
      readonly handles?: never;
      /** The current value again, where the target can tell it. */
      readBack?(call: Call<C, P, S, Client>): Promise<Credential<NoInfer<S>> | null>;
    } & Granted<C, P, S, Client>)
  | ({ readonly handles: "fixed" } & Dual<C, P, S, Client> & Chosen<C, P, S, Client>)
  | (Fresh<C, P, S, Client> & Chosen<C, P, S, Client>)
  | (Fresh<C, P, S, Client> & {
      /** Does `list` give back the label that `issue` put on? */
      readonly labelled: boolean;
    } & Granted<C, P, S, Client>);

/** One rotation type: a frozen plain object made by `defineProvider`. It reads no environment, keeps no state, stores, schedules, retries and locks nothing. */
export type RotationProvider<
  T extends string = string,
  A extends string = string,
  C extends ConnectionSchema = ConnectionSchema,
  P extends z.ZodObject = z.ZodObject,
  S extends z.ZodObject = z.ZodObject,
  Client = unknown,
> = Described<T, A, C, P, S, Client> & Corner<C, P, S, Client>;

/**
 * Makes a provider; every type is inferred, and the compiler demands exactly the members of its corner.
 *
 * @example
 * export default defineProvider({
 *   type: "echo-password", app: "echo", title: "Echo", phase: "single", origin: "chosen",
 *   connection: z.object({ url: z.url() }), parameters: z.object({ user: z.string() }),
 *   secret: z.object({ password: sensitive() }),
 *   subjects: ({ url }, { user }) => [`${url}/${user}`],
 *   connect: ({ url }) => url, check: async () => [],
 *   choose: ({ parameters }) => ({ handle: parameters.user, secret: { password: generatePassword() } }),
 *   issue: async ({ client, draft }) => setPassword(client, draft),
 *   verify: async ({ client, credential }) => logIn(client, credential),
 * });
 */
export function defineProvider<
  const T extends string,
  const A extends string,
  C extends ConnectionSchema,
  P extends z.ZodObject,
  S extends z.ZodObject,
  Client,
>(provider: RotationProvider<T, A, C, P, S, Client>): RotationProvider<T, A, C, P, S, Client> {
  return Object.freeze(brandProvider({ ...provider }));
}
