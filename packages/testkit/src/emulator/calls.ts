import { isRotationError, type RotationErrorCode, type RotationProvider } from "@turnbolt/core";
import type * as z from "zod";
import { type PlainRuntime, plainRuntime } from "./plain-runtime.ts";

interface Draft<Secret> {
  readonly handle: string;
  readonly secret: Secret;
}

/** Stands for the run of a test. */
export const TEST_RUN = { id: "11111111-1111-4111-8111-111111111111", label: "kit-1-1" };

/**
 * The members of a chosen provider as the engine calls them: what a form gives is read by the schemas first, each call
 * has a client and a runtime of its own, and the client is ended whatever happens. For a plugin's own tests.
 *
 * @example
 * const { choose, issue, verify } = callsOf(provider, target.connection, { username1: "a", username2: "b" });
 * const draft = choose();
 * await issue(draft);
 * await verify(draft.secret);
 */
export function callsOf<S extends z.ZodObject>(
  provider: { readonly secret: S },
  connectionInput: Readonly<Record<string, unknown>>,
  parametersInput: Readonly<Record<string, unknown>>,
) {
  type Secret = z.output<S>;
  // Called by its schemas, whatever its shape; the compiler cannot follow there.
  const members = provider as unknown as RotationProvider;
  const connection = members.connection.parse(connectionInput);
  const parameters = members.parameters.parse(parametersInput);
  const common = (runtime: PlainRuntime) => ({
    connection,
    parameters,
    run: TEST_RUN,
    current: null,
    runtime,
  });
  const within = async <T>(runtime: PlainRuntime, work: (client: unknown) => Promise<T>): Promise<T> => {
    const client = await members.connect(connection, runtime);
    try {
      return await work(client);
    } finally {
      await members.disconnect?.(client);
    }
  };
  return {
    /** Handle and value of a draft. */
    choose: (attempt = 1, current: Draft<Secret> | null = null) => {
      if (members.origin !== "chosen") throw new Error("this provider chooses nothing");
      return members.choose({ parameters, run: TEST_RUN, current, attempt }) as Draft<Secret>;
    },
    check: (runtime = plainRuntime()) =>
      within(runtime, (client) => members.check({ client, connection, parameters, runtime })),
    /** The permissions that a check finds missing. */
    missing: async (runtime = plainRuntime()) =>
      (await within(runtime, (client) => members.check({ client, connection, parameters, runtime })))
        .filter(({ held }) => !held)
        .map(({ permission }) => permission),
    checkConnection: (runtime = plainRuntime()) =>
      within(runtime, (client) => members.check({ client, connection, runtime })),
    issue: (draft: Draft<Secret>, runtime = plainRuntime()) =>
      within(runtime, async (client) => {
        if (members.origin !== "chosen") throw new Error("this provider chooses nothing");
        await members.issue({ ...common(runtime), client, draft, neededUntil: new Date() });
      }),
    verify: (secret: Secret, runtime = plainRuntime()) =>
      members.verify({ ...common(runtime), credential: { handle: "", secret } }),
    revoke: (handle: string, runtime = plainRuntime()) =>
      within(runtime, async (client) => {
        if (members.phase !== "dual") throw new Error("this provider is single");
        await members.revoke({ ...common(runtime), client, handle });
      }),
    list: (runtime = plainRuntime()) =>
      within(runtime, async (client) => {
        if (members.phase !== "dual" || members.handles !== "fresh")
          throw new Error("this provider lists nothing");
        return await members.list({ ...common(runtime), client });
      }),
    /** One page of choices for a parameter. */
    choices: (parameter: string, search?: string, cursor?: string, runtime = plainRuntime()) =>
      within(runtime, async (client) => {
        const page = members.options?.[parameter];
        if (!page) throw new Error(`there are no choices for ${parameter}`);
        return await page({ client, connection, runtime, search, cursor });
      }),
  };
}

/** The code of the `RotationError` that the work fails with, or "ok"; anything else is thrown on. */
export async function outcomeOf(work: Promise<unknown>): Promise<RotationErrorCode | "ok"> {
  try {
    await work;
    return "ok";
  } catch (error) {
    if (isRotationError(error)) return error.code;
    throw error;
  }
}
