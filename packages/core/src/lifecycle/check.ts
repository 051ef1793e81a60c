import { isRotationError, RotationError, type RotationErrorCode } from "../errors.ts";
import { generatePassword } from "../password.ts";
import type { RotationProvider } from "../provider.ts";
import { redact } from "../redact.ts";
import type { Runtime } from "../runtime.ts";
import { sensitiveFields } from "../sensitive.ts";
import type { Held, Permission } from "../shapes.ts";
import { closeClient } from "./close-client.ts";
import { isFresh } from "./corners.ts";
import { neededUntil } from "./draft.ts";
import type { Engine } from "./engine.ts";
import type { Fields } from "./model.ts";

export interface CheckResult {
  readonly permissions: readonly Permission[];
  /** Was a login with a made-up value refused? Where it was not, a login proves nothing there. */
  readonly loginProves: boolean;
  /** What the target holds for these parameters; empty where handles are not fresh. */
  readonly held: readonly Held[];
}

/**
 * Asks the target, without changing anything, whether the connection may do the work, what it holds, and whether it
 * refuses a made-up credential. Throws a `RotationError` with the secrets struck from its text.
 */
export async function checkRotation(
  engine: Engine,
  provider: RotationProvider,
  connection: Fields,
  parameters?: Fields,
): Promise<CheckResult> {
  return await withClient(engine, provider, connection, async (session) => {
    const until = neededUntil(engine.clock.now());
    const permissions = await provider.check({
      ...session,
      ...(parameters && { parameters, neededUntil: until }),
    });
    if (!parameters) return { permissions, loginProves: true, held: [] };
    const run = { id: engine.random.uuid(), label: `tb-${engine.installation}-check` };
    const call = { ...session, parameters, run, current: null };
    const held = isFresh(provider) ? await provider.list(call) : [];
    return { permissions, held, loginProves: await refusesMadeUp(provider, call) };
  });
}

/** What a call outside any run works with. */
export interface Session {
  readonly client: unknown;
  readonly connection: Fields;
  readonly runtime: Runtime;
}

/** Opens a client for one call outside any run, and closes it afterwards; fails as `withRuntime` does. */
export const withClient = <T>(
  engine: Engine,
  provider: RotationProvider,
  connection: Fields,
  work: (session: Session) => Promise<T>,
): Promise<T> =>
  withRuntime(engine, provider, connection, async (runtime) => {
    const client = await provider.connect(connection, runtime);
    try {
      return await work({ client, connection, runtime });
    } finally {
      await closeClient(engine, provider, client);
    }
  });

/** Gives a call outside any run its runtime and its deadline, and tells failures in words without secrets. */
export async function withRuntime<T>(
  engine: Engine,
  provider: RotationProvider,
  connection: Fields,
  work: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const secrets = [...sensitiveFields(provider.connection)].flatMap((field) => {
    const value = connection[field];
    return typeof value === "string" ? [value] : [];
  });
  const deadline = engine.clock.monotonic() + engine.limits.callMs;
  const { runtime, close } = engine.host.open({ rotationType: provider.type, connection, deadline, secrets });
  const { promise, reject } = Promise.withResolvers<never>();
  const late = () =>
    reject(new RotationError("unavailable", `${provider.type}: no answer before the deadline`));
  const cancel = engine.clock.at(deadline, late);
  try {
    return await Promise.race([work(runtime), promise]);
  } catch (error) {
    throw toldWithout(secrets, provider, error);
  } finally {
    cancel();
    close();
  }
}

function toldWithout(secrets: readonly string[], provider: RotationProvider, error: unknown): RotationError {
  const code: RotationErrorCode = isRotationError(error) ? error.code : "unavailable";
  const kind = error instanceof Error ? error.name : typeof error;
  const text = isRotationError(error) ? error.message : `${provider.type}: no usable answer (${kind})`;
  return new RotationError(
    code,
    redact(text, secrets),
    isRotationError(error) ? { retryAfterMs: error.retryAfterMs } : {},
  );
}

type Call = Parameters<RotationProvider["verify"]>[0];

async function refusesMadeUp(provider: RotationProvider, call: Omit<Call, "credential">): Promise<boolean> {
  const hidden = sensitiveFields(provider.secret);
  // What is no secret is as it will be: a client that does not exist would prove nothing about its secret.
  const secret = Object.fromEntries(
    Object.keys(provider.secret.shape).map((field) => [
      field,
      hidden.has(field) ? generatePassword() : (call.parameters[field] ?? generatePassword()),
    ]),
  );
  const credential =
    provider.origin === "chosen"
      ? provider.choose({ parameters: call.parameters, run: call.run, current: null, attempt: 1 })
      : { handle: "made-up", secret };
  try {
    await provider.verify({ ...call, credential });
    return false;
  } catch (error) {
    if (isRotationError(error) && error.code === "refused") return true;
    throw error;
  }
}
